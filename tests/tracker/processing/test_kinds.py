"""Resources of every kind, from the bytes they answered to what is read in them."""

import json

import pytest

from claims.models import Evidence
from claims.services.base import InvalidInput
from tests.pages import page
from tests.tracker.extract.pdfs import pdf
from tracker.models import Resource, Watch
from tracker.processing import pipeline
from tracker.watching.resources import watch_url
from tracker.watching.selectors import select

URL = "https://operator.example/status"
RECORD = "The operator reports that the machine is busy. OVHcloud has completed the pretraining of a model on Jupiter."
OTHER = "The canteen of the site serves lunch from noon until two."


@pytest.fixture
def source(claim, make_source):
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    return source


@pytest.mark.parametrize(
    ("kind", "part", "selector", "body"),
    [
        ("html", "css", "#state", f"<body><p id='state'>{RECORD}</p><p>{OTHER}</p></body>".encode()),
        ("html", "xpath", "//p[2]", f"<body><p>{OTHER}</p><p>{RECORD}</p></body>".encode()),
        ("json", "jsonpath", "$.news[*].text", json.dumps({"news": [{"text": RECORD, "note": OTHER}]}).encode()),
        ("json", "jmespath", "news[].text", json.dumps({"news": [{"text": RECORD, "note": OTHER}]}).encode()),
        ("text", "main", "", RECORD.encode()),
        ("pdf", "main", "", pdf([[RECORD[:60], RECORD[60:]]])),
    ],
)
def test_each_kind_gives_evidence(source, answer, kind, part, selector, body):
    resource = watch_url(source=source, url=URL, kind=kind, part=part, selector=selector)
    snapshot = answer(resource, body)
    assert snapshot.unreadable == ""
    assert OTHER not in snapshot.text
    assert [" ".join(item.quote.split()) for item in Evidence.objects.all()] == [RECORD.partition(". ")[2]]


def test_evidence_from_a_pdf_names_its_page(source, answer):
    filler = ["Nothing of interest is said on the page before it."]
    answer(watch_url(source=source, url=URL, kind="pdf"), pdf([filler, [RECORD]], info="/Title (Annual report)"))
    assert Evidence.objects.get().title == "Annual report, page 2"


def test_a_selector_that_matches_nothing_leaves_the_evidence_as_it_was(source, answer):
    resource = watch_url(source=source, url=URL, part="css", selector="#state")
    answer(resource, f"<body><p id='state'>{RECORD}</p></body>".encode())
    snapshot = answer(resource, f"<body><p id='condition'>{RECORD}</p></body>".encode())
    assert "#state" in snapshot.unreadable
    assert Evidence.objects.get().standing == "unread"


def test_another_selector_is_read_at_once_and_takes_no_quote_back(source, answer, claim):
    resource = watch_url(source=source, url=URL)
    Resource.objects.filter(pk=resource.pk).update(etag='"1"', last_modified="Wed", validated_url=URL)
    answer(resource, page(RECORD, OTHER))
    select(resource=resource, part="xpath", selector="//p[last()]")
    resource.refresh_from_db()
    assert (resource.etag, resource.last_modified, resource.validated_url) == ("", "", "")
    latest = resource.snapshots.order_by("-pk").first()
    assert latest.processed_at is None


def test_quotes_outside_the_new_part_are_out_of_sight_and_not_withdrawn(source, answer, extractor):
    resource = watch_url(source=source, url=URL)
    answer(resource, f"<article><p id='a'>{RECORD}</p><p id='b'>{OTHER}</p></article>".encode())
    select(resource=resource, part="css", selector="#b")
    pipeline.process_waiting(extractor=extractor)
    assert resource.snapshots.order_by("-pk").first().text == OTHER
    assert Evidence.objects.get().standing == "unread"
    resource.refresh_from_db()
    answer(resource, f"<article><p id='a'>It never began.</p><p id='b'>{OTHER} Daily.</p></article>".encode())
    assert Evidence.objects.get().standing == "unread"
    select(resource=resource, part="main")
    pipeline.process_waiting(extractor=extractor)
    resource.refresh_from_db()
    answer(resource, f"<article><p>{RECORD}</p><p>{OTHER}</p></article>".encode())
    assert Evidence.objects.get().standing == "standing"


def test_the_same_selector_again_changes_nothing(source, answer):
    resource = watch_url(source=source, url=URL, part="css", selector="p")
    answer(resource, page(RECORD))
    select(resource=resource, part="css", selector="p")
    assert resource.snapshots.count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "video"}, "kind"),
        ({"kind": "feed", "part": "css", "selector": "p"}, "part"),
        ({"part": "css", "selector": "p["}, "selector"),
        ({"selector": "p"}, "selector"),
        ({"kind": "json", "part": "jsonpath", "selector": "items"}, "selector"),
    ],
)
def test_what_cannot_be_read_is_refused_when_it_is_entered(source, facts, field):
    with pytest.raises(InvalidInput) as refusal:
        watch_url(source=source, url=URL, **facts)
    assert refusal.value.field == field
    assert not Resource.objects.exists()


def test_a_wrong_selector_is_not_changed_to(source):
    resource = watch_url(source=source, url=URL, part="css", selector="p")
    with pytest.raises(InvalidInput):
        select(resource=resource, part="xpath", selector="//p[")
    resource.refresh_from_db()
    assert (resource.part, resource.selector) == ("css", "p")


def test_a_sitemaps_entries_are_watched_each_by_its_kind(source, answer):
    index = watch_url(source=source, url="https://operator.example/sitemap.xml", kind="sitemap")
    answer(index, b"<sitemapindex><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>")
    news = Resource.objects.get(feed=index)
    assert (news.kind, news.url) == ("sitemap", "https://operator.example/news.xml")
    answer(news, b"<urlset><url><loc>/a</loc></url><url><loc>/b.pdf</loc></url></urlset>")
    assert dict(Resource.objects.filter(feed=news).values_list("url", "kind")) == {
        "https://operator.example/a": "html",
        "https://operator.example/b.pdf": "pdf",
    }


def test_an_index_inside_an_index_leads_no_further(source, answer):
    index = watch_url(source=source, url="https://operator.example/sitemap.xml", kind="sitemap")
    answer(index, b"<sitemapindex><sitemap><loc>/inner.xml</loc></sitemap></sitemapindex>")
    inner = Resource.objects.get(feed=index)
    answer(inner, b"<sitemapindex><sitemap><loc>/more.xml</loc></sitemap></sitemapindex>")
    assert not Resource.objects.filter(feed=inner).exists()


@pytest.mark.parametrize(("channel", "ttl_s"), [("<ttl>90</ttl>", 5_400), ("", None)])
def test_how_long_a_feed_asks_us_to_wait_is_kept(source, answer, channel, ttl_s):
    feed = watch_url(source=source, url="https://operator.example/feed", kind="feed")
    Resource.objects.filter(pk=feed.pk).update(ttl_s=60)
    feed.refresh_from_db()
    answer(feed, f"<rss version='2.0'><channel><title>N</title>{channel}</channel></rss>".encode())
    feed.refresh_from_db()
    assert feed.ttl_s == ttl_s


def test_what_was_sent_to_us_is_read_as_what_it_is(source, answer):
    resource = watch_url(source=source, url=URL, kind="pushed")
    assert answer(resource, RECORD.encode()).text == RECORD
    assert answer(resource, f"<html><body><article><p>{RECORD}</p></article></body></html>".encode()).text == RECORD
