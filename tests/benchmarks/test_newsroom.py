"""`bin/bench newsroom`: pages of the press with their claims, through the tracker and in parts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.jsonl import BadRows
from benchmarks.newsroom_rows import NewsPage, read_pages
from benchmarks.newsroom_scores import ClaimOutcome, Mistake, figures, mistakes

ROOT = Path(__file__).resolve().parents[2]
PAGE = {
    "id": "kestrova",
    "title": "Kestrova completes purchase of Nordsilica",
    "published": "2026-03-11",
    "language": "en",
    "paragraphs": [
        "Kestrova makes sensor modules in Tallinn and has done so for eleven years.",
        "Kestrova acquired Nordsilica in March 2026. The Danish firm has 64 engineers.",
    ],
    "key": [1],
    "claims": [
        {"text": "Kestrova acquired Nordsilica.", "kind": "event", "speaker": "Kestrova", "label": "supports"},
        {"text": "The harbour bridge was closed.", "kind": "event", "speaker": "", "label": "neutral"},
    ],
}


def written(folder, *rows):
    file = folder / "pages.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


# --- The whole run ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_it_takes_a_page_from_the_fetch_to_the_flag(tmp_path):
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    command = [sys.executable, "-m", "benchmarks", "newsroom", "--data", str(written(tmp_path, PAGE)), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["claims"], found["errors"]) == (2, 0)
    assert found["counts"]["supports_precision"] == [1, 1]
    assert found["assessor"].startswith("learned ")


# --- The rows ---------------------------------------------------------------------------------------------


def test_the_labels_are_kept_apart_from_what_is_staged(tmp_path):
    [page], labels = read_pages(written(tmp_path, PAGE))
    assert labels == [["supports", "neutral"]]
    assert "supports" not in repr(page)


def test_the_page_shows_the_paragraphs_that_settle_its_claims_after_the_edit_alone(tmp_path):
    [page], _ = read_pages(written(tmp_path, PAGE | {"table": [["Revenue", "1,084.6 & more"]]}))
    before, after = (page.body(edited=edited).decode() for edited in (False, True))
    assert ("sensor modules" in before, "acquired" in before, "<table>" in before) == (True, False, False)
    assert ("sensor modules" in after, "acquired" in after, "1,084.6 &amp; more" in after) == (True, True, True)
    assert '<meta property="article:published_time" content="2026-03-11">' in after


def test_a_lead_counts_where_it_has_words_of_a_paragraph_that_settles(tmp_path):
    [page], _ = read_pages(written(tmp_path, PAGE))
    assert isinstance(page, NewsPage)
    assert page.settled_by("The Danish firm has 64 engineers.")
    assert page.settled_by("A heading\nKestrova acquired Nordsilica in March 2026.")
    assert not page.settled_by("Kestrova makes sensor modules in Tallinn and has done so for eleven years.")


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"paragraphs": []}, "line 1: paragraphs must be a list of texts"),
        ({"key": []}, "line 1: key must list at least one paragraph by its number"),
        ({"key": [2]}, "line 1: key must list at least one paragraph by its number"),
        ({"claims": "none"}, "line 1: claims must be a list of objects"),
        (
            {"claims": [PAGE["claims"][0] | {"label": "true"}]},
            "line 1: label must be one of supports, refutes, neutral",
        ),
        ({"claims": [PAGE["claims"][0] | {"kind": "rumour"}]}, "line 1: kind must be one of event"),
        ({"table": [[1]]}, "line 1: table must be a list of lists of texts"),
    ],
)
def test_a_row_that_is_no_page_is_named_with_its_remedy(tmp_path, changed, complaint):
    with pytest.raises(BadRows, match=complaint):
        read_pages(written(tmp_path, PAGE | changed))


def test_a_file_without_rows_is_refused(tmp_path):
    with pytest.raises(BadRows, match="no rows"):
        read_pages(written(tmp_path))


# --- The figures ------------------------------------------------------------------------------------------

FOUND = ClaimOutcome("a", "It sank.", {"supports": "It sank."}, frozenset({"verified"}), leads=1)
MISLED = ClaimOutcome("a", "It was sold.", {"supports": "It was bought."}, frozenset({"verified"}))
LED = ClaimOutcome("b", "It burnt.", {}, frozenset(), leads=2, led_to=True)
MISSED = ClaimOutcome("b", "It rose.", {}, frozenset(), leads=1, fault="read once")
LABELS = ("supports", "refutes", "supports", "supports")


def test_precision_and_recall_are_of_evidence_and_of_flags():
    found = figures((FOUND, MISLED, LED, MISSED), LABELS)
    assert found["counts"]["supports_precision"] == [1, 2]
    assert (found["supports_precision"], found["supports_recall"]) == (0.5, 0.333)
    assert (found["verified_precision"], found["verified_recall"]) == (0.5, 0.333)
    assert (found["refutes_precision"], found["refutes_recall"]) == (None, 0.0)


def test_a_claim_is_led_to_by_the_flag_that_is_called_for_or_by_a_lead_that_settles_it():
    found = figures((FOUND, MISLED, LED, MISSED), LABELS)
    assert found["counts"]["leads_recall"] == [2, 4]
    assert (found["leads_per_page"], found["errors"]) == (2.0, 1)


def test_every_false_answer_is_named_with_the_passage_that_decided():
    assert list(mistakes((FOUND, MISLED, LED), LABELS[:3])) == [
        Mistake("a", "It was sold.", "refutes", "supports", "It was bought."),
        Mistake("a", "It was sold.", "refutes", "verified", "It was bought."),
    ]
