"""What polls bring, written down in groups: unchanged, changed, or an error in plain words.

Snapshot, validators and the mark "unprocessed" commit together, so that a change is never lost behind a 304. An HTTP
error is never content. A lease that was lost writes nothing.
"""

import logging
import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from claims.models import Evidence
from net.errors import FetchError
from net.messages import FetchResult
from tracker.evidence.quotes import look_again, mark_offline, mark_unread
from tracker.fetching import rendering
from tracker.health import states
from tracker.health.alarm import begins_alarm
from tracker.models import NO_ERROR, Body, Resource, Snapshot
from tracker.polling.queue import LeasedResource, SourceLimits
from tracker.push.subscriptions import notice_headers
from tracker.scheduling.backoff import trouble_wait_s
from tracker.scheduling.next_poll import next_wait_s, unasked_wait_s
from tracker.scheduling.redirects import Move, after_answer, after_error, known_move
from tracker.snapshots import bodies
from tracker.snapshots.files import StorageTrouble
from tracker.snapshots.leases import database_is_away, release_many

log = logging.getLogger(__name__)
_RNG = random.Random()  # noqa: S311 - spreads polls, guards nothing; the system's own is slow
NOT_THERE = frozenset({"http-404", "http-410"})
# The page is there and shows itself to others: a login, a payment, a ban, a legal order (RFC 7725).
NO_ENTRY = frozenset({"http-401", "http-402", "http-403", "http-451"})
_UNKNOWN = FetchError("network", "The request failed.")

# A group is written when it is this large, this old, or holds so many bytes.
GROUP = 500
GROUP_S = 0.5
GROUP_BYTES = 16_000_000


class PollAnswer(NamedTuple):
    """What one leased resource answered, and how its source wants to be polled."""

    due: LeasedResource
    terms: SourceLimits
    result: FetchResult


class AnswerWriter:
    """Collects the answers of one lease and writes them in groups.

    `on_kept` hears the keys of the resources that are ours no more, `on_changed` that there are new snapshots.
    """

    def __init__(
        self, lease_id: uuid.UUID, *, on_kept: Callable[[set[int]], None], on_changed: Callable[[], None]
    ) -> None:
        self._lease_id = lease_id
        self._on_kept = on_kept
        self._on_changed = on_changed
        self._answers: list[PollAnswer] = []
        self._bytes = 0
        self._since = 0.0

    def add(self, answer: PollAnswer) -> None:
        if not self._answers:
            self._since = time.monotonic()
        self._answers.append(answer)
        self._bytes += len(answer.result.body)
        if len(self._answers) >= GROUP or self._bytes >= GROUP_BYTES:
            self.flush()

    def flush_if_old(self) -> None:
        if self._answers and time.monotonic() - self._since >= GROUP_S:
            self.flush()

    def flush(self) -> None:
        """Write what was collected. What cannot be kept must not hold up the others: then each is written alone."""
        answers, self._answers, self._bytes = self._answers, [], 0
        if not answers:
            return
        try:
            changed = write_batch(answers, lease_id=self._lease_id)
        except Exception as error:
            if database_is_away(error):
                raise
            log.exception("A group of %d answers could not be kept; each is kept alone.", len(answers))
            changed = sum(self._keep_alone(answer) for answer in answers)
        self._on_kept({answer.due.pk for answer in answers})
        if changed:
            self._on_changed()

    def _keep_alone(self, answer: PollAnswer) -> int:
        """How many snapshots it made. One that cannot be kept stays leased, so that it comes again only later."""
        try:
            return write_batch([answer], lease_id=self._lease_id)
        except Exception:
            log.exception("The answer of %r could not be kept.", answer.due.url)
            return 0


def postpone(waits: Mapping[int, float], *, lease_id: uuid.UUID, now: datetime) -> set[int]:
    """Give resources back unasked, each to be due after its own wait in seconds; the keys of those that were ours."""
    rows = [(key, now + timedelta(seconds=wait_s)) for key, wait_s in waits.items()]
    return release_many(Resource, lease_id=lease_id, columns=("next_poll_at",), rows=rows)


def write_batch(answers: Sequence[PollAnswer], *, lease_id: uuid.UUID) -> int:
    """Write a group of answers down; how many snapshots came of it."""
    now, group = timezone.now(), _stored(answers)
    with transaction.atomic():
        kept = _write_same(group.same, lease_id, now) | _write_read(group.read, lease_id, now)
        count = _write_snapshots(group, kept, now)
        _write_unkept(group.unkept, group.stored.refused, lease_id, now)
        kept |= _write_failed(group.failed, lease_id, now)
        _note_sight(group, kept, now)
    feeds = [a for a in group.read if a.due.kind == Resource.Kind.FEED and a.due.pk in kept]
    notice_headers(((a.due.pk, a.result.final_url, a.result.headers.get("link", "")) for a in feeds), now=now)
    return count


