"""Real child processes, real hostile bytes."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.tracker.extract.pages import SENTENCES, article
from tracker.extract.documents import Document, Feed, Unreadable
from tracker.extract.isolation import Extractor

pytestmark = pytest.mark.slow

URL = "https://gazette.example/reactor"
# The attribute with ">" in it hides the others from the scan that comes before the parser.
HANGS = b'<html><body><p x=">" ' + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</p>"
FEED = b"""<rss version='2.0'><channel><title>G</title><ttl>5</ttl><item><link>/1</link><title>One</title>
<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate></item></channel></rss>"""


def pid(extractor: Extractor) -> int:
    return extractor._child._process.pid


def test_a_document_comes_back_whole(extractor):
    about = '{"@type": "Article", "datePublished": "2026-03-04", "dateModified": "2026-03-04T10:00:00Z"}'
    head = f'<script type="application/ld+json">{about}</script>'
    document = extractor.extract("html", article(head=head), URL)
    assert isinstance(document, Document)
    assert document.text.split("\n\n") == list(SENTENCES)
    assert document.published_on == date(2026, 3, 4)
    assert document.modified_at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_a_feed_comes_back_whole(extractor):
    feed = extractor.extract("feed", FEED, "https://gazette.example/feed")
    assert isinstance(feed, Feed)
    assert (feed.title, feed.ttl_s) == ("G", 300)
    assert feed.entries[0].url == "https://gazette.example/1"
    assert feed.entries[0].published_at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_the_charset_of_the_header_is_heeded(extractor):
    body = "<article><p>Kernhausen übt Łódź.</p></article>".encode("iso8859-2", "replace")
    assert "Łódź" in extractor.extract("html", body, URL, "iso-8859-2").text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"<div>" * 200_000, "too_deep"),
        (b"<p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x</p>", "too_many_attributes"),
        (b"x" * 5_000_001, "too_large"),
        (b"\x89PNG\r\n\x1a\n", "not_text"),
    ],
    ids=["empty", "deep", "attributes", "large", "image"],
)
def test_a_refusal_comes_back_with_its_reason_and_costs_no_child(extractor, body, code):
    extractor.extract("html", article(), URL)
    before = pid(extractor)
    with pytest.raises(Unreadable) as refusal:
        extractor.extract("html", body, URL)
    assert refusal.value.code == code
    assert pid(extractor) == before


def test_a_page_that_hangs_the_parser_is_given_up_and_the_next_is_read(extractor):
    extractor.extract("html", article(), URL)
    hung = pid(extractor)
    with pytest.raises(Unreadable) as refusal:
        extractor.extract("html", HANGS, URL, timeout_s=0.5)
    assert refusal.value.code == "timed_out"
    with pytest.raises(ProcessLookupError):
        os.kill(hung, 0)
    assert extractor.extract("html", article(), URL).text.startswith(SENTENCES[0])
    assert pid(extractor) != hung


def test_a_child_that_was_killed_is_replaced(extractor):
    extractor.extract("html", article(), URL)
    os.kill(pid(extractor), 9)
    with pytest.raises(Unreadable) as refusal:
        extractor.extract("html", article(), URL)
    assert refusal.value.code == "crashed"
    assert extractor.extract("html", article(), URL).text.startswith(SENTENCES[0])


def test_a_document_that_takes_too_much_memory_is_given_up_and_the_next_is_read():
    with Extractor(memory_bytes=8 * 1024 * 1024) as extractor:
        with pytest.raises(Unreadable) as refusal:
            extractor.extract("html", b"<p>" + b"<b>so it is</b> " * 300_000, URL)
        assert refusal.value.code in ("too_much_memory", "crashed")
        assert extractor.extract("html", article(), URL).text.startswith(SENTENCES[0])


def test_a_child_is_replaced_after_its_share_of_documents_and_ends_with_its_extractor():
    with Extractor(documents_per_child=2) as extractor:
        extractor.extract("html", article(), URL)
        first = pid(extractor)
        extractor.extract("html", article(), URL)
        assert extractor._child is None
        extractor.extract("html", article(), URL)
        second = pid(extractor)
    assert first != second
    for ended in (first, second):
        with pytest.raises(ProcessLookupError):
            os.kill(ended, 0)


def test_threads_take_turns_and_each_gets_its_own_answer(extractor):
    pages = [article((f"This is page number {number}.",)) for number in range(24)]
    with ThreadPoolExecutor(4) as threads:
        texts = list(threads.map(lambda page: extractor.extract("html", page, URL).text, pages))
    assert texts == [f"This is page number {number}." for number in range(24)]


def test_a_child_inherits_no_secret(extractor, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "do not tell")
    with Extractor() as fresh:
        fresh.extract("html", article(), URL)
        environment = Path(f"/proc/{pid(fresh)}/environ")
        if not environment.exists():
            pytest.skip("this system does not show the environment of a process")
        assert b"do not tell" not in environment.read_bytes()


def test_the_parent_loads_no_parser():
    code = "import sys, tracker.extract.isolation; sys.exit(bool({'lxml', 'feedparser', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_child_ends_when_its_parent_is_gone():
    child = subprocess.run(
        [sys.executable, "-m", "tracker.extract.child", "100000000"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    assert child.stdout == b'{"ready": true}\n'


def test_a_reader_that_cannot_start_is_not_blamed_on_the_document(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Extractor() as extractor, pytest.raises(RuntimeError, match="did not start"):
        extractor.extract("html", article(), URL)
