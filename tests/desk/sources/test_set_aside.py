"""What waits and is not read: listed with its reason, and taken up again by a reviewer."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import services
from claims.models import AuditEntry, Desk, Membership, Source
from tests.disks import away
from tests.pages import page
from tests.tracker.processing.test_pipeline import RECORD
from tracker.models import Snapshot, Watch
from tracker.processing import pipeline
from tracker.snapshots import bodies
from tracker.watching.resources import watch_url

PAGE = reverse("desk:set-aside")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def aside(make_source, claim) -> Snapshot:
    """Its worker was killed three times."""
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    return keep(source, "https://operator.example/news", attempts=3)


def keep(source, url: str, **facts) -> Snapshot:
    resource = watch_url(source=source, url=url)
    past = timezone.now() - timedelta(hours=2)
    facts = {"leased_until": past, "fetched_at": past, **facts}
    return Snapshot.objects.create(resource=resource, body=bodies.store(page(RECORD)), final_url=url, **facts)


def press(client, button: str) -> str:
    answer = client.post(PAGE, {"button": button}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("who", "enters"), [("alice", True), ("bob", True), ("charlie", False), ("nobody", False)])
def test_membership_opens_the_page_and_reviewers_have_the_buttons(request, client, aside, who, enters):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))
    answer = client.get(PAGE)
    assert answer.status_code == (200 if enters else 302)
    assert ("Try all again" in answer.content.decode()) == (who == "bob")


def test_each_says_why_and_since_when_and_is_tried_again_by_a_button(client, bob, aside, claim, extractor, proposed):
    client.force_login(bob)
    html = client.get(PAGE).content.decode()
    assert "https://operator.example/news" in html
    assert "The worker that read it ended before it was done, three times." in html
    assert f'<time datetime="{aside.leased_until:%Y-%m-%dT%H:%M:%S}' in html
    assert "It is read again, within seconds." in press(client, str(aside.uuid))
    assert pipeline.process_waiting(extractor=extractor) == 1
    assert proposed(claim) == ["verified"]
    assert "Nothing is set aside" in client.get(PAGE).content.decode()
    entry = AuditEntry.objects.get(action="reading resumed")
    assert (entry.actor, entry.payload["urls"]) == ("bob", ["https://operator.example/news"])


def test_all_are_tried_again_at_once(client, bob, aside, make_source):
    keep(make_source("Gazette", "independent"), "https://gazette.example/", trouble=HOSTILE)
    client.force_login(bob)
    html = client.get(PAGE).content.decode()
    assert HOSTILE not in html
    assert "2 answers are read again" in press(client, "all")
    assert not Snapshot.objects.exclude(trouble="", attempts=0, leased_until=None).exists()


def test_each_sources_history_tells_of_it_once_whatever_its_name_in_the_order_in_which_all_lock_them(
    client, bob, aside, make_source
):
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=bob, desk=sports, role="reviewer")
    alike = services.record_source(by=bob, desk=sports, name="Operator", sites=["https://alike.example/"])
    keep(make_source("Archive", "record"), "https://archive.example/", trouble="any")
    keep(alike, "https://alike.example/", trouble="any")
    keep(aside.resource.source, "https://operator.example/more", trouble="any")
    client.force_login(bob)
    assert "4 answers are read again" in press(client, "all")
    entries = AuditEntry.objects.filter(action="reading resumed").order_by("pk")
    sources = Source.objects.order_by("pk").filter(resources__isnull=False).distinct()
    assert [entry.subject_uuid for entry in entries] == [source.uuid for source in sources]
    assert [entry.payload["addresses"] for entry in entries] == [2, 1, 1]


def test_a_journalist_is_told_whom_to_ask(client, alice, aside):
    client.force_login(alice)
    assert "Try again" not in client.get(PAGE).content.decode()
    assert "ask somebody who is a reviewer or an administrator" in press(client, "all")
    aside.refresh_from_db()
    assert aside.attempts == 3


def test_another_desk_sees_and_moves_nothing_of_it(client, aside, charlie):
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    client.force_login(charlie)
    assert "operator" not in client.get(PAGE).content.decode()
    for button in ("all", str(aside.uuid), "nonsense", ""):
        assert "It waits no more" in press(client, button)
    aside.refresh_from_db()
    assert aside.attempts == 3


def test_what_waits_for_a_disk_is_listed_and_the_desk_is_told_what_to_do(client, alice, aside, settings, extractor):
    Snapshot.objects.update(attempts=0)
    client.force_login(alice)
    with away(Path(settings.MEDIA_ROOT)):
        pipeline.process_waiting(extractor=extractor)
        for path in (PAGE, reverse("desk:sources"), reverse("admin:index")):
            html = client.get(path).content.decode()
            assert "The folder of what was read is not where it was" in html, path
            assert "Mount the disk again, or set TRACKER_DATA_DIR" in html, path
        assert "Tried again by itself" in client.get(PAGE).content.decode()
        assert "Set aside: 1" in client.get(reverse("desk:sources")).content.decode()
    assert "is not where it was" not in client.get(reverse("admin:index")).content.decode()
