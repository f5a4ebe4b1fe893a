"""The feeds: what a reader's program finds in them, and what it is spared."""

import json
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from claims import audit, services
from claims.models import AuditEntry, Change, Claim, Person
from claims.publish.changes import publish_pending
from claims.publish.feeds import FORMS, UNSPEAKABLE, feed

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."
URL = "/feeds/changes.atom"
ATOM = "http://www.w3.org/2005/Atom"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.SITE_URL = "https://claims.example"


@pytest.fixture
def published(article, claim, bob):
    services.publish(by=bob, article=article)
    publish_pending()
    claim.refresh_from_db()
    return claim


def read(client: Client, url: str = URL, **params: str):
    response = client.get(url, params)
    assert response.status_code == 200
    found = feedparser.parse(BytesIO(response.content))
    assert not found.bozo
    return found


@pytest.mark.parametrize(("form", "version"), [("atom", "atom10"), ("rss", "rss20")])
def test_an_empty_feed_is_a_whole_one(client, db, form, version):
    url = f"/feeds/changes.{form}"
    found = read(client, url)
    assert (found.version, found.entries, found.feed.title) == (version, [], "Changes of claims")
    assert client.get(url).content == client.get(url).content


def test_a_reader_finds_the_change_its_reason_and_the_way_to_the_claim(client, published, make_source, say, alice):
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="A < B & “so”.")
    publish_pending()
    entry = read(client).entries[0]
    assert entry.title == f"Unverified → Verified: {published.text}"
    assert entry.link == f"https://claims.example/claims/{published.slug}/"
    assert "Why: A < B & “so”." in entry.content[0].value
    assert "alice" not in client.get(URL).content.decode()


def test_rss_tells_the_same_as_atom(client, published, make_source, say, alice):
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="A < B & “so”.")
    publish_pending()
    atom, rss = read(client), read(client, "/feeds/changes.rss")
    for ours, theirs in zip(atom.entries, rss.entries, strict=True):
        assert (ours.id, ours.title, ours.link) == (theirs.id, theirs.title, theirs.link)
        assert ours.content[0].value == theirs.summary
        assert ours.published_parsed == theirs.published_parsed
        assert {(tag.scheme, tag.term) for tag in ours.tags} == {(tag.scheme, tag.term) for tag in theirs.tags}
    (itself,) = [link.href for link in rss.feed.links if link.rel == "self"]
    assert itself == "https://claims.example/feeds/changes.rss"


def test_json_feed_has_what_its_standard_asks_for_and_the_change_itself(client, published):
    answer = client.get("/feeds/changes.json", {"status": "unverified"})
    assert answer["Content-Type"] == "application/feed+json; charset=utf-8"
    found = answer.json()
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == "https://claims.example/feeds/changes.json?status=unverified"
    (item,) = found["items"]
    assert item["id"] == f"tag:claims.example,2026:change/{Change.objects.get().uuid}"
    assert item["url"] == f"https://claims.example/claims/{published.slug}/"
    assert item["title"] == f"Unverified: {published.text}"
    assert published.text in item["content_text"]
    assert datetime.fromisoformat(item["date_published"]) == Change.objects.get().at
    assert item["tags"] == ["published", "unverified"]
    assert item["_change"]["status"] == "unverified"
    assert item["_change"]["position"] == Change.objects.get().position


def test_the_pages_of_an_article_and_of_a_claim_lead_to_feeds_of_their_changes(client, published, article):
    for kind, record in (("article", article), ("claim", published)):
        page = client.get(f"/{kind}s/{record.slug}/").content.decode()
        for form in FORMS:
            address = f"/feeds/changes.{form}?{kind}={record.slug}"
            assert page.count(f'href="{address}"') == 2
            assert published.text[:20] in client.get(address).content.decode()


def test_every_entry_has_what_the_standard_asks_for_and_an_identifier_that_stays(client, published):
    root = ET.fromstring(client.get(URL).content)
    for element in (root, *root.findall(f"{{{ATOM}}}entry")):
        assert all(element.find(f"{{{ATOM}}}{name}") is not None for name in ("id", "title", "updated"))
    (entry,) = read(client).entries
    assert entry.id == f"tag:claims.example,2026:change/{Change.objects.get().uuid}"
    assert read(client).feed.id == "tag:claims.example,2026:changes"
    assert read(client, status="unverified").feed.id == "tag:claims.example,2026:changes?status=unverified"
    Claim.objects.update(text="Other words.")
    assert read(client).entries[0].id == entry.id


