"""A passage as a judge is shown it: with its page's title and date, the sentence before it, and its language."""

from collections.abc import Iterable, Mapping
from datetime import date

from tracker.assess.types import PassageText
from tracker.evidence.voices import last_sentence, sentence_before
from tracker.extract.documents import Document
from tracker.extract.languages import language_of

BEFORE_CHARS = 1_500
"""Of the text before a passage so much is kept for its last sentence, where only the passage is at hand."""


def passage_on(document: Document, text: str, start: int, *, before: str | None = None) -> PassageText:
    """The words that stand in a document at `start`; with `before`, the sentence ahead of them as it is known."""
    return PassageText(
        text=text,
        language=language_in(document, text),
        title=document.title,
        before=sentence_before(document, start) if before is None else before,
        published_on=document.published_on,
    )


def sentences_before(document: Document, starts: Iterable[int]) -> Mapping[int, str]:
    """The sentence before each of these places; of places that many passages begin at, once."""
    return {start: sentence_before(document, start) for start in set(starts)}


def language_in(document: Document, text: str) -> str:
    """The language of a passage of a document."""
    return language_of(text, stated=document.language) or "en"


def language_on(document: Document) -> str:
    """The language of a document, by its words where they speak against what it states."""
    return language_in(document, document.text)


def passage_in(text: str, ahead: str, *, language: str, title: str, published_on: date | None) -> PassageText:
    """A passage of a stored page, of which the text `ahead` of it is known."""
    return PassageText(
        text=text,
        language=language_of(text, stated=language) or "en",
        title=title,
        before=last_sentence(ahead, language or "en"),
        published_on=published_on,
    )
