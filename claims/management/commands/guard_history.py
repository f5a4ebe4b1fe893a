"""manage.py guard_history: put the triggers of the history back in place."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from claims.audit import guards


class Command(BaseCommand):
    help = "Put the triggers that keep the history append-only in place, after verify_audit said what was edited."

    def handle(self, *args: Any, **options: Any) -> None:
        missing = guards.missing(connection)
        with transaction.atomic():
            guards.arm(connection)
        self.stdout.write(f"Put back: {', '.join(missing)}." if missing else "Every trigger was in place.")
