"""The rules of a robots.txt: who may read what (RFC 9309 §2.2), in a time that grows with the file alone.

Other records (Crawl-delay, Sitemap, Noindex, …) interfere with no group, wherever they stand (§2.2.4). A misspelt
"disallow" counts, and so does one without a colon, as search engines have it: when in doubt, a site meant to forbid.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

# The first letter of a record's name, and its value up to a comment: a colon or a blank stands between.
_LINE = re.compile(
    r"^[ \t]*([uadc])(?:(?<=u)ser[ -]?agent|(?<=d)(?:is{1,2}al{1,2}ow|iasllow|isallaw)|(?<=a)llow|(?<=c)rawl-delay)"
    r"[ \t]*(?::|(?<=[ \t]))([^#\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINES = re.compile(r"\n{2,}")
# No address that is polled is as long as a longer pattern.
_MAX_PATTERN_CHARS = 16_000
_TOKEN = re.compile(r"[a-z_-]+")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_BEYOND_ASCII = re.compile(r"[^\n\x21-\x7e]+")
_STARS = re.compile(r"\*{2,}")
_DOLLAR_WITHIN = re.compile(r"\$(?!\n|\Z)")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986 §2.3
_SIGNS = {f"%{code:02X}": chr(code) if chr(code) in _UNRESERVED else f"%{code:02X}" for code in range(256)}


@dataclass(slots=True)
class _Group:
    """What all groups for one crawler say."""

    allowed: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    delays: list[str] = field(default_factory=list)


class Rules:
    """The rules for one crawler."""

    def __init__(self, allowed: Iterable[str], forbidden: Iterable[str], delay_s: float | None) -> None:
        self.delay_s = delay_s
        self._allowed = _Patterns(allowed)
        self._forbidden = _Patterns(forbidden)

    def allow(self, url: str) -> bool:
        """Whether the longest pattern that matches the URL allows it; of two as long the one that does (§2.2.2)."""
        parts = urlsplit(url)
        path = _normal((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        path = path.replace("*", "%2A").replace("$", "%24")  # signs of a pattern only
        return self._allowed.longest(path) >= self._forbidden.longest(path)


def read_rules(text: str, product_token: str) -> Rules:
    """The rules for the crawler of this name: of all groups that name it, in any case, else of those for everybody."""
    records = {product_token.lower(): _Group(), "*": _Group()}
    named: set[str] = set()
    groups: dict[str, _Group] = {}  # those that the present lines belong to
    delays: list[str] = []
    ended = True
    for record, value in _LINE.findall(_without_blank_lines(text.lstrip("\ufeff\ufffd"))):
        if record in "uU":
            if ended:
                groups, delays, ended = {}, [], False
            crawler = _crawler(value)
            if crawler in records and crawler not in groups:
                named.add(crawler)
                groups[crawler] = records[crawler]
                groups[crawler].delays.extend(delays)
        elif record in "cC":
            delays.append(value)
            for group in groups.values():
                group.delays.append(value)
        else:
            ended = True
            for group in groups.values():
                (group.allowed if record in "aA" else group.forbidden).append(value)
    group = records["*"] if named <= {"*"} else records[product_token.lower()]
    return Rules(group.allowed, group.forbidden, next(filter(None, map(_seconds, group.delays)), None))


def _without_blank_lines(text: str) -> str:
    text = text.replace("\r", "\n")
    return _BLANK_LINES.sub("\n", text) if "\n\n" in text else text


def _crawler(value: str) -> str:
    """The product token that a line names: "ClaimTracker/1.0 (news)" is "claimtracker", "*" stands for everybody."""
    value = value.strip().lower()
    if value == "*" or value.startswith(("* ", "*\t")):
        return "*"
    token = _TOKEN.match(value)
    return token[0] if token else ""


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value.strip())
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


class _Patterns:
    """Path patterns, ready to say how long the longest is that matches a path."""

    def __init__(self, patterns: Iterable[str]) -> None:
        together = _normal("\n".join(set(map(str.strip, patterns))))
        together = _STARS.sub("*", together) if "**" in together else together
        listed = (_DOLLAR_WITHIN.sub("%24", together) if "$" in together else together).split("\n")
        self._plain = {each for each in listed if each and "*" not in each}  # with "$" at the end: the whole path
        self._lengths = sorted(set(map(len, self._plain)), reverse=True)
        wild = [each for each in listed if "*" in each and len(each) < _MAX_PATTERN_CHARS]
        # With what each ends on, which tells quickly of most that they do not match.
        self._wild = [(each, each.removesuffix("$").rpartition("*")[2]) for each in wild]

    def longest(self, path: str) -> int:
        """The length of the longest pattern that matches; 0 where none does."""
        whole = f"{path}$"
        best = next((length for length in self._lengths if whole[:length] in self._plain), 0)
        possible = [each for each, end in self._wild if end in path and len(each) > best]
        return next((len(each) for each in sorted(possible, key=len, reverse=True) if _matches(each, path)), best)


def _matches(pattern: str, path: str) -> bool:
    """Whether a path begins as a pattern with stars does, has its parts in their order, and ends so where it says."""
    head, *middle = pattern.removesuffix("$").split("*")
    tail = middle.pop() if pattern.endswith("$") else ""
    if not (path.startswith(head) and path.endswith(tail)):
        return False
    position, end = len(head), len(path) - len(tail)
    for part in middle:
        found = path.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return position <= end


def _normal(paths: str) -> str:
    """Written as both sides are compared (§2.2.2): escaped beyond ASCII, and nowhere else without need."""
    if not paths.isascii() or " " in paths or "\t" in paths:
        paths = _BEYOND_ASCII.sub(lambda found: quote(found[0], safe=""), paths)
    return _ESCAPE.sub(lambda found: _SIGNS[found[0].upper()], paths) if "%" in paths else paths
