"""The record that a replay works in: a desk with two people, and sources whose pages it polls and processes.

Needs `django.setup()`. Everything goes through the ordinary services and the ordinary pipeline.
"""

from collections import Counter
from collections.abc import Callable

from django.contrib.auth.models import User
from django.utils import timezone

from benchmarks.replay_pages import PageServer
from claims import services
from claims.models import Claim, Desk, Membership, Source
from tracker.extract.isolation import Extractor
from tracker.models import PollingPolicy, Resource, Snapshot
from tracker.polling import round
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

_INTERVAL_S = 86_400  # however long a replay takes, no page falls due by itself
WHY_NO_SPACING = "a replay: every page is served by this very process"
Tell = Callable[[int, int], None]  # how many are done, of how many


class NotEmpty(RuntimeError):
    """The database holds somebody's records."""


class World:
    """A desk with a journalist and a reviewer, and sources that are the sites of a server, one page each."""

    def __init__(self, server: PageServer) -> None:
        """Raises NotEmpty: a replay decides flags and polls all there is, so it must be alone."""
        if Claim.objects.exists() or Resource.objects.exists():
            raise NotEmpty("the database holds records already; a replay needs an empty one.")
        self._server = server
        self._resources: list[int] = []
        self.desk = Desk.objects.create(name="Replay", slug="replay")
        self.alice = self._member("alice", Membership.Role.JOURNALIST)
        self.bob = self._member("bob", Membership.Role.REVIEWER)

    def _member(self, name: str, role: str) -> User:
        user = User.objects.create(username=name)
        Membership.objects.create(user=user, desk=self.desk, role=role)
        return user

    def record_source(self) -> Source:
        """The next site of the server as a source of tier record, its page watched."""
        number = len(self._resources)
        host = self._server.host(number)
        source = services.record_source(
            by=self.alice, desk=self.desk, name=f"Almanac {number + 1}", sites=[f"http://{host}/"]
        )
        services.set_tier(
            by=self.bob,
            source=source,
            tier="record",
            scope="what its one article says",
            reason="as a replay asks",
            private=frozenset({host}),
        )
        rhythm = {"interval_s": _INTERVAL_S, "spacing_s": 0, "spacing_reason": WHY_NO_SPACING}
        PollingPolicy.objects.create(source=source, **rhythm)
        self._resources.append(watch_url(source=source, url=self._server.url(number)).pk)
        return source

    def poll(self, extractor: Extractor, tell: Tell) -> None:
        """Fetch what is due and process what it brought, until neither is left."""
        done = 0
        while polled := round.poll_due():
            while pipeline.process_waiting(extractor=extractor):
                pass
            done += polled
            tell(done, len(self._resources))
        while pipeline.process_waiting(extractor=extractor):
            pass

    def make_due(self) -> None:
        """Let every page be polled again now."""
        Resource.objects.update(next_poll_at=timezone.now())

    def faults(self) -> list[str]:
        """By site, why it was not replayed as it should be: read twice, two snapshots, both processed into text."""
        snapshots = Counter(Snapshot.objects.values_list("resource_id", flat=True))
        unread = set(Snapshot.objects.filter(text="").values_list("resource_id", flat=True))
        errors = dict(Resource.objects.exclude(error_code="").values_list("pk", "error_code"))
        faults = []
        for number, resource in enumerate(self._resources):
            gets, kept = self._server.gets(number), snapshots[resource]
            if resource in errors:
                faults.append(f"the last poll failed ({errors[resource]})")
            elif (gets, kept) != (2, 2):
                faults.append(f"{gets} GETs and {kept} snapshots instead of two and two")
            else:
                faults.append("a snapshot was not read" if resource in unread else "")
        return faults
