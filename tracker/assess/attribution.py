"""Who a passage says says so: "X said", "according to X", "in a statement"; and whether that is a given speaker."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .lexicon import word_set

_SAYS = (
    "said|says|say|announced|announces|told|claims|claimed|stated|states|reported|reports|confirmed|confirms|"
    "declared|declares|added|adds|explained|explains|insisted|insists|argued|argues|noted|wrote|writes|"
    "estimated|estimates|maintained|maintains|believes|acknowledged|revealed|reveals|disclosed|asserted"
)
# Verbs that also take things as their object: "X reported a loss", "X announced a merger" tell X's words all the same,
# but "wrote a book", "added a wing", "states" (a noun) do not: those need "that" or a quotation.
_NEEDS_THAT = word_set(
    """added adds wrote writes states noted explained explains argued argues revealed reveals estimates estimated
    maintained maintains believes reports confirms declared declares"""
)
_NAME = r"(?:[A-ZÀ-Þ][\w’'&.-]*|[a-z]+[A-Z]\w*)(?:\s(?:of|de|du|the|and|&|van|von)\s(?=[A-ZÀ-Þ])|\s)?"
_NAMES = rf"(?:(?:the|The)\s)?(?:{_NAME}){{1,6}}"
_ROLE = (
    r"(?:spokes(?:person|man|woman)|representative|chief\sexecutive|founder|director|minister|president"
    r"|press\soffice|ceo|official)s?"
)
_VAGUE = (
    r"(?:people familiar with the matter|sources?|officials?|reports?|rumou?rs|insiders|(?:the|a) company"
    r"|(?:the|a) group|authorities|analysts|researchers|experts|he|she|they|it)"
)

_SUBJECT_SAYS = re.compile(
    rf"(?P<who>{_NAMES})(?:,\s[^,.;]{{2,60}},\s?|\(\w+\)\s)?(?:has\s|have\s|had\s|also\s|later\s|today\s)*(?P<verb>{_SAYS})\b"
    r"(?P<rest>\s\w+)?"
)
_SAYS_SUBJECT = re.compile(rf"[,”\"]\s*(?:{_SAYS})\s(?P<who>{_NAMES})")
_ROLE_OF = re.compile(
    rf"\bspokes(?:person|man|woman)\s(?:for|of|at)\s(?P<who>{_NAMES})[^.;]{{0,40}}?\b(?:{_SAYS})\b"
    rf"|(?P<who2>{_NAMES})['’]?s?\s?{_ROLE}\s(?P<person>(?:[A-Z]\w+\s){{1,3}})?(?:{_SAYS})\b"
)
_ACCORDING = re.compile(
    rf"\b(?:[Aa]ccording to|in the words of|as (?:announced|stated|reported|claimed) by)\s"
    rf"(?P<who>{_NAMES}|(?:a|the|its|an)\s\w+(?:\s\w+)?|\w+)"
)
_STATEMENT = re.compile(
    r"\bin an? (?:press |written |joint |official )?(?P<who>statement|release|filing|announcement)\b"
)
_VAGUE_SAYS = re.compile(
    rf"\b(?P<who>{_VAGUE})\s(?:has\s|have\s|had\s|also\s)*(?P<verb>{_SAYS})\b(?P<rest>\s\w+)?", re.IGNORECASE
)
_POSSESSIVE_SAYS = re.compile(rf"(?P<who>{_NAMES})['’]s? (?:announcement|claim|statement|own figures)\b")
_LEGAL = re.compile(
    r"\b(?:the|inc|ltd|llc|sa|se|ag|gmbh|plc|corp|co|group|mr|mrs|ms|dr|sir|spokesperson|spokesman|spokeswoman)\b\.?",
    re.IGNORECASE,
)
_NOT_A_SPEAKER = word_set(
    """in on at by as the a an it he she they this that these those however but and when while after before"""
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """`who` says so, as written ("OVHcloud", "a statement"); the attributing words stand at `start`..`end`."""

    who: str
    start: int
    end: int
    named: bool


@lru_cache(maxsize=8192)
def attribution(text: str) -> Attribution | None:
    """Who `text` says says so, or None when it speaks in its own name.

    A deed is no attribution: "X acquired Y" is the text's own word. A named speaker goes before a vague one
    ("sources", "a statement").
    """
    for pattern in (_ROLE_OF, _ACCORDING, _SUBJECT_SAYS, _SAYS_SUBJECT):
        for match in pattern.finditer(text):
            found = match.groupdict()
            who = _clean(found.get("who") or found.get("person") or found.get("who2") or "")
            if who and _speaks(match):
                return Attribution(
                    who, match.start(), match.end(), named=who[:1].isupper() or any(c.isupper() for c in who)
                )
    if paper := _STATEMENT.search(text):
        article = "an" if paper["who"] == "announcement" else "a"
        return Attribution(f"{article} {paper['who']}", paper.start(), paper.end(), named=False)
    for match in _VAGUE_SAYS.finditer(text):
        if _speaks(match):
            return Attribution(match["who"].lower(), match.start(), match.end(), named=False)
    return None


def speaks_for(name: str, speaker_names: tuple[str, ...]) -> bool:
    """Whether `name`, as a passage writes it, is one of the speaker's names: the same words, a last name, an
    acronym, or one name within the other ("OVHcloud SA", "Klaba", "JSC")."""
    words = _words(name)
    return bool(words) and any(_same_name(words, _words(other)) for other in speaker_names if _words(other))


def _same_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if a == b or "".join(w[0] for w in b) == "".join(a) or "".join(w[0] for w in a) == "".join(b):
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return short == long[-len(short) :] or short == long[: len(short)]


def _words(name: str) -> tuple[str, ...]:
    plain = _LEGAL.sub(" ", re.sub(r"['’]s?\b", "", name))
    return tuple(re.findall(r"\w+", plain.lower()))


def _clean(who: str) -> str:
    who = re.sub(r"['’]s$", "", who.strip(' ,.“”"'))
    who = re.sub(r"^[Tt]he\s(?=[A-Z])", "", who)
    words = who.split()
    while words and words[0].lower() in _NOT_A_SPEAKER:
        words = words[1:]
    return " ".join(words)


def _speaks(match: re.Match[str]) -> bool:
    """Verbs that also govern plain objects count only before "that", a quotation or the end of the clause."""
    found = match.groupdict()
    if found.get("verb") not in _NEEDS_THAT:
        return True
    after = match.string[match.end("verb") : match.end("verb") + 3]
    return (
        (found.get("rest") or "").strip() in {"that", "it", "he", "she", "they"}
        or after[:1] in {",", ".", ":", ""}
        or '"' in after
    )
