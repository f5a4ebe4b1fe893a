"""Who may do what is decided in the admin, and every such decision is in the desk's history."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from claims import services
from claims.models import AuditEntry, Desk, Membership
from tests.claims.tampering import found, tamper


@pytest.fixture
def root(db, client) -> User:
    user = User.objects.create_superuser("root", password="correct horse battery", first_name="The", last_name="Root")
    client.force_login(user)
    return user


def told(desk) -> list[tuple[str, str, str]]:
    """What the desk's history tells: who did what to whose role."""
    entries = AuditEntry.objects.filter(subject_type="desk", subject_uuid=desk.uuid)
    return [(entry.actor, entry.action, f"{entry.payload['user']} {entry.payload['role']}") for entry in entries]


def save(client, user: User, *roles: dict) -> None:
    """Send the form of a user with these rows of roles."""
    had = [role for role in roles if role.get("id")]
    data: dict[str, object] = {"username": user.username, "is_active": "on"}
    data |= {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    data |= {"memberships-TOTAL_FORMS": len(roles), "memberships-INITIAL_FORMS": len(had)}
    for number, role in enumerate(roles):
        data |= {f"memberships-{number}-{name}": value for name, value in role.items()}
        data[f"memberships-{number}-user"] = user.pk
    answer = client.post(reverse("admin:auth_user_change", args=[user.pk]), data)
    assert answer.status_code == 302, answer.context["adminform"].errors


def row(role: Membership) -> dict:
    return {"id": role.pk, "desk": role.desk_id, "role": role.role}


def test_roles_given_changed_and_taken_are_told_with_who_did_it(client, root, desk, charlie, capsys):
    save(client, charlie, {"desk": desk.pk, "role": "journalist"})
    role = Membership.objects.get(user=charlie)
    save(client, charlie, row(role) | {"role": "reviewer"})
    role.refresh_from_db()
    save(client, charlie, row(role) | {"DELETE": "on"})
    assert told(desk) == [
        ("The Root", "role given", "charlie journalist"),
        ("The Root", "role given", "charlie reviewer"),
        ("The Root", "role taken", "charlie reviewer"),
    ]
    assert found(capsys) == []


def test_a_form_saved_without_a_change_tells_nothing(client, root, desk, alice):
    before = told(desk)
    save(client, alice, row(Membership.objects.get(user=alice)))
    assert told(desk) == before


@pytest.mark.parametrize("in_bulk", [True, False])
def test_a_user_who_is_deleted_has_their_roles_taken(client, root, desk, alice, capsys, in_bulk):
    if in_bulk:
        data = {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"}
        client.post(reverse("admin:auth_user_changelist"), data)
    else:
        client.post(reverse("admin:auth_user_delete", args=[alice.pk]), {"post": "yes"})
    assert not User.objects.filter(username="alice").exists()
    assert told(desk)[-1] == ("The Root", "role taken", "alice journalist")
    assert found(capsys) == []


@pytest.mark.parametrize("in_bulk", [True, False])
def test_a_superuser_who_is_deleted_is_told_of_on_every_desk(client, root, desk, in_bulk, capsys):
    gone = User.objects.create_superuser("gone")
    if in_bulk:
        data = {"action": "delete_selected", "_selected_action": [gone.pk], "post": "yes"}
        client.post(reverse("admin:auth_user_changelist"), data)
    else:
        client.post(reverse("admin:auth_user_delete", args=[gone.pk]), {"post": "yes"})
    assert not User.objects.filter(username="gone").exists()
    entry = AuditEntry.objects.get(subject_uuid=desk.uuid)
    assert (entry.action, entry.actor, entry.payload) == ("superuser no more", "The Root", {"user": "gone"})
    assert found(capsys) == []


@pytest.mark.parametrize(("role", "reads"), [("administrator", True), ("reviewer", False), ("journalist", False)])
def test_administrators_read_the_history_of_their_own_desk(client, desk, alice, charlie, role, reads):
    sports = Desk.objects.create(name="Sports", slug="sports")
    Membership.objects.create(user=charlie, desk=sports, role="administrator")
    Membership.objects.get(user=alice).delete()
    Membership.objects.create(user=alice, desk=desk, role=role)
    client.force_login(alice)
    page = client.get(reverse("admin:claims_auditentry_changelist"), {"subject_type": "desk"})
    assert {entry.subject_uuid for entry in page.context["cl"].result_list} == ({desk.uuid} if reads else set())


def test_a_desk_is_looked_at_in_the_tables_and_changed_in_its_settings(client, root, desk):
    page = reverse("admin:claims_desk_change", args=[desk.pk])
    assert f'<a href="{reverse("desk:settings", args=[desk.slug])}">Change it</a>' in client.get(page).content.decode()
    given = {"name": "Renamed", "slug": "renamed", "time_zone": "UTC", "second_person": "on", "reason": "so"}
    assert client.post(page, given).status_code == 403
    desk.refresh_from_db()
    assert (desk.name, desk.second_person) != ("Renamed", True)


def test_a_further_desk_is_added_with_a_history_and_leads_to_inviting_people(client, root, desk, capsys):
    page = reverse("admin:claims_desk_add")
    answer = client.post(page, {"button": "add", "name": "Sports", "time_zone": "Europe/Paris"})
    sports = Desk.objects.get(name="Sports")
    assert answer.url == reverse("desk:members", args=[sports.slug])
    entry = AuditEntry.objects.get(subject_uuid=sports.uuid)
    assert (entry.actor, entry.action) == ("The Root", "desk added")
    assert found(capsys) == []
    again = client.post(page, {"button": "add", "name": "Sports", "time_zone": "UTC"})
    assert "Another desk has this name." in again.content.decode()


@pytest.mark.parametrize("role", ["journalist", "administrator"])
def test_members_add_no_desk(client, alice, role):
    Membership.objects.filter(user=alice).update(role=role)
    client.force_login(alice)
    sent = {"button": "add", "name": "Sports", "time_zone": "UTC"}
    assert client.post(reverse("admin:claims_desk_add"), sent).status_code == 403
    with pytest.raises(PermissionDenied):
        services.add_desk(by=alice, name="Sports", time_zone="UTC")


def test_a_desk_stays(client, root, desk):
    assert client.post(reverse("admin:claims_desk_delete", args=[desk.pk]), {"post": "yes"}).status_code == 403


def test_a_role_that_moves_to_another_person_or_desk_is_taken_and_given(desk, alice, charlie, capsys):
    role = Membership.objects.get(user=alice)
    role.user = charlie
    role.save()
    assert [entry[1:] for entry in told(desk)[-2:]] == [
        ("role taken", "alice journalist"),
        ("role given", "charlie journalist"),
    ]
    assert found(capsys) == []


def test_a_role_given_past_the_admin_is_named(desk, alice, charlie, capsys):
    tamper("UPDATE claims_membership SET user_id = %s WHERE user_id = %s", charlie.pk, alice.pk)
    uuid = desk.uuid
    assert sorted(found(capsys)) == sorted(
        [
            f"desk {uuid}: role of user {charlie.pk} stands in the table, but no entry tells of it: it was inserted",
            f"desk {uuid}: role of user {alice.pk} is told of in the history, but is not in the table: it was deleted",
        ]
    )


def test_a_superuser_made_and_unmade_is_told_of_on_every_desk(client, root, desk, charlie):
    def mark(**marks: str) -> None:
        data = {"username": "charlie", "is_active": "on", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
        data |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
        client.post(reverse("admin:auth_user_change", args=[charlie.pk]), data | marks)

    mark(is_superuser="on")
    mark(is_superuser="on", first_name="Charlie")
    mark()
    entries = AuditEntry.objects.filter(subject_uuid=desk.uuid, action__startswith="superuser")
    assert [(entry.action, entry.actor, entry.payload) for entry in entries] == [
        ("superuser made", "The Root", {"user": "charlie"}),
        ("superuser no more", "The Root", {"user": "charlie"}),
    ]
