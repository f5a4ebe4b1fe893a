"""Lines that are part of no article though they stand inside it: times of publication, labels.

A line counts as such only if *every* word of it is of that kind, so that "Updated figures show three deaths." stays.
"""

import re

from tracker.extract.text import words

_WORDS = re.compile(r"[^\W\d_]+")
_LABELS = words(
    "updated published posted modified edited created reviewed revised aktualisiert veröffentlicht stand "
    "publié mis jour modifié actualizado publicado aggiornato pubblicato bijgewerkt"
)
_ELAPSED = words("ago il vor hace fa geleden now just")
_UNITS = words(
    "second seconds sec secs minute minutes min mins hour hours hr hrs h m s d day days week weeks month "
    "months year years moments moment minuten stunde stunden tag tagen woche wochen heure heures jour jours "
    "minuto minutos hora horas día días today yesterday tomorrow heute gestern hier hoy ayer"
)
_CALENDAR = words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "january february march april may june july august september october november december jan feb mar apr "
    "jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février "
    "mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio "
    "julio agosto septiembre octubre noviembre diciembre"
)
_GLUE = words(
    "last first on at am pm a p m uhr um le la à de el los um utc gmt est edt cst cdt mst mdt pst pdt bst "
    "cet cest ist z t time and an the st nd rd th before since about this article story page was"
)
_STAMP = _LABELS | _ELAPSED | _UNITS | _CALENDAR | _GLUE
_FURNITURE_LINE = re.compile(
    r"(?:advertisement|advertisements|advertising|sponsored|sponsored content|promoted|share|share this|share this "
    r"(?:article|story|page|post)|copy link|print|save|follow us|read more|related|related "
    r"(?:articles|stories|content|topics)|more on this(?: story)?|sign up|subscribe|comments|leave a comment|"
    r"skip to (?:main )?content|anzeige|publicité|publicidad)"
    r"[\s:.…]*",
    re.IGNORECASE,
)


def is_stamp(text: str, *, timed: bool = False) -> bool:
    """Whether the line only says when: "Last updated 3 minutes ago". `timed`: it is marked up as a time."""
    if len(text) > 160:
        return False
    said = {word.lower() for word in _WORDS.findall(text)}
    if not said <= _STAMP:
        return False
    return timed or bool(said & _LABELS) or bool(said & _ELAPSED and said & _UNITS)


def is_furniture_line(text: str) -> bool:
    """Whether the line is nothing but a label such as "Advertisement" or "Share this article"."""
    return len(text) <= 40 and _FURNITURE_LINE.fullmatch(text) is not None
