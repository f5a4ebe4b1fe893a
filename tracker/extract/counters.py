"""Lines that count or sign: who wrote, how long it takes to read, how many looked. They change at every poll.

"By Alice Smith · Updated 5 min ago · 3 min read" and "1,204 views" are no part of an article. Every part of a line must
be of that kind, so that "1,204 views were counted." stays.
"""

import re

from tracker.extract.stamps import is_stamp

_MAX_CHARS = 200
_ENDS = (".", "!", "?")
_COUNTED = (
    "(?:page ?)?views?|reads?|readers?|comments?|replies|reply|responses?|shares?|likes?|reactions?|claps?|retweets?"
    "|reposts?|votes?|upvotes?|followers?|subscribers?|downloads?|plays?"
    "|(?:people )?(?:are )?(?:reading|watching|online)(?: this| now)*|aufrufe|leser|kommentare?|mal (?:gelesen|geteilt)"
    "|vues?|lectures?|commentaires?|partages?|visualizzazioni|commenti|condivisioni|vistas|lecturas|comentarios?"
    "|visualizações|reacties"
)
_AMOUNT = r"(?:\d[\d.,'’\s]*(?:k|m|mio|tsd|thousand|million)?\+?|no|be the first to)"
_COUNTER = re.compile(
    rf"{_AMOUNT}\s*(?:{_COUNTED})|(?:{_COUNTED})\s*[:(]?\s*{_AMOUNT}\)?"
    rf"|(?:viewed|read|shared|gelesen|geteilt|vu|lu)\s+{_AMOUNT}\s*(?:times|mal|fois)?",
    re.IGNORECASE,
)
_MINUTES = (
    r"(?:about |less than |under |ca\.? ?|~ ?|< ?)?\d{1,3}[\s-]*"
    r"(?:min(?:ute)?s?\.?|minuten|minuti|minutos|sec(?:ond)?s?)"
)
_READING = "read(?:ing)?(?: time)?|to read|listen|watch|lesezeit|lesedauer|de lectur[ea]|di lettura|de leitura|leestijd"
_READING_TIME = re.compile(
    rf"{_MINUTES}[\s-]*(?:{_READING})"
    rf"|(?:(?:estimated )?read(?:ing)?(?: time)?|lesezeit|lesedauer|temps de lecture|tempo di lettura"
    rf"|tiempo de lectura|leestijd)\s*:?\s*{_MINUTES}",
    re.IGNORECASE,
)
_NAME = r"(?:and|und|et|y|e|en|von|van|de|der|di|da|la|le|the|for|[A-ZÀ-ÞŠŽ][\w.'’-]*)"
_NAMES = re.compile(
    r"(?:(?:[Ww]ritten|[Rr]eported|[Pp]osted|[Pp]ublished|[Ee]dited|[Uu]pdated)\s+)?"
    rf"(?:(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|Di|Por|Door):?\s+)?{_NAME}(?:[\s,&]+{_NAME}){{0,9}}"
)
# Between parts stands a sign, or a new number: "12 comments 40 shares".
_BETWEEN = re.compile(r"\s*[·•|–—/]\s*|\s{2,}|,\s+(?=\d)|(?<=[a-z])\s+(?=\d[\d.,]*[kKmM]?\s[a-z]+s?\b)")


def is_counter(text: str) -> bool:
    """Whether a line holds nothing but counters, reading times, times of publication and names, and not names alone."""
    if len(text) > _MAX_CHARS or (text.endswith(_ENDS) and not text.lower().endswith("min.")):
        return False
    if _changes(text):
        return True
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    rest = [part for part in parts if not _changes(part)]
    return len(rest) < len(parts) and all(is_stamp(part, timed=True) or _NAMES.fullmatch(part) for part in rest)


def _changes(part: str) -> bool:
    return bool(_COUNTER.fullmatch(part) or _READING_TIME.fullmatch(part)) or is_stamp(part)
