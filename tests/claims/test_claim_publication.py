"""One claim apart from its article: withdrawn, published again, waiting for a reviewer."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import Change, Flag
from claims.publish.changes import publish_pending
from tests.claims.deeds import actions, history_is_whole, last_entry, send


@pytest.fixture
def published(claim, article, bob):
    services.publish(by=bob, article=article)
    claim.refresh_from_db()
    return claim


def events() -> list[str]:
    publish_pending()
    return list(Change.objects.order_by("position").values_list("event", flat=True))


def test_a_withdrawn_claim_leaves_a_tombstone_and_its_article_stays(published, article, bob, client):
    services.withdraw_claim(by=bob, claim=published, reason="the source asked for it")
    assert events() == ["published", "withdrawn"]
    assert "text" not in Change.objects.latest("position").content
    assert client.get(f"/claims/{published.slug}/").status_code == 404
    article.refresh_from_db()
    assert article.publication == "published"
    assert "the source asked" not in str(list(Change.objects.values_list("content", flat=True)))
    history_is_whole()


def test_it_stays_withdrawn_when_its_article_is_published_again_until_it_is_published_itself(published, article, bob):
    services.withdraw_claim(by=bob, claim=published, reason="to be checked")
    services.publish(by=bob, article=article)
    published.refresh_from_db()
    assert published.publication == "withdrawn"
    again = services.publish_claim(by=bob, claim=published)
    assert (again.publication, again.withdrawn_because) == ("published", "")
    assert events() == ["published", "withdrawn", "published"]
    history_is_whole()


def test_its_open_flags_are_closed(published, bob, make_source, say):
    say(published, make_source("Operator", "record"), "It is done.")
    flag = services.apply_finding(claim=published)
    services.withdraw_claim(by=bob, claim=published, reason="to be checked")
    flag.refresh_from_db()
    assert flag.state == Flag.State.SUPERSEDED


def test_a_draft_is_set_aside_by_a_journalist_and_nobody_outside_hears_of_it(claim, article, alice, bob):
    services.withdraw_claim(by=alice, claim=claim, reason="twice")
    services.publish(by=bob, article=article)
    assert events() == []
    assert actions(claim)[-1] == "set aside"
    services.publish_claim(by=bob, claim=claim)
    assert events() == ["published"]
    history_is_whole()


def test_who_may_and_what_is_refused(claim, article, alice, bob, charlie):
    with pytest.raises(services.InvalidInput, match="publish the article first"):
        services.publish_claim(by=bob, claim=claim)
    services.publish(by=bob, article=article)
    for user in (alice, charlie):
        with pytest.raises(PermissionDenied):
            services.withdraw_claim(by=user, claim=claim, reason="no")
    with pytest.raises(services.InvalidInput, match="reason"):
        services.withdraw_claim(by=bob, claim=claim, reason=" ")
    with pytest.raises(services.InvalidInput, match="published already"):
        services.publish_claim(by=bob, claim=claim)
    services.withdraw_claim(by=bob, claim=claim, reason="yes")
    with pytest.raises(services.InvalidInput, match="withdrawn already"):
        services.withdraw_claim(by=bob, claim=claim, reason="yes")


def test_a_journalists_new_claim_waits_where_the_desk_wants_that(published, article, alice, bob, admin_user):
    services.set_review_new_claims(by=admin_user, desk=article.desk, on=True, reason="we are many now")
    article.refresh_from_db()
    waiting = services.record_claim(by=alice, article=article, text="It has 30 billion parameters.", kind="quantity")
    at_once = services.record_claim(by=bob, article=article, text="It is open.", kind="state")
    assert (waiting.publication, at_once.publication) == ("draft", "published")
    assert events() == ["published", "published"]
    services.publish_claim(by=bob, claim=waiting)
    assert events() == ["published"] * 3
    history_is_whole()


def test_withdrawing_the_article_tells_nothing_of_a_claim_that_still_waited(published, article, alice, bob, admin_user):
    services.set_review_new_claims(by=admin_user, desk=article.desk, on=True, reason="we are many now")
    article.refresh_from_db()
    waiting = services.record_claim(by=alice, article=article, text="It has 30 billion parameters.", kind="quantity")
    services.withdraw(by=bob, article=article, reason="to be checked")
    waiting.refresh_from_db()
    assert waiting.publication == "draft"
    assert events() == ["published", "withdrawn"]


def test_it_is_off_unless_an_administrator_sets_it(published, article, alice, bob):
    assert services.record_claim(by=alice, article=article, text="It is open.", kind="state").publication == "published"
    with pytest.raises(PermissionDenied):
        services.set_review_new_claims(by=bob, desk=article.desk, on=True, reason="I want it")


def test_all_go_over_the_api(published, article, alice, bob, admin_user):
    send(alice, f"claims/{published.uuid}/withdrawal/", {"reason": "no"}, 403)
    body = send(bob, f"claims/{published.uuid}/withdrawal/", {"reason": "to be checked"})
    assert body["publication"] == "withdrawn"
    assert send(bob, f"claims/{published.uuid}/publication/", {})["publication"] == "published"
    send(bob, f"claims/{published.uuid}/publication/", {"now": True}, 400)
    switch = {"on": True, "reason": "we are many"}
    send(bob, f"desks/{article.desk.uuid}/review-new-claims/", switch, 403)
    assert send(admin_user, f"desks/{article.desk.uuid}/review-new-claims/", switch)["review_new_claims"] is True
    assert last_entry(article.desk).action == "review of new claims set"


def test_a_whole_article_goes_over_the_api(published, article, alice, bob, charlie):
    address = f"articles/{article.uuid}"
    send(alice, f"{address}/withdrawal/", {"reason": "no"}, 403)
    send(bob, f"{address}/withdrawal/", {"reason": " "}, 400)
    assert send(bob, f"{address}/withdrawal/", {"reason": "to be checked"})["publication"] == "withdrawn"
    published.refresh_from_db()
    assert published.publication == "withdrawn"
    send(charlie, f"{address}/publication/", {}, 404)
    send(alice, f"{address}/publication/", {}, 403)
    assert send(bob, f"{address}/publication/", {})["publication"] == "published"
    assert events() == ["published", "withdrawn", "published"]
