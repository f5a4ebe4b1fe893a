"""A replay's part in the record: stage the rows, decide as a reviewer, and see what came of it.

Needs `django.setup()`. Everything goes through the ordinary services and the ordinary pipeline.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from benchmarks.replay_pages import PageServer
from benchmarks.replay_rows import Revision
from benchmarks.replay_scores import Outcome
from benchmarks.replay_world import Tell, World
from claims import services
from claims.models import Claim, Flag
from claims.statuses import Status
from tracker.models import Watch

_ROWS_PER_TRANSACTION = 200


class Watched(World):
    """The rows as claims that watch one source each."""

    def __init__(self, revisions: Sequence[Revision], server: PageServer) -> None:
        super().__init__(server)
        self._revisions = revisions
        self._claims: list[int] = []
        self._verified_before: set[int] = set()
        self._last_flag = 0

    def stage(self, tell: Tell) -> None:
        """Record every row: a claim of kind event without a speaker, watching a record of its own."""
        for start in range(0, len(self._revisions), _ROWS_PER_TRANSACTION):
            with transaction.atomic():
                for number in range(start, min(start + _ROWS_PER_TRANSACTION, len(self._revisions))):
                    self._record(number)
            tell(len(self._claims), len(self._revisions))

    def _record(self, number: int) -> None:
        article = services.record_article(by=self.alice, desk=self.desk, title=f"Row {number + 1}")
        claim = services.record_claim(by=self.alice, article=article, text=self._revisions[number].claim, kind="event")
        Watch.objects.create(claim=claim, source=self.record_source())
        self._claims.append(claim.pk)

    def review(self) -> int:
        """The reviewer between the polls: confirms what was proposed as verified, and nothing else; how many."""
        self._verified_before = _verified(self._claims)
        self._last_flag = Flag.objects.aggregate(last=Max("pk"))["last"] or 0
        proposed = Flag.objects.filter(state=Flag.State.OPEN, kind=Flag.Kind.STATUS, to_status=Status.VERIFIED)
        flags = list(proposed.select_related("claim"))
        for flag in flags:
            services.resolve_flag(by=self.bob, flag=flag, confirm=True, note="The source says so.")
        return len(flags)

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
            for revision, claim, fault in zip(self._revisions, self._claims, self.faults(), strict=True)
        ]


def _verified(claims: Iterable[int]) -> set[int]:
    """The claims that are verified, or proposed to be."""
    proposed = Flag.objects.filter(state=Flag.State.OPEN, kind=Flag.Kind.STATUS, to_status=Status.VERIFIED)
    status = Claim.objects.filter(status=Status.VERIFIED).values_list("pk", flat=True)
    return (set(status) | _claims_of(proposed)) & set(claims)


def _claims_of(flags: Iterable[Flag]) -> set[int]:
    return {flag.claim_id for flag in flags}
