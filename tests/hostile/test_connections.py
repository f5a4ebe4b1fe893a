"""What one answer leaves behind on a connection is never taken for the next."""

import contextlib
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from net.client import FetchPolicy, FetchRequest, fetch
from tests.hostile.answers import GREETING, HTML, LENGTH
from tests.hostile.attacks import PUBLIC

ANSWER = HTML + b"Content-Length: " + LENGTH + b"\r\n\r\n" + GREETING
POISON = HTML + b"Content-Length: 6\r\n\r\npoison"


@contextlib.contextmanager
def serving(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that answers each request on each connection with what `speak` writes, and never hangs up."""

    def converse(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            while connection.recv(65_536):
                speak(connection)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=converse, args=(listener.accept()[0],), daemon=True).start()

    with socket.socket() as listener:
        listener.bind((PUBLIC, 0))
        listener.listen()
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    "left_behind",
    [
        POISON,
        b"\r\n" + POISON,
        bytes(range(256)),
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["an answer", "an answer after a blank line", "garbage", "an interim answer", "a redirect"],
)
def test_what_stands_behind_an_answer_is_not_the_next_one(world, left_behind):
    with serving(lambda connection: connection.sendall(ANSWER + left_behind)) as port:
        policy = FetchPolicy("Tests", allowed_ports=frozenset({port}))
        for path in ("1", "2", "3"):
            result = fetch(FetchRequest(f"http://{PUBLIC}:{port}/{path}", spacing_s=0), policy=policy)
            assert (result.outcome, result.body) == ("ok", GREETING)
            assert result.redirect_chain == ()


@pytest.mark.parametrize(
    ("first", "second"),
    # libcurl looks whether a connection is as it left it when a second has passed, which is the ordinary spacing.
    [(f"http://{PUBLIC}", f"http://{PUBLIC}"), ("http://one.test", "http://other.test")],
    ids=["for the same host a second later", "for another name of the same address"],
)
def test_an_answer_that_comes_while_nobody_asks_is_not_the_next_one(world, first, second):
    asked: queue.SimpleQueue[socket.socket] = queue.SimpleQueue()

    def speak(connection: socket.socket) -> None:
        connection.sendall(ANSWER)
        asked.put(connection)

    with serving(speak) as port:
        names = tuple(f"{name}.test:{port}:{PUBLIC}" for name in ("one", "other"))
        policy = FetchPolicy("Tests", allowed_ports=frozenset({port}), resolve=names)
        assert fetch(FetchRequest(f"{first}:{port}/"), policy=policy).body == GREETING
        asked.get().sendall(POISON)
        if first == second:
            time.sleep(1.1)
        assert fetch(FetchRequest(f"{second}:{port}/"), policy=policy).body == GREETING


def test_a_body_cut_short_is_not_filled_up_by_the_next_answer(world):
    short = HTML + b"Content-Length: 100\r\n\r\nshort"

    def cut_short(connection: socket.socket) -> None:
        connection.sendall(short)
        connection.shutdown(socket.SHUT_RDWR)

    with serving(cut_short) as port:
        policy = FetchPolicy("Tests", allowed_ports=frozenset({port}))
        for path in ("1", "2"):
            result = fetch(FetchRequest(f"http://{PUBLIC}:{port}/{path}", spacing_s=0), policy=policy)
            assert (result.error.code, result.body) == ("broken", b"")
