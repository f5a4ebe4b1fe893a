"""Begins a new epoch of positions, after a database was restored or made anew."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from claims.epochs import begin_epoch
from claims.services import InvalidInput


class Command(BaseCommand):
    help = "Begin a new epoch of positions: readers whose position was lost are told from where to read again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="why, as in “restored the backup of 3 May”")

    def handle(self, *args: object, **options: str) -> None:
        try:
            epoch = begin_epoch(reason=options["reason"])
        except InvalidInput as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Epoch {epoch.number} has begun. Its positions begin at {epoch.first}; "
            f"of those before, this database knows {epoch.known_point}."
        )
