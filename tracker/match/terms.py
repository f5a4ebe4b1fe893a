"""Text → the terms that claims and passages are compared by. Pure.

A term is a word cut to its first letters (which serves as a stemmer in every European language), or a number in full.
"""

from functools import lru_cache

from tracker.match.words import fold, tokens

STEM = 6
"""Letters kept of a word. "acquire", "acquired" and "acquisition" should meet, "training" and "train" too."""

_FUNCTION_WORDS = """
    a about after again all also although am an and any are as at be because been before being between both
    but by can could did do does doing down during each for from further had has have having he her here hers
    him his how however i if in into is it its itself may me might more most must my no nor not of off on once
    only or other our out over own per said same say says she should since so some such than that the their
    them then there these they this those through to too under until up upon us very was we were what when
    where whether which while who whom whose why will with would you your
"""
_STOP_WORDS = frozenset(_FUNCTION_WORDS.split())


def terms(text: str) -> dict[str, bool]:
    """The distinct terms of a text in order of appearance, and whether each is written as a name: with a capital.

    Function words and single Latin letters say nothing unless they are all there is; an acronym such as "WHO" or "IT"
    is not a function word.
    """
    found = tokens(text)
    marked: dict[str, bool] = {}
    for token in [token for token in found if not _is_common(token)] or found:
        term = _term_of(token)
        marked[term] = marked.get(term, False) or token[0].isupper()
    return marked


def telling(word: str) -> frozenset[str]:
    """Return the terms of a text without function words and single letters, even where it has nothing else."""
    return _remembered(word) if len(word) <= _SHORT else _telling(word)


def _telling(text: str) -> frozenset[str]:
    return frozenset(_term_of(token) for token in tokens(text) if not _is_common(token))


_SHORT = 32
_remembered = lru_cache(16_384)(_telling)


def _term_of(token: str) -> str:
    return fold(token)[:STEM] if token[0].isalpha() else token


def _is_common(token: str) -> bool:
    if len(token) == 1:
        return token.isascii() and token.isalpha()
    return token.lower() in _STOP_WORDS and not token.isupper()
