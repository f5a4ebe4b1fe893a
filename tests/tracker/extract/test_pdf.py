"""PDFs, page by page."""

import io
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from tests.tracker.extract.pdfs import locked, pdf
from tracker.extract.documents import Unreadable, page_at
from tracker.extract.passages import passages
from tracker.extract.pdf import MAX_BYTES, extract_pdf

URL = "https://court.example/ruling.pdf"
HEAD = "Annual report of the Kernhausen reactor"
REPORT = (
    (
        HEAD,
        "Results",
        "The reactor reopened on Tuesday after seven years of re-",
        "pairs, and its operator said that 1.5 million visitors are",
        "expected in the first year.",
        "Critics call it a gamble, and the regulator has still to",
        "Page 1 of 3",
    ),
    (HEAD, "decide. The next review is due in May.", "- A first item", "- A second item", "Page 2 of 3"),
    (HEAD, "It ends here (really).", "Page 3 of 3"),
)


def code_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        extract_pdf(body, url=URL)
    return refusal.value.code


def test_lines_become_paragraphs_and_hyphenated_words_whole():
    text = extract_pdf(pdf(REPORT), url=URL).text
    assert (
        "The reactor reopened on Tuesday after seven years of repairs, and its operator said that "
        "1.5 million visitors are expected in the first year."
    ) in text.split("\n\n")
    assert "- A first item" in text.split("\n\n")


def test_running_heads_and_page_numbers_are_left_out():
    text = extract_pdf(pdf(REPORT), url=URL).text
    assert HEAD not in text
    assert "Page" not in text


def test_every_word_has_its_page_and_a_sentence_stands_where_it_begins():
    text = extract_pdf(pdf(REPORT), url=URL).text
    assert "the regulator has still to decide." in text
    assert page_at(text, text.index("still to decide")) == 1
    assert page_at(text, text.index("The next review")) == 2
    assert page_at(text, text.index("It ends here (really).")) == 3


def test_a_document_of_one_page_has_no_page_numbers():
    assert page_at(extract_pdf(pdf([["The reactor reopened."]]), url=URL).text, 3) is None


def test_no_passage_stands_on_two_pages():
    text = extract_pdf(pdf(REPORT), url=URL).text
    found = passages(text, "en")
    assert found
    assert not [passage for passage in found if "\f" in passage.text]


def test_it_says_what_the_file_says_about_itself():
    info = "/Title (Ruling of 4 March) /CreationDate (D:20260304100000Z) /ModDate (D:20260305100000+01'00')"
    found = extract_pdf(pdf(REPORT, info=info, catalog="/Lang (en-GB)"), url=URL)
    assert (found.title, found.language) == ("Ruling of 4 March", "en-GB")
    assert (found.published_on, found.modified_at) == (date(2026, 3, 4), datetime(2026, 3, 5, 9, tzinfo=UTC))


def test_nonsense_about_itself_is_passed_over():
    info = "/Title [1 2] /CreationDate (yesterday) /ModDate (D:99999999)"
    found = extract_pdf(pdf(REPORT, info=info, catalog="/Lang 7"), url=URL)
    assert found.title
    assert (found.published_on, found.modified_at, found.language) == (None, None, "en")


def test_what_is_locked_without_a_password_is_read_and_with_one_is_refused():
    assert "reopened" in extract_pdf(locked(pdf(REPORT), ""), url=URL).text
    assert code_of(locked(pdf(REPORT), "secret")) == "encrypted"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_text"),
        (b"<html><p>Not found</p></html>", "not_text"),
        (b"%PDF-1.7\n", "broken_pdf"),
        (pdf(REPORT)[:400], "broken_pdf"),
        (pdf([[], []]), "empty"),
        (b"%PDF-" + bytes(MAX_BYTES), "too_large"),
    ],
    ids=["nothing", "a page", "only its first line", "cut off", "a scan", "large"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(body, code):
    assert code_of(body) == code


def test_a_page_that_swells_is_not_read():
    bomb = b"BT /F1 11 Tf 72 720 Td (" + bytes(60_000_000) + b") Tj ET"
    assert len(zlib.compress(bomb)) < 100_000
    assert code_of(pdf([], contents=[bomb])) == "broken_pdf"


def test_words_missing_from_a_page_that_is_damaged_are_no_sign_of_anything():
    body = pdf([["The first page is sound."], ["The second page is damaged."]])
    at = body.index(b"stream", body.index(b"stream", body.index(b"endstream") + 9))
    broken = body[: at + 7] + b"\xff" * 20 + body[at + 27 :]
    try:
        found = extract_pdf(broken, url=URL)
    except Unreadable as refusal:
        assert refusal.code == "broken_pdf"
    else:
        assert found.text == "The first page is sound."
        assert found.paywalled or "second" not in found.text


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    body = bytearray(pdf(REPORT))
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(9, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert extract_pdf(bytes(body), url=URL).text
    except Unreadable as refusal:
        assert refusal.sentence


def deeper(levels: int, read: Callable[[], str]) -> str:
    """What `read` returns with so many more frames on the stack."""
    return deeper(levels - 1, read) if levels else read()


@pytest.mark.parametrize(
    "page",
    [
        b"<< /A " * 2_000,
        b"<< /A [ " * 2_000,
        b"<< /A " * 2_000 + b">> " * 2_000,
        b"<< /Type /Page /A " + b"<< /A " * 2_000,
    ],
    ids=["dictionaries", "dictionaries in lists", "closed", "behind the type of the page"],
)
def test_a_page_nested_too_deep_is_damaged_wherever_the_stack_ends(page):
    whole = pdf([["Words that stand on a page."]])
    start = whole.index(b"<< /Type /Page /Parent")
    body = whole[:start] + page + whole[whole.index(b"endobj", start) :]
    assert {deeper(levels, lambda: code_of(body)) for levels in range(24)} == {"broken_pdf"}


def test_a_page_left_blank_is_not_damaged():
    blank = PdfWriter()
    blank.add_blank_page(width=600, height=800)
    out = io.BytesIO()
    blank.write(out)
    assert code_of(out.getvalue()) == "empty"
