"""manage.py verify_audit: is the history as it was written, and the record as the history says?"""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.audit import Verification
from claims.publish.checkpoints import heads_of


class Command(BaseCommand):
    help = (
        "Verify the hash chains of the history, and the record against them; print every fault and exit 1 where there "
        "is one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            help="also compare with this signed checkpoint and those it builds on, or with all in a folder",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checkpoints = options["checkpoint"] if isinstance(options["checkpoint"], list) else [options["checkpoint"]]
        with ExitStack() as files:
            try:
                known = heads_of(checkpoints, files)
            except (OSError, ValueError) as error:
                raise CommandError(f"--checkpoint: {error}") from error
            verification = Verification(known=known, progress=self._say)
            count = 0
            for fault in verification.faults():
                count += 1
                self.stdout.write(f"{fault.entry}: {fault.sentence}")
        for subject_type, subjects in sorted(verification.unproven.items()):
            self.stdout.write(
                f"Not provable in {subjects} {subject_type}{'s' if subjects > 1 else ''}: "
                "what is older than the baseline, and what was redacted."
            )
        if count:
            raise CommandError(f"{count} fault{'s' if count > 1 else ''} found.")
        self.stdout.write("The history is as it was written.")

    def _say(self, entries: int) -> None:
        self.stderr.write(f"{entries:,} entries read …")
