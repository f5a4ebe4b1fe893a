"""From the data files to training examples: what is taken, what is made from it, and in which shares."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from .flips import deny, rename, renumber, unrealise
from .newsroom import read_written
from .rows import Row, read_jsonl, read_pairs
from .variants import Variants

HELD_OUT = 0.06
"""The share of pages that the model never sees: the stacker is fitted on them. Claims alone would not do: other claims
of a page show its passages, and what is then measured is too good by seven points.
"""

VARIED_TWICE = frozenset({"vitaminc_real", "fm2", "check_covid", "scifact", "feverous_s"})
"""Sets of which two variants are made of each pair, not one: what is most like the tracker's texts, and small sets."""

SAME_PAGE = 8_000
"""Claims set against a sentence of the same page that is about another fact: neutral."""

OTHER_PAGE = 1_500
FLIPS = {"unrealised": 7_000, "denied": 5_000, "renumbered": 2_500, "renamed": 2_500}
CONJOINED = 0.35
"""The share of ConjNLI's pairs taken: they are many and much alike."""

TITLED = 0.25
"""The share of the pairs whose page is known that show the page's title."""

WIDENED = 0.12
"""The share of those that get one or two other sentences of the page around the passage."""

PRECEDED = 0.1
"""The share of those that show another sentence of the page as the one before the passage."""

WRITTEN = 3
"""How often the pairs written for newsrooms are shown: they are few, and most like what the tracker reads."""

_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+(?= (?:is|was|has|are|were|did|had)\b)")


def build(data: Path, seed: int, *, foreign: bool = False) -> tuple[list[Row], list[Row]]:
    """The examples to train on and those held out for the stacker, both in an order drawn by `seed`; with `foreign`
    those in other languages than English, too.
    """
    rng = random.Random(seed)
    pairs = read_pairs(data / "pairs-train.jsonl.gz")
    revisions = list(read_jsonl(data / "revisions-train.jsonl.gz"))
    pages = {r["claim"]: str(r["page"]).replace("-COLON-", ":") for r in revisions}
    others = _sentences_about_other_facts(revisions)
    held = _held_out(_families(pairs, pages), rng)
    rows = [_placed(row, pages, others, rng) for row in pairs if row.set != "conjnli_adv" or rng.random() < CONJOINED]
    rows += _same_page(revisions, rng)
    rows += _other_page(pairs, rng)
    rows += _flips(pairs, rng)
    kept = [r for r in rows if r.claim not in held]
    variants = Variants(kept, rng)
    kept = [*kept, *_variants(kept, variants)]
    written, written_held = _written(data, rng, foreign=foreign)
    kept += [row for row in written for _ in range(WRITTEN)]
    kept += [varied for row in written if (varied := variants.renamed(row))]
    rng.shuffle(kept)
    return kept, [*(r for r in rows if r.claim in held), *written_held]


def _written(data: Path, rng: random.Random, *, foreign: bool) -> tuple[list[Row], list[Row]]:
    """The pairs written for newsrooms, those of some families held out; none where the file is not there."""
    path = data / "pairs-newsroom-train.jsonl.gz"
    pairs = list(read_written(path, foreign=foreign)) if path.exists() else []
    families = sorted({family for family, _ in pairs})
    held = set(rng.sample(families, round(HELD_OUT * len(families))))
    kept, out = ([row for family, row in pairs if (family in held) == wanted] for wanted in (False, True))
    return kept, out


def _families(pairs: list[Row], pages: dict[str, str]) -> dict[str, str]:
    """By claim: its page, or else the first passage it is held against."""
    found: dict[str, str] = {}
    for row in pairs:
        found.setdefault(row.claim, pages.get(row.claim, row.passage))
    return found


def _held_out(families: dict[str, str], rng: random.Random) -> set[str]:
    """The claims of some families, drawn."""
    ordered = sorted(set(families.values()))
    drawn = set(rng.sample(ordered, round(HELD_OUT * len(ordered))))
    return {claim for claim, family in families.items() if family in drawn}


def _variants(rows: list[Row], variants: Variants) -> Iterator[Row]:
    for row in rows:
        for _ in range(2 if row.set in VARIED_TWICE else 1):
            if varied := variants.of(row):
                yield replace(varied, family=row.claim)


def _sentences_about_other_facts(revisions: list[dict[str, str]]) -> dict[str, list[str]]:
    """By claim: the sentences of its page that a revision about another fact left or made."""
    found: dict[str, list[str]] = defaultdict(list)
    for r in revisions:
        if r["expect"] == "unchanged":
            found[r["claim"]] += [r["before"], r["after"]]
    return found


def _placed(row: Row, pages: dict[str, str], others: dict[str, list[str]], rng: random.Random) -> Row:
    """Return the row with its page's title, or among other sentences of the page, in the shares of this recipe."""
    if row.claim not in pages:
        return row
    if rng.random() < TITLED:
        row = replace(row, title=pages[row.claim])
    near = others.get(row.claim)
    if near and rng.random() < WIDENED:
        around = [row.passage, rng.choice(near)]
        rng.shuffle(around)
        row = replace(row, passage=" ".join(around))
    if near and rng.random() < PRECEDED:
        row = replace(row, before=rng.choice(near))
    return row


def _same_page(revisions: list[dict[str, str]], rng: random.Random) -> Iterator[Row]:
    chosen = [r for r in revisions if r["expect"] == "unchanged"]
    for r in rng.sample(chosen, min(SAME_PAGE, len(chosen))):
        title = str(r["page"]).replace("-COLON-", ":") if rng.random() < TITLED else ""
        yield Row(r["claim"], rng.choice((r["before"], r["after"])), "neutral", "same_page", title)


def _other_page(pairs: list[Row], rng: random.Random) -> Iterator[Row]:
    for row in rng.sample(pairs, OTHER_PAGE):
        yield replace(row, passage=rng.choice(pairs).passage, label="neutral", set="other_page")


def _flips(pairs: list[Row], rng: random.Random) -> Iterator[Row]:
    """Edited passages of pairs that support, each kind up to its number in `FLIPS`."""
    supporting = [r for r in pairs if r.label == "supports" and r.set != "conjnli_adv"]
    names = sorted({m[0] for r in pairs if r.set == "fever_dev" and (m := _NAME.match(r.claim))})
    kinds: dict[str, tuple[str, Callable[[Row], str | None]]] = {
        "unrealised": ("neutral", lambda r: unrealise(r.passage, r.claim, rng)),
        "denied": ("refutes", lambda r: deny(r.passage, r.claim, rng)),
        "renumbered": ("refutes", lambda r: renumber(r.passage, r.claim, rng)),
        "renamed": ("neutral", lambda r: rename(r.passage, r.claim, names, rng)),
    }
    for name, (label, flip) in kinds.items():
        rng.shuffle(supporting)
        made = 0
        for row in supporting:
            if made == FLIPS[name]:
                break
            if edited := flip(row):
                made += 1
                yield replace(row, passage=edited, label=label, set=name)
