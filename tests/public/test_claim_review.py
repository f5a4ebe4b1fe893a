"""What machines read of a claim: a ClaimReview for verdicts that a person approved, a Claim for the rest."""

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse

from claims import audit, services
from claims.models import Article, Claim
from claims.publish.changes import publish_pending

KNOWN = json.loads((Path(__file__).parent / "schemaorg.json").read_text())["properties"]
DONE = "The pretraining run of OVHcloud’s model on Jupiter has been completed."


@pytest.fixture(autouse=True)
def own_place(settings):
    settings.SITE_URL = "https://claims.example"
    settings.PUBLISHER_NAME = "The Daily Check"


@pytest.fixture
def published(article, claim, bob) -> Claim:
    services.publish(by=bob, article=article)
    claim.refresh_from_db()
    return claim


def told(client, claim: Claim):
    """The things on a claim's page, parsed; each must hold nothing that schema.org does not know."""
    html = client.get(reverse("site:claim", args=[claim.slug])).content.decode()
    found = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    for thing in found:
        assert thing.pop("@context") == "https://schema.org"
        assert unknown(thing) == []
    return found


def unknown(thing: dict) -> list[str]:
    names = [name for name in thing if not name.startswith("@") and name not in KNOWN[thing["@type"]]]
    inner = [each for value in thing.values() for each in (value if isinstance(value, list) else [value])]
    return names + [name for each in inner if isinstance(each, dict) for name in unknown(each)]


def decide(claim, by, *, to, reason="Read and compared.", rests_on="judgement"):
    services.change_status(by=by, claim=claim, expected=claim.status, to=to, reason=reason, rests_on=rests_on)
    claim.refresh_from_db()


def test_a_verdict_of_a_person_is_a_claim_review(client, published, make_source, say, alice):
    say(published, make_source("Operator", "record"), DONE)
    decide(published, alice, to="verified", rests_on="evidence")
    (review,) = told(client, published)
    page = f"https://claims.example/claims/{published.slug}/"
    assert (review["@type"], review["url"], review["claimReviewed"]) == ("ClaimReview", page, published.text)
    assert review["author"] == {
        "@type": "Organization", "name": "The Daily Check", "url": "https://claims.example/",
    }  # fmt: skip
    assert review["reviewRating"] == {
        "@type": "Rating", "alternateName": "Verified", "ratingValue": 5, "bestRating": 5, "worstRating": 1,
        "ratingExplanation": "Read and compared.",
    }  # fmt: skip
    (cited,) = review["citation"]
    assert cited["publisher"]["name"] == "Operator"
    (article,) = review["itemReviewed"]["appearance"]
    assert article["headline"] == Article.objects.get().title
    assert "alice" not in json.dumps(review)


@pytest.mark.parametrize(
    ("status", "number"),
    [("partly_verified", 4), ("refuted", 1), ("disputed", None), ("unverifiable", None), ("outdated", None)],
)
def test_only_what_is_true_or_false_to_a_degree_has_a_number(client, published, alice, status, number):
    if status == "outdated":
        decide(published, alice, to="verified")
    decide(published, alice, to=status)
    (review,) = told(client, published)
    assert review["reviewRating"].get("ratingValue") == number
    assert review["reviewRating"]["alternateName"] == published.get_status_display()


def test_what_is_unverified_or_verified_by_rule_alone_is_a_claim_without_a_rating(client, published, make_source, say):
    (thing,) = told(client, published)
    assert (thing["@type"], thing["text"]) == ("Claim", published.text)
    Claim.objects.update(automation="automatic")
    published.refresh_from_db()
    say(published, make_source("Operator", "record"), DONE)
    services.apply_finding(claim=published)
    published.refresh_from_db()
    assert published.status == "verified"
    (thing,) = told(client, published)
    assert thing["@type"] == "Claim"
    assert "reviewRating" not in thing


def test_a_draft_an_invented_and_a_withdrawn_claim_tell_machines_nothing(client, published, article, alice, bob):
    Article.objects.update(invented=True)
    assert told(client, published) == []
    Article.objects.update(invented=False)
    services.withdraw(by=bob, article=article, reason="Pulled.")
    client.force_login(alice)
    assert told(client, published) == []
    client.logout()
    assert client.get(reverse("site:claim", args=[published.slug])).status_code == 404


def test_a_verdict_that_was_put_right_says_so(client, published, alice, bob):
    decide(published, alice, to="verified")
    decide(published, bob, to="refuted", reason="We had read the wrong page.")
    services.correct_claim(by=bob, claim=published, text=published.text.replace("pretraining", "pre-training"))
    publish_pending()
    published.refresh_from_db()
    (review,) = told(client, published)
    assert [each["text"].split(":")[0] for each in review["correction"]] == [
        "A typo was corrected", "Verified became refuted.",
    ]  # fmt: skip


def test_a_verdict_whose_entry_was_emptied_is_told_as_no_other(client, published, alice, bob):
    decide(published, alice, to="verified")
    decide(published, bob, to="refuted")
    last = audit.entries_of(published).filter(action="status changed").latest("seq")
    audit.redact(entry=last, by=bob, reason="A court says so.")
    (thing,) = told(client, published)
    assert thing["@type"] == "Claim"


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!-- & --> \u2028 “so”"])
def test_no_words_leave_the_element(client, published, alice, words):
    decide(published, alice, to="refuted", reason=words)
    (review,) = told(client, published)
    assert review["reviewRating"]["ratingExplanation"] == words
