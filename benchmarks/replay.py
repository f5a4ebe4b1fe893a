"""Replay real revisions of articles through the tracker, from the fetch to the flag.

Each row of the file is a claim and a sentence of an article before and after an edit: {"id", "page", "claim",
"before", "after", "expect"}, where `expect` says whether the edit makes the claim supported ("supported"), takes its
support away ("lost"), or is about something else ("unchanged"). A server in this process shows the article before the
edit; it is polled and processed; a scripted reviewer confirms what is proposed as verified; then the article is
edited, polled and processed again. docs/benchmarks.md explains the figures.

Runs in a SQLite database in a temporary folder, or in the empty database that DATABASE_URL names.
Exits 1 where a row was not replayed as it should be, 2 where the replay could not start.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.replay_pages import Page, PageServer
from benchmarks.replay_rows import BadRows, Revision, read_rows
from benchmarks.replay_scores import Outcome, mistake, summary

SUMMARY = "real revisions of articles, from the fetch to the flag: what is found, missed, and wrongly flagged"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="the rows, JSON Lines, gzip or plain")
    parser.add_argument("--limit", type=int, help="only the first so many rows")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object on the last line")
    parser.add_argument("--wrong", action="store_true", help="every row counted wrong first, one JSON object a line")


def run(options: argparse.Namespace) -> int:
    """The exit status of the command."""
    try:
        revisions, expected = read_rows(options.data, limit=options.limit)
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="replay-") as folder:
            outcomes, assessor = replay(revisions, Path(folder))
    except (BadRows, OSError) as error:
        print(f"replay: {error}", file=sys.stderr)
        return 2
    if options.wrong:
        print_wrong(revisions, outcomes, expected)
    figures = summary(outcomes, expected) | {"seconds": round(time.monotonic() - started, 1), "assessor": assessor}
    print(json.dumps(figures) if options.json else "\n".join(table(figures)))
    return 1 if figures["errors"] else 0


def replay(revisions: Sequence[Revision], folder: Path) -> tuple[list[Outcome], str]:
    """What became of every row, and the name of the assessor that judged. Nothing in here knows what is expected.

    Raises OSError; SystemExit 2 where the database is not empty.
    """
    with PageServer([Page(row.page, row.before, row.after) for row in revisions]) as server:
        set_environment(folder, [server.host(number) for number in range(len(revisions))], server.port)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        return _watch(revisions, server)


def set_environment(folder: Path, hosts: Sequence[str], port: int) -> None:
    """The ordinary settings of a replay: its own data folder and database, its own pages opened as private."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'replay.sqlite3'}")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TRACKER_DATA_DIR": str(folder),
        "TRACKER_ALLOWED_PRIVATE_ADDRESSES": ",".join(hosts),
        "TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED": "true",
        "TRACKER_ALLOWED_PORTS": str(port),
        "REDIS_URL": "",
        "LOG_LEVEL": "WARNING",
    }


def _watch(revisions: Sequence[Revision], server: PageServer) -> tuple[list[Outcome], str]:
    from benchmarks.replay_watch import Watched
    from benchmarks.replay_world import WHY_NO_SPACING, NotEmpty
    from tracker.evidence.assessor import current_assessor
    from tracker.extract.isolation import Extractor

    assessor = current_assessor()
    try:
        watched = Watched(revisions, server)
    except NotEmpty as error:
        print(f"replay: {error}", file=sys.stderr)
        raise SystemExit(2) from error
    say(f"spacing between two requests to one host: 0 s, by each source's polling policy ({WHY_NO_SPACING})")
    watched.stage(progress("recorded"))
    with Extractor() as extractor:
        watched.poll(extractor, progress("before the edit: polled and processed"))
        say(f"the reviewer confirmed {watched.review()} proposals")
        server.edit()
        watched.make_due()
        watched.poll(extractor, progress("after the edit: polled and processed"))
    return watched.outcomes(), f"{assessor.name} {assessor.version}"


def say(words: str, *, who: str = "replay") -> None:
    print(f"{who}: {words}", file=sys.stderr, flush=True)


def progress(what: str, *, who: str = "replay") -> Callable[[int, int], None]:
    """Tells on standard error how far a step has come: on one line of a terminal, else a line each time."""
    terminal = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        start, end = ("\r", "\n" if done >= total else "") if terminal else ("", "\n")
        print(f"{start}{who}: {what}: {done} of {total}", end=end, file=sys.stderr, flush=True)

    return tell


def print_wrong(revisions: Sequence[Revision], outcomes: Sequence[Outcome], expected: Mapping[str, str]) -> None:
    for row, outcome in zip(revisions, outcomes, strict=True):
        if wrong := mistake(outcome, expected[row.id]):
            facts = {"wrong": wrong, "expect": expected[row.id], "id": row.id, "page": row.page, "claim": row.claim}
            print(json.dumps(facts | {"before": row.before, "after": row.after}, ensure_ascii=False))


def table(figures: Mapping[str, object]) -> list[str]:
    """The figures for people, the rates with their 95% intervals."""
    bounds = figures["intervals_95"]
    assert isinstance(bounds, dict)
    lines = []
    for name, value in figures.items():
        if name == "intervals_95":
            continue
        between = bounds.get(name)
        lines.append(f"{name:20} {value}" + (f"   ({between[0]} to {between[1]})" if between else ""))
    return lines
