"""Whose turn it is."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from net.host_queue import HostQueue


def test_it_spaces_one_host_without_holding_up_another():
    schedule: HostQueue[str] = HostQueue(max_per_host=9)
    for job in ("a1", "a2", "b1"):
        schedule.add(job[0], job, 1.0)
    assert [schedule.take(0.0), schedule.take(0.0), schedule.take(0.0)] == ["a1", "b1", None]
    assert schedule.wait(0.25) == 0.75
    assert schedule.take(0.99) is None
    assert schedule.take(1.0) == "a2"
    assert len(schedule) == 0
    assert schedule.wait(1.0) is None


def test_it_never_runs_more_than_allowed_on_one_host():
    schedule: HostQueue[int] = HostQueue(max_per_host=2)
    for job in range(4):
        schedule.add("a", job, 0.0)
    assert [schedule.take(0.0) for _ in range(3)] == [0, 1, None]
    assert schedule.wait(0.0) is None
    schedule.done("a")
    assert [schedule.take(0.0), schedule.take(0.0)] == [2, None]


def test_a_job_put_first_is_served_before_the_others_with_its_own_spacing():
    schedule: HostQueue[str] = HostQueue(max_per_host=2)
    schedule.add("a", "start", 0.0)
    assert schedule.take(0.0) == "start"
    schedule.add("a", "late", 0.0)
    schedule.add("a", "hop", 5.0, first=True)
    assert schedule.take(0.0) is None
    assert schedule.take(5.0) == "hop"


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 0.5, 2.0])), max_size=30),
    st.integers(1, 3),
)
def test_every_job_is_served_once_in_the_order_of_its_host_and_spaced(jobs, cap):
    schedule: HostQueue[tuple[int, str, float]] = HostQueue(cap)
    for number, (site, spacing) in enumerate(jobs):
        schedule.add(site, (number, site, spacing), spacing)
    served: list[tuple[float, tuple[int, str, float]]] = []
    running: list[str] = []
    now = 0.0
    while schedule:
        job = schedule.take(now)
        if job is not None:
            served.append((now, job))
            running.append(job[1])
            assert running.count(job[1]) <= cap
        elif running:
            schedule.done(running.pop(0))
        else:
            wait = schedule.wait(now)
            assert wait is not None
            now += wait
    for site in "abc":
        mine = [(at, job) for at, job in served if job[1] == site]
        assert [job[0] for _, job in mine] == [n for n, (s, _) in enumerate(jobs) if s == site]
        assert all(b[0] - a[0] >= b[1][2] for a, b in itertools.pairwise(mine))
