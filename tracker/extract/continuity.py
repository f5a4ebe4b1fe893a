"""Is what an address answers today still the document it answered before?

Only the same document can lose a sentence. A start page, a search page or another article that answers in its place
says nothing about the words that stood there.
"""

from difflib import SequenceMatcher

from tracker.extract.passages import sentences
from tracker.extract.similar import word_list
from tracker.extract.text import key

# A headline is still the same one while half of its words are (Ratcliff-Obershelp, as for sentences).
SAME_TITLE = 0.5
# Fewer words than this are a label or a stock phrase, which other pages of a site have too.
_MIN_SENTENCE_WORDS = 5


def is_same_document(
    old_text: str, new_text: str, *, old_title: str = "", new_title: str = "", language: str = "en"
) -> bool:
    """Whether two readings are of one document: they share a sentence, or most of the headline.

    A document rewritten from headline to last sentence is therefore taken for another one.
    """
    old, new = word_list(old_title), word_list(new_title)
    if old and new and SequenceMatcher(None, old, new, autojunk=False).ratio() >= SAME_TITLE:
        return True
    return not _own_sentences(old_text, language).isdisjoint(_own_sentences(new_text, language))


def _own_sentences(text: str, language: str) -> set[str]:
    spans = sentences(text, language)
    return {key(span.text) for span in spans if len(word_list(span.text)) > _MIN_SENTENCE_WORDS}
