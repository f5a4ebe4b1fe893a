"""Any claim is held against any source, found by search, from both sides."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Claim, Desk, Membership
from tracker.models import Watch
from tracker.watching.resources import watch_url


@pytest.fixture
def source(make_source):
    made = make_source("Operator", "record")
    watch_url(source=made, url="https://operator.example/news")
    return made


@pytest.fixture
def old_claim(article, alice, claim) -> Claim:
    """A claim that forty newer ones stand before."""
    for number in range(40):
        services.record_claim(by=alice, article=article, text=f"Filler {number} opened.", kind="event")
    return claim


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_old_claim_is_found_by_its_words_and_held_against_a_source(signed_in, source, old_claim):
    page = reverse("desk:source-claims", args=[source.uuid])
    assert old_claim.text not in text(signed_in.get(page))
    assert old_claim.text in text(signed_in.get(page, {"q": "jupiter PRETRAINING"}))
    assert "Try fewer" in text(signed_in.get(page, {"q": "jupiter lunch"}))
    done = signed_in.post(f"{page}?q=jupiter", {"button": "hold", "chosen": old_claim.pk}, follow=True)
    assert "held against it" in text(done)
    assert Watch.objects.get().claim == old_claim
    assert AuditEntry.objects.get(action="held against a claim").actor == "alice"
    assert "Let go" in text(signed_in.post(page, {"button": "let-go", "chosen": old_claim.pk}, follow=True))
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    "words", ["operat", "OPERATOR.example", "https://operator.example/news", "https://operator.example/"]
)
def test_a_source_is_found_by_name_or_address_and_watched_for_a_claim(signed_in, source, claim, words):
    page = reverse("desk:claim-sources", args=[claim.uuid])
    assert "Operator" in text(signed_in.get(page, {"q": words}))
    signed_in.post(page, {"button": "hold", "chosen": source.pk})
    assert Watch.objects.get().source == source
    assert "Operator" in text(signed_in.get(page))
    signed_in.post(page, {"button": "let-go", "chosen": source.pk})
    assert not Watch.objects.exists()


@pytest.mark.parametrize("chosen", ["", "x", "9" * 30, "0"])
def test_what_is_no_row_is_refused_in_words(signed_in, source, claim, chosen):
    for name, record in (("desk:source-claims", source), ("desk:claim-sources", claim)):
        page = reverse(name, args=[record.uuid])
        assert "Search again" in text(signed_in.post(page, {"button": "hold", "chosen": chosen}, follow=True))
    assert not Watch.objects.exists()


def test_another_desk_finds_and_holds_nothing(client, source, claim, charlie):
    Membership.objects.create(user=charlie, desk=Desk.objects.create(name="Sports", slug="sports"), role="reviewer")
    client.force_login(charlie)
    for name, record in (("desk:source-claims", source), ("desk:claim-sources", claim)):
        page = reverse(name, args=[record.uuid])
        assert client.get(page).status_code == 404
        assert client.post(page, {"button": "hold", "chosen": 1}).status_code == 404
    assert not Watch.objects.exists()


def test_both_pages_cost_the_same_however_much_there_is(signed_in, source, old_claim, django_assert_max_num_queries):
    for each in Claim.objects.all():
        Watch.objects.create(source=source, claim=each)
    for name, record in (("desk:source-claims", source), ("desk:claim-sources", old_claim)):
        with django_assert_max_num_queries(16):
            html = text(signed_in.get(reverse(name, args=[record.uuid]), {"q": "opened"}))
        assert html.count('value="let-go"') <= 20
