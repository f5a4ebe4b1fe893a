"""The review queue in a real browser: a key a decision, nothing needed below the fold, buttons without script."""

import os

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims import services
from claims.models import Evidence, Flag, Membership, MergeProposal, Origin
from claims.parties import UNATTRIBUTED
from tests.browser.looking import (
    DARK_DESK,
    DARK_PHONE,
    DESKTOP,
    PHONE,
    in_browser,
    is_too_wide,
    on_crossed_screens,
    on_opposite_screens,
    violations,
)

pytestmark = in_browser

NAMES = ("Garonne", "Loire", "Rhine", "Elbe", "Oder", "Tagus")
LONG = "The operator of the site wrote on Monday that much has happened there since the spring of last year. " * 6


@pytest.fixture
def flags(transactional_db, article, alice, bob, make_source, say) -> list[Flag]:
    """Six flags on claims of a published article; the first has four long quotes, one of them of a nameless voice."""
    operator, gazette = make_source("Operator", "record"), make_source("The Gazette", "independent")
    for name in NAMES:
        claim = services.record_claim(
            by=alice, article=article, text=f"The {name} data centre was opened.", kind="event"
        )
        words = f"{LONG if name == NAMES[0] else ''}The {name} data centre was opened on Monday, the operator writes."
        at = words.index("was opened on")
        say(claim, operator, words, deciding=((at, at + 20),))
        if name == NAMES[0]:
            say(claim, gazette, f"{LONG}It is open, people said.", attributed_to="people", attributed_key=UNATTRIBUTED)
            for paper in ("Courier", "Herald"):
                say(claim, make_source(paper, "aggregator"), f"{LONG}Is it open? {paper} asks.", stance="neutral")
        services.apply_finding(claim=claim)
    services.resolve_flag(by=bob, flag=Flag.objects.get(kind="note"), confirm=True)
    services.publish(by=bob, article=article)
    Flag.objects.filter(kind="note").update(resolved_by=None)  # long ago: nothing to undo
    return list(Flag.objects.open().filter(kind="status").order_by("pk"))


@pytest.fixture
def carol(transactional_db, desk) -> User:
    user = User.objects.create_user("carol")
    Membership.objects.create(user=user, desk=desk, role="reviewer")
    return user


def queue(open_page, user, **how) -> tuple[Page, list[str]]:
    page, complaints = open_page(reverse("desk:queue"), user=user, **how)
    page.set_viewport_size({"width": how.get("width", DESKTOP), "height": 800})
    keep(page, f"flag-{how.get('width', DESKTOP)}-{how.get('scheme', 'light')}")
    return page, complaints


def title(page: Page):
    return page.locator("#review-title")


def states() -> list[str]:
    return list(Flag.objects.filter(kind="status").order_by("pk").values_list("state", flat=True))


def test_one_key_a_decision_clears_the_queue(flags, open_page, bob):
    page, complaints = queue(open_page, bob)
    for flag in flags:
        expect(title(page)).to_have_text(flag.claim.text)
        page.keyboard.press("c")
    expect(title(page)).to_have_text("Nothing waits for you.")
    assert states() == ["confirmed"] * 6
    assert not complaints


def test_the_keys_go_dismiss_undo_and_open_what_needs_words(flags, open_page, bob):
    page, complaints = queue(open_page, bob)
    page.keyboard.press("j")
    expect(title(page)).to_have_text(flags[1].claim.text)
    assert page.url.endswith(reverse("desk:flag", args=[flags[1].uuid]))
    expect(title(page)).to_be_focused()
    page.keyboard.press("k")
    expect(title(page)).to_have_text(flags[0].claim.text)
    page.keyboard.press("d")
    page.keyboard.press("4")
    expect(title(page)).to_have_text(flags[1].claim.text)
    expect(page.locator("#came")).to_contain_text("Dismissed")
    page.keyboard.press("u")
    expect(title(page)).to_have_text(flags[0].claim.text)
    assert states() == ["open"] * 6
    page.keyboard.press("d")
    page.keyboard.press("0")
    page.keyboard.type("c d j k u: they say nothing of it")
    expect(title(page)).to_have_text(flags[0].claim.text)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.get_by_label("Whose word it is:").fill("Jane Doe")
    page.keyboard.press("Enter")
    expect(page.locator("#came")).to_contain_text("It is the word of Jane Doe now")
    assert Evidence.objects.filter(attributed_to="Jane Doe").exists()
    page.keyboard.press("w")
    expect(page.locator("form.sheet:visible select").first).to_be_focused()
    assert not complaints


def test_a_decision_that_has_no_key_leaves_the_keys_of_the_others(flags, open_page, bob):
    keep, other = Origin.objects.filter(claim=flags[0].claim).order_by("pk")[:2]
    MergeProposal.objects.create(claim=flags[0].claim, keep=keep, other=other)
    page, complaints = queue(open_page, bob)
    expect(page.get_by_text("One origin or two?")).to_be_visible()
    expect(page.locator('[data-key-of="help"]')).to_have_text("?")
    assert page.locator("[data-deed^=merge] summary").get_attribute("aria-keyshortcuts") is None
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(title(page)).to_be_focused()
    assert not complaints


