"""From stored bytes to a flag, without the network."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from claims import services
from claims.models import Evidence, Flag, Origin
from tests.pages import page
from tracker.models import Body, Resource, Snapshot, Watch
from tracker.processing import pipeline
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

RECORD = "The operator reports that the machine is busy. OVHcloud has completed the pretraining of a model on Jupiter."
PLAN = "The operator reports that the machine is busy. OVHcloud plans to pretrain a model on Jupiter."


def test_the_operators_record_raises_a_flag_with_the_passage(claim, make_source, publish, proposed):
    publish(make_source("Operator", "record"), "https://operator.example/news", RECORD)
    assert proposed(claim) == ["verified"]
    item = Evidence.objects.get()
    assert "has completed the pretraining" in item.quote
    assert (item.stance, item.tier, item.standing) == ("supports", "record", "standing")
    assert item.reasons
    assert item.assessor.startswith("symbolic")


def test_what_is_planned_has_not_happened(claim, make_source, publish, proposed):
    publish(make_source("Operator", "record"), "https://operator.example/news", PLAN)
    assert proposed(claim) == []
    assert not Evidence.objects.filter(stance="supports").exists()


def test_a_change_from_plan_to_done_is_seen(claim, make_source, publish, proposed):
    source = make_source("Operator", "record")
    publish(source, "https://operator.example/news", PLAN)
    publish(source, "https://operator.example/news", RECORD)
    assert proposed(claim) == ["verified"]


def test_a_correction_that_removes_the_sentence_reopens_the_claim(claim, make_source, publish, bob, proposed):
    source = make_source("Operator", "record")
    publish(source, "https://operator.example/news", RECORD)
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    publish(source, "https://operator.example/news", "The operator reports that the machine is busy. It rains today.")
    assert Evidence.objects.get().standing == "gone"
    assert proposed(claim) == ["unverified"]


def test_a_sentence_that_comes_back_stands_again(claim, make_source, publish, bob, proposed):
    source = make_source("Operator", "record")
    for text in (RECORD, "Nothing of note happened at the machine today.", RECORD):
        publish(source, "https://operator.example/news", text)
    assert Evidence.objects.get().standing == "standing"
    assert proposed(claim) == ["verified"]


def test_reprints_share_one_origin(claim, make_source, publish, proposed):
    agency = (
        "Engineers at the computing centre confirmed on Monday that the machine had been running for six weeks.",
        "OVHcloud has completed the pretraining of a model on Jupiter, logs seen by the agency show.",
        "The run used a third of the machine, and the centre expects more such runs before the end of the year.",
    )
    publish(make_source("Gazette", "independent"), "https://gazette.example/a", *agency)
    publish(make_source("Courier", "independent"), "https://courier.example/b", "By our desk.", *agency)
    assert Evidence.objects.count() == 2
    assert Origin.objects.count() == 1
    assert proposed(claim) == []


def test_a_retelling_belongs_to_the_speaker(claim, make_source, publish, proposed):
    words = "OVHcloud said that it has completed the pretraining of a model on the Jupiter supercomputer."
    for name in ("Gazette", "Courier", "Ledger"):
        publish(make_source(name, "independent"), f"https://{name.lower()}.example/a", f"{name} news. {words}")
    assert Evidence.objects.count() == 3
    assert [origin.speakers for origin in Origin.objects.all()] == [True]
    assert proposed(claim) == []


def test_a_redirect_to_a_foreign_host_loses_the_tier(claim, make_source, publish, extractor, proposed):
    source = make_source("Operator", "record")
    resource = publish(source, "https://operator.example/news", "Nothing of note happened at the machine.")
    Snapshot.objects.create(
        resource=resource,
        body=bodies.store(page(RECORD)),
        final_url="https://elsewhere.example/news",
        fetched_at=timezone.now(),
    )
    pipeline.process_waiting(extractor=extractor)
    assert Evidence.objects.get().tier == "none"
    assert proposed(claim) == []


def test_processing_again_changes_nothing(claim, make_source, publish, extractor):
    publish(make_source("Operator", "record"), "https://operator.example/news", RECORD)
    Snapshot.objects.update(processed_at=None)
    assert pipeline.process_waiting(extractor=extractor) == 1
    assert (Evidence.objects.count(), Flag.objects.count()) == (1, 1)


def test_a_source_that_no_claim_watches_is_not_held_against_the_claim(claim, make_source, answer, extractor):
    watched, unwatched = make_source("Operator", "record"), make_source("Other operator", "record")
    Watch.objects.create(claim=claim, source=watched)
    answer(watch_url(source=unwatched, url="https://other-operator.example/news"), page(RECORD))
    assert Evidence.objects.count() == 0
    Watch.objects.create(claim=claim, source=unwatched)
    Snapshot.objects.update(processed_at=None)
    assert pipeline.process_waiting(extractor=extractor) == 1
    assert Evidence.objects.get().source == unwatched


def test_pages_are_begun_together_but_one_that_was_begun_before_alone(claim, make_source, extractor, monkeypatch):
    source = make_source("Operator", "record")
    for number, attempts in enumerate((0, 0, 1, 0)):
        url = f"https://operator.example/{number}"
        resource = watch_url(source=source, url=url)
        Snapshot.objects.create(
            resource=resource, body=bodies.store(page(url)), final_url=url, fetched_at=timezone.now(), attempts=attempts
        )
    together: list[int] = []
    begin = pipeline.begin

    def noted(rows):
        together.append(len(rows))
        return begin(rows)

    monkeypatch.setattr(pipeline, "begin", noted)
    assert pipeline.process_waiting(extractor=extractor) == 4
    assert together == [2, 1, 1]
    assert set(Snapshot.objects.values_list("attempts", "lease_id")) == {(0, None)}
    assert all(Snapshot.objects.values_list("processed_at", flat=True))


def test_a_group_of_pages_costs_a_few_statements(claim, make_source, extractor, django_assert_max_num_queries):
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    for number in range(20):
        url = f"https://operator.example/{number}"
        resource = watch_url(source=source, url=url)
        Snapshot.objects.create(
            resource=resource,
            body=bodies.store(f"<p>The weather stayed fine on day {number}.</p>".encode()),
            final_url=url,
            fetched_at=timezone.now(),
        )
    with django_assert_max_num_queries(25):
        assert pipeline.process_waiting(extractor=extractor) == 20
    assert Snapshot.objects.exclude(text="").count() == 20


def test_an_unreadable_page_says_so_and_is_no_change(claim, make_source, publish, bob, extractor, proposed):
    source = make_source("Operator", "record")
    resource = publish(source, "https://operator.example/news", RECORD)
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    Snapshot.objects.create(
        resource=resource, body=bodies.store(b"<html></html>"), final_url=resource.url, fetched_at=timezone.now()
    )
    pipeline.process_waiting(extractor=extractor)
    assert Snapshot.objects.latest("pk").unreadable
    assert Evidence.objects.get().standing == "unread"
    assert proposed(claim) == []


def test_a_body_is_stored_once_and_a_changed_file_is_noticed(db):
    first, again = bodies.store(b"words"), bodies.store(b"words")
    assert first == again
    assert bodies.load(first) == b"words"
    Body.objects.update(sha256="0" * 64)
    first.refresh_from_db()
    with pytest.raises(ValueError, match="changed on disk"):
        bodies.load(first)


def test_the_entries_of_a_feed_become_resources_and_never_evidence(claim, make_source, extractor):
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    feed = watch_url(source=source, url="https://operator.example/feed", kind="feed")
    rss = f"""<rss version="2.0"><channel><title>News</title><item><title>{RECORD}</title>
        <link>https://operator.example/one</link></item></channel></rss>"""
    Snapshot.objects.create(
        resource=feed, body=bodies.store(rss.encode()), final_url=feed.url, fetched_at=timezone.now()
    )
    pipeline.process_waiting(extractor=extractor)
    assert Resource.objects.get(feed=feed).url == "https://operator.example/one"
    assert Evidence.objects.count() == 0


