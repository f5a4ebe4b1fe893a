"""What becomes of evidence when its page changes: from new bytes to the flag that reopens a claim."""

import uuid
from datetime import timedelta
from typing import cast

import pytest
from django.utils import timezone

from claims import services
from claims.models import AuditEntry, Evidence, Flag
from claims.services.evidence_input import JudgementInput, Quote
from net.errors import Code, FetchError
from net.messages import FetchRequest, FetchResult
from tests.pages import page
from tracker.models import Assessment, Resource, Watch
from tracker.polling.queue import lease_due, limits_of
from tracker.polling.writer import PollAnswer, write_batch
from tracker.watching.resources import watch_url

URL = "https://operator.example/news"
FIRST = "The operator reports that the machine is busy this week."
DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
LAST = "The centre expects more such runs before the end of the year."


@pytest.fixture
def operator(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def verified(claim, operator, publish, bob):
    """The resource of a page that verified the claim, by a person's confirmation."""
    resource = publish(operator, URL, f"{FIRST} {DONE} {LAST}")
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    return resource


def text(sentence: str) -> bytes:
    return page(f"{FIRST} {sentence} {LAST}")


def standing() -> str:
    return Evidence.objects.order_by("pk")[0].standing


def checks(claim) -> list[dict | None]:
    rows = AuditEntry.objects.filter(subject_uuid=claim.uuid, action="quote checked").order_by("seq")
    return [row.payload for row in rows]


def test_a_quote_that_moved_stays_standing_and_says_so(claim, verified, answer, proposed):
    answer(verified, page("Much has happened at the centre since then.", "", LAST, DONE, FIRST))
    assert standing() == "moved"
    assert proposed(claim) == []
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    "reworded",
    [
        DONE.replace("completed", "completd"),
        DONE.replace("a model", "a large model"),
        DONE.replace("Jupiter supercomputer", "supercomputer Jupiter"),
    ],
)
def test_a_wording_that_still_says_so_keeps_counting(claim, verified, answer, proposed, reworded):
    answer(verified, text(reworded))
    item = Evidence.objects.get()
    assert (item.standing, item.quote, item.standing_wording) == ("reworded", DONE, reworded)
    assert item.standing_reasons
    assert proposed(claim) == []
    claim.refresh_from_db()
    assert claim.status == "verified"
    (check,) = checks(claim)
    assert (check["before"], check["after"]) == ("standing", "reworded")
    assert (check["old_wording"], check["wording"]) == (DONE, reworded)
    assert check["assessor"]


@pytest.mark.parametrize(
    "altered",
    [
        DONE.replace("has completed", "plans to complete"),
        DONE.replace("has completed", "has not completed"),
        DONE.replace("has completed", "may have completed"),
    ],
)
def test_a_wording_that_no_longer_says_so_reopens_the_claim(claim, verified, answer, proposed, altered):
    answer(verified, text(altered))
    item = Evidence.objects.order_by("pk")[0]
    assert (item.standing, item.standing_wording) == ("altered", altered)
    assert "unverified" in proposed(claim) or "refuted" in proposed(claim)
    flag = claim.flags.get(state="open", kind="status")
    assert any("altered" in why for _, why in flag.not_counted)


def test_another_figure_reopens_a_quantity(article, alice, bob, ovhcloud, operator, answer, proposed):
    claim = services.record_claim(
        by=alice,
        article=article,
        text="OVHcloud invested 1.5 billion euros in 2025.",
        kind="quantity",
        speaker=ovhcloud,
    )
    resource = operator_page(claim, operator)
    answer(resource, text("OVHcloud invested 1.5 billion euros in 2025, the register shows."))
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    answer(resource, text("OVHcloud invested 1.2 billion euros in 2025, the register shows."))
    assert standing() == "altered"
    assert proposed(claim) in (["unverified"], ["refuted"])
    claim.refresh_from_db()
    assert claim.status == "verified"  # people decide


def operator_page(claim, source):
    Watch.objects.create(claim=claim, source=source)
    return watch_url(source=source, url=URL)


