"""Lines that are part of no article though they stand inside it: times of publication, labels, walls.

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
_CONSENT = re.compile(
    r"\b(?:we|our|partners|(?:web)?site)\b[^.]{0,80}\b(?:use|uses|using|value|store|process)\b[^.]{0,80}"
    r"\b(?:cookies|your privacy|personal data)\b"
    r"|\b(?:accept|manage|reject)\b(?: \w+){0,2} \bcookies\b"
    r"|\bcookies\b[^.]{0,20}\b(?:verwenden|nutzen)|\b(?:verwenden|nutzen)\b[^.]{0,20}\bcookies\b"
    r"|\butilis(?:ons|e|ent)\b[^.]{0,20}\bcookies\b|\b(?:utilizamos|usamos|usiamo|utilizziamo)\b[^.]{0,20}\bcookies?\b",
    re.IGNORECASE,
)
_GATE = re.compile(
    r"(?:enable|turn on|activate) (?:javascript|js|cookies)|javascript (?:is|must be) (?:disabled|required|enabled)"
    r"|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?(?:human|not a robot)|complete the captcha"
    r"|unusual (?:traffic|activity) from your|access (?:to this page )?(?:has been |is )?denied|ddos protection by",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    r"\b(?:error|http) 404\b|\b404\b(?:[^\w.]+(?:error|page|not found|-)|\s*$)"
    r"|\b(?:page|file|url|document) (?:was |is |could )?not (?:be )?found\b|^(?:oops[!,.]? )?not found\b"
    r"|\bpage introuvable\b|\bseite (?:wurde )?nicht gefunden\b|\bpágina no encontrada\b|\bpagina non trovata\b",
    re.IGNORECASE,
)
_LOOKED_FOR = re.compile(
    r"\bpage\b[^.]{0,20}\byou\b[^.]{0,60}(?:\b(?:not|no longer|cannot|moved|removed|deleted)\b|n['’]t\b)"
    r"|(?:\b(?:not|cannot)\b|n['’]t\b)[^.]{0,30}\bpage\b[^.]{0,20}\byou\b",
    re.IGNORECASE,
)
_MISSING_CHARS = 600
_CONSENT_CHARS = 1500
_GATE_CHARS = 600


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


def is_wall(text: str) -> bool:
    """Whether this is all a page says to a reader it does not let in: a consent banner, a robot check."""
    return (len(text) <= _CONSENT_CHARS and _CONSENT.search(text) is not None) or (
        len(text) <= _GATE_CHARS and _GATE.search(text) is not None
    )


def is_missing(title: str, text: str) -> bool:
    """Whether a page that answers says that there is none: a "404" that was sent as if all were well."""
    if len(text) > _MISSING_CHARS:
        return False
    return _NOT_FOUND.search(title) is not None or _LOOKED_FOR.search(text) is not None
