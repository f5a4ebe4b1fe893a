"""The process that reads unknown bytes for `isolation.Extractor`: `python -m tracker.extract.child MEMORY_BYTES`.

Reads jobs from standard input and answers each with one line of JSON on standard output, after a first line that says
it is ready. It ends with its input, at its memory limit, or by the kernel's hand at its limit of processor time.
"""

import json
import logging
import math
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from tracker.extract.documents import Document, Feed, Posts, Unreadable
from tracker.extract.html import extract_html

_WARM_UP = b"<html><body><div><p>Nothing is said here that anybody would want to keep.</p></div></body></html>"


_NAMES = {Document: "document", Feed: "feed", Posts: "posts"}


def main() -> None:
    """Answer jobs until there are no more."""
    jobs = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not be taken for an answer
    logging.disable()
    with suppress(Unreadable):
        extract_html(_WARM_UP, url="")  # loads what the libraries load late, before memory and files are bounded
    _limit(memory_bytes=int(sys.argv[1]))
    _say(answers, {"ready": True})
    while line := jobs.readline():
        job = json.loads(line)
        answer = _answer(job, jobs.read(job["size"]))
        _say(answers, answer)
        if "last" in answer:
            return


def _answer(job: dict[str, Any], body: bytes) -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = math.ceil(used.ru_utime + used.ru_stime + job["cpu_s"]) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, resource.RLIM_INFINITY))
    try:
        found = _read(job, body)
        return {_NAMES[type(found)]: asdict(found)}
    except Unreadable as refusal:
        return {"code": refusal.code, "sentence": refusal.sentence}
    except MemoryError:
        return {"code": "too_much_memory", "sentence": "Reading this document takes too much memory.", "last": True}
    except Exception as error:
        return {
            "code": "failed",
            "sentence": f"The reader could not make sense of this document ({type(error).__name__}).",
        }


def _read(job: dict[str, Any], body: bytes) -> Document | Feed | Posts:
    """Extract the body with the reader of its kind, imported when first needed: most children see pages only."""
    kind, url, charset = job["kind"], job["url"], job["charset"]
    picked = {"part": job["part"], "selector": job["selector"]}
    match kind:
        case "html":
            return extract_html(body, url=url, charset=charset, **picked)
        case "json":
            from tracker.extract.json_document import extract_json

            return extract_json(body, url=url, charset=charset, **picked)
        case "feed":
            from tracker.extract.feed import extract_feed

            return extract_feed(body, url=url, charset=charset)
        case "sitemap":
            from tracker.extract.sitemap import extract_sitemap

            return extract_sitemap(body, url=url, charset=charset)
        case "pdf":
            from tracker.extract.pdf import extract_pdf

            return extract_pdf(body, url=url)
        case "text":
            from tracker.extract.plain import extract_text

            return extract_text(body, url=url, charset=charset)
        case "feeds of a page":
            from tracker.extract.discovery import find_feeds

            return find_feeds(body, url=url, charset=charset)
        case "posts of a page":
            from tracker.extract.posts import find_posts

            return find_posts(body, url=url, charset=charset)
    raise ValueError(kind)


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, default=_plain).encode() + b"\n")
    answers.flush()


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _limit(*, memory_bytes: int) -> None:
    """Limit the memory used on top of the libraries, forbid writing files and core dumps; where a limit is unknown, go
    without.
    """
    loaded = 0
    with suppress(OSError):  # Linux only
        loaded = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, loaded + memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    main()
