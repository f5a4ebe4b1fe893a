"""Text → sentences → passages, and which of them are new since the page was last read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sentencex

from tracker.extract.text import key, words

MAX_SENTENCE_CHARS = 1_500
MAX_PARAGRAPHS = 2  # a window may cross one paragraph break, as news paragraphs are often one sentence long

_PAGE_BREAK = "\f"
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
# What sentencex takes for an end, though a number or a name follows.
_ABBREVIATIONS = words(
    "approx. ca. c. circa. est. incl. resp. no. nos. art. arts. sec. para. fig. vol. p. pp. vs. v. cf. bn. mn."
)
_PIECE_CHARS = 5_000
_CUT = re.compile(r"[.!?…。！？][”\"’»)]*\s+")
_STRAY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Span:
    """One sentence: `text` is exactly `[start:end]` of the text it was found in, without space at its ends."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A window of `sentence_count` consecutive sentences: `text` is exactly `[start:end]` of the text."""

    text: str
    start: int
    end: int
    sentence_count: int


Ends = dict[str, list[tuple[int, int]]]
"""Where the sentences of paragraphs begin and end, by the paragraphs' words."""


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of `text` in order; none crosses a paragraph break (a blank line) or `MAX_SENTENCE_CHARS`.

    `language` is a BCP 47 tag; an unknown or empty one is read with the rules that most languages share.
    """
    return [span for paragraph in _paragraphs(text, language) for span in paragraph]


def passages(text: str, language: str, *, max_sentences: int = 3) -> list[Passage]:
    """Every window of 1 to `max_sentences` consecutive sentences over at most `MAX_PARAGRAPHS` paragraphs."""
    return [passage for passage, _ in _windows(text, _paragraphs(text, language), max_sentences)]


def changed_passages(old_text: str, new_text: str, language: str, *, max_sentences: int = 3) -> list[Passage]:
    """The passages of `new_text` with at least one sentence that `old_text` does not have.

    A sentence that only moved, was repeated, or differs in whitespace or the form of quotation marks is not new.
    """
    ends: Ends = {}  # most paragraphs stand in both texts
    old = {span.text for paragraph in _paragraphs(old_text, language, ends) for span in paragraph}
    paragraphs = list(_paragraphs(new_text, language, ends))
    others = [span for spans in paragraphs for span in spans if span.text not in old]
    known = {key(text) for text in old} if others else set()
    new = {span.start for span in others if key(span.text) not in known}
    if not new:
        return []
    return [
        passage
        for passage, parts in _windows(new_text, paragraphs, max_sentences)
        if any(span.start in new for span in parts)
    ]


def _windows(text: str, paragraphs: Iterable[list[Span]], max_sentences: int) -> Iterator[tuple[Passage, list[Span]]]:
    numbered = [(number, span) for number, spans in enumerate(paragraphs) for span in spans]
    for first, (paragraph, opening) in enumerate(numbered):
        parts: list[Span] = []
        for number, span in numbered[first : first + max_sentences]:
            if number - paragraph >= MAX_PARAGRAPHS:
                break
            parts.append(span)
            yield Passage(text[opening.start : span.end], opening.start, span.end, len(parts)), list(parts)


def _paragraphs(text: str, language: str, ends: Ends | None = None) -> Iterator[list[Span]]:
    """The sentences of each paragraph. Those of a paragraph in `ends` are taken from there, of others put there."""
    ends = {} if ends is None else ends
    code = language.split("-")[0].lower() or "en"
    start = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        paragraph = text[start:end]
        if (found := ends.get(paragraph)) is None:
            found = ends[paragraph] = list(_sentences_of(paragraph, code))
        spans = [Span(paragraph[first:last], start + first, start + last) for first, last in found]
        if spans:
            yield spans
        if gap and _PAGE_BREAK in gap.group():
            yield []  # an empty paragraph, so that no window goes on overleaf: what is quoted stands on one page
        start = gap.end() if gap else end


def _sentences_of(paragraph: str, code: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, without the space around it."""
    ends = [
        start + found["end_index"]
        for start, piece in _pieces(paragraph)
        for found in sentencex.get_sentence_boundaries(code, piece)
    ]
    for first, last in _shortened(paragraph, _joined(paragraph, ends)):
        piece = paragraph[first:last]
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        if body:
            yield first + lead, first + lead + len(body)


def _pieces(paragraph: str) -> Iterator[tuple[int, str]]:
    """A paragraph cut where it is very long, behind the end of a sentence if there is one: sentencex takes a time that
    grows with the square of what stands behind quotation marks that nothing closes.
    """
    start = 0
    while len(paragraph) - start > _PIECE_CHARS:
        window = paragraph[start : start + _PIECE_CHARS]
        ends = [found.end() for found in _CUT.finditer(window, _PIECE_CHARS // 2)]
        end = ends[-1] if ends else (window.rfind(" ") + 1 or _PIECE_CHARS)
        yield start, window[:end]
        start += end
    yield start, paragraph[start:]


def _joined(paragraph: str, ends: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The sentences without false ends: after an abbreviation, before a lower-case word, before stray signs."""
    first = last = 0
    for end in ends:
        if last > first and not _is_end(paragraph[first:last], paragraph[last:end]):
            last = end
            continue
        if last > first:
            yield first, last
        first, last = last, end
    if last > first:
        yield first, last


def _is_end(before: str, after: str) -> bool:
    following = after.lstrip()
    if not following or _STRAY.fullmatch(following.rstrip()):
        return False
    if following[0].islower() and before.rstrip().endswith("."):
        return False
    word = before.rsplit(None, 1)[-1:]
    return not (
        word and word[0].rstrip().lower() in _ABBREVIATIONS and following[0].isalnum() and not following[0].isupper()
    )


def _shortened(paragraph: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Text without punctuation is cut at a space, so that no "sentence" is longer than a reader can take in."""
    for start, last in spans:
        first = start
        while last - first > MAX_SENTENCE_CHARS:
            cut = paragraph.rfind(" ", first + 1, first + MAX_SENTENCE_CHARS)
            cut = cut if cut > first else first + MAX_SENTENCE_CHARS
            yield first, cut
            first = cut
        yield first, last
