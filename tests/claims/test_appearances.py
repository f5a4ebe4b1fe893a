"""The order of an article's claims, and one claim in two articles."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import Desk
from tests.claims.deeds import actions, history_is_whole, send


@pytest.fixture
def three(article, alice):
    texts = ("It is open.", "It is large.", "It is new.")
    return [services.record_claim(by=alice, article=article, text=text, kind="state") for text in texts]


def order(article) -> list[str]:
    return [row.claim.text for row in article.appearances.select_related("claim").order_by("position")]


def test_claims_are_put_in_order_and_only_those_that_moved_say_so(article, three, alice):
    one, two, last = three
    services.reorder(by=alice, article=article, claims=[one, last, two])
    assert order(article) == ["It is open.", "It is new.", "It is large."]
    assert [actions(claim)[-1] for claim in three] == ["recorded", "moved in an article", "moved in an article"]
    history_is_whole()


def test_an_order_names_every_claim_once(article, three, alice, charlie):
    one, two, last = three
    for claims in ([one, two], [one, two, two], [one, two, last, last]):
        with pytest.raises(services.InvalidInput, match="every claim of the article once"):
            services.reorder(by=alice, article=article, claims=claims)
    with pytest.raises(PermissionDenied):
        services.reorder(by=charlie, article=article, claims=three)


def test_a_claim_appears_in_another_article(article, three, desk, alice):
    other = services.record_article(by=alice, desk=desk, title="More of it")
    services.record_claim(by=alice, article=other, text="It is fast.", kind="state")
    services.add_to_article(by=alice, claim=three[0], article=other, wording="Open it is.")
    assert order(other) == ["It is fast.", "It is open."]
    history_is_whole()
    with pytest.raises(services.InvalidInput, match="appears in it already"):
        services.add_to_article(by=alice, claim=three[0], article=other)


def test_not_in_an_article_of_another_desk(three, alice, admin_user):
    elsewhere = services.record_article(
        by=admin_user, desk=Desk.objects.create(name="Other", slug="other"), title="Elsewhere"
    )
    with pytest.raises(PermissionDenied):
        services.add_to_article(by=alice, claim=three[0], article=elsewhere)
    with pytest.raises(services.InvalidInput, match="another desk"):
        services.add_to_article(by=admin_user, claim=three[0], article=elsewhere)


def test_both_go_over_the_api(article, three, desk, alice):
    other = services.record_article(by=alice, desk=desk, title="More of it")
    wanted = [str(claim.uuid) for claim in three[::-1]]
    send(alice, f"articles/{article.uuid}/order/", {"claims": wanted})
    assert order(article) == ["It is new.", "It is large.", "It is open."]
    send(alice, f"articles/{article.uuid}/order/", {"claims": wanted[:2]}, 400)
    body = send(alice, f"claims/{three[0].uuid}/appearances/", {"article": str(other.uuid)}, 201)
    assert len(body["articles"]) == 2
