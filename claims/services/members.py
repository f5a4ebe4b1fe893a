"""Who works on a desk: invitations by link, roles, and who leaves. Every change stands in the desk's history.

The link of an invitation carries a random token of which only the hash is kept. It is good once, for a week, and until
it is revoked.
"""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from claims import audit
from claims.models import Desk, Invitation, Membership
from claims.models.people import InvitationQuerySet
from claims.permissions import may, require
from claims.services.base import InvalidInput, require_text
from claims.services.users import make_user
from claims.users import Principal, person

INVITATION_DAYS = 7
NO_GOOD = "this link was used, revoked or has expired. Ask for a new one."


@transaction.atomic
def invite(*, by: Principal, desk: Desk, role: str, note: str) -> tuple[Invitation, str]:
    """An invitation to a desk, and the token of its link, which cannot be shown again. `note` says for whom it is.

    Raises PermissionDenied, InvalidInput.
    """
    require(by, "manage_members", desk)
    _check_role(role)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        desk=desk,
        role=role,
        note=require_text("note", note),
        digest=_digest(token),
        invited_by=person(by),
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    _tell(invitation, "invited", by=by)
    return invitation, token


@transaction.atomic
def revoke_invitation(*, by: Principal, invitation: Invitation) -> Invitation:
    """Make an invitation's link worthless. Raises PermissionDenied, InvalidInput where it was used."""
    current = Invitation.objects.select_for_update(of=("self",)).select_related("desk").get(pk=invitation.pk)
    require(by, "manage_members", current.desk)
    if current.accepted_at:
        raise InvalidInput("invitation", "it was accepted already: remove the member instead.")
    if current.revoked_at is None:
        current.revoked_at = timezone.now()
        current.save(update_fields=["revoked_at"])
        _tell(current, "invitation revoked", by=by)
    return current


def open_invitation(token: str) -> Invitation | None:
    """The invitation of a link, where it is good: not used, revoked or expired, and its author may still invite."""
    return _good(Invitation.objects.all(), token)


def was_used(token: str) -> bool:
    """Whether somebody joined by this link."""
    return Invitation.objects.filter(digest=_digest(token)).exclude(accepted_at=None).exists()


@transaction.atomic
def join(*, token: str, user: User) -> Membership:
    """Accept an invitation as somebody who has an account: the user is on the desk with the invitation's role.

    Raises InvalidInput where the link is not good any more, or the user is on the desk already.
    """
    invitation = _good(Invitation.objects.select_for_update(of=("self",)), token)
    if invitation is None:
        raise InvalidInput("token", NO_GOOD)
    if Membership.objects.filter(user=user, desk=invitation.desk).exists():
        raise InvalidInput(
            "token", f"you are on the desk “{invitation.desk}” already. The link stays good for another."
        )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = Membership(user=user, desk=invitation.desk, role=invitation.role)
    membership.save(by=invitation.invited_by or user)
    _tell(invitation, "invitation accepted", by=user)
    return membership


@transaction.atomic
def join_as_new_user(*, token: str, username: str, password: str, name: str = "", email: str = "") -> Membership:
    """Accept an invitation as somebody new. Raises InvalidInput as `join` does, and for a name or password that cannot
    be.
    """
    if open_invitation(token) is None:
        raise InvalidInput("token", NO_GOOD)
    return join(token=token, user=make_user(username=username, password=password, name=name, email=email))


@transaction.atomic
def change_role(*, by: Principal, membership: Membership, role: str) -> Membership:
    """Give a member another role. Raises PermissionDenied, InvalidInput for the last administrator."""
    current = _locked(membership)
    require(by, "manage_members", current.desk)
    _check_role(role)
    if current.role != role:
        _keep_an_administrator(current)
        current.role = role
        current.save(by=by)
    return current


@transaction.atomic
def remove_member(*, by: Principal, membership: Membership) -> None:
    """Take a member off the desk; the account and what they did stay. Raises as `change_role` does."""
    current = _locked(membership)
    require(by, "manage_members", current.desk)
    _keep_an_administrator(current)
    current.delete(by=by)


def _locked(membership: Membership) -> Membership:
    """The membership as it is now; of its desk one is changed at a time, so that two never take each other's role."""
    audit.lock(membership.desk)
    current = Membership.objects.select_related("desk", "user").filter(pk=membership.pk).first()
    if current is None:
        raise InvalidInput("member", "they are not on the desk any more. Read the page again.")
    return current


def _keep_an_administrator(membership: Membership) -> None:
    if membership.role != Membership.Role.ADMINISTRATOR:
        return
    others = Membership.objects.filter(desk=membership.desk, role=Membership.Role.ADMINISTRATOR, user__is_active=True)
    if not others.exclude(pk=membership.pk).exists():
        raise InvalidInput("member", "the desk needs an administrator: give somebody else the role first.")


def _check_role(role: str) -> None:
    if role not in Membership.Role.values:
        raise InvalidInput("role", f"choose one of {', '.join(Membership.Role.values)}.")


def _good(rows: InvitationQuerySet, token: str) -> Invitation | None:
    """Whoever may not invite any more has left no way back in, for themselves or others."""
    found = rows.filter(digest=_digest(token)).open().select_related("desk", "invited_by").first()
    return found if found and may(found.invited_by, "manage_members", found.desk) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _tell(invitation: Invitation, action: str, *, by: Principal) -> None:
    payload = {"role": invitation.role, "for": invitation.note, "invitation": str(invitation.uuid)}
    audit.append(subject=invitation.desk, action=action, by=by, payload=payload, visibility="staff")
