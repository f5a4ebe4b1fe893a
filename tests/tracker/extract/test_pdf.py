"""PDFs, page by page."""

import io
import textwrap
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
from tracker.extract.pdf_hyphens import Hyphens
from tracker.extract.pdf_page import SOFT_HYPHEN

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
    found = extract_pdf(pdf(REPORT, info=info, catalog="/Lang (de-AT)"), url=URL)
    assert (found.title, found.language) == ("Ruling of 4 March", "de-AT")
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
        assert found.partly or "second" not in found.text


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


def set_in(*pieces: tuple[float, float, float, str]) -> bytes:
    """A page of text set piece by piece: x, y, size, words."""
    return " ".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET" for x, y, size, words in pieces).encode(
        "cp1252"
    )


def text_of(*pages: bytes) -> str:
    return extract_pdf(pdf([], contents=pages), url=URL).text


def lines_of(*lines: str) -> str:
    """The text of a page of these lines, in Unicode letters that a small font maps."""
    return " ".join(Hyphens(lines).finished(each) for each in _joined(lines))


def _joined(lines: tuple[str, ...]) -> list[str]:
    hyphens, text = Hyphens(lines), ""
    for line in lines:
        text = hyphens.joined(text, line)
    return [text]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("its govern-", "ment said"), "its government said"),
        (("its govern\u2010", "ment said"), "its government said"),
        (("its govern" + SOFT_HYPHEN, "ment said"), "its government said"),
        (("the state-", "owned railway"), "the state-owned railway"),
        (("the state\u2010", "owned railway"), "the state-owned railway"),
        (("a Berlin-", "based company"), "a Berlin-based company"),
        (("were dis-", "appointed by it"), "were disappointed by it"),
        (("the Anglo-", "French plan"), "the Anglo-French plan"),
        (("since COVID-", "19 began"), "since COVID-19 began"),
        (("both short-", "and long-term debt"), "both short- and long-term debt"),
        (("the cost of re-", "pairs is high"), "the cost of repairs is high"),
        (("a well-known and well-", "known man"), "a well-known and well-known man"),
        (("a well-", "known man"), "a well-known man"),
        (("its self-", "imposed limit"), "its self-imposed limit"),
        (("the well-", "ness and the self-", "ish one"), "the wellness and the selfish one"),
        (("the city of Well-", "ington is"), "the city of Wellington is"),
        (("the vice-chair said a vice-", "chair did"), "the vice-chair said a vice-chair did"),
        (("a twenty-", "first term of the twenty-first kind"), "a twenty-first term of the twenty-first kind"),
        (("an ELE-", "MENT of it"), "an ELEMENT of it"),
        (("they met -", "and left"), "they met - and left"),
    ],
)
def test_a_broken_word_is_made_whole_and_keeps_a_hyphen_of_its_own(lines, text):
    assert lines_of(*lines) == text


def test_ligatures_are_letters():
    font = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences "
        b"[1 /fi 2 /fl 3 /ffi 4 /f_f /uni00AD] >> >>"
    )
    body = pdf([], contents=[b"BT /F1 11 Tf 72 720 Td (the \\001nancial o\\003ce \\002oats) Tj ET"])
    start = body.index(b"<< /Type /Font")
    body = body[:start] + font + body[body.index(b"\nendobj", start) :]
    assert extract_pdf(body, url=URL).text == "the financial office floats"


def test_a_sentence_goes_on_overleaf_past_the_footnotes_of_its_page():
    first = set_in(
        (72, 720, 10, "The reactor reopened on Tuesday after seven years of repairs, and its owner said so."),
        (72, 706, 10, "Critics call it a gamble, and the regulator has still to"),
        (72, 120, 8, "1 See the annual report of 2024, page 12."),
        (72, 110, 8, "2 Figures are rounded."),
        (300, 60, 10, "1"),
    )
    second = set_in((72, 720, 10, "decide. The next review is due in May."), (300, 60, 10, "2"))
    text = text_of(first, second)
    assert "the regulator has still to decide." in text
    assert page_at(text, text.index("See the annual report")) == 1
    assert text.index("still to decide") < text.index("1 See the annual report") < text.index("The next review")
    plain = extract_pdf(
        pdf([["The regulator has still to", "1 See the report of 2024."], ["decide. The next review is due."]]), url=URL
    )
    assert "The regulator has still to decide." in plain.text


