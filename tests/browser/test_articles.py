"""The article pages in a real browser: from nothing to the sample article, by hand."""

from itertools import groupby
from typing import Any, Literal

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from claims import services
from claims.contract_templates import template_of
from claims.contracts import Kind, default_contract, parse_contract
from claims.models import Appearance, Article, Claim, Desk, Organisation, Person
from tests.browser.looking import faults, in_browser, on_desk_and_phone
from tests.claims.sample import CLAIMS, SAMPLE

pytestmark = in_browser

MOST_ACTIONS = 120
"""A click, a key chord, or a field that is filled in or chosen."""


@pytest.fixture(autouse=True)
def no_attempts_before():
    cache.clear()


@pytest.fixture
def article(transactional_db, desk, alice, bob, ovhcloud) -> Article:
    """An article with a settled, a withdrawn and a waiting claim, and a comment."""
    article = services.record_article(by=alice, desk=desk, title=SAMPLE["article"]["title"], seen_via="LinkedIn")
    texts = [row["text"] for row in CLAIMS[7:12]]
    claims = [
        services.record_claim(by=alice, article=article, text=text, kind="event", speaker=ovhcloud) for text in texts
    ]
    services.publish(by=bob, article=article)
    services.withdraw_claim(by=bob, claim=claims[3], reason="not ours")
    services.change_status(
        by=bob, claim=claims[0], expected="unverified", to="verified", reason="It is.", rests_on="judgement"
    )
    Desk.objects.update(review_new_claims=True)
    services.record_claim(by=alice, article=article, text="OVHcloud has 3,000 employees.", kind="quantity")
    services.comment(by=alice, on=article, text="@bob please look at the fourth.")
    return article


@on_desk_and_phone
def test_every_page_is_accessible_keeps_the_policy_and_fits(article, open_page, bob, width, scheme):
    wrong = {}
    for name in ("articles", "article-new", "article"):
        path = reverse(f"desk:{name}", args=[article.uuid] if name == "article" else [])
        page, complaints = open_page(path, width=width, user=bob, scheme=scheme)
        if name == "article":
            page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        if found := faults(page, complaints):
            wrong[name] = found
    complaints.clear()  # axe styles the page for its measurements
    page.locator("#add-text").fill("OVHcloud acquired Dragon LLM.")
    page.locator("#add-speaker").fill("OVH Cloud")
    page.locator("#add-text").press("Control+Enter")
    page.wait_for_selector("#doubles")
    page.get_by_role("button", name="It says something else").click()
    page.wait_for_selector("fieldset.same")
    if found := faults(page, complaints):
        wrong["questions"] = found
    assert not wrong


# --- From an empty database to the sample article ---------------------------------------------------------


class Hands:
    """What a person does in a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0

    def click(self, role: Literal["button", "link"], name: str) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def press(self, chord: str) -> None:
        self.actions += 1
        self.page.keyboard.press(chord)

    def put(self, field: str, value: str) -> None:
        """Fill in or choose, unless that stands there already."""
        found = self.page.locator(f"#{field}")
        if found.input_value() == value:
            return
        self.actions += 1
        found.select_option(value) if found.evaluate("each => each.tagName") == "SELECT" else found.fill(value)


def alike(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "text"}


def contract_of(row: dict[str, Any]) -> dict[str, str]:
    """What is chosen for a contract: nothing where it is the usual one."""
    contract = parse_contract(row["settled_by"])
    if set(contract) == set(default_contract(Kind(row["kind"]))):
        return {"add-settled_by_0": ""}
    found = template_of(contract)
    assert found
    chosen, details = found
    taken = {"organisations": "; ".join(details.organisations), "document": details.document}
    taken["speaker_document"] = details.speaker_document
    fields = {f"add-settled_by_{place}": taken[name] for place, name in enumerate(taken, 1) if name in chosen.takes}
    return {"add-settled_by_0": chosen.key} | fields


def add(hands: Hands, rows: list[dict[str, Any]]) -> None:
    """Claims that differ in nothing but their words, one a line."""
    row = rows[0]
    hands.put("add-text", "\n".join(each["text"] for each in rows))
    hands.put("add-kind", row["kind"])
    speaker = "" if row["speaker"] == "the article" else row["speaker"]
    is_new = speaker and not any(model.objects.filter(name=speaker).exists() for model in (Organisation, Person))
    hands.put("add-speaker", speaker)
    if is_new:
        people = [person["name"] for person in SAMPLE["persons"]]
        hands.put("add-speaker_kind", "person" if speaker in people else "organisation")
    for field, value in contract_of(row).items():
        hands.put(field, value)
    if not hands.page.locator("#add-reported_by").is_visible():
        hands.actions += 1
        hands.page.locator("form.adds summary").click()
    for name in ("reported_by", "criterion", "note", "due_on", "recheck_on"):
        hands.put(f"add-{name}", row.get(name, ""))
    before = hands.page.locator("ol.claims > li").count()
    hands.press("Control+Enter")
    hands.page.locator("ol.claims > li").nth(before + len(rows) - 1).wait_for()


def test_the_sample_article_is_recorded_from_an_empty_database(transactional_db, open_page):
    code = services.issue_setup_code()
    page, complaints = open_page("/")
    hands = Hands(page)
    for field, value in (("code", code), ("username", "dora"), ("password", "correct horse battery")):
        hands.put(f"found-{field}", value)
    hands.click("button", "Set up the desk")
    hands.click("link", "Articles")
    hands.click("link", "Record an article")
    for field in ("title", "published_on", "seen_via", "summary"):
        hands.put(f"record-{field}", SAMPLE["article"][field])
    hands.click("button", "Record the article")
    page.wait_for_selector("#add-text:focus")
    page.evaluate("window.stillHere = true")
    for _same, rows in groupby(CLAIMS, key=alike):
        add(hands, list(rows))
        page.wait_for_selector("#add-text:focus")
    assert page.evaluate("window.stillHere"), "a claim is added without a page being loaded"
    assert "0 of 22 settled" in page.inner_text("#work")
    assert not complaints
    recorded = [appearance.claim for appearance in Appearance.objects.select_related("claim")]
    assert [as_written(claim) for claim in recorded] == [as_meant(row) for row in CLAIMS]
    assert hands.actions <= MOST_ACTIONS


def as_written(claim: Claim) -> dict[str, Any]:
    dates = {name: str(getattr(claim, name) or "") for name in ("due_on", "recheck_on")}
    words = {name: getattr(claim, name) for name in ("text", "kind", "reported_by", "criterion", "note")}
    contract = parse_contract(claim.settled_by) if claim.settled_by else default_contract(Kind(claim.kind))
    return words | dates | {"speaker": str(claim.speaker or "the article"), "contract": set(contract)}


def as_meant(row: dict[str, Any]) -> dict[str, Any]:
    names = ("text", "kind", "reported_by", "criterion", "note", "due_on", "recheck_on", "speaker")
    return {name: row.get(name, "") for name in names} | {"contract": set(parse_contract(row["settled_by"]))}
