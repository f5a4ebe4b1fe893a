"""What anybody may read, and what nobody outside the desk ever does."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from claims import audit, services
from claims.models import Appearance, Article, AuditEntry, Claim, Evidence, Flag
from claims.presentation.html import web_link
from public.bars import shares
from public.timeline import while_published

HOSTILE = '<script>alert("1")</script> & <img src=x onerror=alert(2)>'

BADGE = "Invented for demonstration"


@pytest.fixture
def published(article, claim, bob) -> Claim:
    services.publish(by=bob, article=article)
    claim.refresh_from_db()
    return claim


def page_of(client, record, status: int = 200) -> str:
    kind = "article" if isinstance(record, Article) else "claim"
    answer = client.get(reverse(f"site:{kind}", args=[record.slug]))
    assert answer.status_code == status
    return answer.content.decode()


def list_of(client) -> str:
    return client.get(reverse("site:articles")).content.decode()


def words(html: str) -> str:
    """The text of a page, tags and double white space away."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- Who sees what ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("bob", 200), ("charlie", 404), (None, 404)])
def test_only_the_desk_sees_a_draft(request, client, article, claim, who, status):
    if who:
        client.force_login(request.getfixturevalue(who))
    html = page_of(client, article, status) + page_of(client, claim, status)
    assert (article.title in list_of(client)) is (status == 200)
    assert ("only the desk sees this" in html) is (status == 200)


def test_a_published_claim_is_there_for_everybody(client, charlie, article, published):
    client.force_login(charlie)
    assert published.text in words(page_of(client, article))
    html = words(page_of(client, published))
    assert "Unverified" in html
    assert "one record; or two independent origins" in html
    assert "only the desk" not in html


def test_a_withdrawn_claim_is_gone_for_the_public(client, bob, article, published):
    services.withdraw(by=bob, article=article, reason="wrong article")
    page_of(client, article, 404)
    page_of(client, published, 404)


def test_staff_names_and_notes_never_leave(client, published, make_source, say, bob):
    bob.first_name, bob.last_name = "Bob", "Reviewerson"
    bob.save()
    Claim.objects.filter(pk=published.pk).update(note="ask the secret informant")
    say(published, make_source("Operator", "record"), "It has been completed.")
    services.apply_finding(claim=published)
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=True, note="I rang my cousin there.")
    html = page_of(client, published)
    text = words(html)
    assert "Unverified became verified." in text
    assert "decided by a person" in text
    assert "One record source (Operator) supports it" in text
    for secret in ("Reviewerson", "alice", "cousin", "secret informant", "Flag"):
        assert secret not in html


def test_a_dismissed_flag_leaves_no_trace(client, published, make_source, say, bob):
    say(published, make_source("Operator", "record"), "It has been completed.")
    services.apply_finding(claim=published)
    services.resolve_flag(by=bob, flag=Flag.objects.get(), confirm=False, note="another machine")
    assert "another machine" not in page_of(client, published)
    assert "became" not in words(page_of(client, published))


def test_a_taken_down_quote_is_shown_nowhere_but_its_history_has_a_row(client, published, make_source, say, bob):
    item = say(published, make_source("Operator", "record"), "Somebody's private words.")
    assert "private words" in page_of(client, published)
    services.takedown(by=bob, evidence=item, reason="court order 12")
    html = page_of(client, published)
    assert "private words" not in html
    assert "court order" not in html
    assert "an item since taken down" in html


def test_an_entry_for_the_desk_is_not_told_whatever_it_is_called(client, published):
    payload = {"fields": ["the desk's own"]}
    with transaction.atomic():
        audit.append(subject=published, action="revised", by=None, payload=payload, visibility="staff")
    assert "revised" not in words(page_of(client, published))


def test_retracted_evidence_is_history_and_no_longer_evidence(client, published, make_source, say, alice):
    item = say(published, make_source("Operator", "record"), "Words of another machine.")
    services.retract_evidence(by=alice, evidence=item, reason="I mixed them up.")
    text = words(page_of(client, published))
    assert "another machine" not in text
    assert "mixed them up" not in text
    assert "Evidence was taken out of the count: Operator." in text