def test_the_raised_marks_of_footnotes_are_no_figures():
    raised = "/F1 6 Tf 0 4 Td ({}) Tj /F1 10 Tf 3 -4 Td ({}) Tj "
    page = "BT /F1 10 Tf 72 720 Td (The plant cost EUR 14) Tj " + raised.format("1", " million in 2023")
    page += (
        raised.format("2", ". It covers 40 km")
        + raised.format("2", " and has 10")
        + raised.format("6", " parts, with CO")
    )
    page += "/F1 6 Tf 0 -3 Td (2) Tj ET"
    assert text_of(page.encode()) == (
        "The plant cost EUR 14 million in 2023. It covers 40 km² and has 10^6 parts, with CO2"
    )


LEFT = (
    "The reactor reopened on Tuesday after",
    "seven years of repairs, and its owner",
    "said that visitors are expected there",
    "in great numbers once it has begun to",
    "deliver power to the whole of Kernhausen.",
)
RIGHT = (
    "Critics call it a gamble, and the law",
    "has still to be changed before all of",
    "the plant may be run at its full power",
    "for more than a few days in the winter",
    "of a year that nobody knows of by now.",
)


@pytest.mark.parametrize("by", ["pieces", "moves"])
def test_columns_that_are_drawn_row_by_row_are_read_one_after_the_other(by):
    if by == "pieces":
        pieces = [(72.0, 760.0, 14.0, "A title that goes across both of the columns of this page")]
        for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
            pieces += [(72, 720 - 14 * at, 10, left), (312, 720 - 14 * at, 10, right)]
        page = set_in(*pieces)
    else:
        rows = (f"({left}) Tj 240 0 Td ({right}) Tj -240 -14 Td" for left, right in zip(LEFT, RIGHT, strict=True))
        page = f"BT /F1 10 Tf 72 720 Td {' '.join(rows)} ET".encode()
    text = " ".join(text_of(page).split())
    assert " ".join([*LEFT, *RIGHT]) in text
    assert text.startswith("A title" if by == "pieces" else "The reactor")


def test_the_cells_of_a_table_stay_in_their_rows():
    rows = [("Revenue", "1,084.6"), ("Costs", "990.1"), ("Profit", "94.5"), ("Staff", "1,204"), ("Debt", "3,400.0")]
    pieces = [
        (x, 720 - 14 * at, 10, cell) for at, row in enumerate(rows) for x, cell in zip((72, 312), row, strict=True)
    ]
    assert "Revenue 1,084.6" in text_of(set_in(*pieces))


WORDS = [f"{first}{second}" for first in "BDFGKL" for second in ("ab", "ec", "id", "of", "ug", "yh")]


def test_names_of_chapters_are_left_out_though_few_pages_have_them():
    pages = []
    for number in range(12):
        chapter = ("Results of the year", "Risks and how we meet them", "Outlook")[number // 4]
        sentences = [f"{word} is said on this page, and on no other." for word in WORDS[3 * number : 3 * number + 3]]
        pages.append((chapter, *sentences, f"{number + 1}"))
    text = extract_pdf(pdf(pages), url=URL).text
    assert "Risks" not in text
    assert all(word in text for word in WORDS)


def test_fonts_without_a_map_to_letters_are_a_state():
    coded = " ".join(f"/g{number}/g{number + 7}" for number in range(100, 180))
    assert code_of(pdf([[coded]])) == "no_letters"
    found = extract_pdf(pdf([["The first page is sound."], [coded]]), url=URL)
    assert (found.text, found.paywalled, found.partly) == ("The first page is sound.", False, True)


def test_a_text_set_anew_reads_the_same():
    words = (
        "The state-owned operator of the reactor at Kernhausen said on Tuesday that the financial results of the "
        "government-backed repairs were better than expected, and that a third of the staff will stay."
    )
    texts = set()
    for width in (38, 47, 60, 72, 90):
        texts.add(" ".join(extract_pdf(pdf([textwrap.wrap(words, width)]), url=URL).text.split()))
    assert texts == {words}
