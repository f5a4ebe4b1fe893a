"""What a claim rests on is a lead for the claims that are like it, and do not watch the source."""

import pytest

from claims import services
from claims.models import Article, Claim, Desk
from tracker.evidence import lead_decisions, like_claims
from tracker.models import Lead, PollingPolicy, Watch

URL = "https://operator.example/news"
RECORD = "OVHcloud has completed the pretraining of a model on Jupiter."


@pytest.fixture
def source(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def double(article, alice):
    """A claim that says nearly the same, and watches nothing."""
    text = "OVHcloud completed pretraining a model on Jupiter."
    return services.record_claim(by=alice, article=article, text=text, kind="event")


@pytest.fixture
def settled(publish, source, claim):
    """The claim has evidence that was read at the operator."""
    publish(source, URL, RECORD)
    return claim.evidence.get()


def test_a_new_claim_is_given_what_a_like_one_rests_on(settled, double, claim):
    assert like_claims.look() == 2
    lead = Lead.objects.get()
    assert (lead.claim, lead.why, lead.stance, lead.quote) == (double, "listed", "neutral", settled.quote)
    assert lead.sentence == f"Supports “{claim.text}”"


def test_nobody_is_looked_at_twice_and_what_a_person_dismissed_stays_so(settled, double, bob):
    like_claims.look()
    assert like_claims.look() == 0
    lead_decisions.dismiss(by=bob, lead=Lead.objects.get())
    like_claims.look_at(double)
    assert Lead.objects.get().state == "dismissed"


def test_a_claim_whose_like_one_finds_evidence_later_hears_of_it(double, publish, source, claim):
    like_claims.look()
    assert not Lead.objects.exists()
    publish(source, URL, RECORD)
    assert like_claims.look() == 1
    assert Lead.objects.get().claim == double


def test_a_revised_claim_is_looked_at_anew(settled, double, alice):
    like_claims.look()
    text = "OVHcloud completed the pretraining of a model on Jupiter in May."
    services.revise_claim(by=alice, claim=double, text=text, reason="It says when.")
    like_claims.look()
    assert Lead.objects.waiting().get().claim_version == 2


@pytest.mark.parametrize("held", ["watches it", "open to all"])
def test_a_claim_that_is_held_against_the_source_gets_none(settled, double, source, held):
    if held == "watches it":
        Watch.objects.create(claim=double, source=source)
    else:
        PollingPolicy.objects.update_or_create(source=source, defaults={"open_to_all": True})
    like_claims.look()
    assert not Lead.objects.exists()


def test_told_retracted_and_unlike_things_give_none(settled, double, article, alice, bob):
    services.record_claim(by=alice, article=article, text="The bridge over the Elbe is closed.", kind="event")
    services.retract_evidence(by=bob, evidence=settled, reason="Of another model.")
    like_claims.look()
    assert not Lead.objects.exists()


def test_one_key_makes_it_evidence_that_was_read(settled, double, alice):
    like_claims.look()
    item = lead_decisions.make_evidence(by=alice, lead=Lead.objects.get(), stance="supports")
    assert (item.claim, item.basis, item.quote) == (double, "read", settled.quote)


def test_another_desks_claims_hear_of_nothing(settled, double):
    other = Desk.objects.create(name="Other desk", slug="other")
    Article.objects.update(desk=other)
    Claim.objects.filter(pk=double.pk).update(desk=other)
    like_claims.look()
    assert not Lead.objects.exists()


def test_made_evidence_by_a_journalist_it_verifies_no_automatic_claim(settled, double, alice, bob):
    services.set_automation(by=bob, claim=double, automation="automatic", reason="A record settles it.")
    like_claims.look()
    lead_decisions.make_evidence(by=alice, lead=Lead.objects.get(), stance="supports")
    double.refresh_from_db()
    assert double.status == "unverified"
    assert double.flags.open().get().to_status == "verified"
