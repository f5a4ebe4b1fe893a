"""Who works on a desk: invited by a link that is good once, given roles, taken off; all of it in the history."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Desk, Invitation, Membership
from tests.claims.tampering import found
from tests.desk.admin_pages import said, text_of


@pytest.fixture
def emil() -> User:
    return User.objects.create_user("emil")


NEW = {"button": "join", "username": "emil", "name": "Emil Egger", "email": "", "password": "correct horse battery"}


def told(desk) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(subject_type="desk", subject_uuid=desk.uuid).order_by("seq")
    return [(entry.actor, entry.action) for entry in entries]


def members(desk) -> str:
    return reverse("desk:members", args=[desk.slug])


def invited(client, desk, dora, role: str = "reviewer") -> str:
    """The path that an invitation of Dora's opens."""
    client.force_login(dora)
    html = client.post(members(desk), {"button": "invite", "role": role, "note": "Emil"}).content.decode()
    client.logout()
    return re.findall(r"http://testserver(/desk/invitation/[\w-]+/)", html)[0]


def test_somebody_new_joins_by_a_link_that_is_good_once(client, desk, dora, capsys):
    path = invited(client, desk, dora)
    assert "makes you a reviewer on the desk" in text_of(client, path)
    answer = client.post(path, NEW, follow=True)
    assert "Welcome to the desk" in said(answer)
    role = Membership.objects.get(user__username="emil")
    assert (role.desk, role.role, role.user.is_staff, role.user.get_full_name()) == (
        desk,
        "reviewer",
        False,
        "Emil Egger",
    )
    assert told(desk)[-3:] == [("dora", "invited"), ("dora", "role given"), ("Emil Egger", "invitation accepted")]
    assert found(capsys) == []
    assert reverse("desk:home") in client.get(path).content.decode().split("was used already")[-1]
    client.logout()
    used = client.get(path)
    assert used.status_code == 410
    assert "This link was used already" in used.content.decode()
    assert f'href="{reverse("account_login")}">Log in' in used.content.decode()
    assert client.post(path, {**NEW, "username": "eve"}).status_code == 410
    assert not User.objects.filter(username="eve").exists()


def test_the_page_that_shows_a_link_lists_its_invitation_and_offers_an_empty_form(client, desk, dora):
    client.force_login(dora)
    answer = client.post(members(desk), {"button": "invite", "role": "reviewer", "note": "Emil"})
    assert [str(invitation.note) for invitation in answer.context["invitations"]] == ["Emil"]
    form = next(form for action, form in answer.context["actions"] if action.name == "invite")
    assert not form.is_bound
    assert 'value="Emil"' not in answer.content.decode()


def test_only_the_hash_of_the_link_is_kept(client, desk, dora):
    token = invited(client, desk, dora).split("/")[-2]
    (row,) = Invitation.objects.values()
    assert token not in str(row)
    client.force_login(dora)
    assert token not in text_of(client, members(desk))


def test_who_has_an_account_joins_with_it(client, desk, dora, charlie):
    path = invited(client, desk, dora, "journalist")
    client.force_login(charlie)
    assert client.get(reverse("desk:home"), follow=True).status_code == 403
    assert "You are logged in as charlie" in text_of(client, path)
    client.post(path, {"button": "join"})
    assert Membership.objects.get(user=charlie).role == "journalist"
    assert client.get(reverse("desk:home")).status_code == 200


def test_who_is_on_the_desk_already_does_not_use_the_link_up(client, desk, dora, alice):
    path = invited(client, desk, dora)
    client.force_login(alice)
    assert "already" in client.post(path, {"button": "join"}, follow=True).content.decode()
    assert Membership.objects.get(user=alice).role == "journalist"
    assert services.open_invitation(path.split("/")[-2])


def test_a_link_that_was_revoked_or_is_a_week_old_opens_nothing(client, desk, dora, time_machine):
    path, old = invited(client, desk, dora), invited(client, desk, dora)
    client.force_login(dora)
    invitation = services.open_invitation(path.split("/")[-2])
    client.post(members(desk), {"button": f"revoke-{invitation.pk}"})
    client.logout()
    assert client.get(path).status_code == 410
    assert "was used" not in client.get(path).content.decode()
    assert client.get(old).status_code == 200
    time_machine.move_to(invitation.expires_at + timedelta(seconds=1))
    assert client.get(old).status_code == 410


@pytest.mark.parametrize("became", ["journalist", "inactive", "off the desk", "deleted"])
def test_a_link_is_no_way_back_in_for_who_may_not_invite_any_more(client, desk, dora, bob, charlie, became):
    path = invited(client, desk, dora, "administrator")
    role = Membership.objects.get(user=dora)
    if became == "journalist":
        Membership.objects.filter(pk=role.pk).update(role=became)
    elif became == "inactive":
        User.objects.filter(pk=dora.pk).update(is_active=False)
    elif became == "off the desk":
        role.delete(by=None)
    else:
        role.delete(by=None)
        dora.delete()
    assert client.get(path).status_code == 410
    with pytest.raises(services.InvalidInput, match="Ask for a new one"):
        services.join(token=path.split("/")[-2], user=charlie)
    assert not Membership.objects.filter(user=charlie).exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "dora"), ("username", "not a name"), ("password", "short"), ("email", "dora@city.example")],
)
def test_what_cannot_be_is_said_at_its_field_and_the_link_stays_good(client, desk, dora, field, value):
    path = invited(client, desk, dora)
    answer = client.post(path, {**NEW, field: value})
    assert answer.status_code == 200
    assert answer.context["actions"][0][1].errors.keys() == {field}
    assert services.open_invitation(path.split("/")[-2])


