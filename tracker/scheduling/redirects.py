"""Permanent redirects (301, 308) remembered. Pure.

An address keeps its name, under which evidence quotes it; only the place where it is asked moves: to another path of
its host after three permanent redirects in a row, to another host once a person has said so (whose words count how
much belongs to the owner of a host). That a person has accepted is told by the resource's own `host`, which then is the
new one.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

IN_A_ROW = 3
_MOST_TIMES = 30_000  # the column is a small integer
_MOST_CHARS = 2_000
_USUAL_PORT = {"http": 80, "https": 443}
# Nothing at the new address: the old one may know better.
_LOST = frozenset({"http-404", "http-410"})


@dataclass(frozen=True, slots=True)
class Move:
    """Where permanent redirects lead, and how often in a row they did."""

    to: str = ""
    times: int = 0


STAYS = Move()


def poll_address(url: str, host: str, move: Move) -> str:
    """The address to ask for a resource recorded as `url` that is polled at `host` (as `host_of` writes it)."""
    if move.times < IN_A_ROW or not move.to or host_and_port(move.to) != host:
        return url
    return url if _is_downgrade(url, move.to) else move.to


def needs_person(url: str, host: str, move: Move) -> bool:
    """Whether a move is remembered that a person must accept: it leads to another host, or from https to http."""
    return move.times >= IN_A_ROW and bool(move.to) and poll_address(url, host, move) == url


def after_answer(move: Move, *, asked: str, permanent_redirect_to: str | None) -> Move:
    """The move after a good answer (304 is one) to a request for `asked`, which is `poll_address`."""
    if permanent_redirect_to and len(permanent_redirect_to) <= _MOST_CHARS:
        again = permanent_redirect_to == move.to
        return Move(permanent_redirect_to, min(move.times + 1, _MOST_TIMES) if again else 1)
    return move if asked == move.to else STAYS


def after_error(move: Move, *, url: str, asked: str, code: str) -> Move:
    """The move after an error: forgotten where the new address has no page, so that the old one is asked again.

    One that a person accepted, to another host, stays: a person decides about it.
    """
    lost = code in _LOST and asked == move.to and host_and_port(asked) == host_and_port(url)
    return STAYS if lost else move


def host_and_port(url: str) -> str:
    """The host in lower case, with its port where that is unusual for the scheme; empty for no web address."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").lower().rstrip(".")
    return host if port in (None, _USUAL_PORT.get(parts.scheme)) else f"{host}:{port}"


def _is_downgrade(old: str, new: str) -> bool:
    return old.startswith("https:") and not new.startswith("https:")
