"""Begins the store of bodies anew, where what was stored is lost for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble


class Command(BaseCommand):
    help = (
        "Begin the store of bodies anew in the data folder, where what was stored there is lost for good. Without it "
        "nothing is stored while the database knows of bodies and their folder is not there: it may be a disk that is "
        "away. What waits to be processed and is lost is read again from its pages."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            bodies.check_store()
        except StorageTrouble:
            try:
                bodies.begin_store()
            except StorageTrouble as trouble:
                raise CommandError(f"{trouble.sentence} {trouble.remedy}") from trouble
            self.stdout.write("The store of bodies begins anew.")
        else:
            raise CommandError("The store of bodies is where it belongs: nothing was changed.")
