"""A person's data is erased on request: the desk's words keep no name, and the history still verifies."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from knox.models import AuthToken

from claims import services
from claims.models import AuditEntry, Claim, Desk, Evidence, Membership, Person
from claims.services import erasure
from claims.services.evidence_input import JudgementInput, Quote, Told
from tests.claims.tampering import found
from tracker.push.keys import make_key


@pytest.fixture
def held(article, claim, alice, bob) -> Evidence:
    """Alice's name in a note, on an item, in an assignment and in the history; Jörg Möller's in what was told."""
    User.objects.filter(pk=alice.pk).update(email="alice@desk.example", first_name="Alice", last_name="Ünal")
    alice.refresh_from_db()
    services.assign(by=bob, claim=claim, to=alice)
    services.revise_claim(by=alice, claim=claim, reason="as Jörg Möller rang", note="Ask Alice Ünal. Alices are many.")
    AuthToken.objects.create(alice)
    quote, told = (
        Quote(url="", exact="It is done."),
        Told(kind="conversation", confidential_source="Jörg Möller, 1 May"),
    )
    judgement = JudgementInput("supports", attributed_to="Jörg Möller", attributed_key="name:jörg möller")
    return services.add_evidence(by=alice, claim=claim, quote=quote, judgement=judgement, told=told)


def everything() -> str:
    """What the tables hold of the record, the history's columns of who acted aside."""
    rows = [*Claim.objects.values(), *Evidence.objects.values(), *User.objects.values(), *Person.objects.values()]
    return str(rows + list(AuditEntry.objects.values("payload", "action")))


def test_a_member_is_erased_and_the_history_verifies(held, claim, alice, admin_user, capsys):
    done = erasure.erase_person(by=admin_user, subject=erasure.subject_of(user=alice), reason="asked for on 1 May")
    for name in ("Alice Ünal", "alice@desk.example", "'alice'"):
        assert name not in everything()
    claim.refresh_from_db()
    held.refresh_from_db()
    alice.refresh_from_db()
    assert claim.note == f"Ask {done.pseudonym}. Alices are many."
    assert (held.told_by, claim.assigned_to) == (done.pseudonym, None)
    assert (alice.username, alice.is_active, alice.has_usable_password()) == (done.pseudonym, False, False)
    assert not Membership.objects.filter(user=alice).exists()
    assert not AuthToken.objects.filter(user=alice).exists()
    assert found(capsys) == []


def test_a_member_with_a_short_user_name_is_erased_and_nobody_else(claim, desk, alice, admin_user):
    jo = User.objects.create_user("jo")
    Membership.objects.create(user=jo, desk=desk, role="journalist")
    named = services.comment(by=alice, on=claim, text="@jo: please look.")
    other = services.comment(by=alice, on=claim, text="Jo March says so.")
    erased = erasure.erase_person(by=admin_user, subject=erasure.subject_of(user=jo), reason="Asked by letter.")
    named.refresh_from_db()
    other.refresh_from_db()
    assert named.text == f"{erased.pseudonym}: please look."
    assert other.text == "Jo March says so."
    assert not AuditEntry.objects.filter(redacted=False, payload__user="jo").exists()


def test_it_is_audited_on_every_desk_by_no_name(held, desk, alice, admin_user):
    other = Desk.objects.create(name="Sports", slug="sports")
    done = erasure.erase_person(by=admin_user, subject=erasure.subject_of(user=alice), reason="she asked")
    entries = AuditEntry.objects.filter(action="person erased")
    assert {entry.subject_uuid for entry in entries} == {desk.uuid, other.uuid}
    for entry in entries:
        assert (entry.payload["pseudonym"], entry.payload["reason"]) == (done.pseudonym, "she asked")
        assert entry.visibility == "staff"


