"""A source that answers without its text is in a state, with a plain sentence, and never says anything new."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Evidence, Flag
from tests.pages import page
from tracker.extract.documents import Reason, Unreadable
from tracker.health import states
from tracker.health.alarm import is_alarm
from tracker.health.states import GOOD, SENTENCES, State, follow, leads_home, sentence
from tracker.models import Resource, Snapshot
from tracker.polling import round
from tracker.processing import pipeline
from tracker.watching.resources import watch_url

URL = "https://operator.example/news"
DONE = "OVHcloud has completed the pretraining of a model on the Jupiter supercomputer."
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)

SOFT_404 = page("Try the search.", title="Page not found | Operator")
CONSENT = page("We and our 843 partners use cookies. Accept?")
ROBOTS = page("Verify you are human by completing the action below.", title="Just a moment...")
LOGIN = page("Log in to continue reading.")
SCRIPTS = b"<html><body><div id='app'></div><noscript>You need to enable JavaScript to run this app.</noscript></body>"
EMPTY = b"<html><head><title>News</title></head><body><nav><a href='/'>Home</a></nav></body></html>"


@given(st.lists(st.sampled_from(["", "consent", "missing"]), max_size=20))
def test_a_state_counts_the_answers_in_a_row_and_ends_with_the_first_good_one(codes):
    state = GOOD
    for number, code in enumerate(codes):
        state = follow(state, code, at=NOON + timedelta(minutes=number))
    run = 0
    for code in reversed(codes):
        if code != codes[-1]:
            break
        run += 1
    if not codes or not codes[-1]:
        assert state == GOOD
    else:
        assert state == State(codes[-1], run, NOON + timedelta(minutes=len(codes) - run))


def test_every_state_has_a_plain_sentence_and_fits_its_column():
    for code, words in SENTENCES.items():
        assert len(code) <= 20
        assert words.endswith(".")
        assert sentence(code) == words
    assert sentence("") == ""
    assert sentence("something-new") == states.OTHER
    too_long = Unreadable("a" * 99, "Long.")  # type: ignore[arg-type]  # a code that no column holds
    assert len(states.code_of(too_long)) == 20


def test_the_docs_explain_every_state():
    page = (Path(states.__file__).parents[2] / "docs/sources.md").read_text()
    assert [code for code in SENTENCES if f"`{code}`" not in page] == []


def test_every_reason_not_to_read_a_document_has_a_sentence_as_a_state():
    assert {*get_args(Reason)} - SENTENCES.keys() == {"busy"}  # no state: only somebody who looks at a page meets it


@pytest.mark.parametrize(
    ("url", "final_url", "home"),
    [
        ("https://news.example/a/story", "https://news.example/", True),
        ("https://news.example/a/story", "https://www.news.example/index.html", True),
        ("https://news.example/a/story", "https://news.example/a/story-2", False),
        ("https://news.example/a/story", "https://other.example/", False),
        ("https://news.example/", "https://news.example/", False),
        ("https://news.example/?id=4", "https://news.example/", True),
        ("https://news.example/a", "https://news.example/?id=4", False),
    ],
)
def test_an_address_that_ends_at_its_own_front_page_is_told(url, final_url, home):
    assert leads_home(url, final_url) is home


@pytest.fixture
def operator(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def supported(claim, operator, publish):
    """The resource of a page that supports the claim."""
    return publish(operator, URL, DONE)


def state_of(resource) -> State:
    return State(*Resource.objects.values_list("state", "state_times", "state_since").get(pk=resource.pk))


@pytest.mark.parametrize(
    ("body", "code", "standing"),
    [
        (SOFT_404, "missing", "offline"),
        (CONSENT, "consent", "unread"),
        (ROBOTS, "robot_check", "unread"),
        (LOGIN, "login", "unread"),
        (SCRIPTS, "needs_scripts", "unread"),
        (EMPTY, "empty", "unread"),
    ],
)
def test_what_answers_in_the_place_of_a_page_is_a_state_and_no_change(
    claim, supported, answer, proposed, body, code, standing
):
    snapshot = answer(supported, body)
    state = state_of(supported)
    assert (state.code, state.times, state.since) == (code, 1, snapshot.fetched_at)
    assert Evidence.objects.get().standing == standing
    assert proposed(claim) == ["verified"]
    assert Flag.objects.count() == 1


def test_the_next_good_answer_ends_it(supported, answer):
    answer(supported, CONSENT)
    answer(supported, page(DONE))
    assert state_of(supported) == GOOD
    assert Evidence.objects.get().standing == "standing"


def test_a_selector_that_matches_nothing_any_more_is_a_state(claim, operator, answer):
    resource = watch_url(source=operator, url=URL, part="css", selector=".figures")
    answer(resource, b"<main><p>News.</p><p class='figures'>Two engineers died in the accident.</p></main>")
    assert state_of(resource) == GOOD
    answer(resource, b"<main><p>News.</p><p class='numbers'>Two engineers died in the accident.</p></main>")
    assert state_of(resource).code == "selector_empty"


def test_a_page_that_shows_only_its_beginning_says_so_and_still_counts(claim, operator, publish):
    resource = publish(operator, URL, DONE, "Subscribe to continue reading.")
    assert state_of(resource).code == "paywall"
    assert Evidence.objects.get().stance == "supports"


def test_a_redirect_to_the_front_page_is_no_content(claim, supported, answer, proposed):
    front = page("OVHcloud has not completed the pretraining of a model on the Jupiter supercomputer.")
    answer(supported, front, final_url="https://operator.example/")
    assert state_of(supported).code == "front_page"
    assert Evidence.objects.get().standing == "offline"
    assert proposed(claim) == ["verified"]


def test_a_list_that_cannot_be_read_is_in_a_state_too(operator, answer):
    resource = watch_url(source=operator, url="https://operator.example/feed", kind="feed")
    answer(resource, b"<html>The feed is being repaired.</html>")
    assert state_of(resource).code == "broken_feed"
    assert sentence("broken_feed").endswith(".")


def test_three_different_walls_in_a_row_are_an_alarm_that_is_logged_once(supported, answer, caplog):
    with caplog.at_level(logging.WARNING, logger="tracker.health.states"):
        for number in range(5):
            answer(supported, page(f"We and our {number} partners use cookies. Accept?"))
    assert is_alarm(Resource.objects.get(pk=supported.pk))
    (record,) = (record for record in caplog.records if record.name == "tracker.health.states")
    assert "not read 3 times in a row" in record.message


def test_an_older_snapshot_that_is_processed_late_says_nothing_of_the_present(supported, answer, extractor):
    late = answer(supported, CONSENT)
    answer(supported, page(DONE))
    Snapshot.objects.filter(pk=late.pk).update(processed_at=None)
    assert pipeline.process_waiting(extractor=extractor) == 1
    assert state_of(supported) == GOOD


def poll_again(resource) -> None:
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now())
    round.poll_due()


def test_a_wall_that_answers_the_same_three_times_is_an_alarm(site, local, extractor, caplog):
    resource = watch_url(source=local, url=site.url("/news"))
    site.set("/news", CONSENT)
    poll_again(resource)
    while pipeline.process_waiting(extractor=extractor):
        pass
    assert state_of(resource).times == 1
    with caplog.at_level(logging.WARNING, logger="tracker.health.states"):
        for _ in range(3):
            poll_again(resource)
    assert state_of(resource).times == 4
    assert [record.name for record in caplog.records].count("tracker.health.states") == 1
    assert resource.snapshots.count() == 1


def test_a_page_that_is_well_is_not_counted(site, local):
    resource = watch_url(source=local, url=site.url("/news"))
    site.set("/news", page(DONE))
    for _ in range(3):
        poll_again(resource)
    assert state_of(resource) == GOOD


def test_a_page_learns_its_rhythm_from_its_text_alone(operator, answer):
    resource = watch_url(source=operator, url=URL)
    Resource.objects.update(recorded_at=timezone.now() - timedelta(hours=2))
    answer(resource, page(DONE))
    answer(resource, page(DONE, around="another advertisement"))
    learnt = Resource.objects.get(pk=resource.pk)
    assert (learnt.learnt_interval_s, learnt.changed_at) == (None, None)
    changed = answer(resource, page(f"{DONE} The machine is free again."))
    learnt.refresh_from_db()
    assert learnt.learnt_interval_s == pytest.approx(7200, rel=0.1)
    assert learnt.changed_at == changed.fetched_at


def test_a_feed_learns_its_rhythm_from_new_entries(operator, answer):
    def feed(*names: str) -> bytes:
        items = "".join(f"<item><title>{n}</title><link>https://operator.example/{n}</link></item>" for n in names)
        return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()

    resource = watch_url(source=operator, url="https://operator.example/feed", kind="feed")
    Resource.objects.filter(pk=resource.pk).update(recorded_at=timezone.now() - timedelta(hours=2))
    answer(resource, feed("a"))
    assert Resource.objects.get(pk=resource.pk).learnt_interval_s is None
    answer(resource, feed("a") + b"<!-- built a moment ago -->")
    assert Resource.objects.get(pk=resource.pk).learnt_interval_s is None
    answer(resource, feed("b", "a"))
    assert Resource.objects.get(pk=resource.pk).learnt_interval_s == pytest.approx(7200, rel=0.1)
