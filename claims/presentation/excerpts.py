"""Quotes as a page has room for them: the part that decides, and the link that opens a source at the quote. Pure."""

from collections.abc import Iterable, Sequence
from urllib.parse import quote as percent_encoded

from claims.presentation.shortening import first_word_start, last_character_end, last_word_end

LONG = 280
"""A longer quote is shown in part."""

_NEAR = 40
"""So many characters from where the room ends, the end of a word is sought."""

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
    if start:
        start = first_word_start(quote, start, most=start + _NEAR) or last_character_end(quote, start)
    end = min(len(quote), start + most)
    if end < len(quote):
        end = last_word_end(quote, end, least=max(start + 1, end - _NEAR)) or last_character_end(quote, end)
    before, after = "… " if start else "", " …" if end < len(quote) else ""
    moved = [(max(a, start) - start + len(before), min(b, end) - start + len(before)) for a, b in known]
    return f"{before}{quote[start:end]}{after}", [(a, b) for a, b in moved if a < b]


def whole_words(prefix: str, suffix: str, *, cut_at: int) -> tuple[str, str]:
    """What stands before and after a quote, without the word at each outer end that keeping `cut_at` characters may
    have cut in two.
    """
    if len(prefix) >= cut_at and (start := first_word_start(prefix, 1, most=len(prefix))):
        prefix = f"… {prefix[start:]}"
    if len(suffix) >= cut_at and (end := last_word_end(suffix, len(suffix) - 1)):
        suffix = f"{suffix[:end]} …"
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
