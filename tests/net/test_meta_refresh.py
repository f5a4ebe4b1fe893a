"""A page that leads on by itself: followed as a redirect, past the same guard."""

import dataclasses

import pytest

from net.client import FetchRequest, fetch
from net.meta_refresh import refresh_target

STORY = "<p>The reactor runs again.</p>"


def stub(content: str) -> str:
    return f'<html><head><meta http-equiv="refresh" content="{content}"></head><body>Please wait.</body></html>'


@pytest.fixture
def opened(policy, public_site, site):
    return dataclasses.replace(policy, allowed_ports=frozenset({public_site.port, site.port}))


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        (stub("0; url=/news"), "/news"),
        (stub("0;URL='https://gazette.example/a?b=1&amp;c=2'"), "https://gazette.example/a?b=1&c=2"),
        (stub("3, /news"), "/news"),
        (stub("1.5;url=/news"), "/news"),
        (stub(" 0 ; URL = /news "), "/news"),
        ("<META CONTENT='0; url=/news' HTTP-EQUIV=Refresh>", "/news"),
        ('<meta name="a" content="b>c"><meta content="0;url=/news" http-equiv="refresh">', "/news"),
        (stub("300; url=/news"), ""),
        (stub("5"), ""),
        (stub("0;url="), ""),
        (stub("soon; url=/news"), ""),
        (f"<!-- {stub('0;url=/old')} -->", ""),
        (f"<noscript>{stub('0;url=/plain')}</noscript>", ""),
        (f"<script>document.write('{stub('0;url=/x')}')</script>", ""),
        ('<meta name="refresh" content="0;url=/news">', ""),
        ("<meta " * 3_000, ""),
        ("<meta a=" + '"' * 15_000, ""),
        ("<!--" * 5_000, ""),
    ],
)
def test_only_what_leads_on_at_once_is_a_redirect(markup, target):
    assert refresh_target(markup.encode()) == target


@pytest.mark.parametrize("kind", ["html", "document"])
def test_it_is_followed_and_never_for_good(public_site, opened, kind):
    public_site.set("/old", stub("0; url=/news"))
    public_site.set("/news", STORY, headers={"ETag": '"1"'})
    result = fetch(FetchRequest(public_site.url("/old"), kind=kind), policy=opened)
    assert result.body == STORY.encode()
    assert (result.final_url, result.redirect_chain) == (public_site.url("/news"), (public_site.url("/old"),))
    assert result.permanent_redirect_to is None
    assert result.etag == '"1"'


@pytest.mark.parametrize("target", ["/old", "", "/other"])
def test_a_page_that_loads_itself_again_is_read(public_site, opened, target):
    public_site.set("/old", stub(f"5; url={target}") + STORY)
    public_site.set("/other", stub("0; url=/old") + STORY)
    result = fetch(FetchRequest(public_site.url("/old")), policy=opened)
    assert (result.outcome, STORY.encode() in result.body) == ("ok", True)


def test_it_never_enters_private_space_even_where_a_first_request_may(public_site, site, opened):
    public_site.set("/", stub(f"0; url={site.url('/')}"))
    site.set("/", "<p>secret</p>")
    result = fetch(FetchRequest(public_site.url("/")), policy=opened)
    assert (result.outcome, result.error.code) == ("error", "blocked-address")
    assert site.requests == []


def test_only_pages_are_followed(public_site, opened):
    public_site.set("/feed", stub("0; url=/news"), content_type="application/xml")
    result = fetch(FetchRequest(public_site.url("/feed"), kind="feed"), policy=opened)
    assert result.final_url == public_site.url("/feed")
