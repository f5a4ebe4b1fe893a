"""Typo or revision: may a text be corrected without asking anybody to judge the evidence again?

Pure. A correction is small and leaves alone whatever carries meaning: figures, numbers, names, negations, and the small
words that turn a sentence. Where this rule is in doubt it refuses: a revision is always possible.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

MOST_EDITS = 4
"""Characters written, left out, replaced, or swapped with their neighbour."""

LONG_WORD = 8
"""A word of so many letters may have two of them mistyped, a shorter one has one: beyond that it is another word."""

REVISE = "Revise it instead: its evidence is then judged again."

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_FREE_MARKS = frozenset(".,;:!\"'“”‘’«»„()-–—…  ")
_ENDS = ".,;:!?…\"'“”‘’«»„()"
_OPENERS = "\"'“‘«„"


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATIONS = _set(
    "no not never none nor neither nobody nothing nowhere cannot without hardly barely unless "
    "nicht nichts nie niemals kein keine keinen keiner keines keinem ohne weder noch "
    "ne pas non jamais sans aucun aucune ni rien ningún ninguno ninguna nunca sin nada "
    "mai senza nessuno nessuna niente geen niet nooit zonder niemand não nem sem"
)
# What stands before a stem and turns it: “increased” for “decreased”, “export” for “import” are two edits.
_TURNING_STARTS = _set(
    "in de im ex up down over under on off out pre post pro anti inter intra dis en auf ab ein aus zu"
)
_NEGATING_STARTS = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "de", "anti", "a")
NUMBERS = _set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion trillions dozen dozens half halves third thirds quarter quarters "
    "double triple twice once single first second fourth fifth sixth seventh eighth ninth tenth percent "
    "null eins ein eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert tausend million millionen "
    "milliarde milliarden halb un une deux trois quatre cinq sept huit neuf dix onze douze cent mille milliard "
    "milliards uno una dos tres cuatro cinco seis siete ocho nueve diez cien mil due tre quattro sei sette otto nove"
)
# A correctly written word of these is no typo of another: “has” for “had” is another claim.
_TURNING = _set(
    "is are was were be been being am has have had having do does did will would shall should can could may might must "
    "all any some most more less least few fewer many much only every each both either other another "
    "before after since until till by from to up down over under above below in on off out into against for with at "
    "if when while than and or but he she it they him her them his its their who whom whose which what this these "
    "those now then soon already still yet ever again also even just about around nearly almost"
)
_ARTICLES = _set("a an the that of")


def refusal(before: str, after: str) -> str:
    """Why `after` is no mere correction of `before`, as a sentence with its remedy; empty where it is one."""
    before, after = (_SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip() for text in (before, after))
    if before == after:
        return "Nothing is changed: correct the text, or leave it."
    if not within(before, after, MOST_EDITS):
        return f"A correction changes at most {MOST_EDITS} characters. {REVISE}"
    if _with_digits(before) != _with_digits(after):
        return f"A correction changes no figure. {REVISE}"
    if _marks(before) != _marks(after):
        return f"A correction changes no sign but punctuation. {REVISE}"
    for old, new, begins in _changed_words(before, after):
        if why := _of_words(old, new, begins=begins):
            return f"{why} {REVISE}"
    return ""


def within(one: str, other: str, most: int) -> bool:
    """Whether at most so many edits lie between two texts (optimal string alignment, in a band)."""
    if abs(len(one) - len(other)) > most:
        return False
    far = most + 1
    earlier: dict[int, int] = {}
    row = {column: column for column in range(min(most, len(other)) + 1)}
    for at, letter in enumerate(one, start=1):
        twice_earlier, earlier, row = earlier, row, {}
        for column in range(max(0, at - most), min(len(other), at + most) + 1):
            if column == 0:
                row[0] = at
                continue
            same = letter == other[column - 1]
            steps = [
                earlier.get(column, far) + 1,
                row.get(column - 1, far) + 1,
                earlier.get(column - 1, far) + (not same),
            ]
            if at > 1 and column > 1 and letter == other[column - 2] and one[at - 2] == other[column - 1]:
                steps.append(twice_earlier.get(column - 2, far) + 1)
            row[column] = min(steps)
    return row.get(len(other), far) <= most


def _with_digits(text: str) -> list[str]:
    """The figures of a text with what is written on them and beside them: “-5”, “1,5”, “.5”, “30%”, “5 bn”, “- 5”."""
    chunks = ["", *text.split(), ""]
    found = []
    for before, chunk, after in zip(chunks, chunks[1:], chunks[2:], strict=False):
        if any(letter.isnumeric() for letter in chunk):
            sign = "" if any(letter.isalnum() for letter in before) else before
            found.append(f"{sign} {chunk.lstrip(_OPENERS).rstrip(_ENDS)} {after.strip(_ENDS).casefold()}")
    return found


def _marks(text: str) -> list[str]:
    return [
        sign for sign in text if not (sign.isalnum() or sign in _FREE_MARKS or unicodedata.category(sign)[0] == "M")
    ]


def _changed_words(before: str, after: str) -> Iterator[tuple[str, str, bool]]:
    """The words that differ, old beside new (empty: there is none), and whether they begin the text.

    What was only written apart or together, and a word that stood there twice, does not differ.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) == len(new):
        yield from ((one, other, at == 0) for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other)
        return
    for step, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal" or ("".join(old[i:j]) == "".join(new[k:m]) and not _holds_meaning([*old[i:j], *new[k:m]])):
            continue
        doubled = step == "delete" and old[i:j] in (old[i - (j - i) : i], old[j : j + (j - i)])
        if doubled and not _holds_meaning(old[i:j]):
            continue
        for place, (one, other) in enumerate(zip_longest(old[i:j], new[k:m], fillvalue="")):
            yield one, other, i + place == 0


