"""How fast the history is verified, and in how much memory: many entries in a database of their own, then verify_audit.

Uses DATABASE_URL, or a SQLite file in a temporary folder; the database must be new. Entries are those of claims whose
status goes to and fro, each chain ten entries long. The last line of --json, of the verification alone, is
{"database", "entries", "seconds", "cpu_seconds", "entries_per_second", "peak_mb"}.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUMMARY = "verifying the history: entries a second, peak memory"
ROOT = Path(__file__).resolve().parent.parent
CHAIN = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entries", type=int, default=100_000, help="how many entries; default 100,000")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--step", choices=["write", "verify"], help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Write and verify in processes of their own, so that the memory is the verification's."""
    if options.step:
        return _write(options.entries) if options.step == "write" else _verify(as_json=options.json)
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL", f"sqlite:///{folder}/tracker.sqlite3")
        environment = os.environ | {"TRACKER_DATA_DIR": folder, "DATABASE_URL": url}
        here = [sys.executable, "-m", "benchmarks", "audit", "--entries", str(options.entries)]
        for command in (
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            [*here, "--step", "write"],
            [*here, "--step", "verify", *(["--json"] if options.json else [])],
        ):
            done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
            if done.returncode:
                return done.returncode
    return 0


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def _write(count: int) -> int:
    """Claims of one desk, written in bulk with the entries that tell of them."""
    _setup()
    from claims.models import AuditEntry, Claim, Desk

    if AuditEntry.objects.exists():
        print("The database has a history: give an empty one.", file=sys.stderr)
        return 2
    desk = Desk.objects.create(name="Benchmark", slug="benchmark")
    for begin in range(0, count // CHAIN, 500):
        numbers = range(begin, min(begin + 500, count // CHAIN))
        rows = [Claim(desk=desk, text=f"It is {number}.", slug=f"it-is-{number}", kind="state") for number in numbers]
        claims = Claim.objects.bulk_create(rows)
        AuditEntry.objects.bulk_create(entry for claim in claims for entry in _chain(claim))
    return 0


def _chain(claim: Any) -> Iterator[Any]:
    """Ten entries of one claim, the last of which tells what it is."""
    from claims import audit
    from claims.audit.entries import next_entry

    last = None
    for number in range(CHAIN):
        before, after = ("unverified", "verified") if number % 2 else ("verified", "unverified")
        facts = {"": {"status": after}} if number else audit.facts_of(claim)
        payload = {"before": before, "after": after, "reason": "Two independent sources say so." * 3, "facts": facts}
        if number == CHAIN - 1:
            facts[""] = {"status": claim.status}
        last = next_entry(last, subject=claim, action="revised", by=None, payload=payload, visibility="public")
        yield last


def _verify(*, as_json: bool) -> int:
    _setup()
    from django.db import connection

    from claims.audit import Verification

    verification = Verification(progress=lambda entries: print(f"{entries:,} entries read …", file=sys.stderr))
    begun, worked = time.perf_counter(), time.process_time()
    faults = list(verification.faults())
    seconds = time.perf_counter() - begun
    figures = {
        "database": connection.vendor,
        "entries": verification.entries,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(time.process_time() - worked, 2),
        "entries_per_second": round(verification.entries / seconds),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(figures) if as_json else "\n".join(f"{name:20} {value}" for name, value in figures.items()))
    for fault in faults[:10]:
        print(f"{fault.entry}: {fault.sentence}", file=sys.stderr)
    return 1 if faults else 0
