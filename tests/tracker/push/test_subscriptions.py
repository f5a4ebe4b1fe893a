"""A subscription from its discovery to its end, against a real hub on loopback."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from claims.models import AuditEntry
from claims.services import InvalidInput
from net import guard, ranges
from tests.loopback import LoopbackSite
from tests.tracker.push.hub import Hub
from tracker.models import PollingPolicy, Resource, Subscription
from tracker.polling import round
from tracker.push import hubs, subscriptions
from tracker.push.protocol import Announced

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><link rel="hub" href="{hub}"/>
<link rel="self" href="{topic}"/><entry><title>One</title><id>urn:x:1</id><link href="{topic}/1"/></entry></feed>"""


def test_a_feed_that_names_its_hub_is_subscribed_to_and_polled_more_slowly(hub, feed, answer):
    answer(feed, ATOM.format(hub=hub.url, topic=feed.url).encode())
    assert hubs.ask_hubs() == 1
    [form] = hub.forms
    subscription = feed.subscription
    assert (form["hub.mode"], form["hub.topic"]) == ("subscribe", feed.url)
    assert form["hub.callback"].endswith(f"/push/websub/{subscription.token}/")
    assert form["hub.secret"] == subscription.secret
    assert (hub.echoed, subscription.state, subscription.error) == ([True], "active", "")
    now = timezone.now()
    assert now + timedelta(days=6) < subscription.renew_at < subscription.ends_at <= now + timedelta(days=10)
    feed.refresh_from_db()
    assert feed.hub_patience_s == 8 * 900
    assert hubs.ask_hubs() == 0


def test_a_hub_named_in_the_header_alone_is_found_too(hub, feed):
    subscriptions.notice_headers([(feed.pk, feed.url, f'<{hub.url}>; rel="hub"')], now=timezone.now())
    assert (feed.subscription.hub, feed.subscription.topic) == (hub.url, feed.url)


def test_feeds_whose_hubs_are_known_take_one_query_together(hub, feed, active, django_assert_num_queries):
    with django_assert_num_queries(1):
        subscriptions.notice_headers([(feed.pk, feed.url, f'<{hub.url}>; rel="hub"')], now=timezone.now())


def test_no_two_subscriptions_share_their_address_or_secret(noticed, hub, site, feed):
    other = Resource.objects.create(
        source=feed.source, url=site.url("/b"), host=site.address, kind="feed", next_poll_at=timezone.now()
    )
    subscriptions.notice(resource=other, at=Announced(hub.url, other.url), now=timezone.now())
    made = list(Subscription.objects.all())
    assert len({row.token for row in made}) == len({row.secret for row in made}) == 2
    assert all(len(row.token) >= 43 and len(row.secret) >= 64 for row in made)


def test_a_source_with_a_low_ceiling_is_polled_at_it(feed, active, due):
    PollingPolicy.objects.filter(source=feed.source).update(ceiling_s=1800)
    assert subscriptions.patience_s(feed) == 1800


# --- Verification of intent ------------------------------------------------------------------------------------


def test_a_challenge_is_echoed_for_the_topic_that_was_asked_for_only(hub, active):
    [form] = hub.forms
    assert hub.verify(form, topic="https://elsewhere.example/feed.xml") == 404
    assert hub.verify(form, mode="unsubscribe") == 404
    assert hub.verify(form, mode="nonsense") == 404
    assert hub.verify(form, challenge="") == 400
    assert hub.verify(form | {"hub.callback": form["hub.callback"].replace(active.token, "x" * 43)}) == 404
    active.refresh_from_db()
    assert active.state == "active"


def test_the_challenge_is_text_and_never_a_page(client, active):
    words = {"hub.mode": "subscribe", "hub.topic": active.topic, "hub.challenge": "<script>alert(1)</script>"}
    answer = client.get(f"/push/websub/{active.token}/", words)
    assert answer.content == b"<script>alert(1)</script>"
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("text/plain; charset=utf-8", "nosniff")


