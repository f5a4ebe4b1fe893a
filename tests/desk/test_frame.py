"""The frame of the desk: where its first pages lead, its navigation, its words, its shapes, and what is not ours."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from claims import services
from claims.models import Desk, Membership
from claims.statuses import Status
from desk.frame import LINKS
from desk.navigation import SECTIONS, links
from desk.terms import TERMS
from tests.desk.admin_pages import text_of
from tests.desk.claim_pages import page_of


def test_the_tables_lead_to_the_sources_and_a_claim_to_watching_one_for_it(client, alice, claim):
    client.force_login(alice)
    index = text_of(client, reverse("admin:index"))
    for label, address in LINKS:
        assert f'<a class="way" href="{reverse(address)}">{label}</a>' in index
    assert f"{reverse('desk:watch')}?claim={claim.slug}" in text_of(client, page_of(claim))


def test_an_empty_desk_says_what_to_do_next(client, alice):
    client.force_login(alice)
    html = text_of(client, reverse("desk:home"))
    assert "Begin with an article" in html
    assert reverse("desk:article-new") in html


def test_the_first_page_says_what_waits_for_the_reader(client, alice, bob, flag):
    services.assign(by=bob, claim=flag.claim, to=alice)
    client.force_login(alice)
    html = text_of(client, reverse("desk:home"))
    assert "<strong>1</strong> <span>in the review queue</span>" in html
    assert "<strong>1</strong> <span>assigned to you</span>" in html
    assert flag.claim.text in html
    client.force_login(bob)
    assert "Nothing is assigned to you." in text_of(client, reverse("desk:home"))


def test_the_first_page_says_that_new_claims_wait_for_a_reviewer(client, desk, article, claim, alice, bob):
    services.publish(by=bob, article=article)
    Desk.objects.filter(pk=desk.pk).update(review_new_claims=True)
    services.record_claim(by=alice, article=article, text="A tower was built.", kind="event")
    client.force_login(bob)
    assert "1 claim of a published article waits" in text_of(client, reverse("desk:home"))


def test_an_outsider_sees_nothing_of_the_desk(client, flag, charlie):
    client.force_login(charlie)
    answer = client.get(reverse("desk:home"))
    assert answer.status_code == 302
    assert "/login/" in answer.url


def test_whoever_is_on_no_desk_sees_no_navigation_anywhere(client, desk, bob, charlie):
    Membership.objects.filter(user=bob).update(role="administrator")
    _, token = services.invite(by=bob, desk=desk, role="journalist", note="Charlie")
    client.force_login(charlie)
    for page in (reverse("admin:login"), reverse("desk:invitation", args=[token]), reverse("account_email")):
        html = client.get(page).content.decode()
        assert "charlie" in html or page == reverse("account_email")
        assert reverse("desk:sources") not in html
        assert 'role="search"' not in html


def current(path: str) -> list[str]:
    return [str(link.label) for link in links(path) if link.current]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/desk/", ["Today"]),
        ("/desk/nowhere/", []),
        ("/desk/sources/watch/", ["Sources"]),
        ("/admin/claims/source/3/change/", ["Sources"]),
        ("/admin/claims/flag/", ["Queue"]),
        ("/desk/articles/new/", ["Articles"]),
        ("/admin/claims/article/", ["Articles"]),
        ("/admin/claims/claim/1/change/", ["Board"]),
        ("/admin/claims/auditentry/", ["History"]),
        ("/desk/claims/0/revise/", ["Board"]),
        ("/desk/evidence/0/", ["Board"]),
        ("/desk/history/0/redact/", ["History"]),
        ("/desk/settings/city/members/", ["Desk settings"]),
        ("/desk/erasure/", ["Desk settings"]),
        ("/admin/auth/user/", ["Desk settings"]),
        ("/desk/account/", []),
        ("/claims/x/", []),
    ],
)
def test_the_navigation_marks_the_section_of_a_page(path, section):
    assert current(path) == section


@pytest.mark.parametrize("page", ["desk:home", "desk:sources", "admin:index", "admin:claims_claim_changelist"])
def test_every_page_has_the_one_navigation_and_a_way_out(client, alice, page):
    client.force_login(alice)
    html = text_of(client, reverse(page))
    for section in SECTIONS:
        assert f'<a href="{reverse(section.address)}"' in html
    assert "Log out" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("page", "statements"), [("desk:account", 4), ("desk:home", 16), ("desk:sources", 11), ("admin:index", 13)]
)
def test_the_frame_asks_the_database_once_whether_the_reader_works_here(
    client, alice, page, statements, django_assert_num_queries
):
    """Besides the session and the user; the rest is the page's own."""
    client.force_login(alice)
    asks_for_the_time = connection.vendor == "postgresql" and page != "desk:account"  # as the installation's state does
    with django_assert_num_queries(statements + asks_for_the_time):
        client.get(reverse(page))


def test_the_first_page_says_where_its_reader_is_named(
    client, article, claim, alice, bob, django_assert_max_num_queries
):
    for on in (article, claim):
        services.comment(by=alice, on=on, text="@bob please look at the figure.")
    client.force_login(bob)
    with django_assert_max_num_queries(18):
        html = text_of(client, reverse("desk:home"))
    for name, record in (("article", article), ("claim", claim)):
        assert f"{reverse(f'desk:{name}', args=[record.uuid])}#comment-" in html
    text_of(client, reverse("desk:claim", args=[claim.uuid]))
    assert html.count("please look") == 2
    assert text_of(client, reverse("desk:home")).count("please look") == 1
    client.force_login(alice)
    assert "Where you are named" not in text_of(client, reverse("desk:home"))


def test_the_search_of_every_page_leads_to_the_board(client, alice):
    client.force_login(alice)
    assert f'role="search" action="{reverse("desk:claims")}"' in text_of(client, reverse("desk:home"))


@pytest.mark.parametrize("name", TERMS)
def test_a_word_that_needs_explaining_explains_itself_where_it_stands(name):
    written = "{% load desk %}{% term name %} {% term name 'other words' %}"
    html = Template(written).render(Context({"name": name, "request": RequestFactory().get("/")}))
    for number in (1, 2):
        assert f'popovertarget="term-{number}"' in html
        assert f'id="term-{number}" popover' in html
    assert "other words" in html


def test_each_status_has_a_word_and_a_shape_of_its_own():
    written = Template("{% load statuses %}{% status value %}")
    shown = {status: written.render(Context({"value": status})) for status in Status}
    assert all(status.label in html for status, html in shown.items())
    assert len({re.findall("<svg.*</svg>", html)[0] for html in shown.values()}) == len(Status)


def test_what_is_not_ours_is_what_its_list_says():
    folder = Path(str(finders.find("desk/vendor/README.md"))).parent
    listed = re.findall(r"\| `([\w.-]+\.js)` .*`([0-9a-f]{64})`", (folder / "README.md").read_text())
    assert {name for name, _ in listed} == {path.name for path in folder.glob("*.js")}
    for name, digest in listed:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