def test_an_administrator_gives_roles_and_takes_people_off(client, desk, dora, alice, bob):
    client.force_login(dora)
    role = Membership.objects.get(user=alice)
    client.post(members(desk), {"button": f"role-{role.pk}", "role": "reviewer"})
    role.refresh_from_db()
    assert role.role == "reviewer"
    client.post(members(desk), {"button": f"remove-{role.pk}", "role": "reviewer"})
    assert not Membership.objects.filter(user=alice).exists()
    assert User.objects.filter(username="alice").exists()
    assert told(desk)[-2:] == [("dora", "role given"), ("dora", "role taken")]


@pytest.mark.parametrize("button", ["role", "remove"])
def test_the_last_administrator_cannot_go(client, desk, dora, button):
    client.force_login(dora)
    role = Membership.objects.get(user=dora)
    answer = client.post(members(desk), {"button": f"{button}-{role.pk}", "role": "journalist"})
    assert "needs an administrator" in answer.content.decode()
    role.refresh_from_db()
    assert role.role == "administrator"


def test_one_of_two_administrators_can_go(desk, dora, alice):
    services.change_role(by=dora, membership=Membership.objects.get(user=alice), role="administrator")
    services.remove_member(by=dora, membership=Membership.objects.get(user=dora))
    with pytest.raises(services.InvalidInput, match="needs an administrator"):
        services.remove_member(by=alice, membership=Membership.objects.get(user=alice))


@pytest.mark.parametrize("name", ["alice", "bob"])
def test_others_read_the_list_and_change_nothing(client, desk, dora, alice, bob, name):
    user = User.objects.get(username=name)
    client.force_login(user)
    html = text_of(client, members(desk))
    assert "dora" in html
    assert "<select" not in html
    client.post(members(desk), {"button": "invite", "role": "administrator", "note": "me"})
    client.post(members(desk), {"button": f"role-{Membership.objects.get(user=user).pk}", "role": "administrator"})
    assert not Invitation.objects.exists()
    assert not Membership.objects.filter(user=user, role="administrator").exists()
    with pytest.raises(PermissionDenied):
        services.invite(by=user, desk=desk, role="administrator", note="me")


def test_an_administrator_of_one_desk_has_no_say_on_another(client, desk, dora, alice):
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=alice, desk=sports, role="administrator")
    client.force_login(alice)
    assert client.get(members(sports)).status_code == 200
    role = Membership.objects.get(user=alice, desk=desk)
    client.post(members(sports), {"button": f"role-{role.pk}", "role": "administrator"})
    role.refresh_from_db()
    assert role.role == "journalist"
    client.force_login(dora)
    assert client.get(members(sports)).status_code == 404


def test_a_desk_gets_another_name_and_time_zone(client, desk, dora):
    client.force_login(dora)
    path = reverse("desk:settings", args=[desk.slug])
    client.post(path, {"button": "change", "name": "City", "time_zone": "Europe/Paris"})
    desk.refresh_from_db()
    assert (desk.name, desk.time_zone) == ("City", "Europe/Paris")
    client.post(path, {"button": "second", "on": "on", "reason": "We are three now."})
    desk.refresh_from_db()
    assert desk.second_person
    client.post(path, {"button": "review", "on": "on", "reason": "We are three now."})
    desk.refresh_from_db()
    assert desk.review_new_claims
    events = ["desk changed", "second person set", "review of new claims set"]
    assert told(desk)[-3:] == [("dora", event) for event in events]


PROPOSAL = "Decide on a second person"


def test_a_second_person_is_proposed_to_administrators_once_there_is_a_second_reviewer(client, desk, dora, alice, emil):
    pages = [members(desk), reverse("desk:settings", args=[desk.slug])]
    client.force_login(dora)
    assert not any(PROPOSAL in text_of(client, page) for page in pages)
    services.join(token=services.invite(by=dora, desk=desk, role="reviewer", note="Emil")[1], user=emil)
    assert all(PROPOSAL in text_of(client, page) for page in pages)
    client.force_login(emil)
    assert not any(PROPOSAL in text_of(client, page) for page in pages)


def test_a_desk_that_said_whether_it_wants_a_second_person_is_asked_no_more(desk, dora, bob):
    assert services.proposes_second_person(desk)
    for on in (True, False):
        changed = services.set_second_person(by=dora, desk=desk, on=on, reason="We talked about it.")
        assert not services.proposes_second_person(changed)


def test_the_settings_lead_whoever_may_erase_to_the_page_for_it(client, desk, dora, alice):
    page = reverse("desk:settings", args=[desk.slug])
    client.force_login(alice)
    assert reverse("desk:erasure") not in text_of(client, page)
    client.force_login(dora)
    assert reverse("desk:erasure") in text_of(client, page)


def test_the_settings_lead_to_the_readers_own_desk(client, desk, alice):
    client.force_login(alice)
    assert client.get(reverse("desk:settings-index")).url == reverse("desk:settings", args=[desk.slug])
    assert "Administrators of the desk change this." in text_of(client, reverse("desk:settings", args=[desk.slug]))


def test_only_who_administrates_the_installation_takes_second_factors_away(client, desk, dora, alice):
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    button = {"button": f"factors-{Membership.objects.get(user=alice).pk}", "role": "journalist"}
    client.force_login(dora)
    assert "Take away" not in text_of(client, members(desk))
    client.post(members(desk), button)
    assert Authenticator.objects.exists()
    User.objects.filter(pk=dora.pk).update(is_superuser=True)
    assert "Take away" in text_of(client, members(desk))
    client.post(members(desk), button)
    assert not Authenticator.objects.exists()
    assert told(desk)[-1] == ("dora", "second factors taken")
