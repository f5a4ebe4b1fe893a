"""`bin/bench origins`: what it makes of a text, and what its figures mean."""

import itertools
import json
import random

import pytest

from benchmarks.jsonl import BadRows
from benchmarks.origins import judge, rate, score_attributions
from benchmarks.origins_texts import Pair, articles, copies, edit, independents, read_passages, share_a_run

NAMES = ["Harrow Bay", "Ostrava", "Lille", "Ghent", "Carlow", "Leeds"]


def report(seed: int) -> str:
    """Ten sentences in words of its own."""
    draw = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=6)) for _ in range(400)]
    return " ".join(f"In {draw.choice(NAMES)} {' '.join(draw.choices(words, k=24))}." for _ in range(10))


PASSAGES = {"It happened.": [report(1), report(2)], "It did not.": [report(3), "Too short to be an article."]}


def test_copies_of_every_kind_are_found_and_reports_of_ones_own_are_not():
    texts = articles(itertools.chain.from_iterable(PASSAGES.values()))
    assert len(texts) == 3
    found = judge(copies(texts), expect=True)
    assert {kind: row["joined"] for kind, row in found.items() if kind != "all"} == dict.fromkeys(copies(texts), 3)
    assert judge(independents(PASSAGES, texts), expect=False)["all"]["joined"] == 0


def test_a_copy_counts_where_it_is_found_whichever_came_first_and_a_wrong_join_in_either_order():
    long, short = report(1), " ".join(report(1).split()[:60])
    pair = {"shortened": [Pair(short, long, "1")], "another": [Pair(report(2), long, "2")]}
    assert [judge(pair, expect=expect)["all"]["joined"] for expect in (True, False)] == [1, 1]


def test_mirrored_passages_are_no_independent_pair():
    mirrored = {"It happened.": [report(1), f"Copied from elsewhere: {report(1)}", report(2)]}
    assert len(independents(mirrored, [])["web passages on one claim"]) == 2
    assert share_a_run(report(1), f"So: {report(1)}", 20)


def test_an_edit_changes_about_the_share_asked_for():
    text = report(1)
    changed = edit(text, 0.2, random.Random(1), ["other"]).split()
    assert 0.1 < sum(word == "other" for word in changed) / len(changed) < 0.25
    assert edit(text, 0.0, random.Random(1), ["other"]) == text


def test_a_rate_of_nothing_is_none():
    assert rate({}) == {"n": 0, "joined": 0, "rate": None, "interval": None}
    assert rate({"a": [True, False], "b": [True]})["rate"] == 0.6667


def test_a_speaker_counts_where_the_name_is_the_one_meant():
    rows = [
        ("Norlux said it was done.", "Norlux", "all"),
        ("Norlux said it was done.", "Veltra", "all"),
        ("It is done.", None, "all"),
        ("It is done, sources said.", "someone", "all"),
        ("It is done.", "Norlux", "all"),
    ]
    found = score_attributions(rows)["all"]
    assert (found["precision"], found["recall"]) == (0.6667, 0.5)


def test_only_web_pages_are_paired_by_their_claim(tmp_path):
    path = tmp_path / "pairs.jsonl"
    rows = [("It is.", "One page.", "factcheck_gpt_stance"), ("It is.", "Two.", "factcheck_gpt_stance")]
    rows += [("It is.", "A caption.", "neg_snli"), ("It is.", "One page.", "factcheck_gpt_stance")]
    path.write_text("\n".join(json.dumps({"claim": c, "passage": p, "set": s}) for c, p, s in rows))
    found = read_passages(path)
    assert found.all == ("One page.", "Two.", "A caption.")
    assert found.web == {"It is.": ["One page.", "Two."]}


def test_a_file_without_passages_is_refused(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text(json.dumps({"claim": "It happened."}))
    with pytest.raises(BadRows, match="line 1: passage must be a text"):
        read_passages(path)
