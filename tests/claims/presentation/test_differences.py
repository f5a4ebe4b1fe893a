from hypothesis import given
from hypothesis import strategies as st

from claims.presentation.differences import MAX_WORDS, Run, differences

word = st.sampled_from(["the", "no", "1.5", "5", "Bob", "said.", "“so”", '"so"', "é"])
wording = st.lists(word, max_size=20).map(" ".join)


def test_a_difference_is_told_in_words():
    assert differences("It has reopened with 1.5 billion", "It has not reopened with 1.2 billion") == [
        Run("same", "It has"),
        Run("added", "not"),
        Run("same", "reopened with"),
        Run("removed", "1.5"),
        Run("added", "1.2"),
        Run("same", "billion"),
    ]


def test_other_quotation_marks_and_spaces_are_no_difference():
    assert differences("“a”  b", '"a"\nb') == [Run("same", '"a" b')]
    assert differences("", "") == []


def test_capitals_are_a_difference():
    assert [run.kind for run in differences("the Hague", "The Hague")] == ["removed", "added", "same"]


def test_what_is_too_long_to_compare_is_shown_as_replaced():
    old, new = "a " * (MAX_WORDS + 1), "a b"
    assert [run.kind for run in differences(old, new)] == ["removed", "added"]


@given(wording, wording)
def test_a_difference_can_be_read_back(old, new):
    runs = differences(old, new)
    assert " ".join(run.words for run in runs if run.kind != "removed").split() == new.split()
    marks = str.maketrans("“”", '""')
    back = " ".join(run.words for run in runs if run.kind != "added").translate(marks)
    assert back.split() == old.translate(marks).split()


@given(wording)
def test_a_wording_does_not_differ_from_itself(same):
    assert all(run.kind == "same" for run in differences(same, same))
