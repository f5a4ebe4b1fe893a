"""Taking back and correcting at the desk: revision, takedown, retraction, redaction, what was told, erasure."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Change, Desk, Evidence, Membership, Organisation
from claims.publish.changes import publish_pending
from tests.claims.tampering import found
from tests.desk.admin_pages import said, text_of
from tests.desk.claim_pages import history_of, page_of


@pytest.fixture
def item(claim, article, make_source, say, bob) -> Evidence:
    """An item of evidence of a published claim."""
    item = say(claim, make_source("Operator", "record"), "It has been completed.")
    services.publish(by=bob, article=article)
    publish_pending()
    return item


@pytest.fixture
def admin_of_desk(desk, charlie):
    Membership.objects.create(user=charlie, desk=desk, role="administrator")
    return charlie


def events() -> list[str]:
    publish_pending()
    return list(Change.objects.values_list("event", flat=True))


def test_each_page_is_reached_by_a_link(client, claim, item, admin_of_desk):
    client.force_login(admin_of_desk)
    page = text_of(client, page_of(claim))
    for name, record in (("revise", claim), ("claim-history", claim), ("evidence", item)):
        path = reverse(f"desk:{name}", args=[record.uuid])
        assert path in page
        assert text_of(client, path)
    entry = AuditEntry.objects.get(action="evidence added")
    assert reverse("desk:redact", args=[entry.uuid]) in text_of(client, history_of(claim))
    assert reverse("desk:erasure") in text_of(client, reverse("admin:index"))


def test_a_reviewer_takes_an_item_down_and_readers_are_told_that_one_went(client, claim, item, alice, bob, capsys):
    path = reverse("desk:evidence", args=[item.uuid])
    client.force_login(alice)
    assert "Take it down</button>" not in text_of(client, path)
    assert "ask somebody who is" in said(client.post(path, {"button": "take-down", "reason": "x"}, follow=True))
    client.force_login(bob)
    assert "this field is required" in client.post(path, {"button": "take-down", "reason": ""}).content.decode().lower()
    client.post(path, {"button": "take-down", "reason": "a legal order"})
    item.refresh_from_db()
    assert item.visibility == "staff"
    assert events()[-1] == "evidence taken down"
    assert "legal order" not in str(list(Change.objects.values_list("content", flat=True)))
    client.logout()
    page = client.get(f"/claims/{claim.slug}/").content.decode()
    assert "An item of evidence was taken down." in page
    assert item.quote not in page
    assert found(capsys) == []


def test_nothing_is_taken_down_or_retracted_twice(item, bob):
    for service in (services.takedown, services.retract_evidence):
        service(by=bob, evidence=item, reason="once")
        with pytest.raises(services.InvalidInput, match="already"):
            service(by=bob, evidence=item, reason="twice")


def test_a_journalist_retracts_an_item_and_its_claim_is_weighed_again(client, claim, item, alice, bob, capsys):
    services.change_status(by=bob, claim=claim, expected="unverified", to="verified", reason="It says so.")
    client.force_login(alice)
    client.post(reverse("desk:evidence", args=[item.uuid]), {"button": "retract", "reason": "another machine"})
    item.refresh_from_db()
    assert item.retracted
    assert claim.flags.filter(state="open", to_status="unverified").exists()
    assert events()[-1] == "evidence retracted"
    assert found(capsys) == []


def test_a_revision_shows_first_what_readers_will_see(client, claim, item, alice, capsys):
    client.force_login(alice)
    path = reverse("desk:revise", args=[claim.uuid])
    given = {"kind": "event", "speaker": str(claim.speaker or "")}
    given |= {"text": claim.text.replace("a model", "two models"), "reason": "the operator says two"}
    looked = client.post(path, given | {"button": "look"}).content.decode()
    assert "What readers will see" in looked
    claim.refresh_from_db()
    assert (claim.version, "two models" in claim.text) == (1, False)
    client.post(path, given | {"button": "revise", "reason": ""})
    claim.refresh_from_db()
    assert claim.version == 1
    client.post(path, given | {"button": "revise"})
    claim.refresh_from_db()
    assert (claim.version, "two models" in claim.text) == (2, True)
    assert events()[-1] == "revised"
    assert found(capsys) == []


def test_a_revision_names_its_speaker_by_name_and_lists_nobody(client, claim, alice):
    organisations = [Organisation(name=f"Office {number}", slug=f"office-{number}") for number in range(50)]
    Organisation.objects.bulk_create(organisations)
    client.force_login(alice)
    path = reverse("desk:revise", args=[claim.uuid])
    page = text_of(client, path)
    assert f'value="{claim.speaker}"' in page
    assert "Office 7" not in page
    given = {"text": claim.text, "kind": claim.kind, "reason": "as agreed", "button": "revise"}
    client.post(path, given | {"speaker": "Jane Doe", "speaker_kind": "person"})
    claim.refresh_from_db()
    assert (str(claim.speaker), claim.speaker_organisation) == ("Jane Doe", None)
    client.post(path, given | {"speaker": "office 7", "speaker_kind": "person"})
    claim.refresh_from_db()
    assert (str(claim.speaker), claim.speaker_person) == ("Office 7", None)
    client.post(path, given | {"speaker": ""})
    claim.refresh_from_db()
    assert claim.speaker is None


def test_an_administrator_redacts_an_entry_of_the_history(client, claim, item, bob, admin_of_desk, capsys):
    entry = AuditEntry.objects.get(action="published", subject_type="claim")
    path = reverse("desk:redact", args=[entry.uuid])
    client.force_login(bob)
    assert "Redact it</button>" not in text_of(client, path)
    client.force_login(admin_of_desk)
    client.post(path, {"button": "redact", "reason": "a legal order"})
    entry.refresh_from_db()
    assert (entry.redacted, entry.payload) == (True, None)
    assert "text" not in Change.objects.get(entry=entry).content
    assert "It is redacted." in text_of(client, path)
    assert found(capsys) == []


def test_a_reviewer_names_the_document_of_a_watched_address(client, make_source, bob):
    from tracker.watching import resources

    source = make_source("Operator", "record")
    resource = resources.watch(by=bob, source=source, url="https://operator.example/ruling")
    client.force_login(bob)
    path = reverse("desk:resource", args=[resource.uuid])
    client.post(path, {"button": "document", "document": "court ruling", "reason": "I read it"})
    resource.refresh_from_db()
    assert resource.document == "court ruling"


@pytest.mark.parametrize("page", ["revise", "claim-history", "evidence", "redact"])
def test_another_desk_finds_none_of_the_pages(client, claim, item, page):
    from django.contrib.auth.models import User

    other = Desk.objects.create(name="Sports", slug="sports")
    stranger = User.objects.create_user("stranger")
    Membership.objects.create(user=stranger, desk=other, role="administrator")
    client.force_login(stranger)
    record = {"evidence": item, "redact": AuditEntry.objects.get(action="evidence added")}.get(page, claim)
    path = reverse(f"desk:{page}", args=[record.uuid])
    assert client.get(path).status_code == 404
    assert client.post(path, {"button": "take-down", "reason": "x"}).status_code in (404, 405)


def test_the_page_of_erasure_shows_what_holds_the_data_and_erases_it(client, claim, alice, bob, admin_of_desk, capsys):
    services.assign(by=bob, claim=claim, to=alice)
    path = reverse("desk:erasure")
    client.force_login(bob)
    assert client.get(path).status_code == 403
    client.force_login(admin_of_desk)
    shown = client.post(path, {"button": "look", "user": "Alice"}).content.decode()
    assert "Claims they are on" in shown
    assert "Nothing is erased yet" in shown
    assert "Choose one" in client.post(path, {"button": "look"}).content.decode()
    unknown = client.post(path, {"button": "look", "user": "ali"}).content.decode()
    assert "Nobody has this user name." in unknown
    assert "whole name" in client.post(path, {"button": "look", "person": "Kla"}).content.decode()
    answer = client.post(path, {"button": "erase", "user": "Alice", "reason": "she asked for it"}, follow=True)
    assert "Erased: they are" in said(answer)
    alice.refresh_from_db()
    assert alice.username.startswith("erased-")
    assert found(capsys) == []
