"""The claim's page in a real browser: what is done there all day, and that everybody can read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from claims import services
from claims.models import Attachment, Claim, Evidence, Mention
from tests.browser.looking import (
    DESKTOP,
    PHONE,
    in_browser,
    is_too_wide,
    on_crossed_screens,
    on_desk_and_phone,
    on_opposite_screens,
    violations,
)
from tests.browser.test_pages import contest
from tests.desk.claim_pages import deed_of, history_of, page_of, page_of_item
from tests.pages import page as article_of
from tests.tracker.processing.test_pipeline import RECORD
from tracker.models import Resource, Watch
from tracker.watching import resources

pytestmark = in_browser

# The smallest picture there is: one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture
def contested(transactional_db, article, claim, alice, bob, make_source, say) -> Claim:
    """A claim with evidence on both sides, a question of origins, a gap in reading, a file, a talk and a past."""
    operator = make_source("Operator", "record")
    say(claim, operator, "The operator writes: pretraining has been completed.", deciding=((37, 51),))
    refuting = make_source("Le Courrier de Gravelines", "independent")
    say(claim, refuting, "Le calcul n’est pas terminé, dit l’opérateur.", stance="refutes")
    pending = make_source("Wire", "independent")
    say(claim, pending, "The wire says that it is not completed.", stance="refutes", accepted=False)
    contest(claim, make_source, say)
    Watch.objects.create(claim=claim, source=operator)
    resources.watch(by=alice, source=operator, url="https://operator.example/status")
    services.attach(by=alice, claim=claim, content=PNG, name="shot.png")
    services.comment(by=alice, on=claim, text="@bob, what do you think?")
    services.ask_speaker(by=alice, claim=claim, how="email", question="Is it finished?")
    services.change_status(
        by=bob, claim=claim, expected="unverified", to="disputed", reason="Both say so.", rests_on="judgement"
    )
    services.record_claim(by=alice, article=article, text="The pretraining of a model on Jupiter ended.", kind="event")
    services.publish(by=bob, article=article)
    long_ago = claim.recorded_at - timedelta(days=60)
    Claim.objects.filter(pk=claim.pk).update(recorded_at=long_ago)
    for days, item in enumerate(claim.evidence.order_by("pk"), start=1):
        item.as_of = long_ago + timedelta(days=9 * days)
        item.save(update_fields=["as_of"])
    gap = timezone.now() - timedelta(days=20)
    Resource.objects.update(read_at=gap, next_poll_at=gap)
    claim.refresh_from_db()
    return claim


@pytest.mark.parametrize(
    ("width", "scheme"), [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light"), (PHONE, "dark")]
)
def test_everybody_can_read_the_page_of_a_claim(contested, open_page, bob, width, scheme):
    page, complaints = open_page(page_of(contested), width=width, user=bob, scheme=scheme)
    assert not is_too_wide(page)
    assert [*complaints, *violations(page)] == []
    for fold in page.locator("main summary").all():
        fold.click()
    assert not is_too_wide(page)
    assert violations(page) == []


@on_desk_and_phone
def test_the_small_pages_are_accessible_and_fit(contested, open_page, bob, width, scheme):
    attachment = reverse("desk:attachment", args=[Attachment.objects.get().uuid])
    item = page_of_item(Evidence.objects.get(visibility="pending"))
    deeds = [deed_of(contested, name) for name in ("evidence", "speaker", "split", "publication")]
    search = f"{deed_of(contested, 'merge')}?q=Jupiter"
    wrong = {}
    for path in (*deeds, search, history_of(contested), attachment, item):
        page, complaints = open_page(path, width=width, user=bob, scheme=scheme)
        if found := [*complaints, *violations(page), *(["too wide"] if is_too_wide(page) else [])]:
            wrong[path] = found
    assert not wrong


def change_status(page: Page, *, to: str, reason: str, rests_on: str) -> None:
    page.locator("#do-change > summary").click()
    page.get_by_label("New status").select_option(label=to)
    page.locator("#do-change").get_by_label("Reason").fill(reason)
    page.get_by_label("It rests on").select_option(value=rests_on)
    page.get_by_role("button", name="Change status").click()
    page.wait_for_selector(".verdict .status.verified")


@on_crossed_screens
def test_a_status_is_changed_with_evidence_that_is_read_on_the_spot(
    transactional_db, local, site, bob, claim, open_page, screen
):
    private = frozenset({site.address})
    services.set_tier(by=bob, source=local, tier="record", scope="its runs", reason="operator", private=private)
    site.set("/status", article_of(RECORD))
    page, complaints = open_page(page_of(claim), user=bob, **screen)
    page.get_by_role("link", name="Add evidence").click()
    page.get_by_label("The very words").fill(RECORD)
    page.get_by_label("Address:", exact=True).fill(site.url("/status"))
    page.get_by_role("button", name="Add it").click()
    page.wait_for_selector(".messagelist")
    assert "its words stand at its address" in page.inner_text(".messagelist")
    change_status(page, to="Verified", reason="The operator’s own page says so.", rests_on="evidence")
    claim.refresh_from_db()
    assert claim.status == "verified"
    assert not complaints


@on_opposite_screens
def test_a_status_is_changed_on_a_phone_call(transactional_db, claim, alice, open_page, screen):
    page, complaints = open_page(page_of(claim), user=alice, **screen)
    page.get_by_role("link", name="Add evidence").click()
    page.get_by_label("The very words").fill("It is finished, we saw it.")
    page.get_by_label("Without an address").select_option(label="Conversation")
    page.get_by_role("button", name="Add it").click()
    assert "as it was told" in page.inner_text(".messagelist")
    change_status(page, to="Verified", reason="The head of the centre says so.", rests_on="told")
    claim.refresh_from_db()
    assert claim.status == "verified"
    assert not complaints


@on_crossed_screens
def test_a_typo_a_file_and_a_hand_over_with_a_mention(transactional_db, claim, alice, bob, open_page, screen):
    page, complaints = open_page(page_of(claim), user=alice, **screen)
    page.get_by_text("More that can be done").click()
    page.get_by_role("link", name="Correct a typo").click()
    page.get_by_label("As it should read").fill(claim.text.replace("pretraining", "pre-training"))
    page.get_by_role("button", name="Correct it").click()
    page.wait_for_selector(".messagelist")
    assert "pre-training" in page.inner_text("h1")
    page.get_by_role("link", name="Attach a screenshot or PDF").click()
    page.get_by_label("The file").set_input_files({"name": "shot.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="shot.png").click()
    assert page.locator(".kept img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    page.get_by_role("link", name=claim.text[:20]).last.click()
    page.get_by_text("Hand it over").click()
    page.get_by_label("To:", exact=True).select_option(label="bob")
    page.get_by_label("Note").fill("please ring the operator")
    page.get_by_role("button", name="Hand over").click()
    page.wait_for_selector(".messagelist")
    assert "@bob please ring the operator" in page.inner_text(".comments")
    assert Mention.objects.get().user == bob
    assert not complaints
