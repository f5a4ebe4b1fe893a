"""REST v1 for readers: what they see, in which pages, and what they never see."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from claims import services
from claims.models import Appearance, Claim, Newsroom, NewsroomToken, Person
from claims.publish.changes import publish_pending
from claims.services.evidence_input import JudgementInput

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."
SECRET = "Costs of the model are falling."


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def api() -> APIClient:
    return APIClient()


def test_the_root_leads_to_everything_public(api, published):
    answer = api.get("/api/v1/")
    assert answer.status_code == 200
    assert set(answer.json()) == {"articles", "claims", "changes", "feed", "openapi", "docs"}
    assert {name: api.get(url).status_code for name, url in answer.json().items()} == dict.fromkeys(answer.json(), 200)
    assert answer.json()["openapi"] == "http://testserver/api/v1/schema/"
    assert api.get("/api/v1/", {"x": "1"}).status_code == 400
    assert api.post("/api/v1/", {}).status_code in (401, 405)


@pytest.fixture
def published(article, claim, bob):
    services.publish(by=bob, article=article)
    claim.refresh_from_db()
    article.refresh_from_db()
    return claim


@pytest.fixture
def draft(alice, desk):
    """A claim that is nobody's business yet."""
    article = services.record_article(by=alice, desk=desk, title="Not yet")
    return services.record_claim(by=alice, article=article, text=SECRET, kind="state", note="Ask Dana first.")


def get(api: APIClient, path: str, expect: int = 200, **params: object) -> dict:
    response = api.get(f"/api/v1/{path}" + (f"?{urlencode(params)}" if params else ""))
    assert response.status_code == expect, response.content
    return response.json()


def texts(page: dict) -> set[str]:
    return {claim["text"] for claim in page["results"]}


def test_the_public_reads_published_claims_only(api, published, draft):
    assert texts(get(api, "claims/")) == {published.text}
    assert get(api, f"claims/{published.uuid}/")["status"] == "unverified"
    for path in ("", "evidence/", "history/"):
        get(api, f"claims/{draft.uuid}/{path}", expect=404)
    get(api, f"articles/{draft.appearances.get().article.uuid}/", expect=404)
    assert [article["title"] for article in get(api, "articles/")["results"]] == ["OVHcloud trains a model"]


def test_a_newsroom_reads_by_token_what_is_published(api, published, draft):
    token = NewsroomToken.issue(newsroom=Newsroom.objects.create(name="The Herald"), name="desk")
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert texts(get(api, "claims/")) == {published.text}
    get(api, f"claims/{draft.uuid}/", expect=404)


def test_staff_read_the_drafts_of_their_desk_and_outsiders_do_not(api, published, draft, alice, charlie):
    for user, sees in ((alice, {published.text, SECRET}), (charlie, {published.text})):
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(user)[1]}")
        assert texts(get(api, "claims/")) == sees


@pytest.mark.parametrize("token", ["nr_unknown", "0" * 64, "ünknown".encode().decode("latin-1"), ""])
def test_an_unknown_token_is_refused(api, db, token):
    response = api.get("/api/v1/claims/", headers={"authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response["Content-Type"] == "application/problem+json"


def test_expired_and_stopped_tokens_are_refused(api, alice):
    _, expired = AuthToken.objects.create(alice, expiry=timedelta(seconds=-1))
    herald = Newsroom.objects.create(name="The Herald")
    ended, stopped = (NewsroomToken.issue(newsroom=herald, name=name) for name in ("old", "new"))
    NewsroomToken.objects.filter(name="old").update(expires_at=timezone.now())
    Newsroom.objects.filter(pk=herald.pk).update(active=False)
    for token in (expired, ended, stopped):
        assert api.get("/api/v1/claims/", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_names_and_notes_of_the_staff_are_in_no_answer(api, published, alice, bob, say, make_source):
    Claim.objects.filter(pk=published.pk).update(note="Ask Dana first.")
    services.assign(by=bob, claim=published, to=alice)
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="Read it.")
    publish_pending()
    for path in ("", "evidence/", "history/"):
        body = str(get(api, f"claims/{published.uuid}/{path}"))
        assert not any(word in body for word in ("alice", "bob", "Dana", "assigned"))
    assert "alice" not in str(get(api, "changes/"))


@pytest.mark.parametrize("path", ["articles/", "claims/", "changes/"])
def test_an_unknown_filter_is_refused_by_name(api, db, path):
    body = get(api, path, expect=400, colour="red")
    assert body["errors"][0]["field"] == "colour"
    assert set(body) == {"type", "title", "status", "detail", "errors"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "green"),
        ("limit", "201"),
        ("limit", "0"),
        ("limit", "-1"),
        ("changed_since", "yesterday"),
        ("changed_since", "2026-13-01T00:00:00Z"),
        ("changed_since", "2026-11-23T09:00:00"),
        ("changed_since", "0001-01-01T00:00:00+10:00"),
        ("changed_since", "9999-12-31T23:59:59-10:00"),
        ("limit", "²"),
        ("article", "\x00"),
    ],
)
def test_a_value_without_meaning_is_refused(api, db, name, value):
    assert get(api, "claims/", expect=400, **{name: value})["errors"][0]["field"] == name


