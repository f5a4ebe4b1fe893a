"""Permanent redirects (301, 308): what is remembered of them, when they are followed, when a person must decide. Pure.

An address keeps its name, under which evidence quotes it; only the place where it is asked moves: to another path of
its host after three permanent redirects in a row, to another host once a person has accepted that host (whose words
count how much belongs to the owner of a host), from https to plain http never.
"""

from typing import NamedTuple, Protocol

from net.errors import FetchError
from net.guard import parse_url

IN_A_ROW = 3
_MOST_TIMES = 30_000  # the column is a small integer
_MOST_CHARS = 2_000
# Nothing at the new address: the old one may know better.
_LOST = frozenset({"http-404", "http-410"})


class Move(NamedTuple):
    """What is remembered of a resource's permanent redirects, by the columns that hold it: where they lead, how often
    in a row they did, and whether a person must decide before they are followed.
    """

    moved_to: str = ""
    moved_times: int = 0
    move_waits: bool = False


STAYS = Move()


class Movable(Protocol):
    """A resource, as far as redirects are concerned. `accepted_host` is the other host that a person lets it be read
    at, as `host_and_port` writes it; empty: none.
    """

    @property
    def url(self) -> str: ...
    @property
    def accepted_host(self) -> str: ...
    @property
    def moved_to(self) -> str: ...
    @property
    def moved_times(self) -> int: ...
    @property
    def move_waits(self) -> bool: ...


def poll_address(resource: Movable) -> str:
    """The address to ask: its own, or where permanent redirects have led for long enough."""
    follows = resource.moved_times >= IN_A_ROW and resource.moved_to and not resource.move_waits
    return resource.moved_to if follows else resource.url


def known_move(resource: Movable) -> Move:
    """What is remembered."""
    return Move(resource.moved_to, resource.moved_times, resource.move_waits)


def after_answer(resource: Movable, *, asked: str, permanent_redirect_to: str | None) -> Move:
    """What to remember after a good answer (304 is one) to a request for `asked`, which was its `poll_address`."""
    to = permanent_redirect_to
    if not to or len(to) > _MOST_CHARS:
        return known_move(resource) if asked == resource.moved_to else STAYS
    times = min(resource.moved_times + 1, _MOST_TIMES) if to == resource.moved_to else 1
    return Move(to, times, times >= IN_A_ROW and _needs_person(resource, to))


def after_error(resource: Movable, *, asked: str, code: str) -> Move:
    """What to remember after an error: nothing where the new address has no page, so that the old one is asked again.

    A move that a person accepted, to another host, stays: a person decides about it.
    """
    lost = code in _LOST and asked == resource.moved_to and host_and_port(asked) == host_and_port(resource.url)
    return STAYS if lost else known_move(resource)


def _needs_person(resource: Movable, to: str) -> bool:
    host = host_and_port(to)
    at_home = bool(host) and host in (host_and_port(resource.url), resource.accepted_host)
    return not at_home or is_downgrade(resource.url, to)


def is_downgrade(old: str, new: str) -> bool:
    """Whether a move gives up https, so that anybody on the way could change the words."""
    return old.startswith("https:") and not new.startswith("https:")


def host_and_port(url: str) -> str:
    """The host in lower case, with its port where that is unusual for the scheme; empty for no web address."""
    try:
        return parse_url(url).origin.partition("://")[2]
    except FetchError:
        return ""
