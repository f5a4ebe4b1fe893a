"""One page of a PDF → its lines, with the size they are set in, column by column."""

import logging
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, NamedTuple

from pypdf import PageObject

from tracker.extract.pdf_columns import may_have_columns, read_columns
from tracker.extract.text import tidy

log = logging.getLogger(__name__)

SOFT_HYPHEN = "\ue0ad"
"""Stands, until lines are joined, for a soft hyphen at the end of a line: a word goes on there."""
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_SOFT_END = re.compile("[\u00ad\u200b]+[ \t]*(?=\n|\\Z)")
_MARK = re.compile(r"\d{1,3}(?:\s?,\s?\d{1,3})*|[*†‡]{1,3}")
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_GAP = -2_000  # thousandths of the letters' size
_BEHIND_A_GAP = 10_000
_RAISED_SIZE = 0.8  # of the line's
_UNIT = re.compile(r"(?:^|[\s\d/(])(?:k|c|m|d)?m$|(?:^|[\s\d/(])(?:ft|mi|in)$")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What stands where a font does not say which letters its glyphs are: their names or numbers, private characters.
_NO_LETTERS = re.compile(
    r"/(?:[a-zA-Z]{1,8}[._]?)?\d{1,5}(?![\d.])|\(cid:\d{1,5}\)|[\ue000-\ue0ac\ue0ae-\uf8ff\ufffd\x00-\x08\x0e-\x1f]"
)
_MOST_WITHOUT_LETTERS = 0.3


class _Shown(NamedTuple):
    """A piece of text where it is shown: its left end, its base line, and the height of its letters, in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is set; `size` is the height of its letters in points, 0 where that is unknown."""

    text: str
    size: float = 0.0


def read_page(page: PageObject) -> list[Line]:
    """The lines of a page in reading order; blank ones part what is set apart."""
    try:
        if lines := _read_by_place(page):
            return lines
    except MemoryError:
        raise
    except Exception as error:  # pypdf reads less forgivingly where it also says where text stands
        log.debug("The places of this page's text are not known: %r", error)
    return [Line(tidy(line)) for line in _letters(page.extract_text()).split("\n")]


def _read_by_place(page: PageObject) -> list[Line]:
    """The lines of a page by where they stand and how large they are; empty where that cannot be told of all."""
    pieces: list[_Shown] = []
    starts: list[tuple[int, int]] = []

    def on_text(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        x, y, height = _place(cm, tm, size)
        pieces.append(_Shown(text, x, y, height))

    def on_operand(operator: bytes, operands: Any, cm: list[float], tm: list[float]) -> None:
        if operator in _SHOWING:
            x, y, _ = _place(cm, tm, 1.0)
            starts.append((round(x), round(y)))
            if operator == b"TJ" and operands and any(_is_gap(item) for item in operands[0]):
                starts.append((_BEHIND_A_GAP, round(y)))

    whole = page.extract_text(visitor_text=on_text, visitor_operand_before=on_operand)
    if may_have_columns(starts) and (columns := read_columns(page)) and _is_whole(columns, whole):
        return [Line(tidy(_letters(text)), size) for text, size in columns]
    return _lines(pieces) if "".join(piece.text for piece in pieces).split() == whole.split() else []


def _is_gap(item: Any) -> bool:
    return isinstance(item, int | float) and item < _GAP


def _is_whole(columns: list[tuple[str, float]], whole: str) -> bool:
    """Whether nothing to speak of is missing there: the layout mode passes over what stands in forms."""
    read, there = (sum(map(len, text.split())) for text in (" ".join(text for text, _ in columns), whole))
    return read >= 0.98 * there


def has_no_letters(text: str) -> bool:
    """Whether much of a text is names and numbers of glyphs, since its fonts have no map to Unicode."""
    without = sum(len(found[0]) for found in _NO_LETTERS.finditer(text))
    return without > _MOST_WITHOUT_LETTERS * max(1, len(text))


def _place(cm: list[float], tm: list[float], size: float) -> tuple[float, float, float]:
    """Where text stands on the page, and how high its letters are."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return x, y, abs(size) * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])


def _lines(pieces: list[_Shown]) -> list[Line]:
    """The pieces put together to lines, without the raised marks of footnotes."""
    lines: list[Line] = []
    said, sizes, base = "", Counter[float](), None
    for piece in pieces:
        text = piece.text
        if base and _is_raised(piece, base):
            text = _without_mark(said, text)
        for at, part in enumerate(text.split("\n")):
            if at:
                lines.append(_line(said, sizes))
                said, sizes, base = "", Counter(), None
            if part.strip():
                said += part
                sizes[round(piece.size, 1)] += len(part)
                base = base or piece
            elif part:
                said += part
    lines.append(_line(said, sizes))
    return lines


def _line(said: str, sizes: Counter[float]) -> Line:
    return Line(tidy(_letters(said)), sizes.most_common(1)[0][0] if sizes else 0.0)


def _letters(text: str) -> str:
    """Letters for ligatures, and a sign of our own for what the clean-up of text would drop."""
    return _SOFT_END.sub(SOFT_HYPHEN, text.translate(_LIGATURES).replace("\f", "\n"))


def _is_raised(piece: _Shown, base: _Shown) -> bool:
    is_mark = _MARK.fullmatch(piece.text.strip()) is not None
    return is_mark and piece.size <= _RAISED_SIZE * base.size and 0 < piece.y - base.y < base.size


def _without_mark(before: str, mark: str) -> str:
    """What remains of a raised number: an exponent or the power of a unit is said, the mark of a footnote is not."""
    if re.search(r"(?<!\d)10$", before):
        return f"^{mark.strip()}" + mark[len(mark.rstrip()) :]
    if _UNIT.search(before) and mark.strip() in ("2", "3"):
        return mark.lstrip().translate(_SUPERSCRIPTS)
    return _MARK.sub("", mark)
