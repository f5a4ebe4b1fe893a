"""Tables of data: each cell is said with its row's and its column's head and unit.

"Revenue, 2025, € million: 1,084.6" cannot be taken for another row's or another year's figure. Tables that only lay
out a page are told apart and read as rows.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tracker.extract.text import tidy, words

Node = Any
Row = list[Node | None]

MAX_CELLS = 5_000
_MAX_SPAN = 100
_MAX_CELL_CHARS = 300
_MIN_FIGURES = 1 / 3
_HOLDS_MORE = ("table", "h1", "h2", "h3", "form", "article", "section", "ul", "ol", "blockquote", "img", "iframe")
_NUMBER = re.compile(r"[^\w(]{0,4}\(?[-−–+]?[^\w]{0,3}\d[\d.,’'\s%‰–−-]*\)?\s*(?:[€$£¥]|[a-zA-Zµ]{1,4})?\W{0,2}")
_YEAR = re.compile(
    r"(?:(?:fy|q[1-4]|h[12]|[1-4]q|9m|full[- ]year|year|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*"
    r"|oct\w*|nov\w*|dec\w*|31|30)\W{0,3}){0,3}(?:19|20)\d\d(?:\W{0,2}\d{1,4})?[a-z*]{0,2}",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[;:()]\s*|,\s+|\s+(?=in\s)")
_BLANK = re.compile(r"[\W_]*")
_UNITS = words(
    "% ‰ percent cent percentage point points eur usd gbp chf jpy euro euros dollar dollars pound pounds franc francs "
    "yen thousand thousands million millions billion billions trillion m mn mio mio. bn mrd mrd. tsd tsd. k '000 000 "
    "tonne tonnes ton tons kg g km m² km² ha litres mw gw kwh mwh gwh twh units unit people persons inhabitants jobs "
    "days hours years shares employees"
)
_BESIDE_UNITS = words("in of per all amounts figures values data numbers stated expressed unless otherwise the")
_CURRENCY = re.compile(r"[a-z]{0,3}[€$£¥][a-z]{0,2}")


def data_table(table: Node) -> list[Row] | None:
    """The rows of a table of data, a cell standing in each column and row that it spans; None for any other table."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants(*_HOLDS_MORE), None) is not None:
        return None
    rows = list(_rows(table))
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or width < 2 or len(rows) * width > MAX_CELLS:
        return None
    cells = {cell for row in rows for cell in row if cell is not None}
    if any(len(_text(cell)) > _MAX_CELL_CHARS for cell in cells):
        return None
    said = {cell: _text(cell) for cell in cells}
    heads = _head_rows(rows, said)
    below = [cell for row in rows[heads:] for cell in row[1:] if cell is not None and not _BLANK.fullmatch(said[cell])]
    figures = sum(1 for cell in below if _NUMBER.fullmatch(said[cell]))
    has_heads = heads or any(cell.tag == "th" for cell in cells)
    return rows if has_heads and below and _MIN_FIGURES * len(below) <= figures else None


def statements(rows: list[Row], said: Mapping[Node, str]) -> list[list[tuple[Node, str]]]:
    """For each row of `data_table` what its cells say, with their heads; `said` are the words of each cell."""
    heads = _head_rows(rows, said)
    unit = _unit_of_all(rows[0], said) if heads else ""
    over = [_column_heads(rows[:heads], column, said) for column in range(max(map(len, rows)))]
    return [[] if number < heads else list(_said_of_row(row, over, unit, said)) for number, row in enumerate(rows)]


def _said_of_row(row: Row, over: list[list[str]], unit: str, said: Mapping[Node, str]) -> Iterator[tuple[Node, str]]:
    cells = list(dict.fromkeys(cell for cell in row if cell is not None and not _BLANK.fullmatch(said[cell])))
    if not cells:
        return
    if len(cells) == 1 and row[0] is cells[0]:
        yield cells[0], said[cells[0]]
        return
    heads = _leading_heads(cells, said) if row[0] in cells else 0
    names = [said[cell] for cell in cells[:heads]]
    for cell in cells[heads:]:
        column = row.index(cell)
        value = said[cell]
        words = [*names, *over[column]]
        if unit and _NUMBER.fullmatch(value) and not any(_names_unit(word) for word in (*words, value)):
            words.append(unit)
        named = ", ".join(dict.fromkeys(filter(None, words)))
        yield cell, f"{named}: {value}" if named else value


