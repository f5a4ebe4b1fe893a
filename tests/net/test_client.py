"""Reading pages: what a result says, and what a batch keeps to."""

import dataclasses
import gzip
import os
import pickle
import socket
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from net.client import Client, FetchPolicy, FetchRequest, fetch, fetch_many
from net.errors import CODES, SCRIPT_CODES, Code, FetchError, as_code, http_error
from net.policy import KINDS
from tests.loopback import Exchange, LoopbackSite, Page
from tests.net.conftest import AGENT

PAGE = "<p>The second reactor runs again.</p>"
NOON = "Mon, 23 Nov 2026 12:00:00 GMT"


def test_it_reads_a_page_and_says_what_it_is(site: LoopbackSite, policy: FetchPolicy):
    site.set(
        "/a",
        PAGE,
        headers={"Last-Modified": NOON, "X-Note": "Grüße".encode().decode("latin-1")},
    )
    request = FetchRequest(site.url("/a#part"), key=17)
    result = fetch(request, policy=policy)
    assert (result.outcome, result.status, result.error) == ("ok", 200, None)
    assert result.request is request
    assert result.body == PAGE.encode()
    assert (result.content_type, result.charset) == ("text/html", "utf-8")
    assert result.final_url == site.url("/a")
    assert result.redirect_chain == ()
    assert result.permanent_redirect_to is None
    assert result.etag.startswith('"')
    assert result.last_modified == NOON
    assert "x-note" in result.headers
    assert result.elapsed_s > 0


def test_it_names_itself_and_carries_neither_cookies_nor_credentials(site, policy, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login alice password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    site.set("/a", PAGE, headers={"Set-Cookie": "session=1; Path=/"})
    fetch(FetchRequest(site.url("/a")), policy=policy)
    fetch(FetchRequest(site.url("/a")), policy=policy)
    headers = site.requests[-1].headers
    assert headers["user-agent"] == AGENT
    assert "text/html" in headers["accept"]
    assert {"gzip", "br"} <= set(headers["accept-encoding"].replace(" ", "").split(","))
    assert not {"cookie", "authorization", "referer", "proxy-authorization"} & headers.keys()


def test_it_takes_no_proxy_from_the_environment(site, policy, monkeypatch):
    with LoopbackSite() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url("/"))
        monkeypatch.delenv("no_proxy", raising=False)
        site.set("/a", PAGE)
        assert fetch(FetchRequest(site.url("/a")), policy=policy).outcome == "ok"
        assert proxy.requests == []


@pytest.mark.parametrize("compress", [lambda b: gzip.compress(b), lambda b: zlib.compress(b)], ids=["gzip", "deflate"])
def test_it_undoes_compression(site, policy, compress):
    encoding = "gzip" if compress(b"").startswith(b"\x1f\x8b") else "deflate"
    site.set("/a", compress(PAGE.encode() * 500), headers={"Content-Encoding": encoding})
    assert fetch(FetchRequest(site.url("/a")), policy=policy).body == PAGE.encode() * 500


def test_spoilt_compression_is_an_error(site, policy):
    site.set("/a", b"\x1f\x8bnot really", headers={"Content-Encoding": "gzip"})
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.error.code, result.body) == ("error", "encoding", b"")


def test_an_unchanged_page_answers_304_to_its_validators(site, policy):
    site.set("/a", PAGE)
    first = fetch(FetchRequest(site.url("/a")), policy=policy)
    again = FetchRequest(site.url("/a"), etag=first.etag, last_modified=NOON)
    second = fetch(again, policy=policy)
    assert (second.outcome, second.status, second.body, second.error) == ("not_modified", 304, b"", None)
    assert second.etag == first.etag
    assert site.requests[-1].headers["if-modified-since"] == NOON
    site.set("/a", PAGE + "!")
    assert fetch(again, policy=policy).outcome == "ok"


def test_a_304_to_a_plain_question_is_an_error(site, policy):
    site.set("/a", status=304)
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.status, result.error.code) == ("error", 304, "unexpected-304")


def test_a_validator_cannot_smuggle_a_header(site, policy):
    site.set("/a", PAGE)
    request = FetchRequest(site.url("/a"), etag='"x"\r\nX-Evil: 1', last_modified="now\nX-Evil: 2")
    assert fetch(request, policy=policy).outcome == "ok"
    assert not {"x-evil", "if-none-match", "if-modified-since"} & site.requests[-1].headers.keys()


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 410, 418, 429, 451, 500, 503, 202, 204, 206, 300, 304])
def test_only_a_plain_success_is_content(site, policy, status):
    site.set("/a", b"" if status in (204, 304) else "<p>The reactor runs again.</p>", status=status)
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.status, result.body, result.content_type) == ("error", status, b"", "")
    assert result.error.code in (f"http-{status}", "unexpected-304")
    assert result.error.permanent == (status == 410)
    assert result.etag == ""