def test_the_history_of_a_draft_is_never_told(client, article, claim, alice, bob, make_source, say):
    say(claim, make_source("Operator", "record"), "It has been completed.")
    services.change_status(by=alice, claim=claim, expected="unverified", to="verified", reason="a draft's reason")
    services.publish(by=bob, article=article)
    html = words(page_of(client, claim))
    assert "a draft's reason" not in html
    assert "The claim was published. ✓" not in html  # the sign is the stylesheet's
    assert "The claim was published. Verified" in html


def test_what_happened_while_withdrawn_is_never_told():
    actions = ["recorded", "published", "revised", "withdrawn", "status changed", "published", "quote checked"]
    entries = [AuditEntry(action=action) for action in actions]
    told = [entry.action for entry in while_published(entries)]
    assert told == ["published", "revised", "published", "quote checked"]


def test_a_claim_added_to_a_published_article_is_told_from_its_beginning():
    entries = [AuditEntry(action=action) for action in ["recorded", "evidence added"]]
    assert while_published(entries) == entries


# --- What a page says -------------------------------------------------------------------------------------


def test_hostile_text_in_a_quote_stays_text(client, published, make_source, say):
    say(published, make_source("Operator", "record"), HOSTILE, attributed_to=HOSTILE)
    html = page_of(client, published)
    assert "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;" in html
    assert "<img src=x" not in html
    assert "<script>alert" not in html


def test_an_address_that_runs_script_is_no_link(client, published, make_source, say):
    item = say(published, make_source("Operator", "record"), "It is done.")
    type(item).objects.filter(pk=item.pk).update(url="javascript:alert(1)")  # past the service, which refuses it
    assert 'href="javascript' not in page_of(client, published)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "//host/", "http://[broken"])
def test_only_web_addresses_become_links(url):
    assert web_link(url) == ""
    assert web_link("https://news.example/a") == "https://news.example/a"


def test_invented_content_says_so_on_list_article_claim_and_evidence(client, alice, bob, desk):
    article = services.record_article(by=alice, desk=desk, title="An invented story", invented=True)
    claim = services.record_claim(by=alice, article=article, text="A tower was built.", kind="event")
    source = services.record_source(by=alice, desk=desk, name="Wire", sites=["https://wire.example/"], invented=True)
    services.publish(by=bob, article=article)
    quote = services.evidence.Quote(url="https://wire.example/1", exact="It was built.")
    judgement = services.evidence.JudgementInput(stance="supports")
    services.add_evidence(by=alice, claim=claim, quote=quote, judgement=judgement, source=source)
    badge = "Invented for demonstration"
    assert list_of(client).count(badge) == 1
    assert page_of(client, article).count(badge) == 2  # the article, and its claim
    assert page_of(client, claim).count(badge) == 2


def test_nothing_real_wears_the_badge(client, article, published, make_source, say):
    say(published, make_source("Operator", "record"), "It has been completed.")
    assert "Invented" not in list_of(client) + page_of(client, article) + page_of(client, published)


def test_evidence_says_where_it_stands_and_since_when(client, published, make_source, say):
    item = say(published, make_source("Operator", "record"), "It has been completed.")
    services.set_standing(evidence=item, standing=Evidence.Standing.OFFLINE, at=timezone.now())
    text = words(page_of(client, published))
    assert "Supports · Operator (record tier)" in text
    assert "No longer online" in text
    assert "The quote is no longer online: Operator." in text
    assert f"{item.as_of:%Y}" in text
    assert "UTC" in text


def test_empty_pages_say_what_to_do_next(client, db, desk, alice, bob):
    assert "No article is published yet" in list_of(client)
    article = services.record_article(by=alice, desk=desk, title="Nothing in it")
    article = services.publish(by=bob, article=article)
    assert "add the first one" in words(page_of(client, article))
    claim = services.record_claim(by=alice, article=article, text="A tower was built.", kind="event")
    assert "Nothing was found for or against it yet." in words(page_of(client, claim))


def test_a_page_that_is_not_there_leads_on(client, db):
    answer = client.get("/claims/nothing-of-the-kind/")
    assert answer.status_code == 404
    assert "Nothing is published here" in words(answer.content.decode())


