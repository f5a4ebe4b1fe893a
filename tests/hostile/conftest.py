"""One hostile world for all tests of a process."""

from collections.abc import Iterator

import pytest

from tests.hostile import world as worlds


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[worlds.World]:
    with worlds.running(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture
def world(servers: worlds.World) -> Iterator[worlds.World]:
    """The world, of which nothing private may have been asked when the test ends."""
    with servers.entered():
        yield servers
    assert servers.private.requests == []
