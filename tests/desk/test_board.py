"""The board: which claims it shows, in which order and number, and what is done to several at once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from claims import services
from claims.models import Claim, Desk, Membership, SavedView
from tracker.models import Resource, Watch
from tracker.watching.resources import watch_url

BOARD = "/desk/claims/"


def shown(client, query: str = "") -> list[str]:
    """The texts of the claims on the board, in order."""
    page = client.get(f"{BOARD}?{query}")
    assert page.status_code == 200, page.content
    return [claim.text for _, claims in page.context["groups"] for claim in claims]


@pytest.fixture
def second(alice, article) -> Claim:
    return services.record_claim(
        by=alice, article=article, text="Training costs fell to 150 million euros.", kind="quantity"
    )


@pytest.fixture
def other_desks_claim(db) -> Claim:
    """A claim of another desk, a draft that nobody here may see."""
    desk = Desk.objects.create(name="Sports desk", slug="sports-desk")
    return Claim.objects.create(desk=desk, text="Nobody here may read this.", slug="theirs", kind="event")


@pytest.fixture
def board(client, bob, claim, second):
    client.force_login(bob)
    return client


def test_an_empty_board_says_what_to_do_next(client, bob):
    client.force_login(bob)
    page = client.get(BOARD)
    assert "record an article first" in page.content.decode()


def test_claims_are_found_by_words_of_their_own_or_of_their_article(board, article, claim, second):
    assert shown(board, "q=150+million") == [second.text]
    assert set(shown(board, f"q={article.title[:12]}")) == {claim.text, second.text}
    assert shown(board, "q=nothing+like+it") == []
    assert set(shown(board, f"article={article.uuid}")) == {claim.text, second.text}


def test_claims_are_narrowed_by_who_is_on_them(board, bob, alice, claim, second):
    services.assign(by=bob, claim=claim, to=bob)
    assert shown(board, "who=me") == [claim.text]
    assert shown(board, "who=nobody") == [second.text]
    assert shown(board, "who=@bob") == [claim.text]


def test_claims_are_narrowed_by_status_due_date_publication_and_queue(board, bob, article, second, flag):
    today = timezone.now().date()
    Claim.objects.filter(pk=second.pk).update(due_on=today - timedelta(days=1))
    assert shown(board, "due=overdue") == [second.text]
    assert shown(board, "due=soon") == []
    Claim.objects.filter(pk=second.pk).update(due_on=today)
    assert shown(board, "due=overdue") == []
    assert shown(board, "due=soon") == [second.text]
    assert shown(board, "flagged=on") == [flag.claim.text]
    assert shown(board, "status=verified") == []
    services.publish(by=bob, article=article)
    assert len(shown(board, "publication=published")) == 2


def test_a_claim_is_stale_while_a_source_it_watches_is_not_read(board, claim, make_source):
    source = make_source("Operator", "record")
    Watch.objects.create(claim=claim, source=source)
    resource = watch_url(source=source, url="https://operator.example/news")
    assert shown(board, "stale=on") == []
    long_ago = timezone.now() - timedelta(days=400)
    Resource.objects.filter(pk=resource.pk).update(read_at=long_ago, next_poll_at=long_ago)
    assert shown(board, "stale=on") == [claim.text]


def test_each_view_says_how_many_claims_it_shows(board, bob, alice, article, claim, second, flag, make_source):
    today = timezone.now().date()
    services.assign(by=bob, claim=claim, to=bob)
    Claim.objects.filter(pk=second.pk).update(due_on=today - timedelta(days=1))
    soon = services.record_claim(by=alice, article=article, text="The next one is trained.", kind="plan", due_on=today)
    source = make_source("The Gazette", "independent")
    for watched in (claim, second, soon):
        Watch.objects.create(claim=watched, source=source)
    watch_url(source=source, url="https://gazette.example/news")
    long_ago = timezone.now() - timedelta(days=400)
    Resource.objects.update(read_at=long_ago, next_poll_at=long_ago)
    views = board.get(BOARD).context["views"]
    numbers = {str(label): number for label, _, number, _ in views}
    assert numbers == {str(label): len(shown(board, query)) for label, query, _, _ in views}
    assert numbers["In the queue"] == 1
    assert numbers["A source is not read"] == 3


def test_rows_that_are_ordered_by_the_same_stand_under_one_heading(board, bob, claim, second):
    services.assign(by=bob, claim=claim, to=bob)
    page = board.get(f"{BOARD}?by=assignee")
    assert {heading for heading, _ in page.context["groups"]} == {"Nobody", "bob"}


def test_what_is_no_narrowing_is_said_and_left_out(board):
    page = board.get(f"{BOARD}?status=true&who=@nobody-like-that")
    assert page.status_code == 400
    assert "Select a valid choice" in page.content.decode()


def test_another_desks_claims_are_on_nobody_elses_board(client, other_desks_claim, bob, claim):
    client.force_login(bob)
    assert shown(client) == [claim.text]


def test_ticked_claims_are_assigned_together(board, bob, claim, second):
    answer = board.post(BOARD, {"button": "assign", "claims": [claim.uuid, second.uuid], "to": bob.pk}, follow=True)
    assert "2 claims are assigned." in answer.content.decode()
    assert set(Claim.objects.values_list("assigned_to__username", flat=True)) == {"bob"}


def test_what_is_refused_is_said_of_each_claim(board, article, claim, second):
    answer = board.post(BOARD, {"button": "publish", "claims": [claim.uuid]}, follow=True)
    assert claim.text[:60] in answer.content.decode()
    assert not Claim.objects.published().exists()


def test_nothing_ticked_is_refused_with_the_remedy(board):
    assert "Tick a claim first." in board.post(BOARD, {"button": "assign"}).content.decode()


def test_ticked_claims_are_taken_to_the_page_that_watches_a_source(board, claim, second):
    answer = board.post(BOARD, {"button": "watch", "claims": [claim.uuid, second.uuid]})
    assert answer["Location"].startswith(reverse("desk:watch"))
    assert answer["Location"].count("claim=") == 2


def test_another_desks_claim_cannot_be_ticked(client, bob, alice, claim, other_desks_claim):
    client.force_login(bob)
    client.post(BOARD, {"button": "assign", "claims": [other_desks_claim.uuid], "to": bob.pk})
    other_desks_claim.refresh_from_db()
    assert other_desks_claim.assigned_to is None


def test_a_view_is_kept_shown_and_dropped(board, bob, alice, claim):
    answer = board.post(f"{BOARD}?who=me&page=3&q=", {"button": "keep", "name": "To do"}, follow=True)
    assert SavedView.objects.get(user=bob).query == "who=me"
    assert "To do" in answer.content.decode()
    with pytest.raises(services.InvalidInput, match="20 views"):
        for number in range(20):
            services.save_view(by=bob, name=f"view {number}", query="")
    board.post(BOARD, {"button": "drop", "name": "To do"})
    assert not SavedView.objects.filter(name="To do").exists()


def test_the_board_costs_the_same_for_two_claims_and_for_forty(
    board, alice, article, django_assert_max_num_queries, django_assert_num_queries
):
    board.get(BOARD)
    with django_assert_max_num_queries(25) as few:
        board.get(BOARD)
    for number in range(40):
        services.record_claim(by=alice, article=article, text=f"It has {number} parts.", kind="quantity")
    with django_assert_num_queries(len(few)):
        board.get(BOARD)


def test_one_on_no_desk_sees_no_board(client, charlie, claim):
    client.force_login(charlie)
    assert client.get(BOARD).status_code != 200
    assert not Membership.objects.filter(user=charlie).exists()


def test_members_are_offered_by_their_names_and_publishing_to_reviewers(client, claim, alice, bob):
    User.objects.filter(pk=bob.pk).update(first_name="Bob", last_name="Builder")
    services.assign(by=alice, claim=claim, to=bob)
    for reader, may_publish in ((alice, False), (bob, True)):
        client.force_login(reader)
        html = client.get(BOARD).content.decode()
        assert "Bob Builder (@bob)</option>" in html
        assert '<p class="who">Bob Builder</p>' in html
        assert ('value="publish"' in html) == may_publish
