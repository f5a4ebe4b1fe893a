"""Who says so, and for whom that name speaks."""

from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.origins import read_attributions, score_attributions
from tracker.assess.attribution import attribution, is_hearsay, speaks_for


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("OVHcloud says it has completed the run.", "OVHcloud"),
        ("OVHcloud said on Monday that the run was complete.", "OVHcloud"),
        ("OVHcloud announced that the run was complete.", "OVHcloud"),
        ("OVHcloud claims the run is complete.", "OVHcloud"),
        ("The run is complete, OVHcloud said.", "OVHcloud"),
        ("The run is complete, said OVHcloud.", "OVHcloud"),
        ("The run has been completed, Jülich said.", "Jülich"),
        ("According to OVHcloud, the run is complete.", "OVHcloud"),
        ("The run is complete, according to the Jülich Supercomputing Centre.", "Jülich Supercomputing Centre"),
        ("A spokesperson for OVHcloud said the run was complete.", "OVHcloud"),
        ("OVHcloud chief executive Octave Klaba said the run was complete.", "Octave Klaba"),
        ("Klaba told Reuters that the run was complete.", "Klaba"),
        ("The run is complete, it was said in a statement.", "a statement"),
        ("Sources said the run was complete.", "sources"),
        ("The company said the run was complete.", "the company"),
    ],
)
def test_it_finds_who_says_so(text: str, who: str) -> None:
    found = attribution(text)
    assert found is not None
    assert found.who.lower() == who.lower()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("LUXEMBOURG, May 3 (Reuters) - Norlux has acquired Veltra.", "Reuters"),
        ("PARIS (AFP) — Norlux has acquired Veltra.", "AFP"),
        ("GHENT, Belgium (AP) -- Norlux has acquired Veltra.", "AP"),
        ("Norlux has acquired Veltra. (Source: AFP)", "AFP"),
        ("Norlux hat Veltra übernommen. (dpa)", "DPA"),
        ("Reuters: Norlux has acquired Veltra.", "Reuters"),
        ("Norlux has acquired Veltra - Reuters", "Reuters"),
        ("Norlux has acquired Veltra, per Bloomberg.", "Bloomberg"),
        ("Norlux has acquired Veltra, via Reuters.", "Reuters"),
        ("Norlux has acquired Veltra, first reported by Bloomberg.", "Bloomberg"),
        ("Norlux has acquired Veltra, as first reported by the Morning Ledger.", "Morning Ledger"),
        ("Norlux has acquired Veltra, Bloomberg News has learned.", "Bloomberg News"),
        ("In a report by AFP, Norlux is named as the buyer.", "AFP"),
        ("Norlux hat Veltra übernommen, berichtet die dpa.", "DPA"),
        ("Laut Handelsblatt hat Norlux Veltra übernommen.", "Handelsblatt"),
        ("Selon l’AFP, Norlux a acquis Veltra.", "AFP"),
        ("Norlux has acquired Veltra, Paula Parker tweeted.", "Paula Parker"),
        ("Norlux has acquired Veltra, it wrote on LinkedIn.", "it"),
        ("“Norlux has acquired Veltra,” reads the announcement.", "the announcement"),
        ("Norlux has acquired Veltra, its annual report shows.", "its annual report"),
        ("Norlux has acquired Veltra, insiders claim.", "insiders"),
    ],
)
def test_credits_and_papers_are_somebody_elses_word(text: str, who: str) -> None:
    found = attribution(text)
    assert found is not None
    assert found.who == who


@pytest.mark.parametrize(
    ("text", "hearsay"),
    [
        ("Norlux has acquired Veltra, it was announced on Monday.", True),
        ("Norlux has reportedly acquired Veltra.", True),
        ("Norlux is said to have acquired Veltra.", True),
        ("Norlux is understood to have acquired Veltra.", True),
        ("Rumour has it that Norlux has acquired Veltra.", True),
        ("It was announced by Norlux that the sale is complete.", False),
        ("The church is said to be the oldest in the county.", False),
        ("Norlux has acquired Veltra.", False),
    ],
)
def test_hearsay_is_known(text: str, hearsay: bool) -> None:
    assert is_hearsay(text) == hearsay


