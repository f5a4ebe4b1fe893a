"""The main text of a page: trafilatura points to it, and our own blocks give its words.

What a publisher marks or names is weighed first (`weighing`), since trafilatura believes it. Then every paragraph
beside one that trafilatura took is read, so that no sentence is lost to a length filter or taken for a duplicate. A
second, cheap look counts the sentences of the whole page: where hardly any of them was read, trafilatura is asked once
more for all it can find, and a reading that stays small says so (`MainText.partly`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trafilatura import bare_extraction

from tracker.extract.blocks import Block, Node, read_blocks
from tracker.extract.counters import is_counter
from tracker.extract.stamps import is_furniture_line, is_stamp
from tracker.extract.text import tidy, words
from tracker.extract.weighing import Prose, is_furniture, prune, weigh

SMALL_PART = 0.3
"""Of the sentences that the second look finds. On the pages of the benchmark the true text is from .4 of them on."""

ONE_PLACE = 0.98
"""Of all that is shown outside of links: where so much of it stands in one element, that is the text."""

SHORT_CHARS = 250
"""trafilatura's own bound (MIN_EXTRACTED_SIZE): of shorter texts it says that they are none."""

MOST_BLOCKS = 3_000
"""Of a page that trafilatura is asked about: the time it takes grows with their square."""

SENTENCE_ENDS = tuple(".!?…。！？؟।\"'”’»)]:;")
_WITHIN = words("p li dt dd tr h1 h2 h3 h4 h5 h6 blockquote pre figure")
_RUN = 5  # words: as many in a row are hardly ever the same by accident
_POINTED_SHARE = 0.7
_MIN_POINTER_CHARS = 20  # a shorter line is often repeated in menus and says little about where the text is
_MIN_SCRIPT_CHARS = 60
_MAX_JSON_CHARS = 1_000_000


@dataclass(frozen=True, slots=True)
class MainText:
    """The paragraphs of a page's main text; `partly`: the page seems to hold much more."""

    paragraphs: list[str]
    partly: bool = False


def main_text(root: Node) -> MainText:
    """The main text of a parsed page. Marks and names that its own text speaks against are taken from `root`."""
    blocks = read_blocks(root)
    prose = Prose(blocks)
    weigh(prose)
    size_in_scripts = _size_in_scripts(root)
    prune(prose)
    lines: list[str] = []
    best = _where_all_stands(prose, blocks)
    if not best and len(blocks) <= MOST_BLOCKS:
        best, lines = _by_trafilatura(root, prose, blocks)
    if _size(best) < SMALL_PART * prose.size and (story := prose.story()):
        best = _beside(prose, blocks, story)
    if _size(best) < SHORT_CHARS:
        # Of short texts trafilatura takes what it can get: then all that is shown is read.
        shown = _outside_furniture(prose, prose.shown_part())
        best = shown if _size(shown) > _size(best) else best
    text = _body_of(best) or _of_scripts(lines)
    size = sum(map(len, text))
    return MainText(text, partly=bool(text) and size < SMALL_PART * max(prose.size, size_in_scripts))


