"""The claim's page at the desk: what it says at once, what it keeps to the desk, and what it costs."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import services
from claims.models import Evidence, Flag, FlagLook, Mention
from claims.services.evidence_input import JudgementInput, Quote, Told
from desk.actions import MEANWHILE
from desk.records.claim_deeds import DEEDS
from tests.desk.admin_pages import said, text_of
from tests.desk.claim_pages import deed_of, history_of, page_of
from tracker.models import Resource, Watch
from tracker.watching import resources


@pytest.fixture
def contested(claim, make_source, say):
    """A record for the claim, a report against it, and a copy of that report."""
    say(claim, make_source("Operator", "record"), "The operator writes: it has been completed.", deciding=((21, 42),))
    figure = {"claim": "24 billion", "passage": "20 billion", "verdict": "conflicts"}
    gazette = make_source("Gazette", "independent")
    first = say(claim, gazette, "It was not completed: 20 billion.", stance="refutes", figures=(figure,))
    say(
        claim, make_source("Portal", "independent"), "It was not completed, they say.", stance="refutes",
        origin=first.origin, why="It copies Gazette.",
    )  # fmt: skip
    services.apply_finding(claim=claim)
    return claim


# --- What it says -----------------------------------------------------------------------------------------


def test_it_says_what_the_claim_waits_for_and_what_would_settle_it(client, claim, alice):
    client.force_login(alice)
    html = text_of(client, page_of(claim))
    assert claim.text in html
    assert "would settle this." in html
    assert "One official record" in html or "one record" in html.lower()
    assert "Nothing speaks for it yet." in html
    assert "No source is watched for it" in html


def test_evidence_stands_side_by_side_with_its_words_marked_and_its_copies_together(client, contested, alice):
    client.force_login(alice)
    context = client.get(page_of(contested)).context
    assert [(side.stance, side.items) for side in context["sides"]] == [("supports", 1), ("refutes", 2)]
    assert [len(group.exhibits) for group in context["sides"][1].groups] == [2]
    html = text_of(client, page_of(contested))
    assert "<mark>it has been completed</mark>" in html
    assert "<mark>20 billion</mark>" in html
    assert "2 items of one origin: they count once." in html
    assert "Sources differ: the claim says 24 billion" in html


def test_it_names_the_flags_that_wait_and_who_looks_at_one(client, contested, alice, bob):
    flag = Flag.objects.filter(claim=contested)[0]
    FlagLook.objects.create(flag=flag, user=bob, until=timezone.now() + timedelta(minutes=1))
    client.force_login(alice)
    html = text_of(client, page_of(contested))
    assert reverse("desk:flag", args=[flag.uuid]) in html
    assert "In front of it now, in the queue: bob." in html


def test_a_change_that_waits_for_a_second_person_says_so(client, claim, article, desk, alice, bob, admin_user):
    services.publish(by=bob, article=article)
    services.set_second_person(by=admin_user, desk=desk, on=True, reason="two of us now")
    client.force_login(alice)
    data = {"button": "change", "expected_status": "unverified", "status": "verified", "reason": "I saw it."}
    assert "waits for another person" in said(
        client.post(page_of(claim), data | {"rests_on": "judgement"}, follow=True)
    )
    assert "alice decided so; another person has to agree." in text_of(client, page_of(claim))


def test_the_picture_has_a_text_that_says_the_same(client, contested, article, alice):
    article.published_on = date(2026, 1, 2)
    article.save()
    services.change_status(by=alice, claim=contested, expected="unverified", to="disputed", reason="Both say so.")
    client.force_login(alice)
    picture = client.get(page_of(contested)).context["picture"]
    assert [span.status for span in picture.spans] == ["unverified", "disputed"]
    assert picture.events[0].says == "claimed"
    words = [event.says for event in picture.events]
    assert "status disputed" in words
    assert "evidence for, Operator" in words
    assert "evidence against, Gazette: not counted" in words


def test_a_source_that_is_not_read_says_so(client, claim, make_source, alice):
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    resource = resources.watch(by=alice, source=source, url="https://operator.example/")
    long_ago = timezone.now() - timedelta(days=30)
    Resource.objects.filter(pk=resource.pk).update(read_at=long_ago, next_poll_at=long_ago)
    client.force_login(alice)
    answer = client.get(page_of(claim))
    assert "Not read for longer than it should be" in answer.content.decode()
    ((name, drawn),) = answer.context["picture"].sources
    assert (name, [band.kind for band in drawn.bands]) == ("Operator", ["trouble"])


def test_a_merged_claim_leads_to_the_one_that_stands_for_it(client, article, claim, alice, bob):
    double = services.record_claim(by=alice, article=article, text="OVHcloud completed it.", kind="event")
    services.merge_claims(by=bob, keep=claim, other=double, reason="the same")
    client.force_login(alice)
    assert client.get(page_of(double)).url == page_of(claim)


def test_the_admins_pages_of_a_claim_lead_to_the_desk(client, claim, alice):
    client.force_login(alice)
    for name, page in (("change", page_of(claim)), ("history", history_of(claim))):
        address = reverse(f"admin:claims_claim_{name}", args=[claim.pk])
        assert client.get(address).url == page
        assert client.post(address, {"button": "change"}).status_code == 403


def test_every_form_carries_its_token(client, contested, make_source, say, article, alice, bob):
    """Otherwise a browser's press is refused; Django's test client does not look."""
    say(contested, make_source("Wire", "independent"), "It was not completed either.", stance="refutes", accepted=False)
    services.record_claim(by=alice, article=article, text=contested.text, kind="event")
    client.force_login(bob)
    items = [reverse("desk:evidence", args=[item.uuid]) for item in Evidence.objects.all()]
    for page in (page_of(contested), *items, *(deed_of(contested, name) for name in DEEDS)):
        html = text_of(client, page)
        assert html.count('method="post"') == html.count("csrfmiddlewaretoken") > 1


# --- Status -----------------------------------------------------------------------------------------------


def test_a_journalist_changes_a_status_with_a_reason(client, contested, alice):
    client.force_login(alice)
    facts = {"expected_status": "unverified", "status": "disputed", "reason": "Both say so."}
    assert "disputed now" in said(client.post(page_of(contested), {"button": "change", **facts}, follow=True))
    contested.refresh_from_db()
    assert contested.status == "disputed"


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"reason": ""}, "This field is required."),
        ({"status": "outdated"}, "Select a valid choice."),
        ({"expected_status": "disputed", "status": "outdated"}, MEANWHILE),
        ({}, "its contract counts; or say that it rests on what the desk was told"),
        ({"rests_on": "told"}, "The desk was told nothing that supports it"),
    ],
)
def test_a_change_past_the_rules_is_refused_with_the_remedy(client, claim, alice, changes, remedy):
    client.force_login(alice)
    data = {"button": "change", "expected_status": "unverified", "status": "verified", "reason": "So it is."}
    assert remedy in client.post(page_of(claim), data | changes, follow=True).content.decode()
    claim.refresh_from_db()
    assert claim.status == "unverified"


# --- Hand-over and discussion -----------------------------------------------------------------------------


def test_a_hand_over_with_a_note_is_found_by_the_one_it_names(client, claim, alice, bob):
    client.force_login(alice)
    data = {"button": "assign", "to": bob.pk, "note": "please ring the operator"}
    assert "bob is on it now." in said(client.post(page_of(claim), data, follow=True))
    assert Mention.objects.get().user == bob
    client.force_login(bob)
    html = text_of(client, page_of(claim))
    assert "New for you" in html
    assert "@bob please ring the operator" in html
    assert "New for you" not in text_of(client, page_of(claim))


def test_a_comment_that_names_nobody_of_the_desk_says_so(client, claim, alice):
    client.force_login(alice)
    answer = client.post(page_of(claim), {"button": "comment", "text": "@dave, what do you think?"}, follow=True)
    assert "Nobody on this desk is called @dave" in said(answer)


def test_an_administrator_empties_a_comment(client, claim, alice, admin_user):
    said_so = services.comment(by=alice, on=claim, text="Mrs Deep lives in Reims.")
    client.force_login(admin_user)
    page = reverse("desk:comment", args=[said_so.uuid])
    assert page in text_of(client, page_of(claim))
    client.post(page, {"button": "redact", "reason": "it names a source"})
    html = text_of(client, page_of(claim))
    assert "Emptied by an administrator." in html
    assert "Reims" not in html + text_of(client, history_of(claim))


# --- History ----------------------------------------------------------------------------------------------


def test_the_history_shows_how_the_words_became_others(client, claim, alice):
    services.revise_claim(by=alice, claim=claim, reason="two", text=claim.text.replace("a model", "two models"))
    client.force_login(alice)
    for page in (page_of(claim), history_of(claim)):
        html = text_of(client, page)
        assert "<strong>revised</strong>" in html
        assert re.search(r"<ins>.*two models", html)


def test_a_long_history_comes_in_pages(client, claim, alice, monkeypatch):
    monkeypatch.setattr("desk.records.claim_history.ON_A_PAGE", 2)
    for number in range(3):
        services.comment(by=alice, on=claim, text=f"number {number}")
    client.force_login(alice)
    assert "number 2" in text_of(client, history_of(claim))
    assert "number 0" in text_of(client, f"{history_of(claim)}?page=2")


# --- What it costs ----------------------------------------------------------------------------------------


def fill(claim, make_source, say, alice, number: int) -> None:
    for each in range(number):
        source = make_source(f"Source {each} of {number}", "independent")
        item = say(claim, source, f"It is so, says {each} of {number}.", stance=("supports", "refutes")[each % 2])
        Watch.objects.create(claim=claim, source=source)
        Resource.objects.create(source=source, url=item.url, host=source.slug, read_at=item.retrieved_at)
        services.comment(by=alice, on=claim, text=f"@bob, number {each} of {number}")
        services.ask_speaker(by=alice, claim=claim, how="phone", question="Is it so?")
        quote = Quote(url="", exact=f"told {each} of {number}")
        services.add_evidence(
            by=alice, claim=claim, quote=quote, judgement=JudgementInput("neutral"), told=Told("conversation")
        )
    services.apply_finding(claim=claim)


@pytest.mark.parametrize("number", [1, 5])
def test_it_costs_the_same_however_much_there_is(
    client, claim, make_source, say, alice, bob, number, django_assert_max_num_queries
):
    fill(claim, make_source, say, alice, number)
    client.force_login(bob)
    client.get(page_of(claim))
    with django_assert_max_num_queries(40):
        assert client.get(page_of(claim)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(history_of(claim)).status_code == 200
    item = Evidence.objects.first()
    with django_assert_max_num_queries(13):
        assert client.get(reverse("desk:evidence", args=[item.uuid])).status_code == 200
    for name in DEEDS:
        with django_assert_max_num_queries(16):
            assert client.get(deed_of(claim, name)).status_code == 200
