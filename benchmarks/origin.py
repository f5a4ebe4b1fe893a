"""Origin: a fast site of thousands of 30 KB pages on loopback, so that a benchmark measures the client.

One process, one epoll loop, answers made of bytes that stand ready. Page `n` is `/p/n` at the address of its host
(Linux answers on the whole of 127.0.0.0/8). It has an ETag, unless that is switched off, and answers 304.
What a benchmark may ask of it, by GET (`Origin` asks in its stead):

    /control/change?first=0&last=2000&every=20&offset=3   a new edition of every 20th page of the range, from the 3rd
    /control/edit?page=7&text=…                           a new edition of one page, with a sentence of its own
    /control/repeated                                     how many pages were asked for again since this was asked last
    /control/etags?on=0                                   no ETag from now on: every answer is a 200
    /control/served                                       how many answers there were, by status

    python -m benchmarks.origin --pages 1000 --hosts 50   prints {"port": …} and serves until its input ends
"""

import argparse
import html
import json
import random
import resource
import select
import socket
import subprocess
import sys
import urllib.request
from ipaddress import IPv4Address
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

FIRST_ADDRESS = IPv4Address("127.88.0.1")
PAGE_BYTES = 30_000
_FILLERS = 64  # so that not all pages are copies of one another
_PORT_ATTEMPTS = 20
_WORDS = """the a of in on with under council river engine harbour market teacher winter signal bridge paper garden
report machine letter mountain station copper window barley kitchen ferry village captain ledger lantern meadow quarry
carries leaves finds keeps opens builds counts follows paints measures repairs crosses watches gathers lends slowly
early again quietly often later small green heavy distant narrow plain old northern wooden second"""


def host_of(page: int, hosts: int) -> str:
    """The address that page `page` is at, where `hosts` addresses share the pages."""
    return str(FIRST_ADDRESS + page % hosts)


def etag_of(page: int, edition: int) -> str:
    return f'"{page}-{edition}"'


def _filler(number: int) -> bytes:
    """About 29 KB of sentences about nothing, the same for the same number."""
    rng = random.Random(number)
    parts, size = [], 0
    while size < PAGE_BYTES - 1_200:
        sentences = (" ".join(rng.choices(_WORDS.split(), k=rng.randint(8, 18))).capitalize() + "." for _ in range(5))
        parts.append(f"<p>{' '.join(sentences)}</p>\n")
        size += len(parts[-1])
    return "".join(parts).encode()


class Site:
    """The pages and what they answer. Pure: bytes of a request in, bytes of an answer out."""

    def __init__(self, pages: int) -> None:
        self.etags = True
        self.served = {"200": 0, "304": 0, "404": 0}
        self._editions = [0] * pages
        self._asked = [0] * pages
        self._texts: dict[int, str] = {}
        self._fillers = [_filler(number) for number in range(_FILLERS)]

    def answer(self, request: bytes) -> bytes:
        """What one whole request (its head) gets."""
        target = request.split(b" ", 2)[1]
        if target.startswith(b"/p/") and target[3:].isdigit() and int(target[3:]) < len(self._editions):
            return self._page(int(target[3:]), request)
        if target.startswith(b"/control/"):
            return self._control(target.decode("ascii"))
        self.served["404"] += 1
        return b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nnot here\n"

    def _page(self, page: int, request: bytes) -> bytes:
        edition = self._editions[page]
        self._asked[page] += 1
        tag = f"ETag: {etag_of(page, edition)}\r\n".encode() if self.etags else b""
        if tag and b'"%d-%d"' % (page, edition) in request:
            self.served["304"] += 1
            return b"HTTP/1.1 304 Not Modified\r\n" + tag + b"\r\n"
        self.served["200"] += 1
        body = self._body(page, edition)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + tag
        return head + b"Content-Length: %d\r\n\r\n" % len(body) + body

    def _body(self, page: int, edition: int) -> bytes:
        text = html.escape(self._texts.get(page, ""))
        top = (
            f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Report {page}</title></head>\n'
            '<body>\n<nav><ul><li><a href="/">Home</a></li><li><a href="/topics">Topics</a></li></ul></nav>\n'
            f"<main><article>\n<h1>Report {page}</h1>\n"
            f"<p>This is edition {edition} of report {page}, as the editors left it. {text}</p>\n"
        ).encode()
        return top + self._fillers[page % _FILLERS] + b"</article></main>\n<footer>Reports.</footer>\n</body></html>"

    def _control(self, target: str) -> bytes:
        parts = urlsplit(target)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        answer = json.dumps(getattr(self, "control_" + parts.path.removeprefix("/control/"))(**asked)).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer) + answer

    def control_change(self, first: str, last: str, every: str, offset: str) -> int:
        changed = range(int(first) + int(offset), int(last), int(every))
        for page in changed:
            self._editions[page] += 1
        return len(changed)

    def control_edit(self, page: str, text: str = "") -> int:
        """The new edition's number. A page keeps its sentence until it gets another."""
        if text:
            self._texts[int(page)] = text
        self._editions[int(page)] += 1
        return self._editions[int(page)]

    def control_repeated(self) -> int:
        repeated = sum(times > 1 for times in self._asked)
        self._asked = [0] * len(self._asked)
        return repeated

    def control_etags(self, on: str) -> bool:
        self.etags = on == "1"
        return self.etags

    def control_served(self) -> dict[str, int]:
        return self.served


