"""manage.py replace_checkpoint_key: sign checkpoints with a new key from now on."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.publish.checkpoint_keys import public_keys, replace_key


class Command(BaseCommand):
    help = "Make a new key that signs checkpoints; the old public key stays, so that old checkpoints stay verifiable."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Checkpoints are signed with {replace_key()} from now on; keep a copy of {public_keys()}.")
