"""Are two texts one report told twice, though no sentence is alike: translations, retellings? Pure.

Read are the marks that survive translation: figures, and names that are not the matter itself. Two reporters who look
for themselves meet other people and count other things, in another order; where the same marks come in the same order,
or the same quotation is there, one may have it from the other, or both from a third. Whether they do is for a person to
say.

Any two reports of one event share a name and a day. So a name counts once, however many words it has, and days and
years show nothing.

Limits. Names that change from language to language (München, Munich) and figures written as words are not seen; of a
report with fewer than `SHARED` such marks nothing is said.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from tracker.match.words import fold, words

SHARED = 4
"""So many marks in the same order are no chance."""

THINGS = 4
"""And so many different names and figures are among them, days and years aside."""

SHARE = 0.6
"""And this share of the marks of the text that has fewer of them."""

QUOTED = 6
"""Words of a quotation from which on it is the same one."""

MARKS = 200
"""So many marks of a text are compared at most."""

_MARK = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?|[^\W\d_][\w’'-]*")
_THOUSANDS = re.compile(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))")
_STARTS = re.compile(r"(?:^|[.!?:\n“”„«»\"])[\s“”„«»\"]*$")
# In English, German, French, Spanish, Italian, Dutch and Portuguese, as far as they differ.
_MONTHS = "|".join(
    re.findall(
        r"\w+",
        """january february march april may june july august september october november december jan feb mar apr jun
        jul aug sept sep oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril
        juin juillet août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto
        septiembre octubre noviembre diciembre gennaio febbraio aprile maggio giugno luglio settembre ottobre
        dicembre januari februari maart mei augustus janeiro fevereiro março maio junho julho setembro outubro
        novembro dezembro""",
    )
)
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?,? (?:of |de )?(?:{_MONTHS})\b|\b(?:{_MONTHS})\.? \d{{1,2}}\b"
    r"|\b\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}\b|\b\d{4}-\d\d-\d\d\b|\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_WITHIN_A_NAME = re.compile(r"[ .’'-]{1,3}")
_QUOTATION = re.compile(r"[“„«»\"]([^“”„«»\"\n]{12,600})[”“»«\"]")
# Capitals that say nothing: days and months, in some languages.
_CALENDAR = frozenset(
    word.casefold()
    for word in re.findall(
        r"\w+",
        """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
        September October November December Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Januar Februar
        März Mai Juni Juli Oktober Dezember""",
    )
)


_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Retelling:
    """What two texts have in common, in words for a person."""

    reason: str


def retold(text: str, earlier: str, *, known: str = "") -> Retelling | None:
    """Whether `text` may tell what `earlier` tells; `known` is what both are about, whose names and figures show
    nothing. None: nothing speaks for it.
    """
    if quotation := _same_quotation(text, earlier):
        return Retelling(f"both have the quotation “{quotation}”")
    about = {fold(word) for word in words(known)}
    mine, theirs = _marks(text, about), _marks(earlier, about)
    common = set(mine) & set(theirs)
    shared = _in_order([mark for mark in mine if mark in common], [mark for mark in theirs if mark in common])
    fewest = min(len(mine), len(theirs))
    if len(shared) < SHARED or len(shared) < SHARE * fewest:
        return None
    if min(_things(shared, mine, text), _things(shared, theirs, earlier)) < THINGS:
        return None
    return Retelling(f"both have {', '.join(shared[:6])} in this order")


def _things(shared: Sequence[str], marks: Mapping[str, _Place], text: str) -> int:
    """How many different names and figures some marks of a text are, its days and years aside."""
    days = [match.span() for match in _DAY.finditer(text)]
    places = sorted(marks[mark] for mark in shared)
    told = [place for place in places if not any(start <= place[0] < end for start, end in days)]
    return sum(not _goes_on(text, before, place) for before, place in pairwise([(0, 0), *told]))


def _goes_on(text: str, before: _Place, place: _Place) -> bool:
    """Whether a mark is the next word of the name that the one before it begins."""
    are_words = text[place[0]].isalpha() and text[before[0]].isalpha() and before[1] > 0
    return are_words and bool(_WITHIN_A_NAME.fullmatch(text, before[1], place[0]))


def _marks(text: str, about: Set[str]) -> dict[str, _Place]:
    """The figures and rare names of a text in order, each with its first place."""
    found: dict[str, _Place] = {}
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark[0].isdigit():
            plain = _THOUSANDS.sub("", mark).replace(",", ".")
            if plain not in about and len(plain) > 1:
                found.setdefault(plain, match.span())
        elif (
            mark[0].isupper() and len(mark) > 2 and not _STARTS.search(text[max(0, match.start() - 6) : match.start()])
        ):
            plain = _plain(mark)
            if plain not in about and plain not in _CALENDAR:
                found.setdefault(plain, match.span())
        if len(found) == MARKS:
            break
    return found


def _begins(text: str, place: int) -> bool:
    """Whether a sentence or a quotation begins there, where any word has a capital."""
    return bool(_STARTS.search(text[max(0, place - 6) : place]))


def _plain(name: str) -> str:
    """A name without case, accents and a possessive ending, which languages write differently."""
    name = re.sub(r"['’]s?$", "", name)
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def _in_order(mine: list[str], theirs: list[str]) -> list[str]:
    """The longest run of marks that both have in the same order, others between them."""
    place = {mark: number for number, mark in enumerate(theirs)}
    best: list[list[str]] = []  # of each length the run that ends earliest there
    ends: list[int] = []
    for mark in mine:
        at = place[mark]
        number = next((n for n, end in enumerate(ends) if end >= at), len(ends))
        run = [*(best[number - 1] if number else []), mark]
        if number == len(ends):
            ends.append(at)
            best.append(run)
        else:
            ends[number], best[number] = at, run
    return best[-1] if best else []


def _same_quotation(text: str, earlier: str) -> str:
    """A quotation that both have, word for word; empty where there is none."""
    theirs = {tuple(words(found)) for found in _QUOTATION.findall(earlier)}
    for found in _QUOTATION.findall(text):
        said = tuple(words(found))
        if len(said) >= QUOTED and said in theirs:
            return " ".join(found.split())[:120]
    return ""
