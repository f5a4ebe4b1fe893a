"""Servers that mean harm: bombs, endless answers, silence, false certificates."""

import dataclasses
import resource
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from net.client import FetchPolicy, FetchRequest, fetch, fetch_many
from tests.hostile.bombs import brotli_bomb, gzip_bomb
from tests.loopback import Exchange, LoopbackSite

PAGE = "<p>The second reactor runs again.</p>"


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize(("encoding", "bomb"), [("gzip", gzip_bomb()), ("br", brotli_bomb())], ids=["gzip", "brotli"])
@pytest.mark.parametrize("kind", ["html", "any", "pdf"])
def test_a_bomb_is_stopped_at_the_limit_without_taking_memory(site, policy, encoding, bomb, kind):
    site.set(
        "/a",
        bomb,
        headers={"Content-Encoding": encoding},
        content_type="application/pdf" if kind == "pdf" else "text/html",
    )
    before = peak_bytes()
    result = fetch(FetchRequest(site.url("/a"), kind=kind), policy=policy)
    assert (result.outcome, result.error.code, result.body) == ("error", "bomb", b"")
    assert peak_bytes() - before < 4 * policy.limit(kind)


def test_a_small_page_may_be_well_compressed_and_a_larger_one_not_beyond_measure(site, policy):
    for path, size in (("/small", 900_000), ("/large", 4_000_000)):
        site.set(path, zlib.compress(b" " * size, 9, wbits=31), headers={"Content-Encoding": "gzip"})
    assert fetch(FetchRequest(site.url("/small")), policy=policy).outcome == "ok"
    assert fetch(FetchRequest(site.url("/large")), policy=policy).error.code == "bomb"
    patient = dataclasses.replace(policy, max_expansion=5_000)
    assert fetch(FetchRequest(site.url("/large")), policy=patient).outcome == "ok"


@pytest.mark.parametrize("announced", [True, False])
def test_a_large_document_is_refused_by_its_word_or_by_its_bytes(site, policy, announced):
    def endless(exchange: Exchange) -> None:
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        exchange.wfile.write(b"Content-Length: 99999999999\r\n\r\n" if announced else b"\r\n")
        while True:
            exchange.wfile.write(b"again and again " * 4096)

    site.handle("/a", endless)
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.error.code, result.body) == ("error", "too-large", b"")
    assert not result.error.permanent


def test_each_kind_has_its_own_limit_to_the_byte(site, policy):
    policy = dataclasses.replace(policy, max_bytes={"html": 1000})
    site.set("/fits", b"x" * 1000)
    site.set("/over", b"x" * 1001)
    requests = [
        FetchRequest(site.url(path), kind=kind, key=(path, kind), spacing_s=0)
        for path in ("/fits", "/over")
        for kind in ("html", "any")
    ]
    outcomes = {r.request.key: r.outcome for r in fetch_many(requests, policy=policy)}
    assert outcomes == {
        ("/fits", "html"): "ok",
        ("/fits", "any"): "ok",
        ("/over", "html"): "error",
        ("/over", "any"): "ok",
    }


def test_a_stream_that_decompresses_to_nothing_ends_by_its_weight_on_the_wire(site, policy):
    def hollow(exchange: Exchange) -> None:
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")
        exchange.wfile.write(bytes.fromhex("1f8b0800000000000003"))
        while True:
            exchange.wfile.write(bytes.fromhex("000000ffff") * 8192)  # empty stored blocks

    site.handle("/a", hollow)
    assert fetch(FetchRequest(site.url("/a")), policy=policy).error.code == "too-large"