def test_a_hub_that_never_calls_back_is_asked_again_later_and_said_so(hub, noticed, due):
    hub.verifies = False
    assert due(noticed).state == "requested"
    assert "did not call back" in due(noticed).error
    assert noticed.renew_at > timezone.now() + timedelta(minutes=4)
    hub.verifies = True
    assert due(noticed).state == "active"
    assert (noticed.failures, noticed.error) == (0, "")


# --- Renewal, refusal, the end ---------------------------------------------------------------------------------


def test_it_is_renewed_before_its_lease_ends(hub, active, due):
    before = active.ends_at
    hub.granted = 2_000_000
    renewed = due(active)
    assert len(hub.forms) == 2
    assert hub.forms[0]["hub.callback"] == hub.forms[1]["hub.callback"]
    assert (renewed.state, renewed.ends_at > before) == ("active", True)


def test_a_hub_that_is_down_keeps_its_lease_and_then_polling_is_as_before(hub, feed, active, due):
    hub.status = 503
    assert due(active).state == "active"
    assert (active.failures, "HTTP 503" in active.error) == (1, True)
    Subscription.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    hubs.ask_hubs()
    active.refresh_from_db()
    feed.refresh_from_db()
    assert (active.state, feed.hub_patience_s) == ("requested", None)
    assert "ran out" in active.error
    assert feed.next_poll_at <= timezone.now() + timedelta(seconds=900)
    hub.status = 202
    assert due(active).state == "active"


def test_the_wish_of_the_feed_itself_outlives_its_hub(hub, feed, active):
    Resource.objects.filter(pk=feed.pk).update(ttl_s=3600)
    assert hub.deny(hub.forms[0], "") == 200
    feed.refresh_from_db()
    assert (feed.ttl_s, feed.hub_patience_s) == (3600, None)


def test_a_hub_that_denies_is_left_alone_and_says_why(hub, feed, active):
    assert hub.deny(hub.forms[0], "We do not serve\nyour <b>kind</b>.") == 200
    active.refresh_from_db()
    feed.refresh_from_db()
    assert (active.state, feed.hub_patience_s) == ("denied", None)
    assert active.error == "The hub denied the subscription: We do not serve your <b>kind</b>."
    assert hubs.ask_hubs() == 0
    assert hub.deny(hub.forms[0] | {"hub.topic": "https://elsewhere.example/"}, "") == 404


def test_a_hub_may_deny_before_it_answers(hub, noticed, monkeypatch):
    monkeypatch.setattr(hub, "verify", lambda form: hub.deny(form, "closed"))
    hubs.ask_hubs()
    noticed.refresh_from_db()
    assert noticed.state == "denied"
    assert noticed.renew_at > timezone.now() + timedelta(days=6)


def test_what_people_end_is_ended_at_the_hub_and_stays_ended(hub, feed, active, alice):
    subscriptions.end(by=alice, subscription=active)
    assert hub.send(b"<feed/>") == 410
    assert hubs.ask_hubs() == 1
    assert hub.forms[-1]["hub.mode"] == "unsubscribe"
    assert hub.echoed == [True, True]
    assert hubs.ask_hubs() == 0
    subscriptions.notice(resource=feed, at=Announced("https://new.example/", feed.url), now=timezone.now())
    active.refresh_from_db()
    assert (active.state, active.hub) == ("ended", hub.url)
    assert AuditEntry.objects.filter(subject_type="source", action="subscription ended", visibility="staff").exists()
    with pytest.raises(InvalidInput, match="ended already"):
        subscriptions.end(by=alice, subscription=active)
    subscriptions.ask_again(by=alice, subscription=active)
    hubs.ask_hubs()
    active.refresh_from_db()
    assert active.state == "active"


def test_an_outsider_ends_nothing(active, charlie):
    with pytest.raises(PermissionDenied):
        subscriptions.end(by=charlie, subscription=active)
    with pytest.raises(PermissionDenied):
        subscriptions.ask_again(by=charlie, subscription=active)


def test_a_feed_that_is_polled_no_more_is_given_up_and_taken_up_again_with_it(hub, feed, active, due):
    Resource.objects.filter(pk=feed.pk).update(next_poll_at=None)
    assert hub.send(b"<feed/>") == 410
    assert due(active).state == "ended"
    hubs.ask_hubs()
    assert hub.forms[-1]["hub.mode"] == "unsubscribe"
    Resource.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    feed.refresh_from_db()
    subscriptions.notice(resource=feed, at=Announced(hub.url, feed.url), now=timezone.now())
    hubs.ask_hubs()
    active.refresh_from_db()
    assert active.state == "active"


