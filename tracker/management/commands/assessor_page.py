"""Brings docs/assessor.md up to the committed figures."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from tracker.assess.documents import with_figures
from tracker.assess.evaluation import evaluations

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/assessor.md"


class Command(BaseCommand):
    help = "Print docs/assessor.md as the committed figures make it; with --write, write it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write the document")

    def handle(self, *args: object, **options: bool) -> None:
        document = with_figures(DOCUMENT.read_text(encoding="utf-8"), evaluations())
        if options["write"]:
            DOCUMENT.write_text(document, encoding="utf-8")
        else:
            self.stdout.write(document, ending="")
