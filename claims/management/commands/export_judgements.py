"""Exports what people judged, in the format that `bin/bench assess` reads."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.exports import rows


class Command(BaseCommand):
    help = "Write what people judged as JSON Lines: a claim, a passage and a label a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", help="only from this day or moment on, as in 2026-11-01; UTC where it says none")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write them; default: here")

    def handle(self, *args: object, **options: object) -> None:
        since = _moment(str(options["since"])) if options["since"] else None
        lines = [json.dumps(row, ensure_ascii=False) for row in rows(since=since)]
        if isinstance(output := options["output"], Path):
            output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            self.stdout.write(f"{len(lines)} judgements written to {output}")
            return
        for line in lines:
            self.stdout.write(line)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError("--since: a day or a moment, as in 2026-11-01 or 2026-11-01T09:00:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
