"""Permanent redirects are remembered."""

import pytest

from tracker.scheduling.redirects import (
    IN_A_ROW,
    STAYS,
    Move,
    after_answer,
    after_error,
    needs_person,
    poll_address,
)

OLD, HOST = "https://news.example/old", "news.example"
NEW = "https://news.example/new"
ELSEWHERE = "https://other.example/old"


def answered(*targets: str | None, move: Move = STAYS, host: str = HOST) -> Move:
    """The move after answers that each led to a target permanently (None: did not)."""
    for target in targets:
        asked = poll_address(OLD, host, move)
        move = after_answer(move, asked=asked, permanent_redirect_to=target if asked == OLD else None)
    return move


def test_after_three_in_a_row_the_new_address_is_asked():
    assert poll_address(OLD, HOST, answered(NEW, NEW)) == OLD
    moved = answered(NEW, NEW, NEW)
    assert moved == Move(NEW, IN_A_ROW)
    assert poll_address(OLD, HOST, moved) == NEW
    assert not needs_person(OLD, HOST, moved)


def test_a_good_answer_of_the_new_address_keeps_it():
    assert answered(NEW, NEW, NEW, None, None) == Move(NEW, IN_A_ROW)


@pytest.mark.parametrize("between", [None, "https://news.example/other"])
def test_another_answer_in_between_begins_the_row_anew(between):
    assert answered(NEW, NEW, between, NEW).times == 1


def test_another_host_waits_for_a_person():
    moved = answered(*[ELSEWHERE] * 5)
    assert poll_address(OLD, HOST, moved) == OLD
    assert needs_person(OLD, HOST, moved)
    assert not needs_person(OLD, HOST, answered(ELSEWHERE, ELSEWHERE))


def test_a_move_that_a_person_accepted_is_followed_and_no_more_asked_about():
    moved = Move(ELSEWHERE, IN_A_ROW)
    assert poll_address(OLD, "other.example", moved) == ELSEWHERE
    assert not needs_person(OLD, "other.example", moved)


def test_http_may_become_https_but_never_the_other_way_by_itself():
    plain, safe = "http://news.example/a", "https://news.example/a"
    assert poll_address(plain, HOST, Move(safe, IN_A_ROW)) == safe
    assert poll_address(safe, HOST, Move(plain, IN_A_ROW)) == safe
    assert needs_person(safe, HOST, Move(plain, IN_A_ROW))


def test_another_port_is_another_host():
    moved = Move("https://news.example:8443/old", IN_A_ROW)
    assert needs_person(OLD, HOST, moved)
    assert poll_address(
        "http://127.0.0.1:8000/a", "127.0.0.1:8000", Move("http://127.0.0.1:8000/b", IN_A_ROW)
    ).endswith("/b")


@pytest.mark.parametrize("code", ["http-404", "http-410"])
def test_a_new_address_without_a_page_is_forgotten(code):
    moved = Move(NEW, IN_A_ROW)
    assert after_error(moved, url=OLD, asked=NEW, code=code) == STAYS
    assert after_error(moved, url=OLD, asked=OLD, code=code) == moved


def test_a_timeout_or_a_move_that_a_person_accepted_is_not_forgotten():
    assert after_error(Move(NEW, IN_A_ROW), url=OLD, asked=NEW, code="timeout").to == NEW
    assert after_error(Move(ELSEWHERE, IN_A_ROW), url=OLD, asked=ELSEWHERE, code="http-404").to == ELSEWHERE


def test_the_count_fits_its_column_and_an_endless_address_is_not_kept():
    assert after_answer(Move(NEW, 30_000), asked=OLD, permanent_redirect_to=NEW).times == 30_000
    assert after_answer(STAYS, asked=OLD, permanent_redirect_to="https://news.example/" + "a" * 3000) == STAYS


@pytest.mark.parametrize("odd", ["", "https://[", "https://news.example:port/", "mailto:a@b.example"])
def test_what_is_no_web_address_is_never_asked(odd):
    assert poll_address(OLD, HOST, Move(odd, IN_A_ROW)) == OLD
