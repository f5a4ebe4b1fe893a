"""The posts of a page, by the anchors that lead to them, and the other pages of a live blog."""

import pytest

from tracker.extract.posts import find_posts

URL = "https://news.example/live/machine"
DONE = "The run on the machine was completed at noon."


def read(body: str, *, url: str = URL):
    return find_posts(f"<html><body>{body}</body></html>".encode(), url=url)


@pytest.mark.parametrize(
    ("markup", "anchor"),
    [
        (f"<article id='post-123'><p>{DONE}</p></article>", "post-123"),
        (f"<div id='block-5f3a'><div><p>{DONE}</p></div></div>", "block-5f3a"),
        (f"<li id='post-123'>{DONE}</li>", "post-123"),
        (f"<section><a id='post-123'></a><p>{DONE}</p></section>", "post-123"),
        (f"<section><a name='post-123'></a><p>{DONE}</p></section>", "post-123"),
        (f"<div id='liveticker'><article id='e77'><h3>{DONE}</h3></article></div>", "e77"),
    ],
)
def test_a_post_is_what_an_address_with_its_anchor_leads_to(markup, anchor):
    posts = {post.anchor: post.text for post in read(markup).posts}
    assert posts[anchor] == DONE


@pytest.mark.parametrize(
    "markup",
    [
        f"<p>{DONE}</p>",
        f"<main id='content'><p>{DONE}</p></main>",
        f"<div id='twice'><p>{DONE}</p></div><div id='twice'><p>The next one.</p></div>",
        f"<div id='all'><p>{DONE * 500}</p></div>",
    ],
)
def test_what_no_anchor_leads_to_for_sure_is_no_post(markup):
    assert read(markup).posts == ()


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("?page=with:block-5f#block-5f", f"{URL}?page=with:block-5f"),
        ("/live/machine/block-5f", f"{URL}/block-5f"),
        ("https://news.example/post/?id=block-5f", "https://news.example/post/?id=block-5f"),
        ("#block-5f", ""),  # no other page
        ("https://social.example/share?u=block-5f", ""),
        ("/live/machine/block-5f7", ""),
    ],
)
def test_a_post_names_its_own_address(href, url):
    (post,) = read(f"<article id='block-5f'><p>{DONE} <a href='{href}'>12:04</a></p></article>").posts
    assert post.url == url


@pytest.mark.parametrize(
    ("markup", "pages"),
    [
        ("<link rel='next' href='?page=2'>", [f"{URL}?page=2"]),
        ("<a rel='prev' href='?p=0'>Newer</a><a rel='next' href='?p=2'>Older</a>", [f"{URL}?p=2", f"{URL}?p=0"]),
        ("<a href='?page=3'>3</a>", [f"{URL}?page=3"]),
        ("<a href='/live/machine/page/2/'>Older posts</a>", [f"{URL}/page/2/"]),
        ("<a href='?page=2#block-1'>2</a><a href='?page=2'>Older</a>", [f"{URL}?page=2"]),
        ("<a href='/live/other?page=2'>Another story</a>", []),
        ("<a href='?page=2&print=1'>Print</a>", []),
        ("<a rel='next' href='https://elsewhere.example/live/machine?page=2'>Older</a>", []),
        (f"<link rel='next' href='{URL}'>", []),
    ],
)
def test_the_other_pages_of_a_list_are_of_its_host_and_the_next_comes_first(markup, pages):
    assert list(read(markup).pages) == pages
