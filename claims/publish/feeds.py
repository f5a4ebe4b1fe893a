"""The feeds of changes, in three forms: Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. One entry per change."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc2822_date, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from claims.publish.feed_words import summary_of, terms_of, title_of

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # `updated` of a feed in which nothing happened yet

# What XML 1.0 cannot carry, however escaped (section 2.2).
UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedOfChanges(SyndicationFeed):
    """What the forms share."""

    content_type: str

    def latest_post_date(self) -> datetime:
        """The moment of the latest entry; of an empty feed a fixed one, so that asking again gives the same bytes."""
        return super().latest_post_date() if self.items else BEGINNING


class AtomOfChanges(FeedOfChanges, Atom1Feed):
    """Django's Atom feed with entries of plain text, categories that name their scheme, and no link to what is gone."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """One entry. Without an alternate link it must have content (RFC 4287, 4.1.2), so all have it."""
        handler.addQuickElement("id", item["unique_id"])
        handler.addQuickElement("title", item["title"])
        if item["link"]:
            handler.addQuickElement("link", "", {"rel": "alternate", "type": "text/html", "href": item["link"]})
        handler.addQuickElement("published", rfc3339_date(item["pubdate"]))
        handler.addQuickElement("updated", rfc3339_date(item["updateddate"]))
        for scheme, term in item["terms"]:
            handler.addQuickElement("category", "", {"scheme": _scheme(scheme), "term": term})
        handler.addQuickElement("content", item["description"], {"type": "text"})


class RssOfChanges(FeedOfChanges, Rss201rev2Feed):
    """Django's RSS feed with categories that name their domain, and no link to what is gone."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """One item: a title and a description are enough (RSS 2.0, elements of item)."""
        handler.addQuickElement("title", item["title"])
        if item["link"]:
            handler.addQuickElement("link", item["link"])
        handler.addQuickElement("description", item["description"])
        handler.addQuickElement("pubDate", rfc2822_date(item["pubdate"]))
        handler.addQuickElement("guid", item["unique_id"], {"isPermaLink": "false"})
        for scheme, term in item["terms"]:
            handler.addQuickElement("category", term, {"domain": _scheme(scheme)})


class JsonOfChanges(FeedOfChanges):
    """JSON Feed 1.1 (jsonfeed.org), with what a program wants of the change as the extension `_change`."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[Any], encoding: str) -> None:
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "authors": [{"name": self.feed["author_name"]}],
            "language": "en",
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(document))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        entry = {
            "id": item["unique_id"],
            "title": item["title"],
            "content_text": item["description"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "tags": [term for _, term in item["terms"]],
            "_change": item["change"],
        }
        return ({"url": item["link"]} if item["link"] else {}) | entry


FORMS: dict[str, type[FeedOfChanges]] = {"atom": AtomOfChanges, "rss": RssOfChanges, "json": JsonOfChanges}
"""The forms by the ends of their addresses."""


def feed(changes: Iterable[dict[str, Any]], *, form: str = "atom", query: str = "") -> FeedOfChanges:
    """The feed of these changes, ready to be written; `query` is what its address asks for.

    Its identifiers are tag URIs (RFC 4151), so that they outlive every address.
    """
    asked = f"?{query}" if query else ""
    document = FORMS[form](
        title="Changes of claims",
        link=f"{settings.SITE_URL}/",
        description=None if form == "atom" else "What changed of claims, when and why.",
        language=None if form == "atom" else "en",
        author_name="Claim tracker",
        feed_url=f"{settings.SITE_URL}/feeds/changes.{form}{asked}",
        feed_guid=_tag(f"changes{asked}"),
    )
    for change in changes:
        document.add_item(
            unique_id=_tag(f"change/{change['uuid']}"),
            title=UNSPEAKABLE.sub("", title_of(change)),
            link=f"{settings.SITE_URL}{change['url']}" if "text" in change else "",
            description=UNSPEAKABLE.sub("", summary_of(change)),
            pubdate=change["at"],
            updateddate=change["recorded_at"],
            terms=terms_of(change),
            change=_facts(change),
        )
    return document


def _facts(change: dict[str, Any]) -> dict[str, Any]:
    """A change as the API tells it, less its moments, which an entry has of its own."""
    return {name: value for name, value in change.items() if name not in ("at", "recorded_at")}


def _scheme(name: str) -> str:
    return f"{settings.SITE_URL}/{name}"


def _tag(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{name}"
