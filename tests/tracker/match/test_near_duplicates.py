from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.match import texts
from tracker.match.near_duplicates import (
    Candidate,
    copied,
    is_copy,
)

MORNING = datetime(2026, 3, 4, 8, tzinfo=UTC)
some_words = st.lists(st.text(alphabet="abcdefgéß0123", min_size=1, max_size=8), min_size=1, max_size=80)


def keys_copied(text: str, candidates: list[Candidate[str]], *, passage: str = "") -> list[str]:
    return [found.key for found in copied(text, candidates, passage=passage)]


def candidate(key: str, text: str, *, hours: int) -> Candidate[str]:
    return Candidate(key=key, text=text, seen_at=MORNING + timedelta(hours=hours))


@pytest.mark.parametrize("change", texts.REPRINTS)
def test_it_knows_a_reprint_of_an_agency_text_with(change: str) -> None:
    finding = is_copy(texts.REPRINTS[change], texts.AGENCY)
    assert finding.copy, finding.reason


@pytest.mark.parametrize("change", texts.REPRINTS)
def test_it_knows_the_agency_text_from_a_reprint_that_came_first_with(change: str) -> None:
    assert is_copy(texts.AGENCY, texts.REPRINTS[change]).copy


@pytest.mark.parametrize("reporter", texts.INDEPENDENT)
@pytest.mark.parametrize("other", ["agency", *texts.INDEPENDENT])
def test_reports_of_ones_own_about_the_same_event_are_no_copies(reporter: str, other: str) -> None:
    if reporter == other:
        return
    finding = is_copy(texts.INDEPENDENT[reporter], {"agency": texts.AGENCY, **texts.INDEPENDENT}[other])
    assert not finding.copy
    assert finding.containment < 0.2


