"""When a page is judged, what is written of it, and what happens meanwhile."""

import pytest
from django.db import connection
from django.utils import timezone

from claims import services
from claims.models import Evidence
from tests.pages import page
from tracker.assess.types import PassageText
from tracker.evidence import propose, quotes
from tracker.evidence.assessor import current_assessor
from tracker.evidence.reassess import judge_revised
from tracker.models import Resource, Snapshot, Watch
from tracker.snapshots import bodies
from tracker.snapshots.leases import MAX_ATTEMPTS
from tracker.watching.resources import watch_url

DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
CHANGED = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer in Jülich."
URL = "https://operator.example/news"


@pytest.fixture
def meanwhile(monkeypatch):
    """meanwhile(act) → `act()` is called each time the judge is at work on a page."""

    def during(act) -> None:
        class Slow:
            def __init__(self) -> None:
                self._assessor = current_assessor()

            def __getattr__(self, name: str) -> object:
                return getattr(self._assessor, name)

            def assess(self, pairs):
                act()
                return self._assessor.assess(pairs)

        monkeypatch.setattr(propose, "current_assessor", Slow)
        monkeypatch.setattr(quotes, "current_assessor", Slow)

    return during


@pytest.fixture
def watched(claim, make_source) -> Resource:
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    return watch_url(source=source, url=URL)


def test_the_judge_is_shown_what_stands_around_a_passage(watched, answer, monkeypatch):
    shown: list[PassageText] = []

    class Recording:
        def __init__(self) -> None:
            self._assessor = current_assessor()

        def __getattr__(self, name: str) -> object:
            return getattr(self._assessor, name)

        def assess(self, pairs):
            shown.extend(passage for _, passage in pairs)
            return self._assessor.assess(pairs)

    monkeypatch.setattr(propose, "current_assessor", Recording)
    dated = "<meta property='article:published_time' content='2026-03-02T09:00:00Z'>"
    answer(watched, page("It rained all day in the town.", DONE, title="News of Jupiter", head=dated))
    [passage] = [each for each in shown if each.text == DONE]
    assert (passage.title, passage.before) == ("News of Jupiter", "It rained all day in the town.")
    assert (str(passage.published_on), passage.language) == ("2026-03-02", "en")


def test_no_transaction_is_open_while_a_judge_is_at_work(watched, answer, meanwhile):
    outside = len(connection.savepoint_ids)  # of the test itself
    open_ones = []
    meanwhile(lambda: open_ones.append(len(connection.savepoint_ids)))
    answer(watched, page(DONE))
    answer(watched, page(CHANGED))
    assert open_ones == [outside] * 3  # the first text; the wording that was altered, and the passages with it


def test_a_claim_revised_while_a_judge_is_at_work_is_judged_again(watched, answer, meanwhile, claim, alice):
    revised: list[object] = []

    def revise() -> None:
        if not revised:
            revised.append(
                services.revise_claim(by=alice, claim=claim, reason="wrong", text="OVHcloud sold the Jupiter computer.")
            )

    meanwhile(revise)
    answer(watched, page(DONE))
    item = Evidence.objects.get()
    claim.refresh_from_db()
    assert item.judged_version == 1 < claim.version
    assert judge_revised(current_assessor()) == 1
    item.refresh_from_db()
    assert (item.judged_version, item.stance) == (claim.version, "neutral")


def test_a_quote_that_people_judged_while_the_judge_was_at_work_stays_as_they_judged_it(
    watched, answer, meanwhile, claim, bob
):
    answer(watched, page(DONE))
    item = Evidence.objects.get()
    services.set_standing(evidence=item, standing="altered", wording=CHANGED, at=timezone.now())
    judgement = services.evidence.JudgementInput(stance="supports")
    meanwhile(lambda: services.judge_evidence(by=bob, evidence=item, judgement=judgement))
    answer(watched, page(CHANGED, "A second sentence about the Jupiter supercomputer of OVHcloud is new today."))
    item.refresh_from_db()
    assert (item.standing, item.assessor) == ("reworded", "")


def test_a_snapshot_that_was_set_aside_does_not_keep_later_ones_of_its_page_waiting(watched, answer):
    Snapshot.objects.create(
        resource=watched,
        body=bodies.store(b"<p>It took three workers down.</p>"),
        final_url=URL,
        fetched_at=timezone.now(),
        attempts=MAX_ATTEMPTS,
    )
    assert answer(watched, page(DONE)).processed_at
    assert Evidence.objects.get().quote == DONE
