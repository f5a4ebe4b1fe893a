"""Told evidence is shown and counts for nothing; a person who decides on it says so, and readers see it."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import services
from claims.findings import find
from claims.models import AuditEntry, Change, Desk, Evidence, Membership
from claims.publish.changes import publish_pending
from claims.services.evidence_input import JudgementInput, Quote, Told
from claims.statuses import TransitionRefused
from public.timeline import timeline
from tests.there import there

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."
SUPPORTS = JudgementInput("supports")


@pytest.fixture
def operator(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def tell(alice, claim):
    """tell("The words.", source=…) → evidence that Alice was told."""

    def add(words: str = DONE, *, stance: str = "supports", source=None, url: str | None = None, **told) -> Evidence:
        given = "https://operator.example/news" if url is None else url
        quote = Quote(
            url=given, exact=words, **{name: told.pop(name) for name in ("as_of", "retrieved_at") if name in told}
        )
        judgement = JudgementInput(stance)
        return services.add_evidence(
            by=alice, claim=claim, quote=quote, judgement=judgement, source=source, told=Told(**told)
        )

    return add


def proposed(claim) -> list[str]:
    services.apply_finding(claim=claim)
    return list(claim.flags.filter(kind="status", state="open").values_list("to_status", flat=True))


# --- It is shown, and counts for nothing (case 1) ------------------------------------------------------------------


def test_a_told_item_shows_the_tier_of_its_source_and_counts_for_no_rule(claim, operator, tell):
    item = tell(source=operator)
    assert (item.basis, item.told, item.tier, item.told_by) == ("told", "told to the desk", "record", "alice")
    assert proposed(claim) == []


def test_an_automatic_claim_is_never_verified_by_what_was_told(claim, operator, tell, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    for number in range(3):
        tell(f"{DONE} {number}", source=operator)
        services.apply_finding(claim=claim)
    claim.refresh_from_db()
    assert claim.status == "unverified"


def test_a_told_item_reopens_nothing_either(claim, operator, make_source, tell, say, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    say(claim, operator, DONE)
    services.apply_finding(claim=claim)
    tell("It was never completed.", stance="refutes", source=make_source("Register", "record"))
    services.apply_finding(claim=claim)
    claim.refresh_from_db()
    assert claim.status == "verified"


def test_a_told_item_does_not_keep_an_automatic_claim_from_being_reopened(claim, operator, tell, say, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    item = say(claim, operator, DONE)
    services.apply_finding(claim=claim)
    tell(f"{DONE} Again.", source=operator)
    services.set_standing(evidence=item, standing="gone", at=timezone.now())
    services.apply_finding(claim=claim)
    claim.refresh_from_db()
    assert claim.status == "unverified"


def test_a_dismissed_loss_is_not_raised_again_because_something_was_told(claim, operator, tell, say, bob):
    item = say(claim, operator, DONE)
    services.resolve_flag(by=bob, flag=there(services.apply_finding(claim=claim)), confirm=True)
    services.set_standing(evidence=item, standing="gone", at=timezone.now())
    services.resolve_flag(by=bob, flag=there(services.apply_finding(claim=claim)), confirm=False, note="known")
    tell(source=operator)
    assert services.apply_finding(claim=claim) is None


def test_the_reason_why_it_does_not_count_is_told_in_words(claim, operator, tell):
    tell(source=operator)
    (item,) = find(claim, today=timezone.now().date()).not_counted
    assert "told to the desk" in item.why
    assert "counts once it is read" in item.why


# --- Another desk's record (case 2) --------------------------------------------------------------------------------


def test_the_record_of_another_desk_lends_its_name_and_tier_to_nobody(claim, alice, bob, tell):
    other = Desk.objects.create(name="Sports", slug="sports")
    for user, role in ((alice, "journalist"), (bob, "reviewer")):
        Membership.objects.create(user=user, desk=other, role=role)
    theirs = services.record_source(by=alice, desk=other, name="Secret register", sites=["https://secret.example/"])
    theirs = services.set_tier(by=bob, source=theirs, tier="record", scope="cases", reason="theirs")
    item = tell(source=theirs, url="https://secret.example/1")
    assert (item.source, item.source_name, item.tier) == (None, "unknown source", "none")
    assert "Secret" not in str(list(AuditEntry.objects.filter(subject_uuid=claim.uuid).values()))


# --- Without an address --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["conversation", "paper", "correspondence", "file"])
def test_what_has_no_address_says_how_it_was_told(tell, kind):
    digest = "a" * 64
    item = tell(url="", kind=kind, on=date(2026, 5, 1), attachment_sha256=digest, confidential_source="Mr Deep")
    assert (item.told_as, item.told_on, item.attachment_sha256, item.url) == (kind, date(2026, 5, 1), digest, "")
    assert (item.source_name, item.tier, item.confidential_source) == ("unknown source", "none", "Mr Deep")
    assert "Mr Deep" not in str(list(AuditEntry.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": ""}, "url"),
        ({"url": "", "kind": "dream"}, "told_as"),
        ({"kind": "file", "attachment_sha256": "abc"}, "attachment_sha256"),
        ({"on": date(2999, 1, 1)}, "told_on"),
        ({"as_of": datetime(2999, 1, 1, tzinfo=UTC)}, "as_of"),
    ],
)
def test_what_was_told_with_a_mistake_is_refused_by_its_field(tell, given, field):
    with pytest.raises(services.InvalidInput) as refused:
        tell(**given)
    assert refused.value.field == field
    assert Evidence.objects.count() == 0


# --- Dates and documents (case 4) ----------------------------------------------------------------------------------


def test_a_clock_a_little_fast_is_no_lie(tell):
    assert tell(as_of=timezone.now() + timedelta(minutes=4))
    with pytest.raises(services.InvalidInput, match="as_of"):
        tell("Other words.", as_of=timezone.now() + timedelta(minutes=6))


def test_a_day_is_told_in_the_time_zone_of_the_desk(desk, tell, monkeypatch):
    noon = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    with pytest.raises(services.InvalidInput, match="told_on"):
        tell(on=date(2026, 5, 2), retrieved_at=noon)
    desk.time_zone = "Pacific/Auckland"
    desk.save()
    assert tell(on=date(2026, 5, 2), retrieved_at=noon)


def test_the_type_of_a_document_that_was_told_meets_no_contract(claim, operator, tell, alice):
    services.revise_claim(by=alice, claim=claim, reason="a ruling", settled_by=[{"document": "court ruling"}])
    item = tell(source=operator, document="court ruling")
    assert (item.document, item.told_document) == ("", "court ruling")
    assert proposed(claim) == []


def test_a_reviewer_names_the_type_of_what_was_read_and_that_counts(claim, operator, say, alice, bob):
    services.revise_claim(by=alice, claim=claim, reason="a ruling", settled_by=[{"document": "court ruling"}])
    claim.refresh_from_db()
    item = say(claim, operator, DONE)
    assert proposed(claim) == []
    with pytest.raises(PermissionDenied):
        services.name_document(by=alice, evidence=item, document="court ruling", reason="I read it")
    services.name_document(by=bob, evidence=item, document=" Court  ruling ", reason="I read it")
    assert proposed(claim) == ["verified"]
    assert AuditEntry.objects.filter(subject_uuid=claim.uuid, action="document named", actor="bob").exists()


def test_nobody_names_the_type_of_what_is_told_still(operator, tell, bob):
    with pytest.raises(services.InvalidInput, match="read first"):
        services.name_document(by=bob, evidence=tell(source=operator), document="court ruling", reason="it says so")


def test_a_journalist_does_not_name_what_a_source_publishes(desk, alice, bob):
    given = {"desk": desk, "sites": ["https://court.example/"], "document": "court ruling"}
    with pytest.raises(PermissionDenied):
        services.record_source(by=alice, name="Court", **given)
    assert services.record_source(by=bob, name="Court", **given).document == "court ruling"


# --- What a decision rests on (case 7) -----------------------------------------------------------------------------


def decide(alice, claim, to="verified", reason="I read it", **more):
    claim.refresh_from_db()
    return services.change_status(by=alice, claim=claim, expected=claim.status, to=to, reason=reason, **more)


def _unknown(s):
    s.say(s.claim, None, DONE)


def _other_side(s):
    s.say(s.claim, s.operator, "It was never completed.", stance="refutes")


def _gone(s):
    services.set_standing(evidence=s.say(s.claim, s.operator, DONE), standing="gone", at=timezone.now())


def _neutral(s):
    s.say(s.claim, s.operator, DONE, stance="neutral")


def _retracted(s):
    services.retract_evidence(by=s.alice, evidence=s.say(s.claim, s.operator, DONE), reason="another run")


def _old_wording(s):
    s.say(s.claim, s.operator, DONE)
    services.revise_claim(by=s.alice, claim=s.claim, reason="two", text="OVHcloud has completed two runs.")


def _told(s):
    s.tell(source=s.operator)


def _own_words(s):
    office = s.make_source("Press office", "aggregator", organisation=s.ovhcloud)
    s.say(s.claim, office, "We have completed it.")


NOTHING_COUNTS = [_unknown, _other_side, _gone, _neutral, _retracted, _old_wording, _told, _own_words]


@pytest.fixture
def scene(claim, operator, say, tell, alice, ovhcloud, make_source):
    return SimpleNamespace(
        claim=claim, operator=operator, say=say, tell=tell, alice=alice, ovhcloud=ovhcloud, make_source=make_source
    )


@pytest.mark.parametrize("prepare", NOTHING_COUNTS, ids=lambda prepare: prepare.__name__.strip("_"))
def test_a_person_does_not_verify_on_what_does_not_count(scene, prepare):
    prepare(scene)
    with pytest.raises(TransitionRefused) as refused:
        decide(scene.alice, scene.claim)
    assert refused.value.field == "evidence"
    scene.claim.refresh_from_db()
    assert scene.claim.status == "unverified"


@pytest.mark.parametrize(
    ("to", "stances"), [("refuted", ["supports"]), ("disputed", ["supports"]), ("disputed", ["refutes"])]
)
@pytest.mark.parametrize("rests_on", ["evidence", "told"])
def test_each_side_that_a_status_speaks_of_needs_an_item(scene, to, stances, rests_on):
    for stance in stances:
        add = scene.say if rests_on == "evidence" else None
        if add:
            add(scene.claim, scene.operator, f"{DONE} {stance}", stance=stance)
        else:
            scene.tell(f"{DONE} {stance}", stance=stance)
    with pytest.raises(TransitionRefused):
        decide(scene.alice, scene.claim, to=to, rests_on=rests_on)
    assert decide(scene.alice, scene.claim, to=to, rests_on="judgement").status == to


def test_both_sides_dispute_and_a_refuting_item_refutes(scene):
    scene.say(scene.claim, scene.operator, "It was never completed.", stance="refutes")
    assert decide(scene.alice, scene.claim, to="refuted").status == "refuted"
    scene.say(scene.claim, scene.operator, DONE)
    assert decide(scene.alice, scene.claim, to="disputed").status == "disputed"


@pytest.mark.parametrize(
    ("rests_on", "words"),
    [
        ("evidence", "decided by a person"),
        ("told", "decided by the desk on what it was told"),
        ("judgement", "decided by the desk on its own judgement"),
    ],
)
def test_readers_see_what_a_decision_rests_on(client, scene, article, bob, rests_on, words):
    services.publish(by=bob, article=article)
    if rests_on == "evidence":
        scene.say(scene.claim, scene.operator, DONE)
    if rests_on == "told":
        scene.tell(url="", kind="conversation")
    with pytest.raises(TransitionRefused, match="why"):
        decide(scene.alice, scene.claim, reason=" ", rests_on=rests_on)
    decide(scene.alice, scene.claim, rests_on=rests_on)
    entry = AuditEntry.objects.get(subject_uuid=scene.claim.uuid, action="status changed")
    assert entry.payload["rests_on"] == rests_on
    assert timeline(scene.claim)[0].by == words
    publish_pending()
    assert Change.objects.get(event="status changed").content["rests_on"] == rests_on
    assert words in client.get(f"/claims/{scene.claim.slug}/").content.decode()


def test_a_decision_on_what_was_told_needs_something_that_was_told(scene):
    scene.say(scene.claim, scene.operator, DONE)
    with pytest.raises(TransitionRefused) as refused:
        decide(scene.alice, scene.claim, rests_on="told")
    assert refused.value.field == "rests_on"


def test_grounds_that_are_none_are_named(scene):
    with pytest.raises(services.InvalidInput, match="rests_on"):
        decide(scene.alice, scene.claim, rests_on="a feeling")