def test_a_broken_cursor_is_not_found(api, db):
    get(api, "claims/", expect=404, cursor="cD1hYmM=")  # p=abc
    get(api, "claims/", expect=404, cursor="x")


def test_claims_are_filtered_by_status_article_speaker_and_time(api, published, article, alice, ovhcloud):
    klaba = Person.objects.create(name="Octave Klaba", slug="octave-klaba")
    other = services.record_claim(
        by=alice, article=article, text="Octave Klaba said that costs fall.", kind="statement", speaker=klaba
    )
    Claim.objects.filter(pk=other.pk).update(status="refuted")
    for params, sees in (
        ({"status": "refuted"}, {other.text}),
        ({"status": "refuted,unverified"}, {other.text, published.text}),
        ({"speaker": "octave-klaba"}, {other.text}),
        ({"speaker": ovhcloud.uuid}, {published.text}),
        ({"article": article.slug}, {other.text, published.text}),
        ({"article": "elsewhere"}, set()),
        ({"changed_since": (timezone.now() + timedelta(hours=1)).isoformat()}, set()),
        ({"changed_since": (timezone.now() - timedelta(hours=1)).isoformat()}, {other.text, published.text}),
    ):
        assert texts(get(api, "claims/", **params)) == sees, params


def test_staff_filter_as_everybody_does(api, published, article, alice, ovhcloud):
    publish_pending()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(alice)[1]}")
    for path in ("claims/", "changes/"):
        for params in ({"article": article.uuid}, {"speaker": ovhcloud.slug}, {"status": "unverified"}):
            assert texts(get(api, path, **params)) == {published.text}


def test_a_draft_article_is_no_filter_for_the_public(api, published, draft, alice):
    hidden = draft.appearances.get().article
    Appearance.objects.create(article=hidden, claim=published)
    assert texts(get(api, "claims/", article=hidden.slug)) == set()
    assert [a["title"] for a in get(api, f"claims/{published.uuid}/")["articles"]] == ["OVHcloud trains a model"]


