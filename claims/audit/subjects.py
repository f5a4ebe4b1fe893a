"""What the history proves: which columns of which rows, and how an entry tells of them.

An entry's payload has `facts` where it changed something that is proven: {row: {column: value}}, the row being "" for
the subject of the chain itself, else a name such as "evidence 0190…"; null in place of the columns says that the row is
no more. Read in order they give every row as it should be now (claims/audit/replay.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model

from claims.audit.hashing import plain
from claims.models import (
    Appearance,
    Article,
    Attachment,
    Change,
    Claim,
    Evidence,
    Membership,
    Source,
    SourceHost,
    SpeakerQuestion,
)

Facts = dict[str, dict[str, Any] | None]


def called(name: str, key: Iterable[Any]) -> str:
    """What a row is called in its chain: its kind and its key, without the parts that are empty."""
    return " ".join(filter(None, [name, *map(str, key)])) if name else ""


@dataclass(frozen=True, slots=True)
class Proven:
    """The rows of one model, told of in chains of one kind.

    `subject` leads to the uuid of the subject whose chain tells of a row. `name` and the values of `key` name the row
    in that chain; both are empty where the row is the subject itself. `columns` are what is proven of it. All are
    look-ups as in `values_list`.
    """

    model: type[Model]
    chain: str
    columns: tuple[str, ...]
    subject: str = "uuid"
    name: str = ""
    key: tuple[str, ...] = ()

    def row(self, *key: Any) -> str:
        """The name of a row in its chain."""
        return called(self.name, key)

    def rows(self) -> Iterator[tuple[UUID, str, dict[str, Any]]]:
        """Every row as it is in the table: subject, name, columns; ordered by subject, read as it goes."""
        length = len(self.key)
        rows = self.model._default_manager.order_by(self.subject, "pk")
        for subject, *values in rows.values_list(self.subject, *self.key, *self.columns).iterator(chunk_size=2000):
            columns = dict(zip(self.columns, values[length:], strict=True))
            yield subject, self.row(*values[:length]), plain(columns)


PROVEN: list[Proven] = [
    Proven(
        model=Claim,
        chain="claim",
        columns=(
            "desk_id", "text", "slug", "kind", "language", "speaker_organisation_id", "speaker_person_id",
            "reported_by", "criterion", "settled_by", "due_on", "recheck_on", "status", "status_changed_at",
            "version", "automation", "publication",
        ),
    ),
    Proven(
        model=Appearance,
        chain="claim",
        subject="claim__uuid",
        name="appearance in article",
        key=("article_id",),
        columns=("position", "wording", "selector"),
    ),
    Proven(
        model=Evidence,
        chain="claim",
        subject="claim__uuid",
        name="evidence",
        key=("uuid",),
        columns=(
            "origin_id", "origin__owner", "origin__speakers", "origin_why", "stance", "score", "reasons", "deciding",
            "assessor", "attributed_to", "attributed_key", "attributed_by_person", "mouth", "figures", "judged_version",
            "language", "language_read", "url", "title", "quote", "prefix", "suffix", "sha256", "retrieved_at", "as_of",
            "source_name", "organisation_name", "organisation_key", "tier", "document", "invented", "standing",
            "standing_wording", "retracted", "visibility", "basis", "basis_changed", "told_as", "told_on",
            "told_document", "sender", "attachment_sha256",
        ),
    ),
    Proven(
        model=SpeakerQuestion,
        chain="claim",
        subject="claim__uuid",
        name="question",
        key=("uuid",),
        columns=("who", "how", "question", "asked_on", "deadline", "state", "answer", "settled_on"),
    ),
    Proven(
        model=Attachment,
        chain="claim",
        subject="claim__uuid",
        name="file",
        key=("uuid",),
        columns=("sha256", "size", "media_type", "name", "visibility"),
    ),
    Proven(
        model=Article,
        chain="article",
        columns=(
            "desk_id", "title", "slug", "url", "language", "published_on", "seen_via", "summary", "invented",
            "publication",
        ),
    ),
    Proven(
        model=Source,
        chain="source",
        columns=(
            "desk_id", "name", "slug", "organisation_id", "tier", "tier_scope", "tier_reason", "document", "invented",
        ),
    ),
    Proven(
        model=SourceHost,
        chain="source",
        subject="source__uuid",
        name="host",
        key=("scheme", "host", "path"),
        columns=(),
    ),
    Proven(
        model=Membership,
        chain="desk",
        subject="desk__uuid",
        name="role of user",
        key=("user_id",),
        columns=("role",),
    ),
    Proven(
        model=Change,
        chain="change",
        columns=("position", "epoch", "entry_id", "claim_id", "claim_uuid", "event", "at", "content"),
    ),
]  # fmt: skip
"""All there is to prove; an app above adds its own rows when it is loaded (`AppConfig.ready`)."""


def register(proven: Proven) -> None:
    """Have the rows of one more model proven. Registering it again changes nothing."""
    if all(known.model is not proven.model for known in PROVEN):
        PROVEN.append(proven)


def proven_of(model: type[Model]) -> Proven:
    """What is proven of a model. Raises LookupError for one of which nothing is."""
    for proven in PROVEN:
        if proven.model is model:
            return proven
    raise LookupError(f"The history proves nothing of {model.__name__}: register it first.")


def facts_of(row: Model, *columns: str) -> Facts:
    """What an entry tells of a row as it is now: the columns named that are proven, or all of them."""
    proven = proven_of(type(row))
    told = [column for column in proven.columns if not columns or column in columns]
    key = (_value(row, path) for path in proven.key)
    return {proven.row(*key): {column: _value(row, column) for column in told}}


def gone(row: Model) -> Facts:
    """What an entry tells of a row that is no more."""
    proven = proven_of(type(row))
    return {proven.row(*(_value(row, path) for path in proven.key)): None}


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row
