"""`bin/bench replay`: the sample through the whole replay, and its parts."""

import gzip
import http.client
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.replay_pages import UNRELATED, Page, PageServer, render
from benchmarks.replay_rows import BadRows, Revision, read_rows
from benchmarks.replay_scores import Outcome, intervals, mistake, rates, summary
from tracker.extract.html import extract_html

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "tests/data/revisions-sample.jsonl"


def bench(*arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    if database:
        env["DATABASE_URL"] = database
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=240)


# --- The whole replay -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return f"sqlite:///{tmp_path_factory.mktemp('replay')}/given.sqlite3"


@pytest.fixture(scope="module")
def replayed(database):
    done = bench("replay", "--data", str(SAMPLE), "--json", "--wrong", database=database)
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.slow
def test_it_replays_the_sample_from_fetch_to_flag(replayed):
    figures = json.loads(replayed.stdout.splitlines()[-1])
    assert (figures["rows"], figures["errors"]) == (11, 0)
    assert (figures["supported"], figures["lost"], figures["unchanged"]) == (4, 4, 3)
    promised = {
        *("precision", "recall", "f1", "false_on_unrelated", "false_on_lost", "lost_noticed", "lost_base", "seconds"),
        *("found", "flagged_at_before"),
    }
    assert promised <= set(figures)
    assert figures["found"] >= 1
    assert "spacing between two requests to one host: 0 s" in replayed.stderr


@pytest.mark.slow
def test_it_names_every_row_counted_wrong(replayed):
    *lines, last = replayed.stdout.splitlines()
    figures, wrong = json.loads(last), [json.loads(line) for line in lines]
    missed = [row for row in wrong if row["expect"] == "supported"]
    assert len(missed) == figures["supported"] - figures["found"]
    assert all(row["wrong"] and row["claim"] and row["before"] != row["after"] for row in wrong)


@pytest.mark.slow
def test_it_refuses_a_database_that_holds_records(replayed, database):
    again = bench("replay", "--data", str(SAMPLE), "--json", database=database)
    assert (again.returncode, again.stdout) == (2, "")
    assert "needs an empty one" in again.stderr


@pytest.mark.slow
def test_it_fails_where_a_row_was_not_read_as_two_snapshots(tmp_path):
    first, second = (json.loads(line) for line in SAMPLE.read_text().splitlines()[:2])
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps(first) + "\n" + json.dumps(second | {"after": second["before"]}) + "\n")
    done = bench("replay", "--data", str(file), "--json", "--wrong")
    assert done.returncode == 1, done.stderr
    *wrong, figures = (json.loads(line) for line in done.stdout.splitlines())
    assert figures["errors"] == 1
    assert {row["id"]: row["wrong"] for row in wrong}[second["id"]] == (
        "error: 2 GETs and 1 snapshots instead of two and two"
    )


@pytest.mark.slow
def test_without_arguments_it_lists_what_there_is():
    done = bench()
    assert done.returncode == 0
    assert "replay" in done.stdout


# --- The rows ---------------------------------------------------------------------------------------------


def test_what_is_expected_is_kept_apart_from_what_is_staged():
    revisions, expected = read_rows(SAMPLE)
    assert set(Revision.__slots__) == {"id", "page", "claim", "before", "after"}
    assert set(expected) == {row.id for row in revisions}
    assert set(expected.values()) == {"supported", "lost", "unchanged"}


def test_it_reads_plain_and_gzipped_files_and_stops_at_the_limit(tmp_path):
    packed = tmp_path / "rows.jsonl.gz"
    packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    assert read_rows(packed) == read_rows(SAMPLE)
    assert len(read_rows(packed, limit=3)[0]) == 3


GOOD = {"id": "1", "page": "A", "claim": "B.", "before": "C.", "after": "D.", "expect": "lost"}


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (["{"], "line 1 is not JSON"),
        (["[]"], "line 1 is not an object"),
        ([json.dumps(GOOD | {"after": ""})], "line 1: after must be a text"),
        ([json.dumps(GOOD | {"expect": "yes"})], "line 1: expect must be one of"),
        ([json.dumps(GOOD), json.dumps(GOOD)], "line 2: the id '1' stands there twice"),
        ([], "no rows"),
    ],
)
def test_it_refuses_a_file_that_is_no_replay(tmp_path, lines, complaint):
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines))
    with pytest.raises(BadRows, match=complaint):
        read_rows(file)


# --- The pages --------------------------------------------------------------------------------------------


