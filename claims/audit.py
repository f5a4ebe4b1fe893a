"""History: append-only, hash-chained per subject, redactable, verifiable.

What is hashed. A payload's digest is sha256(salt + canonical JSON). An entry's hash is sha256 over the canonical
JSON of [subject_type, subject_uuid, seq, action, at, actor, visibility, digest, previous], where `previous` is the
hash of the entry before it (64 zeros for the first). Emptying payload and salt therefore keeps the chain whole.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from claims.models import AuditEntry
from claims.users import Principal

START = "0" * 64
MACHINE = "the tracker"


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that differs from what was written, and a sentence that says how."""

    entry: str
    sentence: str


def name_of(user: Principal) -> str:
    """Return the name that history keeps for a user; None is the machine."""
    if user is None:
        return MACHINE
    return (isinstance(user, User) and user.get_full_name()) or user.get_username()


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, so that equal values have equal bytes."""
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def payload_digest(salt: str, payload: Any) -> str:
    return hashlib.sha256(salt.encode() + canonical(payload)).hexdigest()


def entry_hash(entry: AuditEntry) -> str:
    facts = [
        entry.subject_type,
        str(entry.subject_uuid),
        entry.seq,
        entry.action,
        entry.at.isoformat(),
        entry.actor,
        entry.visibility,
        entry.digest,
        entry.previous,
    ]
    return hashlib.sha256(canonical(facts)).hexdigest()


def append(
    *, subject: Any, action: str, by: Principal, payload: dict[str, Any], visibility: str = "public"
) -> AuditEntry:
    """Write the next entry of the subject's chain, in the caller's transaction.

    `subject` is a saved Record, `by` the user who acts or None for the machine. The subject's row is locked until the
    transaction ends, so that two writers never take the same place in its chain. The lock leaves the key alone (FOR NO
    KEY UPDATE), so that rows which refer to the subject can be written meanwhile. Raises RuntimeError outside a
    transaction, since a change without its entry must not be possible.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry belongs into the transaction of what it records.")
    type(subject)._default_manager.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=subject.pk)
    subject_type = subject._meta.model_name
    last = AuditEntry.objects.filter(subject_type=subject_type, subject_uuid=subject.uuid).order_by("-seq").first()
    plain = json.loads(canonical(payload))
    salt = secrets.token_hex(16)
    entry = AuditEntry(
        subject_type=subject_type,
        subject_uuid=subject.uuid,
        seq=last.seq + 1 if last else 1,
        action=action,
        at=timezone.now(),
        actor=name_of(by),
        visibility=visibility,
        payload=plain,
        salt=salt,
        digest=payload_digest(salt, plain),
        previous=last.entry_hash if last else START,
    )
    entry.entry_hash = entry_hash(entry)
    entry.save(force_insert=True)
    return entry


def chain(subject_type: str, subject_uuid: UUID) -> Iterator[Fault]:
    """The faults of one subject's chain, in order; none where it is whole."""
    previous, expected = START, 1
    entries = AuditEntry.objects.filter(subject_type=subject_type, subject_uuid=subject_uuid).order_by("seq")
    for entry in entries.iterator():
        name = str(entry)
        if entry.seq != expected:
            yield Fault(name, f"expected position {expected}, found {entry.seq}: an entry is missing or was moved")
            expected = entry.seq
        elif entry.previous != previous:
            yield Fault(name, "does not continue the entry before it")
        if entry.entry_hash != entry_hash(entry):
            yield Fault(name, "its facts were edited")
        if not entry.redacted and payload_digest(entry.salt, entry.payload) != entry.digest:
            yield Fault(name, "its payload was edited")
        previous, expected = entry.entry_hash, expected + 1


def verify() -> Iterator[Fault]:
    """The faults of every chain. A cut tail shows only against a checkpoint (see `compare`)."""
    subjects = AuditEntry.objects.order_by().values_list("subject_type", "subject_uuid").distinct()
    for subject_type, subject_uuid in subjects:
        yield from chain(subject_type, subject_uuid)


def heads() -> dict[str, tuple[int, str]]:
    """Length and head of every chain, by "type uuid": the content of a checkpoint."""
    return {
        f"{entry.subject_type} {entry.subject_uuid}": (entry.seq, entry.entry_hash)
        for entry in AuditEntry.objects.order_by("seq").only("subject_type", "subject_uuid", "seq", "entry_hash")
    }


def compare(checkpoint: dict[str, tuple[int, str]]) -> Iterator[Fault]:
    """What a checkpoint knew and the table no longer has."""
    for name, (length, head) in checkpoint.items():
        subject_type, _, subject_uuid = name.partition(" ")
        entry = AuditEntry.objects.filter(subject_type=subject_type, subject_uuid=subject_uuid, seq=length).first()
        if entry is None:
            yield Fault(name, f"had {length} entries at the checkpoint, fewer now: its tail was cut")
        elif entry.entry_hash != head:
            yield Fault(str(entry), "differs from the checkpoint: the chain was written again")


@transaction.atomic
def redact(*, entry: AuditEntry, by: Principal, reason: str) -> None:
    """Empty an entry's payload and salt (a person's data, a legal order); itself audited, the chain stays whole.

    The triggers let exactly this update through. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("reason: say why the entry is redacted.")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_auditentry SET payload = NULL, salt = '', redacted = %s WHERE id = %s",
            [True, entry.pk],
        )
    entry.refresh_from_db()
    append(subject=entry, action="redacted", by=by, payload={"reason": reason}, visibility="staff")
