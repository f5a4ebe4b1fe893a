"""Attempts by what a page, a feed or a robots.txt contains."""

from collections.abc import Iterable

from tests.hostile.attacks import HARMLESS, Attack, Handler, page, raw
from tests.pages import page as article

SENTENCE = "The second reactor of the plant runs again since Tuesday, its operator said."


def _feed(items: str = "", *, title: str = "News", head: str = "", encoding: str = "utf-8", as_: str = "") -> Handler:
    channel = f"<channel><title>{title}</title>{items}</channel>"
    text = f"<?xml version='1.0' encoding='{encoding}'?>{head}<rss version='2.0'>{channel}</rss>"
    return page(text.encode(as_ or encoding), content_type="application/rss+xml")


def _doctype(*entities: str) -> str:
    return f"<!DOCTYPE rss [{''.join(f'<!ENTITY {entity}>' for entity in entities)}]>"


def _links(addresses: Iterable[str]) -> str:
    return "".join(f"<item><title>Read</title><link>{address}</link></item>" for address in addresses)


def _said(head: str) -> Handler:
    return page(article(SENTENCE, head=head))


def _data(json: str) -> Handler:
    return _said(f'<script type="application/ld+json">{json}</script>')


_LAUGHS = _doctype("a0 'lol'", *(f"a{n + 1} '{f'&a{n};' * 10}'" for n in range(12)))
_LONG = _doctype(f'a "{"x" * 100_000}"')