def dribble(exchange: Exchange) -> None:
    """Send a head that never ends, byte by byte."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        exchange.wfile.write(b"a")
        exchange.wfile.flush()
        time.sleep(0.02)


def dawdle(exchange: Exchange) -> None:
    """Send a good head, then a body that never ends."""
    exchange.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        exchange.wfile.write(b"a")
        exchange.wfile.flush()
        time.sleep(0.02)


@pytest.mark.parametrize("handler", [dribble, dawdle])
def test_a_server_that_dawdles_is_given_up(site, policy, handler):
    site.handle("/a", handler)
    result = fetch(FetchRequest(site.url("/a")), policy=dataclasses.replace(policy, total_timeout_s=0.2))
    assert (result.outcome, result.error.code, result.body) == ("error", "timeout", b"")


def test_the_time_limit_counts_all_hops_together(public_site):
    for number in range(5):
        public_site.set(f"/{number}", status=302, headers={"Location": f"/{number + 1}"}, delay_s=0.15)
    policy = FetchPolicy("x", allowed_ports=frozenset({public_site.port}), total_timeout_s=0.4)
    result = fetch(FetchRequest(public_site.url("/0"), spacing_s=0), policy=policy)
    assert result.error.code == "timeout"
    assert len(public_site.requests) < 5


def test_a_slow_server_holds_up_nobody_else(site, policy):
    site.set("/slow", PAGE, delay_s=0.4)
    site.set("/quick", PAGE)
    paths = ["/slow", "/quick", "/quick", "/quick"]
    requests = [FetchRequest(site.url(path), key=path, spacing_s=0) for path in paths]
    assert [r.request.key for r in fetch_many(requests, policy=policy)] == ["/quick", "/quick", "/quick", "/slow"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nshort", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broken"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 400_000 + b"\r\n\r\n", "too-large"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: " + b"gzip, " * 30 + b"gzip\r\n\r\nx",
            "encoding",
        ),
    ],
)
def test_a_broken_answer_is_an_error_in_plain_words(site, policy, answer, code):
    def say(exchange: Exchange) -> None:
        exchange.wfile.write(answer)

    site.handle("/a", say)
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.error.code, result.body) == ("error", code, b"")


def test_early_hints_and_trailers_do_not_change_what_the_head_says(site, policy):
    def say(exchange: Exchange) -> None:
        exchange.wfile.write(
            b"HTTP/1.1 103 Early Hints\r\nContent-Type: image/png\r\nETag: early\r\n\r\n"
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2\r\nhi\r\n0\r\nContent-Type: image/png\r\nHTTP/1.1 500 x: y\r\n\r\n"
        )

    site.handle("/a", say)
    result = fetch(FetchRequest(site.url("/a")), policy=policy)
    assert (result.outcome, result.status, result.body, result.content_type, result.etag) == (
        "ok",
        200,
        b"hi",
        "text/html",
        "",
    )


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and then says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        accepted: list[socket.socket] = []

        def accept() -> None:
            try:
                while True:
                    accepted.append(listener.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in accepted:
            connection.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_silence_is_a_timeout(policy, silent_port, scheme):
    policy = dataclasses.replace(
        policy, allowed_private=frozenset({("127.0.0.1", silent_port)}), connect_timeout_s=0.2, total_timeout_s=0.3
    )
    assert fetch(FetchRequest(f"{scheme}://127.0.0.1:{silent_port}/"), policy=policy).error.code == "timeout"


def secure_policy(policy: FetchPolicy, site: LoopbackSite, cert: Path | str = "") -> FetchPolicy:
    return dataclasses.replace(
        policy,
        allowed_private=frozenset({(site.host, site.port)}),
        ca_file=str(cert),
        resolve=(f"pages.test:{site.port}:127.0.0.1", f"other.test:{site.port}:127.0.0.1"),
    )


def test_a_certificate_nobody_vouches_for_is_refused(secure_site, policy):
    result = fetch(FetchRequest(secure_site.url("/")), policy=secure_policy(policy, secure_site))
    assert (result.outcome, result.error.code) == ("error", "tls")
    assert secure_site.requests == []


def test_a_certificate_is_trusted_for_its_own_names_only(secure_site, policy, certificate):
    secure_site.set("/", PAGE)
    trusting = secure_policy(policy, secure_site, certificate[0])
    assert fetch(FetchRequest(secure_site.url("/")), policy=trusting).outcome == "ok"
    assert fetch(FetchRequest(secure_site.url("/", host="pages.test")), policy=trusting).outcome == "ok"
    assert fetch(FetchRequest(secure_site.url("/", host="other.test")), policy=trusting).error.code == "tls"


def test_old_versions_of_tls_are_refused(certificate, policy):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with LoopbackSite(tls=context) as site:
        result = fetch(FetchRequest(site.url("/")), policy=secure_policy(policy, site, certificate[0]))
    assert result.error.code == "tls"


def test_a_plain_server_on_an_https_url_is_a_tls_error(site, policy):
    url = site.url("/").replace("http:", "https:")
    assert fetch(FetchRequest(url), policy=policy).error.code == "tls"