def test_pages_follow_each_other_without_gap_or_repetition(api, published, article, alice):
    for number in range(6):
        services.record_claim(by=alice, article=article, text=f"Claim {number}.", kind="state")
    seen, address = [], "/api/v1/claims/?limit=3"
    while address:
        page = api.get(address).json()
        seen += [claim["uuid"] for claim in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 7


def test_a_page_of_claims_asks_a_constant_number_of_queries(api, published, article, alice, django_assert_num_queries):
    klaba = Person.objects.create(name="Octave Klaba", slug="octave-klaba")
    for number in range(8):
        services.record_claim(by=alice, article=article, text=f"Claim {number}.", kind="state", speaker=klaba)
    for limit in (1, 8):
        with django_assert_num_queries(2):
            assert len(get(api, "claims/", limit=limit)["results"]) == limit


def test_pages_of_evidence_history_and_changes_ask_a_constant_number_of_queries(
    api, published, make_source, say, django_assert_num_queries
):
    source = make_source("Operator", "record")
    for number in range(6):
        say(published, source, f"{DONE} {number}")
    publish_pending()
    for path, queries in ((f"claims/{published.uuid}/evidence/", 2), (f"claims/{published.uuid}/history/", 2)):
        for limit in (1, 6):
            with django_assert_num_queries(queries):
                assert len(get(api, path, limit=limit)["results"]) == limit
    for limit in (1, 6):
        with django_assert_num_queries(4):
            assert len(get(api, "changes/", limit=limit)["results"]) == limit


def test_who_knows_the_last_change_gets_a_304_until_there_is_another(
    api, published, make_source, say, django_assert_num_queries
):
    publish_pending()
    first = api.get("/api/v1/changes/")
    with django_assert_num_queries(3):
        assert api.get("/api/v1/changes/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert api.get("/api/v1/changes/?limit=1", headers={"If-None-Match": first["ETag"]}).status_code == 200
    say(published, make_source("Operator", "record"), DONE)
    publish_pending()
    again = api.get("/api/v1/changes/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, len(again.json()["results"])) == (200, 2)


def test_evidence_that_was_taken_down_is_hidden_at_once(api, published, make_source, say, bob):
    evidence = say(published, make_source("Operator", "record"), DONE)
    assert get(api, f"claims/{published.uuid}/evidence/")["results"][0]["quote"] == DONE
    services.takedown(by=bob, evidence=evidence, reason="A legal order.")
    assert get(api, f"claims/{published.uuid}/evidence/")["results"] == []


def test_draft_history_is_told_to_the_desk_only(api, published, make_source, say, alice):
    publish_pending()
    path = f"claims/{published.uuid}/history/"
    assert [entry["event"] for entry in get(api, path)["results"]] == ["published"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(alice)[1]}")
    assert [entry["event"] for entry in get(api, path)["results"]] == ["recorded", "published"]


def test_the_history_tells_a_new_judgement_by_its_stance(api, published, make_source, say, alice):
    item = say(published, make_source("Operator", "record"), DONE)
    services.judge_evidence(by=alice, evidence=item, judgement=JudgementInput(stance="neutral"))
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(alice)[1]}")
    told = get(api, f"claims/{published.uuid}/history/")["results"][-1]
    assert (told["event"], told["before"], told["after"]) == ("evidence judged", "supports", "neutral")


def test_changes_are_paged_by_position(api, published, make_source, say):
    source = make_source("Operator", "record")
    for number in range(4):
        say(published, source, f"{DONE} {number}")
    publish_pending()
    seen, address = [], "/api/v1/changes/?after=0&limit=2"
    while address:
        page = api.get(address).json()
        seen += [change["position"] for change in page["results"]]
        assert page["last"] == seen[-1]
        address = page["next"]
    assert seen == [1, 2, 3, 4, 5]
    assert get(api, "changes/", after=5) == {
        "next": None,
        "last": 5,
        "cursor": "5",
        "epoch": 1,
        "read_again_from": None,
        "results": [],
    }


def test_changes_of_a_status_are_those_into_it_and_out_of_it(api, published, make_source, say, alice):
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="Read it.")
    services.change_status(by=alice, claim=published, expected="verified", to="outdated", reason="Years ago.")
    publish_pending()
    found = get(api, "changes/", status="verified")["results"]
    assert [(c["before"], c["after"]) for c in found if c["event"] == "status changed"] == [
        ("unverified", "verified"),
        ("verified", "outdated"),
    ]
    assert get(api, "changes/", status="refuted")["results"] == []


def test_a_withdrawn_claim_leaves_a_tombstone_that_every_filter_lets_through(api, published, article, bob, ovhcloud):
    publish_pending()
    services.withdraw(by=bob, article=article, reason="Pulled.")
    publish_pending()
    get(api, f"claims/{published.uuid}/", expect=404)
    for params in ({}, {"status": "verified"}, {"article": article.uuid}, {"speaker": ovhcloud.slug}):
        last = get(api, "changes/", **params)["results"][-1]
        assert (last["event"], last["claim"]) == ("withdrawn", str(published.uuid))
        assert "text" not in last


def test_of_a_withdrawn_claim_no_filter_tells_whose_it_was(
    api, published, article, bob, alice, ovhcloud, make_source, say
):
    say(published, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=published, expected="unverified", to="verified", reason="I read it")
    publish_pending()
    assert len(get(api, "changes/", speaker=ovhcloud.slug)["results"]) == 3
    services.withdraw(by=bob, article=article, reason="Pulled.")
    publish_pending()
    asked: list[dict[str, Any]] = [
        {"speaker": ovhcloud.slug},
        {"speaker": "nobody"},
        {"article": article.uuid},
        {"article": article.slug},
        {"article": "none"},
        {"status": "verified"},
        {"status": "refuted"},
    ]
    told = [[change["event"] for change in get(api, "changes/", **params)["results"]] for params in asked]
    assert told == [["withdrawn"]] * 7


def test_invented_content_says_so_everywhere(api, published, article, make_source, say):
    source = make_source("Demo wire", "independent")
    source.invented = True
    source.save()
    assert get(api, f"claims/{published.uuid}/")["invented"] is False
    say(published, source, DONE)
    publish_pending()
    assert get(api, f"claims/{published.uuid}/")["invented"] is True
    assert get(api, f"claims/{published.uuid}/evidence/")["results"][0]["invented"] is True
    assert get(api, "changes/")["results"][-1]["invented"] is True
    assert get(api, "articles/")["results"][0]["invented"] is False


def test_too_many_requests_are_told_when_to_come_back(api, db, settings):
    settings.API_RATE_ANONYMOUS = "1/day"
    get(api, "claims/")
    response = api.get("/api/v1/claims/")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response.json()["status"] == 429


def test_an_unknown_address_and_a_wrong_method_are_problems_too(api, db):
    for response, status in ((api.get("/api/v1/nothing/"), 404), (api.delete("/api/v1/changes/"), 401)):
        assert response.status_code == status
        assert response["Content-Type"] == "application/problem+json"
    assert api.get("/api/v1/claims/not-a-uuid/").json()["title"] == "Not Found"


def test_a_missing_slash_is_added_without_losing_the_method(api, db):
    response = api.post("/api/v1/claims?x=1", {}, format="json")
    assert (response.status_code, response["Location"]) == (308, "/api/v1/claims/?x=1")
