"""A typo is corrected: the words change, the version does not, and readers are told."""

import pytest
from django.core.exceptions import PermissionDenied

from claims import services
from claims.models import Change, Claim
from claims.publish.changes import publish_pending
from tests.claims.deeds import history_is_whole, last_entry, send

TYPO = "OVHcloud has completed the pretrainning of a model on the Jupiter supercomputer."
RIGHT = TYPO.replace("nning", "ning")


@pytest.fixture
def misspelt(article, alice):
    return services.record_claim(by=alice, article=article, text=TYPO, kind="event")


def test_evidence_goes_on_counting_and_the_history_has_both_wordings(misspelt, alice, make_source, say):
    say(misspelt, make_source("Operator", "record"), "It is done.")
    before = services.apply_finding(claim=misspelt)
    claim = services.correct_claim(by=alice, claim=misspelt, text=f"  {RIGHT} ", reason="one n")
    assert (claim.text, claim.version, claim.slug) == (RIGHT, 1, misspelt.slug)
    assert services.apply_finding(claim=claim) == before
    entry = last_entry(claim)
    assert entry.payload["before"] == {"text": TYPO}
    assert (entry.payload["after"], entry.payload["reason"]) == ({"text": RIGHT}, "one n")
    history_is_whole()


def test_readers_of_a_published_claim_are_told(misspelt, article, alice, bob, client):
    services.publish(by=bob, article=article)
    services.correct_claim(by=alice, claim=misspelt, text=RIGHT)
    publish_pending()
    content = Change.objects.latest("position").content
    assert (content["event"], content["before"], content["after"]) == ("corrected", TYPO, RIGHT)
    assert "A typo was corrected" in client.get(f"/claims/{misspelt.slug}/").content.decode()


def test_what_is_more_than_a_typo_is_refused_with_the_remedy(misspelt, alice, charlie):
    with pytest.raises(services.InvalidInput, match=r"text: a correction .* Revise it instead"):
        services.correct_claim(by=alice, claim=misspelt, text=TYPO.replace("has", "has not"))
    with pytest.raises(PermissionDenied):
        services.correct_claim(by=charlie, claim=misspelt, text=RIGHT)


def test_a_claim_that_is_decided_on_or_by_the_machine_is_corrected_by_reviewers(misspelt, alice, bob):
    fixed = services.correct_claim(by=alice, claim=misspelt, text=RIGHT)
    for decided in ({"status": "verified"}, {"status": "unverified", "automation": "automatic"}):
        Claim.objects.filter(pk=fixed.pk).update(text=RIGHT, **decided)
        with pytest.raises(PermissionDenied, match="ask somebody who is"):
            services.correct_claim(by=alice, claim=fixed, text=TYPO)
        assert services.correct_claim(by=bob, claim=fixed, text=TYPO).text == TYPO


def test_small_corrections_one_after_another_do_not_make_another_claim(article, alice):
    first = "The run has begun with sinning."
    claim = services.record_claim(by=alice, article=article, text=first, kind="event")
    claim = services.correct_claim(by=alice, claim=claim, text=first.replace("sinning", "pinning"))
    with pytest.raises(services.InvalidInput, match="another word"):
        services.correct_claim(by=alice, claim=claim, text=first.replace("sinning", "planning"))
    assert services.correct_claim(by=alice, claim=claim, text=first).text == first
    revised = services.revise_claim(by=alice, claim=claim, text=first.replace("sinning", "pinning"), reason="It did.")
    assert services.correct_claim(by=alice, claim=revised, text=first.replace("sinning", "planning")).version == 2


def test_the_title_of_an_article_is_corrected_alike(article, alice):
    services.record_claim(by=alice, article=article, text=RIGHT, kind="event")
    with pytest.raises(services.InvalidInput, match=r"title: .* no name"):
        services.correct_article(by=alice, article=article, title="OVHclout trains a model")
    fixed = services.correct_article(by=alice, article=article, title="OVHcloud trains a modell")
    assert (fixed.title, last_entry(article).action) == ("OVHcloud trains a modell", "corrected")
    history_is_whole()


def test_both_go_over_the_api(misspelt, article, alice, charlie):
    assert send(alice, f"claims/{misspelt.uuid}/correction/", {"text": RIGHT})["text"] == RIGHT
    refused = send(alice, f"claims/{misspelt.uuid}/correction/", {"text": RIGHT.replace("Jupiter", "Jupitor")}, 400)
    assert refused["errors"][0]["field"] == "text"
    body = {"title": "OVHcloud trains a modell"}
    assert send(alice, f"articles/{article.uuid}/correction/", body)["title"] == body["title"]
    send(charlie, f"claims/{misspelt.uuid}/correction/", {"text": TYPO}, 404)
