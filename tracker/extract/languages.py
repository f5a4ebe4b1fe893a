"""Which language a text is in, told from its words: many a page is built for one language and written in another."""

from functools import lru_cache

import py3langid as langid

_GUESS_CHARS = 2_000
_TELLING_CHARS = 600  # speak clearly against what is stated, where they do
_MIN_GUESS_CHARS = 30
# How much likelier, as the logarithm of the odds, the words must make another language than the one stated. A line in
# another language of Europe has 60 and more; lists of foreign names in English stay below.
_SURE = 60.0
# Tags that langid knows by another name (BCP 47, ISO 639-3 macrolanguages).
_ALSO = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "sh": "sr", "fil": "tl", "cmn": "zh"}


def guess_language(text: str) -> str:
    """The code (ISO 639-1) of the language that the beginning of `text` is most likely in; empty for a few words."""
    return str(langid.classify(text[:_GUESS_CHARS])[0]) if len(text) >= _MIN_GUESS_CHARS else ""


def language_of(text: str, *, stated: str) -> str:
    """The language of `text`: the one that is stated of it (BCP 47), unless its words are surely in another."""
    if not stated or len(text) < _MIN_GUESS_CHARS:
        return stated or guess_language(text)
    return _unless_the_words_speak_against(stated, text[:_TELLING_CHARS])


@lru_cache(maxsize=4_096)  # claims are asked about with every page
def _unless_the_words_speak_against(stated: str, beginning: str) -> str:
    ranked = langid.rank(beginning)
    scores = {str(language): float(score) for language, score in ranked}
    primary = stated.partition("-")[0].lower()
    known = scores.get(primary, scores.get(_ALSO.get(primary, "")))
    likeliest = str(ranked[0][0])
    return likeliest if known is not None and scores[likeliest] - known >= _SURE else stated
