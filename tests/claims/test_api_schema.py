"""The API describes itself: completely, truly, and on a page that a strict policy lets through."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from rest_framework.test import APIClient

from claims import services
from claims.publish.changes import publish_pending

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture(autouse=True)
def own_place(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def schema(db) -> dict:
    return APIClient().get("/api/v1/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()


def test_the_schema_is_valid_and_made_without_a_warning(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))


def test_the_schema_names_every_address(schema):
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {
        "/api/v1/",
        "/api/v1/articles/",
        "/api/v1/articles/{uuid}/",
        "/api/v1/articles/{uuid}/correction/",
        "/api/v1/articles/{uuid}/order/",
        "/api/v1/articles/{uuid}/publication/",
        "/api/v1/articles/{uuid}/revision/",
        "/api/v1/articles/{uuid}/withdrawal/",
        "/api/v1/claims/",
        "/api/v1/claims/{uuid}/",
        "/api/v1/claims/{uuid}/appearances/",
        "/api/v1/claims/{uuid}/correction/",
        "/api/v1/claims/{uuid}/evidence/",
        "/api/v1/claims/{uuid}/evidence/{evidence}/voice/",
        "/api/v1/claims/{uuid}/history/",
        "/api/v1/claims/{uuid}/revision/",
        "/api/v1/claims/{uuid}/publication/",
        "/api/v1/claims/{uuid}/status/",
        "/api/v1/claims/{uuid}/withdrawal/",
        "/api/v1/changes/",
        "/api/v1/desks/{uuid}/parties/",
        "/api/v1/desks/{uuid}/review-new-claims/",
        "/api/v1/desks/{uuid}/second-person/",
        "/api/v1/erasures/",
        "/api/v1/evidence/{uuid}/document/",
        "/api/v1/evidence/{uuid}/retraction/",
        "/api/v1/evidence/{uuid}/takedown/",
        "/api/v1/history/{uuid}/redaction/",
        "/api/v1/evidence/{uuid}/acceptance/",
        "/api/v1/flags/",
        "/api/v1/flags/dismissal/",
        "/api/v1/flags/{uuid}/",
        "/api/v1/flags/{uuid}/decision/",
        "/api/v1/flags/{uuid}/presence/",
        "/api/v1/flags/{uuid}/undo/",
        "/api/v1/articles/{uuid}/comments/",
        "/api/v1/claims/{uuid}/assignment/",
        "/api/v1/claims/{uuid}/comments/",
        "/api/v1/comments/{uuid}/redaction/",
        "/api/v1/flags/{uuid}/comments/",
        "/api/v1/mentions/",
        "/api/v1/mentions/seen/",
        "/api/v1/claims/{uuid}/merge/",
        "/api/v1/claims/{uuid}/split/",
        "/api/v1/desks/{uuid}/similar-claims/",
        "/api/v1/claims/{uuid}/questions/",
        "/api/v1/questions/{uuid}/answer/",
        "/api/v1/questions/{uuid}/no-answer/",
        "/api/v1/attachments/{uuid}/",
        "/api/v1/attachments/{uuid}/visibility/",
        "/api/v1/claims/{uuid}/attachments/",
        "/api/v1/leads/",
        "/api/v1/leads/{uuid}/",
        "/api/v1/leads/{uuid}/decision/",
        "/api/v1/resources/{uuid}/document/",
        "/api/v1/sources/{uuid}/ingest/",
    }
    parameters = {p["name"] for p in schema["paths"]["/api/v1/claims/"]["get"]["parameters"]}
    assert parameters == {"status", "claim", "article", "speaker", "changed_since", "limit", "cursor"}


def test_answers_have_the_fields_that_the_schema_says(schema, article, claim, bob, make_source, say):
    say(claim, make_source("Operator", "record"), "It is done.")
    services.publish(by=bob, article=article)
    publish_pending()
    for path, record in (
        ("articles/", "ArticleRecord"),
        ("claims/", "ClaimRecord"),
        (f"claims/{claim.uuid}/evidence/", "EvidenceRecord"),
        (f"claims/{claim.uuid}/history/", "HistoryRecord"),
        ("changes/", "ChangeRecord"),
    ):
        item = APIClient().get(f"/api/v1/{path}").json()["results"][0]
        described = schema["components"]["schemas"][record]
        assert set(described["required"]) <= set(item) <= set(described["properties"]), path


def test_the_page_has_no_inline_script_or_style_and_loads_from_our_own_host_only(db):
    response = APIClient().get("/api/v1/docs/", HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8")
    assert response.status_code == 200
    assert "default-src 'self'" in response["Content-Security-Policy"]
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    links = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert len(links) == 6
    assert all(re.match("/(?!/)", link) for link in links), links


def test_the_script_of_the_page_is_served_as_one(db):
    response = APIClient().get("/api/v1/docs/?script=", HTTP_ACCEPT="*/*")
    assert response["Content-Type"] == "application/javascript"
    assert "/api/v1/schema/" in response.content.decode()


def test_every_address_and_parameter_is_documented(schema):
    words = DOCS.read_text()
    for path, methods in schema["paths"].items():
        assert f"`{path.removeprefix('/api/v1/')}`" in words, path
        for method in methods.values():
            for parameter in method.get("parameters", []):
                assert f"`{parameter['name']}`" in words or parameter["in"] == "path", parameter
    for name in ("ClaimInput", "EvidenceInput", "StatusInput", "PageInput"):
        for field in schema["components"]["schemas"][name]["properties"]:
            assert f"`{field}`" in words, field