@pytest.mark.parametrize("size", [0, 1_000, 3_000_000, 9_000_000])
def test_the_size_of_an_error_page_does_not_hide_its_status(site, policy, size):
    site.set("/a", b"x" * size, status=404)
    assert fetch(FetchRequest(site.url("/a")), policy=policy).error.code == "http-404"


def test_retry_after_comes_with_the_error(site, policy):
    site.set("/a", status=503, headers={"Retry-After": "120"})
    site.set(
        "/b",
        status=429,
        headers={"Date": NOON, "Retry-After": "Mon, 23 Nov 2026 12:00:30 GMT"},
    )
    requests = [FetchRequest(site.url(path), key=path, spacing_s=0) for path in ("/a", "/b")]
    waits = {r.request.key: r.retry_after_s for r in fetch_many(requests, policy=policy)}
    assert waits == {"/a": 120.0, "/b": 30.0}


@pytest.mark.parametrize(
    ("kind", "content_type", "taken"),
    [
        ("html", "text/html", True),
        ("html", "application/xhtml+xml; charset=utf-8", True),
        ("html", "text/plain", True),
        ("html", "application/pdf", True),
        ("html", "image/svg+xml", False),
        ("html", "", True),
        ("feed", "application/rss+xml", True),
        ("feed", "application/atom+xml", True),
        ("feed", "application/feed+json", True),
        ("feed", "text/xml", True),
        ("feed", "text/html", True),
        ("robots", "text/plain", True),
        ("robots", "image/png", False),
        ("json", "application/ld+json", True),
        ("json", "text/html", False),
        ("json", "text/plain", True),
        ("sitemap", "application/x-gzip", True),
        ("sitemap", "text/html", False),
        ("text", "text/markdown", True),
        ("pdf", "application/octet-stream", True),
        ("pdf", "text/html", False),
        ("pdf", "application/pdf", True),
        ("any", "image/png", True),
        ("document", "application/vnd.ms-excel", True),
        ("document", "", True),
        ("document", "image/png", False),
    ],
)
def test_each_kind_takes_its_own_content_types(site, policy, kind, content_type, taken):
    site.set("/a", PAGE, content_type=content_type)
    result = fetch(FetchRequest(site.url("/a"), kind=kind), policy=policy)
    assert (result.outcome == "ok", result.body == PAGE.encode()) == (taken, taken)
    if not taken:
        assert result.error.code == "content-type"
        assert not result.error.permanent
        assert content_type in result.error.sentence


@pytest.mark.parametrize(
    ("kind", "content_type", "body"),
    [
        ("html", "", "<!DOCTYPE html><p>Words."),
        ("html", "", "Words, <b>and</b> more of them."),
        ("html", "application/octet-stream", "<!-- a page --><html><p>Words."),
        ("html", "application/xml", "<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'><p>Words.</p></html>"),
        ("html", "application/pdf", "%PDF-1.7 words"),
        ("html", "text/html/", "<p>Words."),
        ("json", "text/html", '\n{"words": 1}'),
        ("json", "", "[1]"),
        ("json", "application/octet-stream", "\ufeff[1]"),
        ("sitemap", "text/html", "<?xml version='1.0'?><!-- map --><urlset><url/></urlset>"),
        ("sitemap", "", "https://pages.example/a\n"),
        ("feed", "application/rss", "<rss><channel/></rss>"),
        ("feed", "text/css", "<?xml version='1.0'?><feed/>"),
        ("text", "application/octet-stream", "Words."),
        ("pdf", "text/html", "%PDF-1.4 words"),
        ("pdf", "", "%PDF-1.4 words"),
        ("robots", "application/octet-stream", "User-agent: *\nDisallow: /"),
    ],
)
def test_a_wrong_or_missing_type_is_set_right_by_the_bytes_and_said(site, policy, kind, content_type, body):
    site.set("/a", body, content_type=content_type)
    result = fetch(FetchRequest(site.url("/a"), kind=kind), policy=policy)
    assert (result.outcome, result.body.decode()) == ("ok", body)
    listed = KINDS[kind].types.fullmatch(content_type)
    assert ("what its content shows" in result.notice) is not bool(listed)
    assert site.hits("/a") == 1


