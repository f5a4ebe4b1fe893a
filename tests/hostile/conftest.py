"""One hostile world for all tests of a process."""

from collections.abc import Iterator

import pytest

from tests.hostile import world as worlds
from tests.hostile.attacks import ELSEWHERE, PUBLIC
from tracker.net import guard, ranges


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with worlds.running(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture
def world(servers: worlds.World, monkeypatch: pytest.MonkeyPatch) -> Iterator[worlds.World]:
    """The world, of which nothing private may have been asked when the test ends."""
    monkeypatch.setattr(guard, "is_public", lambda ip: str(ip) in (PUBLIC, ELSEWHERE) or ranges.is_public(ip))
    yield servers
    assert servers.private.requests == []
