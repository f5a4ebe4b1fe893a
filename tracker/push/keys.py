"""Keys with which a newsroom's own scraper sends pages of one source. Only their digests are kept.

Whoever holds one speaks for the source, so it takes a reviewer, as with the source's tier, to make or revoke one.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims import audit
from claims.models import Claim, Source
from claims.permissions import require
from claims.services.base import InvalidInput, require_text
from claims.users import Principal, person
from tracker.evidence.told import distrust
from tracker.models import IngestKey

PROVEN = audit.Proven(
    model=IngestKey,
    chain="source",
    subject="source__uuid",
    name="ingest key",
    key=("uuid",),
    columns=("name", "digest", "revoked_at", "vouched_at", "vouched_scope", "vouched_reason"),
)
"""What the history proves of a key."""

PREFIX = "ik_"
MAX_NAME_CHARS = 100
MAX_SCOPE_CHARS = 300
_USED_EVERY = timedelta(minutes=1)


def digest(token: str) -> str:
    """What is kept of a key. It is random and long, so that a plain sha256 cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_key(*, by: Principal, source: Source, name: str) -> tuple[IngestKey, str]:
    """A new key for a source, and its text, which cannot be shown again.

    `name` says who sends, for the staff. Raises PermissionDenied, InvalidInput.
    """
    require(by, "set_tier", source.desk)
    maker = person(by)
    if maker is None:  # the machine and visitors do not come so far: they have no role
        raise PermissionDenied("Only somebody signed in makes a key.")
    name = " ".join(require_text("name", name).split())
    if len(name) > MAX_NAME_CHARS:
        raise InvalidInput("name", f"at most {MAX_NAME_CHARS} characters.")
    if IngestKey.objects.filter(source=source, name=name, revoked_at=None).exists():
        raise InvalidInput("name", f"{source} has a key of this name. Revoke it first, or choose another name.")
    token = PREFIX + secrets.token_urlsafe(32)
    key = IngestKey.objects.create(source=source, name=name, digest=digest(token), created_by=maker)
    _log(key, "ingest key made", by)
    return key, token


@transaction.atomic
def revoke_key(*, by: Principal, key: IngestKey) -> IngestKey:
    """Let a key open nothing from now on; what it sent stays. Raises PermissionDenied, InvalidInput."""
    require(by, "set_tier", key.source.desk)
    if not IngestKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        raise InvalidInput("key", "it is revoked already.")
    key.refresh_from_db()
    _log(key, "ingest key revoked", by, ("revoked_at",))
    return key


@transaction.atomic
def vouch(*, by: Principal, key: IngestKey, scope: str, reason: str) -> IngestKey:
    """Let the pages that a key sends from now on count as if we had read them, as the voice of its source.

    Raises PermissionDenied, InvalidInput.
    """
    require(by, "set_tier", key.source.desk)
    scope, reason = require_text("scope", scope), require_text("reason", reason)
    if len(scope) > MAX_SCOPE_CHARS:
        raise InvalidInput("scope", f"at most {MAX_SCOPE_CHARS} characters.")
    facts = {"vouched_at": timezone.now(), "vouched_scope": scope, "vouched_reason": reason}
    if not IngestKey.objects.filter(pk=key.pk, revoked_at=None).update(**facts):
        raise InvalidInput("key", "it is revoked: make a new one.")
    key.refresh_from_db()
    _log(key, "ingest key vouched for", by, tuple(facts), scope=scope, reason=reason)
    return key


@transaction.atomic
def stop_vouching(*, by: Principal, key: IngestKey, reason: str) -> list[Claim]:
    """Let the pages of a key count no more: what they said is told from now on. Gives the claims that rested on them,
    each weighed again; what follows for them is for people to decide. Raises PermissionDenied, InvalidInput.
    """
    require(by, "set_tier", key.source.desk)
    require_text("reason", reason)
    if not IngestKey.objects.filter(pk=key.pk).exclude(vouched_at=None).update(vouched_at=None):
        raise InvalidInput("key", "nobody vouches for it.")
    key.refresh_from_db()
    claims = distrust(key)
    _log(key, "ingest key no longer vouched for", by, ("vouched_at",), reason=reason)
    return claims


def find_key(token: str, *, now: datetime) -> IngestKey | None:
    """The key in force of this text; its use is noted, to the minute."""
    if not token.startswith(PREFIX):
        return None
    rows = IngestKey.objects.filter(revoked_at=None).select_related("source__desk")
    key = rows.filter(digest=digest(token)).first()
    if key and (key.last_used_at is None or key.last_used_at < now - _USED_EVERY):
        unused = Q(last_used_at=None) | Q(last_used_at__lt=now)
        IngestKey.objects.filter(unused, pk=key.pk).update(last_used_at=now)
    return key


def _log(key: IngestKey, action: str, by: Principal, columns: tuple[str, ...] = (), **more: str) -> None:
    """Write an entry that tells the columns that changed; of a new key all."""
    payload = {"key": str(key.uuid), "name": key.name, **more}
    facts = audit.facts_of(key, *columns)
    audit.append(subject=key.source, action=action, by=by, payload=payload, visibility="staff", facts=facts)
