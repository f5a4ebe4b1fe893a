"""Quotes as a page has room for them: the part that decides, and the link that opens a source at the quote. Pure."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote as percent_encoded

LONG = 280
"""A longer quote is shown in part."""

_EDGE_WORDS = 6
_WHOLE_WORDS = 14

Spans = list[tuple[int, int]]


def excerpt(quote: str, spans: Iterable[Sequence[int]], *, most: int = LONG) -> tuple[str, Spans]:
    """At most about `most` characters of a quote around the words that decide, cut between words, with "…" where
    something was left out; and where the deciding words stand in it. A shorter quote stays as it is.
    """
    known = sorted((max(0, span[0]), min(len(quote), span[1])) for span in spans)
    known = [(start, end) for start, end in known if start < end]
    if len(quote) <= most:
        return quote, known
    centre = known[0] if known else (0, 0)
    start = max(0, min(centre[0] - max(0, most - (centre[1] - centre[0])) // 3, len(quote) - most))
    start, end = _at_words(quote, start, min(len(quote), start + most))
    before, after = "… " if start else "", " …" if end < len(quote) else ""
    moved = [(max(a, start) - start + len(before), min(b, end) - start + len(before)) for a, b in known]
    return f"{before}{quote[start:end]}{after}", [(a, b) for a, b in moved if a < b]


def _at_words(quote: str, start: int, end: int) -> tuple[int, int]:
    """The ends of a cut moved inwards to where words end, as far as there is one near."""
    if start:
        gap = quote.find(" ", start, start + 40)
        start = gap + 1 if gap >= 0 else start
    if end < len(quote):
        gap = quote.rfind(" ", max(start, end - 40), end)
        end = gap if gap > start else end
    return start, end


def whole_words(prefix: str, suffix: str, *, cut_at: int) -> tuple[str, str]:
    """What stands before and after a quote, without the word at each outer end that keeping `cut_at` characters may
    have cut in two.
    """
    if len(prefix) >= cut_at and " " in prefix:
        prefix = "… " + prefix.split(" ", 1)[1]
    if len(suffix) >= cut_at and " " in suffix:
        suffix = suffix.rsplit(" ", 1)[0] + " …"
    return prefix, suffix


def at_quote(url: str, quote: str) -> str:
    """The address of a page that opens it at a quote, by a text fragment (WICG, “URL Fragment Text Directives”).

    Of a long quote its first and last words are named; a browser that cannot find them opens the page as usual. Empty
    for an empty address.
    """
    lines = [line.split() for line in quote.splitlines() if line.split()]
    if not url or not lines:
        return url
    if len(lines) == 1 and len(lines[0]) <= _WHOLE_WORDS:
        directive = _encoded(lines[0])
    else:
        directive = f"{_encoded(lines[0][:_EDGE_WORDS])},{_encoded(lines[-1][-_EDGE_WORDS:])}"
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _encoded(words: Sequence[str]) -> str:
    """Words of a directive: the characters that mean something in it are encoded too."""
    return percent_encoded(" ".join(words), safe="").replace("-", "%2D")
