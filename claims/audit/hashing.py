"""What is hashed of the history, and how: the format that stays.

A payload's digest is sha256(salt + canonical JSON). An entry's hash is sha256 over the canonical JSON of [subject_type,
subject_uuid, seq, action, at, actor, visibility, digest, previous], where `previous` is the hash of the entry before it
(64 zeros for the first). Emptying payload and salt therefore keeps the chain whole. `bin/verify-history` has these
rules a second time, so that a history can be verified without this code.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

import orjson
from django.core.serializers.json import DjangoJSONEncoder

START = "0" * 64


class Hashed(Protocol):
    """The facts of an entry that its hash covers: a row of the table, or a tuple read from it."""

    @property
    def subject_type(self) -> str: ...
    @property
    def subject_uuid(self) -> UUID: ...
    @property
    def seq(self) -> int: ...
    @property
    def action(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def visibility(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def previous(self) -> str: ...


class _Encoder(DjangoJSONEncoder):
    """Moments in UTC, so that one moment has one text."""

    def default(self, o: Any) -> Any:
        return super().default(o.astimezone(UTC) if isinstance(o, datetime) and o.tzinfo else o)


_encode = _Encoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space, so that equal values have equal bytes."""
    return _encode(value).encode(errors="surrogatepass")


def plain(value: Any) -> Any:
    """The value as it comes back from JSON."""
    return json.loads(canonical(value))


def payload_digest(salt: str, payload: Any) -> str:
    return _payload_digest(salt, canonical(payload))


def entry_hash(entry: Hashed) -> str:
    return hashlib.sha256(canonical(_facts(entry))).hexdigest()


def is_payload(digest: str, *, salt: str, payload: Any) -> bool:
    """Whether the payload has this digest."""
    quick = _quick(payload)
    if quick is not None and _payload_digest(salt, quick) == digest:
        return True
    return payload_digest(salt, payload) == digest


def is_intact(entry: Hashed, *, its_hash: str) -> bool:
    """Whether the entry's facts have the hash that it bears."""
    quick = _quick(_facts(entry))
    return (quick is not None and hashlib.sha256(quick).hexdigest() == its_hash) or entry_hash(entry) == its_hash


def _payload_digest(salt: str, encoded: bytes) -> str:
    return hashlib.sha256(salt.encode() + encoded).hexdigest()


def _facts(entry: Hashed) -> list[Any]:
    return [
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


def _quick(value: Any) -> bytes | None:
    """What `canonical` gives, in a fifth of the time, but for some numbers and broken characters: what has the hash of
    it is proven, what has not is hashed again the slow way. None for what cannot be written so.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return None
