"""A live blog moves its posts to further pages: their words are followed there before they are called gone."""

import pytest
from django.core.cache import cache

from claims.models import AuditEntry, Evidence
from tracker.evidence import moved_posts
from tracker.models import Resource, Watch
from tracker.watching.resources import watch_url

DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
OPENED = "The operator opened its doors to the press this morning, and the minister spoke for an hour."
LATER = "In the afternoon the operator showed its cooling towers, and everybody was given a helmet."
OLDER = "The day began with a queue at the gates, since nobody had told the guards of the visit."


def post(number: int, text: str, *, link: str = "") -> str:
    own = f"<a href='{link}'>link</a>" if link else ""
    return f"<article id='post-{number}'><h2>At {number} o’clock</h2><p>{text}</p>{own}</article>"


def blog(*posts: str, older: str = "") -> bytes:
    links = f"<a rel='next' href='{older}'>Older posts</a>" if older else ""
    return (
        f"<html lang='en'><head><title>The visit, live</title></head><body><main><h1>The visit, live</h1>"
        f"{''.join(posts)}</main><nav>{links}</nav></body></html>"
    ).encode()


BEFORE = blog(post(2, DONE), post(1, OPENED), older="?page=2")
AFTER = blog(post(4, LATER), post(1, OPENED), older="?page=2")


@pytest.fixture(autouse=True)
def forgotten(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def live(claim, local, site, answer) -> Resource:
    """A live blog on loopback whose post 2 has the words of an item of evidence."""
    Watch.objects.create(claim=claim, source=local)
    resource = watch_url(source=local, url=site.url("/live"))
    answer(resource, BEFORE)
    assert Evidence.objects.get().quote == DONE
    return resource


def item() -> Evidence:
    return Evidence.objects.order_by("pk")[0]


def test_a_post_on_the_next_page_is_found_there_and_its_words_have_moved(claim, live, site, answer, proposed):
    site.set("/live?page=2", blog(post(2, DONE), post(0, OLDER)))
    before = proposed(claim)
    answer(live, AFTER)
    assert (item().standing, item().standing_reasons) == (
        "moved",
        [f"Its post stands at {site.url('/live?page=2')} now."],
    )
    assert proposed(claim) == before
    entry = AuditEntry.objects.get(action="quote checked")
    assert entry.payload["reasons"] == item().standing_reasons


def test_a_post_is_asked_for_at_its_own_address_first(claim, local, site, answer):
    Watch.objects.create(claim=claim, source=local)
    resource = watch_url(source=local, url=site.url("/live"))
    answer(resource, blog(post(2, DONE, link="/live/post-2#post-2"), post(1, OPENED), older="?page=2"))
    site.set("/live/post-2", blog(post(2, DONE)))
    answer(resource, AFTER)
    assert item().standing == "moved"
    assert site.hits("/live/post-2") == 1
    assert site.hits("/live?page=2") == 0


def test_an_address_with_a_fragment_is_followed_alike(claim, local, site, answer):
    Watch.objects.create(claim=claim, source=local)
    resource = watch_url(source=local, url=site.url("/live") + "#post-2")
    answer(resource, BEFORE, final_url=site.url("/live"))
    site.set("/live?page=2", blog(post(2, DONE)))
    answer(resource, AFTER, final_url=site.url("/live"))
    assert item().standing == "moved"


def test_a_post_three_pages_on_is_leafed_for(live, site, answer):
    site.set("/live?page=2", blog(post(0, OLDER), older="?page=3"))
    site.set("/live?page=3", blog(post(2, DONE)))
    answer(live, AFTER)
    assert item().standing_reasons == [f"Its post stands at {site.url('/live?page=3')} now."]


def test_a_post_that_no_page_has_any_more_is_gone(claim, live, site, answer, proposed):
    site.set("/live?page=2", blog(post(0, OLDER)))
    answer(live, AFTER)
    assert item().standing == "gone"


def test_a_post_that_says_something_else_where_it_is_now_is_altered(claim, live, site, answer):
    changed = DONE.replace("has completed", "has not completed")
    site.set("/live?page=2", blog(post(2, changed)))
    answer(live, AFTER)
    assert (item().standing, item().standing_wording) == ("altered", changed)


def test_a_post_without_the_words_where_it_is_now_has_lost_them(live, site, answer):
    site.set("/live?page=2", blog(post(2, "This post was removed by the editors.")))
    answer(live, AFTER)
    assert (item().standing, item().standing_reasons) == (
        "gone",
        [f"Its post stands at {site.url('/live?page=2')} now, without these words."],
    )


def test_a_post_that_stays_on_its_page_without_the_words_is_not_followed(live, site, answer):
    answer(live, blog(post(4, LATER), post(2, "The editors check this entry."), post(1, OPENED), older="?page=2"))
    assert item().standing == "gone"
    assert not site.requests


@pytest.mark.parametrize(
    ("robots", "status", "why"),
    [
        ("User-agent: *\nDisallow: /live?page", 200, "robots.txt"),
        ("", 503, "HTTP 503"),
    ],
)
def test_where_the_other_pages_cannot_be_read_the_words_keep_counting_and_it_is_said(
    claim, live, site, answer, proposed, robots, status, why
):
    site.set("/robots.txt", robots, content_type="text/plain")
    site.set("/live?page=2", blog(post(2, DONE)), status=status)
    before = proposed(claim)
    answer(live, AFTER)
    assert item().standing == "unread"
    assert why in item().standing_reasons[0]
    assert proposed(claim) == before


@pytest.mark.parametrize(("bound", "most", "asked"), [("MOST_ASKED", 2, 2), ("MOST_S", 0, 0)])
def test_no_more_pages_are_asked_than_a_bound_and_it_is_said(live, site, answer, monkeypatch, bound, most, asked):
    monkeypatch.setattr(moved_posts, bound, most)
    for number in range(2, 9):
        site.set(f"/live?page={number}", blog(post(0, OLDER), older=f"?page={number + 1}"))
    answer(live, AFTER)
    assert item().standing == "unread"
    assert item().standing_reasons == ["The post left its page, and was not on the pages of the live blog looked at."]
    assert len([seen for seen in site.requests if seen.path.startswith("/live")]) == asked


def test_a_post_is_looked_for_once_an_hour_however_often_its_page_changes(live, site, answer):
    site.set("/live?page=2", blog(post(2, DONE)))
    for number in range(3):
        answer(live, blog(post(5 + number, LATER), post(1, OPENED), older="?page=2"))
    assert site.hits("/live?page=2") == 1
    assert item().standing == "moved"


def test_a_reading_of_long_ago_sends_nobody_to_the_web(live, site, answer, monkeypatch):
    monkeypatch.setattr(moved_posts, "_is_of_now", lambda snapshot: False)
    answer(live, AFTER)
    assert (item().standing, len(site.requests)) == ("gone", 0)


def test_the_pages_of_another_host_are_never_asked(live, site, answer):
    answer(live, blog(post(4, LATER), post(1, OPENED), older="http://elsewhere.example/live?page=2"))
    assert (item().standing, len(site.requests)) == ("gone", 0)
