"""Attempts by what comes over the wire: too slow, too much, false lengths, compression, broken HTTP, TLS."""

from tests.hostile.attacks import HARMLESS, Attack, Handler, page, raw
from tests.hostile.bombs import brotli_bomb, brotli_stored, deflated, gzip_bomb, zstd_bomb
from tests.loopback import Exchange

OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html\r\n"
GREETING = b"<article><p>The second reactor of the plant runs again since Tuesday.</p></article>"
LENGTH = str(len(GREETING)).encode()


def _hollow(exchange: Exchange) -> None:
    raw(
        HTML + b"Content-Encoding: gzip\r\n\r\n" + bytes.fromhex("1f8b0800000000000003"),
        forever=bytes.fromhex("000000ffff") * 8192,  # empty stored blocks
    )(exchange)


def _silence(exchange: Exchange) -> None:
    exchange.connection.recv(1)  # until the other side hangs up


def _nothing(exchange: Exchange) -> None:
    exchange.close_connection = True


def _sized(length: bytes, body: bytes = GREETING) -> Handler:
    return raw(HTML, b"Content-Length: ", length, b"\r\n\r\n", body)


def _chunked(body: bytes, *, forever: bytes = b"", pause_s: float = 0) -> Handler:
    return raw(HTML, b"Transfer-Encoding: chunked\r\n\r\n", body, forever=forever, pause_s=pause_s)


SLOW = [
    Attack("silence after the request", "Slowness", "timeout", _silence, slow=True),
    Attack(
        "a head sent byte by byte", "Slowness", "timeout", raw(OK, b"X-Slow: ", forever=b"a", pause_s=0.02), slow=True
    ),
    Attack("a head sent line by line", "Slowness", "timeout", raw(OK, forever=b"X: a\r\n", pause_s=0.1), slow=True),
    Attack(
        "a body sent byte by byte", "Slowness", "timeout", raw(HTML, b"\r\n", forever=b"a", pause_s=0.02), slow=True
    ),
    Attack(
        "chunks sent one by one", "Slowness", "timeout", _chunked(b"", forever=b"1\r\na\r\n", pause_s=0.02), slow=True
    ),
    Attack("silence before the request", "Slowness", "timeout", url="http://{host}:{silent}/", slow=True),
    Attack("silence before TLS", "Slowness", "timeout", url="https://{host}:{silent}/", slow=True),
]

SIZES = [
    Attack("a body without end", "Size", "too-large", raw(HTML, b"\r\n", forever=b"again and again " * 4096)),
    Attack("chunks without end", "Size", "too-large", _chunked(b"", forever=b"8000\r\n" + b"a" * 0x8000 + b"\r\n")),
    Attack("a large body announced", "Size", "too-large", _sized(b"99999999999")),
    Attack("50 MB of nested tags", "Size", "too-large", page(b"<div>" * 10_000_000)),
    Attack("one header line of 400 KB", "Size", "too-large", raw(HTML, b"X: " + b"a" * 400_000, b"\r\n\r\n")),
    Attack("60,000 header lines", "Size", "too-large", raw(HTML, b"a:b\r\n" * 60_000, b"\r\n")),
    Attack(
        "60,000 header names", "Size", "too-large", raw(HTML, b"".join(b"%d:\r\n" % n for n in range(60_000)), b"\r\n")
    ),
    Attack(
        "10,000 cookies",
        "Size",
        "too-large",
        raw(HTML, b"".join(b"Set-Cookie: a%d=b\r\n" % n for n in range(10_000)), b"\r\n"),
    ),
    Attack(
        "early hints without end",
        "Size",
        "too-large",
        raw(forever=b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 64),
    ),
    Attack("trailers without end", "Size", "too-large", _chunked(b"2\r\nhi\r\n0\r\n", forever=b"a: b\r\n" * 512)),
    Attack("an error page without end", "Size", "http-404", raw(b"HTTP/1.1 404 No\r\n\r\n", forever=b"no " * 20_000)),
]

