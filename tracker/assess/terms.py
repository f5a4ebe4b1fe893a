"""Words and names of a text: tokens, stems, synonyms and antonyms, and how much each term of a claim weighs."""

import re
from functools import lru_cache
from typing import NamedTuple

from .lexicon import ANTONYMS, CLASSIFIERS, COMMON_ACRONYMS, DEMONYMS, LIGHT, STOP, SUPERLATIVES, SYNONYMS

_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)*")
_BREAK = re.compile(r"[.!?;:]\s|[.!?;:]$|\n")
_INNER_CAPITAL = re.compile(r"[a-z]+[A-Z]|[A-Z]{2}|[A-Z]+\d")
PAST = {
    "bought": "buy", "began": "begin", "begun": "begin", "won": "win", "lost": "lose", "beaten": "beat",
    "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "grew": "grow", "grown": "grow",
    "built": "build", "sang": "sing", "sung": "sing", "wrote": "write", "written": "write", "made": "make",
    "became": "become", "got": "get", "gave": "give", "given": "give", "took": "take", "taken": "take",
    "came": "come", "held": "hold", "knew": "know", "known": "know", "said": "say", "saw": "see", "seen": "see",
    "found": "find", "kept": "keep", "told": "tell", "left": "leave", "led": "lead", "ran": "run", "sat": "sit",
    "sold": "sell", "born": "bear", "met": "meet", "paid": "pay", "sent": "send", "spent": "spend", "went": "go",
    "chose": "choose", "chosen": "choose", "drew": "draw", "drawn": "draw", "broke": "break", "broken": "break",
    "spoke": "speak", "spoken": "speak", "brought": "bring", "taught": "teach", "caught": "catch",
    "thought": "think", "fought": "fight", "sought": "seek", "stood": "stand", "understood": "understand",
    "died": "die", "shot": "shoot", "threw": "throw", "thrown": "throw",
    "hid": "hide", "hidden": "hide", "bore": "bear", "wore": "wear", "worn": "wear",
    "drove": "drive", "driven": "drive", "flew": "fly", "flown": "fly", "shown": "show",
}  # fmt: skip
"""Past tenses and participles that have no ending of their own, with their verbs."""

IRREGULAR = PAST | {
    "men": "man", "women": "woman", "children": "child", "people": "people", "wives": "wife", "lives": "life",
    "dies": "die", "dying": "die", "feet": "foot", "hits": "hit",
    "acquisition": "acquire", "acquisitions": "acquire", "suspension": "suspend", "publication": "publish",
    "death": "die", "deaths": "die", "winner": "win",
    "birth": "bear", "growth": "grow", "loss": "lose", "centre": "center", "centres": "center",
}  # fmt: skip
_ENDINGS = {
    "izations": "iz", "isations": "iz", "ization": "iz", "isation": "iz", "ational": "at",
    "ations": "at", "ation": "at", "tions": "t", "tion": "t", "ements": "e", "ement": "e",
    "ments": "", "ment": "", "ities": "it", "ising": "iz", "ised": "iz", "ises": "iz", "ise": "iz",
    "izing": "iz", "ized": "iz", "izes": "iz", "ize": "iz", "ings": "", "ing": "", "edly": "",
    "ied": "y", "ed": "", "ies": "y", "ches": "ch", "shes": "sh", "sses": "ss", "xes": "x",
    "ates": "at", "ate": "at", "ers": "", "ors": "", "er": "", "or": "", "ally": "", "ly": "",
    "es": "", "s": "", "e": "",
}  # fmt: skip
_LONGEST = max(map(len, _ENDINGS))


class Token(NamedTuple):
    """A word at `start`..`end`: its surface, its stem's group (see `canon`), whether it is a name, and whether
    a sentence or clause mark stands right before it."""

    surface: str
    canon: str
    start: int
    end: int
    name: bool
    breaks: str
    stop: bool


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of an English word, rougher than Porter's: what remains after one known ending."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'").replace(".", "")
    word = IRREGULAR.get(word, word)
    if len(word) <= 3 or not word.isascii():
        return word
    if not word.endswith(("ss", "us", "is")):
        for length in range(min(_LONGEST, len(word) - 3), 0, -1):
            if (instead := _ENDINGS.get(word[-length:])) is not None:
                word = word[:-length] + instead
                break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeouls":
        word = word[:-1]
    return word[:-1] + "i" if re.search(r"[^aeiou]y$", word) else word.removesuffix("e")


