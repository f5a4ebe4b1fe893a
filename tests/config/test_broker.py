from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from config.broker import Transport
from config.celery import app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("queue", "control", "read"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connection(folder: Path) -> Iterator[Connection]:
    options = {"data_folder_in": folder / "queue", "data_folder_out": folder / "queue"}
    options |= {"control_folder": folder / "control"}
    with Connection("filesystem://", transport=Transport, transport_options=options) as opened:
        yield opened


# Each test has a queue of its own: kombu remembers for the life of the process which were made.


def test_messages_come_once(connection: Connection) -> None:
    queue: SimpleQueue = connection.SimpleQueue("once")
    queue.put("first")
    queue.put("second")
    assert {queue.get(timeout=5).payload for _ in range(2)} == {"first", "second"}
    with pytest.raises(queue.Empty):
        queue.get(block=False)


@pytest.mark.parametrize(("name", "file"), [("short", "1_x.short.msg"), ("unfinished", ".1_x.unfinished.msg")])
def test_a_message_cut_short_ends_nobody(connection: Connection, folder: Path, name: str, file: str) -> None:
    (folder / "queue" / file).touch()
    queue: SimpleQueue = connection.SimpleQueue(name)
    with pytest.raises(queue.Empty):
        queue.get(block=False)
    queue.put("up")
    assert queue.get(timeout=5).payload == "up"


def test_a_message_appears_whole(connection: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[Path]] = []
    replace = Path.replace

    def look_and_replace(path: Path, target: Path) -> Path:
        seen.append([*(folder / "queue").glob("[!.]*")])
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", look_and_replace)
    connection.SimpleQueue("whole").put("up")
    assert seen == [[]]
    assert len([*(folder / "queue").glob("[!.]*.whole.msg")]) == 1


def test_the_embedded_default_uses_it() -> None:
    with app.connection_for_write() as opened:
        assert isinstance(opened.transport, Transport) == (app.conf.broker_url == "filesystem://")
