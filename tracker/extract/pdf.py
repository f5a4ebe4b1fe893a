"""A PDF → its Document, page by page.

Pages are put together again to the text that was set on them: lines are joined to paragraphs, words that were
hyphenated are made whole, running heads and page numbers are left out, footnotes stand behind the text of their page,
and a sentence that goes on overleaf stands whole on the page where it begins. A form feed begins each page after the
first (`documents.page_at`).
"""

import io
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

from pypdf import Configuration, DocumentInformation, PageObject, PdfReader, apply_configuration
from pypdf.errors import PyPdfError

from tracker.extract.documents import PAGE_BREAK, Document, Unreadable
from tracker.extract.languages import guess_language
from tracker.extract.metadata import language_tag
from tracker.extract.pdf_hyphens import HYPHENS, Hyphens
from tracker.extract.pdf_page import Line, has_no_letters, read_page
from tracker.extract.text import tidy

MAX_BYTES = 20_000_000
MAX_PAGES = 1_000
MAX_CHARS = 5_000_000
_LIMIT = 50_000_000  # bytes that one stream may become
_MAX_WORK = 200_000_000  # bytes that all streams together may become
_CONFIGURATION = Configuration(
    maximum_declared_stream_length=MAX_BYTES,
    array_based_stream_maximum_output_length=_LIMIT,
    lzw_maximum_output_length=_LIMIT,
    run_length_maximum_output_length=_LIMIT,
    zlib_maximum_output_length=_LIMIT,
    stream_decoding_work_maximum_length=_MAX_WORK,
    page_tree_maximum_entries=10 * MAX_PAGES,
    jbig2dec_binary=None,
)
_NO_LETTERS = Unreadable(
    "no_letters", "The fonts of this PDF do not say which letters they show, so its text cannot be read."
)
_DAMAGED = Unreadable("broken_pdf", "The pages of this PDF are damaged and cannot be read.")
_MARGIN_LINES = 2  # at the top and at the bottom of a page
_MIN_PAGES_WITH_HEADS = 3
_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|s\.)?\s*[-–—]?\s*\d{1,4}\s*(?:(?:/|of|von|sur|de)\s*\d{1,4})?\s*[-–—]?", re.I
)
_ROMAN = re.compile(r"[ivxlc]{1,7}", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NOTE = re.compile(r"(?:(?P<number>\d{1,3})|[¹²³⁴-⁹⁰]{1,3}|[*†‡]{1,3}|\[\d{1,3}\])[.)]?\s?(?=[^\W\d_]|[“\"'(])")
_NOTE_SIZE = 0.93  # of the text's
_MOST_NOTE_LINES = 25
_ENDS = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[-*•–—▪‣]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+\S")
_SHORT_LINE = 0.75  # of the usual width: where such a line ends a sentence, its paragraph ends
_HEADING = 0.6
_INITIAL_LETTERS = "“\"'(["


def extract_pdf(body: bytes, *, url: str) -> Document:
    """The Document in the PDF `body`, as fetched from `url`.

    `partly` is set where a page could not be read, since words missing from it are no sign of anything. Raises
    Unreadable: "too_large", "not_text" (no PDF), "broken_pdf", "encrypted", "too_long", "no_letters" (its fonts do not
    say which letters they show), "empty" (a scan, or no words).
    """
    if len(body) > MAX_BYTES:
        raise Unreadable("too_large", f"This PDF has more than {MAX_BYTES // 1_000_000} MB.")
    if b"%PDF-" not in body[:1024]:
        raise Unreadable("not_text", "This is not a PDF.")
    with apply_configuration(_CONFIGURATION):
        reader = _open(body)
        pages, whole = _read(reader)
        about = _about(reader)
    text = PAGE_BREAK.join(_pages_as_text(pages)).strip()
    if not text:
        raise Unreadable("empty", "This PDF holds no text: its pages are perhaps pictures of a scan.")
    return Document(
        text=text,
        title=tidy(about.get("title", ""))[:300] or text.split("\n", 1)[0][:300],
        language=language_tag(about.get("language", "")) or guess_language(text),
        published_on=_day(about.get("created")),
        modified_at=about.get("modified"),
        canonical_url="",
        site_name="",
        partly=not whole,
    )


def _open(body: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("encrypted", "This PDF is locked with a password.")
        count = len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable("broken_pdf", "This PDF is damaged and cannot be read.") from error
    if count == 0:
        raise Unreadable("broken_pdf", "This PDF is damaged: it has no pages.")
    if count > MAX_PAGES:
        raise Unreadable("too_long", f"This PDF has more than {MAX_PAGES:,} pages.")
    return reader


def _read(reader: PdfReader) -> tuple[list[list[Line]], bool]:
    """The lines of every page, and whether all pages could be read.

    Where pypdf meets an error within a page's dictionary, it keeps what it has read so far and goes on; how far it came
    may depend on how deep the stack was. So a page without words that is no page is damaged, not empty.
    """
    pages: list[list[Line]] = []
    whole, without_letters, size = True, False, 0
    for page in reader.pages:
        try:
            lines = read_page(page)
            whole = whole and (any(line.text for line in lines) or _is_page(page))
        except MemoryError:
            raise
        except Exception:  # one page that is damaged does not hide the others
            lines, whole = [], False
        size += sum(len(line.text) for line in lines)
        if size > MAX_CHARS:
            raise Unreadable("too_long", f"This PDF has more than {MAX_CHARS:,} characters of text.")
        if has_no_letters(" ".join(line.text for line in lines)):
            lines, whole, without_letters = [], False, True
        pages.append(lines)
    if not whole and not any(line.text for page in pages for line in page):
        raise _NO_LETTERS if without_letters else _DAMAGED
    return pages, whole


def _is_page(page: PageObject) -> bool:
    """Whether it has what each page must have (ISO 32000-1, 7.7.3.3)."""
    return page.get("/Type") == "/Page" and "/MediaBox" in page


def _pages_as_text(pages: list[list[Line]]) -> list[str]:
    heads = _running_heads([[line.text for line in page] for page in pages])
    hyphens = Hyphens(line.text for page in pages for line in page)
    usual = _usual_size(pages)
    bodies, notes = [], []
    for page in pages:
        body, below = _footnotes_apart(_without_margins(page, heads), usual)
        bodies.append(_paragraphs(body, hyphens))
        notes.append(_paragraphs(below, hyphens))
    for before, following in pairwise(bodies):
        _carry_over(before, following, hyphens)
    return ["\n\n".join(map(hyphens.finished, [*body, *below])) for body, below in zip(bodies, notes, strict=True)]


def _usual_size(pages: list[list[Line]]) -> float:
    """The size most of the text is set in; 0 where that is unknown."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _footnotes_apart(lines: list[Line], usual: float) -> tuple[list[str], list[str]]:
    """The text of a page, and the footnotes below it.

    Footnotes begin with their mark, are numbered one after the other, and are set smaller; where no size tells them,
    they stand below a sentence that is not at its end.
    """
    start, following = len(lines), 0
    for at in range(len(lines) - 1, max(-1, len(lines) - 1 - _MOST_NOTE_LINES), -1):
        line = lines[at]
        small = 0 < line.size <= _NOTE_SIZE * usual
        mark = _NOTE.match(line.text)
        if mark and (small or _is_below_unfinished(lines, at)):
            number = int(mark["number"] or 0)
            if number and following and number != following - 1:
                start = len(lines)  # a table
                break
            start, following = at, number
        elif line.text and not small and line.size != usual:
            break
    return [line.text for line in lines[:start]], [line.text for line in lines[start:]]


def _is_below_unfinished(lines: list[Line], at: int) -> bool:
    before = next((line.text for line in reversed(lines[:at]) if line.text), "")
    return bool(before) and not _ENDS.search(before) and _NOTE.match(lines[at].text) is not None


def _margins(lines: list[str]) -> list[str]:
    said = [line for line in lines if line]
    return [*said[:_MARGIN_LINES], *said[max(_MARGIN_LINES, len(said) - _MARGIN_LINES) :]]


def _running_heads(pages: list[list[str]]) -> set[str]:
    """The lines, figures aside, that stand at the margin of at least half of the pages, or of some where they are no
    sentences: a chapter's name.
    """
    seen = Counter(key for page in pages for key in {_DIGITS.sub("#", line) for line in _margins(page)})
    half = max(_MIN_PAGES_WITH_HEADS, len(pages) / 2)
    return {key for key, times in seen.items() if times >= (half if _ENDS.search(key) else _MIN_PAGES_WITH_HEADS)}


def _without_margins(lines: list[Line], heads: set[str]) -> list[Line]:
    """The lines of a page without running heads and page numbers at its top and bottom."""
    kept = list(lines)
    blank = sum(not line.text for line in lines)
    for step in (1, -1):
        at = 0 if step == 1 else len(kept) - 1
        for _ in range(_MARGIN_LINES + blank):
            if not 0 <= at < len(kept):
                break
            line = kept[at].text
            if line and not (_DIGITS.sub("#", line) in heads or _is_page_number(line)):
                break
            kept[at] = Line("")
            at += step
    return kept


def _is_page_number(line: str) -> bool:
    return _PAGE_NUMBER.fullmatch(line) is not None or (_ROMAN.fullmatch(line) is not None and len(line) > 1)


def _paragraphs(lines: list[str], hyphens: Hyphens) -> list[str]:
    """Lines joined to paragraphs: they end at a blank line, before a bullet, and where a short line ends a sentence."""
    width = _usual_width(lines)
    found: list[str] = []
    current = ""
    for at, line in enumerate(lines):
        if not line:
            found.append(current)
            current = ""
            continue
        if current and _BULLET.match(line):
            found.append(current)
            current = ""
        current = hyphens.joined(current, line)
        following = next((each for each in lines[at + 1 : at + 2] if each), "")
        if _ends_paragraph(line, following, width):
            found.append(current)
            current = ""
    found.append(current)
    return [paragraph for paragraph in found if paragraph]


def _usual_width(lines: Iterable[str]) -> int:
    lengths = sorted(len(line) for line in lines if line)
    return lengths[(9 * len(lengths)) // 10] if lengths else 0


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if not following:
        return False
    starts_anew = following.lstrip(_INITIAL_LETTERS)[:1].isupper() or following[:1].isdigit()
    if _ENDS.search(line):
        return len(line) < _SHORT_LINE * width and starts_anew
    return len(line) < _HEADING * width and starts_anew and not line.endswith((",", *HYPHENS))  # a heading


def _carry_over(page: list[str], following: list[str], hyphens: Hyphens) -> None:
    """Move the end of a sentence that goes on overleaf to the page where the sentence begins."""
    if not page or not following or _ENDS.search(page[-1]):
        return
    rest = following[0]
    if not (rest[:1].islower() or page[-1].endswith((",", *HYPHENS))):
        return
    end = re.search(r"[.!?…][\"'”’»)\]]*(?=\s+[^\sa-z]|$)", rest)
    cut = end.end() if end else len(rest)
    page[-1] = hyphens.joined(page[-1], rest[:cut].strip())
    following[0] = rest[cut:].strip()
    if not following[0]:
        del following[0]


def _about(reader: PdfReader) -> dict[str, Any]:
    """What the PDF says of itself. Anything there may be broken, and none of it is needed."""
    readers: dict[str, Callable[[DocumentInformation], object]] = {
        "title": lambda stated: str(stated.title or ""),
        "created": lambda stated: stated.creation_date,
        "modified": lambda stated: _utc(stated.modification_date),
        "language": lambda _: str(reader.root_object.get("/Lang") or ""),
    }
    about: dict[str, Any] = {}
    for name, read in readers.items():
        try:
            about[name] = read(reader.metadata or DocumentInformation())
        except Exception:  # noqa: S112  pypdf meets values of any kind here
            continue
    return about


def _utc(moment: datetime | None) -> datetime | None:
    """Without an offset a time of day is not a moment."""
    return moment.astimezone(UTC) if moment and moment.tzinfo else None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
