"""What extraction yields: documents, feeds, and the refusal that says why there is neither."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

PAGE_BREAK = "\n\n\f"
"""Stands between the pages of a text that has pages. No other text holds a form feed."""


@dataclass(frozen=True, slots=True)
class Document:
    """The readable part of one page.

    `text` is the main text: paragraphs separated by a blank line ("\\n\\n"), whitespace collapsed, Unicode
    NFC, without invisible characters. Strings the page does not state are empty; dates it does not state are
    None. `language` is a BCP 47 tag ("en", "pt-BR"), `modified_at` is in UTC, `published_on` is the day as the
    page writes it. `paywalled` means that the page calls itself incomplete for this reader, `partly` that it seems to
    hold much more than was read, or that pages of a PDF could not be read: then a sentence missing from `text` is no
    sign that it was withdrawn. The text of a PDF has a form feed at the beginning of each page after the first.
    """

    text: str
    title: str
    language: str
    published_on: date | None
    modified_at: datetime | None
    canonical_url: str
    site_name: str
    paywalled: bool = False
    partly: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether a sentence that is missing from the text is missing from the page."""
        return not (self.paywalled or self.partly)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list: an absolute http(s) URL, its title (may be empty), its time in UTC if stated.

    `kind` is how what stands there is to be read: "html", "pdf", or for a list of its own "feed" or "sitemap".
    `publisher` and `publisher_url` are whom the list names as the publisher of this item, where that is another than
    its own.
    """

    url: str
    title: str
    published_at: datetime | None
    kind: str = "html"
    publisher: str = ""
    publisher_url: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A list of links. `ttl_s` is how many seconds the publisher asks readers to wait, if it says so.

    `hub_url` is where the publisher announces changes, `self_url` the feed's name there (W3C WebSub §4); empty where
    it names none.
    """

    title: str
    entries: tuple[Entry, ...]
    ttl_s: int | None
    hub_url: str = ""
    self_url: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A part of a page that `#anchor` leads to: its words, and the address that its page gives it (may be empty)."""

    anchor: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts of a page, and the addresses of the other pages of the same list, the likeliest first."""

    posts: tuple[Post, ...]
    pages: tuple[str, ...]


def page_at(text: str, position: int) -> int | None:
    """The number of the page, from 1, that `position` of a document's text stands on; None where it has no pages."""
    return text.count("\f", 0, position) + 1 if "\f" in text else None


Reason = Literal[
    "empty",
    "selector_empty",
    "not_text",
    "broken_feed",
    "broken_sitemap",
    "broken_json",
    "broken_pdf",
    "broken_gzip",
    "encrypted",
    "no_letters",
    "too_large",
    "too_long",
    "too_deep",
    "too_many_attributes",
    "timed_out",
    "too_much_memory",
    "crashed",
    "failed",
    "missing",
    "consent",
    "robot_check",
    "waiting_room",
    "maintenance",
    "region_lock",
    "login",
    "needs_scripts",
    "front_page",
    "busy",
]
"""Every code of an Unreadable, so that the type checker knows of each place that makes one up. Codes are stored as
states (`health/states.py` has a sentence for each); all but "busy", which only somebody who looks at a page meets.
"""


class Unreadable(Exception):
    """These bytes yield no text. `code` is for programs, `sentence` for people."""

    def __init__(self, code: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[Reason, str]]:
        return type(self), (self.code, self.sentence)
