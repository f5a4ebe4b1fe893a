import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.match.words import tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OVH\u00adcloud’s 1,600 clients", ["OVHcloud", "1600", "clients"]),
        ("€1,084.6m in FY2025", ["1084.6", "m", "in", "FY", "2025"]),
        ("state-of-the-art", ["state", "of", "the", "art"]),
        ("１２ ﬁles", ["12", "files"]),
        ("日本 has 3", ["日", "本", "has", "3"]),
        ("… – !", []),
    ],
)
def test_it_splits_a_text_into_words_and_numbers(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_words_have_no_case() -> None:
    assert words("STRASSE Straße") == ["strasse", "strasse"]


@given(st.text(max_size=60))
def test_words_never_change_when_taken_again(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)
