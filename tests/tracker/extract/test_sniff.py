"""What kind of document came, whatever its server calls it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.sniff import kind_of

KINDS = {"html", "feed", "sitemap", "json", "pdf", "text"}


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        (b"<!doctype html><html><body>News</body></html>", "text/html", "html"),
        (b"<p>News</p>", "text/html", "html"),
        (b'<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>', "text/html", "feed"),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><!-- made by hand --><feed xmlns="http://www.w3.org/2005/Atom"/>',
            "",
            "feed",
        ),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>', "application/xml", "feed"),
        (b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "text/xml", "sitemap"),
        (b"<sitemapindex></sitemapindex>", "text/xml", "sitemap"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "application/xhtml+xml", "html"),
        (b"\x1f\x8b\x08\x00", "application/gzip", "sitemap"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "application/json", "feed"),
        (b'{"id": 1}', "application/json", "json"),
        (b'[{"modelId": "a/b"}]', "text/plain", "json"),
        (b'"released"', "application/json", "json"),
        (b"%PDF-1.7 ...", "application/octet-stream", "pdf"),
        (b"Released on Monday.", "text/plain", "text"),
        (b"Released on Monday.", "", "html"),
        (b"", "", "html"),
    ],
)
def test_each_is_known_by_its_beginning(content, content_type, kind):
    assert kind_of(content, content_type) == kind


@given(
    st.binary(max_size=5_000), st.sampled_from(["", "text/plain", "application/json", "application/pdf", "text/html"])
)
def test_any_bytes_are_of_some_kind(content, content_type):
    assert kind_of(content, content_type) in KINDS


def test_brackets_without_end_are_json_and_nothing_worse():
    assert kind_of(b"[" * 1_000_000, "") == "json"
