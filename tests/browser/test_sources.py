"""Sources at the desk, in a real browser: from an empty list to a source that is watched, by keyboard, on a phone."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import faults, in_browser, on_desk_and_phone, on_opposite_screens, violations
from tests.loopback import LoopbackSite
from tracker.models import Resource, Snapshot
from tracker.snapshots import bodies
from tracker.watching import resources, watches
from tracker.watching.resources import watch_url

pytestmark = in_browser

ARTICLE = (
    "<!doctype html><html lang=en><head><title>Jupiter is full</title></head><body><article><h1>Jupiter is full</h1><p>"
    "The operator said on Monday that every node of the machine is in use until the end of March.</p><p>The pretraining"
    " of the model was completed on 3 November, two weeks before the date that was planned for it.</p></article></body>"
)
TROUBLE: dict[str, dict[str, object]] = {
    "alarm": {"failures": 4, "error_code": "timeout", "error": "It did not answer in time."},
    "moved": {
        "moved_to": "https://elsewhere.example/a-rather-long-address/of-a-page",
        "moved_times": 3,
        "move_waits": True,
    },
    "ended": {"next_poll_at": None, "error_code": "http-410", "error": "The server says that it is gone for good."},
}


@pytest.fixture
def outside(settings):
    cache.clear()
    with LoopbackSite() as site:
        settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES = [site.address]
        settings.TRACKER_ALLOWED_PORTS = frozenset({site.port})
        site.set("/news", ARTICLE)
        yield site


@pytest.fixture
def watched(transactional_db, alice, claim, make_source) -> Resource:
    """One address with a life behind it, one in each trouble, a feed with pages."""
    source = make_source("Operator", "record")
    resource = resources.watch(by=alice, source=source, url="https://operator.example/news/2026/jupiter-is-full")
    watches.hold_against(by=alice, source=source, claims=[claim])
    now = timezone.now()
    for days, facts in [(9, {"title": "Jupiter fills"}), (4, {"unreadable": "This page asks for consent."}), (2, {})]:
        Snapshot.objects.create(
            resource=resource,
            body=bodies.store(str(days).encode() * 3000),
            final_url=resource.url,
            fetched_at=now - timedelta(days=days),
            processed_at=now,
            text="" if "unreadable" in facts else "Every node of the machine is in use until the end of March.",
            language="en",
            **{"title": "Jupiter is full", **facts},
        )
    life = {"read_at": now - timedelta(hours=1), "polled_at": now, "next_poll_at": now + timedelta(minutes=9)}
    Resource.objects.filter(pk=resource.pk).update(recorded_at=now - timedelta(days=10), **life)
    for name, trouble in TROUBLE.items():
        other = watch_url(source=source, url=f"https://operator.example/{name}")
        Resource.objects.filter(pk=other.pk).update(read_at=now - timedelta(days=3), polled_at=now, **trouble)
    return Resource.objects.get(pk=resource.pk)


def addresses(resource: Resource) -> dict[str, str]:
    broken = Resource.objects.get(url__endswith="/alarm")
    return {
        "list": reverse("desk:sources"),
        "filtered to nothing": reverse("desk:sources") + "?q=nowhere",
        "watch": reverse("desk:watch"),
        "resource": reverse("desk:resource", args=[resource.uuid]),
        "alarm": reverse("desk:resource", args=[broken.uuid]),
    }


@on_desk_and_phone
def test_every_page_is_accessible_keeps_the_policy_and_fits(watched, open_page, bob, width, scheme):
    wrong = {}
    for name, path in addresses(watched).items():
        page, complaints = open_page(path, width=width, user=bob, scheme=scheme)
        for details in page.locator("details").all():
            details.evaluate("each => { each.open = true }")
        if found := faults(page, complaints):
            wrong[name] = found
    assert not wrong


@on_opposite_screens
def test_a_journalist_goes_from_an_empty_list_to_a_source_that_is_watched(
    transactional_db, outside, open_page, alice, claim, screen
):
    page, complaints = open_page(reverse("desk:sources"), user=alice, **screen)
    page.get_by_role("link", name="Watch a source").first.click()
    page.get_by_label("Address:", exact=True).fill(outside.url("/news"))
    page.keyboard.press("Enter")  # looks, and saves nothing
    assert "every node of the machine is in use" in page.inner_text(".preview")
    assert not Resource.objects.exists()
    if screen["scripts"]:
        assert violations(page) == []

    page.get_by_label("Name of the new source:").fill("Operator")
    page.get_by_label("The host of the address is its own").check()
    assert page.get_by_text("Claims to hold it against").is_visible()
    page.get_by_label(claim.text).check()
    page.get_by_role("button", name="Watch it").click()
    page.wait_for_selector("figure.line svg")
    assert "Watching" in page.inner_text(".messagelist")
    resource = Resource.objects.get()
    assert (resource.kind, resource.source.name) == ("html", "Operator")
    assert resource.source.watches.get().claim == claim

    page.get_by_text("Pause it").click()
    page.get_by_label("Why").fill("It is being rebuilt.")
    page.get_by_role("button", name="Pause").click()
    page.wait_for_selector("button:has-text('Resume')")
    assert "Paused by alice: It is being rebuilt." in page.inner_text(".says")
    assert not complaints


def test_everything_can_be_reached_and_done_by_keyboard(watched, open_page, alice):
    page, _ = open_page(reverse("desk:resource", args=[watched.uuid]), user=alice)
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
    assert {"Read it now", "Pause it", "Change what is read of it", "Choose how often it is read"} <= seen
    page.locator("summary", has_text="Pause it").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("A holiday.")
    page.keyboard.press("Enter")
    page.wait_for_selector("button:has-text('Resume')")
    watched.refresh_from_db()
    assert watched.next_poll_at is None