LENGTHS = [
    Attack("more announced than sent", "Lengths", "broken", _sized(b"100")),
    Attack("less announced than sent", "Lengths", HARMLESS, _sized(LENGTH, GREETING + b"<p>And more.</p>")),
    Attack("a negative length", "Lengths", "protocol", _sized(b"-5")),
    Attack("a length that is no number", "Lengths", "protocol", _sized(b"ten")),
    Attack("a length beyond 64 bits", "Lengths", "too-large", _sized(b"99999999999999999999999")),
    Attack(
        "two lengths",
        "Lengths",
        "protocol",
        raw(HTML, b"Content-Length: ", LENGTH, b"\r\nContent-Length: 5\r\n\r\n", GREETING),
    ),
    Attack(
        "a length beside chunks",
        "Lengths",
        HARMLESS,
        raw(
            HTML,
            b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GREETING),
            GREETING,
            b"\r\n0\r\n\r\n",
        ),
    ),
    Attack("a chunk of no size", "Lengths", "broken", _chunked(b"zz\r\n")),
    Attack("a chunk beyond 64 bits", "Lengths", "broken", _chunked(b"fffffffffffffffff\r\na")),
    Attack("a negative chunk", "Lengths", "broken", _chunked(b"-1\r\na")),
    Attack("a chunk that ends early", "Lengths", "broken", _chunked(b"100\r\nshort")),
    Attack(
        "a body without its end",
        "Lengths",
        "broken",
        raw(OK, b"Content-Type: text/html\r\nContent-Length: 5000000\r\n\r\n", b"a" * 1000),
    ),
]

COMPRESSED = [
    Attack("gzip bomb", "Compression", "bomb", page(gzip_bomb(), Content_Encoding="gzip")),
    Attack("deflate bomb", "Compression", "bomb", page(gzip_bomb(wbits=15), Content_Encoding="deflate")),
    Attack("brotli bomb", "Compression", "bomb", page(brotli_bomb(), Content_Encoding="br")),
    Attack("zstd bomb", "Compression", "encoding", page(zstd_bomb(), Content_Encoding="zstd")),
    Attack("gzip bomb in gzip", "Compression", "bomb", page(deflated(gzip_bomb()), Content_Encoding="gzip, gzip")),
    Attack("gzip bomb in brotli's name", "Compression", "encoding", page(gzip_bomb(), Content_Encoding="br")),
    Attack(
        "gzip bomb on an error page",
        "Compression",
        "http-404",
        raw(b"HTTP/1.1 404 No\r\nContent-Encoding: gzip\r\n\r\n", gzip_bomb()),
    ),
    Attack(
        "nested tags, compressed", "Compression", "bomb", page(deflated(b"<div>" * 800_000), Content_Encoding="gzip")
    ),
    Attack("thirty encodings", "Compression", "encoding", page(b"x", Content_Encoding="gzip, " * 29 + "gzip")),
    Attack(
        "gzip bomb on the way",
        "Compression",
        "encoding",
        raw(
            HTML,
            b"Transfer-Encoding: gzip, chunked\r\n\r\n%x\r\n" % len(gzip_bomb()),
            gzip_bomb(),
            b"\r\n0\r\n\r\n",
        ),
    ),
    Attack("gzip bomb in brotli", "Compression", "bomb", page(brotli_stored(gzip_bomb()), Content_Encoding="gzip, br")),
    Attack(
        "gzip bomb behind a page",
        "Compression",
        "encoding",
        page(deflated(GREETING) + gzip_bomb(), Content_Encoding="gzip"),
    ),
    Attack("unknown encoding", "Compression", HARMLESS, page(GREETING, Content_Encoding="lzma")),
    Attack("gzip that is none", "Compression", "encoding", page(b"\x1f\x8bnot really", Content_Encoding="gzip")),
    Attack("gzip that decompresses to nothing without end", "Compression", "too-large", _hollow),
]

