"""The board in a real browser: found while one types, ticked and assigned, by keyboard, on every screen."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import Claim
from tests.browser.looking import DESKTOP, PHONE, faults, in_browser, on_crossed_screens

pytestmark = in_browser


@pytest.fixture
def claims(transactional_db, alice, bob, article, claim) -> list[Claim]:
    texts = ["Training costs fell to 150 million euros.", "The models will be open source.", "A second site opens."]
    more = [services.record_claim(by=alice, article=article, text=text, kind="event") for text in texts]
    services.assign(by=bob, claim=more[0], to=bob)
    return [claim, *more]


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_the_board_is_accessible_and_fits(claims, open_page, bob, width, scheme):
    page, complaints = open_page(reverse("desk:claims") + "?by=status", width=width, user=bob, scheme=scheme)
    assert faults(page, complaints) == []


@on_crossed_screens
def test_claims_are_found_while_one_types_and_assigned_together(claims, open_page, bob, screen):
    page, complaints = open_page(reverse("desk:claims"), user=bob, **screen)
    words = page.get_by_label("Words of the claim or its article")
    for sought, last in (("open source", "ul.board > li:only-child"), ("", "ul.board > li:nth-child(4)")):
        words.fill("")
        words.press_sequentially(sought)
        if not screen["scripts"]:
            page.keyboard.press("Enter")
        page.wait_for_selector(last)
        assert f"q={sought.split(' ')[0]}" in page.url
    if screen["scripts"]:
        page.get_by_role("button", name="Tick all").click()
    else:
        for box in page.locator("ul.board input[type=checkbox]").all():
            box.check()
    page.get_by_label("Assign to", exact=True).select_option("bob")
    page.get_by_role("button", name="Assign", exact=True).click()
    page.wait_for_selector("text=4 claims are assigned.")
    assert not complaints
    assert set(Claim.objects.values_list("assigned_to__username", flat=True)) == {"bob"}
