import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.match.index import ClaimIndex
from tracker.match.page import candidates_of
from tracker.match.segment import Entry
from tracker.match.words import tokens

CLAIMS = [
    "Norlux has acquired Veltra.",
    "It is what it is.",
    "The WHO lent 1,600 euros to us.",
    "日本の人口",
    "Ölü's 84.6",
]

words = st.sampled_from(
    [
        "Norlux’s",
        "veltra",
        "the",
        "WHO",
        "us",
        "US",
        "is",
        "it",
        "a",
        "1,600",
        "1",
        "84.6",
        "日本は",
        "Ölü",
        "(rain)",
        "ÖLÜ's",
    ]
)
texts = st.lists(words | st.text(max_size=6), max_size=12).map(" ".join)


@given(claims=st.lists(st.sampled_from(CLAIMS) | texts, max_size=5), passages=st.lists(texts, max_size=5), title=texts)
def test_passages_find_together_what_they_find_one_by_one(claims: list[str], passages: list[str], title: str) -> None:
    index = ClaimIndex.build(Entry(number, text) for number, text in enumerate(claims))
    index.put(Entry(2, "Norlux opened the us office."))
    together = [dict(found) for found in candidates_of(index, passages, title=title, group=None)]
    assert len(together) == len(passages)
    for passage, found in zip(passages, together, strict=True):
        assert found == pytest.approx(dict(index.candidates(passage, title=title)), rel=1e-5)


@given(st.text(st.characters(blacklist_categories=["Cs"]) | st.sampled_from(" \n\u00a0'’s1,.\u0301日A")))
def test_no_word_spans_white_space(text: str) -> None:
    assert tokens(text) == [token for word in text.split() for token in tokens(word)]


def test_a_passage_of_function_words_alone_is_sought_by_them() -> None:
    index = ClaimIndex.build([Entry(1, "It is what it is."), Entry(2, "Norlux has acquired Veltra.")])
    passages = ["It is what it is.", "It is what it is in Ghent.", "Veltra was acquired by Norlux."]
    together = candidates_of(index, passages, title="", group=None)
    assert [[claim for claim, _ in found] for found in together] == [[1], [], [2]]
