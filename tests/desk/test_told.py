"""The desk's pages on what was told: read now, name its document, vouch for a key, a second person."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Desk, Membership
from claims.services.evidence_input import JudgementInput, Quote, Told
from tests.desk.admin_pages import list_of, text_of, url_of
from tests.desk.claim_pages import page_of, page_of_item
from tracker.evidence.read_now import NOBODYS
from tracker.models import IngestKey
from tracker.push import keys


@pytest.fixture
def told(claim, alice):
    quote = Quote(url="https://nobody.example/1", exact="It was completed.")
    secret = Told(confidential_source="Mrs Deep")
    return services.add_evidence(by=alice, claim=claim, quote=quote, judgement=JudgementInput("supports"), told=secret)


def test_the_page_of_an_item_says_how_it_came_and_keeps_the_source_to_the_desk(
    client, article, claim, told, alice, bob, charlie
):
    client.force_login(alice)
    assert "Told to the desk" in text_of(client, page_of(claim))
    html = text_of(client, page_of_item(told))
    assert "by alice" in html
    assert "Mrs Deep" in html
    services.publish(by=bob, article=article)
    other = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=other, role="reviewer")
    client.force_login(charlie)
    assert client.get(page_of_item(told)).status_code == 404
    assert "Mrs Deep" not in client.get(f"/claims/{claim.slug}/").content.decode()


def test_read_now_says_what_came_of_it(client, told, alice):
    client.force_login(alice)
    assert "Read now" in text_of(client, page_of_item(told))
    answer = client.post(page_of_item(told), {"button": "read-now"}, follow=True)
    assert NOBODYS.split(".")[0] in answer.content.decode().replace("&#x27;", "’")
    told.refresh_from_db()
    assert told.is_told


def test_a_reviewer_names_the_type_of_an_item_that_was_read(client, claim, make_source, say, alice, bob):
    item = say(claim, make_source("Operator", "record"), "It has been completed.")
    client.force_login(alice)
    assert "Name its type of document" not in text_of(client, page_of_item(item))
    client.force_login(bob)
    client.post(page_of_item(item), {"button": "document", "document": "court ruling", "reason": "I read it"})
    item.refresh_from_db()
    assert item.document == "court ruling"


def test_a_reviewer_vouches_for_a_key_and_no_longer(client, make_source, bob):
    keys.make_key(by=bob, source=make_source("Operator", "record"), name="Ours")
    key = IngestKey.objects.get()
    client.force_login(bob)
    address = reverse("admin:tracker_ingestkey_change", args=[key.pk])
    client.post(address, {"button": "vouch", "scope": "status pages", "reason": "ours"})
    key.refresh_from_db()
    assert (key.vouched_at is not None, key.vouched_scope) == (True, "status pages")
    assert "status pages" in text_of(client, address)
    client.post(address, {"button": "stop-vouching", "reason": "sold"})
    key.refresh_from_db()
    assert key.vouched_at is None


@pytest.mark.parametrize(("reason", "on"), [("", False), ("two of us now", True)])
def test_the_second_person_of_a_desk_is_set_with_a_reason(client, desk, admin_user, reason, on):
    client.force_login(admin_user)
    given = {"button": "second", "on": "on", "reason": reason}
    client.post(reverse("desk:settings", args=[desk.slug]), given)
    desk.refresh_from_db()
    assert desk.second_person == on
    assert AuditEntry.objects.filter(subject_uuid=desk.uuid, action="second person set").exists() == on


def test_confirming_a_flag_says_that_it_waits_for_a_second_person(client, flag, article, desk, admin_user, bob):
    services.publish(by=bob, article=article)
    services.set_second_person(by=admin_user, desk=desk, on=True, reason="two of us now")
    client.force_login(bob)
    answer = client.post(url_of(flag), {"button": "confirm", "note": ""}, follow=True)
    assert "waits for a second person" in answer.content.decode()
    assert "Waits for a second person" in text_of(client, list_of(type(flag)))
