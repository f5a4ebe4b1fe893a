"""What a key sends is told: it touches nothing that was read, and we read it at once. A reviewer may vouch."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims import services
from claims.models import AuditEntry, Evidence
from claims.services import InvalidInput
from tests.pages import page
from tests.there import there
from tests.tracker.processing.test_pipeline import RECORD
from tests.tracker.push.scraper import URL, html
from tracker.evidence.read_now import read_sent_pages
from tracker.models import IngestKey, Resource, Snapshot, Watch
from tracker.processing import pipeline
from tracker.push import keys
from tracker.watching.resources import watch_url

pytestmark = pytest.mark.usefixtures("own_count")

REWORDED = RECORD.replace(".", ", which everybody at the site has confirmed by now.")
OTHER = "Nothing of the kind was ever said on this page, which is about the weather in the north of the country."
ABOUT = "This is the page of the operator on the state of its machine, its queues, its storage and its network."


@pytest.fixture
def watched(claim, source):
    Watch.objects.create(claim=claim, source=source)
    return claim


@pytest.fixture
def take(send, extractor):
    """take("The words of the page.") → it was sent and processed."""

    def process(text: str, **facts):
        assert send(content=html(text), **facts).status_code in (200, 201)
        while pipeline.process_waiting(extractor=extractor):
            pass

    return process


@pytest.fixture
def read_before(source, watched, answer):
    """The page was polled and its words became evidence; then its polling was paused."""
    resource = watch_url(source=source, url=URL)
    answer(resource, page(RECORD))
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=None)
    Snapshot.objects.update(fetched_at=timezone.now() - timedelta(hours=1))
    return Evidence.objects.get()


def key() -> IngestKey:
    return IngestKey.objects.get()


# --- Case 9: a page that was read before is sent reworded ------------------------------------------------------------


@pytest.mark.parametrize("text", [REWORDED, OTHER, RECORD + " " + OTHER, "404. This page does not exist.", "x"])
def test_what_is_sent_says_nothing_of_what_was_read(read_before, take, watched, text):
    facts = ("basis", "tier", "standing", "standing_wording", "quote", "source_name", "sha256")
    before = [getattr(read_before, name) for name in facts]
    take(text)
    read_before.refresh_from_db()
    assert [getattr(read_before, name) for name in facts] == before
    assert all(item.is_told for item in Evidence.objects.exclude(pk=read_before.pk))


def test_a_rewording_is_a_told_item_and_has_us_read_the_page(read_before, take):
    take(REWORDED)
    item = Evidence.objects.exclude(pk=read_before.pk).get()
    assert (item.basis, item.told, item.sender, item.tier) == ("told", "sent by a scraper", key().uuid, "record")
    assert Resource.objects.get().reread_at is not None


def test_a_scraper_does_not_keep_words_counting_that_their_page_has_lost(source, watched, take, answer):
    """Were our reading compared with what was sent, another document would seem to stand there."""
    resource = watch_url(source=source, url=URL)
    answer(resource, page(RECORD, ABOUT))
    Resource.objects.filter(pk=resource.pk).update(next_poll_at=None)
    Snapshot.objects.update(fetched_at=timezone.now() - timedelta(hours=1))
    take(OTHER)
    answer(resource, page(ABOUT))
    assert Evidence.objects.get(basis="read").standing == "gone"


# --- Our own reading, at once ---------------------------------------------------------------------------------------


@pytest.fixture
def loopback_page(local, bob, site, claim, extractor, send):
    """loopback_page("sent text", "served text") → a page of a record was sent, and what we read of it ourselves."""
    private = frozenset({site.address})
    services.set_tier(by=bob, source=local, tier="record", scope="runs", reason="operator", private=private)
    Watch.objects.create(claim=claim, source=local)
    _, token = keys.make_key(by=bob, source=local, name="Ours")

    def sent(text: str, served: str) -> Evidence:
        site.set("/status", page(served))
        assert send(to=local, key=token, url=site.url("/status"), content=html(text)).status_code == 201
        _process(extractor)
        assert Evidence.objects.get().is_told
        read_sent_pages(now=timezone.now())
        _process(extractor)
        return there(Evidence.objects.order_by("pk").first())

    return sent


def _process(extractor) -> None:
    while pipeline.process_waiting(extractor=extractor):
        pass


def test_words_that_we_find_there_ourselves_are_read_and_raise_a_flag(loopback_page, claim, bob, proposed):
    services.set_automation(by=bob, claim=claim, automation="automatic", reason="the operator publishes each run")
    item = loopback_page(RECORD, RECORD)
    assert (item.basis, item.tier, item.told) == ("read", "record", "")
    assert item.sha256 == Snapshot.objects.get(came_by="fetched").body.sha256
    claim.refresh_from_db()
    assert (claim.status, proposed(claim)) == ("unverified", ["verified"])


def test_words_that_we_do_not_find_there_stay_told(loopback_page, claim, proposed):
    item = loopback_page(RECORD, OTHER)
    assert (item.basis, proposed(claim)) == ("told", [])
    assert "not found" in item.basis_why
    assert Resource.objects.get().reread_at is None


def test_a_page_is_read_once_for_what_was_sent(loopback_page, site):
    loopback_page(RECORD, RECORD)
    hits = site.hits("/status")
    assert read_sent_pages(now=timezone.now() + timedelta(hours=1)) == 0
    assert site.hits("/status") == hits


# --- Vouching -------------------------------------------------------------------------------------------------------


def test_a_reviewer_vouches_with_scope_and_reason_and_it_stands_in_the_history(token, source, alice, bob):
    with pytest.raises(PermissionDenied):
        keys.vouch(by=alice, key=key(), scope="status pages", reason="ours")
    for missing in ({"scope": ""}, {"reason": " "}):
        with pytest.raises(InvalidInput):
            keys.vouch(by=bob, key=key(), **{"scope": "status pages", "reason": "ours", **missing})
    keys.vouch(by=bob, key=key(), scope="status pages", reason="ours")
    entry = AuditEntry.objects.get(subject_uuid=source.uuid, action="ingest key vouched for")
    assert (entry.actor, entry.payload["scope"], entry.payload["reason"]) == ("bob", "status pages", "ours")


def test_what_a_vouched_key_sends_counts_as_read(token, take, watched, bob, proposed):
    keys.vouch(by=bob, key=key(), scope="status pages", reason="ours")
    take(RECORD)
    item = Evidence.objects.get()
    assert (item.basis, item.told, item.tier, item.sender) == ("vouched", "", "record", key().uuid)
    assert proposed(watched) == ["verified"]


def test_what_was_sent_before_stays_told(token, take, watched, bob, proposed):
    take(RECORD)
    keys.vouch(by=bob, key=key(), scope="status pages", reason="ours")
    assert (Evidence.objects.get().basis, proposed(watched)) == ("told", [])


@pytest.mark.parametrize("automatic", [True, False])
def test_vouching_no_longer_raises_flags_and_changes_no_status(token, take, watched, bob, proposed, automatic):
    if automatic:
        services.set_automation(by=bob, claim=watched, automation="automatic", reason="each run is published")
    keys.vouch(by=bob, key=key(), scope="status pages", reason="ours")
    take(RECORD)
    if not automatic:
        services.resolve_flag(by=bob, flag=watched.flags.get(kind="status"), confirm=True)
    watched.refresh_from_db()
    assert watched.status == "verified"
    assert keys.stop_vouching(by=bob, key=key(), reason="it was taken over") == [watched]
    services.apply_finding(claim=watched)
    watched.refresh_from_db()
    assert (watched.status, proposed(watched)) == ("verified", ["unverified"])
    assert Evidence.objects.get().told == "sent by a scraper"


def test_nobody_stops_what_nobody_began(token, bob):
    with pytest.raises(InvalidInput, match="nobody vouches"):
        keys.stop_vouching(by=bob, key=key(), reason="so")