def test_words_that_now_pass_on_somebody_elses_word_are_other_evidence(claim, verified, answer, proposed):
    answer(verified, text(f"OVHcloud said that {DONE.replace('OVHcloud', 'it')}"))
    assert standing() == "altered"
    assert proposed(claim) == ["unverified"]


def test_a_deleted_sentence_reopens_the_claim_after_a_good_reading(claim, verified, answer, proposed):
    answer(verified, page(f"{FIRST} {LAST}"))
    assert standing() == "gone"
    assert proposed(claim) == ["unverified"]


def test_what_is_found_again_returns_with_a_row_in_history(claim, verified, answer, proposed):
    for body in (page(f"{FIRST} {LAST}"), text(DONE)):
        answer(verified, body)
    assert standing() == "standing"
    assert proposed(claim) == []
    assert [row["after"] for row in checks(claim)] == ["gone", "standing"]


def test_old_words_that_come_back_stand_as_they_did(claim, verified, answer, proposed):
    for sentence in (DONE.replace("a model", "a large model"), DONE):
        answer(verified, text(sentence))
    item = Evidence.objects.get()
    assert (item.standing, item.standing_wording, item.standing_reasons) == ("standing", "", [])
    assert proposed(claim) == []


def test_a_sentence_is_followed_through_many_small_changes(claim, verified, answer, proposed):
    wordings = [
        "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer.",
        "OVHcloud has completed the pretraining of a large language model on the Jupiter supercomputer in Germany.",
        "The firm OVHcloud has now completed the pretraining of a large language model on Jupiter, a German machine.",
        "The French firm OVHcloud has now, at last, completed the pretraining of one large model on Jupiter.",
    ]
    for wording in wordings[1:]:
        answer(verified, text(wording))
        assert Evidence.objects.get().standing_wording == wording
    assert standing() == "reworded"
    assert proposed(claim) == []


def test_a_sentence_added_beside_a_quote_makes_no_second_item(claim, verified, answer):
    answer(verified, page(f"{FIRST} {DONE} It took six weeks. {LAST}"))
    assert Evidence.objects.get().standing == "standing"


def test_a_wording_is_judged_once(claim, verified, answer):
    answer(verified, text(DONE.replace("a model", "a large model")))
    judged = Assessment.objects.filter(evidence__isnull=False).count()
    answer(verified, page(f"{FIRST} {DONE.replace('a model', 'a large model')} {LAST} It rained.", around="New."))
    assert standing() == "reworded"
    assert Assessment.objects.filter(evidence__isnull=False).count() == judged
    assert len(checks(claim)) == 1


def test_the_new_judgement_is_kept_beside_the_new_words(claim, verified, answer):
    altered = DONE.replace("has completed", "plans to complete")
    snapshot = answer(verified, text(altered))
    item = Evidence.objects.order_by("pk")[0]
    kept = Assessment.objects.filter(match__snapshot=snapshot, evidence=item).get()
    assert snapshot.text[kept.match.start : kept.match.end] == altered
    assert item.standing_reasons == kept.reasons


@pytest.mark.parametrize(
    "body",
    [
        b"<html></html>",
        b"<html><body><div><p>We and our 843 partners use cookies. Accept?</p></div></body></html>",
        b"<html><body><main><p>Please enable JavaScript to read this page.</p></main></body></html>",
    ],
    ids=["empty", "consent", "script"],
)
def test_a_page_without_its_text_is_unread_and_not_gone(claim, verified, answer, proposed, body):
    first = answer(verified, body)
    answer(verified, body.replace(b"</body>", b"<!-- again --></body>"))
    item = Evidence.objects.get()
    assert (item.standing, item.standing_at) == ("unread", first.fetched_at)
    assert proposed(claim) == []
    answer(verified, text(DONE))
    assert standing() == "standing"
    assert [row["after"] for row in checks(claim)] == ["unread", "standing"]


