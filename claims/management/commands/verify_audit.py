"""manage.py verify_audit: is the history as it was written?"""

from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import audit
from claims.publish.checkpoints import read_checkpoint


class Command(BaseCommand):
    help = "Verify the hash chains of the history; print every fault and exit 1 where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--checkpoint", type=Path, help="also compare with this signed checkpoint")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = audit.verify()
        if path := options["checkpoint"]:
            try:
                faults = chain(faults, audit.compare(read_checkpoint(path)))
            except (OSError, ValueError) as error:
                raise CommandError(f"--checkpoint: {error}") from error
        count = 0
        for fault in faults:
            count += 1
            self.stdout.write(f"{fault.entry}: {fault.sentence}")
        if count:
            raise CommandError(f"{count} fault{'s' if count > 1 else ''} found.")
        self.stdout.write("The history is as it was written.")
