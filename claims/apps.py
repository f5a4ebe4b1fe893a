"""The record, its rules and its publication."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "claims"

    def ready(self) -> None:
        from claims import checks  # noqa: F401 - registers the system checks
