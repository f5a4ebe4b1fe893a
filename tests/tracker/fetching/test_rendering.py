"""Pages that are read after their scripts ran: what the watch makes of what a rendering service says."""

import json
import socket
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from claims.services.base import InvalidInput
from net.errors import SCRIPT_CODES
from tests.loopback import Exchange, LoopbackSite, Page
from tests.pages import page
from tracker.fetching import rendering
from tracker.health.alarm import is_alarm
from tracker.models import Resource, Snapshot
from tracker.polling import round
from tracker.processing import pipeline
from tracker.watching import resources
from tracker.watching.discovery import preview
from tracker.watching.resources import watch_url
from tracker.watching.selectors import select

TOKEN = "a token that only this test knows"
SHELL = page("The text is on its way.") + b"<script src=/app.js></script>"
WORDS = "The pretraining of the model was completed on 3 November."


class Renderer:
    """A rendering service that says what a test has it say."""

    def __init__(self, site: LoopbackSite) -> None:
        self.site = site
        self.status = 200
        self.says: dict[str, object] = {"html": page(WORDS).decode(), "refused": []}
        site.handle("/render", self.answer)

    def answer(self, exchange: Exchange) -> Page:
        return Page(json.dumps(self.says).encode(), self.status, "application/json")


@pytest.fixture
def renderer(settings):
    with LoopbackSite("127.0.0.3") as running:
        settings.TRACKER_RENDERER_URL = running.url("")
        settings.TRACKER_RENDERER_TOKEN = TOKEN
        yield Renderer(running)


@pytest.fixture
def resource(local, site, renderer) -> Resource:
    site.set("/news", SHELL)
    return watch_url(source=local, url=site.url("/news"), rendered=True)


def poll(resource: Resource) -> Resource:
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=timezone.now())
    round.poll_due()
    resource.refresh_from_db()
    return resource


def test_the_page_is_asked_in_its_turn_and_sent_on_as_it_came(site, renderer, resource, extractor):
    poll(resource)
    pipeline.process_waiting(extractor=extractor)
    (sent,) = renderer.site.requests
    assert sent.body == SHELL
    assert sent.headers["authorization"] == f"Bearer {TOKEN}"
    assert sent.headers["x-document-url"] == site.url("/news")
    assert sent.headers["content-type"] == "text/html; charset=utf-8"
    assert "authorization" not in site.requests[-1].headers
    snapshot = Snapshot.objects.get()
    assert WORDS in snapshot.text
    assert (snapshot.rendered, snapshot.final_url) == (True, site.url("/news"))
    assert (resource.error, resource.failures) == ("", 0)


def test_it_is_never_asked_for_conditionally_and_only_another_text_is_a_change(site, renderer, resource):
    poll(resource)
    poll(resource)
    assert site.hits("/news") == len(renderer.site.requests) == 2
    assert all("if-none-match" not in seen.headers for seen in site.requests)
    assert Snapshot.objects.count() == 1
    renderer.says["html"] = page(WORDS, "It is open to all.").decode()
    poll(resource)
    assert Snapshot.objects.count() == 2


def test_it_is_read_no_more_often_than_the_floor(local, renderer, resource, alice):
    local.polling.interval_s = 1
    local.polling.floor_s = 1
    local.polling.save()
    before = timezone.now()
    poll(resource)
    assert resource.next_poll_at >= before + timedelta(seconds=rendering.FLOOR_S)
    with pytest.raises(InvalidInput, match="may be read again"):
        resources.poll_now(by=alice, resource=resource)


def test_what_the_page_itself_answers_is_said_as_ever(site, renderer, resource):
    site.set("/news", "not here", status=404)
    poll(resource)
    assert resource.error_code == "http-404"
    assert renderer.site.requests == []


def test_robots_are_obeyed_before_anything_is_rendered(site, renderer, resource):
    site.set("/robots.txt", "User-agent: *\nDisallow: /news", content_type="text/plain")
    poll(resource)
    assert resource.error_code == "robots"
    assert renderer.site.requests == []


@pytest.mark.parametrize(
    ("status", "says", "code", "sentence"),
    [
        (
            200,
            {"error": "scripts-endless", "sentence": "Its scripts did not come to an end."},
            "scripts-endless",
            "end",
        ),
        (200, {"unknown": 1}, "renderer-away", "as it should"),
        (200, [], "renderer-away", "as it should"),
        (401, {}, "renderer-away", "TRACKER_RENDERER_TOKEN"),
        (500, {}, "renderer-away", "does not answer"),
    ],
)
def test_what_goes_wrong_there_is_a_sentence_and_no_change(site, renderer, resource, status, says, code, sentence):
    poll(resource)
    renderer.status, renderer.says = status, says
    for _ in range(3):
        poll(resource)
    assert resource.error_code == code
    assert code in SCRIPT_CODES
    assert sentence in resource.error
    assert (resource.failures, is_alarm(resource)) == (3, True)
    assert resource.next_poll_at > timezone.now() + timedelta(minutes=1)
    assert Snapshot.objects.count() == 1


def test_a_service_that_is_away_holds_up_nobody_else(settings, local, site, resource):
    with socket.create_server(("127.0.0.3", 0)) as nobody:
        settings.TRACKER_RENDERER_URL = f"http://127.0.0.3:{nobody.getsockname()[1]}"
    site.set("/plain", page("Read as ever."))
    plain = watch_url(source=local, url=site.url("/plain"))
    poll(resource)
    plain.refresh_from_db()
    assert resource.error_code == "renderer-away"
    assert "does not answer" in resource.error
    assert (plain.error, plain.read_at is not None) == ("", True)


