"""manage.py export_audit: write the history as JSON Lines, for `bin/verify-history` and for keeping."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from claims import audit
from claims.models import AuditEntry

FORMAT = "claim-tracker-history-1"


class Command(BaseCommand):
    help = "Write every entry of the history as JSON Lines, chain by chain; names of the staff and notes included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write them; default: here")

    def handle(self, *args: Any, **options: Any) -> None:
        if path := options["output"]:
            draft = path.with_name(f"{path.name}.part")
            with draft.open("w", encoding="utf-8") as file:
                draft.chmod(0o600)
                for line in _lines():
                    file.write(f"{line}\n")
            draft.rename(path)
            self.stdout.write(f"Written to {path}.")
            return
        for line in _lines():
            self.stdout.write(line)


def _lines() -> Iterator[str]:
    """A header, an entry a line as it stood at one moment, and at the end their number."""
    yield json.dumps({"format": FORMAT, "exported_at": timezone.now().isoformat()})
    count = 0
    with audit.one_moment():
        for subject_type in sorted(AuditEntry.objects.order_by().values_list("subject_type", flat=True).distinct()):
            for link in audit.links(subject_type):
                count += 1
                yield json.dumps(_facts(link), ensure_ascii=False)
    yield json.dumps({"entries": count})


def _facts(link: audit.Link) -> dict[str, Any]:
    """An entry with its moments as they were hashed."""
    facts = {"uuid": str(link.uuid), "subject_uuid": str(link.subject_uuid), "at": link.at.isoformat()}
    return link._asdict() | facts
