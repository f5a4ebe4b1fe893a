"""The page of one address: what it shows, and that each of its buttons does what it says."""

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import services
from tracker.models import PollingPolicy, Resource, Snapshot, Watch
from tracker.snapshots import bodies
from tracker.watching import resources

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def resource(make_source, alice) -> Resource:
    return resources.watch(by=alice, source=make_source("Operator", "record"), url="https://operator.example/news")


@pytest.fixture
def page(client, alice, resource):
    """page() → the text of the page as Alice sees it; page("pause", reason="…") → after pressing a button."""
    client.force_login(alice)
    address = reverse("desk:resource", args=[resource.uuid])

    def read(button: str = "", **data) -> str:
        answer = client.post(address, {"button": button, **data}, follow=True) if button else client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def answered(resource: Resource, **facts) -> Snapshot:
    return Snapshot.objects.create(
        resource=resource, body=bodies.store(b"x" * 2048), final_url=resource.url, fetched_at=timezone.now(), **facts
    )


def test_it_shows_what_was_read_and_what_could_not_be(page, resource):
    now = timezone.now()
    answered(resource, title="Jupiter is full", text="The machine is full.", processed_at=now)
    answered(resource, unreadable="This page asks for consent.", processed_at=now)
    answered(resource, title=HOSTILE, text=HOSTILE, processed_at=now)
    html = page()
    for words in ("Jupiter is full", "This page asks for consent.", "2.0", "3 new answers, 1 without text"):
        assert words in html
    assert HOSTILE not in html


def test_an_answer_with_the_same_words_is_no_change_of_its_words(page, resource, answer):
    for views in ("1,204", "1,377"):
        answer(resource, f"<html><body><article><p>{views} views</p><p>The machine is full.</p></article>".encode())
    assert "2 new answers" in page()
    assert "none since it is watched" in page()
    answer(resource, b"<html><body><article><p>1,402 views</p><p>The machine is free.</p></article>")
    assert "3 new answers" in page()
    assert "none since it is watched" not in page()


def test_it_says_that_nothing_is_held_against_it(page, resource, claim):
    assert "compared with nothing" in page()
    Watch.objects.create(source=resource.source, claim=claim)
    html = page()
    assert claim.text in html
    assert "compared with nothing" not in html


def test_it_is_paused_and_resumed(page, resource):
    html = page("pause", reason="It is being rebuilt.")
    assert "Paused by alice: It is being rebuilt." in html
    assert 'value="poll"' not in html
    html = page("resume")
    assert 'value="poll"' in html
    resource.refresh_from_db()
    assert resource.next_poll_at


def test_it_is_read_now(page, resource):
    planned = timezone.now() + timezone.timedelta(hours=1)
    Resource.objects.update(next_poll_at=planned)
    assert "within seconds" in page("poll")
    resource.refresh_from_db()
    assert resource.next_poll_at < planned


def test_politeness_is_explained(page, resource):
    Resource.objects.update(polled_at=timezone.now())
    assert "It may be read again from" in page("poll")


def test_another_part_is_chosen_and_a_bad_selector_named(page, resource):
    html = page("reselect", part="css", selector="h1[")
    assert "css expression" in html
    assert "Changed." in page("reselect", part="css", selector="article h1")
    assert "article h1" in page()


def test_only_parts_of_its_kind_are_offered(page, resource):
    Resource.objects.update(kind="pdf")
    assert "jsonpath" not in page()


def test_it_says_what_was_compared_and_why_nothing_came_of_it(client, alice, publish, make_source, claim):
    client.force_login(alice)
    plan = "OVHcloud plans to complete the pretraining of a model on the Jupiter supercomputer."
    found = publish(make_source("Ledger", "record"), "https://ledger.example/news", "It rains in the town.", plan)
    answer = client.get(reverse("desk:resource", args=[found.uuid]))
    html = answer.content.decode()
    assert [(each.pk, each.items_here, each.leads_here) for each in answer.context["compared"]] == [(claim.pk, 0, 1)]
    for words in (plan, "A rule held it back", "a plan is no deed", "plans to"):
        assert words in html


def test_evidence_counts_once_however_many_work_on_the_desk(client, alice, bob, claim, article, make_source, say):
    source = make_source("Ledger", "record")
    watched = resources.watch(by=alice, source=source, url=say(claim, source, "It is done.").url)
    services.publish(by=bob, article=article)
    client.force_login(alice)
    answer = client.get(reverse("desk:resource", args=[watched.uuid]))
    assert [(each.pk, each.items_here) for each in answer.context["compared"]] == [(claim.pk, 1)]


def test_the_rhythm_is_set_in_words_that_people_use(page, resource):
    html = page("rhythm", interval_s="5 min", floor_s="1 min", ceiling_s="2 d", adaptive="on")
    assert "every 5 min at first" in html
    policy = PollingPolicy.objects.get()
    assert (policy.interval_s, policy.ceiling_s, policy.adaptive) == (300, 172_800, True)


def test_a_rhythm_that_is_none_is_explained_beside_its_field(page, resource):
    assert "Write a number and a unit" in page("rhythm", interval_s="often")
    assert "It lies between" in page("rhythm", interval_s="2 s", floor_s="1 min", ceiling_s="1 d")


def test_haste_is_offered_to_reviewers(client, bob, page, resource):
    assert "Reason for haste" not in page()
    client.force_login(bob)
    assert "Reason for haste" in page()
    facts = {"interval_s": "5 s", "floor_s": "5 s", "ceiling_s": "1 d", "spacing_s": "0", "max_per_host": "4"}
    assert "Write at least a word" in page("rhythm", **facts)
    assert "in haste, because: our own machine" in page("rhythm", **facts, spacing_reason="our own machine")


def test_the_history_says_who_did_what(page, resource):
    page("pause", reason="It is being rebuilt.")
    html = page()
    assert "alice, address watched" in html
    assert "alice, paused" in html


def test_a_source_that_nobody_gave_a_tier_says_so_until_somebody_does(client, desk, article, alice, bob):
    source = services.record_source(by=alice, desk=desk, name="Gazette", sites=["https://gazette.example/"])
    watched = resources.watch(by=alice, source=source, url="https://gazette.example/news")
    client.force_login(alice)
    pages = [reverse("desk:resource", args=[watched.uuid]), reverse("desk:sources")]
    for page in pages:
        assert "of no tier yet" in client.get(page).content.decode()
    assert "1 source has no tier yet" in client.get(reverse("desk:home")).content.decode()
    services.set_tier(by=bob, source=source, tier="independent", reason="It has its own reporters.")
    for page in [*pages, reverse("desk:home")]:
        assert "no tier yet" not in client.get(page).content.decode()


def test_what_only_lists_pages_leads_to_them_instead_of_comparing(page, resource):
    Resource.objects.filter(pk=resource.pk).update(kind="feed")
    html = page()
    assert "It only lists pages" in html
    assert "Feed: the pages it lists" in html


def test_the_history_says_what_the_rhythm_was_and_is(page):
    html = page("rhythm", interval_s="5 min", floor_s="5 min", ceiling_s="1 d", open_to_all="on")
    assert "read every: 15 min → 5 min" in html
    assert "held against every claim of the desk: no → yes" in html
    assert "interval s" not in html


def test_a_button_that_is_gone_changes_nothing(page, resource):
    page("pause")
    assert "Nothing was changed" in page("poll")
