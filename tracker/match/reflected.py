"""Whether a page only gives back the words it was asked for: a search, an echo, "no results for …". Pure.

Whoever writes a link chooses the words of its query, and a page that repeats them says nothing of its own. The words of
a path are its publisher's, and a headline repeats its own slug; but where another's link led there, they may be the
link's, too.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote_plus, urlsplit

from tracker.match.terms import telling

_DECODED = 3
"""Times that an address is decoded: a link may have been encoded more than once."""
_ENOUGH = 5
"""From so many telling words on, one of its own does not make a passage more than an echo."""

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


def is_reflected(passage: str, addresses: Iterable[str], *, path_too: bool) -> bool:
    """Whether all telling words of a passage stand in the query of one of the addresses it was read at, or with
    `path_too` in its path; or the passage says that nothing was found for them.
    """
    if _NO_RESULTS.match(passage.lstrip(" “\"'").removeprefix("Sorry, ")):
        return True
    said = telling(_COUNT.sub(" ", passage)) - _AROUND
    most = 1 if len(said) >= _ENOUGH else 0
    return bool(said) and any(len(said - _asked(each, path_too=path_too)) <= most for each in addresses)


@lru_cache(maxsize=1024)
def _asked(address: str, *, path_too: bool) -> frozenset[str]:
    """The telling words of an address's query and fragment, or of its path as well."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return frozenset()
    text = f"{parts.query} {parts.fragment}" + (f" {parts.path}" if path_too else "")
    words: frozenset[str] = frozenset()
    for _ in range(_DECODED):
        text = unquote_plus(text)
        words |= telling(text)
    return words