def get(server: PageServer, number: int, path: str = "/article", **headers: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(server.host(number), timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers.get("ETag", "")


def test_every_row_has_a_site_of_its_own_that_changes_with_the_edit():
    with PageServer([Page("One", "First.", "First, edited."), Page("Two", "Second.", "Second, edited.")]) as server:
        assert server.host(0) != server.host(1)
        status, body, etag = get(server, 1)
        assert status == 200
        assert "Second." in body
        assert "First" not in body
        assert get(server, 1, If_None_Match=etag) == (304, "", etag)
        server.edit()
        assert "Second, edited." in get(server, 1, If_None_Match=etag)[1]
        assert (server.gets(0), server.gets(1)) == (0, 3)


def test_there_is_no_robots_txt_and_asking_for_it_is_not_counted():
    with PageServer([Page("One", "First.", "Second.")]) as server:
        assert get(server, 0, "/robots.txt")[0] == 404
        assert server.gets(0) == 0


def test_the_sentence_stands_in_an_ordinary_article_among_five_others():
    page = extract_html(render("Rock & Roll", "Tom & Jerry sold <5 records."), url="http://127.77.0.1/article")
    assert page.title == "Rock & Roll"
    assert "Tom & Jerry sold <5 records." in page.text
    assert all(sentence in page.text for sentence in UNRELATED)
    assert not any(word in page.text for word in ("Topics", "More", "every morning"))


# --- The scores -------------------------------------------------------------------------------------------


def outcome(id_: str = "1", *, page: str = "A", **facts: object) -> Outcome:
    calm = dict.fromkeys(
        ("verified_before", "verified_after", "flagged_before", "flagged_after", "loss_flagged"), False
    )
    return Outcome(id=id_, page=page, **(calm | facts))  # type: ignore[arg-type]


FOUND = {"verified_after": True, "flagged_after": True}
TOO_EARLY = {"verified_before": True, "verified_after": True, "flagged_before": True}
LOST = TOO_EARLY | {"loss_flagged": True}


@pytest.mark.parametrize(
    ("expect", "facts", "wrong"),
    [
        ("supported", FOUND, ""),
        ("supported", {}, "support missed"),
        ("supported", TOO_EARLY, "verified too early"),
        ("lost", LOST, ""),
        ("lost", {}, ""),
        ("lost", TOO_EARLY, "loss missed"),
        ("lost", FOUND, "verified where support was lost"),
        ("unchanged", TOO_EARLY, ""),
        ("unchanged", {"flagged_after": True}, "flagged on another fact"),
        ("unchanged", {"fault": "one GET"}, "error: one GET"),
    ],
)
def test_it_knows_what_is_wrong_with_a_row(expect, facts, wrong):
    assert mistake(outcome(**facts), expect) == wrong


def test_the_figures_are_what_the_counts_say():
    rows = {
        "s1": ("supported", FOUND),
        "s2": ("supported", {}),
        "s3": ("supported", TOO_EARLY),
        "l1": ("lost", LOST),
        "l2": ("lost", TOO_EARLY),
        "l3": ("lost", FOUND),
        "l4": ("lost", {}),
        "u1": ("unchanged", {"flagged_after": True}),  # refuted
        "u2": ("unchanged", FOUND),
        "u3": ("unchanged", TOO_EARLY),
        "u4": ("unchanged", {}),
    }
    outcomes = [outcome(id_, page=id_, **facts) for id_, (_, facts) in rows.items()]
    figures = summary(outcomes, {id_: expect for id_, (expect, _) in rows.items()})
    assert (figures["rows"], figures["errors"]) == (11, 0)
    assert figures["precision"] == round(1 / 3, 4)  # s1, not l3, u2
    assert figures["recall"] == round(1 / 3, 4)
    assert figures["f1"] == round(1 / 3, 4)
    assert figures["verified_too_early"] == 1
    assert figures["false_on_unrelated"] == 0.5
    assert figures["flagged_at_before"] == 1
    assert figures["false_on_lost"] == 0.25
    assert (figures["lost_noticed"], figures["lost_base"]) == (0.5, 2)


def test_a_figure_of_nothing_is_none_rather_than_zero():
    assert set(rates({}).values()) == {None}
    assert rates({"supported": 2})["recall"] == 0.0


def test_intervals_treat_the_rows_of_a_page_as_one():
    """Ten rows of one page say no more than the page: the interval cannot be narrower than the pages differ."""
    outcomes = [outcome(f"a{n}", page="A", **FOUND) for n in range(10)] + [
        outcome(f"b{n}", page="B") for n in range(10)
    ]
    expected = {o.id: "supported" for o in outcomes}
    assert intervals(outcomes, expected)["recall"] == (0.0, 1.0)
    assert intervals(outcomes, expected) == intervals(outcomes, expected)
