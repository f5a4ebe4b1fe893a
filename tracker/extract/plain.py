"""Plain text → its Document: paragraphs with their lines joined."""

import re

from tracker.extract.decoding import check_size, decode
from tracker.extract.documents import Document, Unreadable
from tracker.extract.languages import guess_language
from tracker.extract.text import tidy

MAX_TITLE_CHARS = 300
_BLANK = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"\s*(?:[-*•–—]|\d{1,3}[.)])\s+\S")
_RULE = re.compile(r"[\s=\-_*#~+.]+")  # "=====" under a heading, "-----" between parts


def extract_text(body: bytes, *, url: str, charset: str | None = None) -> Document:
    """The Document in the plain text `body`, as fetched from `url`; `charset` is what the HTTP header says.

    Its title is its first line. Raises Unreadable: "too_large", "not_text", "empty".
    """
    check_size(body)
    text = "\n\n".join(paragraphs(decode(body, charset)))
    if not text:
        raise Unreadable("empty", "This text is empty.")
    title = text.split("\n", 1)[0]
    return Document(
        text=text,
        title=title[:MAX_TITLE_CHARS],
        language=guess_language(text),
        published_on=None,
        modified_at=None,
        canonical_url="",
        site_name="",
    )


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text: parted by blank lines, lists by their items; other lines were only wrapped."""
    found: list[str] = []
    for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")):
        lines: list[str] = []
        for line in block.split("\n"):
            if _RULE.fullmatch(line):
                found.append(tidy(" ".join(lines)))
                lines = []
            elif _BULLET.match(line) and lines:
                found.append(tidy(" ".join(lines)))
                lines = [line]
            else:
                lines.append(line)
        found.append(tidy(" ".join(lines)))
    return [paragraph for paragraph in found if paragraph]
