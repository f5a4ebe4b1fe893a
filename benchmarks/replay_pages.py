"""The world of a replay: one small site for every row, all served by one thread of this process on loopback.

Every site has a loopback address of its own (Linux answers on the whole of 127.0.0.0/8) at one common port, so that
every row has a host, and thereby a source, of its own.
"""

import asyncio
import errno
import hashlib
import html
import resource
import socket
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Protocol, Self

_FIRST_ADDRESS = IPv4Address("127.77.0.1")
_SPARE_FILES = 500  # for the client's connections, the database, the reader of pages
_PORT_ATTEMPTS = 20
_MAX_WAITING = 16

# Ordinary sentences about nothing that any claim is about, the same on every page and before and after the edit.
UNRELATED = (
    "The kettle in the corner had been left on the stove for most of the afternoon.",
    "Rain drummed softly on the tin roof while the cat slept on a folded blanket.",
    "A wooden ladder leaned against the old pear tree at the end of the garden.",
    "Somebody had painted the fence green and then changed their mind halfway along.",
    "The path to the pond was covered with yellow leaves and a little mud.",
)

_LAYOUT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<header><a href="/">The Almanac</a></header>
<nav><ul><li><a href="/">Home</a></li><li><a href="/topics">Topics</a></li></ul></nav>
<main>
<article>
<h1>{title}</h1>
<p>{0} {1}</p>
<p>{2} {text} {3}</p>
<p>{4}</p>
</article>
</main>
<aside><h2>More</h2><ul><li><a href="/1">In the garden</a></li><li><a href="/2">At the pond</a></li></ul></aside>
<footer><p>The Almanac, every morning.</p></footer>
</body>
</html>
"""


class Served(Protocol):
    """A site's one page."""

    def body(self, *, edited: bool) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Page:
    """What a site's article is called, and its sentence before and after the edit."""

    title: str
    before: str
    after: str

    def body(self, *, edited: bool) -> bytes:
        return render(self.title, self.after if edited else self.before)


def render(title: str, text: str) -> bytes:
    """The article in its layout: the text stands among the unrelated sentences."""
    return _LAYOUT.format(*UNRELATED, title=html.escape(title), text=html.escape(text)).encode()


class PageServer:
    """Serves each page as it was before its edit, and after `edit()` as it is then. A context manager.

    Raises OSError where the machine cannot listen on so many addresses.
    """

    def __init__(self, pages: Sequence[Served]) -> None:
        self._pages = pages
        self._edited = False
        self._gets: Counter[int] = Counter()
        self._sockets = _listen(len(pages))
        self.port = int(self._sockets[0].getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),), daemon=True)

    def host(self, number: int) -> str:
        """The "address:port" of a page's site."""
        return f"{_address(number)}:{self.port}"

    def url(self, number: int) -> str:
        return f"http://{self.host(number)}/article"

    def gets(self, number: int) -> int:
        """How often a page was asked for."""
        return self._gets[number]

    def edit(self) -> None:
        """From now on every page says what it says after its edit."""
        self._edited = True

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self) -> None:
        servers = [await asyncio.start_server(self._answer, sock=listener) for listener in self._sockets]
        self._ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            number = int(IPv4Address(writer.get_extra_info("sockname")[0])) - int(_FIRST_ADDRESS)
            writer.write(self._response(number, head))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client hung up
        finally:
            writer.close()

    def _response(self, number: int, head: list[str]) -> bytes:
        method, path, _ = head[0].split(" ", 2)
        if (method, path) != ("GET", "/article"):  # there is no robots.txt either
            return _message("404 Not Found", "text/plain", b"There is nothing here.")
        self._gets[number] += 1
        body = self._pages[number].body(edited=self._edited)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        known = [line.partition(":")[2].strip() for line in head if line.lower().startswith("if-none-match:")]
        if etag in known:
            return _message("304 Not Modified", "", b"", etag=etag)
        return _message("200 OK", "text/html; charset=utf-8", body, etag=etag)


def _message(status: str, content_type: str, body: bytes, *, etag: str = "") -> bytes:
    fields = {"Content-Type": content_type, "ETag": etag, "Content-Length": str(len(body)), "Connection": "close"}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items() if value)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _address(number: int) -> str:
    return str(_FIRST_ADDRESS + number)


def _listen(count: int) -> list[socket.socket]:
    """Sockets at one free port of the first `count` addresses."""
    _allow_files(count + _SPARE_FILES)
    for _ in range(_PORT_ATTEMPTS):
        sockets: list[socket.socket] = []
        try:
            for number in range(count):
                port = sockets[0].getsockname()[1] if sockets else 0
                sockets.append(socket.create_server((_address(number), port), backlog=_MAX_WAITING))
        except OSError as error:
            for listener in sockets:
                listener.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return sockets
    raise OSError(errno.EADDRINUSE, "no port is free on all the loopback addresses")


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and count > hard:
        raise OSError(errno.EMFILE, f"{count} open files are needed and {hard} allowed; pass a smaller --limit")
    if soft != resource.RLIM_INFINITY and count > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))
