"""Columns of a PDF's page, told by where its text stands, for pages that are drawn row by row across them.

pypdf gives text in the order in which it is drawn. The places come from the pieces of its layout mode.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from pypdf import PageObject
from pypdf._text_extraction._layout_mode._fixed_width_page import recurse_to_target_op, set_font_operation
from pypdf._text_extraction._layout_mode._text_state_manager import TextStateManager
from pypdf.generic import ContentStream

_MIN_ROWS = 4
_MIN_SHARE = 0.3  # of the rows, that begin at a column's edge
_MIN_CHARS = 18  # of a column's usual line: shorter ones are cells of a table
_MIN_WORDS = 3
_MIN_LETTERS = 0.8
_EDGE = 4.0  # points by which lines of one column may begin apart
_GUTTER = 1.1  # of the letters' height: wider gaps part columns
_WORD_GAP = 0.12
_PARAGRAPH_GAP = 1.6  # of the usual distance of two lines


class Segment(NamedTuple):
    """Words that stand together in one row: from `x` to `end`, on the base line `y`, in points."""

    text: str
    x: float
    end: float
    y: float
    size: float


def may_have_columns(starts: Iterable[tuple[int, int]]) -> bool:
    """Whether in many rows text is begun again at the same place to the right: (x, y) of each piece, in points."""
    rows: dict[int, set[int]] = {}
    for x, y in starts:
        rows.setdefault(y, set()).add(x)
    again = Counter(x for xs in rows.values() for x in xs if x > min(xs) + 50)
    return any(times >= _MIN_ROWS and times >= _MIN_SHARE * len(rows) for times in again.values())


def read_columns(page: PageObject) -> list[tuple[str, float]]:
    """The lines of a page, each with the size of its letters, column by column; empty where it has no columns."""
    contents = page.get("/Contents")
    stream = ContentStream(contents.get_object(), page.pdf, "bytes") if contents is not None else None
    if stream is None:
        return []
    rows = list(_rows(list(_shown(stream, page))))
    edges = _edges(rows)
    return list(_in_order(rows, edges)) if len(edges) > 1 else []


def _shown(stream: ContentStream, page: PageObject) -> Iterator[Segment]:
    """Every string that is shown, upright, in letters that its font has a map for."""
    fonts, state, operations = page._layout_mode_fonts(), TextStateManager(), iter(stream.operations)
    for operands, operator in operations:
        if operator in (b"BT", b"q"):
            end: Literal[b"ET", b"Q"] = b"ET" if operator == b"BT" else b"Q"
            for shown in recurse_to_target_op(operations, state, end, fonts)[1]:
                if shown.text.strip() and not shown.rotated and shown.font.interpretable:
                    yield Segment(shown.text, shown.tx, shown.displaced_tx, shown.ty, shown.font_height)
        elif operator == b"Tf":
            set_font_operation(state, fonts, operands)
        else:
            state.set_state_param(operator, operands)


def _rows(pieces: list[Segment]) -> Iterator[list[Segment]]:
    """The rows from top to bottom, each as its segments from left to right."""
    row: list[Segment] = []
    for piece in sorted(pieces, key=lambda each: (-each.y, each.x)):
        if row and row[0].y - piece.y > 0.4 * max(row[0].size, 1.0):
            yield _joined(row)
            row = []
        row.append(piece)
    if row:
        yield _joined(row)


def _joined(row: list[Segment]) -> list[Segment]:
    found: list[Segment] = []
    for piece in sorted(row, key=lambda each: each.x):
        last = found[-1] if found else None
        if last is None or piece.x - last.end > _GUTTER * max(last.size, piece.size):
            found.append(piece)
            continue
        between = " " if piece.x - last.end > _WORD_GAP * piece.size else ""
        found[-1] = last._replace(text=f"{last.text}{between}{piece.text}", end=max(last.end, piece.end))
    return found


def _edges(rows: list[list[Segment]]) -> list[float]:
    """Where the columns begin: places at which lines of words begin in many rows, from left to right."""
    segments = sorted((segment for row in rows for segment in row), key=lambda each: each.x)
    groups: list[list[Segment]] = []
    for segment in segments:
        if groups and segment.x - groups[-1][0].x <= _EDGE:
            groups[-1].append(segment)
        else:
            groups.append([segment])
    least = max(_MIN_ROWS, _MIN_SHARE * len(rows))
    edges = [group[0].x for group in groups if len(group) >= least and _is_prose(group)]
    side_by_side = sum(len({edge for edge in edges for each in row if 0 <= each.x - edge <= _EDGE}) > 1 for row in rows)
    return edges if side_by_side >= least else []


def _is_prose(segments: list[Segment]) -> bool:
    text = "".join(segment.text for segment in segments)
    letters = sum(sign.isalpha() or sign.isspace() for sign in text)
    said = sum(len(segment.text.split()) for segment in segments)
    long = len(text) >= _MIN_CHARS * len(segments) and said >= _MIN_WORDS * len(segments)
    return long and letters >= _MIN_LETTERS * len(text)


def _in_order(rows: list[list[Segment]], edges: list[float]) -> Iterator[tuple[str, float]]:
    """The lines column by column, as far down as no line goes across."""
    columns: list[list[Segment]] = [[] for _ in edges]
    for row in rows:
        if len(row) == 1 and row[0].x < edges[1] - _EDGE and row[0].end > edges[1] + _EDGE:
            yield from _read(columns)
            columns = [[] for _ in edges]
            yield row[0].text, row[0].size
            yield "", 0.0
            continue
        for segment in row:
            at = max((number for number, edge in enumerate(edges) if segment.x >= edge - _EDGE), default=0)
            columns[at].append(segment)
    yield from _read(columns)


def _read(columns: list[list[Segment]]) -> Iterator[tuple[str, float]]:
    """The lines of columns, with a blank one where more than the usual distance lies between two."""
    for column in columns:
        distances = sorted(above.y - below.y for above, below in pairwise(column))
        usual = distances[len(distances) // 2] if distances else 0.0
        last = None
        for segment in column:
            if last is not None and usual and last.y - segment.y > _PARAGRAPH_GAP * usual:
                yield "", 0.0
            yield segment.text, segment.size
            last = segment
