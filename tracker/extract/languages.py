"""Which language a text is in, told from its words: many a page is built for one language and written in another."""

import re
from functools import lru_cache

import py3langid as langid

from tracker.extract.text import words

_GUESS_CHARS = 2_000
_TELLING_CHARS = 600  # speak clearly against what is stated, where they do
_MIN_GUESS_CHARS = 30
# How much likelier, as the logarithm of the odds, the words must make another language than the one stated. A line in
# another language of Europe has 60 and more; lists of foreign names in English stay below.
_SURE = 60.0
# Tags that langid knows by another name (BCP 47, ISO 639-3 macrolanguages).
_ALSO = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr", "fil": "tl", "cmn": "zh"}


# Hardly any other language has these words: four of them, and a tenth of all, leave nothing to be asked of a page.
_ENGLISH = words("the and of that with from which has been were its this their")
_PLAIN_FROM_CHARS, _PLAIN_FROM_WORDS, _PLAIN_SHARE = 400, 4, 0.1
_LETTERS = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str:
    """The code (ISO 639-1) of the language that the beginning of `text` is most likely in; empty for a few words."""
    return str(langid.classify(text[:_GUESS_CHARS])[0]) if len(text) >= _MIN_GUESS_CHARS else ""


def language_of(text: str, *, stated: str) -> str:
    """The language of `text`: the one that is stated of it (BCP 47), unless its words are surely in another."""
    if not stated or len(text) < _MIN_GUESS_CHARS:
        return stated or guess_language(text)
    beginning = text[:_TELLING_CHARS]
    if stated.lower().partition("-")[0] == "en" and _is_plainly_english(beginning):
        return stated  # without the model: it takes a second to load, and 75 MB of each process that reads pages
    return _unless_the_words_speak_against(stated, beginning)


def _is_plainly_english(text: str) -> bool:
    """Whether a text of some length is surely in English; where it is not sure, it may be so all the same."""
    found = _LETTERS.findall(text.lower()) if len(text) >= _PLAIN_FROM_CHARS else []
    own = [word for word in found if word in _ENGLISH]
    return len(set(own)) >= _PLAIN_FROM_WORDS and len(own) >= _PLAIN_SHARE * len(found)


@lru_cache(maxsize=4_096)  # claims are asked about with every page
def _unless_the_words_speak_against(stated: str, beginning: str) -> str:
    ranked = langid.rank(beginning)
    scores = {str(language): float(score) for language, score in ranked}
    primary = stated.partition("-")[0].lower()
    known = scores.get(primary, scores.get(_ALSO.get(primary, "")))
    likeliest = str(ranked[0][0])
    return likeliest if known is not None and scores[likeliest] - known >= _SURE else stated
