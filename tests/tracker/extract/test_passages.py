from itertools import pairwise

import pytest
import sentencex
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.passages import (
    MAX_SENTENCE_CHARS,
    changed_passages,
    passages,
    sentences,
)
from tracker.extract.text import key

words = st.sampled_from(
    ["reactor", "The", "reopened", "1.5", "No.", "(b)", "“so”", "U.S.", "ends.", "why?", "é", "\n\n", "\n", " "]
)
texts = st.lists(words, max_size=60).map(" ".join) | st.text(max_size=200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost 1.5 million. Then it closed.", ["It cost 1.5 million.", "Then it closed."]),
        ("Mr. J. K. Smith met Dr. Lee. They spoke.", ["Mr. J. K. Smith met Dr. Lee.", "They spoke."]),
        ("The U.S. Army left. St. Mary fell.", ["The U.S. Army left.", "St. Mary fell."]),
        ("“It works. Truly,” he said. Then he left.", ["“It works. Truly,” he said.", "Then he left."]),
        ("“Stop!” she said. He did.", ["“Stop!” she said.", "He did."]),
        ("It cost € 3.2 bn. vs. 4.1 in 2009. Is it so?", ["It cost € 3.2 bn. vs. 4.1 in 2009.", "Is it so?"]),
        ("He was born on Jan. 5, 2010. Approx. 5 remain.", ["He was born on Jan. 5, 2010.", "Approx. 5 remain."]),
        ("It closed in 2009.They left.", ["It closed in 2009.", "They left."]),
        ("So ( he said ) . \"", ["So ( he said ) . \""]),
        ("A heading\n\nA sentence\nover two lines.", ["A heading", "A sentence\nover two lines."]),
        ("", []),
        (" \n\n \n", []),
    ],
)  # fmt: skip
def test_it_finds_sentences_where_people_see_them(text, expected):
    assert [span.text for span in sentences(text, "en")] == expected


@pytest.mark.parametrize("language", ["en", "en-GB", "", "xx-YY", "de"])
def test_any_language_tag_will_do(language):
    assert len(sentences("Eins ist da. Zwei ist fort.", language)) == 2


@given(texts, st.sampled_from(["en", "de", ""]))
def test_sentences_are_exact_ordered_and_lose_nothing(text, language):
    spans = sentences(text, language)
    assert all(text[span.start : span.end] == span.text == span.text.strip() for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    assert "".join("".join(span.text for span in spans).split()) == "".join(text.split())


@given(texts)
def test_passages_are_exact_windows_of_one_to_three_sentences(text):
    starts = {span.start for span in sentences(text, "en")}
    for passage in passages(text, "en"):
        assert passage.text == text[passage.start : passage.end]
        assert passage.start in starts
        assert 1 <= passage.sentence_count <= 3


def test_a_window_crosses_at_most_one_paragraph_break():
    windows = [passage.text for passage in passages("One.\n\nTwo.\n\nThree.", "en")]
    assert windows == ["One.", "One.\n\nTwo.", "Two.", "Two.\n\nThree.", "Three."]


def test_text_without_punctuation_is_cut():
    assert all(len(span.text) <= MAX_SENTENCE_CHARS for span in sentences("word " * 2_000 + "x" * 4_000, "en"))


def test_a_very_long_paragraph_has_the_sentences_that_its_parts_have():
    told = [f"Sentence {number} of the U.S. report, approx. {number} words long, is here." for number in range(1_000)]
    assert [span.text for span in sentences(" ".join(told), "en")] == told


@pytest.mark.parametrize("sign", ["“", "“a ", "„a ", "‘a ", "«b ", "“A. ", "x", "a. "])
def test_what_takes_long_to_cut_is_cut_in_pieces(monkeypatch, sign):
    """A page of quotation marks that nothing closes held a worker for a time that grew with its square."""
    lengths = []
    find = sentencex.get_sentence_boundaries

    def noted(code: str, text: str) -> list:
        lengths.append(len(text))
        return find(code, text)

    monkeypatch.setattr(sentencex, "get_sentence_boundaries", noted)
    text = (sign * 30_000)[:30_000]
    spans = sentences(text, "en")
    assert max(lengths) <= 5_000
    assert sum(lengths) == len(text)
    assert all(text[span.start : span.end] == span.text for span in spans)


@given(texts)
def test_an_unchanged_text_has_no_changed_passages(text):
    assert changed_passages(text, text, "en") == []


def test_only_windows_with_a_new_or_altered_sentence_are_changed():
    old = "One is here. Two is here. Three is here.\n\nFour is here. Five is here. Six is here."
    new = old.replace("Six is", "Six is not")
    changed = [passage.text for passage in changed_passages(old, new, "en")]
    assert changed == [
        "Four is here. Five is here. Six is not here.",
        "Five is here. Six is not here.",
        "Six is not here.",
    ]


def test_a_moved_or_repeated_sentence_and_other_quotation_marks_are_no_change():
    old = "He said “no”. Then he left.\n\nIt rained."
    assert changed_passages(old, 'It rained.\n\nThen he left. He said "no". It  rained.', "en") == []


def test_everything_is_new_in_a_first_text():
    assert changed_passages("", "One. Two.", "en") == passages("One. Two.", "en")


@given(texts, texts, texts)
def test_changed_are_the_windows_with_a_sentence_that_stood_nowhere(kept, old, new):
    before, after = f"{kept}\n\n{old}", f"{new}\n\n{kept}\n\n{new}"
    stood = {key(span.text) for span in sentences(before, "en")}
    new_starts = [span.start for span in sentences(after, "en") if key(span.text) not in stood]
    wanted = [each for each in passages(after, "en") if any(each.start <= start < each.end for start in new_starts)]
    assert changed_passages(before, after, "en") == wanted


@pytest.mark.parametrize("count", [3, 300])
def test_of_few_or_many_changed_sentences_those_that_stood_elsewhere_are_not_new(count):
    old = "\n\n".join(f"Plant {number} opened." for number in range(count))
    new = " ".join(f"Plant {number} opened." for number in range(count)) + " Nobody came."
    changed = changed_passages(old, new, "en")
    assert [passage.text for passage in changed if passage.sentence_count == 1] == ["Nobody came."]
