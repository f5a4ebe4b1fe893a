"""The first minutes of an installation: a page that asks for the desk, guarded by a code that was printed."""

import re

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from claims import services
from claims.models import Desk, SetupCode
from tests.desk.admin_pages import text_of

FORM = {
    "button": "found",
    "desk": "City desk",
    "time_zone": "Europe/Paris",
    "username": "anna",
    "name": "Anna Arendt",
    "email": "anna@city.example",
    "password": "correct horse battery",
}


@pytest.fixture
def code(db, capsys) -> str:
    call_command("first_desk", "--code")
    return re.findall(r"^ {4}(\S+)$", capsys.readouterr().out, re.MULTILINE)[0]


@pytest.mark.parametrize("path", ["/", "/desk/", "/admin/", "/accounts/login/"])
def test_every_way_in_leads_to_the_first_page_until_there_is_a_desk(db, client, path):
    assert client.get(path).url == reverse("desk:first")


@pytest.mark.parametrize("path", ["/", "/accounts/login/"])
def test_where_there_is_a_desk_it_leads_nowhere(client, desk, path):
    assert client.get(path).status_code == 200
    assert client.get(reverse("desk:first")).url == reverse("desk:home")


def test_from_nothing_to_inviting_people(client, code):
    assert "This installation is new." in text_of(client, reverse("desk:first"))
    answer = client.post(reverse("desk:first"), {**FORM, "code": code.upper().replace("-", " ")})
    desk = Desk.objects.get()
    assert answer.url == reverse("desk:members", args=[desk.slug])
    assert (desk.name, desk.time_zone) == ("City desk", "Europe/Paris")
    user = User.objects.get()
    assert (user.get_full_name(), user.email, user.is_superuser) == ("Anna Arendt", "anna@city.example", True)
    assert "Invite somebody" in text_of(client, answer.url)
    assert not SetupCode.objects.exists()


@pytest.mark.parametrize("wrong", ["", "aaaa-bbbb-cccc"])
def test_without_the_code_a_stranger_founds_nothing(client, code, wrong):
    answer = client.post(reverse("desk:first"), {**FORM, "code": wrong})
    assert answer.status_code == 200
    assert not Desk.objects.exists()
    assert not User.objects.exists()


def test_without_a_printed_code_none_is_right(client, db):
    client.post(reverse("desk:first"), {**FORM, "code": "aaaa-bbbb-cccc"})
    assert not Desk.objects.exists()


def test_a_new_code_makes_the_one_before_worthless(client, code):
    services.issue_setup_code()
    client.post(reverse("desk:first"), {**FORM, "code": code})
    assert not Desk.objects.exists()


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_made(client, code):
    answer = client.post(reverse("desk:first"), {**FORM, "code": code, "password": "short"})
    assert "This password is too short" in answer.content.decode()
    assert not Desk.objects.exists()
    assert SetupCode.objects.exists()


def test_where_there_is_a_desk_no_code_is_printed(desk, capsys):
    call_command("first_desk", "--code")
    assert capsys.readouterr().out == ""
    with pytest.raises(services.InvalidInput, match="there is one already"):
        services.issue_setup_code()


def test_a_name_that_is_written_in_ligatures_founds_a_desk_too(client, code):
    """Django keeps names in Unicode's form NFKC: the user has another name than the one that was sent."""
    answer = client.post(reverse("desk:first"), {**FORM, "code": code, "username": "ﬁna"})
    assert answer.url == reverse("desk:members", args=[Desk.objects.get().slug])
    assert User.objects.get().username == "fina"
    assert text_of(client, answer.url)
