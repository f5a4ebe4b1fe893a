"""The services are the only writers; each keeps the rules and writes the history."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import AuditEntry, Evidence, Flag, Organisation, Ownership
from claims.services.evidence_input import JudgementInput
from claims.statuses import TransitionRefused
from tests.there import there

DAYS = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


def status(claim) -> str:
    claim.refresh_from_db()
    return claim.status


def test_a_claim_starts_unverified_and_its_recording_is_in_the_history(claim):
    assert claim.status == "unverified"
    entry = AuditEntry.objects.get(subject_uuid=claim.uuid)
    assert (entry.seq, entry.action, entry.actor) == (1, "recorded", "alice")


def test_an_outsider_records_nothing(charlie, article):
    with pytest.raises(PermissionDenied, match="journalist"):
        services.record_claim(by=charlie, article=article, text="It rains.", kind="state")


def test_a_statement_without_its_attribution_is_refused(alice, article):
    with pytest.raises(services.InvalidInput) as refused:
        services.record_claim(by=alice, article=article, text="Costs are falling.", kind="statement")
    assert refused.value.field == "text"


def test_a_statement_without_a_speaker_is_refused_whether_recorded_or_revised(alice, article, ovhcloud):
    said: dict[str, Any] = {"text": "OVHcloud said that costs are falling.", "kind": "statement"}
    with pytest.raises(services.InvalidInput, match="say who said it") as refused:
        services.record_claim(by=alice, article=article, **said)
    assert refused.value.field == "speaker"
    claim = services.record_claim(by=alice, article=article, **said, speaker=ovhcloud)
    with pytest.raises(services.InvalidInput, match="say who said it"):
        services.revise_claim(by=alice, claim=claim, reason="nobody did", speaker_organisation=None)
    claim = services.record_claim(by=alice, article=article, **(said | {"kind": "event"}))
    with pytest.raises(services.InvalidInput, match="say who said it"):
        services.revise_claim(by=alice, claim=claim, reason="they said so", kind="statement")


def test_an_unknown_field_is_named(alice, article):
    with pytest.raises(services.InvalidInput, match="colour"):
        services.record_claim(by=alice, article=article, text="It rains.", kind="state", colour="red")


def test_a_contract_with_a_mistake_is_refused(alice, article):
    with pytest.raises(services.InvalidInput, match="settled_by"):
        services.record_claim(by=alice, article=article, text="It rains.", kind="state", settled_by=[{"tear": 1}])


def test_one_record_proposes_verified_and_a_reviewer_confirms(claim, make_source, say, bob):
    say(claim, make_source("Operator", "record"), DONE)
    flag = there(services.apply_finding(claim=claim))
    assert (flag.from_status, flag.to_status, flag.state) == ("unverified", "verified", "open")
    assert status(claim) == "unverified"
    services.resolve_flag(by=bob, flag=flag, confirm=True, note="read it")
    assert status(claim) == "verified"
    flag.refresh_from_db()
    assert (flag.state, flag.resolved_by) == ("confirmed", bob)


def test_weighing_again_changes_nothing(claim, make_source, say):
    say(claim, make_source("Operator", "record"), DONE)
    services.apply_finding(claim=claim)
    entries = AuditEntry.objects.count()
    services.apply_finding(claim=claim)
    assert (Flag.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_the_same_words_of_the_same_page_are_one_item(claim, make_source, say):
    source = make_source("Operator", "record")
    assert say(claim, source, DONE) == say(claim, source, DONE)
    assert Evidence.objects.count() == 1


def test_the_speakers_own_release_raises_no_flag(claim, make_source, say, ovhcloud):
    say(claim, make_source("Press office", "aggregator", organisation=ovhcloud), "We have completed it.")
    assert services.apply_finding(claim=claim) is None


def test_who_repeats_the_speaker_shares_the_speakers_origin(claim, make_source, say, ovhcloud):
    own = say(claim, make_source("Press office", "aggregator", organisation=ovhcloud), "We have completed it.")
    key = f"organisation:{ovhcloud.uuid}"
    retold = say(
        claim, make_source("Courier", "independent"), "OVHcloud says so.", attributed_to="OVHcloud", attributed_key=key
    )
    assert retold.origin == own.origin
    assert services.apply_finding(claim=claim) is None


def test_two_independent_outlets_count_and_a_reprint_does_not(claim, make_source, say):
    first = say(claim, make_source("Gazette", "independent"), DONE)
    say(claim, make_source("Courier", "independent"), DONE, origin=first.origin)
    assert services.apply_finding(claim=claim) is None
    say(claim, make_source("Ledger", "independent"), "Our own look at the logs shows the run ended.")
    assert services.apply_finding(claim=claim).to_status == "verified"


def test_two_outlets_of_one_owner_are_one_voice(claim, make_source, say):
    group = Organisation.objects.create(name="Group", slug="group")
    for name in ("Gazette", "Courier"):
        source = make_source(name, "independent")
        Ownership.objects.create(organisation=source.organisation, owner=group)
        say(claim, source, f"{DONE} So {name} found.")
    assert services.apply_finding(claim=claim) is None


def test_an_unknown_source_never_counts(claim, say):
    say(claim, None, DONE)
    assert services.apply_finding(claim=claim) is None


def test_an_automatic_claim_is_verified_and_reopened_by_rule(claim, make_source, say, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    item = say(claim, make_source("Operator", "record"), DONE)
    assert services.apply_finding(claim=claim).state == "automatic"
    assert status(claim) == "verified"
    services.set_standing(evidence=item, standing="gone", at=item.retrieved_at)
    services.apply_finding(claim=claim)
    assert status(claim) == "unverified"


def test_a_page_that_is_offline_is_not_gone(claim, make_source, say, bob):
    item = say(claim, make_source("Operator", "record"), DONE)
    services.resolve_flag(by=bob, flag=there(services.apply_finding(claim=claim)), confirm=True)
    services.set_standing(evidence=item, standing="offline", at=item.retrieved_at)
    assert services.apply_finding(claim=claim) is None


@pytest.mark.parametrize("fallen", ["gone", "altered"])
def test_a_page_that_goes_offline_brings_no_lost_words_back(claim, make_source, say, fallen):
    item = say(claim, make_source("Operator", "record"), DONE)
    services.set_standing(evidence=item, standing=fallen, at=DAYS[0])
    assert services.set_standing(evidence=item, standing="offline", at=DAYS[1]).standing == fallen
    assert services.apply_finding(claim=claim) is None


def test_a_page_that_cannot_be_read_says_since_when_and_forgets_no_wording(claim, make_source, say):
    item = say(claim, make_source("Operator", "record"), DONE)
    services.set_standing(evidence=item, standing="reworded", wording="It has done it.", reasons=["So."], at=DAYS[0])
    for day in DAYS[1:]:
        item = services.set_standing(evidence=item, standing="unread", at=day)
    assert (item.standing_wording, item.standing_reasons) == ("It has done it.", ["So."])
    assert item.standing_at == DAYS[1]
    told = [entry.payload for entry in AuditEntry.objects.filter(action="quote checked").order_by("seq")]
    assert [(row["before"], row["after"]) for row in told] == [("standing", "reworded"), ("reworded", "unread")]
    assert (told[0]["old_wording"], told[0]["wording"]) == (DONE, "It has done it.")


def test_a_person_who_judges_altered_words_makes_them_count(claim, make_source, say, bob):
    item = say(claim, make_source("Operator", "record"), DONE)
    services.set_standing(evidence=item, standing="altered", wording="It did so.", at=DAYS[0])
    assert services.apply_finding(claim=claim) is None
    services.judge_evidence(by=bob, evidence=item, judgement=JudgementInput(stance="neutral"))
    assert claim.evidence.get().standing == "altered"
    services.judge_evidence(by=bob, evidence=item, judgement=JudgementInput(stance="supports"))
    assert claim.evidence.get().standing == "reworded"
    told = AuditEntry.objects.filter(action="evidence judged").latest("seq").payload
    assert (told["before"]["standing"], told["after"]["standing"]) == ("altered", "reworded")
    assert services.apply_finding(claim=claim).to_status == "verified"


def test_equal_weight_on_both_sides_proposes_disputed(claim, make_source, say):
    say(claim, make_source("Operator", "record"), DONE)
    say(claim, make_source("Court", "record"), "The run was never completed.", stance="refutes")
    flag = services.apply_finding(claim=claim)
    assert flag.to_status == "disputed"


def test_what_was_dismissed_is_not_raised_again_until_the_evidence_grows(claim, make_source, say, bob):
    say(claim, make_source("Operator", "record"), DONE)
    services.resolve_flag(by=bob, flag=there(services.apply_finding(claim=claim)), confirm=False, note="another run")
    assert services.apply_finding(claim=claim) is None
    say(claim, make_source("Register", "record"), "The register lists the run as completed.")
    assert services.apply_finding(claim=claim).state == "open"


def test_a_journalist_may_not_resolve_a_flag(claim, make_source, say, alice):
    say(claim, make_source("Operator", "record"), DONE)
    with pytest.raises(PermissionDenied):
        services.resolve_flag(by=alice, flag=there(services.apply_finding(claim=claim)), confirm=True)


def test_a_journalist_changes_a_status_with_evidence_and_a_reason(claim, make_source, say, alice):
    say(claim, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=claim, expected="unverified", to="verified", reason="the operator says so")
    assert status(claim) == "verified"


@pytest.mark.parametrize(("reason", "field"), [("", "reason"), ("I feel so", "evidence")])
def test_a_verdict_without_reason_or_evidence_is_refused(claim, alice, reason, field):
    with pytest.raises(TransitionRefused) as refused:
        services.change_status(by=alice, claim=claim, expected="unverified", to="verified", reason=reason)
    assert refused.value.field == field


def test_who_decides_on_an_old_status_is_told_so(claim, make_source, say, alice):
    say(claim, make_source("Operator", "record"), DONE)
    services.change_status(by=alice, claim=claim, expected="unverified", to="verified", reason="record")
    with pytest.raises(services.StaleClaim, match="verified now"):
        services.change_status(by=alice, claim=claim, expected="unverified", to="refuted", reason="no")


def test_new_wording_waits_for_a_new_judgement(claim, make_source, say, bob, alice):
    say(claim, make_source("Operator", "record"), DONE)
    services.resolve_flag(by=bob, flag=there(services.apply_finding(claim=claim)), confirm=True)
    services.revise_claim(by=alice, claim=claim, reason="two models", text="OVHcloud has completed two pretrainings.")
    flag = services.apply_finding(claim=claim)
    assert (flag.to_status, flag.claim_version) == ("unverified", 2)


def test_a_record_is_read_over_https_from_its_own_host(desk, alice, bob):
    source = services.record_source(by=alice, desk=desk, name="Operator", sites=["http://operator.example"])
    with pytest.raises(services.InvalidInput, match="https"):
        services.set_tier(by=bob, source=source, tier="record", scope="its machines", reason="operator")
    with pytest.raises(PermissionDenied):
        services.set_tier(by=alice, source=source, tier="independent", reason="known")


def test_a_host_has_one_owner(desk, alice, make_source):
    source = make_source("Operator", "record")
    assert services.source_of_url("https://OPERATOR.example:443/a?b") == source
    assert services.source_of_url("https://operator.example:8443/") is None
    with pytest.raises(services.InvalidInput, match="belongs to Operator"):
        services.record_source(by=alice, desk=desk, name="Thief", sites=["https://operator.example/"])


def test_a_withdrawn_article_takes_its_claims_along(article, claim, bob):
    services.publish(by=bob, article=article)
    assert type(claim).objects.visible_to(None).count() == 1
    services.withdraw(by=bob, article=article, reason="not ours")
    assert type(claim).objects.visible_to(None).count() == 0
    assert AuditEntry.objects.filter(subject_uuid=claim.uuid, action="withdrawn").get().payload == {}


def test_the_reviewers_note_stays_at_the_desk(claim, make_source, say, bob):
    say(claim, make_source("Operator", "record"), DONE)
    services.resolve_flag(
        by=bob, flag=there(services.apply_finding(claim=claim)), confirm=True, note="my friend says so too"
    )
    public = AuditEntry.objects.filter(subject_uuid=claim.uuid, visibility="public")
    assert public.filter(action="status changed").exists()
    assert not any("my friend" in str(entry.payload) for entry in public)


def test_a_claim_added_to_a_published_article_is_published_with_it(alice, bob, article):
    old = type(article).objects.get(pk=article.pk)
    services.publish(by=bob, article=article)
    claim = services.record_claim(by=alice, article=old, text="OVHcloud runs 46 data centres.", kind="quantity")
    assert claim.publication == "published"


def test_evidence_stands_at_a_web_address(claim, say):
    with pytest.raises(services.InvalidInput, match="https"):
        say(claim, None, DONE, url="javascript:alert(1)")


def test_only_an_administrator_redacts_the_history(claim, desk, bob, admin_user):
    entry = AuditEntry.objects.get(subject_uuid=claim.uuid)
    with pytest.raises(PermissionDenied):
        services.redact(by=bob, desk=desk, entry=entry, reason="a legal order")
    services.redact(by=admin_user, desk=desk, entry=entry, reason="a legal order")
    entry.refresh_from_db()
    assert (entry.payload, entry.redacted) == (None, True)


def test_a_status_is_put_in_question_the_moment_that_its_claim_is_revised(claim, make_source, say, bob, alice):
    say(claim, make_source("Operator", "record"), DONE)
    services.resolve_flag(by=bob, flag=there(services.apply_finding(claim=claim)), confirm=True)
    services.revise_claim(by=alice, claim=claim, reason="two models", text="OVHcloud has completed two pretrainings.")
    flag = Flag.objects.get(claim=claim, state="open")
    assert (flag.to_status, flag.claim_version) == ("unverified", 2)
