import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.continuity import is_same_document

OLD = "The operator reports that the machine is busy this week. The run was completed on Monday, the centre said."
words = st.lists(st.text("abcdefgh", min_size=2, max_size=6), min_size=6, max_size=12).map(" ".join)
others = st.lists(st.text("opqrstuv", min_size=2, max_size=6), min_size=6, max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("new", "title", "same"),
    [
        ("The operator reports that the machine is busy this week.", "Something else entirely", True),
        ("This article was withdrawn.", "Withdrawn: the machine is busy", True),
        ("Bread has become dearer in many towns this autumn.", "The Operator: latest stories", False),
        ("Read more here.", "", False),
    ],
)
def test_a_shared_sentence_or_most_of_the_headline_makes_the_same_document(new, title, same):
    assert is_same_document(OLD, new, old_title="The machine is busy", new_title=title) is same


def test_a_stock_phrase_is_on_every_page():
    assert not is_same_document(f"{OLD} Read more here.", "Bread is dear. Read more here.")


@given(words, others)
def test_a_document_is_itself_and_one_without_a_common_word_is_another(old, other):
    assert is_same_document(f"{old}.", f"{other}.\n\n{old}.")
    assert not is_same_document(f"{old}.", f"{other}.", old_title=old, new_title=other)