def test_a_publisher_that_changes_its_hub_is_followed_once_a_day(hub, feed, active):
    moved = Announced("https://new.example/hub", feed.url)
    subscriptions.notice(resource=feed, at=moved, now=timezone.now())
    active.refresh_from_db()
    assert active.hub == hub.url
    subscriptions.notice(resource=feed, at=moved, now=timezone.now() + timedelta(days=2))
    old = active.token
    active.refresh_from_db()
    assert (active.hub, active.state) == (moved.hub, "requested")
    assert active.token != old
    assert hub.send(b"<feed/>") == 404


def test_two_workers_do_not_ask_the_same_hub_twice(hub, noticed, monkeypatch):
    row = Subscription.objects.select_related("resource").get()
    now = timezone.now()
    assert hubs._take(row, now) is not None
    assert hubs._take(row, now) is None


# --- Where hubs are not asked ----------------------------------------------------------------------------------


def test_where_no_hub_can_reach_us_none_is_asked_and_the_feed_is_polled(settings, hub, feed, noticed, due):
    settings.TRACKER_WEBSUB = "auto"
    assert hubs.ask_hubs() == 0
    assert hub.forms == []
    subscriptions.ask_again(by=feed.source.desk.memberships.first().user, subscription=noticed)
    noticed.refresh_from_db()
    assert "SITE_URL is no public https address" in noticed.error


def test_switched_off_what_was_active_is_no_longer(settings, hub, feed, active):
    settings.TRACKER_WEBSUB = "off"
    hubs.ask_hubs()
    active.refresh_from_db()
    feed.refresh_from_db()
    assert (active.state, feed.hub_patience_s) == ("requested", None)
    assert "TRACKER_WEBSUB is off" in active.error
    assert hub.verify(hub.forms[0]) == 404


def test_a_hub_at_a_private_address_is_never_asked_for_a_public_site(settings, hub, noticed, due, site):
    settings.SITE_URL, settings.TRACKER_WEBSUB = "https://claims.newsroom.com", "auto"
    Subscription.objects.update(hub="https://127.0.0.1:" + str(site.port) + "/hub")
    settings.TRACKER_ALLOWED_PORTS = frozenset({site.port})
    assert "127.0.0.1 is not on the public internet" in due(noticed).error
    assert hub.forms == []


def test_a_plain_http_hub_is_not_told_the_secret(settings, hub, noticed, due):
    settings.SITE_URL, settings.TRACKER_WEBSUB = "https://claims.newsroom.com", "auto"
    assert "over https" in due(noticed).error
    assert hub.forms == []


def test_a_hub_that_has_moved_is_asked_where_it_is_but_never_at_a_private_address(
    settings, hub, site, noticed, due, monkeypatch
):
    monkeypatch.setattr(guard, "is_public", lambda ip: str(ip) == "127.1.0.1" or ranges.is_public(ip))
    with LoopbackSite("127.1.0.1") as other:
        settings.TRACKER_ALLOWED_PORTS = frozenset({other.port})
        moved = Hub(other).start()
        site.redirect("/hub", moved.url, status=307)
        assert due(noticed).state == "active"
        assert [form["hub.topic"] for form in moved.forms] == [noticed.topic]
        site.redirect("/hub", site.url("/elsewhere"), status=308)
        assert "did not take our request" in due(noticed).error
        assert site.hits("/elsewhere") == 0


def test_a_poll_finds_the_hub_that_a_header_names(hub, site, feed):
    PollingPolicy.objects.filter(source=feed.source).update(spacing_s=0, spacing_reason="a test on this machine")
    site.set("/feed.xml", "<rss/>", content_type="text/xml", headers={"Link": '</hub>; rel="hub", </f>; rel="self"'})
    Resource.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    round.poll_due()
    assert (feed.subscription.hub, feed.subscription.topic) == (hub.url, site.url("/f"))
