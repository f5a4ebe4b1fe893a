"""The pages in a real browser: nothing that axe objects to, nothing that the Content-Security-Policy stops."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Flag, Source
from tests.browser.looking import PHONE, in_browser, is_too_wide, on_desk_and_phone, violations

pytestmark = in_browser


@pytest.fixture
def story(transactional_db, article, claim, alice, bob, make_source, say) -> Flag:
    """A published article: one claim verified with its evidence, another waiting in the queue."""
    agency = make_source("The Ledger", "independent")
    operator = make_source("Operator", "record")
    say(claim, operator, "The operator writes: pretraining has been completed.", deciding=((37, 51),))
    services.apply_finding(claim=claim)
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True)
    item = say(claim, agency, "OVHcloud said that its pretraining was over.", attributed_to="OVHcloud")
    services.set_standing(evidence=item, standing="offline", at=item.retrieved_at)
    contest(claim, make_source, say)
    waiting = services.record_claim(
        by=alice, article=article, text="The model was released as open source.", kind="event", due_on=None
    )
    say(waiting, operator, "The weights were released as open source on Monday.", deciding=((12, 40),))
    services.apply_finding(claim=waiting)
    services.publish(by=bob, article=article)
    return Flag.objects.get(state="open")


def contest(claim, make_source, say) -> None:
    """Sources that differ in a figure, a copy, a quote that was altered since, two origins that may be one."""
    figures = {"claim": "24 billion parameters", "passage": "20 billion parameters", "verdict": "conflicts"}
    words = "OVHcloud's model has 20 billion parameters."
    gazette = make_source("The Gazette of Record", "independent")
    first = say(claim, gazette, words, stance="neutral", figures=(figures,))
    why = "It copies The Gazette of Record: word for word the same."
    portal = make_source("Portal", "aggregator")
    say(claim, portal, words, stance="neutral", figures=(figures,), origin=first.origin, why=why)
    agrees = figures | {"passage": "24B", "verdict": "agrees"}
    other = say(claim, make_source("Courier", "independent"), "The 24B model.", stance="neutral", figures=(agrees,))
    services.set_standing(
        evidence=other, standing="altered", wording="The 20B model.", reasons=["It is smaller."], at=other.as_of
    )
    services.propose_merge(origins=(first.origin, other.origin), because="Herald (2026-11-01) copies texts of both.")


def addresses(flag: Flag) -> dict[str, str]:
    claim = flag.claim
    verified = type(claim).objects.get(status="verified")
    return {
        "list": reverse("site:articles"),
        "assessor": reverse("site:assessor"),
        "article": reverse("site:article", args=[claim.appearances.get().article.slug]),
        "waiting claim": reverse("site:claim", args=[claim.slug]),
        "verified claim": reverse("site:claim", args=[verified.slug]),
        "desk": reverse("admin:index"),
        "queue": reverse("admin:claims_flag_changelist"),
        "review": reverse("admin:claims_flag_change", args=[flag.pk]),
        "decided flag": reverse("admin:claims_flag_change", args=[verified.flags.get(state="confirmed").pk]),
        "desk claim": reverse("desk:claim", args=[claim.uuid]),
        "desk contested claim": reverse("desk:claim", args=[verified.uuid]),
        "desk history": reverse("desk:claim-history", args=[claim.uuid]),
        "desk article": reverse("desk:article", args=[claim.appearances.get().article.uuid]),
        "desk source": reverse("admin:claims_source_change", args=[Source.objects.first().pk]),
        "new article": reverse("desk:article-new"),
        "history": reverse("admin:claims_auditentry_changelist"),
        "entry": reverse(
            "admin:claims_auditentry_change", args=[AuditEntry.objects.filter(action="recorded").last().pk]
        ),
    }


@on_desk_and_phone
def test_every_page_is_accessible_and_keeps_the_policy(story, open_page, bob, width, scheme):
    wrong = {}
    for name, path in addresses(story).items():
        user = bob if path.startswith(("/admin/", "/desk/")) else None
        page, complaints = open_page(path, width=width, user=user, scheme=scheme)
        if found := [*complaints, *violations(page)]:
            wrong[name] = found
    assert not wrong


@pytest.mark.parametrize("name", ["list", "article", "verified claim", "assessor", "queue", "decided flag"])
def test_a_phone_need_not_scroll_sideways(story, open_page, bob, name):
    path = addresses(story)[name]
    page, _ = open_page(path, width=PHONE, user=bob if path.startswith(("/admin/", "/desk/")) else None)
    assert not is_too_wide(page)


def test_the_policy_is_strict(story, open_page, live_server, client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_reviewer_confirms_with_a_press(story, open_page, bob):
    page, complaints = open_page(reverse("admin:claims_flag_change", args=[story.pk]), user=bob)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/admin/claims/flag/")
    assert "Confirmed" in page.inner_text(".messagelist")
    story.refresh_from_db()
    assert (story.state, story.claim.status) == ("confirmed", "verified")
    assert not complaints


def test_an_open_page_follows_a_change_without_being_loaded_again(story, open_page, bob):
    page, complaints = open_page(reverse("site:claim", args=[story.claim.slug]))
    page.evaluate("window.stillHere = true")
    services.resolve_flag(by=bob, flag=story, confirm=True)
    page.wait_for_selector(".verdict .status.verified", timeout=30_000)
    assert page.evaluate("window.stillHere")
    assert not complaints


def test_everything_is_there_to_read_without_script(story, browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + reverse("site:claim", args=[story.claim.slug]))
    assert "The weights were released" in page.inner_text("blockquote")
    assert page.get_by_role("button").count() == 0
    context.close()
