"""Makes, lists and revokes the keys with which a newsroom's own scraper sends pages."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from claims.models import Source
from claims.services.base import InvalidInput
from tracker.models import IngestKey
from tracker.push import keys


class Command(BaseCommand):
    help = "Make, list or revoke ingest keys. A key is printed once; only its digest is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        make = commands.add_parser("make", help="make a key and print it")
        make.add_argument("--source", required=True, help="slug of the source whose pages are sent")
        make.add_argument("--name", required=True, help="who sends; shown in public beside evidence that comes of it")
        revoke = commands.add_parser("revoke", help="let a key open nothing any more")
        revoke.add_argument("key", help="its uuid, as listed")
        for each in (make, revoke):
            each.add_argument("--by", required=True, help="user name of the reviewer who does it")
        commands.add_parser("list", help="list all keys")

    def handle(self, *args: object, **options: Any) -> None:
        try:
            getattr(self, f"_{options['command']}")(options)
        except (InvalidInput, PermissionDenied) as error:
            raise CommandError(str(error)) from error

    def _make(self, options: dict[str, Any]) -> None:
        source = Source.objects.filter(slug=options["source"]).first()
        if source is None:
            raise CommandError(f"--source: there is no source {options['source']!r}.")
        _, token = keys.make_key(by=_reviewer(options["by"]), source=source, name=options["name"])
        self.stdout.write(token)

    def _revoke(self, options: dict[str, Any]) -> None:
        try:
            key = IngestKey.objects.select_related("source__desk").get(uuid=UUID(options["key"]))
        except (ValueError, IngestKey.DoesNotExist) as error:
            raise CommandError(f"key: there is no key {options['key']!r}; list shows them.") from error
        keys.revoke_key(by=_reviewer(options["by"]), key=key)

    def _list(self, options: dict[str, Any]) -> None:
        for key in IngestKey.objects.select_related("source").order_by("source__name", "pk"):
            used = f"last used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
            state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else used
            self.stdout.write(f"{key.uuid}  {key.source.slug}  {key.name}  {state}")


def _reviewer(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"--by: there is no active user {name!r}.")
    return user