@pytest.mark.parametrize("form", FORMS)
def test_who_has_the_feed_gets_a_304_until_something_changes(client, published, make_source, say, form):
    url = f"/feeds/changes.{form}"
    first = client.get(url)
    for header in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = client.get(url, headers=header)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    say(published, make_source("Operator", "record"), DONE)
    publish_pending()
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_feed_is_filtered_like_the_api(client, published, article, alice):
    klaba = Person.objects.create(name="Octave Klaba", slug="octave-klaba")
    article.refresh_from_db()
    services.record_claim(
        by=alice, article=article, text="Octave Klaba said that costs fall.", kind="statement", speaker=klaba
    )
    publish_pending()
    for params, count in (
        ({}, 2),
        ({"speaker": "octave-klaba"}, 1),
        ({"article": article.slug}, 2),
        ({"article": "elsewhere"}, 0),
        ({"claim": published.slug}, 1),
        ({"claim": str(published.uuid)}, 1),
        ({"claim": "elsewhere"}, 0),
        ({"status": "unverified"}, 2),
        ({"status": "refuted"}, 0),
        ({"limit": "1"}, 1),
    ):
        assert len(read(client, **params).entries) == count, params


@pytest.mark.parametrize("params", [{"colour": "red"}, {"status": "green"}, {"limit": "1000"}, {"after": "1"}])
def test_an_unknown_filter_is_refused_by_name(client, db, params):
    response = client.get(URL, params)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert [fault["field"] for fault in response.json()["errors"]] == list(params)


def test_a_withdrawn_claim_leaves_no_word_in_the_feed(client, published, article, bob):
    services.withdraw(by=bob, article=article, reason="Pulled.")
    publish_pending()
    found = read(client)
    assert [entry.title for entry in found.entries] == ["A claim is no longer public"] * 2
    for form in FORMS:
        assert published.text not in client.get(f"/feeds/changes.{form}").content.decode()
        assert published.slug not in client.get(f"/feeds/changes.{form}").content.decode()
    # What is gone has no page, and an entry without a link to one must have content (RFC 4287, 4.1.2).
    assert not ET.fromstring(client.get(URL).content).findall(f"{{{ATOM}}}entry/{{{ATOM}}}link")
    assert all(entry.content[0].value for entry in found.entries)


def test_the_categories_say_what_happened_and_how_the_claim_stands(client, published):
    (entry,) = read(client).entries
    assert {(tag.scheme, tag.term) for tag in entry.tags} == {
        ("https://claims.example/events", "published"),
        ("https://claims.example/statuses", "unverified"),
    }


def test_invented_content_says_so_in_title_and_text(client, published, make_source, say):
    source = make_source("Demo wire", "independent")
    source.invented = True
    source.save()
    say(published, source, DONE)
    publish_pending()
    entry = read(client).entries[0]
    assert entry.title.startswith("[Invented] ")
    assert "Invented for demonstration." in entry.content[0].value


def test_the_feed_asks_three_queries_and_a_304_two(client, published, django_assert_num_queries):
    with django_assert_num_queries(3):
        etag = client.get(URL)["ETag"]
    with django_assert_num_queries(2):
        assert client.get(URL, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.django_db
def test_how_often_something_was_withheld_is_counted_in_an_index_of_its_own():
    rows = AuditEntry.objects.withholding()
    assert rows.count() == 0
    if connection.vendor == "sqlite":  # PostgreSQL chooses by the size of the table
        assert "audit_withholding" in rows.explain()


@pytest.mark.parametrize("address", [URL, "/feeds/changes.json", "/api/v1/changes/"])
@pytest.mark.parametrize("deed", ["withdraw", "redact"])
def test_what_is_told_no_more_is_asked_for_anew_before_the_publisher_tells_so(
    client, published, article, bob, address, deed
):
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    if deed == "withdraw":
        services.withdraw(by=bob, article=article, reason="Pulled.")
    else:
        audit.redact(by=bob, entry=Change.objects.get().entry, reason="A court says so.")
    answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert published.text not in answer.content.decode()


@pytest.mark.parametrize("address", [URL, "/api/v1/changes/"])
def test_a_filter_that_asks_the_record_of_today_is_answered_from_it(client, published, article, alice, bob, address):
    other = services.record_article(by=alice, desk=article.desk, title="A second article")
    services.publish(by=bob, article=other)
    asked = f"{address}?article={other.slug}"
    first = client.get(asked)
    assert published.text not in first.content.decode()
    services.add_to_article(by=alice, claim=published, article=other)
    answer = client.get(asked, headers={"If-None-Match": first.get("ETag", "")})
    assert published.text in answer.content.decode()


@given(words=st.text(min_size=1))
def test_any_text_at_all_makes_well_formed_feeds(words):
    change = {
        "uuid": "0", "at": NOON, "recorded_at": NOON, "event": "published", "by": "a person", "invented": False,
        "text": words, "url": "/claims/x/", "status": "unverified", "reason": words, "articles": [words],
    }  # fmt: skip
    assert json.loads(feed([change], form="json").writeString("utf-8"))["items"][0]["_change"]["text"] == words
    assert ET.fromstring(feed([change], form="rss").writeString("utf-8")).find("channel/item/title") is not None
    root = ET.fromstring(feed([change]).writeString("utf-8"))
    title = root.find(f"{{{ATOM}}}entry/{{{ATOM}}}title")
    assert title is not None
    # A parser gives every line end as \n (XML 1.0, 2.11).
    spoken = UNSPEAKABLE.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    assert (title.text or "").replace("\r\n", "\n").replace("\r", "\n") == f"Unverified: {spoken}"
