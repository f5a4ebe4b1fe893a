"""`bin/bench match`: its rows are read as described, its figures count what was found."""

import argparse
import gzip
import json

import pytest

from benchmarks import match
from benchmarks.match_rows import fillers, same

REAL = [f"Town {number} elected Mayor Ann{number} in {1900 + number}." for number in range(40)]
PAIRS = [
    (
        "a",
        "Norlux has acquired Veltra Systems.",
        "The acquisition of Veltra by Norlux closed on Wednesday.",
        "supports",
    ),
    ("a", "Norlux runs 46 data centres.", "It has 46 of them.", "supports"),
    ("b", "Quiring left the board.", "Nothing of the kind was said there.", "supports"),
    ("b", "Norlux lost money.", "Norlux lost money last year.", "neutral"),
]


@pytest.fixture
def data(tmp_path):
    def write(name: str, rows: list[dict[str, str]]) -> None:
        (tmp_path / name).write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))

    names = ("set", "claim", "passage", "label")
    write("pairs-dev.jsonl.gz", [dict(zip(names, row, strict=True)) for row in PAIRS])
    write("revisions-dev.jsonl.gz", [{"claim": PAIRS[1][1], "page": "Norlux -LRB-company-RRB-"}])
    write("pairs-train.jsonl.gz", [{"claim": claim} for claim in [*REAL, REAL[0], PAIRS[0][1].upper()]])
    return tmp_path


def options(data, claims: int = 60) -> argparse.Namespace:
    return argparse.Namespace(data=data, claims=claims, json=True)


def test_the_figures_count_what_was_found(data, capsys):
    assert match.run(options(data)) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (figures["pairs"], figures["real"], figures["others"]) == (3, len(REAL), 60)
    assert figures["with_fillers"]["by_set"] == {"a": 1.0, "b": 0.0}
    assert figures["without_fillers"]["recall_at_20"] == pytest.approx(0.6667)
    assert figures["with_fillers"]["page_known"] == 1
    assert figures["bytes"] > 0


def test_fillers_are_real_claims_with_other_names_and_numbers_and_none_twice():
    made = fillers(REAL, 30, without=["Town 1 elected Mayor Ann2 in 1903."])
    assert len({same(claim) for claim in made} - {same(claim) for claim in REAL}) == 30
    assert all(claim.startswith("Town ") and " elected " in claim for claim in made)
    assert made == fillers(REAL, 30, without=["Town 1 elected Mayor Ann2 in 1903."])


def test_a_missing_file_is_named_with_the_remedy(tmp_path, capsys):
    assert match.run(options(tmp_path)) == 2
    assert "--data names the folder" in capsys.readouterr().err


def test_no_claims_to_mix_with_are_refused(data, capsys):
    assert match.run(options(data, claims=0)) == 2
    assert "--claims" in capsys.readouterr().err
