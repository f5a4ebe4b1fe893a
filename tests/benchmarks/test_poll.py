"""`bin/bench poll` and `bin/bench chaos`: the origin answers as a site does, the figures say what was measured."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.chaos_counts import counts
from benchmarks.origin import PAGE_BYTES, Origin, Site, etag_of
from benchmarks.poll import ratios, table
from benchmarks.poll_process import Part
from benchmarks.poll_rounds import middle, rate, rate_per_cpu_s, ratio
from benchmarks.poll_sentences import sentence
from tracker.extract.html import extract_html

ROOT = Path(__file__).resolve().parents[2]


# --- The origin -------------------------------------------------------------------------------------------


def get(site: Site, target: str, *headers: str) -> tuple[int, bytes, str]:
    """Status, body and ETag of what the site answers."""
    head, _, body = site.answer("\r\n".join([f"GET {target} HTTP/1.1", *headers]).encode()).partition(b"\r\n\r\n")
    status, *fields = head.decode().split("\r\n")
    named = dict(field.split(": ", 1) for field in fields)
    assert int(named.get("Content-Length", 0)) == len(body)
    return int(status.split()[1]), body, named.get("ETag", "")


def test_a_page_is_read_once_and_then_only_when_it_has_a_new_edition():
    site = Site(40)
    status, body, etag = get(site, "/p/3")
    assert (status, etag) == (200, etag_of(3, 0))
    assert 0.9 * PAGE_BYTES < len(body) < 1.1 * PAGE_BYTES
    assert get(site, "/p/3", f"If-None-Match: {etag}") == (304, b"", etag)
    assert json.loads(get(site, "/control/change?first=0&last=40&every=20&offset=3")[1]) == 2
    status, changed, newer = get(site, "/p/3", f"If-None-Match: {etag}")
    assert (status, newer) == (200, etag_of(3, 1))
    assert changed != body
    assert get(site, "/p/4", f"If-None-Match: {etag_of(4, 0)}")[0] == 304
    assert json.loads(get(site, "/control/served")[1]) == {"200": 2, "304": 2, "404": 0}


def test_a_change_keeps_to_its_range():
    site = Site(60)
    get(site, "/control/change?first=20&last=40&every=20&offset=3")
    assert [page for page in range(60) if get(site, f"/p/{page}")[2] != etag_of(page, 0)] == [23]


def test_without_etags_every_answer_is_the_same_body_again():
    site = Site(2)
    get(site, "/control/etags?on=0")
    first = get(site, "/p/1", f"If-None-Match: {etag_of(1, 0)}")
    assert first[0] == 200
    assert first[2] == ""
    assert get(site, "/p/1") == first


def test_the_origin_counts_the_pages_that_were_asked_for_again():
    site = Site(3)
    for page in (0, 1, 1, 1, 2, 2):
        get(site, f"/p/{page}")
    assert [json.loads(get(site, "/control/repeated")[1]) for _ in range(2)] == [2, 0]


def test_there_is_no_robots_txt_and_no_page_beyond_the_last():
    assert {get(Site(2), target)[0] for target in ("/robots.txt", "/p/2", "/p/x", "/")} == {404}


def test_a_sentence_put_on_a_page_is_read_in_its_article_and_stays():
    site = Site(5)
    get(site, "/control/edit?page=4&text=Norlux+has+opened+a+data+centre.")
    assert json.loads(get(site, "/control/edit?page=4")[1]) == 2
    page = extract_html(get(site, "/p/4")[1], url="http://127.88.0.1/p/4")
    assert "This is edition 2 of report 4" in page.text
    assert "Norlux has opened a data centre." in page.text


def test_many_addresses_share_one_origin_and_the_bare_client_polls_it():
    with Origin(pages=60, hosts=5) as origin, Part("poll_bare") as bare:
        urls = [origin.url(page) for page in range(60)]
        assert len({url.split("/")[2] for url in urls}) == 5
        bare.ask("watch", urls=urls, etags=[etag_of(page, 0) for page in range(60)])
        origin.ask("change", first=0, last=60, every=20, offset=7)
        first, second = bare.ask("poll"), bare.ask("poll")
        assert (first["done"], first["changed"], second["changed"]) == (60, 3, 0)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(origin.url(60), timeout=10)


def test_no_two_pages_have_the_same_sentence():
    assert len({sentence(page) for page in range(2_000)}) == 2_000


# --- The figures ------------------------------------------------------------------------------------------


def one(done: float, wall_s: float, cpu_s: float) -> dict[str, float]:
    return {"done": done, "wall_s": wall_s, "cpu_s": cpu_s}


def test_ratios_are_taken_within_a_round_so_that_a_slow_machine_slows_both():
    ours = [one(100, 1, 0.5), one(100, 10, 5), one(100, 2, 1)]
    bare = [one(100, 0.1, 0.1), one(100, 1, 1), one(100, 0.2, 0.2)]
    assert ratio(ours, bare, rate) == pytest.approx(0.1)
    assert ratio(ours, bare, rate_per_cpu_s) == pytest.approx(0.2)
    assert middle(ours, rate) == 50


def test_a_peer_that_was_not_measured_has_no_ratio():
    assert ratios({"ours_postgres": 500.0, "urlwatch": 50.0, "changedetection_1000": None}) == {
        "ratio_to_urlwatch": 10.0,
        "ratio_to_changedetection_1000": None,
        "ratio_to_changedetection_5000": None,
    }


def test_the_table_says_what_is_asked_and_whether_it_is_met():
    lines = table({"ratio_to_urlwatch": 12.0, "latency_p95_s": 3.1, "growth_100k": None, "workers_1": 400.0})
    assert [line.split(None, 1)[1] for line in lines] == [
        "12.0   (>= 10: met)",
        "3.1   (<= 2: MISSED)",
        "not measured",
        "400.0",
    ]


# --- The chaos --------------------------------------------------------------------------------------------

MADE = {0: 2, 1: 1, 2: 0}
WHOLE = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (2, 0)]


@pytest.mark.parametrize(
    ("snapshots", "told", "lost", "doubled"),
    [
        (WHOLE, [0, 1], 0, 0),
        ([edition for edition in WHOLE if edition != (0, 1)], [0, 1], 1, 0),
        ([*WHOLE, (0, 2)], [0, 1], 0, 1),
        ([*WHOLE, (0, 0)], [0, 1], 0, 1),  # the first edition twice
        ([*WHOLE, (1, 7)], [0, 1], 0, 1),  # an edition that nobody made
        (WHOLE, [0], 1, 0),
        (WHOLE, [0, 0, 1], 0, 1),
        (WHOLE, [0, 1, 2], 0, 1),  # a claim changed that no edit settles
    ],
)
def test_every_edit_is_lost_doubled_or_seen_once(snapshots, told, lost, doubled):
    found = counts(MADE, snapshots, settled={0, 1}, told=told)
    assert (found["changes_made"], found["lost"], found["doubled"]) == (3, lost, doubled)


@given(st.lists(st.sampled_from(WHOLE)), st.lists(st.sampled_from([0, 1])))
def test_nothing_is_lost_only_where_everything_is_there(snapshots, told):
    found = counts(MADE, snapshots, settled={0, 1}, told=told)
    everything = {(0, 1), (0, 2), (1, 1)} <= set(snapshots) and {0, 1} <= set(told)
    assert (found["lost"] == 0) == everything
    repeated = len(snapshots) - len(set(snapshots)) + len(told) - len(set(told))
    assert found["doubled"] == repeated


@pytest.mark.parametrize("wrong", ["--seconds=0", "--pages=0", "--workers=0", "--every=0"])
def test_chaos_refuses_what_is_not_positive(wrong):
    command = [sys.executable, "-P", "-m", "benchmarks", "chaos", wrong]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert wrong.split("=")[0] in done.stderr


# --- The worker -------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_worker_polls_what_was_staged_and_keeps_what_changed(tmp_path):
    from benchmarks.poll_databases import settings

    with Origin(pages=40, hosts=4) as origin:
        environment = settings(tmp_path, f"sqlite:///{tmp_path / 'poll.sqlite3'}", origin=origin)
        with Part("poll_worker", environment=environment) as worker:
            worker.ask("migrate")
            assert worker.ask("stage", first=0, last=40, hosts=4, port=origin.port) == 40
            origin.ask("change", first=0, last=40, every=20, offset=7)
            assert worker.ask("poll")["done"] == 0
            assert worker.ask("due", first=0, last=10) == 10
            polled = worker.ask("poll")
            assert polled["done"] == 10
            assert polled["statements"] > 0
            assert worker.ask("state") == {"resources": 40, "failed": 0, "snapshots": 1}
            assert worker.ask("due") == 40
            assert worker.ask("poll")["done"] == 40
            assert worker.ask("state")["snapshots"] == 2
