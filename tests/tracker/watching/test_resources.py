"""What people do about the watch: who may, what becomes of it, and that it stands in the source's history."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims.models import AuditEntry, Desk, Membership
from claims.services import InvalidInput
from tracker.models import PollingPolicy, Resource, Watch
from tracker.snapshots.leases import lease, release
from tracker.watching import resources, watches
from tracker.watching.polling_policy import Changes, in_words, set_polling_policy

URL = "https://operator.example/news"


@pytest.fixture
def source(make_source):
    return make_source("Operator", "record")


@pytest.fixture
def resource(alice, source) -> Resource:
    return resources.watch(by=alice, source=source, url=URL)


def said(source) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(subject_type="source", subject_uuid=source.uuid).order_by("seq")
    return [(entry.actor, entry.action) for entry in entries]


def leased(resource: Resource) -> Resource:
    (held,) = lease(Resource.objects.filter(pk=resource.pk), limit=1, now=timezone.now(), seconds=60)
    return held


# --- Who may ----------------------------------------------------------------------------------------------

DEEDS = {
    "watch": lambda by, r: resources.watch(by=by, source=r.source, url="https://operator.example/more"),
    "change_selector": lambda by, r: resources.change_selector(by=by, resource=r, part="css", selector="h1"),
    "pause": lambda by, r: resources.pause(by=by, resource=r),
    "poll_now": lambda by, r: resources.poll_now(by=by, resource=r),
    "set_polling_policy": lambda by, r: set_polling_policy(by=by, source=r.source, changes=Changes(interval_s=3600)),
    "hold_against": lambda by, r: watches.hold_against(by=by, source=r.source, claims=r.claims),
    "let_go": lambda by, r: watches.let_go(by=by, source=r.source, claim=r.claims[0]),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    ("who", "may"), [("alice", True), ("bob", True), ("charlie", False), ("dora", False), ("nobody", False)]
)
def test_members_of_the_desk_may_and_nobody_else(request, resource, claim, django_user_model, deed, who, may):
    if who == "dora":  # reviews at another desk
        user = django_user_model.objects.create_user("dora")
        other = Desk.objects.create(name="Sports", slug="sports")
        Membership.objects.create(user=user, desk=other, role="reviewer")
    else:
        user = None if who == "nobody" else request.getfixturevalue(who)
    resource.claims = [claim]
    if may:
        DEEDS[deed](user, resource)
    else:
        with pytest.raises(PermissionDenied):
            DEEDS[deed](user, resource)


# --- Watching ---------------------------------------------------------------------------------------------


def test_what_is_watched_is_due_at_once_and_recorded(resource, source):
    assert (resource.url, resource.host) == (URL, "operator.example")
    assert resource.next_poll_at <= timezone.now()
    assert said(source)[-1] == ("alice", "watched")


def test_an_address_is_watched_once(alice, resource, source, make_source):
    with pytest.raises(InvalidInput, match="already, for Operator"):
        resources.watch(by=alice, source=make_source("Other", "independent"), url=URL)


def test_another_desk_learns_only_that_an_address_is_taken(alice, resource, make_source):
    source = make_source("Other", "independent")
    desk = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=alice, desk=desk, role="journalist")
    source.desk = desk
    source.save()
    with pytest.raises(InvalidInput, match="by another desk") as refusal:
        resources.watch(by=alice, source=source, url=URL)
    assert "Operator" not in str(refusal.value)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"url": "ftp://operator.example/"}, "url"),
        ({"url": "https://operator.example/x", "kind": "film"}, "kind"),
        ({"url": "https://operator.example/x", "part": "jsonpath"}, "part"),
        ({"url": "https://operator.example/x", "part": "css", "selector": "h1["}, "selector"),
    ],
)
def test_bad_input_names_its_field_and_leaves_nothing(alice, source, facts, field):
    with pytest.raises(InvalidInput) as refusal:
        resources.watch(by=alice, source=source, **facts)
    assert refusal.value.field == field
    assert not Resource.objects.exists()


# --- Another part -----------------------------------------------------------------------------------------


def test_another_selector_is_read_anew_at_once(alice, resource, source):
    Resource.objects.update(etag='"1"', next_poll_at=timezone.now() + timedelta(days=1))
    resource.refresh_from_db()
    resources.change_selector(by=alice, resource=resource, part="css", selector="h1")
    resource.refresh_from_db()
    assert (resource.part, resource.selector, resource.etag) == ("css", "h1", "")
    assert resource.next_poll_at <= timezone.now()
    assert said(source)[-1] == ("alice", "selector changed")


def test_an_answer_under_way_for_the_old_selector_is_not_written(alice, resource):
    held = leased(resource)
    resources.change_selector(by=alice, resource=resource, part="css", selector="h1")
    assert not release(held, etag='"old"')
    resource.refresh_from_db()
    assert resource.etag == ""


# --- Pausing ----------------------------------------------------------------------------------------------


def test_what_is_paused_says_by_whom_and_why_and_is_not_due(alice, resource, source):
    resources.pause(by=alice, resource=resource, reason="The site is being rebuilt.")
    resource.refresh_from_db()
    assert resource.next_poll_at is None
    assert resource.paused == "Paused by alice: The site is being rebuilt."
    assert said(source)[-1] == ("alice", "paused")


def test_a_worker_that_was_reading_it_does_not_wake_it_again(alice, resource):
    held = leased(resource)
    resources.pause(by=alice, resource=resource)
    assert not release(held, next_poll_at=timezone.now())
    resource.refresh_from_db()
    assert resource.next_poll_at is None


@pytest.mark.parametrize(
    "facts",
    [
        {"next_poll_at": None, "error_code": "http-410", "error": "Gone.", "failures": 4},
        {"next_poll_at": None, "paused": "Paused by alice."},
        {"attempts": 3},
    ],
    ids=["ended", "paused", "set aside"],
)
def test_it_can_be_resumed(alice, resource, facts):
    Resource.objects.filter(pk=resource.pk).update(**facts)
    resources.resume(by=alice, resource=resource)
    resource.refresh_from_db()
    assert resource.next_poll_at <= timezone.now()
    assert (resource.error_code, resource.error, resource.failures, resource.attempts) == ("", "", 0, 0)


def test_only_what_runs_is_paused_and_only_what_rests_resumed(alice, resource):
    with pytest.raises(InvalidInput, match="polled already"):
        resources.resume(by=alice, resource=resource)
    resources.pause(by=alice, resource=resource)
    with pytest.raises(InvalidInput, match="nothing to pause"):
        resources.pause(by=alice, resource=resource)
    with pytest.raises(InvalidInput, match="Resume it first"):
        resources.poll_now(by=alice, resource=resource)


def test_what_is_sent_to_us_is_never_polled(alice, resource):
    Resource.objects.filter(pk=resource.pk).update(kind="pushed", next_poll_at=None)
    with pytest.raises(InvalidInput, match="never polled"):
        resources.resume(by=alice, resource=resource)


# --- Reading now ------------------------------------------------------------------------------------------


def test_it_is_read_out_of_turn_where_the_floor_allows(alice, resource):
    now = timezone.now()
    Resource.objects.update(polled_at=now - timedelta(minutes=2), next_poll_at=now + timedelta(hours=1))
    resources.poll_now(by=alice, resource=resource)
    resource.refresh_from_db()
    assert resource.next_poll_at <= timezone.now()


@pytest.mark.parametrize(
    "facts",
    [{"polled_at": timedelta(seconds=-5)}, {"polled_at": timedelta(hours=-1), "error_code": "http-429"}],
    ids=["read just now", "asked to wait"],
)
def test_nobody_in_a_hurry_overrules_politeness(alice, resource, facts):
    now = timezone.now()
    planned = now + timedelta(hours=1)
    times = {name: now + value if isinstance(value, timedelta) else value for name, value in facts.items()}
    Resource.objects.update(next_poll_at=planned, **times)
    with pytest.raises(InvalidInput, match="UTC on"):
        resources.poll_now(by=alice, resource=resource)
    resource.refresh_from_db()
    assert resource.next_poll_at == planned


# --- Claims -----------------------------------------------------------------------------------------------


def test_claims_watch_a_source_until_they_are_let_go(alice, source, claim):
    watches.hold_against(by=alice, source=source, claims=[claim, claim])
    assert Watch.objects.filter(source=source, claim=claim).count() == 1
    watches.let_go(by=alice, source=source, claim=claim)
    assert not Watch.objects.exists()
    assert [action for _, action in said(source)][-2:] == ["held against a claim", "no longer held against a claim"]


# --- Rhythm -----------------------------------------------------------------------------------------------


def test_a_shorter_interval_holds_from_now_on(alice, resource, source):
    now = timezone.now()
    Resource.objects.update(next_poll_at=now + timedelta(days=1))
    set_polling_policy(by=alice, source=source, changes=Changes(interval_s=120))
    resource.refresh_from_db()
    assert resource.next_poll_at <= now + timedelta(seconds=180)
    assert said(source)[-1] == ("alice", "rhythm set")


def test_what_fails_keeps_its_backoff(alice, resource, source):
    planned = timezone.now() + timedelta(days=1)
    Resource.objects.update(next_poll_at=planned, failures=2)
    set_polling_policy(by=alice, source=source, changes=Changes(interval_s=120))
    resource.refresh_from_db()
    assert resource.next_poll_at == planned


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (Changes(interval_s=30), "interval_s"),
        (Changes(interval_s=90_000), "interval_s"),
        (Changes(floor_s=90_000), "floor_s"),
        (Changes(spacing_s=-1.0), "spacing_s"),
        (Changes(max_per_host=0), "max_per_host"),
    ],
)
def test_a_rhythm_beyond_its_bounds_is_refused(bob, source, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        set_polling_policy(by=bob, source=source, changes=changes)
    assert refusal.value.field == field


HASTE = [Changes(spacing_s=0.1), Changes(max_per_host=9), Changes(floor_s=5, interval_s=5)]


@pytest.mark.parametrize("changes", HASTE)
def test_haste_is_for_reviewers_and_needs_a_reason(alice, bob, source, changes):
    with pytest.raises(PermissionDenied):
        set_polling_policy(by=alice, source=source, changes=replace(changes, spacing_reason="our own machine"))
    with pytest.raises(InvalidInput, match="spacing_reason"):
        set_polling_policy(by=bob, source=source, changes=changes)
    set_polling_policy(by=bob, source=source, changes=replace(changes, spacing_reason="our own machine"))
    assert PollingPolicy.objects.get().spacing_reason == "our own machine"


def test_a_journalist_may_still_set_the_rest_of_a_hasty_source(alice, bob, source):
    set_polling_policy(by=bob, source=source, changes=Changes(spacing_s=0.0, spacing_reason="our own machine"))
    set_polling_policy(by=alice, source=source, changes=Changes(open_to_all=True))
    assert PollingPolicy.objects.get().open_to_all


def test_the_rhythm_is_told_in_words(alice, source):
    assert in_words(PollingPolicy.of(source)) == "every 15 min"
    adaptive = set_polling_policy(by=alice, source=source, changes=Changes(adaptive=True))
    assert in_words(adaptive) == "every 15 min at first, then as often as it changes, between 1 min and 1 d"
