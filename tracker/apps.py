"""The Django app of the tracker: what is watched, fetched and read."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self) -> None:
        from claims import audit
        from tracker import checks  # noqa: F401 - registers the system checks
        from tracker.push import keys

        audit.register(keys.PROVEN)
