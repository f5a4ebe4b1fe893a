"""Which claims a page is held against, and which of its passages are judged at all."""

import pytest

from claims import services
from claims.models import Claim, Desk, Membership
from claims.services.evidence_input import JudgementInput
from tests.pages import page
from tracker.evidence import candidates, propose
from tracker.evidence.assessor import current_assessor
from tracker.evidence.candidates import match_claims, scopes_of
from tracker.evidence.reassess import judge_revised
from tracker.extract.passages import changed_passages
from tracker.models import PollingPolicy, Resource, Watch
from tracker.watching.resources import watch_url

WORDS = "OVHcloud has completed the pretraining of a model on Jupiter, the operator of the machine says."
OTHER = "Veltra Systems opened a data centre in Ghent, where it employs more than two hundred people today."
BETWEEN = (
    "The weather was fine all week. Visitors came from far away. Lunch was served in the garden. "
    "A choir sang in the evening. The last guests left at ten."
)
CHANGED = "Veltra Systems closed a data centre in Ghent, where it employed more than two hundred people until now."


def claims_of(source, text: str) -> list[Claim]:
    return [claim for claim, _ in match_claims(scopes_of([source])[source.pk], "", changed_passages("", text, "en"))]


@pytest.fixture
def wire(make_source):
    """A newswire: open to all."""
    source = make_source("Wire", "independent")
    PollingPolicy.objects.create(source=source, open_to_all=True)
    return source


@pytest.fixture
def judged(monkeypatch):
    """The pairs that were judged, as (claim text, passage text)."""
    pairs: list[tuple[str, str]] = []

    class Recording:
        def __init__(self) -> None:
            self._assessor = current_assessor()

        def __getattr__(self, name: str) -> object:
            return getattr(self._assessor, name)

        def assess(self, asked):
            pairs.extend((claim.text, passage.text) for claim, passage in asked)
            return self._assessor.assess(asked)

    monkeypatch.setattr(propose, "current_assessor", Recording)
    return pairs


def test_a_newswire_is_held_against_every_claim_of_its_desk(wire, claim):
    assert claims_of(wire, WORDS) == [claim]


def test_a_newswire_is_not_held_against_the_claims_of_another_desk(wire, claim, alice):
    elsewhere = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=alice, desk=elsewhere, role="journalist")
    article = services.record_article(by=alice, desk=elsewhere, title="The same machine")
    services.record_claim(by=alice, article=article, text=claim.text, kind="event")
    assert claims_of(wire, WORDS) == [claim]


def test_another_source_is_held_against_the_claims_that_watch_it(claim, article, alice, make_source):
    source = make_source("Operator", "record")
    services.record_claim(by=alice, article=article, text="OVHcloud trained on Jupiter.", kind="event")
    assert claims_of(source, WORDS) == []
    Watch.objects.create(claim=claim, source=source)
    assert claims_of(source, WORDS) == [claim]


def test_a_withdrawn_claim_is_held_against_nothing(wire, claim, article, bob):
    services.publish(by=bob, article=article)
    services.withdraw(by=bob, article=article, reason="The article was pulled.")
    Watch.objects.create(claim=claim, source=wire)
    assert claims_of(wire, WORDS) == []


def test_only_the_claims_that_a_passage_touches_are_loaded(wire, claim, article, alice, django_assert_num_queries):
    for number in range(30):
        text = f"Town {number} elected mayor number {number}."
        services.record_claim(by=alice, article=article, text=text, kind="event")
    assert claims_of(wire, WORDS) == [claim]
    with django_assert_num_queries(2):  # what changed since, and the claims match_claims
        assert claims_of(wire, WORDS) == [claim]


