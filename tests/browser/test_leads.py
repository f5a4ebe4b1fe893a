"""The lane of leads in a real browser: its keys, and that nothing is in anybody's way."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from claims.models import Evidence
from tests.browser.looking import in_browser, on_desk_and_phone, on_opposite_screens
from tracker.models import Lead

pytestmark = [*in_browser, pytest.mark.django_db(transaction=True)]

LANE = reverse("desk:leads")
PLAN = "OVHcloud plans to complete the pretraining of a model on the Jupiter supercomputer."
RAIN = "It rains in the town today, and the canteen serves lunch from noon."


def test_keys_move_through_the_lane_and_decide(open_page, publish, make_source, alice, claim):
    source = make_source("Operator", "record")
    for number in range(2):
        publish(source, f"https://operator.example/{number}", RAIN, PLAN)
    page, complaints = open_page(LANE, user=alice)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    with page.expect_navigation():
        page.keyboard.press("e")
    assert Evidence.objects.get().added_by == alice
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("d")
    assert sorted(Lead.objects.values_list("state", flat=True)) == ["dismissed", "evidence"]
    assert page.get_by_text("No lead waits.").is_visible()
    assert complaints == []


@on_opposite_screens
def test_a_lead_is_made_evidence_on_the_page_of_its_claim(open_page, publish, make_source, alice, claim, screen):
    publish(make_source("Operator", "record"), "https://operator.example/news", RAIN, PLAN)
    page, complaints = open_page(reverse("desk:claim", args=[claim.uuid]), user=alice, **screen)
    page.get_by_role("button", name="It supports the claim").click()
    page.wait_for_selector(".messagelist")
    assert Evidence.objects.get().stance == "supports"
    assert complaints == []


@on_desk_and_phone
def test_the_pages_are_readable_and_accessible(open_page, publish, make_source, alice, claim, width, scheme):
    source = make_source("Operator", "record")
    publish(source, "https://operator.example/news", RAIN, "It was said that nothing is known yet.")
    resource = publish(source, "https://operator.example/news", RAIN, PLAN)
    snapshot = reverse("desk:snapshot", args=[resource.snapshots.latest("pk").pk])
    held = f"{reverse('desk:source-claims', args=[source.uuid])}?q=jupiter"
    for path in (LANE, snapshot, held, reverse("desk:resource", args=[resource.uuid])):
        page, complaints = open_page(path, width=width, user=alice, scheme=scheme)
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert complaints == []
