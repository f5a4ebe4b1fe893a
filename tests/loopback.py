"""A small real web server on loopback, for every test that needs the outside world.

with LoopbackSite() as site:
    site.set("/", "<p>Hello</p>")
    fetch(FetchRequest(site.url("/")), policy=...)
    assert site.hits("/") == 1
"""

import contextlib
import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

TextOrBytes = str | bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the server saw it; header names are lower case, `at` is monotonic seconds."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    at: float
    client_port: int


@dataclass(frozen=True, slots=True)
class Page:
    """What a path answers."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    etag: str = ""


class Exchange(BaseHTTPRequestHandler):
    """One connection. Custom handlers get it, to answer with `answer(...)` or to write to `wfile`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: "_Server"
    seen: Seen

    def setup(self) -> None:
        super().setup()
        self.server.site._opened(self.connection)

    def handle_request_of_any_method(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.seen = Seen(
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
            at=time.monotonic(),
            client_port=self.client_address[1],
        )
        self.server.site._serve(self)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_request_of_any_method

    def answer(self, page: Page) -> None:
        """Send `page`, or 304 when the request's If-None-Match names its ETag."""
        if page.etag and page.etag in self.seen.headers.get("if-none-match", ""):
            page = Page(b"", 304, "", page.headers, etag=page.etag)
        self.send_response_only(page.status)
        headers = {"Date": self.date_time_string(), "Content-Type": page.content_type, "ETag": page.etag}
        if page.status not in (204, 304):
            headers["Content-Length"] = str(len(page.body))
        for name, value in {**headers, **page.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


Handler = Callable[[Exchange], Page | None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    site: "LoopbackSite"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle of an answer is what many tests are about."""


class LoopbackSite:
    """A threaded HTTP/1.1 server on `port` (0: a free one) of `host`, which must be a loopback address.

    Pages set with `set` carry an ETag and answer 304, unless `etags` is false. With `tls` (a loaded
    server context) it speaks https. Paths are looked up with their query first, then without.
    """

    def __init__(
        self, host: str = "127.0.0.1", port: int = 0, *, etags: bool = True, tls: ssl.SSLContext | None = None
    ) -> None:
        if not host.startswith("127."):
            raise ValueError("tests listen on loopback only")
        self.etags = etags
        self.requests: list[Seen] = []
        self.most_at_once = 0
        self._at_once = 0
        self._pages: dict[str, Page | Handler] = {}
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._scheme = "https" if tls else "http"
        self._server = _Server((host, port), Exchange)
        self._server.site = self
        if tls:
            # The handshake is left to the connection's own thread.
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.host, self.port = host, int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def address(self) -> str:
        """ "127.0.0.1:PORT" """
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/", *, host: str = "") -> str:
        """The absolute URL of `path`, at this address or at the same port of a named `host`."""
        return f"{self._scheme}://{host or self.host}:{self.port}{path}"

    def set(
        self,
        path: str,
        body: TextOrBytes = b"",
        *,
        status: int = 200,
        content_type: str = "text/html; charset=utf-8",
        headers: Mapping[str, str] | None = None,
        delay_s: float = 0,
    ) -> None:
        """Let `path` answer this from now on."""
        raw = body.encode() if isinstance(body, str) else body
        etag = f'"{hashlib.sha256(raw).hexdigest()[:16]}"' if self.etags and status == 200 else ""
        self._pages[path] = Page(raw, status, content_type, dict(headers or {}), delay_s, etag)

    def redirect(self, path: str, to: str, *, status: int = 302) -> None:
        """Let `path` redirect to `to`."""
        self.set(path, status=status, headers={"Location": to})

    def handle(self, path: str, handler: Handler) -> None:
        """Let `handler` answer `path`: it returns a Page, or writes the answer itself and returns None."""
        self._pages[path] = handler

    def remove(self, path: str) -> None:
        """Let `path` answer 404 from now on."""
        self._pages.pop(path, None)

    def hits(self, path: str) -> int:
        """How often `path` was asked for, counting 304s."""
        return sum(seen.path == path for seen in self.requests)

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop listening and hang up on everybody."""
        self._server.shutdown()
        self._server.server_close()
        with self._lock:
            connections, self._connections = self._connections, []
        for connection in connections:
            with contextlib.suppress(OSError):  # already gone
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections = [c for c in self._connections if c.fileno() != -1]
            self._connections.append(connection)

    def _serve(self, exchange: Exchange) -> None:
        path = exchange.path
        with self._lock:
            self.requests.append(exchange.seen)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            found = self._pages.get(path) or self._pages.get(path.partition("?")[0])
        try:
            page = found(exchange) if callable(found) else found or Page(b"not here", 404, "text/plain")
            if page is not None:
                if page.delay_s:
                    time.sleep(page.delay_s)
                exchange.answer(page)
            else:
                exchange.close_connection = True
        finally:
            with self._lock:
                self._at_once -= 1