def test_an_unchanged_passage_is_not_judged_again(claim, article, alice, make_source, publish, judged):
    other = services.record_claim(by=alice, article=article, text="Veltra Systems has data centres.", kind="event")
    source = make_source("Operator", "record")
    Watch.objects.create(claim=other, source=source)
    publish(source, "https://operator.example/news", WORDS, BETWEEN, OTHER)
    assert {text for text, _ in judged} == {claim.text, other.text}
    judged.clear()
    publish(source, "https://operator.example/news", WORDS, BETWEEN, OTHER, around="Subscribe now")
    assert judged == []
    publish(source, "https://operator.example/news", WORDS, BETWEEN, CHANGED)
    assert {text for text, _ in judged} == {other.text}
    assert all("closed a data centre" in passage for _, passage in judged)


def test_a_revised_claim_is_judged_again_on_what_stands_and_only_once(claim, alice, make_source, publish, judged):
    publish(make_source("Operator", "record"), "https://operator.example/news", WORDS)
    judged.clear()
    services.revise_claim(by=alice, claim=claim, reason="shorter", text="OVHcloud completed a pretraining on Jupiter.")
    assessor = propose.current_assessor()
    assert judge_revised(assessor) == 1
    assert [text for text, _ in judged] == ["OVHcloud completed a pretraining on Jupiter."]
    assert claim.evidence.get().judged_version == 2
    assert claim.flags.get(state="open", kind="status").claim_version == 2
    assert judge_revised(assessor) == 0


def test_what_a_person_judged_waits_for_a_person_when_the_claim_is_revised(claim, alice, make_source, publish):
    publish(make_source("Operator", "record"), "https://operator.example/news", WORDS)
    item = claim.evidence.get()
    services.judge_evidence(
        by=alice, evidence=item, judgement=JudgementInput(stance="supports", reasons=("I read it.",))
    )
    services.revise_claim(by=alice, claim=claim, reason="shorter", text="OVHcloud completed a pretraining on Jupiter.")
    assert judge_revised(current_assessor()) == 0


def test_an_open_sources_page_becomes_evidence_without_a_watch(wire, claim, answer):
    resource: Resource = watch_url(source=wire, url="https://wire.example/news")
    answer(resource, page(WORDS))
    assert claim.evidence.get().source == wire
    assert not Watch.objects.exists()


def test_of_a_page_with_more_pairs_than_can_be_judged_the_likeliest_are(wire, claim, monkeypatch):
    monkeypatch.setattr(candidates, "PAIRS", 1)
    passages = changed_passages("", f"OVHcloud has a model on Jupiter. {OTHER} {WORDS}", "en")
    [(_, passage)] = match_claims(scopes_of([wire])[wire.pk], "", passages)
    assert passage.text.endswith(WORDS)


def test_a_page_made_to_keep_a_worker_busy_is_read_up_to_a_point(wire, claim, monkeypatch, caplog):
    monkeypatch.setattr(candidates, "PASSAGES", 3)
    assert claims_of(wire, f"{BETWEEN} {WORDS}") == []
    assert "new passages: the first 3 are read" in caplog.text
    assert claims_of(wire, f"{WORDS} {BETWEEN}") == [claim] * 3


def test_a_claim_of_everyday_words_has_its_likeliest_passages_judged_and_no_more(make_source, article, alice, claim):
    everyday = services.record_claim(by=alice, article=article, text="People said that more work is new.", kind="event")
    source = make_source("Gazette", "independent")
    for each in (claim, everyday):
        Watch.objects.create(claim=each, source=source)
    noise = " ".join(f"More people said on day {day} that their work was hard for them." for day in range(300))
    text = f"{noise} The people of Ghent said that more work is new. {noise} {WORDS}"
    matched = match_claims(scopes_of([source])[source.pk], "", changed_passages("", text, "en"))
    of_everyday = [passage.text for each, passage in matched if each == everyday]
    assert len(of_everyday) == candidates.PAIRS_OF_A_CLAIM
    assert any("The people of Ghent said that more work is new." in words for words in of_everyday)
    assert WORDS in [passage.text for each, passage in matched if each == claim]