def _where_all_stands(prose: Prose, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of the one element in which nearly all words stand side by side: there is nothing to choose, and
    trafilatura, which takes most of the time, is not asked. Empty where they stand in several.
    """
    sizes: Counter[Node] = Counter()
    for block in prose.shown:
        sizes[_container(block)] += len(block.text)
    holder, size = max(sizes.items(), key=lambda pair: pair[1], default=(None, 0))
    if holder is None or size < max(SHORT_CHARS, ONE_PLACE * _size(prose.shown)):
        return []
    return _outside_furniture(prose, (block for block in blocks if _container(block) is holder))


def _by_trafilatura(root: Node, prose: Prose, blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """The blocks that trafilatura points to, and the lines it read: the surest ones, or all where these are few."""
    best: list[Block] = []
    lines: list[str] = []
    for favor in ("favor_precision", "favor_recall"):
        lines = _lines_of_trafilatura(root, favor)
        found = _pointed_at(prose, blocks, lines)
        if _size(found) > _size(best):
            best = found
        if best and _size(best) >= SMALL_PART * prose.size:
            break
    return best, lines


def _lines_of_trafilatura(root: Node, favor: str) -> list[str]:
    options: dict[str, Any] = {favor: True}
    found = bare_extraction(root, fast=True, include_comments=False, deduplicate=False, **options)
    return [line for line in map(tidy, (getattr(found, "text", "") or "").splitlines()) if line]


def _pointed_at(prose: Prose, blocks: Sequence[Block], lines: Iterable[str]) -> list[Block]:
    """The blocks whose words trafilatura took, and those beside them."""
    known: set[tuple[str, ...]] = set()
    for line in lines:
        known.update(_runs(line))
    pointers = [each for each in prose.shown if len(each.text) >= _MIN_POINTER_CHARS and _is_known(each, known)]
    return _beside(prose, blocks, pointers)


def _beside(prose: Prose, blocks: Iterable[Block], pointers: Iterable[Block]) -> list[Block]:
    holders = {_container(block) for block in pointers}
    return _outside_furniture(prose, (block for block in blocks if _container(block) in holders))


def _outside_furniture(prose: Prose, blocks: Iterable[Block]) -> list[Block]:
    known = dict.fromkeys(prose.teasers, True)
    return [block for block in blocks if not _is_in_furniture(block.holder, known)]


def _is_in_furniture(node: Node | None, known: dict[Node, bool]) -> bool:
    path = []
    while node is not None and node not in known:
        path.append(node)
        node = node.getparent()
    found = node is not None and known[node]
    for part in reversed(path):
        found = known[part] = found or is_furniture(part)
    return found


def _is_known(block: Block, known: set[tuple[str, ...]]) -> bool:
    runs = _runs(block.row or block.text)
    return sum(run in known for run in runs) >= _POINTED_SHARE * len(runs) > 0


def _runs(text: str) -> list[tuple[str, ...]]:
    said = [word for word in text.replace("|", " ").split() if word != "-"]
    if len(said) <= _RUN:
        return [tuple(said)] if said else []
    return list(zip(*(said[start:] for start in range(_RUN)), strict=False))


def _container(block: Block) -> Node:
    """The element whose paragraphs, lists and quotations stand side by side."""
    holder = block.holder
    while holder.tag in _WITHIN and (parent := holder.getparent()) is not None:
        holder = parent
    return holder


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _body_of(blocks: Sequence[Block]) -> list[str]:
    """The texts of the blocks, without the headline (it is the title), time stamps, labels and lists of links."""
    headline = next((block for block in blocks if block.holder.tag == "h1"), None)
    return [block.text for block in blocks if block is not headline and not _is_aside(block)]


def _is_aside(block: Block) -> bool:
    text = block.text
    if is_furniture_line(text) or is_counter(text) or is_stamp(text, timed=2 * block.timed > len(text)):
        return True
    return 10 * block.linked >= 9 * len(text) and not text.endswith(SENTENCE_ENDS)


def _of_scripts(lines: Iterable[str]) -> list[str]:
    """The lines of an article that stands only in a script, as JSON-LD; trafilatura reads it, too."""
    return [line for line in lines if len(line) >= _MIN_SCRIPT_CHARS and line.endswith(SENTENCE_ENDS)]


def _size_in_scripts(root: Node) -> int:
    """How long the article is that JSON-LD holds (schema.org `articleBody`)."""
    size = 0
    for script in root.iter("script"):
        source = script.text or ""
        if '"articleBody"' in source and len(source) <= _MAX_JSON_CHARS and "json" in (script.get("type") or ""):
            try:
                size = max(size, _longest_body(json.loads(source, strict=False)))
            except (ValueError, RecursionError):
                continue
    return size


def _longest_body(value: object) -> int:
    waiting, longest = [value], 0
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(body := each.get("articleBody"), str):
                longest = max(longest, len(body))
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return longest
