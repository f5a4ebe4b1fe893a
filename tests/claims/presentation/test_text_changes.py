"""How one text became another: every word of both is told, or that it stayed."""

from hypothesis import given
from hypothesis import strategies as st

from claims.presentation.text_changes import MAX_PARAGRAPHS, paragraphs, text_changes

words = st.sampled_from(["the", "machine", "is", "full", "half", "today", "lunch"])
texts = st.lists(st.lists(words, min_size=1, max_size=6).map(" ".join), max_size=12).map("\n".join)


@given(texts, texts)
def test_what_was_removed_and_added_gives_both_texts_back(old, new):
    blocks = text_changes(old, new) or []
    elided = sum(block.elided for block in blocks)
    for kind, text in (("removed", old), ("added", new)):
        told = [
            word for block in blocks for run in block.runs if run.kind in ("same", kind) for word in run.words.split()
        ]
        if blocks and not elided:
            assert told == text.split()


@given(texts)
def test_a_text_that_stayed_has_no_changes(text):
    assert text_changes(text, text.replace(" ", "  ") + "\n\n") == []


def test_a_reworded_paragraph_is_told_word_by_word_and_the_rest_by_its_number():
    stayed = [f"Paragraph {number}." for number in range(6)]
    blocks = text_changes("\n".join(["It is half full.", *stayed]), "\n".join(["It is full.", *stayed])) or []
    assert [(block.kind, block.elided) for block in blocks] == [("changed", 0), ("same", 0), ("elided", 5)]
    assert [(run.kind, run.words) for run in blocks[0].runs] == [
        ("same", "It is"),
        ("removed", "half"),
        ("same", "full."),
    ]


def test_texts_that_are_too_long_are_not_compared():
    assert text_changes("a\n" * (MAX_PARAGRAPHS + 1), "b") is None
    assert len(paragraphs("a\n\n \nb")) == 2
