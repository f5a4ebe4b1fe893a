"""Attempts by what the other kinds of document contain: PDF, JSON, sitemaps, plain text."""

import json
import zlib
from collections.abc import Sequence

from tests.hostile.attacks import HARMLESS, Attack, Handler, page
from tests.hostile.bombs import deflated, gzip_bomb

SENTENCE = "The second reactor of the plant runs again since Tuesday, its operator said."
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources 5 0 R /Contents 4 0 R >>"
_FONT = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
_WORDS = f"BT /F 12 Tf 50 700 Td ({SENTENCE}) Tj ET".encode()


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def _pdf(changed: dict[int, bytes] | None = None, *, trailer: bytes = b"") -> Handler:
    """A PDF of one page with one sentence; `changed` replaces or adds objects by their number."""
    objects = {1: _CATALOG, 2: _PAGES, 3: _PAGE, 4: _stream(_WORDS), 5: _FONT} | (changed or {})
    body = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, content in sorted(objects.items()):
        places[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    size = max(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    body += b"".join(b"%010d 00000 n \n" % places.get(number, 0) for number in range(1, size))
    body += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start)
    return page(bytes(body), content_type="application/pdf")


def _forms(each: bytes, count: int) -> dict[int, bytes]:
    """`count` forms of which each shows the next as often as `each` says, behind a page that shows the first."""
    resources = b"<< /XObject << /X %d 0 R >> >>"
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources " + resources
    made = {10 + n: _stream(each, entries % (11 + n)) for n in range(count)}
    return made | {4: _stream(each), 5: resources % 10, 10 + count: _stream(_WORDS, entries % 10)}


def _many(count: int) -> dict[int, bytes]:
    """A tree of one node with the same page `count` times."""
    return {2: b"<< /Type /Pages /Kids [" + b"3 0 R " * count + b"] /Count %d >>" % count}


def _tree(depth: int) -> dict[int, bytes]:
    nodes = {10 + n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (11 + n) for n in range(depth)}
    return nodes | {2: b"<< /Type /Pages /Kids [10 0 R] /Count 1 >>", 10 + depth: _PAGE}


def _font(subtype: bytes, entries: bytes) -> bytes:
    return b"<< /Font << /F << /Type /Font /Subtype /%s /BaseFont /F %s >> >> >>" % (subtype, entries)


_ENCODED = b"/Filter /FlateDecode"
_BOMB = gzip_bomb(wbits=15)
_WIDE = b"<< /Type /Font /Subtype /CIDFontType2 /FontDescriptor << /FontName /F /Flags 4 >> /W [0 99999999 500] >>"
_WIDELY = _font(b"Type0", b"/Encoding /Identity-H /DescendantFonts [7 0 R]")
_RANGES = b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange"
_TABLE = b"/Type /XRef /Size 999999999 /W [1 2 1] /Root 1 0 R"

_PDFS: dict[str, tuple[Handler, str]] = {
    "a PDF": (_pdf(), HARMLESS),
    "a page that decompresses to 200 MB": (_pdf({4: _stream(_BOMB, _ENCODED)}), "broken_pdf"),
    "a page compressed twice": (
        _pdf({4: _stream(zlib.compress(_BOMB, 9), b"/Filter [/FlateDecode /FlateDecode]")}),
        "broken_pdf",
    ),
    "a page in forty encodings": (_pdf({4: _stream(b"x", b"/Filter [" + b"/FlateDecode " * 40 + b"]")}), "broken_pdf"),
    "a run of one byte a million times": (
        _pdf({4: _stream(b"\x81a" * 1_000_000, b"/Filter /RunLengthDecode")}),
        "broken_pdf",
    ),
    "a form that shows itself": (_pdf(_forms(b"/X Do", 0)), "no_letters"),
    "forms that show ten others each": (_pdf(_forms(b"/X Do " * 10, 12)), "no_letters"),
    "the same page 100,000 times": (_pdf(_many(100_000)), "broken_pdf"),
    "the same page 5,000 times": (_pdf(_many(5_000)), "too_long"),
    "a tree of pages that holds itself": (_pdf({2: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}), "broken_pdf"),
    "a tree of pages 5,000 deep": (_pdf(_tree(5_000)), "broken_pdf"),
    "a hundred million pages announced": (_pdf({2: b"<< /Type /Pages /Kids [3 0 R] /Count 100000000 >>"}), HARMLESS),
    "a list in a list, 100,000 times": (_pdf({4: _stream(b"[" * 100_000 + b" TJ")}), "broken_pdf"),
    "a dictionary in a dictionary, 100,000 times": (_pdf({3: b"<< /A " * 100_000}), "broken_pdf"),
    "five million operators": (_pdf({4: _stream(b"q Q " * 2_500_000)}), "empty"),
    "a font for four billion letters": (
        _pdf({5: _font(b"Type1", b"/ToUnicode 6 0 R"), 6: _stream(_RANGES)}),
        "broken_pdf",
    ),
    "a font of a hundred million widths": (_pdf({5: _WIDELY, 7: _WIDE}), "broken_pdf"),
    "a length that is not so": (
        _pdf({4: b"<< /Length 99999999999 >>\nstream\n" + _WORDS + b"\nendstream"}),
        "broken_pdf",
    ),
    "a length that is itself": (_pdf({4: b"<< /Length 4 0 R >>\nstream\n" + _WORDS + b"\nendstream"}), "broken_pdf"),
    "a table that comes before itself": (_pdf(trailer=b"/Prev 9"), HARMLESS),
    "a table of a billion objects": (
        page(
            b"%PDF-1.7\n1 0 obj\n" + _stream(b"", _TABLE) + b"\nendobj\nstartxref\n9\n%%EOF",
            content_type="application/pdf",
        ),
        "broken_pdf",
    ),
    "a picture without its end": (_pdf({4: _stream(b"BI /W 9 /H 9 ID " + b"a" * 4_000_000)}), "empty"),
    "a page kept at another address": (
        _pdf({4: b"<< /Length 0 /F (http://127.0.0.1/) /FFilter /FlateDecode >>\nstream\n\nendstream"}),
        "empty",
    ),
    "deeds on opening": (
        _pdf(
            {1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/sh) /URI (http://127.0.0.1/) >> >>"}
        ),
        HARMLESS,
    ),
    "a PDF with a password": (
        _pdf(
            trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O (%s) /U (%s) >> /ID [(a) (a)]"
            % (b"o" * 32, b"u" * 32)
        ),
        "encrypted",
    ),
    "a stream of objects that holds itself": (
        _pdf({4: b"6 0 R", 6: _stream(b"6 0 << >>", b"/Type /ObjStm /N 1 /First 4 /Extends 6 0 R")}),
        "empty",
    ),
    "contents that are 200,000 streams": (
        _pdf({4: b"[" + b"6 0 R " * 200_000 + b"]", 6: _stream(_WORDS)}),
        "broken_pdf",
    ),
    "a page of a billion inches": (
        _pdf({3: _PAGE.replace(b"600 800", b"-1e38 1e38")}),  # a PDF writes no exponents (ISO 32000-1, 7.3.3)
        "broken_pdf",
    ),
    "nothing behind the first line": (page(b"%PDF-1.7\n", content_type="application/pdf"), "broken_pdf"),
    "NUL bytes behind the first line": (
        page(b"%PDF-1.7\n" + b"\0" * 5_000_000, content_type="application/pdf"),
        "broken_pdf",
    ),
    "a web page in a PDF's name": (page(b"<p>No PDF</p>", content_type="application/pdf"), "not_text"),
}


def _json(text: str | bytes, **headers: str) -> Handler:
    return page(text.encode() if isinstance(text, str) else text, content_type="application/json", **headers)


def _names(count: int) -> bytes:
    return b"{" + b",".join(b'"%d":1' % n for n in range(count)) + b"}"


_JSONS: dict[str, tuple[Handler, str]] = {
    "lists within lists": (_json("[" * 2_000_000), "too_deep"),
    "objects within objects": (_json('{"a":' * 500_000), "too_deep"),
    "nesting hidden in a text": (_json(json.dumps(["[" * 1_000_000, SENTENCE])), HARMLESS),
    "a number of a million digits": (_json("[" + "9" * 1_000_000 + "]"), "broken_json"),
    "numbers beyond all measure": (_json(f'["{SENTENCE}", 1e999999, -1e999999, NaN, Infinity]'), HARMLESS),
    "a million values": (_json("[" + "1," * 999_999 + "1]"), "too_long"),
    "a million names": (page(lambda: _names(300_000), content_type="application/json"), HARMLESS),
    "half a character and NUL": (_json(f'["{SENTENCE} \\ud800 \\u0000"]'), HARMLESS),
    "an open text of 4 MB": (_json('["' + "\\\\" * 2_000_000), "broken_json"),
    "markup within, nested": (_json(json.dumps([f"<p>{'<div>' * 900_000}"])), "too_deep"),
    "invalid UTF-8 in JSON": (_json(b'["The reactor \xff\xfe\xed\xa0\x80 runs again since Tuesday."]'), HARMLESS),
    "JSON that is none": (_json(b"\0\x01\x02" * 10_000), "not_text"),
}


def _sitemap(items: str, *, root: str = "urlset", head: str = "") -> Handler:
    text = f"<?xml version='1.0'?>{head}<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{items}</{root}>"
    return page(text.encode(), content_type="application/xml")


def _locations(addresses: Sequence[str], item: str = "url") -> str:
    return "".join(f"<{item}><loc>{address}</loc></{item}>" for address in addresses)


def _zipped(content: bytes) -> Handler:
    return page(content, content_type="application/gzip")


_SITEMAPS: dict[str, tuple[Handler, str]] = {
    "a sitemap of 20,000 addresses": (_sitemap(_locations([f"/{n}" for n in range(20_000)])), HARMLESS),
    "an index that names itself 10,000 times": (
        _sitemap(_locations(["{path}"] * 10_000, "sitemap"), root="sitemapindex"),
        HARMLESS,
    ),
    "an index that leads astray": (
        _sitemap(
            _locations(["http://127.0.0.1/", "file:///etc/passwd", "http://[::1]/", "http://a@b.test/"], "sitemap"),
            root="sitemapindex",
        ),
        HARMLESS,
    ),
    "entities in a sitemap": (
        _sitemap("<url><loc>&x;</loc></url>", head="<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        "broken_sitemap",
    ),
    "elements within elements in a sitemap": (_sitemap("<url>" * 1_000_000), HARMLESS),
    "a zipped sitemap that is a bomb": (_zipped(gzip_bomb()), "too_large"),
    "a zipped sitemap zipped again": (_zipped(deflated(gzip_bomb())), "not_text"),
    "a zipped sitemap cut short": (_zipped(deflated(b"<urlset>" * 1_000)[:-20]), HARMLESS),
    "a zipped sitemap that is none": (_zipped(b"\x1f\x8b" + b"\0" * 1_000), "broken_gzip"),
    "a sitemap with impossible dates": (
        _sitemap(
            "<url><loc>/a</loc><lastmod>9999-12-31T23:59:59-23:59</lastmod></url>"
            "<url><loc>/b</loc><lastmod>0001-01-01T00:00:00+23:59</lastmod></url>"
            f"<url><loc>/c</loc><lastmod>{'9' * 100_000}</lastmod></url>"
        ),
        HARMLESS,
    ),
}

_FEEDS: dict[str, tuple[Handler, str]] = {
    "a feed in JSON, nested": (
        page(b'{"items":' + b"[" * 2_000_000, content_type="application/feed+json"),
        "broken_feed",
    ),
    "a feed in JSON of 100,000 entries": (
        page(
            lambda: json.dumps({"items": [{"url": f"/{n}"} for n in range(100_000)]}).encode(),
            content_type="application/feed+json",
        ),
        HARMLESS,
    ),
    "a feed in JSON with entries of every type": (
        page(
            json.dumps(
                {
                    "version": "https://jsonfeed.org/version/1.1",
                    "title": {"a": 1},
                    "hubs": [1, {"type": "WebSub", "url": "file:///etc/passwd"}],
                    "items": [None, 1, [], "x", {"url": 5}, {"url": "javascript:alert(1)"}, {"url": "http://[/"}],
                }
            ).encode(),
            content_type="application/feed+json",
        ),
        HARMLESS,
    ),
}


def _text(body: bytes) -> Handler:
    return page(body, content_type="text/plain")


_TEXTS: dict[str, tuple[Handler, str]] = {
    "a text of one line of 5 MB": (_text(b"again " * 800_000), HARMLESS),
    "a text of two million lines": (_text(b"a\n" * 2_000_000), HARMLESS),
    "a text of two million blank lines": (_text(b"\n " * 2_000_000 + SENTENCE.encode()), HARMLESS),
    "a text of NUL bytes": (_text(b"\0" * 1_000_000), "not_text"),
}

ALL = [
    *(Attack(name, "PDF", code, how, kind="pdf") for name, (how, code) in _PDFS.items()),
    *(Attack(name, "JSON", code, how, kind="json") for name, (how, code) in _JSONS.items()),
    *(Attack(name, "Sitemaps", code, how, kind="sitemap") for name, (how, code) in _SITEMAPS.items()),
    *(Attack(name, "Feeds", code, how, kind="feed") for name, (how, code) in _FEEDS.items()),
    *(Attack(name, "Texts", code, how, kind="text") for name, (how, code) in _TEXTS.items()),
]