PAGES = [
    Attack("nested tags", "Pages", "too_deep", page(b"<div>" * 900_000)),
    Attack(
        "200,000 attributes",
        "Pages",
        "too_many_attributes",
        page(lambda: b"<p " + b" ".join(b"a%d" % n for n in range(200_000)) + b">x</p>"),
    ),
    Attack(
        "attributes hidden from the check",
        "Pages",
        "timed_out",
        page(lambda: b'<html><body><p x=">" ' + b" ".join(b"a%d=1" % n for n in range(400_000)) + b">x</p>"),
        slow=True,
    ),
    Attack("five million open brackets", "Pages", HARMLESS, page(b"<" * 4_999_999)),
    Attack("a million open comments", "Pages", "empty", page(b"<!--" * 1_000_000)),
    Attack("five million characters of one word", "Pages", HARMLESS, page(b"<p>" + b"a" * 4_900_000)),
    Attack(
        "20,000 tags that close in the wrong order",
        "Pages",
        "too_deep",
        page(b"<p>It runs.<b><i><u><a></b></p>" * 20_000),
    ),
    Attack("300,000 tables within tables", "Pages", "too_deep", page(b"<table><tr><td>" * 300_000)),
    Attack(
        "400,000 links within links",
        "Pages",
        "timed_out",
        page(b"<article><p>It runs.</p>" + b"<a href=a>" * 400_000),
        slow=True,
    ),
    Attack(
        "300,000 entities", "Pages", HARMLESS, page(b"<article><p>The reactor runs." + b"&amp;&#x110000;" * 150_000)
    ),
    Attack("a doctype of 4 MB", "Pages", HARMLESS, page(b"<!DOCTYPE " + b"a" * 4_000_000 + b">" + article(SENTENCE))),
    Attack(
        "a document type with 200,000 entities",
        "Pages",
        HARMLESS,
        page(lambda: _doctype(*(f"e{n} 'x'" for n in range(200_000))).encode() + article(SENTENCE)),
    ),
    Attack("a tag without its end", "Pages", HARMLESS, page(article(SENTENCE) + b"<p title='" + b"a" * 4_000_000)),
    Attack("a sentence hidden 5,000 times", "Pages", HARMLESS, _said("<style>p{display:none}</style>" * 5_000)),
    Attack("100,000 sentences", "Pages", "too_long", page(b"<article><p>" + b"It runs. " * 100_000)),
    Attack("50,000 open quotations", "Pages", "too_long", page(b"<article><p>" + b'"It runs. ' * 50_000)),
    Attack("20,000 paragraphs", "Pages", "too_long", page(b"<article>" + b"<p>It runs." * 20_000)),
    Attack(
        "invalid UTF-8",
        "Pages",
        HARMLESS,
        page(b"<article><p>The reactor \xff\xfe\xc0\x80\xed\xa0\x80 runs again since Tuesday.</p>"),
    ),
    Attack("NUL bytes", "Pages", HARMLESS, page(article(SENTENCE.replace(" ", " \0")))),
    Attack("nothing but NUL bytes", "Pages", "not_text", page(b"\0" * 1_000_000)),
    Attack("an image in a page's name", "Pages", "not_text", page(b"\x89PNG\r\n\x1a\n" + b"\0" * 1000)),
    Attack("a PDF bomb", "Pages", "broken_pdf", page(b"%PDF-1.7\n", content_type="application/pdf")),
    Attack("a PDF in a page's name", "Pages", "broken_pdf", page(b"%PDF-1.7\n")),
    Attack("an archive in a page's name", "Pages", "not_text", page(b"PK\x03\x04" + b"\0" * 1000)),
    Attack("UTF-16 that is none", "Pages", "not_text", page(b"\xff\xfe" + b"\x00\xd8" * 100_000)),
    Attack(
        "an encoding that is a program",
        "Pages",
        HARMLESS,
        page(article(SENTENCE) + b"\xff", content_type="text/html; charset=unicode_escape"),
    ),
    Attack(
        "an encoding for host names",
        "Pages",
        HARMLESS,
        page(article(SENTENCE) + b"\xff", content_type="text/html; charset=idna"),
    ),
    Attack(
        "entities that grow, in a page",
        "Pages",
        HARMLESS,
        page(_LAUGHS.encode() + b"<html><body><article><p>The reactor &a12; runs again.</p></article>"),
    ),
    Attack(
        "an external entity, in a page",
        "Pages",
        HARMLESS,
        page(_doctype("x SYSTEM 'file:///etc/passwd'").encode() + b"<article><p>The reactor &x; runs.</p></article>"),
    ),
    Attack(
        "refresh to loopback, in a page",
        "Pages",
        "blocked-address",
        _said("<meta http-equiv=refresh content='0; url=http://127.0.0.1/'><base href='http://127.0.0.1/'>"),
    ),
    Attack("a headline of 1 MB", "Pages", HARMLESS, page(article(SENTENCE, title="News " * 200_000))),
    Attack(
        "a headline with NUL and half a character",
        "Pages",
        HARMLESS,
        _data('{"@type": "NewsArticle", "headline": "a\\u0000b\\ud800c"}'),
    ),
    Attack(
        "a language of 10 KB",
        "Pages",
        HARMLESS,
        page(article(SENTENCE).replace(b"lang='en'", b"lang='" + b"en-" * 3_000 + b"'")),
    ),
    Attack("structured data nested beyond measure", "Pages", HARMLESS, _data("[" * 100_000)),
    Attack(
        "published in the year 9999",
        "Pages",
        HARMLESS,
        _data('{"@type": "NewsArticle", "datePublished": "9999-12-31"}'),
    ),
    Attack(
        "published in the year 1", "Pages", HARMLESS, _data('{"@type": "NewsArticle", "datePublished": "0001-01-01"}')
    ),
    Attack(
        "changed in the year 9999",
        "Pages",
        HARMLESS,
        _data('{"@type": "NewsArticle", "dateModified": "9999-12-31T23:59:59-23:59"}'),
    ),
    Attack(
        "a first address with an impossible port",
        "Pages",
        HARMLESS,
        _said("<link rel=canonical href='https://the-ledger.example:99999/'>"),
    ),
    Attack(
        "a first address of 100 KB",
        "Pages",
        HARMLESS,
        _said(f"<link rel=canonical href='https://the-ledger.example/{'a' * 100_000}'>"),
    ),
]