def test_a_service_that_is_busy_is_asked_again_soon_and_nothing_is_held_against_the_page(renderer, resource):
    renderer.status, renderer.says = 503, {}
    poll(resource)
    assert (resource.error, resource.failures) == ("", 0)
    assert resource.next_poll_at < timezone.now() + timedelta(seconds=30)


def test_where_no_service_is_set_up_any_more_the_page_says_so_and_is_not_asked(settings, site, resource):
    settings.TRACKER_RENDERER_URL = ""
    poll(resource)
    assert (resource.error_code, site.requests) == ("renderer-off", [])
    assert "no rendering service" in resource.error


def test_few_wait_for_the_service_at_once_and_the_others_come_later(local, site, renderer):
    for number in range(9):
        site.set(f"/{number}", SHELL)
        watch_url(source=local, url=site.url(f"/{number}"), rendered=True)
    assert round.poll_due() == 4
    assert Resource.objects.filter(next_poll_at__gt=timezone.now(), polled_at=None, lease_id=None).count() == 5


# --- Choosing it ------------------------------------------------------------------------------------------


def test_it_is_refused_for_what_is_no_page_and_where_there_is_no_service(settings, local, renderer):
    with pytest.raises(InvalidInput, match="only pages"):
        watch_url(source=local, url="https://news.example/feed", kind="feed", rendered=True)
    settings.TRACKER_RENDERER_URL = ""
    with pytest.raises(InvalidInput, match="no rendering service"):
        watch_url(source=local, url="https://news.example/", rendered=True)


def test_a_page_is_changed_to_it_and_back_and_its_history_says_so(local, site, renderer, alice, charlie):
    resource = resources.watch(by=alice, source=local, url=site.url("/news"))
    site.set("/news", SHELL)
    poll(resource)
    assert resource.etag
    with pytest.raises(PermissionDenied):
        resources.change_selector(by=charlie, resource=resource, part="main", rendered=True)
    resources.change_selector(by=alice, resource=resource, part="main", rendered=True)
    poll(resource)
    assert list(Snapshot.objects.order_by("pk").values_list("rendered", flat=True)) == [False, True]
    resources.change_selector(by=alice, resource=resource, part="main", rendered=False)
    poll(resource)
    assert len(renderer.site.requests) == 1
    assert not Snapshot.objects.latest("pk").rendered


def test_quotes_that_are_missing_without_scripts_are_out_of_sight_and_not_taken_back(
    local, site, renderer, resource, claim, say, extractor
):
    rest = "The machine stands in Jülich and is cooled with warm water all the year round."
    renderer.says["html"] = page(rest, WORDS).decode()
    poll(resource)
    pipeline.process_waiting(extractor=extractor)
    item = say(claim, local, WORDS, url=resource.url)
    select(resource=resource, part="main", rendered=False)
    for more in ("", "More was added later on that day, as the operator has said."):
        site.set("/news", page(rest, more))
        poll(resource)
        pipeline.process_waiting(extractor=extractor)
        item.refresh_from_db()
        assert item.standing == "unread"


@pytest.mark.parametrize("offered", [True, False])
def test_the_desk_offers_it_only_where_there_is_a_service(settings, client, alice, renderer, local, offered):
    if not offered:
        settings.TRACKER_RENDERER_URL = ""
    client.force_login(alice)
    resource = watch_url(source=local, url="https://news.example/")
    for address in (reverse("desk:watch"), reverse("desk:resource", args=[resource.uuid])):
        assert (b'name="rendered"' in client.get(address).content) == offered


def test_the_form_looks_at_a_page_after_its_scripts_ran_and_watches_it_so(client, alice, desk, local, site, renderer):
    cache.clear()
    site.set("/news", SHELL)
    client.force_login(alice)
    facts = {"url": site.url("/news"), "kind": "auto", "part": "main", "held": "chosen", "desk": desk.pk}
    facts |= {"source": local.slug, "rendered": "on"}
    answer = client.post(reverse("desk:watch"), {**facts, "button": "look"})
    assert WORDS in answer.content.decode()
    answer = client.post(reverse("desk:watch"), {**facts, "button": "watch"}, follow=True)
    assert "after its scripts ran" in answer.content.decode()
    assert Resource.objects.get().rendered
    refused = client.post(reverse("desk:watch"), {**facts, "kind": "feed", "button": "watch"}).content.decode()
    assert "Only pages have scripts" in refused


def test_a_look_at_a_page_that_shows_nothing_without_scripts_says_what_to_tick(local, site, renderer):
    cache.clear()
    site.set("/bare", "<title>App</title><div id=app></div>")
    assert "tick that they are to be run" in preview.preview(url=site.url("/bare"), kind="html").refused
    site.set("/app", "<title>App</title><noscript>You need to enable JavaScript to run this app.</noscript><div></div>")
    assert "tick that they are to be run" in preview.preview(url=site.url("/app")).refused
    renderer.says = {"error": "led-away", "sentence": "Its scripts lead to another address."}
    assert preview.preview(url=site.url("/app"), rendered=True).refused == "Its scripts lead to another address."


def test_settings_that_cannot_work_are_said_at_the_start(settings):
    assert list(rendering.troubles()) == []
    settings.TRACKER_RENDERER_URL, settings.TRACKER_RENDERER_TOKEN = "http://render:8100", TOKEN
    assert list(rendering.troubles()) == []
    settings.TRACKER_RENDERER_URL, settings.TRACKER_RENDERER_TOKEN = "unix:/run/render", "short"
    assert [message.split()[0] for message, _ in rendering.troubles()] == [
        "TRACKER_RENDERER_URL",
        "TRACKER_RENDERER_TOKEN",
    ]