def _holds_meaning(words: Sequence[str]) -> bool:
    return any(word.casefold() in NEGATIONS | NUMBERS or word != word.lower() for word in words)


def _of_words(old: str, new: str, *, begins: bool) -> str:
    """Why one word may not become the other; empty where it may."""
    plain = {word.casefold() for word in (old, new)}
    if plain & NEGATIONS or any(word.endswith(("n't", "n’t")) for word in plain) or _negates(old, new):
        return "A correction adds and drops no negation."
    if plain & NUMBERS:
        return "A correction changes no number."
    if not (old and new):
        return "" if plain <= _ARTICLES | {""} else "A correction adds and drops no word but an article."
    if _may_be_name(old, new, begins=begins):
        return "A correction changes no name."
    if old.casefold() in _TURNING:
        return f"“{old}” is no typo: another word in its place may say something else."
    if _is_another_word(old.casefold(), new.casefold()):
        return f"“{new}” is another word than “{old}”: a correction mends the spelling of the same one."
    return ""


def _negates(old: str, new: str) -> bool:
    """“possible” and “impossible”, “careful” and “careless”."""
    short, long = sorted((old.casefold(), new.casefold()), key=len)
    if not short:
        return False
    starts = any(long == start + short for start in _NEGATING_STARTS)
    return starts or (long.endswith("less") != short.endswith("less"))


def _is_another_word(old: str, new: str) -> bool:
    """“won” and “lost”, “rose” and “fell”, “increased” and “decreased”."""
    mistyped = 2 if max(len(old), len(new)) >= LONG_WORD else 1
    return not within(old, new, mistyped) or bool(_turned_stems(old) & _turned_stems(new))


def _turned_stems(word: str) -> set[str]:
    """What is left of a word without a beginning that turns its meaning."""
    return {
        word.removeprefix(start) for start in _TURNING_STARTS if word.startswith(start) and len(word) > len(start) + 2
    }


def _may_be_name(old: str, new: str, *, begins: bool) -> bool:
    """A word with a capital, or in a script that has none, where nothing tells a name from another word. The first word
    of a text has a capital anyhow: there only an article or another small word is surely no name.
    """
    if any(letter.isalpha() and letter.lower() == letter.upper() for letter in old + new):
        return True
    if begins and old[1:] == old[1:].lower() and new[1:] == new[1:].lower():
        return new.casefold() not in _TURNING | _ARTICLES
    return old != old.lower() or new != new.lower()