@pytest.mark.parametrize(
    "text",
    [
        "The Jülich Supercomputing Centre (JSC) - the operator of the machine - has completed the run.",
        "Norlux has acquired Veltra Systems (NASDAQ: VLTR).",
        "The parts were sent to Ghent via Antwerp.",
        "The fine is 30 euros per Tonne.",
        "Norlux has learned from its mistakes.",
        "Norlux sells the AP 400 - a pump for mines.",
        "It was said by nobody.",
        "The report lists 12 sites.",
    ],
)
def test_what_only_looks_like_a_credit_is_none(text: str) -> None:
    assert attribution(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "OVHcloud acquired Dragon LLM.",
        "The United States won the match.",
        "Charlie wrote a book about Alice.",
        "As of 18 March, there are 33 cases.",
        "OVHcloud added a wing to the building.",
    ],
)
def test_a_deed_is_no_attribution(text: str) -> None:
    assert attribution(text) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The sale is complete, two people familiar with the matter told Bloomberg.", "Bloomberg"),
        ("Bloomberg reported, citing people with knowledge of the matter, that the sale is complete.", "Bloomberg"),
        ("Sources close to Norlux told Handelsblatt on Monday that the sale is off.", "Handelsblatt"),
        ("Officials told the Gazette that the reactor was shut down.", "Gazette"),
        ("Bloomberg was told by two people that the sale is off.", "Bloomberg"),
        ("Klaba told Reuters that the run was complete.", "Klaba"),
        ("Norlux published a release on Monday.", "Norlux"),
        ("On Monday Norlux issued a joint statement.", "Norlux"),
        ("OVHcloud recently said it has completed the run.", "OVHcloud"),
        ("Norlux said Thursday it had acquired Veltra.", "Norlux"),
        ("In May Norlux said it had acquired Veltra.", "Norlux"),
        ("People familiar with the matter said the sale is off.", "people"),
        ("The company recently said the sale is off.", "the company"),
        ("The sale is off, the operator of the machine says.", "the operator"),
        ("The chief executive told Reuters that the sale is off.", "the chief executive"),
        ("It said so in its statement.", "a statement"),
        ("Both said the deal is complete.", "someone"),
        ("One long-serving supervisory board member said it is done.", "someone"),
        ("A member said the bid failed.", "someone"),
        ("March said the deal was done.", "someone"),
        ("Not Found reported.", "someone"),
        ("The matter told nobody.", "someone"),
    ],
)
def test_it_names_who_speaks_and_no_day_no_fragment_and_no_crowd(text: str, who: str) -> None:
    found = attribution(text)
    assert found is not None
    assert found.who == who


@pytest.mark.parametrize(
    "text",
    [
        "The acquisition of Dragon LLM, announced on Monday, is complete.",
        "The acquisition of Dragon LLM announced on Monday is complete.",
        "The acquisition of Dragon LLM, announced by OVHcloud in May, is complete.",
        "The purchase of Veltra Systems, which makes ventilators, announced on Monday, is complete.",
        "The Jupiter supercomputer, reported last year to be in Germany, is slow.",
        "Norlux, announced Thursday, has a new logo.",
        "The deal, announced Thursday, is done.",
        "Talks with Mistral, confirmed Friday by both sides, go on.",
        "Norlux never said that it had acquired Veltra.",
        "Found reports of a sale.",
        "Two people familiar with the matter told this newspaper that the sale is off.",
        "A source told us that the sale is off.",
    ],
)
def test_a_participle_a_silence_and_own_reporting_are_nobodys_word(text: str) -> None:
    assert attribution(text) is None


@pytest.mark.parametrize(
    ("name", "speakers", "does"),
    [
        ("Klaba", ("Octave Klaba",), True),
        ("Octave Klaba", ("Octave Klaba", "OVHcloud"), True),
        ("OVHcloud SA", ("OVHcloud",), True),
        ("OVHcloud's", ("OVHcloud",), True),
        ("JSC", ("Jülich Supercomputing Centre",), True),
        ("Jülich", ("Jülich Supercomputing Centre",), True),
        ("Jülich", ("OVHcloud",), False),
        ("Reuters", ("Octave Klaba",), False),
        ("a statement", ("OVHcloud",), False),
        ("OVHcloud", (), False),
    ],
)
def test_it_knows_for_whom_a_name_speaks(name: str, speakers: tuple[str, ...], *, does: bool) -> None:
    assert speaks_for(name, speakers) is does


KEPT = Path(__file__).parents[2] / "data" / "attributions.jsonl"


def test_on_the_kept_sentences_it_errs_in_one_of_twenty_at_most() -> None:
    found = score_attributions(read_attributions(KEPT))["held"]
    assert found["n"] >= 70
    assert found["precision"] >= 0.95
    assert found["recall"] >= 0.95


def test_a_crowd_is_named_by_no_name() -> None:
    found = attribution("Officials confirmed that the reactor was shut down.")
    assert found is not None
    assert not found.named


PIECES = (
    "OVHcloud", "Klaba", "the", "spokesman for", "according to", "As reported by", "was", "announced",
    "confirmed by", "said", "SAYS", "posted",
    "that", "in a statement", "release", "'s claim", "sources", "to", "Jülich", ",", ".", "“", "”",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join))
def test_looking_for_words_first_loses_no_attribution(text: str) -> None:
    found = attribution.__wrapped__(text)
    with patch("tracker.assess.attribution._any_in", return_value=True):
        assert attribution.__wrapped__(text) == found
