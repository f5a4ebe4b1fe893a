"""Texts for the benchmark of origins: real ones, copies made of them, and pairs that were written independently."""

import itertools
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.jsonl import BadRows, read_objects, text_of
from tracker.assess.reading import sentences
from tracker.match.words import words

WEB = "factcheck_gpt_stance"
"""The set whose passages on one claim come from different web pages (Factcheck-GPT, Wang et al., 2023)."""

LEAST_WORDS = 100
LEAST_SENTENCES = 4
PASSAGE_WORDS = 20
MIRRORED = 20
"""Words in a row that two texts of different authors do not share: such a pair is a copy, whoever made it."""

_MARKS = re.compile(r"[“”„«»\"]")

EDITS = (0.05, 0.10, 0.15, 0.20, 0.25)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and an earlier one; `passage` is what is quoted of the text. Pairs of one `group` depend on each other."""

    text: str
    earlier: str
    group: str
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Passages:
    """All distinct passages of a file, and by claim those that were found on different web pages."""

    all: tuple[str, ...]
    web: Mapping[str, Sequence[str]]


def read_passages(path: Path) -> Passages:
    """The passages, claim by claim in the order of the file. Raises BadRows, OSError."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    web: dict[str, dict[str, None]] = defaultdict(dict)
    for number, row in read_objects(path):
        passage, claim = text_of(row, "passage", number), text_of(row, "claim", number)
        found[claim][passage] = None
        if row.get("set") == WEB:
            web[claim][passage] = None
    if not found:
        raise BadRows("the file holds no rows.")
    distinct = dict.fromkeys(itertools.chain.from_iterable(found.values()))
    return Passages(tuple(distinct), {claim: list(several) for claim, several in web.items()})


def articles(passages: Iterable[str]) -> list[list[str]]:
    """The passages that are long enough to be articles, each as its sentences."""
    cut = ([text[start:end] for start, end in sentences(text)] for text in passages if len(text.split()) >= LEAST_WORDS)
    return [parts for parts in cut if len(parts) >= LEAST_SENTENCES]


def copies(texts: Sequence[Sequence[str]], seed: int = 7) -> dict[str, list[Pair]]:
    """Copies of every text by kind, each beside what it was made from. The same in every run."""
    draw = random.Random(seed)
    vocabulary = [word for text in texts for sentence in text for word in sentence.split()]
    found: dict[str, list[Pair]] = defaultdict(list)
    for place, text in enumerate(texts):
        whole = " ".join(text)
        third = text[: max(2, len(text) // 3)]
        half = text[: len(text) // 2]
        other = texts[(place + 1) % len(texts)]
        made = {f"edited, {share:.0%} of the words": edit(whole, share, draw, vocabulary) for share in EDITS}
        made["shortened to its first third"] = " ".join(third)
        made["every other sentence dropped"] = " ".join(text[::2])
        made["another headline and first sentence"] = " ".join([*other[:2], *text[1:]])
        made["shortened by half, 15% of the words edited"] = edit(" ".join(half), 0.15, draw, vocabulary)
        for kind, copy in made.items():
            found[kind].append(Pair(copy, whole, group=str(place)))
        passage = edit(" ".join(_passage(text)), 0.05, draw, vocabulary)
        page = " ".join([*other[:4], passage, *other[4:]])
        found["one passage within another's text"].append(Pair(page, whole, group=str(place), passage=passage))
    return found


def edit(text: str, share: float, draw: random.Random, vocabulary: Sequence[str]) -> str:
    """Replace (3 of 5), add to or strike the given share of the words, at random places."""
    edited: list[str] = []
    for word in text.split():
        if draw.random() >= share:
            edited.append(word)
        elif (deed := draw.random()) < 0.6:
            edited.append(draw.choice(vocabulary))
        elif deed < 0.8:
            edited += [draw.choice(vocabulary), word]
    return " ".join(edited)


def _passage(text: Sequence[str]) -> Sequence[str]:
    """Sentences from the middle of a text, as many as make a passage."""
    middle = len(text) // 2
    for count in (1, 2, 3, len(text)):
        chosen = text[middle : middle + count]
        if len(" ".join(chosen).split()) >= PASSAGE_WORDS + count:
            return chosen
    return text


def independents(web: Mapping[str, Sequence[str]], texts: Sequence[Sequence[str]]) -> dict[str, list[Pair]]:
    """Pairs on one matter of which neither copies the other, by kind."""
    apart, quoting = [], []
    for place, text in enumerate(texts):
        middle = len(text) // 2
        first, second = " ".join(text[:middle]), " ".join(text[middle:])
        apart.append(Pair(first, second, group=str(place)))
        quote = _quotation(texts[(place + 1) % len(texts)])
        one = f"{first} {quote} he said."
        other = f"{quote} the director told reporters. {second}"
        quoting.append(Pair(one, other, group=str(place)))
    return {
        "web passages on one claim": list(_of_one_claim(web)),
        "two halves of one text": apart,
        "two halves with the same quotation": quoting,
    }


def _quotation(text: Sequence[str]) -> str:
    words = _MARKS.sub("", " ".join(text)).split()
    return f"“{' '.join(words[:30])},”"


def _of_one_claim(web: Mapping[str, Iterable[str]]) -> Iterator[Pair]:
    for claim, several in web.items():
        for one, other in itertools.combinations(several, 2):
            if not share_a_run(one, other, MIRRORED):
                yield Pair(one, other, group=claim)


def share_a_run(one: str, other: str, length: int) -> bool:
    """Have two texts so many words in a row in common?"""
    runs = [{tuple(w[i : i + length]) for i in range(len(w) - length + 1)} for w in (words(one), words(other))]
    return not runs[0].isdisjoint(runs[1])