def _groups() -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in SYNONYMS:
        members = [stem(w) for w in line.split() if "-" not in w]
        head = next((groups[m] for m in members if m in groups), members[0])
        for member in members:
            groups.setdefault(member, head)
    return groups


_GROUPS = _groups()


@lru_cache(maxsize=200_000)
def canon(word: str) -> str:
    """The group of a word: that of its synonyms, its country, or its stem."""
    lower = word.lower().replace("’", "'").removesuffix("'s")
    if word in {"US", "U.S.", "USA", "U.S.A."}:
        return "usa"
    root = stem(DEMONYMS.get(lower, lower))
    return _GROUPS.get(root, root)


_OPPOSITES: dict[str, set[str]] = {}
for _line in ANTONYMS:
    _a, _b = (canon(w) for w in _line.split())
    if _a != _b:
        _OPPOSITES.setdefault(_a, set()).add(_b)
        _OPPOSITES.setdefault(_b, set()).add(_a)
_LIGHT = frozenset(canon(w) for w in LIGHT)
CLASSIFIER_STEMS = frozenset(canon(w) for w in CLASSIFIERS)
SUPERLATIVE_STEMS = frozenset(canon(w) for w in SUPERLATIVES)
_PREFIXES = ("un", "in", "im", "non", "dis", "ir")


@lru_cache(maxsize=50_000)
def opposites(term: str) -> frozenset[str]:
    """The terms that contradict `term`: listed ones, and those that differ by "un-", "in-", "dis-", "non-"."""
    found = set(_OPPOSITES.get(term, ()))
    if len(term) >= 4:
        found.update(prefix + term for prefix in _PREFIXES)
    for prefix in _PREFIXES:
        if term.startswith(prefix) and len(term) - len(prefix) >= 4:
            found.add(term[len(prefix) :])
    return frozenset(found)


def tokens(text: str) -> list[Token]:
    """The words of `text` in order. A capitalised word is a name, at the start of a sentence only when the word
    after it is one too, or when it has capitals or digits inside."""
    found: list[Token] = []
    matches = list(_WORD.finditer(text))
    surfaces = [match[0] for match in matches]
    previous_end = 0
    for i, (match, surface) in enumerate(zip(matches, surfaces, strict=True)):
        start, end = match.span()
        gap = text[previous_end:start]
        first, mark = (i == 0, "") if gap in {"", " "} else _gap(gap, first=i == 0)
        stop = surface.lower() in STOP
        following = surfaces[i + 1] if first and i + 1 < len(surfaces) else ""
        name = _is_name(surface, following, first=first, stop=stop)
        found.append(Token(surface, canon(surface), start, end, name, mark, stop))
        previous_end = end
    return found


def _gap(gap: str, *, first: bool) -> tuple[bool, str]:
    """Whether what is between two words begins a sentence or a quotation, and the mark it leaves."""
    if _BREAK.search(gap):
        return True, "."
    return first or '"' in gap, "," if any(mark in gap for mark in ",()–") else ""


def _is_name(surface: str, following: str, *, first: bool, stop: bool) -> bool:
    if not surface[0].isupper() or len(surface) == 1:
        return False
    if surface not in COMMON_ACRONYMS and _INNER_CAPITAL.search(surface):
        return True
    if stop or surface in COMMON_ACRONYMS:
        return False
    return not first or following[:1].isupper()


def weight(token: Token) -> float:
    """What a term of a claim weighs: names most, then longer (rarer) words, then the common ones."""
    if token.canon in _LIGHT:
        return 0.3
    if token.name:
        return 1.4
    return 1.0 if len(token.surface) > 4 else 0.8


def alike(a: str, b: str) -> bool:
    """Whether two stems are one word in two forms: "bulgar" and "bulgari", "predict" and "predictabl"."""
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    if len(shorter) < 4 or a[0] != b[0]:
        return False
    if longer.startswith(shorter):
        return len(longer) - len(shorter) <= (4 if len(shorter) >= 5 else 2)
    cut = len(shorter) - 1
    return cut >= 5 and shorter[:cut] == longer[:cut] and len(longer) - len(shorter) <= 3
