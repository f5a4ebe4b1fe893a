"""The pages of taking back and correcting, in a real browser."""

import re

import pytest
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Membership
from tests.browser.looking import faults, in_browser, on_crossed_screens, on_desk_and_phone, on_opposite_screens

pytestmark = in_browser


@pytest.fixture
def pages(transactional_db, article, claim, desk, charlie, bob, make_source, say) -> dict[str, str]:
    """The addresses of the pages, for an administrator of the only desk."""
    Membership.objects.create(user=charlie, desk=desk, role="administrator")
    item = say(claim, make_source("Operator", "record"), "The operator writes: pretraining has been completed.")
    services.publish(by=bob, article=article)
    entry = AuditEntry.objects.get(action="evidence added")
    records = {"revise": claim, "evidence": item, "redact": entry}
    found = {name: reverse(f"desk:{name}", args=[record.uuid]) for name, record in records.items()}
    return found | {"erasure": reverse("desk:erasure"), "claim": reverse("desk:claim", args=[claim.uuid])}


@on_desk_and_phone
def test_every_page_is_accessible_and_fits(pages, open_page, charlie, width, scheme):
    wrong = {}
    for name, path in pages.items():
        page, complaints = open_page(path, width=width, user=charlie, scheme=scheme)
        if found := faults(page, complaints):
            wrong[name] = found
    assert not wrong


@on_opposite_screens
def test_a_revision_is_looked_at_and_then_made(pages, open_page, claim, charlie, screen):
    page, complaints = open_page(pages["revise"], user=charlie, **screen)
    page.locator("[name=text]").fill("OVHcloud has completed two models.")
    page.get_by_role("button", name="Show what readers will see").click()
    page.wait_for_selector("#seen")
    page.get_by_label("Reason").fill("The operator says two.")
    page.get_by_role("button", name="Revise it").click()
    page.wait_for_url(re.compile(r"/desk/claims/[^/]+/$"))
    claim.refresh_from_db()
    assert claim.text == "OVHcloud has completed two models."
    assert not complaints


@on_crossed_screens
def test_what_holds_a_persons_data_is_shown_and_erased(pages, open_page, alice, charlie, screen):
    page, complaints = open_page(pages["erasure"], user=charlie, **screen)
    page.get_by_label("A member").fill("alice")
    page.get_by_role("button", name="Show what holds their data").click()
    page.wait_for_selector("#seen")
    if screen["scripts"]:
        assert faults(page, complaints) == []
    page.get_by_label("Reason").fill("She asked for it.")
    page.get_by_role("button", name="Erase it").click()
    page.wait_for_selector(".messagelist")
    alice.refresh_from_db()
    assert alice.username.startswith("erased-")
    assert not complaints
