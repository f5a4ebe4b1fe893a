"""The page of a snapshot: what was said then, what changed, and the stored page where nothing of it runs."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from claims.models import Desk, Membership
from tests.pages import page
from tracker.models import Body, Snapshot
from tracker.watching.resources import watch_url

FIRST = "The machine is half full, says the operator of the site in its weekly note."
SECOND = "The machine is full, says the operator of the site in its weekly note."
OTHER = "The canteen serves lunch from noon until two."
FILLER = [f"{OTHER} This is note number {number} of the week." for number in range(4)]
HOSTILE = (
    "<script>alert(1)</script><link rel='preconnect' href='https://evil.example/'><meta http-equiv=refresh "
    "content='0;url=https://evil.example/'><base href='https://evil.example/'><IFRAME src=//evil.example></IFRAME>"
)


@pytest.fixture
def resource(make_source):
    return watch_url(source=make_source("Operator", "record"), url="https://operator.example/news")


@pytest.fixture
def read(client, alice):
    client.force_login(alice)

    def shown(snapshot: Snapshot, name: str = "desk:snapshot"):
        return client.get(reverse(name, args=[snapshot.pk]))

    return shown


def test_it_says_what_was_said_and_what_changed(read, resource, answer):
    first, second = answer(resource, page(FIRST, *FILLER)), answer(resource, page(SECOND, *FILLER))
    assert "This is the first reading with a text" in read(first).content.decode()
    html = read(second).content.decode()
    assert "half" in html.partition("<del>")[2].partition("</del>")[0]
    assert "paragraphs stayed as they were" in html
    assert reverse("desk:snapshot", args=[first.pk]) in html
    assert reverse("desk:snapshot", args=[second.pk]) in read(first).content.decode()


def test_the_stored_page_is_an_answer_of_its_own_in_which_nothing_runs_or_loads(read, resource, answer):
    snapshot = answer(resource, page(FIRST, OTHER, around=HOSTILE))
    found = read(snapshot, "desk:snapshot-html")
    html = found.content.decode()
    policy = found["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script" not in policy
    assert found["X-Frame-Options"] == "SAMEORIGIN"
    assert FIRST in html
    for tag in ("<link", "<meta", "<base", "<iframe", "refresh"):
        assert tag not in html.lower()
    frame = read(snapshot).content.decode()
    assert '<iframe class="rendered" sandbox=""' in frame
    assert "alert(1)" not in frame


def test_tags_cannot_be_hidden_within_tags(read, resource, answer):
    snapshot = answer(resource, page(FIRST, OTHER, around="<li<link>nk rel=preconnect href=//evil.example>"))
    assert "<link" not in read(snapshot, "desk:snapshot-html").content.decode()


def test_what_is_no_page_is_not_shown_as_one(read, resource, answer):
    resource.kind = "text"
    resource.save()
    snapshot = answer(resource, FIRST.encode())
    assert "<iframe" not in read(snapshot).content.decode()
    found = read(snapshot, "desk:snapshot-html")
    assert (found.status_code, "download it instead" in found.content.decode()) == (404, True)


def test_a_lost_body_is_said_and_its_text_still_stands(read, resource, answer):
    snapshot = answer(resource, page(FIRST, OTHER))
    default_storage.delete(snapshot.body.path)
    gone = read(snapshot, "desk:snapshot-html")
    assert gone.status_code == 503
    assert gone["Content-Security-Policy"].startswith("sandbox")
    Body.objects.update(unreadable_since=timezone.now())
    html = read(snapshot).content.decode()
    assert "The file of this answer is lost" in html
    assert FIRST in html
    assert "<iframe" not in html


def test_an_answer_without_a_text_says_why(read, resource, answer):
    assert "No text came of this answer" in read(answer(resource, b"<html></html>")).content.decode()


def test_words_that_look_like_markup_are_words(read, resource, answer):
    snapshot = answer(resource, page(FIRST, "&lt;script&gt;alert(1)&lt;/script&gt; is what they typed in the note."))
    assert "<script>alert(1)" not in read(snapshot).content.decode()


def test_another_desk_and_the_public_see_nothing_of_it(client, resource, answer, charlie):
    snapshot = answer(resource, page(FIRST, OTHER))
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    for name in ("desk:snapshot", "desk:snapshot-html"):
        client.logout()
        assert client.get(reverse(name, args=[snapshot.pk])).status_code == 302
        client.force_login(charlie)
        assert client.get(reverse(name, args=[snapshot.pk])).status_code == 404


def test_the_page_costs_the_same_however_many_readings_there_are(read, resource, answer, django_assert_max_num_queries):
    snapshot = answer(resource, page(FIRST, OTHER))
    for number in range(5):
        answer(resource, page(SECOND, f"{OTHER} {number}"))
    with django_assert_max_num_queries(14):
        read(snapshot)