def test_the_source_opens_at_the_quote(flags, open_page, bob):
    page, _ = queue(open_page, bob)
    page.context.route("https://operator.example/**", lambda route: route.fulfill(body="The page."))
    with page.expect_popup() as opened:
        page.keyboard.press("o")
    opened.value.wait_for_load_state()
    assert opened.value.url.startswith("https://operator.example/news")
    assert ":~:text=" in page.locator('[data-deed="source"]').get_attribute("href")


def test_keys_are_changed_and_switched_off_and_the_browser_remembers(flags, open_page, bob):
    page, complaints = queue(open_page, bob)
    page.keyboard.press("?")
    page.get_by_label("The next flag", exact=True).fill("n")
    page.get_by_role("button", name="Done").click()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("n")
    expect(title(page)).to_have_text(flags[1].claim.text)
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys act on this page").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    assert states() == ["open"] * 6
    assert not complaints


@on_opposite_screens
def test_two_reviewers_race_and_the_slower_goes_on(flags, open_page, client, bob, carol, screen):
    first, _ = queue(open_page, bob, **screen)
    client.cookies.clear()  # or Carol's log-in would end Bob's session
    second, complaints = queue(open_page, carol, **screen)
    expect(second.locator(".looking")).to_contain_text("bob looks at this too.")
    for page in (first, second):
        if screen["scripts"]:
            page.keyboard.press("c")
        else:
            page.get_by_role("button", name="Confirm: verified").click()
        expect(title(page)).to_have_text(flags[1].claim.text)
    expect(second.locator("#came")).to_contain_text("Just before you, bob: confirmed")
    assert states() == ["confirmed", *["open"] * 5]
    assert not complaints


@pytest.mark.parametrize("screen", [DARK_DESK, DARK_PHONE], ids=["desk", "phone"])
def test_without_script_buttons_do_the_same(flags, open_page, bob, screen):
    page, complaints = queue(open_page, bob, **screen)
    page.get_by_role("button", name="Confirm: verified").click()
    assert title(page).inner_text() == flags[1].claim.text
    page.locator("summary", has_text="Dismiss").click()
    page.get_by_role("button", name="It says nothing new.").click()
    assert title(page).inner_text() == flags[2].claim.text
    page.get_by_role("button", name="Undo your decision").click()
    assert title(page).inner_text() == flags[1].claim.text
    page.get_by_role("link", name="Next").click()
    assert title(page).inner_text() == flags[2].claim.text
    assert states() == ["confirmed", *["open"] * 5]
    assert not complaints


@on_crossed_screens
def test_what_was_dismissed_together_is_taken_back_together(flags, open_page, bob, screen):
    page, complaints = queue(open_page, bob, **screen)
    page.locator("summary", has_text="Dismiss").click()
    page.get_by_role("link", name="Dismiss all like it").click()
    page.get_by_label("Why they do not count").select_option(label="It says nothing new.")
    page.get_by_role("button", name="Dismiss those that are ticked").click()
    expect(page.locator("#came")).to_contain_text("6 flags are dismissed.")
    page.get_by_role("button", name="Undo all 6").click()
    expect(page.locator("#came")).to_contain_text("6 wait again")
    assert states() == ["open"] * 6
    assert not complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_queue_is_accessible_and_fits(flags, open_page, bob, width, scheme):
    page, complaints = queue(open_page, bob, width=width, scheme=scheme)
    wrong = {"flag": violations(page)}
    if width == DESKTOP:
        assert below_the_fold(page) == []
    assert not is_too_wide(page)
    page.keyboard.press("d")
    wrong["dismiss"] = violations(page)
    keep(page, f"dismiss-{width}-{scheme}")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    wrong["keys"] = violations(page)
    keep(page, f"keys-{width}-{scheme}")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(title(page)).to_have_text(flags[1].claim.text)
    wrong["came"] = violations(page)
    keep(page, f"came-{width}-{scheme}")
    page.goto(page.url + "like/")
    wrong["like"] = violations(page)
    assert not is_too_wide(page)
    keep(page, f"like-{width}-{scheme}")
    assert {name: found for name, found in wrong.items() if found} == {}
    assert not complaints


def below_the_fold(page: Page) -> list[str]:
    """What a decision needs, and does not stand on the first screen."""
    needed = ["#review-title", ".why h2", ".why dl", ".passage blockquote", ".passage .from", ".bar button.first"]
    return page.evaluate(
        """(needed) => needed.flatMap((name) => [...document.querySelectorAll(name)].filter((one) => {
          const box = one.getBoundingClientRect();
          const bar = document.querySelector(".bar").getBoundingClientRect().top;
          return one.checkVisibility() && (box.top < 0 || box.bottom > (one.closest(".bar") ? innerHeight : bar));
        }).map((one) => `${name}: ${one.textContent.slice(0, 60)}`))""",
        needed,
    )


def keep(page: Page, name: str) -> None:
    """Keep a picture of the first screen where pictures are wanted."""
    if folder := os.environ.get("TRACKER_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/queue-{name}.png", caret="initial")
