"""The first desk, made by a command or by bin/serve."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from claims import services
from claims.models import Desk, Membership

pytestmark = pytest.mark.django_db

WORDS = {"name": "City desk", "time_zone": "Europe/Paris", "username": "anna", "password": "correct horse battery"}


def test_the_first_desk_has_an_administrator_who_can_log_in(client):
    desk = services.found_first_desk(**WORDS)
    assert (desk.name, desk.slug, desk.time_zone) == ("City desk", "city-desk", "Europe/Paris")
    assert Membership.objects.get(desk=desk).role == "administrator"
    assert client.login(username="anna", password="correct horse battery")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"time_zone": "Paris"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"password": "short"}, "password"),
        ({"password": "password123"}, "password"),
        ({"password": ""}, "password"),
        ({"username": " "}, "username"),
        ({"username": "an na"}, "username"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_stays_behind(wrong, field):
    with pytest.raises(services.InvalidInput) as refusal:
        services.found_first_desk(**WORDS | wrong)
    assert refusal.value.field == field
    assert (Desk.objects.count(), User.objects.count()) == (0, 0)


def test_there_is_only_one_first_desk(desk):
    with pytest.raises(services.InvalidInput, match="there is one already"):
        services.found_first_desk(**WORDS)


def test_the_command_makes_it_from_what_it_is_given(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")
    out = io.StringIO()
    call_command("first_desk", desk="City desk", user="anna", time_zone="Europe/Paris", stdout=out)
    assert out.getvalue() == "The desk “City desk” is there. Log in as anna.\n"
    assert Desk.objects.get().time_zone == "Europe/Paris"
    call_command("first_desk", desk="Another", user="bert", stdout=out)
    assert Desk.objects.count() == 1


def test_without_a_terminal_the_command_prints_a_code_for_the_browser_and_lets_the_rest_go_on(monkeypatch, settings):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    settings.SITE_URL = "https://claims.example"
    out = io.StringIO()
    call_command("first_desk", stdout=out)
    assert "nobody can log in. Open https://claims.example/desk/first/ and give this setup code" in out.getvalue()
    assert Desk.objects.count() == 0


@pytest.mark.parametrize("answer", ["", "browser"])
def test_at_a_terminal_one_may_choose_the_browser(monkeypatch, answer):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    out = io.StringIO()
    call_command("first_desk", stdout=out)
    assert "setup code" in out.getvalue()


def test_or_answer_there(monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter(["here", "City desk", "Europe/Paris", "anna"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda _: "correct horse battery")
    call_command("first_desk", stdout=io.StringIO())
    assert User.objects.get().username == "anna"


def test_a_password_that_is_easily_guessed_is_an_error_of_the_command(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "password")
    with pytest.raises(CommandError, match="password: "):
        call_command("first_desk", desk="City desk", user="anna", time_zone="UTC")
