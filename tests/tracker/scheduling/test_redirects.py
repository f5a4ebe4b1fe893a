"""Permanent redirects are remembered."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.scheduling.redirects import (
    IN_A_ROW,
    STAYS,
    Move,
    after_answer,
    after_error,
    known_move,
    poll_address,
)

OLD, HOST = "https://news.example/old", "news.example"
NEW = "https://news.example/new"
ELSEWHERE = "https://other.example/old"
THIRD = "https://third.example/old"


@dataclass(frozen=True)
class Watched:
    """A resource as far as redirects are concerned."""

    url: str = OLD
    accepted_host: str = ""
    moved_to: str = ""
    moved_times: int = 0
    move_waits: bool = False


def answered(*targets: str | None, resource: Watched | None = None) -> Watched:
    """The resource after answers of its old address that each led to a target permanently (None: did not)."""
    resource = resource or Watched()
    for target in targets:
        asked = poll_address(resource)
        move = after_answer(resource, asked=asked, permanent_redirect_to=target if asked == resource.url else None)
        resource = replace(resource, **move._asdict())
    return resource


def accepted(resource: Watched, host: str = "other.example") -> Watched:
    return replace(resource, accepted_host=host, move_waits=False)


def test_after_three_in_a_row_the_new_address_is_asked():
    assert poll_address(answered(NEW, NEW)) == OLD
    moved = answered(NEW, NEW, NEW)
    assert known_move(moved) == Move(NEW, IN_A_ROW)
    assert poll_address(moved) == NEW


def test_a_good_answer_of_the_new_address_keeps_it():
    assert known_move(answered(NEW, NEW, NEW, None, None)) == Move(NEW, IN_A_ROW)


@pytest.mark.parametrize("between", [None, "https://news.example/other"])
def test_another_answer_in_between_begins_the_row_anew(between):
    assert answered(NEW, NEW, between, NEW).moved_times == 1


def test_another_host_waits_for_a_person():
    moved = answered(*[ELSEWHERE] * 5)
    assert poll_address(moved) == OLD
    assert moved.move_waits
    assert not answered(ELSEWHERE, ELSEWHERE).move_waits


def test_a_move_that_a_person_accepted_is_followed_and_no_more_asked_about():
    moved = accepted(answered(*[ELSEWHERE] * 3))
    assert poll_address(moved) == ELSEWHERE
    assert known_move(answered(None, None, resource=moved)) == Move(ELSEWHERE, IN_A_ROW)


def test_on_a_host_that_was_accepted_it_moves_by_itself_and_to_a_third_it_waits_again():
    moved = accepted(answered(*[ELSEWHERE] * 3))
    further = after_answer(moved, asked=ELSEWHERE, permanent_redirect_to="https://other.example/newer")
    assert further == Move("https://other.example/newer", 1)
    on = replace(moved, **further._asdict())
    assert poll_address(answered(*["https://other.example/newer"] * 2, resource=on)) == "https://other.example/newer"
    assert answered(*[THIRD] * 3, resource=on).move_waits


def test_back_home_it_needs_no_person():
    moved = answered(*[NEW] * 3, resource=replace(Watched(), accepted_host="other.example"))
    assert (moved.move_waits, poll_address(moved)) == (False, NEW)


def test_http_may_become_https_but_never_the_other_way_by_itself():
    plain, safe = "http://news.example/a", "https://news.example/a"
    assert poll_address(answered(*[safe] * 3, resource=Watched(plain))) == safe
    refused = answered(*[plain] * 3, resource=Watched(safe))
    assert (refused.move_waits, poll_address(refused)) == (True, safe)


def test_another_port_is_another_host():
    assert answered(*["https://news.example:8443/old"] * 3).move_waits
    old, new = "http://127.0.0.1:8000/a", "http://127.0.0.1:8000/b"
    assert poll_address(answered(*[new] * 3, resource=Watched(old))) == new


@pytest.mark.parametrize("code", ["http-404", "http-410"])
def test_a_new_address_without_a_page_is_forgotten(code):
    moved = answered(NEW, NEW, NEW)
    assert after_error(moved, asked=NEW, code=code) == STAYS
    assert after_error(moved, asked=OLD, code=code) == known_move(moved)


def test_a_timeout_or_a_move_that_a_person_accepted_is_not_forgotten():
    assert after_error(answered(NEW, NEW, NEW), asked=NEW, code="timeout").moved_to == NEW
    moved = accepted(answered(*[ELSEWHERE] * 3))
    assert after_error(moved, asked=ELSEWHERE, code="http-404").moved_to == ELSEWHERE


def test_the_count_fits_its_column_and_an_endless_address_is_not_kept():
    often = Watched(moved_to=NEW, moved_times=30_000)
    assert after_answer(often, asked=OLD, permanent_redirect_to=NEW).moved_times == 30_000
    endless = "https://news.example/" + "a" * 3000
    assert after_answer(Watched(), asked=OLD, permanent_redirect_to=endless) == STAYS


@pytest.mark.parametrize("odd", ["", "https://[", "https://news.example:port/", "mailto:a@b.example", "/old"])
def test_what_is_no_web_address_is_never_asked(odd):
    assert poll_address(answered(*[odd] * 5)) == OLD


@given(
    st.lists(st.sampled_from([None, OLD, NEW, ELSEWHERE, THIRD, "http://news.example/old", "http://other.example/"])),
    st.sampled_from(["", "other.example"]),
)
def test_whatever_it_answers_it_is_asked_only_at_home_or_where_a_person_lets_it(targets, host):
    resource = answered(*targets, resource=Watched(accepted_host=host))
    allowed = {OLD, NEW} | ({ELSEWHERE} if host else set())
    assert poll_address(resource) in allowed
    assert not resource.move_waits or poll_address(resource) == OLD
