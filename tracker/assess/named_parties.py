"""Which parties a few sentences name: who may be meant by "the company", "it" or "a statement"."""

import re
from collections.abc import Mapping, Sequence, Set

from .attribution import speaks_for
from .attribution_patterns import ORDINARY
from .lexicon import DEMONYMS, STOP
from .terms import Token, tokens

_TITLE_CASE = 0.6
"""From this share of capitals on a headline writes every word with one, and only known names are found in it."""

# What stands before a place, not before who speaks: "in Ghent".
_WHERE = frozenset({"in", "at", "near", "outside", "around", "across"})
_SPEAKS_OR_ACTS = re.compile(
    r"\s(?:has|have|had|is|was|will|would|says|said|told|announced|acquired|acquires|bought|buys|plans|agreed|completed"
    r"|published|issued|released|confirmed|denied|signed|sold|launched|opened|closed)\b"
)
_JOINS = re.compile(r"\s(?:(?:of|de|du|van|von)\s)?|[-–&]|\s&\s")


def parties_named(texts: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The parties that the texts name: key → name as written, an unknown one under the name itself.

    `known` are the names of each party by its key. Of names within each other ("Klaba", "Octave Klaba") the first
    stands for all.
    """
    found: dict[str, str] = {}
    for text in texts:
        folded = text.casefold()
        for key, names in known.items():
            for name in names:
                if name.casefold() in folded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE):
                    found.setdefault(key, name)
    last = {name.split()[-1] for names in known.values() for name in names if name.split()}
    for text in texts:
        for name in _names(text, last):
            key = next((key for key, names in known.items() if speaks_for(name, tuple(names))), "")
            if key:
                found.setdefault(key, name)
            elif not any(speaks_for(name, (other,)) for other in found.values()):
                found[name] = name
    return found


def _names(text: str, last: Set[str]) -> list[str]:
    """What is written as a name, places and days left out. `last` are the last words of known names."""
    words = tokens(text)
    capitals = [word for word in words if word.surface[0].isupper()]
    if len(words) > 3 and len(capitals) >= _TITLE_CASE * len(words):
        return []
    groups: list[list[Token]] = []
    for word in words:
        if not (word.name or word.surface in last or _begins_with_a_name(word, text)):
            continue
        if groups and _JOINS.fullmatch(text[groups[-1][-1].end : word.start]):
            groups[-1].append(word)
        else:
            groups.append([word])
    names = [(text[group[0].start : group[-1].end], text[: group[0].start].split()[-1:]) for group in groups]
    return [name for name, before in names if not (before and before[0].lower() in _WHERE) and not _is_ordinary(name)]


def _begins_with_a_name(word: Token, text: str) -> bool:
    """Whether the first word of a sentence is a name: something is said or done by it alone."""
    return word.surface[0].isupper() and not word.stop and bool(_SPEAKS_OR_ACTS.match(text, word.end))


def _is_ordinary(name: str) -> bool:
    words = name.lower().split()
    return all(word in ORDINARY or word in STOP or word in DEMONYMS or len(word) < 2 for word in words)
