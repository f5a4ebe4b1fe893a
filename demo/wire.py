"""Five invented publishers on loopback, each with a feed, a front page and articles in an ordinary layout.

Every page says that it is invented, outside the article's text.
"""

import hashlib
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

NOTICE = "Invented for demonstration"

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 1.1rem/1.5 Georgia, serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }}
footer {{ margin-top: 3rem; padding: .5rem 1rem; background: #fe9 }}</style></head>
<body>
<header><nav><a href="/">{name}</a></nav></header>
<main>{main}</main>
<footer>{notice}: nobody named here said or did this.</footer>
</body>
</html>
"""
_FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>{name}</title><link>{site}/</link>
<description>{notice}</description>{items}</channel></rss>
"""
_ITEM = "<item><title>{title}</title><link>{site}{path}</link><pubDate>{date}</pubDate></item>"


class Publisher:
    """One publisher at one address: what it has published so far, as pages, front page and feed."""

    def __init__(self, name: str, address: str) -> None:
        self.name = name
        self.address = address
        self.site = f"http://{address}"
        self.feed_url = f"{self.site}/feed.xml"
        self._titles: dict[str, tuple[str, str]] = {}  # path → title and date, in the order of publishing
        self._answers: dict[str, tuple[str, bytes]] = {}  # path → content type and body
        self._list()

    def publish(self, path: str, title: str, paragraphs: Iterable[str]) -> str:
        """Publish an article, or a new version of it; gives the sha256 of the page."""
        now = datetime.now(UTC)
        date = self._titles.get(path, ("", f"{now:%a, %d %b %Y %H:%M:%S} +0000"))[1]
        text = "".join(f"<p>{escape(words)}</p>" for words in paragraphs)
        body = self._page(title, f"<article><h1>{escape(title)}</h1>{text}</article>")
        self._answers[path] = ("text/html; charset=utf-8", body)
        self._titles[path] = (title, date)
        self._list()
        return hashlib.sha256(body).hexdigest()

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body of a path; None where there is none."""
        return self._answers.get(path)

    def _page(self, title: str, main: str) -> bytes:
        return _PAGE.format(title=escape(title), name=escape(self.name), main=main, notice=NOTICE).encode()

    def _list(self) -> None:
        rows = self._titles.items()
        links = "".join(f'<li><a href="{escape(path)}">{escape(title)}</a></li>' for path, (title, _) in rows)
        front = self._page(self.name, f"<h1>{escape(self.name)}</h1><ul>{links}</ul>")
        items = "".join(
            _ITEM.format(title=escape(title), site=self.site, path=escape(path), date=date)
            for path, (title, date) in rows
        )
        feed = _FEED.format(name=escape(self.name), site=self.site, notice=NOTICE, items=items)
        self._answers["/"] = ("text/html; charset=utf-8", front)
        self._answers["/feed.xml"] = ("application/rss+xml", feed.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], publisher: Publisher) -> None:
        super().__init__(address, _Handler)
        self.publisher = publisher

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        found = self.server.publisher.answer(self.path)
        if found is None:
            self.send_error(404)
            return
        kind, body = found
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        unchanged = etag in self.headers.get("If-None-Match", "")
        self.send_response(304 if unchanged else 200)
        self.send_header("ETag", etag)
        if not unchanged:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal belongs to the story."""


class Wire:
    """The publishers by name, listening while the context lasts.

    `addresses` are name → "127.0.0.1:port". Raises OSError where a port is taken.
    """

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.publishers = {name: Publisher(name, address) for name, address in addresses.items()}
        self._servers: list[_Server] = []
        for name, address in addresses.items():
            host, _, port = address.rpartition(":")
            if not host.startswith("127."):
                raise ValueError(f"{address} is not on loopback; invented news stay on this machine.")
            self._servers.append(_Server((host, int(port)), self.publishers[name]))

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