@pytest.mark.parametrize(
    ("kind", "content_type", "body"),
    [
        ("html", "application/json", '{"words": 1}'),
        ("html", "application/rss+xml", "<rss><channel/></rss>"),
        ("html", "application/octet-stream", "PK\x03\x04 a file"),
        ("html", "application/octet-stream", "Words of no known kind."),
        ("html", "image/png", "<p>Words."),
        ("json", "text/html", "<p>Words."),
        ("sitemap", "text/html", "<html><urlset/></html>"),
        ("pdf", "text/html", "<p>Please log in to read the PDF."),
        ("feed", "application/pdf", "%PDF-1.4 words"),
        ("robots", "application/octet-stream", "<html><p>Words."),
    ],
)
def test_what_is_not_of_its_kind_stays_refused_whatever_its_type(site, policy, kind, content_type, body):
    site.set("/a", body, content_type=content_type)
    result = fetch(FetchRequest(site.url("/a"), kind=kind), policy=policy)
    assert (result.outcome, result.error.code, result.body, result.notice) == ("error", "content-type", b"", "")


@pytest.mark.parametrize("encoding", ["aws-chunked", "utf-8", "binary", "gzip", "br", "aws-chunked, gzip"])
def test_a_compression_that_nobody_knows_or_that_is_none_is_taken_as_it_comes(site, policy, encoding):
    site.set("/a", PAGE, headers={"Content-Encoding": encoding})
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.body) == ("ok", PAGE.encode())
    assert "read as it came" in result.notice
    assert [request.headers.get("accept-encoding", "") for request in site.requests][1:] == [""]
    assert fetch(FetchRequest(site.url("/b")), policy=policy).error.code == "http-404"


@pytest.mark.parametrize("body", [PAGE, "{}", "%PDF-1.4 words", b"\x1f\x8b\x08 packed"])
def test_a_document_of_any_kind_is_taken_as_it_comes_where_its_compression_is_unknown(site, policy, body):
    site.set("/a", body, headers={"Content-Encoding": "aws-chunked"})
    result = fetch(FetchRequest(site.url("/a"), kind="document"), policy=policy)
    assert result.outcome == "ok"
    assert "read as it came" in result.notice


def test_every_request_gets_one_result_and_a_bad_one_harms_no_other(site, policy):
    site.set("/good", PAGE)
    site.set("/slow", PAGE, delay_s=0.05)
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        policy = dataclasses.replace(policy, allowed_private=policy.allowed_private | {("127.0.0.1", port)})
        wanted = {
            site.url("/good"): None,
            site.url("/slow"): None,
            site.url("/missing"): "http-404",
            "not a url": "bad-url",
            "ftp://pages.example/": "scheme",
            "http://10.0.0.1/": "blocked-address",
            "http://pages.example:1/": "port",
            f"http://127.0.0.1:{port}/": "connect",
        }
        requests = [FetchRequest(url, key=n, spacing_s=0) for n, url in enumerate(list(wanted) * 3)]
        results = list(fetch_many(requests, policy=policy))
    keys: list[Any] = [r.request.key for r in results]
    assert sorted(keys) == list(range(24))
    assert all((r.error.code if r.error else None) == wanted[r.request.url] for r in results)
    assert all((r.outcome == "error") == bool(r.error) for r in results)


def test_a_name_without_an_address_is_said_to_have_none(policy):
    # libcurl never asks the network for an .onion name (RFC 7686).
    assert fetch(FetchRequest("http://nobody.onion/"), policy=policy).error.code == "dns"


def test_an_empty_batch_gives_nothing(policy):
    assert list(fetch_many([], policy=policy)) == []


def test_it_spaces_one_host_and_leaves_the_others_alone(site, policy):
    with LoopbackSite() as other:
        policy = dataclasses.replace(policy, allowed_private=policy.allowed_private | {(other.host, other.port)})
        site.set("/a", PAGE)
        other.set("/b", PAGE)
        spaced = [FetchRequest(site.url("/a"), spacing_s=0.5) for _ in range(2)]
        free = [FetchRequest(other.url("/b"), spacing_s=0) for _ in range(10)]
        started = time.monotonic()
        order = [r.request.spacing_s for r in fetch_many(spaced + free, policy=policy)]
    assert order[-1] == 0.5
    assert time.monotonic() - started >= 0.5  # which a busy machine only makes longer


@pytest.mark.parametrize("most", [1, 3])
def test_no_host_sees_more_requests_at_once_than_allowed(site, policy, most):
    site.set("/a", PAGE, delay_s=0.03)
    requests = [FetchRequest(site.url("/a"), spacing_s=0) for _ in range(4 * most)]
    results = list(fetch_many(requests, policy=dataclasses.replace(policy, max_per_host=most)))
    assert {r.outcome for r in results} == {"ok"}
    assert site.most_at_once == most


def test_connections_are_capped_over_all_hosts(site, policy):
    site.set("/a", PAGE, delay_s=0.03)
    policy = dataclasses.replace(policy, max_per_host=50, max_connections=2)
    requests = [FetchRequest(site.url("/a"), spacing_s=0) for _ in range(8)]
    assert len(list(fetch_many(requests, policy=policy))) == 8
    assert site.most_at_once == 2


