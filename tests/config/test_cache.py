"""A cache whose server or disk is away forgets; whoever uses it does not fail."""

import pytest

from claims import services
from claims.tasks import publish_changes
from config.cache import ForgetfulFileCache, ForgetfulRedisCache


@pytest.fixture(params=["redis", "files"])
def away(request, tmp_path):
    if request.param == "redis":
        return ForgetfulRedisCache("redis://127.0.0.1:1/0", {})
    (tmp_path / "in the way").write_text("no folder")
    return ForgetfulFileCache(str(tmp_path / "in the way" / "cache"), {})


def test_it_forgets_and_does_not_fail(away):
    away.set("key", "value", 60)
    assert away.get("key", "default") == "default"
    assert away.add("key", "value", 60)
    assert not away.delete("key")
    away.delete_many(["key"])


@pytest.mark.django_db
def test_decisions_are_published_without_a_cache(away, monkeypatch, claim, article, bob):
    services.publish(by=bob, article=article)
    monkeypatch.setattr("claims.tasks.cache", away)
    assert publish_changes() > 0


def test_a_cache_that_is_there_remembers(tmp_path):
    cache = ForgetfulFileCache(str(tmp_path / "cache"), {})
    cache.set("key", "value", 60)
    assert (cache.get("key"), cache.add("key", "other", 60)) == ("value", False)
    cache.delete_many(["key"])
    assert cache.get("key") is None
    cache.set("key", "value", 60)
    assert (cache.delete("key"), cache.get("key")) == (True, None)
