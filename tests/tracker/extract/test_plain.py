"""Plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.documents import Unreadable
from tracker.extract.plain import extract_text, paragraphs

URL = "https://gazette.example/notice.txt"
NOTICE = """NOTICE OF REOPENING
===================

The reactor reopened on Tuesday
after seven years.

It has:
- two halls
- one café,
  open daily
"""


def test_wrapped_lines_are_joined_and_lists_kept_apart():
    found = extract_text(NOTICE.encode(), url=URL)
    assert found.text.split("\n\n") == [
        "NOTICE OF REOPENING",
        "The reactor reopened on Tuesday after seven years.",
        "It has:",
        "- two halls",
        "- one café, open daily",
    ]
    assert (found.title, found.language) == ("NOTICE OF REOPENING", "en")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read(ends):
    assert paragraphs(NOTICE.replace("\n", ends)) == paragraphs(NOTICE)


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("cp1252", None), ("iso8859-2", "iso-8859-2")],
)
def test_its_encoding_is_found_out(encoding, charset):
    text = "Die Wiedereröffnung verzögert sich bis März, sagte die Behörde am Montag in Köln."
    assert extract_text(text.encode(encoding), url=URL, charset=charset).text == text


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"\x89PNG", "not_text"), (b"x" * 5_000_001, "too_large")],
)
def test_what_cannot_be_read_is_refused_with_its_reason(body, code):
    with pytest.raises(Unreadable) as refusal:
        extract_text(body, url=URL)
    assert refusal.value.code == code


@given(st.text())
def test_no_word_is_lost(text):
    words = "".join("".join(paragraphs(text)).split())
    assert {sign for sign in text if sign.isalnum() and sign.isascii()} <= set(words)
