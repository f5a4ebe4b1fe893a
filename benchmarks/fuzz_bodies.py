"""Requests that no schema describes: bytes that are no text, JSON without end, other encodings, odd parameters."""

import gzip
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})
JSON = MappingProxyType({"Content-Type": "application/json"})


@dataclass(frozen=True, slots=True)
class Odd:
    """One odd request; `body` None: it has none."""

    name: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


FIELDS = (
    "text", "quote", "reason", "article", "kind", "settled_by", "url", "status", "expected_status", "party", "name",
    "document", "on", "language", "retrieved_at", "as_of", "due_on", "told_on", "reasons", "attachment_sha256",
    "content", "content_type", "title", "publisher", "speaker", "stance",
)  # fmt: skip
VALUES = (
    '"\\ud800"', '"\\u0000"', '"\\udfff\\ud800"', "1e999", "-1e999", "1" * 5000, "-0", "0.1e-400", "NaN", "Infinity",
    "true", "null", "[]", "{}", "[[[[]]]]", '""', '" "', '"' + "x" * 100_000 + '"', '"0001-01-01T00:00:00+14:00"',
    '"9999-12-31T23:59:59-14:00"', '"2026-02-30"', '"https://[::1"', '"https://a.example\\\\@b.example/"',
    '"https://\\u0130.example/"', '"http://a.example:99999/"', '"\\u202e\\ufeff\\u2028"', '[{"tier":1e400}]',
    '[{"tier":"record","independent":99999999999999999999999}]', '{"__proto__":{}}', '["\\ud83d"]',
)  # fmt: skip
QUERIES = (
    ("limit", "0"), ("limit", "-1"), ("limit", "9" * 400), ("limit", "\u0663"), ("limit", "1e3"), ("cursor", "\x00"),
    ("cursor", "cD0x"), ("cursor", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk="), ("cursor", "\U0001f600"),
    ("after", "1-1-1"),
    ("after", "9" * 40), ("after", "99999999999-5"), ("after", "\x00"), ("status", "verified,,verified"),
    ("status", "\x00"), ("article", "\x00"), ("article", "x" * 5000), ("speaker", "\ufeff"),
    ("changed_since", "0001-01-01T00:00:00+14:00"), ("changed_since", "2026-13-45"), ("changed_since", "\u0661"),
    ("unknown", "1"), ("format", "api"), ("format", "\x00"), ("_method", "DELETE"), ("limit[]", "1"),
)  # fmt: skip
HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "text/html"), ("Accept", "application/xml"), ("Accept", "*/*;q=x"), ("Accept", "\xff"),
    ("Accept", "application/json; indent=99999"), ("Accept-Language", "x" * 500), ("X-HTTP-Method-Override", "DELETE"),
    ("If-None-Match", '"'), ("If-Modified-Since", "yesterday"), ("Range", "bytes=9-1"),
    ("X-Forwarded-For", "x, ::ffff:1"),
    ("Cookie", "sessionid=\x7f; csrftoken="), ("Host", "127.0.0.1:x"), ("Content-Length", "9"),
)  # fmt: skip
TYPES = (
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x",
    "application/json; charset=utf-16", "application/json; charset=nothing", "application/xml",
    "application/jsonx", "/",
    "application/json, text/plain", "application/json;;;", "APPLICATION/JSON",
)  # fmt: skip


def odd_requests(draw: random.Random, *, writes: bool, count: int = 12) -> Iterator[Odd]:
    """Odd requests for one operation; `writes`: it takes a body."""
    for _ in range(count):
        if not writes or draw.random() < 0.15:
            name, value = draw.choice(QUERIES)
            yield Odd(f"?{name}", query={name: value})
        elif draw.random() < 0.15:
            name, value = draw.choice(HEADERS)
            yield Odd(name, b"{}" if writes else None, headers={**JSON, name: value})
        else:
            yield draw.choice((_member, _member, _member, _bytes, _nested, _type))(draw)
    if not writes:
        for name, value in draw.sample(HEADERS, 3):
            yield Odd(name, headers={name: value})


def _member(draw: random.Random) -> Odd:
    """An object whose members have values at the edges of what JSON can say."""
    names = draw.sample(FIELDS, draw.randint(1, 5))
    members = ", ".join(f"{json.dumps(name)}: {draw.choice(VALUES)}" for name in names)
    return Odd("odd values", f"{{{members}}}".encode(), JSON)


def _bytes(draw: random.Random) -> Odd:
    """What is no JSON text, or not in UTF-8."""
    text = '{"text": "Ärger", "kind": "event"}'
    return Odd(
        "odd bytes",
        draw.choice(
            (
                b"", b"\x00", b"\xff\xfe", b"{", b'"', b"nul", b"{}{}", b'{"a":1,"a":2}', b"\xef\xbb\xbf{}", b"[" * 40,
                text.encode("utf-16"), text.encode("latin-1"), text.encode("utf-32"), gzip.compress(text.encode()),
                b'{"text": "\xed\xa0\x80"}', b'{"\\ud800": 1}', b'{"\\u0000": 1}', b"1" * 10_000, b"-", b"1e400",
            )
        ),
        JSON,
    )  # fmt: skip


def _nested(draw: random.Random) -> Odd:
    """Lists and objects in each other, deeper than any parser likes."""
    depth = draw.choice((31, 32, 33, 1_000, 100_000))
    opening, closing = draw.choice((("[", "]"), ('{"a":', "}")))
    name = draw.choice(FIELDS)
    core = opening * depth + "1" + closing * depth
    return Odd(f"{depth} levels", draw.choice((core, f'{{"{name}": {core}}}')).encode(), JSON)


def _type(draw: random.Random) -> Odd:
    """A body of another type than it says, or than is taken."""
    body = draw.choice((b"{}", b'{"reason": "x"}', b"a=1&b=%00", b"--x\r\n\r\n--x--", b"<x/>"))
    return Odd("odd type", body, {"Content-Type": draw.choice(TYPES)})
