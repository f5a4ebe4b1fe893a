"""Caches that forget instead of failing: while Redis or the disk is away, whatever is kept in them is made anew."""

from contextlib import suppress
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

_AWAY = (RedisError, OSError)


class _Forgetful:
    """The verbs of the cache that this project and django-allauth use, before a backend of Django's."""

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
        """True where the key was new, or nobody can say.

        So while the cache is away, django-allauth's locks are free and its limits on log-ins do not count, and a code
        of an authenticator app that was used is good again within the half minute for which it is good at all.
        """
        try:
            return bool(super().add(key, value, *args, **kwargs))  # type: ignore[misc]
        except _AWAY:
            return True

    def delete(self, key: Any, version: Any = None) -> bool:
        """False where the key was not there, or nobody can say."""
        try:
            return bool(super().delete(key, version))  # type: ignore[misc]
        except _AWAY:
            return False

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