def _leading_heads(cells: list[Node], said: Mapping[Node, str]) -> int:
    """How many cells name the row: those marked so, else what stands before its figures, such as a rank and a name."""
    count = next((number for number, cell in enumerate(cells) if cell.tag != "th"), len(cells))
    if not count:
        texts = [number for number, cell in enumerate(cells) if not _NUMBER.fullmatch(said[cell])]
        first = texts[0] if texts and texts[0] < 2 else 0
        count = next((number for number in range(first + 1, len(cells)) if number not in texts), first + 1)
    return min(count, len(cells) - 1)


def _head_rows(rows: list[Row], said: Mapping[Node, str]) -> int:
    """How many rows at the top are heads: those of `<thead>` or of `<th>` alone, else a first row above figures."""
    count = 0
    for row in rows[:-1]:
        cells = [cell for cell in row if cell is not None]
        if not cells or not all(_is_head(cell) or _BLANK.fullmatch(said[cell]) for cell in cells):
            break
        count += 1
    if count or any(_is_head(cell) for cell in rows[0] if cell is not None):
        return count
    return 1 if _stands_above_figures(rows, said) else 0


def _is_head(cell: Node) -> bool:
    row = cell.getparent()
    group = row.getparent() if row is not None else None
    return bool(cell.tag == "th" or (group is not None and group.tag == "thead"))


def _stands_above_figures(rows: list[Row], said: Mapping[Node, str]) -> bool:
    first = [said[cell] for cell in rows[0][1:] if cell is not None]
    below = [said[cell] for row in rows[1:] for cell in row[1:] if cell is not None]
    below = [text for text in below if not _BLANK.fullmatch(text)]
    named = [text for text in first if text and (_YEAR.fullmatch(text) or not _NUMBER.fullmatch(text))]
    figures = sum(1 for text in below if _NUMBER.fullmatch(text))
    return bool(below) and len(named) == len(first) > 0 and 2 * figures >= len(below)


def _column_heads(heads: list[Row], column: int, said: Mapping[Node, str]) -> list[str]:
    found = [said[row[column]] for row in heads if column < len(row) and row[column] is not None]
    return list(dict.fromkeys(text for text in found if not _BLANK.fullmatch(text) or text in "%€$£¥"))


def _unit_of_all(first: Row, said: Mapping[Node, str]) -> str:
    """The unit that the corner or the caption of a table names for all its figures."""
    corner = said[first[0]] if first and first[0] is not None else ""
    table = next((next(cell.iterancestors("table")) for cell in first if cell is not None), None)
    caption = table.find("caption") if table is not None else None
    texts = [corner, *(_PARTED.split(_text(caption)) if caption is not None else ())]
    return next((_bare_unit(text) for text in texts if _is_unit(text)), "")


def _is_unit(text: str) -> bool:
    """Whether a text is nothing but a unit: "€ million", "in thousands of tonnes", "US$m"."""
    said = _words_of_unit(text)
    named = [word for word in said if word in _UNITS or _CURRENCY.fullmatch(word)]
    return bool(named) and all(word in named or word in _BESIDE_UNITS for word in said)


def _bare_unit(text: str) -> str:
    """The unit without "all figures in" before it."""
    found = text.strip(" ():").split()
    while found and found[0].lower() in _BESIDE_UNITS:
        found.pop(0)
    return " ".join(found)


def _names_unit(text: str) -> bool:
    return any(_is_unit(part) for part in _PARTED.split(text)) or text[-1:] in "%€$£¥" or text[:1] in "€$£¥"


def _words_of_unit(text: str) -> list[str]:
    return [word.strip(":,") for word in text.lower().strip(" ():").split()]


def _rows(table: Node) -> Iterator[Row]:
    carried: dict[int, tuple[Node, int]] = {}  # by column: a cell that goes on downwards, and for how many rows
    for line in table.iterdescendants("tr"):
        row: Row = []
        for cell in line.iterchildren("td", "th"):
            _carry(row, carried)
            down = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    carried[len(row)] = (cell, down - 1)
                row.append(cell)
        _carry(row, carried)
        if row:
            yield row


def _carry(row: Row, carried: dict[int, tuple[Node, int]]) -> None:
    while len(row) in carried:
        cell, left = carried.pop(len(row))
        if left > 1:
            carried[len(row)] = (cell, left - 1)
        row.append(cell)


def _span(cell: Node, name: str) -> int:
    value = cell.get(name) or "1"
    return max(1, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() else 1


def _text(node: Node) -> str:
    return tidy("".join(map(str, node.itertext())))
