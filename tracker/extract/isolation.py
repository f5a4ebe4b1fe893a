"""Isolation: extract unknown bytes in child processes, which are killed when they take too long.

Parsers written in C cannot be interrupted: a page made for the purpose keeps one busy for minutes, whatever time limit
the caller set. So pages are read by child processes with bounds on time and memory. A child is started by its command
(no fork of a process with threads, no multiprocessing, which Celery's workers may not use), inherits neither the
environment nor any file of its parent, and is replaced when it hangs, dies, or has read many documents.

A message is a line of JSON, then as many bytes as its "size" says. Nothing is unpickled on either side.
"""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Literal, Self

from tracker.extract.documents import Document, Entry, Feed, Post, Posts, Unreadable

Kind = Literal["html", "feed", "sitemap", "json", "pdf", "text", "feeds of a page"]

MAX_BYTES: Mapping[str, int] = MappingProxyType({"pdf": 20_000_000, "sitemap": 20_000_000})
"""Of one document, by its kind; 5 MB where none is given."""
_MAX_BYTES = 5_000_000
MEMORY_BYTES = 768 * 1024 * 1024
DOCUMENTS_PER_CHILD = 2_000
TIMEOUT_S = 10.0
PATIENCE: Mapping[str, int] = MappingProxyType({"pdf": 4, "sitemap": 2})
"""How many times longer than a page a document of this kind may take."""
_START_S = 60  # a first start on a busy machine compiles the libraries
_CHUNK = 1 << 16
_MAX_ANSWER_BYTES = 64_000_000
_ROOT = Path(__file__).resolve().parents[2]


class Extractor:
    """A child that reads documents, one after the other; a context manager, safe to use from several threads.

    The child is started when first needed, and after `close` again when needed.
    """

    def __init__(
        self,
        *,
        memory_bytes: int = MEMORY_BYTES,
        documents_per_child: int = DOCUMENTS_PER_CHILD,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._memory_bytes = memory_bytes
        self._documents_per_child = documents_per_child
        self._timeout_s = timeout_s
        self._child: _Child | None = None
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def extract(
        self,
        kind: Kind,
        body: bytes,
        url: str,
        charset: str | None = None,
        timeout_s: float | None = None,
        *,
        part: str = "main",
        selector: str = "",
    ) -> Document | Feed:
        """The Document in `body`, fetched from `url`, or the Feed if it is a list of links; waits for its turn.

        A page that is a PDF is read as one. "feeds of a page" gives what an HTML page names as its feeds. `part` and
        `selector` are those of `selectors.check_part`. Raises Unreadable with the codes of the reader of the kind, or
        "timed_out" (longer than `timeout_s` seconds, by default those of the extractor times `PATIENCE`),
        "too_much_memory", "crashed" (the reader died), "failed" (it met an error of its own).
        Raises RuntimeError when no child can be started: then no document is to blame.
        """
        if kind == "html" and body.startswith(b"%PDF-"):
            kind = "pdf"  # feeds list what they like, and call all of it pages
        header = {"kind": kind, "url": url, "charset": charset, "part": part, "selector": selector}
        return _read_answer(self._ask(header, body, timeout_s))

    def posts(self, body: bytes, url: str, charset: str | None = None) -> Posts:
        """The posts of an HTML page by their anchors, and its other pages. Raises as `extract`."""
        header = {"kind": "posts of a page", "url": url, "charset": charset, "part": "main", "selector": ""}
        found = _answered(self._ask(header, body, None))["posts"]
        return Posts(tuple(Post(**post) for post in found["posts"]), tuple(found["pages"]))

    def _ask(self, header: dict[str, Any], body: bytes, timeout_s: float | None) -> dict[str, Any]:
        """What a child answers to a job; one that failed is not asked again."""
        kind = header["kind"]
        most = MAX_BYTES.get(kind, _MAX_BYTES)
        if len(body) > most:
            raise Unreadable("too_large", f"This document has more than {most // 1_000_000} MB.")
        timeout_s = timeout_s or self._timeout_s * PATIENCE.get(kind, 1)
        with self._turn:
            child = self._child or _Child(self._memory_bytes)
            self._child = None
            try:
                answer = child.ask(header, body, timeout_s)
                if "last" not in answer and child.asked < self._documents_per_child:
                    self._child = child
            finally:
                # After any failure an answer may still be under way: such a child must not be asked again.
                if not self._child:
                    child.end()
        return answer

    def close(self) -> None:
        """End the child; waits for it while it is at work."""
        with self._turn:
            if self._child:
                self._child.end()
            self._child = None


class _Child:
    """One process that reads documents, and the pipes to it."""

    def __init__(self, memory_bytes: int) -> None:
        self.asked = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tracker.extract.child", str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            cwd=_ROOT,
            # Its own group: Ctrl-C at the terminal goes to the parent, which then ends it in order.
            start_new_session=True,
            env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        )
        assert self._process.stdin and self._process.stdout  # noqa: S101  both are pipes
        self._to, self._from = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        try:
            self._exchange(b"", _START_S)
        except Unreadable as failure:
            self.end()
            # No document is to blame: this installation is broken, or the machine is.
            raise RuntimeError("The process that reads documents did not start.") from failure

    def ask(self, header: dict[str, Any], body: bytes, timeout_s: float) -> dict[str, Any]:
        self.asked += 1
        header = {**header, "size": len(body), "cpu_s": timeout_s}
        return self._exchange(json.dumps(header).encode() + b"\n" + body, timeout_s)

    def end(self) -> None:
        """Kill it, whatever it is doing: it keeps nothing that could be lost."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _exchange(self, message: bytes, timeout_s: float) -> dict[str, Any]:
        """Send `message` and read the one line that answers it, both within `timeout_s`."""
        deadline = time.monotonic() + timeout_s
        unsent, received = memoryview(message), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._from, selectors.EVENT_READ)
            if unsent:
                selector.register(self._to, selectors.EVENT_WRITE)
            while not received.endswith(b"\n"):
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise Unreadable("timed_out", f"Reading this document took longer than {timeout_s:g} seconds.")
                for ready_key, _ in ready:
                    if ready_key.fd == self._to:
                        unsent = self._send(unsent)
                        if not unsent:
                            selector.unregister(self._to)
                    else:
                        received += self._receive()
                if len(received) > _MAX_ANSWER_BYTES:
                    raise _crashed()
        answer: dict[str, Any] = json.loads(received)
        return answer

    def _send(self, unsent: memoryview) -> memoryview:
        try:
            return unsent[os.write(self._to, unsent[:_CHUNK]) :]
        except BlockingIOError:
            return unsent
        except BrokenPipeError as error:
            raise _crashed() from error

    def _receive(self) -> bytes:
        received = os.read(self._from, _CHUNK)
        if not received:
            raise _crashed()
        return received


def _crashed() -> Unreadable:
    return Unreadable("crashed", "The reader broke down on this document.")


def _answered(answer: dict[str, Any]) -> dict[str, Any]:
    if "code" in answer:
        raise Unreadable(answer["code"], answer["sentence"])
    return answer


def _read_answer(answer: dict[str, Any]) -> Document | Feed:
    answer = _answered(answer)
    if "feed" in answer:
        feed = answer["feed"]
        entries = (Entry(**{**item, "published_at": _moment(item["published_at"])}) for item in feed["entries"])
        return Feed(**{**feed, "entries": tuple(entries)})
    document = answer["document"]
    published_on = document.pop("published_on")
    return Document(
        **{**document, "modified_at": _moment(document["modified_at"])},
        published_on=date.fromisoformat(published_on) if published_on else None,
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
