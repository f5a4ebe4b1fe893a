"""Who may do what. Who may *see* what stands in claims/querysets.py."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied

from claims.models import Desk, Membership
from claims.users import Principal

Role = Membership.Role

EVERYBODY_ON_DESK = frozenset({Role.JOURNALIST, Role.REVIEWER, Role.ADMINISTRATOR})
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})

ACTIONS: Mapping[str, frozenset[Role]] = {
    "record": EVERYBODY_ON_DESK,
    "revise": EVERYBODY_ON_DESK,
    "add_evidence": EVERYBODY_ON_DESK,
    "judge_evidence": EVERYBODY_ON_DESK,
    "change_status": EVERYBODY_ON_DESK,
    "assign": EVERYBODY_ON_DESK,
    "comment": EVERYBODY_ON_DESK,
    "ask_speaker": EVERYBODY_ON_DESK,
    "watch": EVERYBODY_ON_DESK,
    "resume_reading": REVIEWERS,
    "correct_decided": REVIEWERS,
    "resolve_flag": REVIEWERS,
    "mark_wrong": REVIEWERS,
    "merge_origins": REVIEWERS,
    "merge_claims": REVIEWERS,
    "set_tier": REVIEWERS,
    "set_automation": REVIEWERS,
    "name_document": REVIEWERS,
    "make_token": EVERYBODY_ON_DESK,
    "set_second_person": ADMINISTRATORS,
    "set_desk": ADMINISTRATORS,
    "manage_members": ADMINISTRATORS,
    "set_review_new_claims": ADMINISTRATORS,
    "set_haste": REVIEWERS,
    "publish": REVIEWERS,
    "withdraw": REVIEWERS,
    "takedown": REVIEWERS,
    "redact": ADMINISTRATORS,
    "erase": ADMINISTRATORS,
}


def role_of(user: Principal, desk: Desk) -> Role | None:
    """The user's role on a desk; superusers administrate every desk, inactive users have none."""
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    value = Membership.objects.filter(user=user, desk=desk).values_list("role", flat=True).first()
    return Role(value) if value else None


def may(user: Principal, action: str, desk: Desk) -> bool:
    return role_of(user, desk) in ACTIONS[action]


def may_somewhere(user: User, action: str) -> bool:
    """Whether the user's role on any of their desks suffices for the action."""
    roles = ACTIONS[action]
    return user.is_active and (user.is_superuser or Membership.objects.filter(user=user, role__in=roles).exists())


def require(user: Principal, action: str, desk: Desk) -> Role:
    """The user's role on the desk; raises PermissionDenied where it does not suffice for the action. It names the desk
    to its members alone.
    """
    role = role_of(user, desk)
    if role is None or role not in ACTIONS[action]:
        asked = _either([role.label.lower() for role in Role if role in ACTIONS[action]])
        where = "its desk" if role is None else f"the desk “{desk}”"
        raise PermissionDenied(f"{action.replace('_', ' ')}: ask somebody who is {asked} on {where}.")
    return role


def _either(roles: list[str]) -> str:
    """Roles as a sentence names them: “a reviewer or an administrator”."""
    named = [f"{'an' if role[0] in 'aeiou' else 'a'} {role}" for role in roles]
    return " or ".join(filter(None, [", ".join(named[:-1]), named[-1]]))


def require_superuser(user: Principal, what: str) -> None:
    """Raise PermissionDenied unless the user administrates the installation."""
    if user is None or not (user.is_active and user.is_superuser):
        raise PermissionDenied(f"{what}: ask somebody who administrates the installation.")
