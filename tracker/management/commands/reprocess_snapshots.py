"""Runs the pipeline again over stored bodies."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from tracker.extract.isolation import Extractor
from tracker.models import Snapshot
from tracker.processing import pipeline


class Command(BaseCommand):
    help = "Run extraction, matching, judging and weighing again over stored snapshots, without the network."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", help="slug of one source; default: all")
        parser.add_argument("--since", help="only snapshots fetched at or after this RFC 3339 time")

    def handle(self, *args: object, **options: str | None) -> None:
        snapshots = Snapshot.objects.all()
        if source := options["source"]:
            snapshots = snapshots.filter(resource__source__slug=source)
        if since := options["since"]:
            snapshots = snapshots.filter(fetched_at__gte=since)
        with Extractor() as extractor:
            count = pipeline.reprocess(snapshots, extractor=extractor)
        self.stdout.write(f"{count} snapshots reprocessed")
