"""The loop of a batch: requests that join it, hosts that are silent, and a time after which nothing is begun."""

import dataclasses
import socket
from collections import Counter

import pytest

from net import loop
from net.client import FetchRequest, fetch_many
from tests.loopback import LoopbackSite

PAGE = "<p>A page.</p>"


@pytest.fixture
def silent():
    """The port of a host that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        yield listener.getsockname()[1]


def test_requests_may_join_a_loop_that_is_under_way(site: LoopbackSite, policy):
    site.set("/a", PAGE)
    waiting = [FetchRequest(site.url("/a"), key=number, spacing_s=0) for number in range(5)]
    told: list[int] = []

    def more(pending: int) -> list[FetchRequest]:
        told.append(pending)
        return [waiting.pop()] if waiting else []

    first = FetchRequest(site.url("/a"), key="first", spacing_s=0)
    keys = [result.request.key for result in fetch_many([first], policy=policy, more=more)]
    assert sorted(map(str, keys)) == ["0", "1", "2", "3", "4", "first"]
    assert told[-1] == 0


def test_what_a_result_brings_about_can_be_asked_in_the_same_loop(site, policy):
    """As pages wait for the robots.txt of their host."""
    site.set("/robots.txt", "", content_type="text/plain")
    site.set("/a", PAGE)
    ready: list[FetchRequest] = []

    def more(_pending: int) -> list[FetchRequest]:
        now = ready[:]
        ready.clear()
        return now

    seen = []
    for result in fetch_many([FetchRequest(site.url("/robots.txt"), kind="robots")], policy=policy, more=more):
        seen.append(result.request.kind)
        if result.request.kind == "robots":
            ready.append(FetchRequest(site.url("/a"), spacing_s=0))
    assert seen == ["robots", "html"]


def test_the_rest_of_a_silent_host_is_not_asked(site, policy, silent):
    site.set("/a", PAGE)
    address = f"http://127.0.0.1:{silent}/"
    hasty = dataclasses.replace(
        policy,
        allowed_ports=policy.allowed_ports | {silent},
        allowed_private=policy.allowed_private | {("127.0.0.1", silent)},
        total_timeout_s=0.5,
    )
    requests = [FetchRequest(f"{address}{number}", spacing_s=0) for number in range(20)]
    requests += [FetchRequest(site.url("/a"), key=number, spacing_s=0, at_once=5) for number in range(20)]
    results = list(fetch_many(requests, policy=hasty))
    codes = Counter(result.error.code if result.error else "" for result in results)
    assert codes[""] == 20
    assert 2 <= codes["timeout"] <= 4
    assert codes["silent-host"] == 20 - codes["timeout"]


def test_an_answer_ends_a_silence(site, policy):
    site.set("/slow", PAGE, delay_s=1.5)
    site.set("/a", PAGE)
    hasty = dataclasses.replace(policy, total_timeout_s=0.6, max_per_host=1)
    paths = ("/slow?1", "/a", "/slow?2", "/a?2", "/slow?3", "/a?3")
    results = list(fetch_many([FetchRequest(site.url(path), spacing_s=0) for path in paths], policy=hasty))
    assert [result.error.code if result.error else "" for result in results] == ["timeout", ""] * 3


def test_what_is_not_begun_in_time_is_not_asked(site, policy):
    site.set("/a", PAGE)
    requests = [FetchRequest(site.url("/a"), spacing_s=5.0) for _ in range(3)]
    results = list(fetch_many(requests, policy=policy, ask_for_s=0.2))
    assert [result.error.code if result.error else "" for result in results] == ["", "not-asked", "not-asked"]
    assert site.hits("/a") == 1


def test_slow_requests_leave_their_places_to_others(site, policy, monkeypatch):
    monkeypatch.setattr(loop, "_SLOW_S", 0.1)
    site.set("/slow", PAGE, delay_s=2.0)
    site.set("/a", PAGE)
    narrow = dataclasses.replace(policy, max_connections=2)
    requests = [FetchRequest(site.url(f"/slow?{n}"), spacing_s=0, at_once=9) for n in range(2)]
    requests += [FetchRequest(site.url("/a"), spacing_s=0, at_once=9) for _ in range(3)]
    results = list(fetch_many(requests, policy=narrow))
    assert [result.request.url.endswith("/a") for result in results] == [True, True, True, False, False]


def test_each_request_says_how_many_may_run_at_its_host(site, policy):
    site.set("/a", PAGE, delay_s=0.2)
    for at_once in (1, 4):
        site.most_at_once = 0
        list(fetch_many([FetchRequest(site.url("/a"), spacing_s=0, at_once=at_once) for _ in range(8)], policy=policy))
        assert site.most_at_once == at_once
