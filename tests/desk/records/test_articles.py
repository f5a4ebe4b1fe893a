"""The article pages of the desk: the list, recording one, and the page with its claims."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import Article, Claim, Comment, Desk, Membership, Mention, Organisation, Person
from tests.desk.admin_pages import said, text_of, url_of

LIST = "/desk/articles/"


@pytest.fixture
def logged_in(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def add(logged_in, article):
    """add(text="…") → the answer to a claim that Alice adds to the article."""

    def send(text: str = "The tower was built.", kind: str = "event", **data):
        return logged_in.post(url_of(article), {"button": "add", "text": text, "kind": kind, **data}, follow=True)

    return send


def order(article: Article) -> list[str]:
    return [appearance.claim.text for appearance in article.appearances.select_related("claim")]


def press(client, article: Article, deed: str, claim: Claim, **data):
    return client.post(url_of(article), {"button": f"{deed}:{claim.uuid}", **data}, follow=True)


# --- The list ---------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_next(logged_in):
    html = text_of(logged_in, LIST)
    assert "No article yet" in html
    assert reverse("desk:article-new") in html


def test_the_list_says_how_far_each_article_is(logged_in, article, claim, alice, bob):
    for text in ("It is open.", "It is closed.", "It is gone."):
        gone = services.record_claim(by=alice, article=article, text=text, kind="state")
    services.withdraw_claim(by=alice, claim=gone, reason="twice")
    services.change_status(by=bob, claim=claim, expected="unverified", to="refuted", reason="No.", rests_on="judgement")
    html = text_of(logged_in, LIST)
    assert "1 of 3 settled" in html
    assert '<progress class="settled" value="1" max="3"' in html
    assert "Draft" in html


def test_the_list_is_searched_filtered_and_paged(logged_in, desk, alice, bob, django_assert_max_num_queries):
    made = [services.record_article(by=alice, desk=desk, title=f"Report {number}") for number in range(35)]
    services.publish(by=bob, article=made[3])
    assert "Report 34" in text_of(logged_in, LIST)
    assert "Report 3<" not in text_of(logged_in, LIST)
    assert "Report 3<" in text_of(logged_in, f"{LIST}?page=2")
    assert "Page 2 of 2, 35 articles" in text_of(logged_in, f"{LIST}?page=2")
    html = text_of(logged_in, f"{LIST}?publication=published")
    assert ("Report 3<" in html, "Report 4<" in html) == (True, False)
    assert "Report 12<" in text_of(logged_in, f"{LIST}?q=report+12")
    assert "No article is like that." in text_of(logged_in, f"{LIST}?q=nothing")
    assert logged_in.get(f"{LIST}?publication=gossip").status_code == 400
    with django_assert_max_num_queries(7):
        logged_in.get(LIST)


def test_the_admin_keeps_its_table_and_leads_to_the_desk(logged_in, article):
    changed = logged_in.get(reverse("admin:claims_article_change", args=[article.pk]))
    assert changed.url == url_of(article)
    assert logged_in.get(reverse("admin:claims_article_add")).url == reverse("desk:article-new")
    assert article.title in text_of(logged_in, reverse("admin:claims_article_changelist"))


# --- Recording one ----------------------------------------------------------------------------------------


def test_a_journalist_records_an_article_and_its_first_claim(logged_in, desk):
    data = {"button": "record", "desk": desk.pk, "title": "A tower rises", "language": "en"}
    answer = logged_in.post(reverse("desk:article-new"), data, follow=True)
    article = Article.objects.get()
    assert (article.title, article.publication) == ("A tower rises", "draft")
    assert answer.redirect_chain[0][0].startswith(url_of(article))
    assert "No claims yet" in answer.content.decode()
    assert "autofocus" in answer.content.decode()


def test_nobody_records_on_a_desk_that_is_not_theirs(logged_in):
    other = Desk.objects.create(name="Sports", slug="sports")
    data = {"button": "record", "desk": other.pk, "title": "A match", "language": "en"}
    assert "valid choice" in logged_in.post(reverse("desk:article-new"), data).content.decode()
    assert not Article.objects.exists()


# --- Adding claims ----------------------------------------------------------------------------------------


def test_after_adding_the_form_is_fresh_and_what_was_chosen_is_kept(add, article):
    answer = add(
        "OVHcloud plans to open a site in Italy.",
        kind="plan",
        speaker="OVHcloud",
        reported_by="Reuters",
        note="ask them",
        settled_by_contract="speaker-or-two",
        settled_by_speaker_document="announcement",
    )
    claim = Claim.objects.get()
    assert (claim.kind, str(claim.speaker), claim.reported_by, claim.note) == (
        "plan", "OVHcloud", "Reuters", "ask them",
    )  # fmt: skip
    assert claim.settled_by[0] == {"origins": 1, "speaker": True, "document": "announcement"}
    assert said(answer) == "Recorded: OVHcloud plans to open a site in Italy."
    form = answer.context["adds"][1]
    assert not form.is_bound
    assert form["text"].value() is None
    assert (form["kind"].value(), form["speaker"].value()) == ("plan", "OVHcloud")
    assert form["settled_by"].value() == ["speaker-or-two", "", "", "announcement"]
    assert form["note"].value() is None
    html = answer.content.decode()
    assert "autofocus" in html
    assert html.index('name="text"') < html.index("claim-" + str(claim.uuid))


def test_several_claims_of_one_kind_are_added_one_a_line(add, article):
    answer = add("OVHcloud has 3,000 employees.\n\nOVHcloud runs 46 data centres. \n", kind="quantity")
    assert order(article) == ["OVHcloud has 3,000 employees.", "OVHcloud runs 46 data centres."]
    assert "Recorded 2 claims." in said(answer)


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "The tower\nwas built."}, "Line 2 begins in the middle of a sentence"),
        ({"text": "x" * 1001}, "Line 1 has more than 1000 characters."),
        ({"text": "\n".join(["It is."] * 31)}, "At most 30 claims at once."),
        ({"text": "One.\nTwo.", "wording": "Both."}, "Several claims have not one wording"),
        ({"text": "Training is cheap.", "kind": "statement"}, "A statement carries its attribution"),
        ({"text": "Klaba said that it is.", "kind": "statement"}, "Say who said it"),
        ({"text": "It is.\nIt is cheap.", "kind": "statement"}, "“It is.”: a statement carries"),
        ({"settled_by_contract": "named-or-two"}, "Name the organisations whose word counts."),
        ({"kind": "gossip"}, "Select a valid choice."),
        ({"due_on": "tomorrow"}, "Enter a valid date."),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_nothing_is_recorded(add, data, remedy):
    answer = add(**{"speaker": ""} | data)
    assert remedy in " ".join(str(errors) for errors in answer.context["adds"][1].errors.values())
    assert not Claim.objects.exists()
    assert not Organisation.objects.exists()


def test_new_people_and_organisations_are_recorded_in_place(add, ovhcloud):
    add("Octave Klaba said that it is cheap.", kind="statement", speaker="Octave Klaba", speaker_kind="person")
    add("Dragon LLM plans to grow.", kind="plan", speaker="Dragon LLM", speaker_kind="organisation")
    add("OVHcloud is large.", kind="state", speaker=" ovhCLOUD ")
    assert [str(claim.speaker) for claim in Claim.objects.all()] == ["Octave Klaba", "Dragon LLM", "OVHcloud"]
    assert Person.objects.get().name == "Octave Klaba"
    assert Organisation.objects.count() == 2


def test_an_alias_is_the_organisation_itself(add, ovhcloud):
    Organisation.objects.filter(pk=ovhcloud.pk).update(aliases=["OVH"])
    add("OVH is large.", kind="state", speaker="OVH")
    assert Claim.objects.get().speaker == ovhcloud


def test_a_name_like_a_recorded_one_is_asked_about_first(add, ovhcloud):
    answer = add("OVH Cloud is large.", kind="state", speaker="OVH Cloud")
    html = answer.content.decode()
    assert "“OVH Cloud” may be recorded already: say which it is." in html
    assert "OVHcloud (an organisation)" in html
    assert not Claim.objects.exists()
    field = "same:OVH Cloud"
    add("OVH Cloud is large.", kind="state", speaker="OVH Cloud", **{field: f"organisation:{ovhcloud.uuid}"})
    assert Claim.objects.get().speaker == ovhcloud
    add("A harbour was founded in Gdansk.", kind="event", speaker="OVH Cloud", **{field: "another"})
    assert str(Claim.objects.last().speaker) == "OVH Cloud"
    add("Nobody knows the mayor.", kind="event", speaker="OVH Clouds", **{"same:OVH Clouds": "organisation:nonsense"})
    assert Claim.objects.count() == 2


def test_doubles_are_shown_before_they_are_made(add, article, claim):
    text = "OVHcloud completed pretraining a model on Jupiter."
    answer = add(text)
    html = answer.content.decode()
    assert "Is it one of these?" in html
    assert claim.text in html
    assert "appears here already" in html
    assert "Let this one appear here" not in html
    assert order(article) == [claim.text]
    add(text, seen=answer.context["adding"].seen)
    assert order(article) == [claim.text, text]


def test_a_double_may_appear_in_this_article_instead(logged_in, article, claim, desk, alice):
    other = services.record_article(by=alice, desk=desk, title="Another report")
    asked = logged_in.post(url_of(other), {"button": "add", "text": claim.text, "kind": "event"})
    assert "Let this one appear here" in asked.content.decode()
    press(logged_in, other, "appear", claim)
    assert order(other) == [claim.text]
    assert "appears in it already" in said(press(logged_in, other, "appear", claim))


def test_a_journalists_claim_waits_where_the_desk_wants_that(add, article, bob, desk, client):
    Desk.objects.update(review_new_claims=True)
    services.publish(by=bob, article=article)
    answer = add("The tower was built.")
    assert "Readers see it once a reviewer has published it." in said(answer)
    assert "waits for publication" in answer.content.decode()
    assert ">Publish<" not in answer.content.decode()
    client.force_login(bob)
    assert "Published: The tower was built." in said(press(client, article, "publish", Claim.objects.get()))
    assert Claim.objects.get().publication == "published"


def test_names_are_offered_as_they_are_typed(logged_in, ovhcloud):
    Person.objects.create(name="Octave Klaba", slug="klaba")
    path = reverse("desk:party-names")
    assert '<option value="Octave Klaba">' in text_of(logged_in, path)
    assert text_of(logged_in, f"{path}?speaker=ovh").strip() == '<option value="OVHcloud"></option>'


# --- The claims of an article -----------------------------------------------------------------------------


@pytest.fixture
def three(article, alice) -> list[Claim]:
    texts = ("First.", "Second.", "Third.")
    return [services.record_claim(by=alice, article=article, text=text, kind="event") for text in texts]


def test_claims_are_moved_up_and_down(logged_in, article, three):
    first, _second, third = three
    assert "number 2 now" in said(press(logged_in, article, "up", third))
    assert order(article) == ["First.", "Third.", "Second."]
    press(logged_in, article, "down", first)
    assert order(article) == ["Third.", "First.", "Second."]
    assert said(press(logged_in, article, "up", third)) == "It is the first already."
    assert order(article) == ["Third.", "First.", "Second."]


def test_one_claim_is_withdrawn_with_a_reason_and_published_again(client, article, three, alice, bob):
    client.force_login(bob)
    services.publish(by=bob, article=article)
    assert "Write at least a word" in said(press(client, article, "withdraw", three[0]))
    assert "Withdrawn: First." in said(press(client, article, "withdraw", three[0], reason="not ours"))
    page = client.get(url_of(article)).content.decode()
    assert "0 of 2 settled" in page
    three[0].refresh_from_db()
    assert (three[0].publication, three[0].withdrawn_because) == ("withdrawn", "not ours")
    client.force_login(alice)
    assert "ask somebody who is" in said(press(client, article, "publish", three[0]))
    client.force_login(bob)
    press(client, article, "publish", three[0])
    three[0].refresh_from_db()
    assert three[0].publication == "published"


@pytest.mark.parametrize("button", ["up:nonsense", "up:00000000-0000-4000-8000-000000000000", "up:"])
def test_a_button_of_no_claim_is_not_found(logged_in, article, claim, button):
    assert logged_in.post(url_of(article), {"button": button}).status_code == 404


def test_a_claim_of_another_article_is_not_moved_in_this_one(logged_in, article, claim, desk, alice):
    other = services.record_article(by=alice, desk=desk, title="Another report")
    assert logged_in.post(url_of(other), {"button": f"up:{claim.uuid}"}).status_code == 404


def test_a_page_costs_the_same_whatever_the_number_of_claims(logged_in, article, alice, django_assert_max_num_queries):
    for number in range(3):
        services.record_claim(by=alice, article=article, text=f"Claim {number}.", kind="event")
    services.comment(by=alice, on=article, text="Look.")
    with django_assert_max_num_queries(13):
        logged_in.get(url_of(article))
    for number in range(3, 110):
        services.record_claim(by=alice, article=article, text=f"Claim {number}.", kind="event")
    with django_assert_max_num_queries(13):
        html = logged_in.get(url_of(article)).content.decode()
    assert "Page 1 of 2, 110 claims" in html
    assert len(html) < 300_000


# --- The article itself -----------------------------------------------------------------------------------


def test_a_reviewer_publishes_and_withdraws_and_a_journalist_does_not(client, article, alice, bob):
    client.force_login(alice)
    assert "Publish the article" not in text_of(client, url_of(article))
    assert "ask somebody who is" in said(client.post(url_of(article), {"button": "publish"}, follow=True))
    client.force_login(bob)
    client.post(url_of(article), {"button": "publish"})
    article.refresh_from_db()
    assert article.publication == "published"
    client.post(url_of(article), {"button": "withdraw-article", "reason": "wrong"})
    article.refresh_from_db()
    assert article.publication == "withdrawn"


def test_a_typo_in_the_title_is_corrected_and_another_sense_is_not(logged_in, article):
    data = {"button": "correct", "title": "OVHcloud trains some models"}
    assert "Revise it instead" in logged_in.post(url_of(article), data).content.decode()
    Article.objects.update(title="OVHcloud trains a modle")
    logged_in.post(url_of(article), {"button": "correct", "title": "OVHcloud trains a model"})
    article.refresh_from_db()
    assert (article.title, article.slug) == ("OVHcloud trains a model", "ovhcloud-trains-a-model")


def test_the_staff_talk_about_an_article_and_name_each_other(client, article, alice, bob):
    client.force_login(alice)
    data = {"button": "comment", "text": "@bob please look; @dave, too."}
    answer = client.post(url_of(article), data, follow=True)
    assert "Nobody on this desk is called “dave”." in said(answer)
    assert "@bob please look" in answer.content.decode()
    assert Comment.objects.get().article == article
    assert Mention.objects.get(user=bob).seen_at is None
    client.force_login(bob)
    text_of(client, url_of(article))
    assert Mention.objects.get(user=bob).seen_at is not None


def test_an_administrator_empties_a_comment_on_an_article(client, article, alice, bob, charlie):
    Membership.objects.create(user=charlie, desk=article.desk, role="administrator")
    said_so = services.comment(by=alice, on=article, text="@bob Mrs Deep lives in Reims.")
    page = reverse("desk:comment", args=[said_so.uuid])
    client.force_login(bob)
    assert page not in text_of(client, url_of(article))
    assert "Your role on this desk does not suffice" in text_of(client, page)
    client.force_login(charlie)
    assert page in text_of(client, url_of(article))
    answer = client.post(page, {"button": "redact", "reason": "it names a source"})
    assert answer["Location"] == f"{url_of(article)}#discussion"
    assert "Reims" not in text_of(client, url_of(article)) + text_of(client, page)
    charlie.memberships.update(desk=Desk.objects.create(name="Sports", slug="sports"))
    assert client.get(page).status_code == 404


def test_another_desk_sees_what_readers_see_and_does_nothing(client, article, three, alice, bob, charlie):
    other = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=other, role="administrator")
    client.force_login(charlie)
    assert client.get(url_of(article)).status_code == 404
    services.withdraw_claim(by=alice, claim=three[2], reason="not ours")
    services.comment(by=alice, on=article, text="A secret word.")
    services.publish(by=bob, article=article)
    html = text_of(client, url_of(article))
    assert "It is another desk’s" in html
    assert "First." in html
    for inside in ("Third.", "secret word", "Add a claim", "Withdraw", "Discussion"):
        assert inside not in html
    listed = text_of(client, LIST)
    assert ("0 of 2 settled" in listed, "another desk’s" in listed, "Main desk" in listed) == (True, True, False)
    for button in ("add", "publish", f"up:{three[1].uuid}", f"withdraw:{three[1].uuid}", "comment", "nonsense"):
        assert client.post(url_of(article), {"button": button, "text": "x", "kind": "event"}).status_code == 403


# --- What is recorded of it -------------------------------------------------------------------------------


def revised(client, article, **changes):
    """The answer to the form as its page fills it in, with these changes."""
    form = {"button": "revise", "title": article.title, "url": article.url, "language": article.language}
    seen = str(client.get(url_of(article)).context["history"][0].entry.seq)
    return client.post(url_of(article), {**form, "reason": "Mistyped.", "seen": seen, **changes}, follow=True)


def test_address_and_date_are_corrected_and_the_page_says_who_did(logged_in, article):
    url = "https://news.example/jupiter"
    html = revised(logged_in, article, url=url, published_on="2026-11-02").content.decode()
    article.refresh_from_db()
    assert (article.url, str(article.published_on)) == (url, "2026-11-02")
    for said_so in ("revised", "Mistyped.", url):
        assert said_so in html.split("<summary>History")[1]


def test_an_address_that_another_article_has_is_refused_with_a_link_to_it(logged_in, article, desk, alice):
    url = "https://news.example/jupiter"
    other = services.record_article(by=alice, desk=desk, title="A <b>bold</b> model", url=url)
    there = f'<a href="{url_of(other)}">A &lt;b&gt;bold&lt;/b&gt; model</a>'
    assert there in revised(logged_in, article, url=url).content.decode()
    new = {"button": "record", "desk": desk.pk, "title": "Once more", "url": url, "language": "en"}
    assert there in logged_in.post(reverse("desk:article-new"), new).content.decode()
    assert Article.objects.filter(url=url).count() == 1


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(logged_in, article, bob):
    services.revise_article(by=bob, article=article, reason="x", summary="Bob's.")
    answer = revised(logged_in, article, summary="Alice's.", seen="1")
    assert "decided meanwhile" in said(answer)
    article.refresh_from_db()
    assert article.summary == "Bob's."


def test_another_desk_revises_nothing_of_a_published_article(client, article, bob, charlie):
    services.publish(by=bob, article=article)
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=sports, role="administrator")
    client.force_login(charlie)
    page = client.get(url_of(article)).content.decode()
    assert "Correct what is recorded" not in page
    assert "<summary>History" not in page
    data = {"button": "revise", "title": "Mine", "language": "en", "reason": "x", "seen": "2"}
    assert client.post(url_of(article), data).status_code == 403
