"""Writing the history: the next entry of a chain, and emptying one."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims.audit.hashing import START, entry_hash, payload_digest, plain
from claims.audit.subjects import facts_of
from claims.models import AuditEntry, Change
from claims.models.publication import tombstone
from claims.users import Principal

MACHINE = "the tracker"


def name_of(user: Principal) -> str:
    """Return the name that history keeps for a user; None is the machine."""
    if user is None:
        return MACHINE
    return (isinstance(user, User) and user.get_full_name()) or user.get_username()


def lock(subject: Any) -> None:
    """Have a subject's history to ourselves until the transaction ends.

    `append` does so by itself. Whoever writes other rows first, which another writer of the same history writes too,
    locks it before them: two that lock in different orders would wait for each other.
    """
    type(subject)._default_manager.select_for_update(of=("self",), no_key=True).values_list("pk").get(pk=subject.pk)


def append(
    *,
    subject: Any,
    action: str,
    by: Principal,
    payload: dict[str, Any],
    visibility: str = "public",
    facts: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write the next entry of the subject's chain, in the caller's transaction.

    `subject` is a saved Record, `by` the user who acts or None for the machine, `facts` what this changed of what the
    history proves (`facts_of`, `gone`). The subject's row is locked until the transaction ends, so that two writers
    never take the same place in its chain. The lock leaves the key alone (FOR NO KEY UPDATE), so that rows which refer
    to the subject can be written meanwhile. Raises RuntimeError outside a transaction, since a change without its entry
    must not be possible.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit entry belongs into the transaction of what it records.")
    lock(subject)
    entry = next_entry(
        entries_of(subject).order_by("-seq").first(),
        subject=subject,
        action=action,
        by=by,
        payload={**payload, "facts": facts} if facts else payload,
        visibility=visibility,
    )
    entry.save(force_insert=True)
    return entry


def entries_of(subject: Any) -> QuerySet[AuditEntry]:
    """The entries of a saved Record's chain, in order."""
    rows = AuditEntry.objects.filter(subject_type=subject._meta.model_name, subject_uuid=subject.uuid)
    return rows.order_by("seq")


def length(subject: Any) -> int:
    """How many entries the subject's chain has."""
    return entries_of(subject).order_by("-seq").values_list("seq", flat=True).first() or 0


def begin(*, subjects: Sequence[Any], action: str) -> None:
    """Write the first entry of each new subject's chain, all at once: the machine's, for the staff, with all that is
    proven of it. In the caller's transaction, which made the subjects.
    """
    AuditEntry.objects.bulk_create(
        next_entry(None, subject=it, action=action, by=None, payload={"facts": facts_of(it)}, visibility="staff")
        for it in subjects
    )


def next_entry(
    last: AuditEntry | None, *, subject: Any, action: str, by: Principal, payload: dict[str, Any], visibility: str
) -> AuditEntry:
    kept, salt = plain(payload), secrets.token_hex(16)
    entry = AuditEntry(
        subject_type=subject._meta.model_name,
        subject_uuid=subject.uuid,
        seq=last.seq + 1 if last else 1,
        action=action,
        at=timezone.now(),
        actor=name_of(by),
        visibility=visibility,
        payload=kept,
        salt=salt,
        digest=payload_digest(salt, kept),
        previous=last.entry_hash if last else START,
    )
    entry.entry_hash = entry_hash(entry)
    return entry


@transaction.atomic
def redact(*, entry: AuditEntry, by: Principal, reason: str) -> None:
    """Empty an entry's payload and salt (a person's data, a legal order), and the Change made of it. This is itself
    audited, and the chain stays whole.

    The triggers let exactly these updates through. The entry that tells of it names what the emptied one had proven,
    never the values. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("reason: say why the entry is redacted.")
    names = {row: columns and sorted(columns) for row, columns in ((entry.payload or {}).get("facts") or {}).items()}
    payload = {"reason": reason, "names": names}
    append(subject=entry, action="redacted", by=by, payload=payload, visibility="staff")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_auditentry SET payload = NULL, salt = '', redacted = %s WHERE id = %s",
            [True, entry.pk],
        )
    entry.refresh_from_db()
    if change := Change.objects.filter(entry=entry).first():
        _redact_change(change, by=by, reason=reason)


def _redact_change(change: Change, *, by: Principal, reason: str) -> None:
    """Leave a Change its tombstone, and empty the entries that told its content."""
    for told in AuditEntry.objects.filter(subject_type="change", subject_uuid=change.uuid, redacted=False):
        redact(entry=told, by=by, reason=reason)
    Change.objects.filter(pk=change.pk).update(content=tombstone(change.content))
