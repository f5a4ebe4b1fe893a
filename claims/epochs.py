"""Epochs of positions: a database that was restored or made anew never gives a position a second time in silence.

A position is (epoch, number); numbers go on rising from one epoch to the next. The highest that was ever given is also
kept in a file beside the database. A database that is behind that file has lost changes that readers may have seen: it
begins a new epoch, whose numbers begin behind everything given before, and readers whose position was lost are told
from where to read again.
"""

import json
import logging
import re
from pathlib import Path
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.models import Change, Epoch
from claims.services import InvalidInput

log = logging.getLogger(__name__)

MOST = 2**63 - 1
_WRITTEN = re.compile(r"(?:([0-9]{1,19})-)?([0-9]{1,19})")


class Position(NamedTuple):
    """A place in the feed. Written "2-57"; a bare "57" is one whose epoch the reader does not say."""

    epoch: int | None
    number: int

    def __str__(self) -> str:
        return str(self.number) if self.epoch is None else f"{self.epoch}-{self.number}"

    @classmethod
    def read(cls, text: str, *, name: str = "after") -> Self:
        """The position in a parameter; the beginning where it is empty. Raises InvalidInput naming the parameter."""
        found = _WRITTEN.fullmatch(text or "0")
        if not found or any(int(part) > MOST for part in found.groups() if part):
            raise InvalidInput(name, f"a position, as in 57 or 1-57; numbers from 0 to {MOST}.")
        epoch, number = found.groups()
        return cls(int(epoch) if epoch else None, int(number))


def highest() -> Position:
    """The highest position that this database has given, in its present epoch."""
    epoch = Epoch.objects.order_by("-number").first()
    last = Change.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return Position(epoch.number, max(last, epoch.first - 1)) if epoch else Position(1, last)


def present_and_lost(position: Position) -> tuple[int, Position | None]:
    """The present epoch, and from where somebody has to read again who continues after `position`.

    None where the changes up to there are what they were.
    """
    present, known = 1, None
    for epoch in Epoch.objects.order_by("number"):
        older = position.epoch is None or position.epoch < epoch.number
        if known is None and older and epoch.known_point < position.number < epoch.first:
            known = Position(present, epoch.known_point)
        present = epoch.number
    return present, known


def begin_epoch(*, reason: str, behind: Position | None = None) -> Epoch:
    """A new epoch, whose numbers begin behind every one given so far: by this database, and by the one it replaces.

    Raises InvalidInput without a reason.
    """
    if not reason.strip():
        raise InvalidInput("reason", "say why a new epoch begins.")
    with transaction.atomic():
        here = highest()
        there = behind or kept() or here
        epoch = Epoch.objects.create(
            number=max(here.epoch or 1, there.epoch or 1) + 1,
            first=max(here.number, there.number) + 1,
            known_point=here.number,
            reason=reason.strip()[:300],
            began_at=timezone.now(),
        )
        transaction.on_commit(lambda: keep(Position(epoch.number, epoch.first - 1)))
    log.warning("Epoch %s of positions begins after %s: %s", epoch.number, epoch.first - 1, epoch.reason)
    return epoch


def next_position() -> Position:
    """The next free position; begins a new epoch first where this database is behind what was ever given."""
    here, there = highest(), kept()
    if there is not None and (there.epoch or 1, there.number) > (here.epoch or 1, here.number):
        begin_epoch(reason=f"The database knows positions up to {here}, but {there} was given before.", behind=there)
        here = highest()
    return Position(here.epoch, here.number + 1)


def kept() -> Position | None:
    """The highest position that the file beside the database knows; None where there is none that can be read."""
    try:
        facts: dict[str, Any] = json.loads(_file().read_text())
        return Position(int(facts["epoch"]), int(facts["number"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s cannot be read (%s); it is written anew.", _file(), error)
        return None


def keep(position: Position) -> None:
    """Write the highest position down outside the database; the file appears whole or not at all.

    A disk that is full does not hold up publication: the readiness check tells of it.
    """
    draft = _file().with_suffix(".part")
    try:
        draft.write_text(json.dumps({"epoch": position.epoch, "number": position.number}))
        draft.replace(_file())
    except OSError as error:
        log.warning("%s cannot be written (%s).", _file(), error)


def _file() -> Path:
    return Path(settings.POSITIONS_FILE)