def test_connections_are_reused_within_and_between_batches(site, policy):
    site.set("/a", PAGE)
    site.set("/missing", status=404)
    requests = [FetchRequest(site.url(path), spacing_s=0) for path in ("/a", "/missing") * 5]
    policy = dataclasses.replace(policy, max_per_host=1)
    for _ in range(2):
        list(fetch_many(requests, policy=policy))
    assert len(site.requests) == 20
    assert len({seen.client_port for seen in site.requests}) == 1


def test_another_policy_never_rides_on_connections_of_the_first(site, policy):
    site.set("/a", PAGE)
    stricter = dataclasses.replace(
        policy,
        allowed_private=frozenset(),
        allowed_ports=frozenset({site.port}),
        resolve=(f"pages.test:{site.port}:127.0.0.1",),
    )
    opened = dataclasses.replace(policy, resolve=stricter.resolve)
    request = FetchRequest(site.url("/a", host="pages.test"))
    assert fetch(request, policy=opened).outcome == "ok"
    assert fetch(request, policy=stricter).error.code == "blocked-address"
    assert site.hits("/a") == 1


def test_a_batch_may_be_left_early_and_another_begun_inside_it(site, policy):
    site.set("/a", PAGE)
    requests = [FetchRequest(site.url("/a"), spacing_s=0) for _ in range(6)]
    batch = fetch_many(requests, policy=policy)
    assert next(batch).outcome == "ok"
    assert [r.outcome for r in fetch_many(requests, policy=policy)] == ["ok"] * 6
    batch.close()
    assert [r.outcome for r in fetch_many(requests, policy=policy)] == ["ok"] * 6


def test_a_closed_connection_in_the_pool_is_no_error(site, policy):
    def hang_up_afterwards(exchange: Exchange) -> Page:
        exchange.close_connection = True
        return Page(PAGE.encode())

    site.handle("/a", hang_up_afterwards)
    for _ in range(3):
        assert fetch(FetchRequest(site.url("/a")), policy=policy).outcome == "ok"


def test_a_forked_worker_leaves_its_parents_connections_alone(site, policy, monkeypatch):
    site.set("/a", PAGE)
    assert fetch(FetchRequest(site.url("/a")), policy=policy).outcome == "ok"
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert fetch(FetchRequest(site.url("/a")), policy=policy).outcome == "ok"
    assert len({seen.client_port for seen in site.requests}) == 2


def test_batches_may_run_in_several_threads(site, policy):
    site.set("/a", PAGE)
    requests = [FetchRequest(site.url("/a"), spacing_s=0) for _ in range(10)]
    with ThreadPoolExecutor(3) as pool:
        batches = pool.map(lambda _: [r.outcome for r in fetch_many(requests, policy=policy)], range(6))
        assert list(batches) == [["ok"] * 10] * 6


def test_no_file_descriptor_is_left_behind(site, policy):
    def hang_up(exchange: Exchange) -> Page:
        exchange.close_connection = True
        return Page(PAGE.encode())

    site.handle("/a", hang_up)
    requests = [FetchRequest(site.url("/a"), spacing_s=0) for _ in range(40)]
    client = Client(policy)
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert {r.outcome for r in client.run(requests)} == {"ok"}
    client.close()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2  # the server may be a moment behind


def test_every_code_says_what_it_stands_for():
    assert {*get_args(Code)} == CODES.keys() | SCRIPT_CODES.keys()


@pytest.mark.parametrize("code", ["robots", "http-404", "scripts-memory"])
def test_a_code_that_was_written_down_is_known_again(code):
    assert as_code(code) == code


@pytest.mark.parametrize("word", ["", "http-", "http-x", "Robots", "robot", "blocked_address"])
def test_a_word_that_is_no_code_is_refused(word):
    with pytest.raises(ValueError, match="no code"):
        as_code(word)


def test_an_unknown_kind_is_refused_where_it_is_written():
    with pytest.raises(ValueError, match="unknown kind 'video'"):
        FetchRequest("https://pages.example/", kind="video")
    with pytest.raises(ValueError, match="unknown kinds: video"):
        FetchPolicy(AGENT, max_bytes={"video": 1})


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_agent": ""},
        {"user_agent": "x\r\nHost: y"},
        {"max_connections": 0},
        {"max_connections": 1000},
        {"max_per_host": 0},
        {"total_timeout_s": 0},
        {"connect_timeout_s": -1},
    ],
)
def test_a_policy_without_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        FetchPolicy(**{"user_agent": AGENT, **wrong})


def test_an_error_survives_pickling_with_all_it_says():
    error = pickle.loads(pickle.dumps(http_error(410)))
    assert error == FetchError(cast("Code", "http-410"), "The page is gone for good (HTTP 410).", permanent=True)
    assert str(error) == error.sentence
    assert all(code == code.lower() and " " not in code for code in CODES)
