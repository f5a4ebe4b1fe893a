"""Issues a token, for a newsroom to read or for a member of staff to write."""

from argparse import ArgumentParser
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken

from claims.models import Newsroom, NewsroomToken


class Command(BaseCommand):
    help = "Issue an API token and print it; only its hash is kept, so it is shown once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--newsroom", help="name of the newsroom that reads; made if there is none")
        whose.add_argument("--user", help="user name of the member of staff who writes")
        parser.add_argument("--days", type=int, default=365, help="how long a staff token is good for")

    def handle(self, *args: object, **options: str | int | None) -> None:
        if name := options["newsroom"]:
            newsroom, _ = Newsroom.objects.get_or_create(name=name)
            self.stdout.write(NewsroomToken.issue(newsroom=newsroom, name="command line"))
            return
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"--user: there is no active user {options['user']!r}.")
        _, token = AuthToken.objects.create(user, expiry=timedelta(days=int(options["days"] or 0)))
        self.stdout.write(token)
