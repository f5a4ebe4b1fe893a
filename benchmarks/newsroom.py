"""Whole pages of the press through the tracker, from the fetch to the flag and the lead.

Each row of the file is a page with claims as a journalist would have recorded them before: {"id", "url", "title",
"published", "language", "paragraphs", "key", "claims": [{"text", "kind", "speaker", "label"}]}, where `key` are the
numbers of the paragraphs that settle the claims, and `label` is "supports", "refutes" or "neutral". A server in this
process shows the page without those paragraphs; it is polled and processed; then it shows the whole page, and it is
polled and processed again. docs/benchmarks.md explains the figures.

False evidence and false flags are listed first, each with the passage that decided. Runs in a SQLite database in a
temporary folder, or in the empty database that DATABASE_URL names. Exits 1 where a page was not read as it should be,
2 where the run could not start.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.jsonl import BadRows
from benchmarks.newsroom_rows import NewsPage, read_pages
from benchmarks.newsroom_scores import ClaimOutcome, figures, mistakes
from benchmarks.replay import progress, set_environment
from benchmarks.replay_pages import PageServer

SUMMARY = "whole pages of the press: evidence, flags and leads for claims recorded before"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the pages, JSON Lines, gzip or plain")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    try:
        pages, labels = read_pages(options.data)
        with tempfile.TemporaryDirectory(prefix="newsroom-") as folder:
            outcomes, assessor = watch(pages, Path(folder))
    except (BadRows, OSError) as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 2
    right = [label for of_page in labels for label in of_page]
    for wrong in mistakes(outcomes, right):
        print(json.dumps(asdict(wrong), ensure_ascii=False))
    found = figures(outcomes, right) | {"assessor": assessor}
    print(json.dumps(found) if options.json else "\n".join(f"{name:20} {value}" for name, value in found.items()))
    return 1 if found["errors"] else 0


def watch(pages: Sequence[NewsPage], folder: Path) -> tuple[list[ClaimOutcome], str]:
    """What became of every claim, and the name of the assessor that judged. Nothing in here knows the labels.

    Raises OSError; SystemExit 2 where the database is not empty.
    """
    with PageServer(pages) as server:
        set_environment(folder, [server.host(number) for number in range(len(pages))], server.port)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return _watch(pages, server)


def _watch(pages: Sequence[NewsPage], server: PageServer) -> tuple[list[ClaimOutcome], str]:
    from benchmarks.newsroom_watch import Newsroom
    from benchmarks.replay_world import NotEmpty
    from tracker.evidence.assessor import current_assessor
    from tracker.extract.isolation import Extractor

    assessor = current_assessor()
    try:
        newsroom = Newsroom(pages, server)
    except NotEmpty as error:
        print(f"newsroom: {error}", file=sys.stderr)
        raise SystemExit(2) from error
    newsroom.stage()
    with Extractor() as extractor:
        newsroom.poll(extractor, progress("without the key: polled and processed", who="newsroom"))
        server.edit()
        newsroom.make_due()
        newsroom.poll(extractor, progress("whole: polled and processed", who="newsroom"))
    found = [outcome for of_page in newsroom.outcomes() for outcome in of_page]
    return found, f"{assessor.name} {assessor.version}"