def test_evidence_counts_again_once_it_was_judged_on_the_new_wording(
    claim, make_source, publish, alice, extractor, proposed
):
    publish(make_source("Operator", "record"), "https://operator.example/news", RECORD)
    services.revise_claim(
        by=alice, claim=claim, reason="shorter", text="OVHcloud has completed the pretraining of a model on Jupiter."
    )
    services.apply_finding(claim=claim)
    assert proposed(claim) == []
    assert pipeline.reprocess(Snapshot.objects.all(), extractor=extractor) == 1
    assert Evidence.objects.get().judged_version == 2
    assert proposed(claim) == ["verified"]


def modified(moment: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "dateModified": "{moment}"}}</script>'


def test_words_that_appear_under_an_old_date_are_of_the_day_they_were_found(claim, make_source, extractor):
    source = make_source("Operator", "record")
    resource = watch_url(source=source, url="https://operator.example/news")
    Watch.objects.create(claim=claim, source=source)
    for text in (PLAN, RECORD):
        at = timezone.now()
        Snapshot.objects.create(
            resource=resource,
            body=bodies.store(page(text, head=modified("2019-03-04T10:00:00Z"))),
            final_url=resource.url,
            fetched_at=at,
        )
        pipeline.process_waiting(extractor=extractor)
    assert Evidence.objects.get(quote__contains="completed").as_of == at


def test_words_of_the_first_reading_are_of_the_time_that_the_page_states(claim, make_source, extractor):
    source = make_source("Operator", "record")
    resource = watch_url(source=source, url="https://operator.example/news")
    Watch.objects.create(claim=claim, source=source)
    body = bodies.store(page(RECORD, head=modified("2019-03-04T10:00:00Z")))
    Snapshot.objects.create(resource=resource, body=body, final_url=resource.url, fetched_at=timezone.now())
    pipeline.process_waiting(extractor=extractor)
    assert Evidence.objects.get().as_of == datetime(2019, 3, 4, 10, tzinfo=UTC)
