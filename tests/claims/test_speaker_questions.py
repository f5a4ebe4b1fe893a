"""The speaker is asked for comment; readers hear that, and whether an answer came, never what was said."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from claims import services
from claims.services.speaker_questions import today_at
from claims.speaker_questions import NEXT, State, in_words, may_become
from tests.claims.deeds import actions, get, history_is_whole, send

DAY = date(2026, 3, 3)
LATER = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("state", "deadline", "settled_on", "today", "words"),
    [
        ("asked", None, None, DAY, "; there is no answer yet."),
        ("asked", LATER, None, LATER, ", and is given until 10 March 2026."),
        ("asked", LATER, None, date(2026, 3, 11), "; no answer by 10 March 2026."),
        ("no_answer", LATER, date(2026, 3, 20), LATER, "; no answer by 10 March 2026."),
        ("no_answer", None, LATER, LATER, "; no answer by 10 March 2026."),
        ("answered", LATER, LATER, LATER, ", and answered on 10 March 2026."),
    ],
)
def test_what_readers_are_told(state, deadline, settled_on, today, words):
    said = in_words(state, who="OVHcloud", asked_on=DAY, deadline=deadline, settled_on=settled_on, today=today)
    assert said == f"OVHcloud was asked for comment on 3 March 2026{words}"


@given(st.lists(st.sampled_from(list(State)), max_size=6))
def test_no_way_leads_back(path):
    state = State.ASKED
    for wanted in path:
        if may_become(state, wanted):
            assert wanted is not State.ASKED and len(NEXT[wanted]) < len(NEXT[state])
            state = wanted


@pytest.fixture
def asked(claim, alice):
    return services.ask_speaker(by=alice, claim=claim, how="email", question="Is the run complete? Secret detail.")


def test_a_question_is_answered_even_late(asked, claim, alice):
    services.not_answered(by=alice, question=asked)
    late = services.answered(by=alice, question=asked, answer="It is.")
    assert (late.state, late.answer, late.settled_on) == ("answered", "It is.", today_at(claim.desk))
    with pytest.raises(services.InvalidInput, match="“answered” already"):
        services.not_answered(by=alice, question=asked)
    assert actions(claim)[1:] == ["speaker asked", "speaker did not answer", "speaker answered"]
    history_is_whole()


def test_readers_of_a_published_claim_see_that_and_not_what(asked, claim, article, bob, client):
    services.publish(by=bob, article=article)
    page = client.get(f"/claims/{claim.slug}/").content.decode()
    assert "OVHcloud was asked for comment on" in page
    assert "Secret detail" not in page
    assert "Secret detail" not in client.get(f"/api/v1/claims/{claim.uuid}/history/").content.decode()


def test_what_cannot_be_asked_is_refused_with_the_remedy(claim, article, alice, charlie):
    today = today_at(claim.desk)
    silent = services.record_claim(by=alice, article=article, text="It is open.", kind="state")
    ask = {"by": alice, "claim": claim, "how": "email", "question": "Is it?"}
    for more, field in (
        ({"claim": silent}, "claim"),
        ({"how": "pigeon"}, "how"),
        ({"question": " "}, "question"),
        ({"asked_on": today + timedelta(days=1)}, "asked_on"),
        ({"deadline": today - timedelta(days=1)}, "deadline"),
    ):
        with pytest.raises(services.InvalidInput, match=f"{field}:"):
            services.ask_speaker(**{**ask, **more})
    with pytest.raises(PermissionDenied):
        services.ask_speaker(**{**ask, "by": charlie})


def test_an_answer_has_a_day_between_the_question_and_today(asked, alice):
    for days in (-1, 1):
        with pytest.raises(services.InvalidInput, match="on: give a day"):
            services.answered(by=alice, question=asked, answer="It is.", on=asked.asked_on + timedelta(days=days))


def test_all_go_over_the_api(claim, article, alice, bob, charlie):
    services.publish(by=bob, article=article)
    body = {"how": "phone", "question": "Is it?", "deadline": "2099-01-01"}
    made = send(alice, f"claims/{claim.uuid}/questions/", body, 201)
    assert (made["who"], made["state"]) == ("OVHcloud", "asked")
    get(charlie, f"claims/{claim.uuid}/questions/", 403)
    path = f"questions/{made['uuid']}"
    send(charlie, f"{path}/no-answer/", {}, 404)
    assert send(alice, f"{path}/no-answer/", {})["state"] == "no_answer"
    assert send(alice, f"{path}/answer/", {"answer": "Yes."})["answer"] == "Yes."
    send(alice, f"{path}/answer/", {"answer": "Yes."}, 400)
    assert [each["uuid"] for each in get(alice, f"claims/{claim.uuid}/questions/")["results"]] == [made["uuid"]]
