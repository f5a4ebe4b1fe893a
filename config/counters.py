"""Counting requests within windows of time, atomically among all processes: in Redis, or in files of the data folder.

Where Redis or the disk is away, each process counts for itself in memory: pages go on being served, and a flood is
still bounded. Windows are fixed: the count begins anew at each multiple of the window's length.
"""

import fcntl
import hashlib
import json
import logging
import os
import time
from functools import cache
from pathlib import Path
from typing import Protocol

import redis
from django.conf import settings

log = logging.getLogger(__name__)

_PATIENCE_S = 0.5
_MOST_IN_MEMORY = 10_000


class Counter(Protocol):
    def hit(self, key: str, *, window_s: int, now: float, by: int = 1) -> int:
        """The count of `key` in the present window, after adding `by`."""
        ...


class MemoryCounter:
    """The process's own count; forgets everything when it holds too much."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, int], int] = {}

    def hit(self, key: str, *, window_s: int, now: float, by: int = 1) -> int:
        if len(self._counts) > _MOST_IN_MEMORY:
            self._counts.clear()
        place = (f"{key} {window_s}", int(now // window_s))
        self._counts[place] = self._counts.get(place, 0) + by
        return self._counts[place]


class FileCounter:
    """Counts in 256 small files, each written under a lock of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hit(self, key: str, *, window_s: int, now: float, by: int = 1) -> int:
        name = hashlib.sha256(f"{key} {window_s}".encode()).hexdigest()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._folder / name[:2], os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            counts = self._in_force(file.read(), now)
            ends = (int(now // window_s) + 1) * window_s
            known_ends, count = counts.get(name, (0.0, 0))
            count = count + by if known_ends == ends else by
            counts[name] = (ends, count)
            file.seek(0)
            file.truncate()
            json.dump(counts, file)
        return count

    def _in_force(self, text: str, now: float) -> dict[str, tuple[float, int]]:
        """The counts whose window has not ended; none where the file was cut short."""
        try:
            return {name: (ends, count) for name, (ends, count) in json.loads(text or "{}").items() if ends > now}
        except (ValueError, TypeError, AttributeError):
            return {}


class RedisCounter:
    """One INCR a hit, in one trip with its expiry."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=_PATIENCE_S, socket_connect_timeout=_PATIENCE_S)

    def hit(self, key: str, *, window_s: int, now: float, by: int = 1) -> int:
        name = f"throttle:{key}:{window_s}:{int(now // window_s)}"
        with self._redis.pipeline(transaction=True) as both:
            both.incrby(name, by)
            both.expire(name, window_s)
            count, _ = both.execute()
        return int(count)


class FallbackCounter:
    """Another counter, or memory while that one is away; asks again after a few seconds, so that a request never waits
    for a server that does not answer.
    """

    def __init__(self, usual: Counter, *, pause_s: float = 5.0) -> None:
        self._usual, self._memory, self._pause_s = usual, MemoryCounter(), pause_s
        self._away_until = 0.0

    def hit(self, key: str, *, window_s: int, now: float, by: int = 1) -> int:
        if time.monotonic() >= self._away_until:
            try:
                return self._usual.hit(key, window_s=window_s, now=now, by=by)
            except (redis.RedisError, OSError) as error:
                log.warning("Requests are counted in memory for now: %s", error)
                self._away_until = time.monotonic() + self._pause_s
        return self._memory.hit(key, window_s=window_s, now=now, by=by)


def counter() -> Counter:
    """The counter of this process, by the settings."""
    return _counter(settings.REDIS_URL, Path(settings.THROTTLE_DIR))


@cache
def _counter(redis_url: str, folder: Path) -> Counter:
    return FallbackCounter(RedisCounter(redis_url) if redis_url else FileCounter(folder))
