"""What an assessment carries besides its stance: reasons, attribution, deciding words, language, order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.assess import (
    REFUTE_THRESHOLD,
    SUPPORT_THRESHOLD,
    ClaimText,
    Judgement,
    PassageText,
    SymbolicReader,
    get_assessor,
)
from tracker.assess.symbolic import READ_AT_MOST

PRETRAINING = ClaimText("OVHcloud has completed the pretraining of a model on the Jupiter supercomputer.")
ACQUIRED = ClaimText("OVHcloud has acquired Dragon LLM.")
CENTRES = ClaimText("OVHcloud runs 46 data centres.", kind="quantity")


def one(claim: ClaimText, text: str, **more: str) -> Judgement:
    return SymbolicReader().assess([(claim, PassageText(text, **more))])[0]  # type: ignore[arg-type]


def test_it_says_whose_words_it_read() -> None:
    speaker = one(PRETRAINING, "OVHcloud says it has completed the pretraining of a model on Jupiter.")
    operator = one(PRETRAINING, "The pretraining of OVHcloud's model on Jupiter has been completed, Jülich said.")
    assert (speaker.stance, speaker.attributed_to) == ("supports", "OVHcloud")
    assert (operator.stance, operator.attributed_to) == ("supports", "Jülich")
    assert "the passage gives it as the words of OVHcloud" in speaker.reasons


def test_a_passage_that_speaks_for_itself_has_no_attribution() -> None:
    assert one(ACQUIRED, "OVHcloud has acquired Dragon LLM.").attributed_to is None


def test_what_is_said_later_about_something_else_attributes_nothing() -> None:
    assert one(ACQUIRED, "OVHcloud has acquired Dragon LLM. Alice said the weather was fine.").attributed_to is None
    run_on = one(ACQUIRED, "Alice said the talks were over. OVHcloud has acquired Dragon LLM.")
    assert run_on.attributed_to == "Alice"


def test_it_names_both_figures_when_they_conflict() -> None:
    answer = one(CENTRES, "OVHcloud operates 44 data centers.")
    assert answer.stance == "refutes"
    assert answer.reasons == ("the passage says 44, the claim says 46",)


def test_it_says_that_a_plan_is_not_a_deed() -> None:
    answer = one(ACQUIRED, "OVHcloud plans to acquire Dragon LLM.")
    assert (answer.stance, answer.unrealised) == ("neutral", True)
    assert "“plans to” does not make it happen" in answer.reasons


def test_it_says_what_denies() -> None:
    answer = one(ACQUIRED, "OVHcloud has not acquired Dragon LLM.")
    assert (answer.stance, answer.negated) == ("refutes", True)
    assert answer.reasons == ("“not” denies it",)


def test_it_says_what_the_passage_lacks() -> None:
    assert one(ACQUIRED, "OVHcloud has acquired an office.").reasons == ("the passage lacks “Dragon”, “LLM”",)


def test_the_deciding_words_are_those_of_the_passage() -> None:
    text = "Nothing else was new. OVHcloud operates 44 data centers."
    answer = one(CENTRES, text)
    assert [text[s.start : s.end].strip() for s in answer.deciding] == ["44"]


def test_the_title_tells_who_is_meant() -> None:
    claim = ClaimText("OVHcloud had revenue of 1.085 billion euros in fiscal year 2025.", kind="quantity")
    text = "Revenue came to €1,084.6m in fiscal 2025."
    assert one(claim, text, title="OVHcloud: annual results").stance == "supports"
    assert one(claim, text, before="The board of OVHcloud met on Monday.").stance == "supports"
    assert one(claim, text).stance == "neutral"


def test_the_title_alone_is_never_support() -> None:
    answer = one(ACQUIRED, "Read more about it on the next page.", title="OVHcloud has acquired Dragon LLM")
    assert answer.stance == "neutral"


def test_a_fact_split_over_unrelated_sentences_is_not_support() -> None:
    text = "OVHcloud held its yearly meeting. A bank has acquired a brewery. Dragon LLM hires engineers."
    assert one(ACQUIRED, text).stance == "neutral"


def test_it_finds_the_sentence_among_others() -> None:
    text = "Rain is expected on Monday. OVHcloud has acquired Dragon LLM. The museum will reopen in May."
    assert one(ACQUIRED, text).stance == "supports"


@pytest.mark.parametrize(("language", "name"), [("fr", "French"), ("de-AT", "German"), ("fi", "“fi”")])
def test_it_takes_no_side_in_a_language_it_does_not_read(language: str, name: str) -> None:
    answer = one(CENTRES, "OVHcloud exploite 46 centres de données.", language=language)
    assert answer.stance == "neutral"
    assert answer.score < SUPPORT_THRESHOLD
    assert name in answer.reasons[0]
    assert answer.reasons[1:] == ("it names “OVHcloud”", "it has the figures “46”")


def test_it_reads_every_english() -> None:
    assert one(ACQUIRED, "OVHcloud has acquired Dragon LLM.", language="en-GB").stance == "supports"


def test_a_statement_may_be_told_with_a_pronoun_when_the_speaker_was_named_before() -> None:
    claim = ClaimText(
        "Octave Klaba said that training costs are falling.", "statement", speaker_names=("Octave Klaba",)
    )
    text = "He said that training costs are falling."
    assert one(claim, text, before="Octave Klaba spoke in Paris.").stance == "supports"
    assert one(claim, text, before="Alice spoke in Paris.").stance == "neutral"


def test_it_answers_in_the_order_of_the_pairs() -> None:
    pairs = [
        (CENTRES, PassageText("OVHcloud operates 44 data centers.")),
        (ACQUIRED, PassageText("OVHcloud has acquired Dragon LLM.")),
        (CENTRES, PassageText("OVHcloud operates 46 data centers.")),
    ]
    assert [a.stance for a in SymbolicReader().assess(pairs)] == ["refutes", "supports", "supports"]
    assert SymbolicReader().assess([]) == []


def test_every_assessment_names_the_assessor_and_its_version() -> None:
    reader = get_assessor("symbolic")
    answer = one(ACQUIRED, "OVHcloud has acquired Dragon LLM.")
    assert (answer.assessor, answer.version) == (reader.name, reader.version)
    assert (reader.support_threshold, reader.refute_threshold) == (SUPPORT_THRESHOLD, REFUTE_THRESHOLD)


def test_it_reads_no_further_than_a_passage_can_be_long() -> None:
    text = "5 cats " * 10_000
    answer = one(ACQUIRED, text + "OVHcloud has acquired Dragon LLM.")
    assert answer.stance == "neutral"
    assert len(text) > READ_AT_MOST


def test_an_unknown_assessor_is_refused_by_name() -> None:
    with pytest.raises(LookupError, match="no assessor is called 'oracle'; there are: learned, symbolic"):
        get_assessor("oracle")


@settings(max_examples=60)
@given(st.text(max_size=120), st.text(max_size=200), st.sampled_from(["event", "plan", "statement", "quantity"]))
def test_it_answers_for_any_text(claim: str, passage: str, kind: str) -> None:
    answer = one(ClaimText(claim, kind), passage)
    assert 0 <= answer.score <= 1
    assert answer.reasons
    assert all(0 <= s.start <= s.end <= len(passage) for s in answer.deciding)


def test_a_claim_in_another_language_is_said_to_be_the_one_that_is_not_read() -> None:
    answer = one(ClaimText("OVHcloud hat Dragon LLM gekauft.", language="de"), "OVHcloud has acquired Dragon LLM.")
    assert (answer.stance, answer.language_read) == ("neutral", False)
    assert "the claim is in German" in answer.reasons[0]
