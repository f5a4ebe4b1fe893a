"""Attempts by the frames of HTTP/2 (RFC 9113), which is spoken behind TLS where a server offers it."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.attacks import HARMLESS, PUBLIC, Attack

DATA, HEADERS, RESET, SETTINGS, PROMISE, PING, GO_AWAY, CONTINUATION = 0, 1, 3, 4, 5, 6, 7, 9
END_STREAM, END_HEADERS = 1, 4
GREETING = b"<article><p>The second reactor of the plant runs again since Tuesday.</p></article>"
# ":status: 200" and "content-type: text/html" (RFC 7541 §6.1, §6.2.2).
HEAD = b"\x88\x0f\x10\x09text/html"


def _frame(kind: int, flags: int = 0, stream: int = 1, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


def _header(name: bytes, value: bytes, *, kept: bool = False) -> bytes:
    """One field, literal; `kept` puts it in the table that later fields may point into (RFC 7541 §6.2.1)."""
    return (b"\x40" if kept else b"\0") + bytes((len(name),)) + name + _length(len(value)) + value


def _length(value: int) -> bytes:
    """An integer with a prefix of seven bits (RFC 7541 §5.1)."""
    if value < 127:
        return bytes((value,))
    value -= 127
    rest = bytearray()
    while value >= 128:
        rest.append(value % 128 | 128)
        value //= 128
    return b"\x7f" + bytes(rest) + bytes((value,))


_HELLO = _frame(SETTINGS, stream=0)
_HEAD = _frame(HEADERS, END_HEADERS, payload=HEAD)
# A field of 3,900 bytes in the table, then 12,000 times the one byte that repeats it: 46 MB of head.
_TABLE = _frame(HEADERS, END_HEADERS, payload=HEAD + _header(b"x", b"a" * 3_900, kept=True) + b"\xbe" * 12_000)

# What is written after the client's greeting, and then without end.
_SPOKEN: dict[str, tuple[bytes, bytes]] = {
    "a page over HTTP 2": (_HELLO + _HEAD + _frame(DATA, END_STREAM, payload=GREETING), b""),
    "headers continued without end": (
        _HELLO + _frame(HEADERS, payload=HEAD),
        _frame(CONTINUATION, payload=_header(b"x", b"a" * 1_000) * 16),
    ),
    "a table that repeats itself into 46 MB of head": (_HELLO + _TABLE, b""),
    "fields that point outside the table": (_HELLO + _frame(HEADERS, END_HEADERS, payload=b"\xff\xff\xff\x7f"), b""),
    "pings without end": (_HELLO, _frame(PING, stream=0, payload=bytes(8)) * 1_000),
    "settings without end": (_HELLO, _frame(SETTINGS, stream=0, payload=b"\0\x04\0\0\xff\xff") * 1_000),
    "a page nobody asked for": (
        _HELLO
        + _frame(PROMISE, END_HEADERS, payload=b"\0\0\0\x02\x82\x84\x86\x41\x09127.0.0.1")
        + _HEAD
        + _frame(DATA, END_STREAM, payload=GREETING),
        b"",
    ),
    "a stream that is reset": (_HELLO + _HEAD + _frame(RESET, payload=b"\0\0\0\x02"), b""),
    "a connection that is given up": (_HELLO + _frame(GO_AWAY, stream=0, payload=bytes(7) + b"\x0b"), b""),
    "frames larger than allowed": (_HELLO + _HEAD + (1 << 23).to_bytes(3, "big") + b"\0\0\0\0\0\x01", b"a" * 65_536),
    # Not without end: robots.txt comes over the same connection, is cut, and leaves the rest of its data in the way.
    "24 MB of data over HTTP 2": (_HELLO + _HEAD + _frame(DATA, payload=b"a" * 16_384) * 64 * 24, b""),
    "data without a head": (_HELLO + _frame(DATA, END_STREAM, payload=GREETING), b""),
    "empty frames without end": (_HELLO + _HEAD, _frame(DATA) * 1_000),
}
_CODES = dict.fromkeys(_SPOKEN, "broken") | {
    "a page over HTTP 2": HARMLESS,
    "a page nobody asked for": HARMLESS,
    "24 MB of data over HTTP 2": "too-large",
}

ALL = [Attack(name, "HTTP/2", code, url="https://{host}:{h2}/") for name, code in _CODES.items()]
_BY_HOST = {attack.host: _SPOKEN[attack.name] for attack in ALL}


@contextlib.contextmanager
def serving(certificate: Path, key: Path) -> Iterator[int]:
    """A server that speaks to each host name as its attack says; gives its port. `certificate` must name them all."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2"])
    asked: dict[ssl.SSLObject | ssl.SSLSocket, str] = {}
    context.sni_callback = lambda connection, name, _: asked.update({connection: name or ""})

    def speak(connection: socket.socket) -> None:
        # The other side hangs up in the middle, which is what this is about.
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
            first, forever = _BY_HOST[asked.pop(secure)]
            secure.recv(65_536)
            secure.sendall(first)
            while forever:
                secure.sendall(forever)
            secure.settimeout(0.5)  # then hang up, as soon as nothing more is said
            while secure.recv(65_536):
                pass

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection = listener.accept()[0]
                threading.Thread(target=speak, args=(connection,), daemon=True).start()

    with socket.socket() as listener:
        listener.bind((PUBLIC, 0))
        listener.listen(64)
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
