"""Read real pages whose true text is known, with our reader and with trafilatura's, and compare both with it.

The folder holds truth.json ({id: {"url", "text"}}) and html/ID.html.gz. Scored as the article extraction benchmark
(https://github.com/scrapinghub/article-extraction-benchmark) scores: runs of four words, precision and recall as means
over the pages, F1 of the two means. docs/benchmarks.md explains the figures.

Exits with 1 where a page was lost in silence, with 2 where the folder cannot be read.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from trafilatura import extract as trafilatura_extract

from tracker.extract.documents import Unreadable
from tracker.extract.html import extract_html

SUMMARY = "the main text of real pages: ours and trafilatura's against what people say it is"
RUN_OF_WORDS = 4
_LOST = 0.2
"""A reading with a smaller share of the true runs of words, and no state that says so, is lost in silence."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its bytes, and the text that a reader should find there."""

    name: str
    url: str
    body: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a page. `state` is why it is not the whole, as a code; empty where it is said to be whole."""

    text: str
    state: str = ""


Reader = Callable[[Page], Reading]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the folder of truth.json and html/")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N pages that we read worst")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    try:
        pages = read_pages(options.data)
    except (OSError, ValueError, KeyError) as error:
        print(f"extract: {options.data} has no truth.json with html/ID.html.gz for each: {error}", file=sys.stderr)
        return 2
    readings, seconds = read_all(pages)
    scores = {
        name: [runs_in_common(page.text, each.text) for page, each in zip(pages, read, strict=True)]
        for name, read in readings.items()
    }
    for name, triples in scores.items():
        row = figures(triples)
        print(
            f"{name:18} precision {row['precision']:.4f}  recall {row['recall']:.4f}  F1 {row['f1']:.4f}  "
            f"{1000 * seconds[name] / len(pages):.2f} ms a page"
        )
    ours = list(zip(pages, readings["ours"], scores["ours"], strict=True))
    lost = [page.name for page, reading, score in ours if is_lost(page, reading, score)]
    for page, reading, score in sorted(ours, key=lambda row: _f1(row[2]))[: options.worst]:
        print(f"{page.name} {reading.state or '-':14} {_f1(score):.3f} {page.url}")
    if options.json:
        print(
            json.dumps(
                {
                    **{name: figures(triples) for name, triples in scores.items()},
                    "silently_lost": len(lost),
                    "refused": sum(1 for reading in readings["ours"] if not reading.text),
                    "pages_per_s": {name: round(len(pages) / taken, 1) for name, taken in seconds.items()},
                }
            )
        )
    return 1 if lost else 0


def read_pages(folder: Path) -> list[Page]:
    """The pages of a folder. Raises OSError, ValueError or KeyError where it is not as it should be."""
    truth: dict[str, dict[str, str]] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return [
        Page(name, row["url"], gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), row["text"])
        for name, row in truth.items()
    ]


def read_all(pages: Sequence[Page]) -> tuple[dict[str, list[Reading]], dict[str, float]]:
    """Every reader's readings, and the CPU seconds it took for them all: in turn on each page, the last of two."""
    readings: dict[str, list[Reading]] = {name: [] for name in READERS}
    seconds = dict.fromkeys(READERS, 0.0)
    for page in pages:
        for _ in range(2):
            taken = {}
            for name, reader in READERS.items():
                begun = time.process_time()
                found = reader(page)
                taken[name] = (found, time.process_time() - begun)
        for name, (found, spent) in taken.items():
            readings[name].append(found)
            seconds[name] += spent
    return readings, seconds


def _ours(page: Page) -> Reading:
    try:
        document = extract_html(page.body, url=page.url)
    except Unreadable as refusal:
        return Reading("", refusal.code)
    return Reading(document.text, "" if document.is_whole else "paywall" if document.paywalled else "partly")


def _theirs(*, fast: bool) -> Reader:
    def read(page: Page) -> Reading:
        text = trafilatura_extract(page.body, url=page.url, fast=fast, include_comments=False)
        return Reading(text or "")

    return read


READERS: dict[str, Reader] = {"ours": _ours, "trafilatura": _theirs(fast=False), "trafilatura_fast": _theirs(fast=True)}

Triple = tuple[float, float, float]
"""Shares of all runs of words of a page: in both texts, only in what was read, only in the truth."""


def runs_in_common(true: str, read: str) -> Triple:
    """What two texts share, each run of words as often as it stands there."""
    wanted, found = _runs(true), _runs(read)
    both, more, fewer = (wanted & found).total(), (found - wanted).total(), (wanted - found).total()
    all_of_them = both + more + fewer or 1
    return both / all_of_them, more / all_of_them, fewer / all_of_them


def figures(triples: Sequence[Triple]) -> dict[str, float]:
    """Precision over the pages of which something was read, recall over those that have a text, F1 of both."""
    precision = mean([both / (both + more) for both, more, _ in triples if both + more] or [0.0])
    recall = mean([both / (both + fewer) for both, _, fewer in triples if both + fewer] or [0.0])
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def is_lost(page: Page, reading: Reading, score: Triple) -> bool:
    """Whether hardly any of a page's text was read, and nothing says so."""
    both, _, fewer = score
    return bool(page.text) and not reading.state and both < _LOST * (both + fewer)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - RUN_OF_WORDS + 1)) if words else ()
    return Counter(tuple(words[start : start + RUN_OF_WORDS]) for start in starts)


def _f1(score: Triple) -> float:
    both, more, fewer = score
    return 2 * both / (2 * both + more + fewer) if both else 0.0
