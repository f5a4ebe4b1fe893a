"""What newsrooms are told, in which order, and what they are never told."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from claims import audit, services
from claims.models import AuditEntry, Change
from claims.publish.changes import pending, publish_pending
from claims.published import visible_changes
from tests.claims.tampering import tamper

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


def events() -> list[str]:
    return list(Change.objects.order_by("position").values_list("event", flat=True))


@pytest.fixture
def published(article, claim, bob):
    services.publish(by=bob, article=article)
    claim.refresh_from_db()
    publish_pending()
    return claim


def test_nothing_of_a_draft_is_told(claim, make_source, say):
    say(claim, make_source("Operator", "record"), DONE)
    assert publish_pending() == 0


def test_publishing_tells_the_current_status_and_none_of_the_draft_history(
    article, claim, make_source, say, alice, bob
):
    say(claim, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=claim, expected="unverified", to="verified", reason="The operator says so.")
    services.publish(by=bob, article=article)
    assert publish_pending() == 1
    (change,) = visible_changes(Change.objects.all())
    assert (change["event"], change["status"], change["articles"]) == ("published", "verified", [article.title])
    assert change["text"] == claim.text
    assert change["url"] == f"/claims/{claim.slug}/"


def test_a_change_of_status_says_before_after_and_why_but_not_who(published, make_source, say, alice):
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="Read it.")
    publish_pending()
    change = visible_changes(Change.objects.order_by("-position"))[0]
    assert (change["before"], change["after"], change["reason"]) == ("unverified", "verified", "Read it.")
    assert change["by"] == "a person"
    assert "alice" not in str(list(Change.objects.values()))


def test_positions_are_gap_free_and_running_again_gives_none(published, make_source, say):
    for number in range(3):
        say(published, make_source(f"Outlet {number}", "independent"), f"{DONE} {number}")
    assert publish_pending() == 3
    assert publish_pending() == 0
    assert list(Change.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]


def test_the_machine_is_told_as_automatic(published, make_source, say):
    say(published, make_source("Operator", "record"), DONE)
    publish_pending()
    change = visible_changes(Change.objects.order_by("-position"))[0]
    assert (change["event"], change["by"], change["stance"]) == ("evidence added", "automatic", "supports")


def test_a_claim_recorded_into_a_published_article_is_told_as_published(published, article, alice):
    article.refresh_from_db()
    services.record_claim(by=alice, article=article, text="The model has 30 billion parameters.", kind="quantity")
    publish_pending()
    change = visible_changes(Change.objects.order_by("-position"))[0]
    assert (change["event"], change["text"]) == ("published", "The model has 30 billion parameters.")


def test_staff_entries_are_never_told(published, bob):
    services.set_automation(by=bob, claim=published, automation="automatic", reason="Only the operator can know.")
    assert publish_pending() == 0


def test_withdrawal_is_a_tombstone_and_silences_what_was_told_before(published, article, bob):
    services.withdraw(by=bob, article=article, reason="The article was pulled.")
    publish_pending()
    assert events() == ["published", "withdrawn"]
    for change in visible_changes(Change.objects.all()):
        assert set(change) == {"position", "epoch", "uuid", "at", "recorded_at", "claim", "event", "by", "invented"}
    assert published.text not in str(list(Change.objects.filter(event="withdrawn").values()))


def test_what_happens_while_withdrawn_is_not_told_when_the_claim_comes_back(published, article, make_source, say, bob):
    services.withdraw(by=bob, article=article, reason="The article was pulled.")
    say(published, make_source("Operator", "record"), DONE)
    services.publish(by=bob, article=article)
    publish_pending()
    assert events() == ["published", "withdrawn", "published"]


def test_an_entry_still_unpublished_when_its_claim_is_withdrawn_carries_no_text(
    published, article, make_source, say, bob
):
    say(published, make_source("Operator", "record"), DONE)
    services.withdraw(by=bob, article=article, reason="The article was pulled.")
    publish_pending()
    assert all(
        "text" not in content for content in Change.objects.filter(position__gt=1).values_list("content", flat=True)
    )


def test_a_redacted_entry_is_told_without_its_words(published, make_source, say, alice):
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="A name.")
    publish_pending()
    audit.redact(entry=AuditEntry.objects.get(action="status changed"), by=None, reason="a legal order")
    assert "A name." not in str(visible_changes(Change.objects.all()))


def test_invented_evidence_makes_what_is_told_of_the_claim_invented(published, make_source, say):
    source = make_source("Demo wire", "independent")
    source.invented = True
    source.save()
    say(published, source, DONE)
    publish_pending()
    assert [change["invented"] for change in visible_changes(Change.objects.all())] == [False, True]


def test_an_entry_below_others_that_were_published_is_still_found(published, make_source, say):
    """As after a slow transaction: its entry has a lower id than one that was published before it."""
    source = make_source("Operator", "record")
    say(published, source, DONE)
    say(published, source, f"{DONE} It took a month.")
    late = AuditEntry.objects.filter(action="evidence accepted").order_by("pk").first()
    publish_pending()
    tamper("DELETE FROM claims_change WHERE entry_id = %s", late.pk)
    assert [entry.pk for entry in pending(since=late.at - timedelta(minutes=1))] == [late.pk]
    assert [entry.pk for entry in pending(since=late.at + timedelta(minutes=1))] == []


def test_a_tick_asks_the_same_few_queries_whatever_is_waiting(published, make_source, say, django_assert_num_queries):
    source = make_source("Operator", "record")
    for number in range(5):
        say(published, source, f"{DONE} {number}")
    extra = connection.vendor == "postgresql"
    with django_assert_num_queries(9 + extra):
        assert publish_pending() == 5


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a real PostgreSQL server")
@pytest.mark.django_db(transaction=True)
def test_transactions_that_commit_out_of_order_are_each_told_once(article, claim, bob, alice, make_source):
    """The first writer's entry has the lower id and commits last; it comes after, and is not skipped."""
    other = services.record_claim(by=alice, article=article, text="It has 30 billion parameters.", kind="quantity")
    services.publish(by=bob, article=article)
    publish_pending()
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            services.revise_claim(by=alice, claim=claim, reason="A slip.", reported_by="The Ledger")
            wrote.set()
            may_commit.wait(20)
        connection.close()

    writer = threading.Thread(target=slow)
    writer.start()
    assert wrote.wait(20)
    services.revise_claim(by=alice, claim=other, reason="A slip.", reported_by="The Ledger")
    assert publish_pending() == 1
    may_commit.set()
    writer.join(20)
    assert publish_pending() == 1
    uuids = list(Change.objects.order_by("position").values_list("claim_uuid", flat=True))
    assert uuids[-2:] == [other.uuid, claim.uuid]
    assert list(Change.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]
