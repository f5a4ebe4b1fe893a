"""A replay's part in the record: stage the rows, poll and process, decide as a reviewer, and see what came of it.

Needs `django.setup()`. Everything goes through the ordinary services and the ordinary pipeline.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benchmarks.replay_pages import PageServer
from benchmarks.replay_rows import Revision
from benchmarks.replay_scores import Outcome
from claims import services
from claims.models import Claim, Desk, Flag, Membership
from claims.statuses import Status
from tracker.extract.isolation import Extractor
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.polling import round
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

WHY_NO_SPACING = "a replay: every page is served by this very process"
_ROWS_PER_TRANSACTION = 200
Tell = Callable[[int, int], None]  # how many are done, of how many


class NotEmpty(RuntimeError):
    """The database holds somebody's records."""


class Watched:
    """The rows as claims that watch one source each."""

    def __init__(self, revisions: Sequence[Revision], server: PageServer) -> None:
        """Raises NotEmpty: a replay decides flags and polls all there is, so it must be alone."""
        if Claim.objects.exists() or Resource.objects.exists():
            raise NotEmpty("the database holds records already; a replay needs an empty one.")
        self._revisions = revisions
        self._server = server
        self._claims: list[int] = []
        self._resources: list[int] = []
        self._verified_before: set[int] = set()
        self._last_flag = 0
        self._desk = Desk.objects.create(name="Replay", slug="replay")
        self._alice = self._member("alice", Membership.Role.JOURNALIST)
        self._bob = self._member("bob", Membership.Role.REVIEWER)

    def _member(self, name: str, role: str) -> User:
        user = User.objects.create(username=name)
        Membership.objects.create(user=user, desk=self._desk, role=role)
        return user

    def stage(self, tell: Tell) -> None:
        """Record every row: a claim of kind event without a speaker, watching a record of its own."""
        for start in range(0, len(self._revisions), _ROWS_PER_TRANSACTION):
            with transaction.atomic():
                for number in range(start, min(start + _ROWS_PER_TRANSACTION, len(self._revisions))):
                    self._record(number)
            tell(len(self._claims), len(self._revisions))

    def _record(self, number: int) -> None:
        revision, host = self._revisions[number], self._server.host(number)
        article = services.record_article(by=self._alice, desk=self._desk, title=f"Row {number + 1}")
        claim = services.record_claim(by=self._alice, article=article, text=revision.claim, kind="event")
        source = services.record_source(
            by=self._alice, desk=self._desk, name=f"Almanac {number + 1}", sites=[f"http://{host}/"]
        )
        services.set_tier(
            by=self._bob,
            source=source,
            tier="record",
            scope="what its one article says",
            reason="as a replay asks",
            private=frozenset({host}),
        )
        PollingPolicy.objects.create(source=source, spacing_s=0, spacing_reason=WHY_NO_SPACING)
        Watch.objects.create(claim=claim, source=source)
        self._claims.append(claim.pk)
        self._resources.append(watch_url(source=source, url=self._server.url(number)).pk)

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

    def review(self) -> int:
        """The reviewer between the polls: confirms what was proposed as verified, and nothing else; how many."""
        self._verified_before = _verified(self._claims)
        self._last_flag = Flag.objects.aggregate(last=Max("pk"))["last"] or 0
        proposed = Flag.objects.filter(state=Flag.State.OPEN, kind=Flag.Kind.STATUS, to_status=Status.VERIFIED)
        flags = list(proposed.select_related("claim"))
        for flag in flags:
            services.resolve_flag(by=self._bob, flag=flag, confirm=True, note="The source says so.")
        return len(flags)

    def make_due(self) -> None:
        """Let every page be polled again now."""
        Resource.objects.update(next_poll_at=timezone.now())

    def outcomes(self) -> list[Outcome]:
        """What became of every row, in order."""
        verified = _verified(self._claims)
        raised = Flag.objects.filter(kind=Flag.Kind.STATUS)
        before, after = raised.filter(pk__lte=self._last_flag), raised.filter(pk__gt=self._last_flag)
        settling = {"to_status__in": [Status.VERIFIED, Status.REFUTED]}
        flagged_before, flagged_after = _claims_of(before.filter(**settling)), _claims_of(after.filter(**settling))
        lost = _claims_of(after.filter(from_status=Status.VERIFIED).exclude(to_status=Status.VERIFIED))
        return [
            Outcome(
                id=revision.id,
                page=revision.page,
                verified_before=claim in self._verified_before,
                verified_after=claim in verified,
                flagged_before=claim in flagged_before,
                flagged_after=claim in flagged_after,
                loss_flagged=claim in lost,
                fault=fault,
            )
            for revision, claim, fault in zip(self._revisions, self._claims, self._faults(), strict=True)
        ]

    def _faults(self) -> list[str]:
        """Why a row was not replayed as it should be: read twice, two snapshots, both processed into text."""
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


def _verified(claims: Iterable[int]) -> set[int]:
    """The claims that are verified, or proposed to be."""
    proposed = Flag.objects.filter(state=Flag.State.OPEN, kind=Flag.Kind.STATUS, to_status=Status.VERIFIED)
    status = Claim.objects.filter(status=Status.VERIFIED).values_list("pk", flat=True)
    return (set(status) | _claims_of(proposed)) & set(claims)


def _claims_of(flags: Iterable[Flag]) -> set[int]:
    return {flag.claim_id for flag in flags}
