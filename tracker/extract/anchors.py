"""Quote anchors: tell whether a quote is standing, moved, altered or gone in a later text.

A quote is kept as a W3C TextQuoteSelector (Web Annotation Data Model, section 4.2.4): the exact words with a little of
what came before and after. In a later text it is standing, moved, altered or gone. Verbatim means verbatim: only
whitespace and the form of quotation marks may differ. A single other word, such as a "not", or another figure is
"altered", also where it stands just outside the quoted words but in the same sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tracker.extract.similar import Sentences
from tracker.extract.text import fold, key

CONTEXT_CHARS = 64
# Share of words in common and in order (Ratcliff-Obershelp on words) from which on two sentences are versions of one:
# 93% of 3,000 sentences before and after a real Wikipedia revision share as much, 0.3% of sentences of different pages.
SAME_SENTENCE = 0.5
_STANDING_CONTEXT = 0.5  # share of the old context that must still be there, else the quote has moved
_MAX_OCCURRENCES = 200
_SLACK = 8  # characters: a paragraph break may have become longer or shorter

State = Literal["standing", "moved", "altered", "gone"]

_BREAK = re.compile(r"\n[^\S\n]*\n|[.!?…][\"')\]]*\s+(?=[\"'(\[]?[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Selector:
    """A W3C TextQuoteSelector."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a quote. `wording` is `[start:end]` of the new text: the quote, or for "altered" the sentence
    or sentences that took its place; empty if gone. `similarity` is 1 for "standing" and "moved", else the share of
    words in common (0 to 1) with the most similar sentence or with that part of it which the quote matches.
    """

    state: State
    start: int
    end: int
    wording: str
    similarity: float


def make_selector(text: str, start: int, end: int, *, context: int = CONTEXT_CHARS) -> Selector:
    """The Selector of `text[start:end]`, less the space at its ends. Raises ValueError if nothing is left of it."""
    quoted = text[start:end] if 0 <= start < end <= len(text) else ""
    if not quoted.strip():
        raise ValueError("a quote needs at least one visible character of the text")
    start += len(quoted) - len(quoted.lstrip())
    end -= len(quoted) - len(quoted.rstrip())
    return Selector(text[start:end], text[max(0, start - context) : start], text[end : end + context])


def locate(selector: Selector, text: str, *, threshold: float = SAME_SENTENCE, language: str = "en") -> Standing:
    """Where and how the quote stands in `text`; below `threshold` a similar sentence does not count as the same.

    Raises ValueError for a quote of white space. For many quotes of one text, ask a `PageText`.
    """
    return PageText(text, language).locate(selector, threshold=threshold)


class PageText:
    """A text in which many quotes are sought: what they share is prepared once, and only when one needs it."""

    def __init__(self, text: str, language: str = "en") -> None:
        self.text = text
        self._language = language
        self._folded = fold(text)

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self.text, self._language)

    def locate(self, selector: Selector, *, threshold: float = SAME_SENTENCE) -> Standing:
        """As `anchors.locate`: verbatim first, then the most similar sentences."""
        quote, text = _stripped(selector), self.text
        if not quote.exact:
            raise ValueError("a quote needs at least one visible character")
        places = _occurrences(quote, self._folded)
        verbatim = [(start, end) for start, end in places if _in_same_sentence(quote, text, start, end)]
        if not verbatim:
            return _gone_or_altered(quote, self._sentences, text, threshold)
        start, end = max(verbatim, key=lambda place: _kept_context(quote, text, *place))
        state: State = "standing" if _kept_context(quote, text, start, end) >= _STANDING_CONTEXT else "moved"
        return Standing(state, start, end, text[start:end], 1.0)


def _stripped(selector: Selector) -> Selector:
    """The same selector with the space at the ends of the quote counted to its context."""
    exact = selector.exact
    lead = exact[: len(exact) - len(exact.lstrip())]
    trail = exact[len(exact.rstrip()) :]
    return Selector(exact.strip(), selector.prefix + lead, trail + selector.suffix)


def _occurrences(quote: Selector, folded: str) -> Iterator[tuple[int, int]]:
    """Where the exact words stand, as whole words: "5 million" is not found in "1.5 million" nor in "5 millionth"."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in fold(quote.exact).split()))
    cuts_left = _inside_word(quote.prefix[-2:], quote.exact[:1])
    cuts_right = _inside_word_after(quote.exact[-1:], quote.suffix[:2])
    position = count = 0
    while (match := pattern.search(folded, position)) and count < _MAX_OCCURRENCES:
        start, end = match.span()
        position, count = start + 1, count + 1
        if not cuts_left and _inside_word(folded[max(0, start - 2) : start], folded[start]):
            continue
        if not cuts_right and _inside_word_after(folded[end - 1], folded[end : end + 2]):
            continue
        yield start, end