@dataclass(frozen=True, slots=True)
class _Group:
    """Answers by what came of them. `changed` are those of `read` with new content, by their resources; `unkept`, whose
    bodies could not be `stored`, are in no other list.
    """

    same: Sequence[PollAnswer]
    read: Sequence[PollAnswer]
    changed: Mapping[int, PollAnswer]
    failed: Sequence[PollAnswer]
    unkept: Sequence[PollAnswer]
    stored: bodies.Stored


def _stored(answers: Sequence[PollAnswer]) -> _Group:
    """Sort the answers, and store what is new in them. Call it outside a transaction: it writes files."""
    read = [answer for answer in answers if answer.result.outcome == "ok"]
    changed, lost = _changed(read)
    stored = bodies.store_many(answer.result.body for answer in (*changed.values(), *lost))
    unkept = [answer for answer in (*changed.values(), *lost) if _digest(answer) in stored.refused]
    without = {answer.due.pk for answer in unkept}
    return _Group(
        same=[answer for answer in answers if answer.result.outcome == "not_modified"],
        read=[answer for answer in read if answer.due.pk not in without],
        changed={key: answer for key, answer in changed.items() if key not in without},
        failed=[answer for answer in answers if answer.result.error is not None],
        unkept=unkept,
        stored=stored,
    )


def _changed(read: Sequence[PollAnswer]) -> tuple[dict[int, PollAnswer], list[PollAnswer]]:
    """Those whose content differs from the latest snapshot that we fetched: from that only, so that A → B → A is seen,
    and what was sent to us is read anew. Then those that bring again what was stored and lost.
    """
    if not read:
        return {}, []
    fetched = Snapshot.objects.filter(resource=OuterRef("pk"), came_by=Snapshot.CameBy.FETCHED)
    newest = fetched.order_by("-pk").values("pk")[:1]
    ids = Resource.objects.filter(pk__in=[a.due.pk for a in read]).values_list(Subquery(newest), flat=True)
    columns = ("resource_id", "body__sha256", "final_url", "body__unreadable_since")
    rows = Snapshot.objects.filter(pk__in=[i for i in ids if i]).values_list(*columns)
    latest = {key: (sha256, url) for key, sha256, url, _ in rows}
    unreadable = {key for key, *_, since in rows if since}
    changed = {a.due.pk: a for a in read if latest.get(a.due.pk) != (_digest(a), a.result.final_url)}
    return changed, [a for a in read if a.due.pk in unreadable and a.due.pk not in changed]


def _digest(answer: PollAnswer) -> str:
    return bodies.digest(answer.result.body)


def _write_snapshots(group: _Group, kept: Set[int], now: datetime) -> int:
    """How many were written: of what changed, of resources that are still ours."""
    changed = [answer for key, answer in group.changed.items() if key in kept]
    Snapshot.objects.bulk_create(_snapshot(answer, group.stored.bodies, now) for answer in changed)
    return len(changed)


def _snapshot(answer: PollAnswer, stored: Mapping[str, Body], now: datetime) -> Snapshot:
    result = answer.result
    return Snapshot(
        resource_id=answer.due.pk,
        body=stored[_digest(answer)],
        final_url=result.final_url,
        charset=result.charset,
        rendered=bool(answer.due.rendered),
        fetched_at=now,
    )


def _write_same(same: Sequence[PollAnswer], lease_id: uuid.UUID, now: datetime) -> set[int]:
    """Unchanged: nothing but the next poll is written, except where the address has moved."""
    plain, moved = [], []
    for answer in same:
        row = (answer.due.pk, _next_poll_at(answer, now))
        move = _move(answer)
        if move == known_move(answer.due):
            plain.append(row)
        else:
            moved.append((*row, *move))
    facts = _read_now(now)
    kept = release_many(Resource, lease_id=lease_id, columns=("next_poll_at",), rows=plain, same=facts)
    columns = ("next_poll_at", *Move._fields)
    return kept | release_many(Resource, lease_id=lease_id, columns=columns, rows=moved, same=facts)


def _write_read(read: Sequence[PollAnswer], lease_id: uuid.UUID, now: datetime) -> set[int]:
    rows = []
    for answer in read:
        result, move = answer.result, _move(answer)
        validators = (result.etag, result.last_modified, result.final_url)
        rows.append((answer.due.pk, _next_poll_at(answer, now), *move, *validators, result.notice))
    columns = ("next_poll_at", *Move._fields, "etag", "last_modified", "validated_url", "notice")
    return release_many(Resource, lease_id=lease_id, columns=columns, rows=rows, same=_read_now(now))


def _read_now(now: datetime) -> dict[str, object]:
    return {"polled_at": now, "read_at": now, "failures": 0, **NO_ERROR}


