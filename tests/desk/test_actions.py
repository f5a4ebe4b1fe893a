"""Every form of the staff goes one way: what is refused, and what somebody else was faster with, is said alike."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse

from claims import services
from claims.models import Source
from claims.statuses import TransitionRefused
from desk.actions import BUTTON, MEANWHILE, Action, Done, bind, permitted, sentence, submit
from tests.desk.admin_pages import post, said
from tracker.models import Resource
from tracker.watching import resources, watches


class NameForm(forms.Form):
    name = forms.CharField(required=False)
    desk = forms.CharField(required=False, widget=forms.HiddenInput)


def pressed(outcome, button: str = "go"):
    """What comes of a press: the response, the form, and what is said above the page."""

    def run(button, data):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    request = RequestFactory().post("/here/", {BUTTON: button, "name": "Anna"})
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    actions = bind(request, [Action("Go", "record", {"go": "Go"}, NameForm, run)])
    response = submit(request, actions)
    return response, actions[0][1], [str(message) for message in get_messages(request)]


@pytest.mark.parametrize(
    ("refusal", "beside", "above"),
    [
        (services.InvalidInput("name", "write at least a word."), "Write at least a word.", ""),
        (services.InvalidInput("name", "name[0].first: a word."), "name[0].first: a word.", ""),
        (services.InvalidInput("resource", "it is polled already."), "", "It is polled already."),
        (services.InvalidInput("desk", "it is closed."), "", "It is closed."),  # the reader sees no hidden field
        (TransitionRefused("evidence", "Add an item."), "", "Add an item."),
        (TransitionRefused("name", "Say why."), "Say why.", ""),
        (PermissionDenied("watch: ask somebody."), "", "Watch: ask somebody."),
    ],
)
def test_a_refusal_is_a_sentence_beside_its_field_else_above_the_page(refusal, beside, above):
    response, form, messages = pressed(refusal)
    assert response is None
    assert "".join(form.errors.get("name", [])) == beside
    assert "".join(messages) == above


def test_success_leads_on_or_back_to_the_page():
    for done, address in ((Done("Well."), "/here/"), (Done("Well.", leads_to="/there/"), "/there/")):
        response, _, messages = pressed(done)
        assert (response.url, messages) == (address, ["Well."])


def test_what_only_shows_something_leads_nowhere():
    assert pressed(None)[0] is None
    assert pressed(None)[2] == []


def test_a_button_that_is_no_longer_there_and_a_faster_hand_are_said_in_the_same_words(claim):
    faster = [services.StaleClaim(claim, "verified"), services.AlreadyDecided("flag", "it is confirmed already.")]
    for response, _, messages in (pressed(Done(), button="gone"), *map(pressed, faster)):
        assert (response.url, messages) == ("/here/", [MEANWHILE])
    assert {sentence(error) for error in faster} == {MEANWHILE}


@pytest.mark.parametrize("button", ["confirm", "dismiss"])
def test_a_flag_that_is_decided_between_the_page_and_the_press_is_not_decided_again(
    client, flag, bob, monkeypatch, button
):
    decide = services.resolve_flag

    def somebody_was_faster(**order):
        decide(by=bob, flag=flag, confirm=False, note="another machine")
        return decide(**order)

    monkeypatch.setattr(services, "resolve_flag", somebody_was_faster)
    client.force_login(bob)
    answer = post(client, flag, button=button, note="mine")
    assert said(answer) == MEANWHILE
    assert "Your decision" not in answer.content.decode()
    flag.refresh_from_db()
    assert (flag.state, flag.resolution_note) == ("dismissed", "another machine")


@pytest.fixture
def too_late(monkeypatch, claim):
    """The named services of the watch find that the claim was decided meanwhile."""

    def late(**order):
        raise services.StaleClaim(claim, "verified")

    monkeypatch.setattr(resources, "pause", late)
    monkeypatch.setattr(watches, "hold_against", late)


@pytest.mark.parametrize("button", ["pause", "hold"])
def test_the_page_of_an_address_says_it_too(client, alice, make_source, request, button):
    resource = resources.watch(by=alice, source=make_source("Operator", "record"), url="https://operator.example/news")
    request.getfixturevalue("too_late")
    client.force_login(alice)
    answer = client.post(reverse("desk:resource", args=[resource.uuid]), {"button": button}, follow=True)
    assert said(answer) == MEANWHILE


def test_beginning_to_watch_says_it_too_and_leaves_nothing(client, alice, desk, too_late):
    client.force_login(alice)
    given = {"kind": "html", "part": "main", "held": "chosen", "desk": desk.pk, "name": "Operator"}
    answer = client.post(
        reverse("desk:watch"), {"button": "watch", "url": "https://operator.example/", **given}, follow=True
    )
    assert said(answer) == MEANWHILE
    assert not Resource.objects.exists()
    assert not Source.objects.exists()


def test_what_is_shown_once_stays_on_the_page_beside_an_empty_form():
    response, form, messages = pressed(Done("Made.", is_shown_once=True))
    assert response is None
    assert not form.is_bound
    assert messages == ["Made."]


def test_what_was_looked_at_stays_beside_what_was_sent():
    response, form, _ = pressed(None)
    assert response is None
    assert form.cleaned_data["name"] == "Anna"


def test_whoever_has_a_role_is_shown_what_it_permits_and_the_role_is_asked_once(
    alice, bob, charlie, desk, django_assert_num_queries
):
    buttons = {"record": ("a", "b"), "set_tier": ("c",), "redact": ("d",)}
    wanted = [
        Action(name, permission, {name: name}, NameForm, lambda button, data: None)
        for permission, names in buttons.items()
        for name in names
    ]
    bound = bind(RequestFactory().get("/here/"), wanted)
    for user, names in ((alice, "ab"), (bob, "abc"), (charlie, "")):
        with django_assert_num_queries(1):
            shown = permitted(bound, user, desk)
        assert "".join(action.name for action, _ in shown) == names