FEEDS = [
    Attack("entities that grow", "Feeds", "broken_feed", _feed(title="&a12;", head=_LAUGHS), kind="feed"),
    Attack("an entity used 10,000 times", "Feeds", "broken_feed", _feed(title="&a;" * 10_000, head=_LONG), kind="feed"),
    Attack(
        "an external entity",
        "Feeds",
        "broken_feed",
        _feed(title="&x;", head=_doctype("x SYSTEM 'file:///etc/passwd'")),
        kind="feed",
    ),
    Attack(
        "an external address as entity",
        "Feeds",
        "broken_feed",
        _feed(title="&x;", head=_doctype("x SYSTEM 'http://127.0.0.1/'")),
        kind="feed",
    ),
    Attack(
        "a parameter entity",
        "Feeds",
        "broken_feed",
        _feed(head=_doctype("% x SYSTEM 'http://127.0.0.1/'", "y '%x;'")),
        kind="feed",
    ),
    Attack(
        "entities in UTF-16", "Feeds", "broken_feed", _feed(title="&a12;", head=_LAUGHS, encoding="utf-16"), kind="feed"
    ),
    Attack(
        "entities in EBCDIC",
        "Feeds",
        "broken_feed",
        _feed(title="&a;" * 1_000, head=_LONG, encoding="cp037"),
        kind="feed",
    ),
    Attack(
        "an external document type",
        "Feeds",
        HARMLESS,
        _feed(_links(["/a"]), head="<!DOCTYPE rss SYSTEM 'http://127.0.0.1/x.dtd'>"),
        kind="feed",
    ),
    Attack(
        "100,000 entries",
        "Feeds",
        HARMLESS,
        _feed("".join(f"<item><link>/{n}</link></item>" for n in range(100_000))),
        kind="feed",
    ),
    Attack(
        "a hub on loopback",
        "Feeds",
        HARMLESS,
        _feed(
            _links(["/a"]) + "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='http://127.0.0.1/'/>"
        ),
        kind="feed",
    ),
    Attack(
        "a style sheet and a part from elsewhere",
        "Feeds",
        HARMLESS,
        _feed(
            _links(["/a"])
            + "<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/>",
            head="<?xml-stylesheet type='text/xsl' href='http://127.0.0.1/a.xsl'?>",
        ),
        kind="feed",
    ),
    Attack(
        "50,000 attributes on an entry",
        "Feeds",
        "timed_out",
        _feed("<item " + " ".join(f"a{n}='1'" for n in range(50_000)) + "><link>/a</link></item>"),
        kind="feed",
        slow=True,
    ),
    Attack(
        "10,000 namespaces",
        "Feeds",
        HARMLESS,
        _feed("".join(f"<item xmlns:n{n}='urn:{n}'><link>/{n}</link></item>" for n in range(10_000))),
        kind="feed",
    ),
    Attack("nested elements", "Feeds", "timed_out", _feed("<a>" * 1_500_000), kind="feed", slow=True),
    Attack("a title with half a character", "Feeds", "failed", _feed(_links(["/a"]), title="a&#xd800;c"), kind="feed"),
    Attack(
        "a title with NUL and control characters",
        "Feeds",
        HARMLESS,
        _feed(_links(["/a"]), title="a\0b&#0;&#x1b;c"),
        kind="feed",
    ),
    Attack(
        "no feed at all",
        "Feeds",
        "broken_feed",
        page(b"\0\xff" * 10_000, content_type="application/rss+xml"),
        kind="feed",
    ),
    Attack(
        "links that lead astray",
        "Feeds",
        HARMLESS,
        _feed(
            _links(
                [
                    "http://127.0.0.1:{port}/",
                    "http://alice@news.test/",
                    "http://a..test/",
                    "http://news.test\\@127.0.0.1/",
                    "http://[::1]/",
                    "http://[/",
                    "http://news.test:99999/",
                    "http://2130706433/",
                    "https://news.test/" + "a" * 3_000,
                    "javascript:alert(1)",
                    "http://" + "a" * 300 + ".test/",
                    "http://n\u0435ws.test/",
                    "file:///etc/passwd",
                    "http://news.test/\x7f\x9b31m",
                ]
            )
        ),
        kind="feed",
    ),
]

RULES = [
    Attack(
        "NUL in robots.txt",
        "robots.txt",
        HARMLESS,
        page(article(SENTENCE)),
        robots=page(b"User-agent: *\nDisallow: /\0x\n", content_type="text/plain"),
    ),
    Attack(
        "robots.txt without end",
        "robots.txt",
        HARMLESS,
        page(article(SENTENCE)),
        robots=raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", forever=b"# go on\n" * 4096),
    ),
    Attack(
        "robots.txt of 30,000 patterns",
        "robots.txt",
        HARMLESS,
        page(article(SENTENCE)),
        robots=page(b"User-agent: *\n" + b"Disallow: /*x*y*z$\n" * 27_000, content_type="text/plain"),
    ),
    Attack(
        "robots.txt that wants us to wait a day",
        "robots.txt",
        HARMLESS,
        page(article(SENTENCE)),
        robots=page(b"User-agent: *\nCrawl-delay: 1e400\n", content_type="text/plain"),
    ),
    Attack(
        "robots.txt that is a bomb",
        "robots.txt",
        "encoding",
        page(article(SENTENCE)),
        robots=page(b"\0" * 100, Content_Encoding="gzip", content_type="text/plain"),
    ),
]

ALL = [*PAGES, *FEEDS, *RULES]
