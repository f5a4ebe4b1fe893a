"""`bin/bench extract`: it scores as the article extraction benchmark does, and names what was lost in silence."""

import argparse
import gzip
import json

import pytest

from benchmarks import extract
from benchmarks.extract import Page, Reading, figures, is_lost, runs_in_common
from tests.tracker.extract.pages import SENTENCES, article


def test_runs_of_four_words_are_counted_as_often_as_they_stand_there():
    assert runs_in_common("a b c d e", "a b c d e") == (1, 0, 0)
    assert runs_in_common("a b c d e", "a b c d x") == (1 / 3, 1 / 3, 1 / 3)
    assert runs_in_common("a b c d", "a b c d. A b c d") == (1 / 5, 4 / 5, 0)
    assert runs_in_common("a b", "") == (0, 0, 1)
    assert runs_in_common("", "") == (0, 0, 0)


def test_precision_leaves_out_pages_of_which_nothing_was_read():
    found = figures([(1, 0, 0), (0, 0, 1), (0.5, 0.5, 0)])
    assert found == {"precision": 0.75, "recall": 0.6667, "f1": 0.7059}


def test_a_page_is_lost_in_silence_where_no_state_says_so():
    page = Page("a", "https://gazette.example/", b"", "One two three four five.")
    assert is_lost(page, Reading(""), runs_in_common(page.text, ""))
    assert not is_lost(page, Reading("", "consent"), runs_in_common(page.text, ""))
    assert not is_lost(page, Reading(page.text), runs_in_common(page.text, page.text))


def test_the_run_prints_all_readers_and_says_what_was_lost(tmp_path, capsys):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "a.html.gz").write_bytes(gzip.compress(article()))
    truth = {"a": {"url": "https://gazette.example/", "text": "\n".join(SENTENCES)}}
    (tmp_path / "truth.json").write_text(json.dumps(truth))
    status = extract.run(argparse.Namespace(data=tmp_path, worst=1, json=True))
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert status == 0
    assert last["ours"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert last["silently_lost"] == last["refused"] == 0
    assert set(last["pages_per_s"]) == {"ours", "trafilatura", "trafilatura_fast"}


@pytest.mark.parametrize("truth", [None, "[", '{"a": {"url": "x"}}'])
def test_a_folder_without_pages_is_refused(tmp_path, truth, capsys):
    if truth is not None:
        (tmp_path / "truth.json").write_text(truth)
    assert extract.run(argparse.Namespace(data=tmp_path, worst=0, json=False)) == 2
    assert "truth.json" in capsys.readouterr().err