def _inside_word(before: str, first: str) -> bool:
    if not first.isalnum() or not before:
        return False
    number_goes_on = first.isdigit() and (before[-1] in "-−+" or (before[-1] in ".," and before[:-1].isdigit()))
    return before[-1].isalnum() or number_goes_on


def _inside_word_after(last: str, after: str) -> bool:
    if not last.isalnum() or not after:
        return False
    number_goes_on = last.isdigit() and (after[0] == "%" or (after[0] in ".," and after[1:2].isdigit()))
    return after[0].isalnum() or number_goes_on


def _in_same_sentence(quote: Selector, text: str, start: int, end: int) -> bool:
    """Whether the words around `[start:end]`, as far as its sentence goes, are those around the quote."""
    before = text[max(0, start - len(quote.prefix) - _SLACK) : start]
    after = text[end : end + len(quote.suffix) + _SLACK]
    return _opens_alike(quote, before, at_start=len(before) == start) and _closes_alike(
        quote, after, at_end=end + len(after) == len(text)
    )


def _opens_alike(quote: Selector, before: str, *, at_start: bool) -> bool:
    old, begins = _lead(quote.prefix, quote.exact)
    # A shorter context than on the other side was cut off by the start of the text, so the sentence begins there.
    if not begins and len(quote.prefix) >= len(quote.suffix) and not _is_bare_sentence(quote):
        return key(before).endswith(old)
    new, begins = _lead(before, quote.exact)
    return new == old and (begins or at_start)


def _closes_alike(quote: Selector, after: str, *, at_end: bool) -> bool:
    old, ends = _tail(quote.exact, quote.suffix)
    if not ends and len(quote.suffix) >= len(quote.prefix) and not _is_bare_sentence(quote):
        return key(after).startswith(key(quote.suffix))
    new, ends = _tail(quote.exact, after)
    return new == old and (ends or at_end)


def _is_bare_sentence(quote: Selector) -> bool:
    """A quote without any context that is a whole sentence, such as that of a page with one sentence."""
    return not (quote.prefix or quote.suffix) and quote.exact.rstrip("\"')]”’»").endswith((".", "!", "?", "…"))


def _lead(before: str, exact: str) -> tuple[str, bool]:
    """What of the quote's first sentence stands in `before`, and whether `before` reaches back to its start."""
    joined = fold(before) + exact[:1]
    breaks = [match.end() for match in _BREAK.finditer(joined)]
    return key(joined[breaks[-1] if breaks else 0 : -1]), bool(breaks)


def _tail(exact: str, after: str) -> tuple[str, bool]:
    """What of the quote's last sentence stands in `after`, and whether `after` reaches to its end."""
    last = fold(exact[-3:])
    joined = last + fold(after)
    end = next((match.start() for match in _BREAK.finditer(joined) if match.end() > len(last)), None)
    return key(joined[:end]).rstrip(" .!?…\"')]"), end is not None


def _kept_context(quote: Selector, text: str, start: int, end: int) -> float:
    """The share (0 to 1) of the quote's context that stands around `[start:end]`; one whole side of it is enough."""
    prefix, suffix = key(quote.prefix), key(quote.suffix)
    before = key(text[max(0, start - len(quote.prefix) - _SLACK) : start])
    after = key(text[end : end + len(quote.suffix) + _SLACK])
    kept_before, kept_after = _common_start(prefix[::-1], before[::-1]), _common_start(suffix, after)
    if (prefix and kept_before == len(prefix)) or (suffix and kept_after == len(suffix)) or not (prefix or suffix):
        return 1.0
    return (kept_before + kept_after) / (len(prefix) + len(suffix))


def _common_start(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _gone_or_altered(quote: Selector, page: Sentences, text: str, threshold: float) -> Standing:
    """The sentence, or sentences, most like those of the quote: "altered", or "gone" if none is like it."""
    lead, _ = _lead(quote.prefix, quote.exact)
    tail = quote.suffix[: len(_tail(quote.exact, quote.suffix)[0])]
    similarity, start, end = page.most_like(quote.exact, f"{lead} {quote.exact} {tail}")
    if similarity < threshold:
        return Standing("gone", 0, 0, "", similarity)
    return Standing("altered", start, end, text[start:end], similarity)
