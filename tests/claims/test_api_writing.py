"""REST v1 for the staff: what a token may write, and how a refusal is told."""

import json

import pytest
from django.core.cache import cache
from knox.models import AuthToken
from rest_framework.test import APIClient

from claims import services
from claims.models import AuditEntry, Claim, Evidence, Flag, Newsroom, NewsroomToken
from claims.services import reader

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def client(user) -> APIClient:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(user)[1]}")
    return api


@pytest.fixture(autouse=True)
def nobody_reads(monkeypatch):
    """What the record alone does: its pages are read by the tracker, on which these tests do not rest."""
    monkeypatch.setattr(reader, "_readers", [])


@pytest.fixture
def api(alice) -> APIClient:
    return client(alice)


def post(api: APIClient, path: str, body: object, expect: int) -> dict:
    response = api.post(f"/api/v1/claims/{path}", json.dumps(body), content_type="application/json")
    assert response.status_code == expect, response.content
    if expect >= 400:
        assert response["Content-Type"] == "application/problem+json"
        assert set(response.json()) == {"type", "title", "status", "detail", "errors"}
    return response.json()


def fields(body: dict) -> list[str]:
    return [fault["field"] for fault in body["errors"]]


def claim_of(origin, **more: object) -> dict:
    return {"article": str(origin.uuid), "text": "It has 30 billion parameters.", "kind": "quantity", **more}


def quote(**more: object) -> dict:
    return {"url": "https://operator.example/news", "quote": DONE, "stance": "supports", **more}


def decision(**more: object) -> dict:
    return {"expected_status": "unverified", "status": "verified", "reason": "The operator says so.", **more}


def test_alice_records_a_claim(api, article, ovhcloud):
    body = post(api, "", claim_of(article, speaker=str(ovhcloud.uuid), due_on="2027-01-01"), 201)
    assert (body["status"], body["speaker"]["name"], body["due_on"]) == ("unverified", "OVHcloud", "2027-01-01")
    claim = Claim.objects.get(uuid=body["uuid"])
    assert claim.appearances.get().article == article
    assert AuditEntry.objects.get(subject_uuid=claim.uuid).actor == "alice"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"status": "verified"}, "status"),
        ({"automation": "automatic"}, "automation"),
        ({"kind": "rumour"}, "kind"),
        ({"kind": "statement"}, "text"),
        ({"article": "00000000-0000-7000-8000-000000000000"}, "article"),
        ({"speaker": "00000000-0000-7000-8000-000000000000"}, "speaker"),
        ({"settled_by": [{"tear": 1}]}, "settled_by"),
        ({"settled_by": ["\x00"]}, "settled_by"),
        ({"settled_by": ["\ud800"]}, "settled_by"),
        ({"text": "\x00"}, "text"),
        ({"due_on": "soon"}, "due_on"),
    ],
)
def test_a_claim_with_a_mistake_is_refused_by_the_name_of_the_field(api, article, more, field):
    assert fields(post(api, "", claim_of(article, **more), 400)) == [field]
    assert Claim.objects.count() == 0


@pytest.mark.parametrize("body", [[], "text", None, 7])
def test_a_body_that_is_no_object_is_refused(api, body):
    post(api, "", body, 400)


DEEP = "[" * 5_000 + "]" * 5_000
DEEP_MEMBERS = '{"text":' * 900 + "1" + "}" * 900


