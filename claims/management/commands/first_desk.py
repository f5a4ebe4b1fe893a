"""Makes the first desk and its administrator, or prints the code with which a browser may. Called by bin/serve; does
nothing where there is a desk.
"""

import getpass
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from claims import services
from claims.models import Desk

FIRST_PAGE = "/desk/first/"
PASSWORD = "DJANGO_SUPERUSER_PASSWORD"  # noqa: S105 - the name of the variable, as Django's createsuperuser has it


class Command(BaseCommand):
    help = "Make the first desk and its administrator; what is not given is asked for. Does nothing where there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--desk", help="the desk's name")
        parser.add_argument("--time-zone", help="the desk's time zone, as in Europe/Paris")
        parser.add_argument(
            "--code", action="store_true", help="print a fresh setup code, for the page that makes them in a browser"
        )
        parser.add_argument("--user", help=f"the administrator's user name; the password: {PASSWORD}")

    def handle(self, *args: object, **options: Any) -> None:
        if Desk.objects.exists():
            return
        asks = sys.stdin.isatty()
        password = os.environ.get(PASSWORD, "")
        given = options["desk"] and options["user"] and password
        if options["code"] or not (asks or given):
            self._print_code()
            return
        if asks:
            self.stdout.write("This installation has no desk yet. Who works here?")
            if not options["user"] and input("Set it up here, or in the browser? [browser] ").strip() != "here":
                self._print_code()
                return
        desk = options["desk"] or input("Name of the desk [Main desk]: ").strip() or "Main desk"
        zone = options["time_zone"] or (asks and input("Its time zone [UTC]: ").strip()) or "UTC"
        user = options["user"] or input("Your user name: ").strip()
        try:
            made = services.found_first_desk(
                name=desk, time_zone=zone, username=user, password=password or _ask_twice()
            )
        except services.InvalidInput as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The desk “{made}” is there. Log in as {user}.")

    def _print_code(self) -> None:
        code = services.issue_setup_code()
        address = f"{settings.SITE_URL}{FIRST_PAGE}"
        self.stdout.write(
            f"There is no desk yet, so nobody can log in. Open {address} and give this setup code:\n\n    {code}\n\n"
            "It is good until the first desk is there. Without a browser: manage.py first_desk --desk … --user …, with "
            f"the password in {PASSWORD}."
        )


def _ask_twice() -> str:
    """A password typed the same way twice. Raises CommandError otherwise."""
    password = getpass.getpass("Your password, ten characters or more: ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("password: the two are not the same. Try again.")
    return password
