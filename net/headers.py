"""Reading response headers: content type, dates, freshness, Retry-After. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]+")
# The three forms of RFC 9110 §5.6.7, the zones of RFC 5322 §4.3 with them: a moment in an unknown zone is none.
_HTTP_DATE = re.compile(
    r"(?:[a-z]{3}, \d{1,2} [a-z]{3} \d{4}|[a-z]{6,9}, \d{1,2}-[a-z]{3}-\d\d) \d\d:\d\d:\d\d "
    r"(?:gmt|utc?|z|[ecmp][sd]t|[+-]\d{4})|[a-z]{3} [a-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}",
    re.IGNORECASE | re.ASCII,
)

# Fields that have one value; of several the first is kept. All others are lists (RFC 9110 §5.3).
_SINGLE = frozenset(
    {"content-type", "content-length", "location", "etag", "last-modified", "retry-after", "date", "expires", "age"}
)

# A directive with its argument, a token or a quoted string, which may hold commas (RFC 9111 §5.2).
_DIRECTIVE = re.compile(r'([\w-]{1,40})(?:=(?:"((?:[^"\\]|\\.){0,500})"|([^,\s"]{0,500})))?')
_MOST_CACHE_CONTROL_CHARS = 2_000
# RFC 9111 §1.2.2: a longer time is taken for this one.
_MOST_DELTA_S = 2**31


# Longer than any server's; one that cannot be kept is not sent back, and the page is read whole again.
_MAX_ETAG_CHARS = 500
_MAX_DATE_CHARS = 100


def add_header(headers: dict[str, str], line: bytes) -> None:
    """Enter one raw header line into `headers`, names in lower case; unreadable lines are skipped."""
    name, colon, value = line.decode("latin-1").partition(":")
    if not colon:
        return
    name, value = name.strip().lower(), value.strip()
    if name not in headers:
        headers[name] = value
    elif name not in _SINGLE:
        headers[name] += f", {value}"


def validators(headers: Mapping[str, str]) -> tuple[str, str]:
    """ETag and Last-Modified as the server wrote them, empty where absent, unprintable or absurdly long."""
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    return (
        etag if len(etag) <= _MAX_ETAG_CHARS and etag.isprintable() else "",
        modified if len(modified) <= _MAX_DATE_CHARS and modified.isprintable() else "",
    )


def media_type(content_type: str) -> tuple[str, str]:
    """Type and charset of a Content-Type header, both lower case, empty where absent."""
    if not content_type:
        return "", ""
    kind = content_type.partition(";")[0].partition(",")[0].strip().lower()
    charset = _CHARSET.search(content_type)
    return kind, charset[1].lower() if charset else ""


def http_date(text: str) -> datetime | None:
    """An HTTP-date in any of its three forms (RFC 9110 §5.6.7), in UTC; None when unreadable or in an unknown zone."""
    if not _HTTP_DATE.fullmatch(text.strip()):
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds a Retry-After header asks for (RFC 9110 §10.2.3), never negative.

    A date is measured against the response's own Date header, so a wrong clock on either side does
    no harm, or against `now` where there is none. None when absent or unreadable.
    """
    value = headers.get("retry-after", "")
    if not value:
        return None
    if (seconds := _delta_s(value)) is not None:
        return seconds
    until, since = http_date(value), http_date(headers.get("date", "")) or now
    if until is None or since is None:
        return None
    return max(0.0, (until - since).total_seconds())


def fresh_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """For how many seconds from now an answer says it stays as it is (RFC 9111 §4.2), never negative.

    `max-age` wins over `Expires`, both less the answer's `Age`; `no-cache` and `no-store` mean 0, as do values that
    are unreadable or contradict each other. `s-maxage` is for shared caches, which a reader is not. None where nothing
    is said: nothing is guessed. As with Retry-After, dates are measured against the answer's own Date, else `now`.
    """
    lifetime = _lifetime_s(headers, now)
    if not lifetime:
        return lifetime
    # Of a list the first counts; what is no number is ignored (RFC 9111 §5.1).
    age = _delta_s(headers.get("age", "").partition(",")[0]) or 0.0
    return max(0.0, lifetime - age)


def _delta_s(text: str) -> float | None:
    """Delta-seconds (RFC 9111 §1.2.2), however many digits they have; None where it is no number."""
    digits = text.strip()
    return min(float(digits), _MOST_DELTA_S) if _SECONDS.fullmatch(digits) else None


def _lifetime_s(headers: Mapping[str, str], now: datetime | None) -> float | None:
    ages = set()
    for name, quoted, token in _DIRECTIVE.findall(headers.get("cache-control", "")[:_MOST_CACHE_CONTROL_CHARS]):
        argument = quoted or token
        # With an argument, no-cache is about the fields it names (RFC 9111 §5.2.2.4).
        if name.lower() in ("no-cache", "no-store") and not argument:
            return 0.0
        if name.lower() == "max-age":
            ages.add(argument)
    if ages:
        age = ages.pop()
        return 0.0 if ages else _delta_s(age) or 0.0
    if "expires" not in headers:
        return None
    until, since = http_date(headers["expires"]), http_date(headers.get("date", "")) or now
    # "Expires: 0" and other nonsense stand for the past (RFC 9111 §5.3).
    return max(0.0, min((until - since).total_seconds(), _MOST_DELTA_S)) if until and since else 0.0
