"""What is recorded of an article is revised: with a reason, by its desk, one address for one article."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from claims import audit, services
from claims.models import Article, Desk, Membership
from tests.claims.deeds import history_is_whole, last_entry, send

URL = "https://news.example/2026/11/jupiter"


def revise(by, article, reason: str = "It was mistyped.", **changes) -> Article:
    return services.revise_article(by=by, article=article, reason=reason, **changes)


@pytest.fixture
def other(desk, alice) -> Article:
    return services.record_article(by=alice, desk=desk, title="Another", url=f"{URL}-2")


def test_what_was_typed_wrongly_is_revised_and_the_history_has_both(article, alice):
    revised = revise(alice, article, url=f" {URL}#top ", published_on=date(2026, 11, 2), summary="A model. ")
    assert (revised.url, revised.published_on, revised.summary) == (URL, date(2026, 11, 2), "A model.")
    payload = last_entry(article).payload
    assert payload["fields"] == ["published_on", "summary", "url"]
    assert (payload["after"]["published_on"], payload["reason"]) == ("2026-11-02", "It was mistyped.")
    assert payload["before"].keys() == payload["after"].keys()
    history_is_whole()


def test_a_drafts_slug_follows_its_title_and_a_published_one_stays(article, alice, bob):
    assert revise(alice, article, title="A tower is built").slug == "a-tower-is-built"
    services.publish(by=bob, article=article)
    assert revise(alice, article, title="A bridge is built").slug == "a-tower-is-built"
    history_is_whole()


@pytest.mark.parametrize(("changes", "field"), [
    ({"reason": " ", "summary": "x"}, "reason"),
    ({}, "article"),
    ({"summary": ""}, "article"),
    ({"title": " "}, "title"),
    ({"title": "x" * 301}, "title"),
    ({"seen_via": "x" * 201}, "seen_via"),
    ({"language": ""}, "language"),
    ({"url": "javascript:alert(1)"}, "url"),
    ({"url": "https://user@news.example/"}, "url"),
    ({"url": "https://news.example/" + "x" * 2000}, "url"),
    ({"publication": "published"}, "publication"),
    ({"slug": "mine"}, "slug"),
])  # fmt: skip
def test_what_is_refused_names_its_field_and_changes_nothing(article, alice, changes, field):
    with pytest.raises(services.InvalidInput) as refused:
        revise(alice, article, **changes)
    assert refused.value.field == field
    assert last_entry(article).action == "recorded"
    assert Article.objects.get(pk=article.pk).title == article.title


@pytest.mark.parametrize("spelt", [f"{URL}-2", f"{URL}-2#part", "HTTPS://News.example:443/2026/11/jupiter-2"])
def test_an_address_is_of_one_article_of_a_desk_however_it_is_spelt(article, other, desk, alice, spelt):
    with pytest.raises(services.AddressTaken, match="the address of “Another”") as refused:
        revise(alice, article, url=spelt)
    assert refused.value.article == other
    with pytest.raises(services.AddressTaken):
        services.record_article(by=alice, desk=desk, title="Once more", url=spelt)


def test_an_article_keeps_its_own_address_and_another_desk_may_have_the_same(other, alice, charlie):
    assert revise(alice, other, url=other.url, summary="New.").url == other.url
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=sports, role="journalist")
    assert services.record_article(by=charlie, desk=sports, title="Theirs", url=other.url).url == other.url


def test_nobody_overwrites_what_they_did_not_see(article, alice, bob):
    seen = audit.length(article)
    revise(bob, article, summary="Bob's.", seen=seen)
    with pytest.raises(services.AlreadyDecided):
        revise(alice, article, summary="Alice's.", seen=seen)
    assert Article.objects.get(pk=article.pk).summary == "Bob's."


def test_only_members_of_its_desk_revise_it_and_only_reviewers_say_that_what_is_public_is_real(
    article, alice, bob, charlie
):
    services.publish(by=bob, article=article)
    for nobody in (charlie, None):
        with pytest.raises(PermissionDenied):
            revise(nobody, article, summary="x")
    with pytest.raises(PermissionDenied):
        revise(alice, article, invented=True)
    assert revise(bob, article, invented=True).invented


def test_it_goes_over_the_api(article, other, alice, charlie):
    path = f"articles/{article.uuid}/revision/"
    body = {"url": URL, "published_on": "2026-11-02", "reason": "It was mistyped."}
    assert send(alice, path, body)["url"] == URL
    taken = send(alice, path, {"url": other.url, "reason": "x"}, 400)
    assert taken["errors"][0]["field"] == "url"
    assert str(other.uuid) in taken["errors"][0]["message"]
    assert send(alice, path, {"url": "ftp://x.example/", "reason": "x"}, 400)["errors"][0]["field"] == "url"
    assert send(alice, path, {"desk": "x", "reason": "x"}, 400)["errors"][0]["field"] == "desk"
    send(charlie, path, body, 404)
    Article.objects.update(publication="published")
    send(charlie, path, body, 403)


def test_readers_are_told_what_was_corrected_while_it_was_public(article, alice, bob, client):
    revise(alice, article, reason="Before anybody saw it.", published_on=date(2026, 11, 1))
    services.publish(by=bob, article=article)
    revise(alice, article, reason="The day was wrong.", published_on=date(2026, 11, 2))
    services.correct_article(by=alice, article=article, title="OVHcloud trains a modell", reason="For the desk.")
    html = " ".join(client.get(reverse("site:article", args=[article.slug])).content.decode().split())
    assert "The day was wrong." in html
    assert "Published on: " in html
    assert "2026-11-02" not in html.split("Corrections")[1].split("datetime")[0]
    for told_to_nobody in ("Before anybody saw it.", "For the desk.", "alice"):
        assert told_to_nobody not in html


def test_a_withdrawn_articles_corrections_are_told_to_nobody(article, alice, bob, client):
    services.publish(by=bob, article=article)
    services.withdraw(by=bob, article=article, reason="For now.")
    revise(alice, article, reason="While it was away.", summary="New.")
    services.publish(by=bob, article=article)
    assert "While it was away." not in client.get(reverse("site:article", args=[article.slug])).content.decode()
