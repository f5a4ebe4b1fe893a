"""The Django app of the tracker: what is watched, fetched and read."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self) -> None:
        from tracker import checks  # noqa: F401 - registers the system checks