def test_somebody_who_told_the_desk_is_erased_by_name(held, claim, admin_user, capsys):
    subject = erasure.subject_of(name="Jörg Möller")
    told = {holding.what: holding.count for holding in erasure.holdings(subject)}
    assert told["Evidence: confidential source"] == told["Evidence: attributed to"] == 1
    done = erasure.erase_person(by=admin_user, subject=subject, reason="he asked")
    assert "möller" not in everything().lower()
    held.refresh_from_db()
    assert held.confidential_source == f"{done.pseudonym}, 1 May"
    assert found(capsys) == []


def test_a_person_on_record_gets_a_pseudonym_and_claims_are_left_to_people(article, claim, alice, admin_user, capsys):
    klaba = Person.objects.create(name="Octave Klaba", slug="octave-klaba")
    services.record_claim(by=alice, article=article, text="Octave Klaba has left.", kind="event", speaker=klaba)
    subject = erasure.subject_of(person=klaba)
    assert {h.what: h.fate for h in erasure.holdings(subject)}["Claims: text"].startswith("stays")
    done = erasure.erase_person(by=admin_user, subject=subject, reason="a court’s order")
    klaba.refresh_from_db()
    assert (klaba.name, klaba.slug) == (done.pseudonym, done.pseudonym)
    assert Claim.objects.filter(text="Octave Klaba has left.").exists()
    assert found(capsys) == []


def test_only_an_administrator_of_every_desk_erases(held, desk, alice, bob, charlie):
    subject = erasure.subject_of(user=alice)
    Membership.objects.create(user=charlie, desk=desk, role="administrator")
    assert erasure.may_erase(charlie)
    Desk.objects.create(name="Sports", slug="sports")
    for user in (alice, bob, charlie):
        with pytest.raises(PermissionDenied):
            erasure.erase_person(by=user, subject=subject, reason="asked")


@pytest.mark.parametrize(
    ("reason", "remedy"),
    [("", "at least a word"), ("Alice ÜNAL asked", "leave the name out"), ("alice", "leave the name")],
)
def test_a_reason_is_needed_and_names_nobody(held, alice, admin_user, reason, remedy):
    with pytest.raises(services.InvalidInput, match=remedy):
        erasure.erase_person(by=admin_user, subject=erasure.subject_of(user=alice), reason=reason)


def test_nobody_erases_themselves(admin_user, desk):
    with pytest.raises(services.InvalidInput, match="another administrator"):
        erasure.erase_person(by=admin_user, subject=erasure.subject_of(user=admin_user), reason="asked")


@pytest.mark.parametrize(
    ("given", "remedy"), [({}, "choose one"), ({"name": "Al"}, "too short"), ({"name": " "}, "choose")]
)
def test_whose_data_it_is_must_be_plain(db, given, remedy):
    with pytest.raises(services.InvalidInput, match=remedy):
        erasure.subject_of(**given)


def test_the_admins_notes_and_the_names_of_keys_lose_the_name(held, alice, bob, admin_user, make_source, capsys):
    source = make_source("Ledger", "record")
    key, _token = make_key(by=bob, source=source, name="Jörg Möller’s scraper")
    said = json.dumps([{"added": {"name": "membership", "object": "Jörg Möller on Main desk"}}])
    for words, message in (("Jörg Möller", ""), ("a desk", said), ("Jörg Möllerstein", "")):
        LogEntry.objects.create(user=admin_user, action_flag=2, object_repr=words, change_message=message)
    subject = erasure.subject_of(name="Jörg Möller")
    counts = {holding.what: holding.count for holding in erasure.holdings(subject)}
    assert counts["The admin’s notes of what was changed"] == 2
    done = erasure.erase_person(by=admin_user, subject=subject, reason="he asked")
    notes = list(LogEntry.objects.order_by("pk").values_list("object_repr", "change_message"))
    assert notes == [(done.pseudonym, ""), ("a desk", ""), ("Jörg Möllerstein", "")]
    key.refresh_from_db()
    assert key.name == f"{done.pseudonym}’s scraper"
    assert found(capsys) == []