PROTOCOL = [
    Attack("hanging up at once", "HTTP", "broken", _nothing),
    Attack("no HTTP at all", "HTTP", "protocol", raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
    Attack("HTTP 0.9", "HTTP", "protocol", raw(GREETING)),
    Attack("a frame of HTTP 2", "HTTP", "protocol", raw(bytes.fromhex("000012040000000000") + bytes(18))),
    Attack("random bytes", "HTTP", "protocol", raw(bytes(range(256)) * 16)),
    Attack(
        "a status that is no number", "HTTP", "protocol", raw(b"HTTP/1.1 2x0 OK\r\nContent-Type: text/html\r\n\r\nhi")
    ),
    Attack("an impossible status", "HTTP", "http-999", raw(b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n")),
    Attack("another version of HTTP", "HTTP", "protocol", raw(b"HTTP/9.9 200 OK\r\nContent-Type: text/html\r\n\r\nhi")),
    Attack("HTTP 1.0", "HTTP", HARMLESS, raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", GREETING)),
    Attack(
        "chunks in HTTP 1.0",
        "HTTP",
        HARMLESS,
        raw(
            b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(GREETING),
            GREETING,
            b"\r\n0\r\n\r\n",
        ),
    ),
    Attack(
        "a header folded a thousand times", "HTTP", HARMLESS, raw(HTML, b"X: a\r\n", b" b\r\n" * 990, b"\r\n", GREETING)
    ),
    Attack("lines that end in line feeds alone", "HTTP", HARMLESS, raw((HTML + b"\r\n").replace(b"\r", b""), GREETING)),
    Attack("another service named", "HTTP", HARMLESS, page(GREETING, Alt_Svc='h2="127.0.0.1:443"; ma=86400')),
    Attack(
        "a login for our machine",
        "HTTP",
        "http-401",
        raw(b"HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"),
    ),
    Attack("a login at a proxy", "HTTP", "http-407", raw(b"HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n")),
    Attack(
        "a second answer behind the first",
        "HTTP",
        HARMLESS,
        raw(HTML, b"Content-Length: ", LENGTH, b"\r\n\r\n", GREETING, HTML, b"Content-Length: 6\r\n\r\npoison"),
    ),
    Attack(
        "garbage behind the answer",
        "HTTP",
        HARMLESS,
        raw(HTML, b"Content-Length: ", LENGTH, b"\r\n\r\n", GREETING, bytes(range(256)) * 64),
    ),
    Attack(
        "switching protocols unasked",
        "HTTP",
        "broken",
        raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
    ),
    Attack(
        "a NUL in a header", "HTTP", "protocol", raw(OK, b"Content-Type: text/html\0\r\nETag: a\0b\r\n\r\n", GREETING)
    ),
    Attack("a header without a colon", "HTTP", "protocol", raw(HTML, b"nonsense\r\n\r\n", GREETING)),
    Attack("a validator of 100 KB", "HTTP", HARMLESS, page(GREETING, ETag='"' + "a" * 100_000 + '"')),
    Attack("a date of 5 KB", "HTTP", HARMLESS, page(GREETING, Last_Modified="Mon, " * 1_000)),
    Attack(
        "a kind with control characters",
        "HTTP",
        "content-type",
        raw(OK, b"Content-Type: \x1b[2J\x1b[31mtext/html\x9b\r\n\r\n", b"\x7fELF\0\0"),
    ),
    Attack("a kind of 100 KB", "HTTP", HARMLESS, page(GREETING, content_type="a/" + "b" * 100_000)),
    Attack("nothing new, unasked", "HTTP", "unexpected-304", raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    Attack("no content", "HTTP", "http-204", raw(b"HTTP/1.1 204 No Content\r\n\r\nhi")),
    Attack(
        "part of the content",
        "HTTP",
        "http-206",
        raw(b"HTTP/1.1 206 Partial Content\r\nContent-Type: text/html\r\n\r\nhi"),
    ),
    Attack(
        "come back in three centuries",
        "HTTP",
        "http-503",
        raw(b"HTTP/1.1 503 No\r\nRetry-After: 9999999999\r\nContent-Length: 0\r\n\r\n"),
    ),
    Attack(
        "come back in the year 9999",
        "HTTP",
        "http-503",
        raw(b"HTTP/1.1 503 No\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 -2359\r\nContent-Length: 0\r\n\r\n"),
    ),
]

TLS = [
    Attack("a certificate nobody vouches for", "TLS", "tls", url="https://{host}:{unknown}/"),
    Attack("a certificate of another host", "TLS", "tls", url="https://{host}:{trusted}/"),
    Attack("a certificate that has run out", "TLS", "tls", url="https://expired.test:{expired}/"),
    Attack("TLS 1.1", "TLS", "tls", url="https://pages.test:{old}/"),
    Attack("no TLS behind https", "TLS", "tls", url="https://{host}:{port}/"),
]

ALL = [*SLOW, *SIZES, *LENGTHS, *COMPRESSED, *PROTOCOL, *TLS]
