"""Text → sentences → passages, and which of them are new since the page was last read."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
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
_FEW = 50  # sentences are looked for one by one; for more, every paragraph is cut
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


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A stretch of a text up to a blank line; `turns` where a new page begins behind it."""

    text: str
    start: int
    turns: bool


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of `text` in order; none crosses a paragraph break (a blank line) or `MAX_SENTENCE_CHARS`.

    `language` is a BCP 47 tag; an unknown or empty one is read with the rules that most languages share.
    """
    code = _code(language)
    return [span for paragraph in _paragraphs(text) for span in _spans(paragraph, code)]


def passages(text: str, language: str, *, max_sentences: int = 3) -> list[Passage]:
    """Every window of 1 to `max_sentences` consecutive sentences over at most `MAX_PARAGRAPHS` paragraphs."""
    code = _code(language)
    numbered = _numbered((paragraph, _spans(paragraph, code)) for paragraph in _paragraphs(text))
    return [passage for passage, _ in _windows(text, numbered, max_sentences)]


def changed_passages(old_text: str, new_text: str, language: str, *, max_sentences: int = 3) -> list[Passage]:
    """The passages of `new_text` with at least one sentence that `old_text` does not have.

    A sentence that only moved, was repeated, or differs in whitespace or the form of quotation marks is not new.
    Sentences are sought only in the paragraphs that changed and beside them: most of a page stays as it was.
    """
    code, paragraphs, earlier = _code(language), _paragraphs(new_text), _paragraphs(old_text)
    stood = {paragraph.text for paragraph in earlier}
    changed = [number for number, paragraph in enumerate(paragraphs) if paragraph.text not in stood]
    reached = {number + step for number in changed for step in range(1 - MAX_PARAGRAPHS, MAX_PARAGRAPHS)}
    found = {number: _spans(paragraph, code) for number, paragraph in enumerate(paragraphs) if number in reached}
    keys = {span.start: key(span.text) for number in changed for span in found[number]}
    known = _sentences_among(earlier, set(keys.values()), code)
    new = {start for start, words_of in keys.items() if words_of not in known}
    if not new:
        return []
    numbered = _numbered((paragraph, found.get(number, ())) for number, paragraph in enumerate(paragraphs))
    return [
        passage
        for passage, parts in _windows(new_text, numbered, max_sentences)
        if any(span.start in new for span in parts)
    ]


def _sentences_among(paragraphs: Iterable[_Paragraph], sought: Collection[str], code: str) -> set[str]:
    """The keys of the paragraphs' sentences, all of those sought that are there among them."""
    if len(sought) <= _FEW:
        paragraphs = [each for each in paragraphs if _holds_one(key(each.text), sought)]
    return {key(span.text) for paragraph in paragraphs for span in _spans(paragraph, code)}


def _holds_one(text: str, sought: Iterable[str]) -> bool:
    return any(each in text for each in sought)


def _windows(
    text: str, numbered: Sequence[tuple[int, Span]], max_sentences: int
) -> Iterator[tuple[Passage, list[Span]]]:
    """Each window with its sentences; `numbered` are those of a text with the numbers of their paragraphs."""
    for first, (paragraph, opening) in enumerate(numbered):
        parts: list[Span] = []
        for number, span in numbered[first : first + max_sentences]:
            if number - paragraph >= MAX_PARAGRAPHS:
                break
            parts.append(span)
            yield Passage(text[opening.start : span.end], opening.start, span.end, len(parts)), list(parts)


def _numbered(paragraphs: Iterable[tuple[_Paragraph, Iterable[Span]]]) -> list[tuple[int, Span]]:
    """The sentences with the numbers of their paragraphs. Overleaf begins further on, so that no window goes there:
    what is quoted stands on one page.
    """
    number, found = 0, []
    for paragraph, spans in paragraphs:
        found += [(number, span) for span in spans]
        number += 1 + paragraph.turns * MAX_PARAGRAPHS
    return found


def _paragraphs(text: str) -> list[_Paragraph]:
    """What stands between blank lines; none is empty."""
    found, start = [], 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        paragraph = text[start:end]
        turns = gap is not None and _PAGE_BREAK in gap.group()
        if paragraph.strip() or turns:
            found.append(_Paragraph(paragraph, start, turns))
        start = gap.end() if gap else end
    return found


def _spans(paragraph: _Paragraph, code: str) -> list[Span]:
    return [
        Span(paragraph.text[first:last], paragraph.start + first, paragraph.start + last)
        for first, last in _sentences_of(paragraph.text, code)
    ]


def _code(language: str) -> str:
    return language.split("-")[0].lower() or "en"


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
