"""Caches that forget instead of failing: while Redis or the disk is away, whatever is kept in them is made anew."""

from contextlib import suppress
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

_AWAY = (RedisError, OSError)


class _Forgetful:
    """The four verbs of the cache that this project uses, before a backend of Django's."""

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        try:
            return super().get(key, default, version)  # type: ignore[misc]
        except _AWAY:
            return default

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        try:
            super().set(key, value, *args, **kwargs)  # type: ignore[misc]
        except _AWAY:
            return

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        """True where the key was new, or nobody can say."""
        try:
            return bool(super().add(key, value, *args, **kwargs))  # type: ignore[misc]
        except _AWAY:
            return True

    def delete_many(self, keys: Any, version: Any = None) -> None:
        try:
            super().delete_many(keys, version)  # type: ignore[misc]
        except _AWAY:
            return


class ForgetfulRedisCache(_Forgetful, RedisCache):
    """Django's cache in Redis."""


class ForgetfulFileCache(_Forgetful, FileBasedCache):
    """Django's cache in files."""

    def __init__(self, dir: str, params: dict[str, Any]) -> None:
        with suppress(OSError):  # its folder is made again when something is kept
            super().__init__(dir, params)