@given(st.randoms(use_true_random=False))
def test_an_editor_who_changes_every_fifth_word_does_not_hide_a_copy(random) -> None:
    words = texts.AGENCY.split()
    for place in random.sample(range(len(words)), len(words) // 5):
        words[place] = random.choice(["", "otherwise", f"{words[place]} indeed"])
    edited = " ".join(words)
    assert is_copy(edited, texts.AGENCY).copy
    assert is_copy(texts.AGENCY, edited).copy


def test_a_text_told_in_other_words_is_beyond_it() -> None:
    assert not is_copy(texts.REWRITTEN, texts.AGENCY).copy


def test_a_long_quote_that_two_short_reports_share_makes_neither_a_copy() -> None:
    first = (
        f"{texts.QUOTE} Quiring told reporters after the signing in Lille, where staff had waited since the morning."
    )
    second = f"Asked about the price, the chief executive said only this: {texts.QUOTE} She took no further questions."
    assert not is_copy(second, first).copy
    assert not is_copy(first, second).copy


def test_it_says_why_in_words() -> None:
    assert is_copy(texts.AGENCY, texts.AGENCY).reason == "word for word the same"
    assert is_copy(texts.WITH_OWN_PARAGRAPHS, texts.AGENCY).reason == "it carries 100% of the other text"
    assert "own words stand in the other text" in is_copy(texts.HALVED, texts.AGENCY).reason
    assert is_copy("Norlux bought Veltra.", texts.AGENCY).reason.startswith("too short")


def test_containment_is_the_share_of_the_first_text_only() -> None:
    assert is_copy(texts.HALVED, texts.AGENCY).containment > 0.9
    assert is_copy(texts.AGENCY, texts.HALVED).containment < 0.6


@pytest.mark.parametrize(
    ("text", "of", "copy"),
    [
        ("Norlux has bought Veltra.", "NORLUX has bought Veltra", True),
        ("Norlux has bought Veltra.", "Norlux has not bought Veltra.", False),
        ("Norlux has bought Veltra.", texts.AGENCY + " Norlux has bought Veltra.", False),
        ("Veltra, based in Ghent, employs 212 people and sells tools that hospitals use.", texts.AGENCY, True),
        ("Veltra, based in Ghent, employs 212 people and sells software to hospitals.", texts.AGENCY, False),
        ("", "", False),
        ("…", "Norlux has bought Veltra.", False),
    ],
)
def test_a_single_sentence_is_a_copy_only_word_for_word(text: str, of: str, *, copy: bool) -> None:
    assert is_copy(text, of).copy is copy


def test_what_an_item_copies_comes_earliest_first() -> None:
    found = keys_copied(
        texts.HALVED,
        [
            candidate("the noon reprint", texts.NEW_HEADLINE, hours=4),
            candidate("the register", texts.FROM_THE_REGISTER, hours=0),
            candidate("the agency", texts.AGENCY, hours=1),
        ],
    )
    assert found == ["the agency", "the noon reprint"]


def test_an_origin_known_by_two_texts_is_named_once() -> None:
    both = [candidate("one origin", texts.NEW_HEADLINE, hours=4), candidate("one origin", texts.AGENCY, hours=1)]
    assert keys_copied(texts.HALVED, both) == ["one origin"]


def test_an_item_that_copies_two_texts_names_both_though_they_are_no_copies_of_each_other() -> None:
    mixed = f"{texts.FROM_THE_REGISTER}\n\n{texts.FROM_GHENT}"
    both = [candidate("Ghent", texts.FROM_GHENT, hours=2), candidate("register", texts.FROM_THE_REGISTER, hours=1)]
    assert keys_copied(mixed, both) == ["register", "Ghent"]
    assert not is_copy(texts.FROM_GHENT, texts.FROM_THE_REGISTER).copy


def test_an_item_of_its_own_copies_nothing() -> None:
    assert keys_copied(texts.FROM_GHENT, [candidate("the agency", texts.AGENCY, hours=0)]) == []
    assert keys_copied(texts.FROM_GHENT, []) == []


def test_a_page_of_its_own_that_carries_an_agencys_paragraph_copies_the_agency() -> None:
    paragraph = texts.AGENCY.split("\n\n")[1]
    page = f"{texts.FROM_THE_REGISTER}\n\n{paragraph}\n\n{texts.FROM_GHENT}\n\n{texts.FROM_THE_MARKETS}"
    agency = [candidate("the agency", texts.AGENCY, hours=0)]
    assert keys_copied(page, agency) == []
    assert keys_copied(page, agency, passage=paragraph) == ["the agency"]
    assert keys_copied(page, agency, passage=texts.FROM_THE_REGISTER) == []


@given(
    some_words,
    st.sampled_from([" ", "\n", "\t ", "\u00a0", "\u2009"]),
    st.sampled_from([('"', '"'), ("„", "“"), ("«", "»"), ("‘", "’"), ("", "")]),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.integers(0, 80),
    st.integers(0, 80),
)
def test_case_spacing_and_the_kind_of_quotation_mark_do_not_matter(text, space, marks, case, start, end) -> None:
    start, end = sorted((start, end))

    def quoted(opening: str, closing: str, between: str) -> str:
        parts = [text[:start], text[start:end], text[end:]]
        before, inside, after = (between.join(part) for part in parts)
        return between.join([before, f"{opening}{inside}{closing}", after])

    other = case(quoted(marks[0], marks[1], space))
    assert is_copy(other, quoted("“", "”", " ")).copy
    assert is_copy(quoted("“", "”", " "), other).copy


@given(some_words)
def test_every_text_is_a_copy_of_itself(text: list[str]) -> None:
    whole = " ".join(text)
    assert is_copy(whole, whole).copy
    assert is_copy(whole, whole).containment == 1
    assert keys_copied(whole, [candidate("itself", whole, hours=0)]) == ["itself"]


@given(some_words, some_words)
def test_containment_is_a_share(text: list[str], of: list[str]) -> None:
    assert 0 <= is_copy(" ".join(text), " ".join(of)).containment <= 1
