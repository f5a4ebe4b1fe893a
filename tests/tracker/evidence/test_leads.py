"""Leads: what touches a claim and raised no flag is kept for the staff, with the reason, and goes when it is over."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import exports, services
from claims.models import AuditEntry, Evidence, Flag
from claims.services import InvalidInput, erasure
from claims.services.evidence_input import JudgementInput, Quote
from tests.pages import page
from tracker.evidence import lead_decisions, leads
from tracker.models import Lead, Snapshot, Watch
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

PLAN = "OVHcloud plans to complete the pretraining of a model on the Jupiter supercomputer."
OTHER_PLAN = "OVHcloud intends to complete the pretraining of a model on the Jupiter supercomputer."
RECORD = "OVHcloud has completed the pretraining of a model on Jupiter."
RAIN = "It rains in the town today, and the canteen serves lunch from noon."
FRENCH = (
    "OVHcloud a terminé le préentraînement de son modèle sur le supercalculateur Jupiter de Jülich, selon le groupe."
)
URL = "https://operator.example/news"


@pytest.fixture
def source(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def lead(publish, source) -> Lead:
    """The operator writes of a plan, which a rule holds back."""
    publish(source, URL, RAIN, PLAN)
    return Lead.objects.get()


def states() -> list[tuple[str, str]]:
    return list(Lead.objects.order_by("pk").values_list("quote", "state"))


# --- What becomes a lead ---


def test_a_vetoed_passage_is_kept_with_the_rule_and_what_it_saw(lead, claim):
    assert (lead.why, lead.rule, lead.stance, lead.quote) == ("vetoed", "unrealised", "supports", PLAN)
    assert "plans to" in lead.sentence
    assert lead.rule_in_words == "a plan is no deed"
    assert (lead.claim, lead.state, lead.claim_version, lead.assessor) == (claim, "open", 1, "symbolic 3")
    assert not Evidence.objects.exists()
    assert not Flag.objects.exists()


def test_a_passage_in_a_language_that_is_not_read_is_kept(publish, source, answer, claim):
    Watch.objects.create(claim=claim, source=source)
    answer(
        watch_url(source=source, url=URL), page(FRENCH, FRENCH.replace("Jülich", "Juliers")).replace(b"'en'", b"'fr'")
    )
    found = Lead.objects.first()
    assert (found.why, found.stance) == ("unread", "neutral")
    assert any("French" in reason for reason in found.reasons)


GERMAN = (
    "OVHcloud hat das Vortraining seines Modells auf dem Supercomputer Jupiter in Jülich abgeschlossen, teilte der "
    "Konzern am Montag mit."
)
SPANISH = (
    "OVHcloud ha completado el preentrenamiento de su modelo en el supercomputador Jupiter de Jülich, según la empresa."
)


@pytest.mark.parametrize(("words", "language"), [(FRENCH, "French"), (GERMAN, "German"), (SPANISH, "Spanish")])
@pytest.mark.parametrize("states", [b"'en'", b"''", b"'en-GB'"])
def test_the_language_of_a_lead_is_told_from_its_words_whatever_the_page_states(
    publish, source, answer, claim, words, language, states
):
    Watch.objects.create(claim=claim, source=source)
    answer(watch_url(source=source, url=URL), page(words).replace(b"'en'", states))
    found = Lead.objects.get()
    assert (found.quote, found.why) == (words, "unread")
    assert found.reasons[0] == f"the passage is in {language}: only names and figures were read, a person must judge"
    assert "it names “Jupiter”, “OVHcloud”" in found.reasons
    assert not Evidence.objects.exists()


def test_a_sentence_in_another_language_on_an_english_page_is_a_lead(publish, source):
    publish(source, URL, RAIN, "The town has a new mayor, who was elected in May by the council.", GERMAN)
    assert [(lead.quote, lead.why) for lead in Lead.objects.filter(quote=GERMAN)] == [(GERMAN, "unread")]


def test_a_claim_in_another_language_leaves_a_lead_on_an_english_page(publish, source, claim, alice):
    services.revise_claim(by=alice, claim=claim, reason="As the article puts it.", text=GERMAN)
    publish(source, URL, RAIN, RECORD)
    found = Lead.objects.get()
    assert (found.quote, found.why) == (RECORD, "unread")
    assert found.reasons[0].startswith("the claim is in German")


def test_the_figures_that_both_have_are_named_however_they_are_written(publish, source, claim, alice, answer):
    services.revise_claim(
        by=alice, claim=claim, reason="More exact.", text="OVHcloud had revenue of 1,084.6 million euros in 2025."
    )
    Watch.objects.create(claim=claim, source=source)
    words = (
        "En 2025, OVHcloud a réalisé un chiffre d'affaires de 1 084,6 millions d'euros, selon les comptes du groupe."
    )
    answer(watch_url(source=source, url=URL), page(words).replace(b"'en'", b"'fr'"))
    assert "it has the figures “1,084.6 million euros”, “2025”" in Lead.objects.get().reasons


def test_what_is_about_something_else_is_no_lead(publish, source):
    publish(source, URL, RAIN, "OVHcloud opens an office in Lille. Jupiter is a planet.")
    assert states() == []


def test_a_passage_that_is_evidence_is_no_lead_beside_itself(publish, source):
    publish(source, URL, RECORD, RAIN)
    assert Evidence.objects.count() == 1
    assert states() == []


def test_of_a_page_a_claim_has_five_leads_at_most_the_likeliest(publish, source):
    plans = [
        PLAN.replace("plans to", f"{when} plans to")
        for when in ("now", "still", "today", "also", "again", "soon", "later")
    ]
    publish(source, URL, *[words for plan in plans for words in (plan, RAIN)])
    assert Lead.objects.filter(state="open").count() == 5
    assert not any(
        one.quote in other.quote for one in Lead.objects.all() for other in Lead.objects.all() if one != other
    )


# --- Once, and no longer than it is true ---


def test_a_page_that_is_processed_again_gives_no_lead_twice(lead, extractor):
    pipeline.reprocess(Snapshot.objects.all(), extractor=extractor)
    assert states() == [(PLAN, "open")]


def test_a_lead_goes_when_the_page_has_its_words_no_more_and_comes_back_with_them(lead, publish, source):
    publish(source, URL, RAIN, "Nothing is new.")
    assert states() == []
    publish(source, URL, PLAN, "Something is new after all.")
    assert states() == [(PLAN, "open")]


def test_a_lead_stays_while_the_page_keeps_its_words(lead, publish, source):
    publish(source, URL, RAIN, PLAN, "Something else is new.")
    assert states() == [(PLAN, "open")]


def test_a_lead_is_over_when_its_claim_is_revised(lead, claim, alice, publish, source):
    services.revise_claim(by=alice, claim=claim, reason="More exact.", text=claim.text.replace("a model", "two models"))
    assert not Lead.objects.waiting().exists()
    publish(source, URL, RAIN, PLAN, "Something else is new.")
    assert states() == []


def test_a_lead_is_over_when_its_words_are_evidence(lead, claim, alice):
    item = services.add_evidence(
        by=alice, claim=claim, quote=Quote(url=URL, exact=PLAN), judgement=JudgementInput("neutral")
    )
    leads.let_go_quoted(item)
    assert states() == []


def test_a_lead_is_over_when_its_claim_is_merged_into_another(lead, claim, article, alice, bob):
    other = services.record_claim(by=alice, article=article, text="A model was pretrained on Jupiter.", kind="event")
    services.merge_claims(by=bob, keep=other, other=claim, reason="They say the same.")
    assert states() == []


def test_a_page_without_leads_costs_no_statement_of_its_own(publish, source, claim, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert leads.with_open_leads([1, 2, 3]) == set()


# --- What people do about them ---


def test_a_lead_made_evidence_is_read_evidence_that_a_person_judged(lead, claim, alice):
    item = lead_decisions.make_evidence(by=alice, lead=lead, stance="supports")
    assert (item.quote, item.basis, item.stance, item.assessor, item.added_by) == (PLAN, "read", "supports", "", alice)
    assert (item.sha256, item.url, item.tier) == (lead.snapshot.body.sha256, URL, "record")
    lead.refresh_from_db()
    assert (lead.state, lead.evidence, lead.decided_by) == ("evidence", item, alice)
    assert lead.decided_at
    assert list(claim.flags.open().values_list("to_status", flat=True)) == ["verified"]
    entry = AuditEntry.objects.get(action="lead made evidence")
    assert (entry.actor, entry.visibility, entry.payload["evidence"]) == ("alice", "staff", str(item.uuid))


def test_whose_word_a_lead_is_stays_known(publish, source, alice):
    publish(source, URL, RAIN, f"OVHcloud said: “{PLAN}”")
    lead = Lead.objects.get(why="vetoed")
    item = lead_decisions.make_evidence(by=alice, lead=lead, stance="supports")
    assert (item.attributed_to, item.origin.speakers) == ("OVHcloud", True)


def test_the_words_are_quoted_from_the_latest_reading_that_has_them(lead, alice, publish, source):
    publish(source, URL, RAIN, PLAN, "Something else is new.")
    item = lead_decisions.make_evidence(by=alice, lead=lead, stance="refutes")
    assert item.sha256 == Snapshot.objects.order_by("-pk").first().body.sha256


def test_a_lead_whose_words_are_stored_nowhere_is_not_made_evidence(lead, alice):
    Snapshot.objects.update(text="Something else.")
    with pytest.raises(InvalidInput, match="no stored reading"):
        lead_decisions.make_evidence(by=alice, lead=lead, stance="supports")
    assert not Evidence.objects.exists()


def test_a_dismissed_lead_is_not_raised_again(lead, alice, extractor, publish, source):
    lead_decisions.dismiss(by=alice, lead=lead)
    pipeline.reprocess(Snapshot.objects.all(), extractor=extractor)
    publish(source, URL, "Nothing of it.")
    publish(source, URL, PLAN)
    publish(source, URL, PLAN, "A new sentence beside it.")
    assert states() == [(PLAN, "dismissed")]
    assert AuditEntry.objects.get(action="lead dismissed").actor == "alice"


def test_the_first_decision_counts(lead, alice, bob):
    lead_decisions.dismiss(by=alice, lead=lead)
    for decide in (lead_decisions.dismiss, lambda **who: lead_decisions.make_evidence(**who, stance="supports")):
        with pytest.raises(services.AlreadyDecided):
            decide(by=bob, lead=lead)


def test_only_members_decide(lead, charlie):
    for decide in (lead_decisions.dismiss, lambda **who: lead_decisions.make_evidence(**who, stance="supports")):
        with pytest.raises(PermissionDenied):
            decide(by=charlie, lead=lead)
    assert not Lead.objects.visible_to(charlie).exists()
    assert not Lead.objects.visible_to(None).exists()


def test_a_stance_that_is_none_is_refused(lead, alice):
    with pytest.raises(InvalidInput) as refusal:
        lead_decisions.make_evidence(by=alice, lead=lead, stance="maybe")
    assert refusal.value.field == "stance"


# --- Training rows, and people's data ---


def test_both_decisions_become_training_rows(lead, publish, source, alice):
    lead_decisions.make_evidence(by=alice, lead=lead, stance="supports")
    publish(source, f"{URL}/2", RAIN, OTHER_PLAN)
    for other in Lead.objects.waiting():
        lead_decisions.dismiss(by=alice, lead=other)
    rows = {row["passage"]: (row["label"], row["by"]) for row in exports.rows()}
    assert rows[PLAN] == ("supports", "judgement")
    assert rows[OTHER_PLAN] == ("neutral", "lead")


def test_no_row_tells_of_a_page_of_which_an_item_was_taken_down(lead, claim, alice, bob):
    lead_decisions.dismiss(by=alice, lead=lead)
    assert [row["passage"] for row in exports.rows()] == [PLAN]
    item = services.add_evidence(
        by=alice, claim=claim, quote=Quote(url=URL, exact=RAIN), judgement=JudgementInput("neutral")
    )
    services.takedown(by=bob, evidence=item, reason="A name of a minor.")
    assert [row["passage"] for row in exports.rows()] == []


def test_an_erasure_counts_leads_and_says_what_to_do(lead, alice):
    held = erasure.holdings(erasure.subject_of(name="OVHcloud"))
    assert [(each.count, each.fate) for each in held if each.what == "Leads: quote"] == [(1, "stays: empty the lead")]


def test_an_administrator_empties_a_lead_and_it_stays_away(lead, alice, admin_user, extractor):
    with pytest.raises(PermissionDenied):
        lead_decisions.empty(by=alice, lead=lead, reason="A name.")
    emptied = lead_decisions.empty(by=admin_user, lead=lead, reason="A person asked for it.")
    assert (emptied.quote, emptied.sentence, emptied.reasons, emptied.state) == ("(emptied)", "", [], "dismissed")
    pipeline.reprocess(Snapshot.objects.all(), extractor=extractor)
    assert states() == [("(emptied)", "dismissed")]
    assert [row["passage"] for row in exports.rows()] == []