def test_members_are_led_back_from_what_is_not_there_or_not_theirs(client, alice, desk):
    client.force_login(alice)
    missing = client.get("/desk/claims/01a22188-0000-7000-8000-000000000000/")
    forbidden = client.get(reverse("desk:erasure"))
    assert (missing.status_code, forbidden.status_code) == (404, 403)
    for answer in (missing, forbidden):
        assert f'<a href="{reverse("desk:home")}">what waits for you</a>' in answer.content.decode()


def test_every_page_is_read_again_cheaply(client, published):
    first = client.get(reverse("site:claim", args=[published.slug]))
    again = client.get(first.request["PATH_INFO"], headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_no_page_takes_what_is_posted(client, published):
    assert client.post(reverse("site:claim", args=[published.slug])).status_code == 405


# --- Constant cost ----------------------------------------------------------------------------------------


def test_more_rows_take_no_more_queries(
    client, alice, bob, desk, article, published, make_source, say, django_assert_num_queries
):
    def ask() -> None:
        with django_assert_num_queries(4):  # one of them asks whether there is a desk
            list_of(client)
        with django_assert_num_queries(3):
            page_of(client, article)
        with django_assert_num_queries(8):
            page_of(client, published)

    say(published, make_source("Operator", "record"), "It has been completed.")
    ask()
    for number in range(3):
        other = services.record_article(by=alice, desk=desk, title=f"Another {number}")
        services.publish(by=bob, article=other)
        article.refresh_from_db()
        services.record_claim(by=alice, article=article, text=f"Tower {number} was built.", kind="event")
        say(published, make_source(f"Outlet {number}", "independent"), f"They finished it, {number}.")
    ask()


# --- The bar ----------------------------------------------------------------------------------------------


def test_a_bar_is_as_long_as_its_line():
    parts = shares({"verified": 1, "unverified": 2, "refuted": 3})
    assert [part.status.value for part in parts] == ["unverified", "verified", "refuted"]
    assert parts[-1].start + parts[-1].width == pytest.approx(100, abs=0.01)
    assert shares({}) == ()


def test_a_verdict_that_rests_on_invention_says_so_wherever_it_is_shown(client, article, published, make_source, say):
    source = make_source("Operator", "record")
    assert BADGE not in list_of(client) + page_of(client, article) + page_of(client, published)
    source.invented = True
    say(published, source, "It has been completed.")
    for page in (list_of(client), page_of(client, article), page_of(client, published)):
        assert BADGE in page


@pytest.fixture
def long_article(article, claim, bob) -> Article:
    """An article with a thousand claims."""
    fields = {"desk": article.desk, "kind": "event", "text": "x" * 200}
    made = Claim.objects.bulk_create(Claim(slug=f"claim-{number}", **fields) for number in range(999))
    Appearance.objects.bulk_create(
        Appearance(article=article, claim=made_claim, position=number) for number, made_claim in enumerate(made, 1)
    )
    Claim.objects.update(publication="published")
    Article.objects.update(publication="published")
    article.refresh_from_db()
    return article


def test_an_article_of_a_thousand_claims_comes_in_pages(client, long_article, django_assert_max_num_queries):
    path = reverse("site:article", args=[long_article.slug])
    with django_assert_max_num_queries(8):
        first = client.get(path)
    assert len(first.content) < 200_000
    assert first.content.decode().count('class="claim-text"') == 100
    assert "Page 1 of 10" in first.content.decode()
    assert "1000" in words(first.content.decode())
    last = client.get(path, {"page": "10"}).content.decode()
    assert 'start="901"' in last
    assert client.get(path, {"page": "nonsense"}).status_code == 200


def test_the_desks_page_and_the_interface_are_paged_too(client, bob, long_article, django_assert_max_num_queries):
    client.force_login(bob)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("desk:article", args=[long_article.uuid]))
    assert len(page.content) < 200_000
    assert "Page 1 of 10" in page.content.decode()
    answer = client.get("/api/v1/claims/", {"article": long_article.slug})
    assert len(answer.json()["results"]) == 100
