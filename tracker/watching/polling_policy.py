"""How often and how politely a source is polled, as people choose it. It holds for every address of the source."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from claims import audit
from claims.models import Source
from claims.permissions import require
from claims.services.base import InvalidInput, require_text
from claims.users import Principal
from tracker.models import PollingPolicy
from tracker.scheduling.durations import say_duration
from tracker.watching import resources

LEAST_SPACING_S = 1.0
MOST_AT_ONCE = 2
LEAST_FLOOR_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to change about a source's polling; None leaves a thing as it is. Times in seconds."""

    interval_s: int | None = None
    adaptive: bool | None = None
    floor_s: int | None = None
    ceiling_s: int | None = None
    open_to_all: bool | None = None
    spacing_s: float | None = None
    max_per_host: int | None = None
    spacing_reason: str | None = None


def in_words(polling: PollingPolicy) -> str:
    """How often a source is polled, in words that follow "It is read"."""
    every = f"every {say_duration(polling.interval_s)}"
    if not polling.adaptive:
        return every
    bounds = f"between {say_duration(polling.floor_s)} and {say_duration(polling.ceiling_s)}"
    return f"{every} at first, then as often as it changes, {bounds}"


def is_hasty(polling: PollingPolicy) -> bool:
    """Whether it asks more of a host than we ask of anybody without a reason."""
    return (
        polling.spacing_s < LEAST_SPACING_S
        or polling.max_per_host > MOST_AT_ONCE
        or min(polling.floor_s, polling.interval_s) < LEAST_FLOOR_S
    )


@transaction.atomic
def set_polling_policy(*, by: Principal, source: Source, changes: Changes) -> PollingPolicy:
    """Change how a source is polled; a shorter interval is kept from now on, not from the next poll on.

    Haste (less than a second between two requests, more than two at once, polls within a minute) is for reviewers and
    needs a reason. Raises PermissionDenied, InvalidInput.
    """
    require(by, "watch", source.desk)
    audit.lock(source)
    polling = PollingPolicy.of(source)
    wanted = {name: value for name, value in asdict(changes).items() if value is not None}
    before = {name: getattr(polling, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if value != before[name]}
    if not changed and polling.pk:
        return polling
    for name, value in changed.items():
        setattr(polling, name, value)
    _check(by, polling, changed)
    polling.save()
    if "interval_s" in changed or "adaptive" in changed:
        resources.poll_within(source=source, interval_s=polling.interval_s)
    payload = {"before": {name: before[name] for name in changed}, "after": changed}
    if changed:
        audit.append(subject=source, action="rhythm set", by=by, payload=payload, visibility="staff")
    return polling


def _check(by: Principal, polling: PollingPolicy, changed: dict[str, Any]) -> None:
    if not 1 <= polling.floor_s <= polling.ceiling_s:
        raise InvalidInput("floor_s", f"it lies between 1 s and the ceiling, {say_duration(polling.ceiling_s)}.")
    moved = bool(changed.keys() & {"interval_s", "floor_s", "ceiling_s"})
    if moved and not polling.floor_s <= polling.interval_s <= polling.ceiling_s:
        between = f"the floor, {say_duration(polling.floor_s)}, and the ceiling, {say_duration(polling.ceiling_s)}"
        raise InvalidInput("interval_s", f"it lies between {between}.")
    if not 0 <= polling.spacing_s <= 3_600:
        raise InvalidInput("spacing_s", "write a number of seconds from 0 to 3600.")
    if not 1 <= polling.max_per_host <= 100:
        raise InvalidInput("max_per_host", "write a number from 1 to 100.")
    if is_hasty(polling) and changed.keys() - {"open_to_all", "adaptive", "ceiling_s"}:
        require(by, "set_haste", polling.source.desk)
        require_text("spacing_reason", polling.spacing_reason)
