"""Whether a page only gives back the words it was asked for: a search, an echo, "no results for …". Pure.

Whoever writes a link chooses the words of its query, and a page that repeats them says nothing of its own. The words of
a path are its publisher's, and a headline repeats its own slug; but where another's link led there, they may be the
link's, too.
"""

import base64
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from urllib.parse import SplitResult, unquote_plus, urlsplit

from tracker.match.terms import telling
from tracker.match.words import words

_DECODED = 3
"""Times that an address is decoded: a link may have been encoded more than once."""
_ENOUGH = 5
"""From so many telling words on, one of its own does not make a passage more than an echo."""

_PHRASE = 4
"""So many telling words make a phrase that is known again among other words."""

# What pages of results say around the words that were sought, in some languages.
_AROUND = telling(
    """result results found find search searched searching searches match matches matched matching showing show query
    queries term terms page pages sorry nothing try trying another different keyword keywords hit hits entry entries
    looking looked displaying filter filters ergebnis ergebnisse treffer gefunden suche suchergebnis suchergebnisse
    keine kein leider für nach ihre wurden wurde résultat résultats aucun aucune trouvé trouvée recherche pour votre
    resultado resultados ningún encontrado búsqueda para risultati risultato nessun trovato ricerca resultaten geen
    gevonden zoeken zoekresultaten voor"""
)
_COUNT = re.compile(r"\b\d+\s+(?:results?|match(?:es)?|hits?|entries|ergebnisse?|treffer|résultats?)\b", re.IGNORECASE)
_NO_RESULTS = re.compile(
    r"\b(?:(?:no|0|zero|keine?|aucune?|ning[uú]n|nessun|geen)\s+(?:\w+\s+){0,2}"
    r"(?:results?|match(?:es)?|hits?|entries|records|pages|ergebnisse?|treffer|résultats?|resultados?|risultat[io]"
    r"|resultaten)|nothing|your\s+(?:search|query))\b[^.!?]{0,40}?"
    r"(?:\b(?:for|match(?:es|ed|ing)?|für|pour|para|per|voor)\b|[:“\"„«‘'])",
    re.IGNORECASE,
)
_NOTHING_FOUND = re.compile(
    r"\b(?:(?:could|can|did)(?:\s?not|n['’]t)\s(?:find|locate)\s(?:any\s(?:results?|match(?:es)?|hits?)|anything\sfor)"
    r"|did(?:\snot|n['’]t)\smatch\sany\b|(?:returned|gave|yielded|are|were)\s(?:no|0|zero)\s(?:results?|match(?:es)?|hits?)\b"
    r"|keine\s(?:ergebnisse|treffer)\b|aucun\srésultat|sin\sresultados|encontr\w+\sresultados|brak\swyników"
    r"|geen\sresultaten|nessun\srisultato|nenhum\sresultado)",
    re.IGNORECASE,
)
# Words of whoever runs a search, beside what was sought: "Search results for …", "You typed: …", "Did you mean …?"
_SEARCHES = frozenset(
    words(
        """search searched searching searches result results query queries keyword keywords looked typed entered you
        your suche suchergebnis suchergebnisse ergebnisse treffer ihre recherche résultats résultat votre búsqueda
        resultados su ricerca risultati zoeken zoekresultaten resultaten"""
    )
)
_QUOTED = re.compile(r"[“\"„«‘]([^“”\"„«»‘]+)[”\"“»’]")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_STANDARD = str.maketrans("-_", "+/")
_ESCAPED = re.compile(r"(?:\\u|%u)([0-9a-fA-F]{4})")


def is_reflected(passage: str, addresses: Iterable[str], *, path_too: bool) -> bool:
    """Whether all telling words of a passage stand in the query of one of the addresses it was read at, or with
    `path_too` in its path; or a phrase of the query stands in it as what was sought or in quotation marks; or the
    passage says that nothing was found.
    """
    if _NO_RESULTS.match(passage.lstrip(" “\"'").removeprefix("Sorry, ")) or _NOTHING_FOUND.search(passage):
        return True
    said = telling(_COUNT.sub(" ", passage)) - _AROUND
    most = 1 if len(said) >= _ENOUGH else 0
    asked = [_asked(address, path_too=path_too) for address in addresses]
    if said and any(len(said - telling_words) <= most for telling_words, _ in asked):
        return True
    return any(_is_sought(passage, phrase) for _, phrases in asked for phrase in phrases)


def _is_sought(passage: str, phrase: Sequence[str]) -> bool:
    """Whether a passage gives a phrase back, word by word, as one that was sought or in quotation marks."""
    said = words(passage)
    place = _place_of(phrase, said)
    if place is None:
        return False
    around = said[:place] + said[place + len(phrase) :]
    return not _SEARCHES.isdisjoint(around) or any(
        _place_of(phrase, words(quoted)) is not None for quoted in _QUOTED.findall(passage)
    )


def _place_of(phrase: Sequence[str], text: Sequence[str]) -> int | None:
    length = len(phrase)
    starts = (start for start in range(len(text) - length + 1) if text[start] == phrase[0])
    return next((start for start in starts if list(text[start : start + length]) == list(phrase)), None)


@lru_cache(maxsize=1024)
def _asked(address: str, *, path_too: bool) -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    """The telling words of what an address asks for, its query and fragment, or its path as well; and its phrases."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return frozenset(), ()
    telling_words: frozenset[str] = frozenset()
    phrases: dict[tuple[str, ...], None] = {}
    for value in _values(parts, path_too=path_too):
        for text in _decoded(value):
            telling_words |= telling(text)
            if len(telling(text)) >= _PHRASE:
                phrases[tuple(words(text))] = None
    return telling_words, tuple(phrases)


def _values(parts: SplitResult, *, path_too: bool) -> Iterator[str]:
    """The names and values of a query, of a fragment and of the parameters in a path (";q=…"), or of all its path."""
    path = parts.path if path_too else parts.path.partition(";")[2]
    for text in (parts.query, parts.fragment, path):
        yield from filter(None, re.split(r"[&;=/]", text))


def _decoded(value: str) -> Iterator[str]:
    """A value as it is written and decoded again and again: percent signs, entities, escapes, base64."""
    if _BASE64.fullmatch(value):
        with suppress(ValueError):  # what only looks like it
            yield base64.b64decode(value.translate(_STANDARD) + "=" * (-len(value) % 4)).decode()
    for _ in range(_DECODED):
        value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), html.unescape(unquote_plus(value)))
        yield value
