"""Keys and subscriptions at the desk, in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.looking import DESKTOP, PHONE, in_browser, violations
from tracker.models import Subscription
from tracker.push import keys, subscriptions
from tracker.push.protocol import Announced
from tracker.watching.resources import watch_url

pytestmark = in_browser


@pytest.fixture
def addresses(transactional_db, make_source, bob) -> dict[str, str]:
    source = make_source("Gazette", "independent")
    key, _ = keys.make_key(by=bob, source=source, name="The Ledger’s scraper")
    feed = watch_url(source=source, url="https://gazette.example/feed.xml", kind="feed")
    subscriptions.notice(resource=feed, at=Announced("https://hub.example/", feed.url), now=timezone.now())
    now = timezone.now()
    facts = {"state": "active", "confirmed_at": now, "ends_at": now + timedelta(days=9), "error": ""}
    Subscription.objects.update(**facts)
    pages = {
        f"{model} {page}": reverse(f"admin:tracker_{model}_{page}", args=args)
        for model, record in (("ingestkey", key), ("subscription", feed.subscription))
        for page, args in (("changelist", []), ("change", [record.pk]))
    }
    return pages | {"make a key": reverse("admin:tracker_ingestkey_add")}


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_pages_are_whole(addresses, open_page, bob, width):
    wrong = {}
    for name, path in addresses.items():
        page, complaints = open_page(path, width=width, user=bob)
        if found := [*complaints, *violations(page)]:
            wrong[name] = found
    assert not wrong


def test_a_reviewer_makes_a_key_by_keyboard_and_sees_it_once(addresses, open_page, bob):
    page, complaints = open_page(addresses["make a key"], user=bob)
    page.get_by_label("Source:").fill("gaz")
    page.get_by_label("Name:").fill("Cron")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist")
    assert "ik_" in page.inner_text(".messagelist")
    page.reload()
    assert page.locator(".messagelist").count() == 0
    assert not complaints