@pytest.mark.parametrize(
    "body",
    [
        page("Sorry, the page you are looking for does not exist."),
        page("Try the search, or go to our start page.", title="Page not found | Operator"),
    ],
)
def test_a_page_that_says_it_is_not_there_is_offline_and_not_gone(claim, verified, answer, proposed, body):
    assert answer(verified, body).unreadable
    assert standing() == "offline"
    assert proposed(claim) == []


def test_a_paywall_hides_words_and_takes_none_back(claim, verified, answer, proposed):
    locked = '<meta name="article:content_tier" content="locked">'
    answer(verified, page(f"{FIRST} OVHcloud has completed the pretraining of…", head=locked))
    assert standing() == "unread"
    answer(verified, page(FIRST, head=locked))
    assert standing() == "unread"
    assert proposed(claim) == []


def test_another_document_at_the_address_takes_nothing_back(claim, verified, answer, proposed):
    start_page = page("Bread has become dearer in many towns this autumn.", title="The Operator: latest stories")
    answer(verified, start_page)
    assert standing() == "offline"
    answer(verified, start_page.replace(b"autumn", b"winter"))
    assert standing() == "offline"
    assert proposed(claim) == []
    answer(verified, page(f"{FIRST} {LAST}"))
    assert standing() == "gone"
    assert proposed(claim) == ["unverified"]


def test_what_was_lost_stays_lost_while_the_page_cannot_be_read(claim, verified, answer, proposed):
    for body in (page(f"{FIRST} {LAST}"), b"<html></html>"):
        answer(verified, body)
    assert standing() == "gone"
    assert proposed(claim) == ["unverified"]


def polled(resource, result: FetchResult) -> None:
    """The resource was asked and answered so."""
    now, lease_id = timezone.now(), uuid.uuid4()
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=now)
    (due,) = lease_due(limit=1, now=now, seconds=60, lease_id=lease_id)
    write_batch([PollAnswer(due, limits_of({due.source_id})[due.source_id], result)], lease_id=lease_id)


def answered(resource, *, code: str = "") -> FetchResult:
    request = FetchRequest(url=resource.url, key=resource.pk)
    if code:
        return FetchResult(request=request, outcome="error", error=FetchError(cast("Code", code), "It said so."))
    return FetchResult(request=request, outcome="not_modified", final_url=resource.url)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("http-404", "offline"),
        ("http-410", "offline"),
        ("http-401", "unread"),
        ("http-403", "unread"),
        ("http-451", "unread"),
        ("http-503", "standing"),
    ],
)
def test_an_error_takes_nothing_back_and_the_same_page_stands_again(claim, verified, proposed, code, expected):
    for error in (code, code, "timeout"):
        polled(verified, answered(verified, code=error))
        assert standing() == expected
    polled(verified, answered(verified))
    assert standing() == "standing"
    assert proposed(claim) == []


def test_a_reworded_quote_is_so_still_when_its_page_comes_back(claim, verified, answer):
    reworded = DONE.replace("a model", "a large model")
    answer(verified, text(reworded))
    for code in ("http-404", ""):
        polled(verified, answered(verified, code=code))
    item = Evidence.objects.get()
    assert (item.standing, item.standing_wording) == ("reworded", reworded)


def test_a_page_that_comes_back_unreadable_is_not_said_to_stand(claim, verified, answer):
    answer(verified, b"<html></html>")
    for code in ("http-404", ""):
        polled(verified, answered(verified, code=code))
    assert standing() == "unread"


def test_what_a_person_judged_is_judged_by_the_assessor_once_its_words_change(claim, operator, bob, publish, answer):
    resource = publish(operator, URL, FIRST)
    quote = Quote(url=URL, exact="The run on Jupiter went as hoped.", retrieved_at=timezone.now() - timedelta(days=1))
    services.add_evidence(
        by=bob, claim=claim, quote=quote, judgement=JudgementInput(stance="supports"), source=operator
    )
    answer(resource, page(FIRST, "The run on Jupiter went as hoped."))
    assert standing() == "standing"
    answer(resource, page(FIRST, "The run on Jupiter went as feared."))
    assert standing() == "altered"