class _Loop:
    """The connections: reads requests, writes answers, waits for nobody."""

    def __init__(self, site: Site, listeners: list[socket.socket]) -> None:
        self._site = site
        self._poll = select.epoll()
        self._listeners = {listener.fileno(): listener for listener in listeners}
        self._open: dict[int, socket.socket] = {}
        self._in: dict[int, bytes] = {}
        self._out: dict[int, bytes] = {}
        for number, listener in self._listeners.items():
            listener.setblocking(False)
            self._poll.register(number, select.EPOLLIN)

    def run(self, until: int) -> None:
        """Serve until the file descriptor `until` has something to say, such as its end."""
        self._poll.register(until, select.EPOLLIN | select.EPOLLHUP)
        while True:
            for number, event in self._poll.poll():
                if number == until:
                    return
                if number in self._listeners:
                    self._accept(self._listeners[number])
                elif event & (select.EPOLLHUP | select.EPOLLERR):
                    self._close(number)
                elif event & select.EPOLLOUT:
                    self._write(number, self._out.pop(number))
                else:
                    self._read(number)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except BlockingIOError:
                return
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open[connection.fileno()] = connection
            self._poll.register(connection.fileno(), select.EPOLLIN)

    def _read(self, number: int) -> None:
        try:
            data = self._open[number].recv(65_536)
        except OSError:
            data = b""
        if not data:
            self._close(number)
            return
        *requests, rest = (self._in.pop(number, b"") + data).split(b"\r\n\r\n")
        if rest:
            self._in[number] = rest
        if requests:
            self._write(number, b"".join(map(self._site.answer, requests)))

    def _write(self, number: int, data: bytes) -> None:
        try:
            sent = self._open[number].send(data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._close(number)
            return
        if sent < len(data):
            self._out[number] = data[sent:]
        self._poll.modify(number, select.EPOLLOUT if sent < len(data) else select.EPOLLIN)

    def _close(self, number: int) -> None:
        self._in.pop(number, None)
        self._out.pop(number, None)
        self._open.pop(number).close()


def _listen(hosts: int) -> list[socket.socket]:
    """Sockets at one free port of the first `hosts` addresses. Raises OSError."""
    for _ in range(_PORT_ATTEMPTS):
        sockets: list[socket.socket] = []
        try:
            for number in range(hosts):
                port = sockets[0].getsockname()[1] if sockets else 0
                sockets.append(socket.create_server((host_of(number, hosts), port), backlog=512))
        except OSError:
            for listener in sockets:
                listener.close()
        else:
            return sockets
    raise OSError(f"no port is free on {hosts} loopback addresses")


class Origin:
    """The site as a process of its own; a context manager."""

    def __init__(self, *, pages: int, hosts: int) -> None:
        """Raises OSError where it cannot start."""
        self.pages, self.hosts = pages, hosts
        command = [sys.executable, "-m", "benchmarks.origin", "--pages", str(pages), "--hosts", str(hosts)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise OSError(f"the local origin did not start (exit status {self._process.wait()})")
        self.port = int(json.loads(line)["port"])

    def url(self, page: int) -> str:
        return f"http://{host_of(page, self.hosts)}:{self.port}/p/{page}"

    def addresses(self) -> list[str]:
        """Every "address:port" there is."""
        return [f"{host_of(number, self.hosts)}:{self.port}" for number in range(self.hosts)]

    def ask(self, control: str, **parameters: object) -> Any:
        """The answer of /control/…, as in the module's description."""
        url = f"http://{host_of(0, 1)}:{self.port}/control/{control}?{urlencode(parameters)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--hosts", type=int, required=True)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    listeners = _listen(options.hosts)
    print(json.dumps({"port": listeners[0].getsockname()[1]}), flush=True)
    _Loop(Site(options.pages), listeners).run(sys.stdin.fileno())


if __name__ == "__main__":
    main()
