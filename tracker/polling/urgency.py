"""What is polled first: the resources that claims waiting for a decision rely on."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from claims.models import Claim, Evidence, Flag
from claims.statuses import Status
from tracker.models import Resource, Watch

# A claim waits for a decision from the day before it should be settled.
_AHEAD = timedelta(days=1)


def mark_urgent() -> tuple[int, int]:
    """Mark what became urgent and clear what is no more, in one statement each; how many of both.

    Urgent is the page of evidence, and what was put under a watched source by hand. What a watched feed lists is not:
    one flag would put a whole newswire before everything else.
    """
    urgent = _relied_on()
    marked = Resource.objects.filter(pk__in=urgent, urgent=False).update(urgent=True)
    cleared = Resource.objects.filter(urgent=True).exclude(pk__in=urgent).update(urgent=False)
    return marked, cleared


def pressing() -> QuerySet[Claim]:
    """The claims with open flags, or due to be settled."""
    tomorrow = timezone.now().date() + _AHEAD
    undecided = (Status.UNVERIFIED, Status.DISPUTED)
    flagged = Flag.objects.filter(state=Flag.State.OPEN).values("claim")
    return Claim.objects.filter(Q(pk__in=flagged) | Q(due_on__lte=tomorrow, status__in=undecided))


def _relied_on() -> QuerySet[Resource]:
    claims = pressing().values("pk")
    watched = Watch.objects.filter(claim__in=claims).values("source")
    quoted = Evidence.objects.filter(claim__in=claims, retracted=False).values("url")
    by_hand = Resource.objects.filter(source__in=watched, feed=None, next_poll_at__isnull=False).values("pk")
    return by_hand.union(Resource.objects.filter(url__in=quoted, next_poll_at__isnull=False).values("pk"))  # type: ignore[return-value]