@pytest.mark.parametrize("path", ["claims/", "claims/{}/evidence/", "claims/{}/status/"])
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (DEEP, "nested more than 32 levels"),
        (DEEP_MEMBERS, "nested more than 32 levels"),
        ('{"settled_by": ' + "[" * 40 + "]" * 40 + "}", "nested more than 32 levels"),
        ('{"\\ud800": 1}', "surrogate characters"),
        ('{"settled_by": [{"\\udfff": 1}]}', "surrogate characters"),
        ('{"\\u0000": 1}', "surrogate characters"),
        ('{"text": NaN}', "NaN is no number"),
        ('{"text": 1e999}', ""),
        ("1" * 5_000, ""),
        ("\ufeff{}", ""),
        ("", ""),
    ],
)
def test_a_body_made_to_harm_is_a_problem_that_says_why(api, claim, path, body, said):
    response = api.post(f"/api/v1/{path.format(claim.uuid)}", body, content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert said in response.json()["detail"]


@pytest.mark.parametrize("path", ["", "{}/", "{}/evidence/", "{}/status/", "{}/history/"])
def test_options_is_a_problem_like_any_other_wrong_method(api, claim, path):
    response = api.options(f"/api/v1/claims/{path.format(claim.uuid)}")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")


def test_a_body_that_is_too_long_is_refused(api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = api.post("/api/v1/claims/", json.dumps({"text": "x" * 2_000}), content_type="application/json")
    assert response.status_code == 400
    assert "more than 1000 bytes" in response.json()["detail"]


def test_json_with_a_mistake_is_refused(api):
    response = api.post("/api/v1/claims/", "{", content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_alice_adds_evidence_whose_source_and_tier_follow_from_its_host(api, claim, make_source):
    make_source("Operator", "record")
    body = post(api, f"{claim.uuid}/evidence/", quote(), 201)
    assert (body["source_name"], body["tier"], body["assessor"]) == ("Operator", "record", "")
    assert (body["basis"], body["told"]) == ("told", "told to the desk")
    assert Evidence.objects.get().added_by.username == "alice"
    assert not Flag.objects.filter(claim=claim, kind="status").exists()


def test_evidence_of_an_unknown_host_is_kept_but_untiered(api, claim):
    body = post(api, f"{claim.uuid}/evidence/", quote(url="https://nobody.example/"), 201)
    assert (body["source_name"], body["tier"]) == ("unknown source", "none")
    assert not Flag.objects.filter(kind="status").exists()


@pytest.mark.parametrize("name", ["OVHcloud", "ovhcloud", "OVH"])
def test_what_a_passage_attributes_to_the_speaker_joins_the_speakers_origin(api, claim, make_source, ovhcloud, name):
    ovhcloud.aliases = ["OVH"]
    ovhcloud.save()
    make_source("Operator", "record")
    post(api, f"{claim.uuid}/evidence/", quote(attributed_to=name), 201)
    assert Evidence.objects.get().origin.speakers


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"tier": "record"}, "tier"),
        ({"url": "ftp://x"}, "url"),
        ({"stance": "maybe"}, "stance"),
        ({"quote": " "}, "quote"),
    ],
)
def test_evidence_with_a_mistake_is_refused(api, claim, more, field):
    assert fields(post(api, f"{claim.uuid}/evidence/", quote(**more), 400)) == [field]
    assert Evidence.objects.count() == 0


def test_alice_changes_a_status(api, claim, make_source, say):
    say(claim, make_source("Operator", "record"), DONE)
    assert post(api, f"{claim.uuid}/status/", decision(), 200)["status"] == "verified"


def test_a_stale_expectation_is_a_conflict(api, claim):
    Claim.objects.filter(pk=claim.pk).update(status="disputed")
    body = post(api, f"{claim.uuid}/status/", decision(), 409)
    assert fields(body) == ["expected_status"]
    assert "disputed now" in body["detail"]


def test_a_change_that_the_rules_refuse_says_what_is_missing(api, claim):
    assert fields(post(api, f"{claim.uuid}/status/", decision(), 400)) == ["evidence"]
    assert fields(post(api, f"{claim.uuid}/status/", decision(reason=""), 400)) == ["reason"]
    claim.refresh_from_db()
    assert claim.status == "unverified"


def test_nobody_writes_without_a_token(db, claim):
    for path in ("", f"{claim.uuid}/evidence/", f"{claim.uuid}/status/"):
        post(APIClient(), path, {}, 401)


def test_outsiders_and_newsrooms_write_nothing(article, claim, bob, charlie):
    services.publish(by=bob, article=article)
    herald = APIClient()
    token = NewsroomToken.issue(newsroom=Newsroom.objects.create(name="The Herald"), name="desk")
    herald.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    entries = AuditEntry.objects.count()
    for api in (client(charlie), herald):
        post(api, "", claim_of(article), 403)
        post(api, f"{claim.uuid}/evidence/", quote(), 403)
        post(api, f"{claim.uuid}/status/", decision(), 403)
    assert AuditEntry.objects.count() == entries


def test_a_draft_of_another_desk_does_not_even_exist(claim, article, charlie):
    api = client(charlie)
    post(api, f"{claim.uuid}/evidence/", quote(), 404)
    post(api, f"{claim.uuid}/status/", decision(), 404)
    assert fields(post(api, "", claim_of(article), 400)) == ["article"]


def test_a_wrong_method_is_a_problem(api, claim):
    response = api.delete(f"/api/v1/claims/{claim.uuid}/")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")


def test_a_query_parameter_on_a_write_is_refused(api, article):
    assert fields(post(api, "?dry_run=1", claim_of(article), 400)) == ["dry_run"]
