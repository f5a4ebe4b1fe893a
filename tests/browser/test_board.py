"""The board in a real browser: found while one types, ticked and assigned, by keyboard, on every screen."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import Claim
from tests.browser.looking import DESKTOP, PHONE, faults, in_browser

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


def test_claims_are_found_while_one_types_and_assigned_together(claims, open_page, bob):
    page, complaints = open_page(reverse("desk:claims"), user=bob)
    page.get_by_label("Words of the claim or its article").press_sequentially("open source")
    page.wait_for_selector("ul.board > li:only-child")
    assert "q=open%20source" in page.url
    page.get_by_label("Words of the claim or its article").fill("")
    page.wait_for_selector("ul.board > li:nth-child(4)")
    page.get_by_role("button", name="Tick all").click()
    page.get_by_label("Assign to", exact=True).select_option("bob")
    page.get_by_role("button", name="Assign", exact=True).click()
    page.wait_for_selector("text=4 claims are assigned.")
    assert not complaints
    assert set(Claim.objects.values_list("assigned_to__username", flat=True)) == {"bob"}
