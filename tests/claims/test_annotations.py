"""Marking a judgement wrong, and exporting what people judged."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from benchmarks.assess_rows import read_pairs
from claims import services
from claims.exports import rows
from claims.models import Annotation, AuditEntry, Claim, Evidence, Flag
from claims.services.evidence_input import JudgementInput
from tests.there import there

WORDS = "The operator writes: pretraining has been completed."


@pytest.fixture
def item(claim, make_source, say) -> Evidence:
    return say(claim, make_source("Operator", "record"), WORDS, attributed_to="the operator")


@pytest.fixture
def flag(claim, item) -> Flag:
    """A flag that proposes to verify the claim, on the record of an operator."""
    return there(services.apply_finding(claim=claim))


def mark(by, flag, item, label="neutral", **more) -> Annotation:
    return services.mark_wrong(by=by, flag=flag, evidence=item, label=label, **more)


def labels() -> list[tuple[str, str, str]]:
    return [(row["passage"], row["label"], row["by"]) for row in rows()]


def proposed(claim) -> list[str]:
    return list(claim.flags.open().filter(kind="status").values_list("to_status", flat=True))


# --- Marking ----------------------------------------------------------------------------------------------


def test_a_reviewer_says_what_a_passage_really_says_and_the_claim_is_weighed_again(claim, flag, item, bob):
    annotation = mark(bob, flag, item, why="They write of another model.")
    item.refresh_from_db()
    assert (annotation.stance, annotation.label, annotation.assessor) == ("supports", "neutral", "test 1")
    assert (item.stance, item.assessor, item.attributed_to) == ("neutral", "", "the operator")
    assert proposed(claim) == []
    flag.refresh_from_db()
    assert flag.state == "superseded"


def test_a_mark_is_in_the_history_and_its_note_stays_at_the_desk(flag, item, bob):
    mark(bob, flag, item, why="Bob knows the author.")
    entry = AuditEntry.objects.get(action="judgement marked wrong")
    assert (entry.visibility, entry.actor, entry.payload["note"]) == ("staff", "bob", "Bob knows the author.")
    public = AuditEntry.objects.filter(visibility="public").values_list("payload", flat=True)
    assert "knows the author" not in json.dumps(list(public))


def test_a_confirmed_flag_that_was_wrong_reopens_its_claim(claim, flag, item, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    mark(bob, flag, item)
    flag.refresh_from_db()
    assert flag.state == "confirmed"
    assert proposed(claim) == ["unverified"]


def test_a_wrong_change_made_by_rule_is_marked_as_well(claim, item, bob):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="well watched")
    flag = services.apply_finding(claim=claim)
    assert flag.state == "automatic"
    mark(bob, flag, item, "refutes")
    assert Annotation.objects.get().flag == flag
    claim.refresh_from_db()
    assert claim.status != "verified" or "refuted" in proposed(claim)


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_only_reviewers_mark(request, flag, item, who):
    with pytest.raises(PermissionDenied):
        mark(request.getfixturevalue(who), flag, item)
    assert not Annotation.objects.exists()


@pytest.mark.parametrize("label", ["supports", "true", ""])
def test_a_label_that_corrects_nothing_is_refused(flag, item, bob, label):
    with pytest.raises(services.InvalidInput, match="label"):
        mark(bob, flag, item, label)


def test_an_item_of_another_claim_is_refused(article, alice, bob, flag, make_source, say):
    other = services.record_claim(by=alice, article=article, text="A tower was built.", kind="event")
    stranger = say(other, make_source("Register", "record"), "The tower was built.")
    with pytest.raises(services.InvalidInput, match="evidence"):
        mark(bob, flag, stranger)


def test_marking_words_that_stand_no_more_does_not_make_them_count(flag, item, bob):
    services.set_standing(evidence=item, standing="altered", wording="It has begun.", at=timezone.now())
    mark(bob, flag, item, "refutes")
    item.refresh_from_db()
    assert (item.standing, item.stance) == ("altered", "supports")


# --- The flag's page --------------------------------------------------------------------------------------


def test_the_flags_page_marks_in_one_form_whatever_became_of_the_flag(client, flag, item, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    client.force_login(bob)
    url = reverse("admin:claims_flag_change", args=[flag.pk])
    html = client.get(url).content.decode()
    assert "Was a passage misjudged?" in html
    assert "Your decision" not in html
    assert f'<option value="{item.pk}" selected>' in html
    data = {"button": "wrong", "evidence": item.pk, "label": "neutral", "why": "another <model>"}
    html = client.post(url, data, follow=True).content.decode()
    assert "Marked: neutral, not supports. The claim was weighed again." in html
    assert "Marked wrong by bob" in html
    assert "is neutral, not supports. another &lt;model&gt;" in html


def test_a_mark_without_a_label_is_asked_for_one(client, flag, item, bob):
    client.force_login(bob)
    url = reverse("admin:claims_flag_change", args=[flag.pk])
    html = client.post(url, {"button": "wrong", "evidence": item.pk, "label": ""}).content.decode()
    assert "This field is required" in html
    assert html.index('id="action-wrong"') > html.index("✓ Counted")
    assert not Annotation.objects.exists()


def test_a_journalist_is_not_offered_to_mark(client, flag, alice):
    client.force_login(alice)
    html = client.get(reverse("admin:claims_flag_change", args=[flag.pk])).content.decode()
    assert "Was a passage misjudged?" not in html


def test_a_form_filled_in_wrongly_on_a_decided_flag_does_not_bring_its_decision_back(client, flag, item, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    client.force_login(bob)
    data = {"button": "wrong", "evidence": item.pk, "label": ""}
    html = client.post(reverse("admin:claims_flag_change", args=[flag.pk]), data).content.decode()
    assert "This field is required" in html
    assert "Your decision" not in html


def test_a_mark_of_altered_words_does_not_say_that_the_claim_was_weighed(client, flag, item, bob):
    services.set_standing(evidence=item, standing="altered", wording="It has begun.", at=timezone.now())
    client.force_login(bob)
    data = {"button": "wrong", "evidence": item.pk, "label": "refutes"}
    html = client.post(reverse("admin:claims_flag_change", args=[flag.pk]), data, follow=True).content.decode()
    assert "The words stand there no more" in html


def test_where_nothing_is_left_to_mark_no_form_is_offered(client, flag, item, bob):
    services.retract_evidence(by=bob, evidence=item, reason="a forgery")
    client.force_login(bob)
    html = client.get(reverse("admin:claims_flag_change", args=[flag.pk])).content.decode()
    assert "Was a passage misjudged?" not in html


# --- The export -------------------------------------------------------------------------------------------


def test_what_nobody_looked_at_is_not_exported(flag):
    assert labels() == []


def test_a_mark_is_exported_with_what_it_corrects(flag, item, bob):
    mark(bob, flag, item)
    [row] = rows()
    assert (row["label"], row["judged"], row["assessor"], row["by"]) == ("neutral", "supports", "test 1", "mark")
    assert (row["id"], row["set"], row["claim"]) == (str(item.uuid), "judgements", item.claim.text)


def test_a_confirmed_flag_exports_what_it_counted_and_a_dismissed_one_nothing(claim, flag, item, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    assert labels() == [(WORDS, "supports", "confirmation")]
    Flag.objects.update(state="dismissed")
    assert labels() == []


def test_evidence_that_a_person_judged_is_exported(claim, item, alice):
    services.judge_evidence(by=alice, evidence=item, judgement=JudgementInput(stance="refutes"))
    assert labels() == [(WORDS, "refutes", "judgement")]


def test_of_a_passage_that_was_marked_twice_the_last_label_holds(flag, item, bob):
    mark(bob, flag, item, "neutral")
    mark(bob, flag, item, "refutes")
    assert labels() == [(WORDS, "refutes", "mark")]


def test_a_mark_keeps_the_wording_that_it_was_made_on(claim, flag, item, alice, bob):
    mark(bob, flag, item)
    services.revise_claim(by=alice, claim=claim, reason="shorter", text="OVHcloud completed it.")
    assert [row["claim"] for row in rows()] == [claim.text]
    assert Claim.objects.get().text != claim.text


def test_what_was_judged_on_an_earlier_wording_is_left_out(claim, flag, item, alice, bob):
    services.resolve_flag(by=bob, flag=flag, confirm=True)
    services.revise_claim(by=alice, claim=claim, reason="shorter", text="OVHcloud completed it.")
    assert labels() == []


def test_evidence_taken_down_or_retracted_is_left_out(flag, item, bob):
    mark(bob, flag, item)
    Evidence.objects.update(visibility="staff")
    assert labels() == []
    Evidence.objects.update(visibility="public", retracted=True)
    assert labels() == []


def test_only_what_was_said_since_a_day_is_exported(flag, item, bob):
    mark(bob, flag, item)
    assert list(rows(since=timezone.now() + timedelta(days=1))) == []
    assert len(list(rows(since=timezone.now() - timedelta(days=1)))) == 1


def test_the_exported_file_is_what_the_benchmark_reads(flag, item, bob, tmp_path):
    mark(bob, flag, item)
    path = tmp_path / "judgements.jsonl"
    out = StringIO()
    call_command("export_judgements", "--output", str(path), stdout=out)
    assert out.getvalue().startswith("1 judgements written")
    [pair] = read_pairs(path)
    assert (pair.set, pair.label, pair.passage.text, pair.claim.kind) == ("judgements", "neutral", WORDS, "event")
    assert pair.page == item.url


def test_a_day_that_is_none_is_refused(db):
    with pytest.raises(CommandError, match="--since"):
        call_command("export_judgements", "--since", "yesterday")
