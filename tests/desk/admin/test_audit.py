"""The table of the history in Django's admin, in words for people."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from claims import services
from claims.models import AuditEntry
from claims.publish.changes import publish_pending
from tests.desk.admin_pages import list_of, text_of, url_of


@pytest.fixture
def history(client, desk, article, claim, alice, bob) -> str:
    """The page of a history with something for readers, for the desk, and emptied."""
    services.publish(by=bob, article=article)
    publish_pending()
    services.revise_article(by=alice, article=article, reason="Mistyped.", seen_via="a newsletter")
    client.force_login(bob)
    return list_of(AuditEntry)


def rows(client, page: str, **asked) -> list[AuditEntry]:
    answer = client.get(page, asked)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def test_its_filters_speak_plainly(client, history):
    html = text_of(client, history)
    for words in ("a desk and its people", "By who sees it", "the desk alone", "emptied by an administrator"):
        assert words in html
    assert "By visibility" not in html
    assert "By redacted" not in html


def test_its_filters_narrow_and_pass_over_what_they_do_not_know(client, history):
    assert {entry.visibility for entry in rows(client, history, visibility="public")} == {"public"}
    assert {entry.visibility for entry in rows(client, history, visibility="staff")} <= {"staff"}
    assert rows(client, history, redacted="1") == []
    everything = len(rows(client, history))
    assert len(rows(client, history, redacted="0")) == everything
    assert len(rows(client, history, visibility="colour")) == everything


def test_what_readers_were_told_is_named_so_with_its_claim(client, history, claim):
    client.force_login(User.objects.create_superuser("root"))
    [told] = [entry for entry in rows(client, history) if entry.action == "told"]
    assert told.subject_name == claim.text
    html = text_of(client, history)
    assert "readers were told" in html
    assert "what readers were told" in html


def test_an_entry_says_what_changed_in_words_and_keeps_its_proof_apart(client, history, article):
    entry = AuditEntry.objects.get(subject_uuid=article.uuid, action="revised")
    html = text_of(client, url_of(entry))
    assert "where it was found: – → a newsletter" in html
    assert "reason: Mistyped." in html
    assert article.title in html
    assert entry.entry_hash in html.split("For programs")[1]
    assert entry.salt not in html


def test_the_history_of_a_claim_names_what_happened_alike(client, history, claim, bob):
    source = services.record_source(by=bob, desk=claim.desk, name="Gazette", sites=["https://gazette.example/"])
    assert "recorded" in text_of(client, url_of(source))
    page = text_of(client, reverse("desk:claim-history", args=[claim.uuid]))
    assert "readers see it" in page
