"""`bin/bench hostile` counts what it should, and docs/security.md names every group as it is."""

import dataclasses
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.hostile.report import READER_BYTES, WORKER_BYTES, Ending, report
from tests.hostile.world import ATTACKS

PAGE = (Path(__file__).resolve().parents[2] / "docs/security.md").read_text()
NAMED = next(attack for attack in ATTACKS if attack.code == "tls")
GOOD = Ending(NAMED, "tls", healthy=True, taken_s=1, worker=0, reader=0)


def test_attacks_are_tried_and_measured_against_servers_of_another_process():
    names = {"gzip bomb", "TLS 1.1", "loopback", "a PDF"}
    made = report(timeout_s=30, chosen=lambda attack: attack.name in names)
    assert made.faults == []
    assert {ending.attack.name: ending.code for ending in made.endings if ending.code} == {
        "gzip bomb": "bomb",
        "TLS 1.1": "tls",
        "loopback": "blocked-address",
    }
    *_, every = made.rows()
    assert (every["cases"], every["as_named"]) == (4, 4)
    assert 0 < max(ending.reader for ending in made.endings) < READER_BYTES


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"code": ""}, "ended in '', not 'tls'"),
        ({"healthy": False}, "the page beside it was not read"),
        ({"taken_s": 61}, "took 61.0 s, more than 60"),
        ({"worker": WORKER_BYTES + 1}, "the worker took 128 MiB more"),
        ({"reader": READER_BYTES + 1}, "the reader held 1000 MiB"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_what_ends_otherwise_or_passes_a_bound_is_a_fault(changed, fault):
    assert GOOD.faults(timeout_s=30, reader_s=10) == []
    ending = dataclasses.replace(GOOD, **changed)
    assert ending.faults(timeout_s=30, reader_s=10) == [f"TLS, {NAMED.name}: {fault}"]


def test_the_page_counts_every_attack_and_names_every_end():
    rows = re.findall(r"^\| ([\w./ ]+) \| [^|]+ \| (\d+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    assert {group: int(count) for group, count, _ in rows} == Counter(attack.group for attack in ATTACKS)
    assert f" {len(ATTACKS)} attacks" in PAGE
    for group, _, ends in rows:
        codes = {attack.code for attack in ATTACKS if attack.group == group}
        said = set(re.findall(r"`([\w-]+)`", ends))
        assert said == {code for code in codes if code and not code.startswith("http-")}, group
        assert ("read" in ends) == ("" in codes), group
        assert ("status" in ends) == any(code.startswith("http-") for code in codes), group