def _write_unkept(
    refused: Sequence[PollAnswer], troubles: Mapping[str, StorageTrouble], lease_id: uuid.UUID, now: datetime
) -> None:
    """What was answered and could not be stored. The resource stays as it was, its validators too, so that no later 304
    stands for what was lost; it says why, and is asked again as soon as its floor allows, and nothing is held against
    it.
    """
    if not refused:
        return
    rows = []
    for answer in refused:
        since = answer.due.unkept_since or now
        interval_s, floor_s = _limits_s(answer)
        lasting_s = (now - since).total_seconds()
        wait_s = trouble_wait_s(lasting_s, least_s=min(floor_s, interval_s), rng=_RNG)
        said = f"It answered, and the answer could not be kept here. {troubles[_digest(answer)].sentence}"
        rows.append((answer.due.pk, now + timedelta(seconds=wait_s), since, said))
    log.warning("%d answers could not be kept, and are asked for again. %s", len(rows), rows[0][-1])
    columns = ("next_poll_at", "unkept_since", "error")
    same = {"polled_at": now, "error_code": states.NOT_KEPT}
    release_many(Resource, lease_id=lease_id, columns=columns, rows=rows, same=same)


def _write_failed(failed: Sequence[PollAnswer], lease_id: uuid.UUID, now: datetime) -> set[int]:
    """What was not read, with the reason; what was not even asked comes again soon, and nothing is held against it."""
    rows, unasked = [], {}
    for answer in failed:
        due, error = answer.due, answer.result.error or _UNKNOWN
        if error.code == "not-asked":
            unasked[due.pk] = unasked_wait_s(rng=_RNG)
            continue
        level = logging.WARNING if begins_alarm(due.failures + 1) else logging.INFO
        log.log(level, "%r was not read: %s (%s)", due.url, error.sentence, error.code)
        move = after_error(due, asked=answer.result.request.url, code=error.code)
        # Gone for good: the resource ends, unless the address it had before may know better.
        over = error.code == "http-410" and move == known_move(due)
        again = None if over else _next_poll_at(answer, now)
        rows.append((due.pk, again, due.failures + 1, error.code, error.sentence[:500], *move))
    postpone(unasked, lease_id=lease_id, now=now)
    columns = ("next_poll_at", "failures", "error_code", "error", *Move._fields)
    return release_many(Resource, lease_id=lease_id, columns=columns, rows=rows, same={"polled_at": now})


def _move(answer: PollAnswer) -> Move:
    """Where its permanent redirects lead, after a good answer."""
    result = answer.result
    return after_answer(answer.due, asked=result.request.url, permanent_redirect_to=result.permanent_redirect_to)


def _limits_s(answer: PollAnswer) -> tuple[float, float]:
    """The interval and the floor of a resource: a page whose scripts are run has a floor of its own."""
    own_s = rendering.FLOOR_S if answer.due.rendered else 0
    return max(answer.terms.interval_s, own_s), max(answer.terms.floor_s, own_s)


def _next_poll_at(answer: PollAnswer, now: datetime) -> datetime:
    due, terms, result = answer
    interval_s, floor_s = _limits_s(answer)
    wait_s = next_wait_s(
        result.outcome,
        interval_s=interval_s,
        floor_s=floor_s,
        ceiling_s=terms.ceiling_s,
        ttl_s=due.ttl_s,
        hub_patience_s=due.hub_patience_s,
        fresh_s=result.fresh_s,
        retry_after_s=result.retry_after_s,
        failures=due.failures + 1,
        adaptive=terms.adaptive,
        learnt_interval_s=due.learnt_interval_s,
        quiet_s=(now - due.quiet_since).total_seconds() if terms.adaptive and due.quiet_since else 0.0,
        rng=_RNG,
    )
    return now + timedelta(seconds=wait_s)


def _note_sight(group: _Group, kept: Set[int], now: datetime) -> None:
    """Take note of pages that came back unchanged, and of those that went out of sight."""
    unchanged = [a for a in (*group.same, *group.read) if a.due.pk in kept and a.due.pk not in group.changed]
    back = [answer for answer in unchanged if answer.due.error_code]
    _note_standing(back, [answer for answer in group.failed if answer.due.pk in kept], now)
    states.seen_again({answer.due.pk for answer in unchanged if answer.due.state})


def _note_standing(back: Sequence[PollAnswer], failed: Sequence[PollAnswer], now: datetime) -> None:
    """What becomes of the evidence on pages that went out of sight or came back unchanged."""
    marks: dict[int, Callable[..., None]] = {answer.due.pk: look_again for answer in back}
    for answer in failed:
        code = answer.result.error.code if isinstance(answer.result.error, FetchError) else ""
        if code in NOT_THERE:
            marks[answer.due.pk] = mark_offline
        elif code in NO_ENTRY:
            marks[answer.due.pk] = mark_unread
    if not marks:
        return
    urls = [answer.due.url for answer in (*back, *failed) if answer.due.pk in marks]
    relied_on = Evidence.objects.filter(url__in=urls).values("url")
    for resource in Resource.objects.filter(pk__in=marks, url__in=relied_on).order_by("pk"):
        marks[resource.pk](resource, at=now)
