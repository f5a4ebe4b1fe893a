"""A claim that says several things is split; doubles are merged, and nothing of either is lost."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import Change, Claim, Desk, Evidence, Membership, MergeProposal, Origin
from claims.publish.changes import publish_pending
from claims.services import doubles
from claims.services.splitting import Part
from tests.claims.deeds import PNG, get, history_is_whole, send
from tests.claims.deeds import client as api
from tracker.models import Watch
from tracker.watching.watches import hold_against

DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."
PARTS = [Part("OVHcloud has pretrained a model."), Part("The Jupiter supercomputer runs.", kind="state")]


@pytest.fixture
def other(article, alice, ovhcloud):
    text = "OVHcloud’s pretraining of a model on Jupiter is complete."
    return services.record_claim(by=alice, article=article, text=text, kind="event", speaker=ovhcloud)


@pytest.fixture
def elsewhere(desk, alice):
    return services.record_article(by=alice, desk=desk, title="More of it")


def texts(article) -> list[str]:
    return [row.claim.text for row in article.appearances.select_related("claim").order_by("pk")]


# --- Split ------------------------------------------------------------------------------------------------


def test_the_original_keeps_a_part_with_its_evidence_and_new_claims_say_the_rest(
    claim, article, elsewhere, alice, make_source, say
):
    item = say(claim, make_source("Operator", "record"), DONE)
    services.add_to_article(by=alice, claim=claim, article=elsewhere)
    [new] = services.split_claim(
        by=alice, claim=claim, parts=PARTS[:1], remaining="It ran on Jupiter.", reason="two things", evidence=[item]
    )
    claim.refresh_from_db()
    assert (claim.text, claim.version, list(claim.evidence.all())) == ("It ran on Jupiter.", 2, [item])
    assert (new.split_from, new.kind, new.speaker, new.status) == (claim, "event", claim.speaker, "unverified")
    assert texts(article) == texts(elsewhere) == ["It ran on Jupiter.", PARTS[0].text]
    copy = new.evidence.get()
    assert (copy.quote, copy.basis, copy.visibility, copy.origin.claim) == (DONE, "read", "pending", new)
    assert services.apply_finding(claim=new) is None  # it is to be judged again
    services.judge_evidence(by=alice, evidence=copy, judgement=services.evidence.JudgementInput(stance="supports"))
    assert services.apply_finding(claim=new).to_status == "verified"
    history_is_whole()


def test_a_published_original_without_a_rest_is_withdrawn_by_a_reviewer(claim, article, alice, bob):
    services.publish(by=bob, article=article)
    with pytest.raises(PermissionDenied):
        services.split_claim(by=alice, claim=claim, parts=PARTS, reason="two things")
    made = services.split_claim(by=bob, claim=claim, parts=PARTS, reason="two things")
    claim.refresh_from_db()
    assert claim.publication == "withdrawn"
    assert [new.publication for new in made] == ["published", "published"]
    publish_pending()
    assert sorted(Change.objects.values_list("event", flat=True)) == ["published"] * 3 + ["withdrawn"]
    history_is_whole()


def test_what_cannot_be_split_is_refused_with_the_remedy(claim, other, alice, make_source, say):
    item = say(other, make_source("Operator", "record"), DONE)
    for more, field in (({"parts": PARTS[:1]}, "parts"), ({"parts": PARTS, "evidence": [item]}, "evidence")):
        with pytest.raises(services.InvalidInput, match=field):
            services.split_claim(by=alice, claim=claim, reason="why", **more)
    assert Claim.objects.count() == 2


# --- Merge ------------------------------------------------------------------------------------------------


def test_the_kept_one_takes_over_appearances_evidence_with_origins_and_watches(
    claim, other, article, elsewhere, alice, bob, make_source, say
):
    operator, ledger = make_source("Operator", "record"), make_source("Ledger", "independent")
    say(claim, operator, DONE)
    twin, moves = say(other, operator, DONE), say(other, ledger, "It is complete.")
    reprint = say(other, make_source("Gazette", "independent"), "It is complete, writes Ledger.", origin=moves.origin)
    services.add_to_article(by=alice, claim=other, article=elsewhere)
    hold_against(by=alice, source=ledger, claims=[other])
    file = services.attach(by=alice, claim=other, content=PNG, name="shot.png")
    asked = services.ask_speaker(by=alice, claim=other, how="email", question="Is it?")
    kept = services.merge_claims(by=bob, keep=claim, other=other, reason="the same")
    assert (kept.attachments.get(), kept.questions.get()) == (file, asked)
    other.refresh_from_db()
    assert (other.merged_into, other.publication) == (claim, "withdrawn")
    assert services.kept_of(other) == claim
    assert texts(article) == texts(elsewhere) == [claim.text]
    assert kept.appearances.get(article=elsewhere).wording == other.text
    moves.refresh_from_db()
    reprint.refresh_from_db()
    assert moves.claim == reprint.claim == moves.origin.claim == claim
    assert moves.origin == reprint.origin
    assert moves.judged_version == 0  # judged on other words
    assert list(other.evidence.all()) == [twin]
    assert [watch.claim for watch in Watch.objects.all()] == [claim]
    history_is_whole()


def test_what_is_watched_moves_also_where_another_desk_has_the_source(claim, other, bob, charlie, make_source):
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=sports, role="reviewer")
    theirs = services.record_source(by=charlie, desk=sports, name="Stadium", sites=["https://stadium.example/"])
    own = make_source("Ledger", "independent")
    for source in (own, theirs):
        Watch.objects.create(claim=other, source=source)
    Watch.objects.create(claim=claim, source=own)
    services.merge_claims(by=bob, keep=claim, other=other, reason="the same")
    assert set(Watch.objects.values_list("claim", "source")) == {(claim.pk, own.pk), (claim.pk, theirs.pk)}
    history_is_whole()


def test_evidence_of_the_very_same_words_goes_on_counting(claim, article, ovhcloud, alice, bob, make_source, say):
    double = services.record_claim(by=alice, article=article, text=claim.text, kind="event", speaker=ovhcloud)
    item = say(double, make_source("Operator", "record"), DONE)
    services.merge_claims(by=bob, keep=claim, other=double, reason="twice")
    item.refresh_from_db()
    assert item.judged_version == claim.version
    assert claim.flags.open().get().to_status == "verified"


def test_the_speakers_own_origins_become_one(claim, other, ovhcloud, bob, make_source, say):
    own = make_source("OVH Blog", "record", organisation=ovhcloud)
    say(claim, own, "We are done.")
    item = say(other, own, "We have completed it.")
    services.merge_claims(by=bob, keep=claim, other=other, reason="the same")
    item.refresh_from_db()
    assert Origin.objects.filter(claim=claim, speakers=True).get() == item.origin
    say(claim, own, "It is finished.")
    history_is_whole()


def test_a_question_about_two_origins_goes_with_them(claim, other, bob, make_source, say):
    one, two = (say(other, make_source(name, "independent"), f"{name} says so.") for name in ("Ledger", "Gazette"))
    services.propose_merge(origins=(one.origin, two.origin), because="like words")
    services.merge_claims(by=bob, keep=claim, other=other, reason="the same")
    assert MergeProposal.objects.get().claim == claim


def test_readers_of_the_other_are_led_to_the_kept_one(claim, other, article, bob, client):
    services.publish(by=bob, article=article)
    services.merge_claims(by=bob, keep=claim, other=other, reason="the same")
    page = client.get(f"/claims/{other.slug}/")
    assert (page.status_code, page["Location"]) == (301, f"/claims/{claim.slug}/")
    answer = client.get(f"/api/v1/claims/{other.uuid}/")
    assert (answer.status_code, answer["Location"]) == (308, f"/api/v1/claims/{claim.uuid}/")
    publish_pending()
    assert Change.objects.latest("position").event == "withdrawn"
    services.publish(by=bob, article=article)
    other.refresh_from_db()
    assert other.publication == "withdrawn"
    with pytest.raises(services.InvalidInput, match="merged into"):
        services.publish_claim(by=bob, claim=other)


def test_what_was_taken_down_does_not_come_back_beside_another_claim(claim, alice, bob, make_source, say):
    item = say(claim, make_source("Operator", "record"), DONE)
    services.takedown(by=bob, evidence=item, reason="a legal order")
    with pytest.raises(services.InvalidInput, match="evidence: it was retracted or taken down"):
        services.split_claim(
            by=alice, claim=claim, parts=PARTS[:1], remaining="It is done.", reason="two things", evidence=[item]
        )


def test_readers_are_not_told_what_a_draft_said_that_was_merged(claim, article, other, elsewhere, alice, bob):
    services.publish(by=bob, article=article)
    draft = services.record_claim(by=alice, article=elsewhere, text="It is complete.", kind="event")
    before = Claim.objects.get(pk=claim.pk).changed_at
    kept = services.merge_claims(by=bob, keep=Claim.objects.get(pk=claim.pk), other=draft, reason="the same")
    assert kept.appearances.get(article=elsewhere).wording == ""
    assert kept.changed_at > before


def test_what_cannot_be_merged_is_refused_with_the_remedy(claim, other, article, elsewhere, alice, bob):
    with pytest.raises(PermissionDenied):
        services.merge_claims(by=alice, keep=claim, other=other, reason="the same")
    with pytest.raises(services.InvalidInput, match="the same one"):
        services.merge_claims(by=bob, keep=claim, other=claim, reason="the same")
    draft = services.record_claim(by=alice, article=elsewhere, text="It is complete.", kind="event")
    services.publish(by=bob, article=article)
    with pytest.raises(services.InvalidInput, match="keep: the other one is published"):
        services.merge_claims(by=bob, keep=draft, other=claim, reason="the same")
    services.merge_claims(by=bob, keep=claim, other=other, reason="the same")
    with pytest.raises(services.InvalidInput, match="other: it was merged"):
        services.merge_claims(by=bob, keep=claim, other=other, reason="the same")


def test_doubles_are_found_before_they_are_made(claim, other, monkeypatch):
    monkeypatch.setattr(doubles, "_finders", [])
    assert services.similar_claims(text=claim.text.upper(), desk=claim.desk) == [claim]
    doubles.set_finder(lambda text, desk, language: [other, claim])
    assert services.similar_claims(text=claim.text, desk=claim.desk) == [claim, other]
    assert services.similar_claims(text=" ", desk=claim.desk) == []


def test_all_go_over_the_api(claim, other, alice, bob, make_source, say):
    item = say(other, make_source("Operator", "record"), DONE)
    body = {"parts": [{"text": "It is open.", "kind": "state"}], "remaining": "It is done.", "reason": "two things"}
    made = send(alice, f"claims/{other.uuid}/split/", {**body, "evidence": [str(item.uuid)]}, 201)
    assert [(each["text"], each["kind"]) for each in made] == [("It is open.", "state")]
    assert Evidence.objects.count() == 2
    send(alice, f"claims/{claim.uuid}/split/", {**body, "evidence": [str(item.uuid)]}, 400)
    merge = {"other": str(other.uuid), "reason": "the same"}
    send(alice, f"claims/{claim.uuid}/merge/", merge, 403)
    assert send(bob, f"claims/{claim.uuid}/merge/", merge)["uuid"] == str(claim.uuid)
    found = api(alice).get(f"/api/v1/desks/{claim.desk.uuid}/similar-claims/", {"text": claim.text}).json()
    assert [each["uuid"] for each in found] == [str(claim.uuid)]
    assert get(alice, f"desks/{claim.desk.uuid}/similar-claims/?text=") == []
