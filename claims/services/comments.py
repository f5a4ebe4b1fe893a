"""Comments of the staff, whom they mention, and handing a claim over with a word."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from claims import audit
from claims.mentions import names_in
from claims.models import Article, AuditEntry, Claim, Comment, Desk, Flag, Mention
from claims.permissions import require
from claims.services.base import InvalidInput, require_text
from claims.services.decisions import assign
from claims.services.users import members_of
from claims.users import Principal, person

LONGEST = 5000


@transaction.atomic
def comment(*, by: Principal, on: Claim | Flag | Article, text: str) -> Comment:
    """Say something to the staff beside a claim, a flag or an article; members of the desk that it names as in “@alice”
    find it among what is for them.

    It is never edited. Raises PermissionDenied, InvalidInput.
    """
    claim = on.claim if isinstance(on, Flag) else on if isinstance(on, Claim) else None
    subject = claim or on
    assert not isinstance(subject, Flag)  # noqa: S101 - for the type checker
    require(by, "comment", subject.desk)
    words = require_text("text", text)
    if len(words) > LONGEST:
        raise InvalidInput("text", f"at most {LONGEST} characters.")
    audit.lock(subject)
    said = Comment.objects.create(
        claim=claim,
        flag=on if isinstance(on, Flag) else None,
        article=on if isinstance(on, Article) else None,
        by=person(by),
        by_name=audit.name_of(by),
        text=words,
    )
    members = mentioned(words, subject.desk)
    Mention.objects.bulk_create(Mention(comment=said, user=user) for user in members if user != by)
    payload: dict[str, Any] = {
        "comment": str(said.uuid),
        "words": words,
        "mentions": [audit.name_of(m) for m in members],
    }
    if isinstance(on, Flag):
        payload["flag"] = str(on.uuid)
    audit.append(subject=subject, action="commented", by=by, payload=payload, visibility="staff")
    return said


def mentioned(text: str, desk: Desk) -> list[User]:
    """The members of a desk whom a text names, whatever the case; a name of nobody there is only a word."""
    names = {name.casefold() for name in names_in(text)}
    if not names:
        return []
    return [user for user in members_of([desk]) if user.get_username().casefold() in names]


def names_of_nobody(text: str, desk: Desk) -> list[str]:
    """The names with an @ that are no member's of the desk, so that a writer can be told."""
    known = {user.get_username().casefold() for user in mentioned(text, desk)}
    return [name for name in names_in(text) if name.casefold() not in known]


@transaction.atomic
def redact_comment(*, by: Principal, comment: Comment, reason: str) -> Comment:
    """Empty a comment and the entry of history that has its words; that it was written stays.

    Raises PermissionDenied for all but an administrator, InvalidInput.
    """
    subject = comment.claim or comment.article
    assert subject is not None  # noqa: S101 - a comment stands beside one of them
    require(by, "redact", subject.desk)
    why = require_text("reason", reason)
    for entry in audit.entries_of(subject).filter(action="commented", payload__comment=str(comment.uuid)):
        audit.redact(entry=entry, by=by, reason=why)
    comment.text, comment.redacted = "", True
    comment.save(update_fields=["text", "redacted"])
    return comment


def for_you(user: User) -> QuerySet[Mention]:
    """The mentions of a person that they have not seen, the newest first, of desks that they are on still."""
    rows = Mention.objects.filter(user=user, seen_at=None, comment__in=Comment.objects.visible_to(user).values("pk"))
    return rows.select_related("comment__claim", "comment__article", "comment__flag").order_by("-pk")


def see_mentions(*, by: User, comments: Iterable[Comment]) -> int:
    """Say that a person saw the comments that name them; gives how many were new."""
    keys = [each.pk for each in comments]
    return Mention.objects.filter(user=by, comment__in=keys, seen_at=None).update(seen_at=timezone.now())


@transaction.atomic
def hand_over(*, by: Principal, claim: Claim, to: User | None, note: str = "") -> Claim:
    """Say who is on a claim (None: nobody), with a note that they find among what is for them. Raises as `assign`."""
    current = assign(by=by, claim=claim, to=to)
    if note.strip():
        unnamed = to if to and to not in mentioned(note, current.desk) else None
        text = f"@{unnamed.get_username()} {note.strip()}" if unnamed else note
        comment(by=by, on=current, text=text)
    return current


def assignments(claim: Claim) -> list[AuditEntry]:
    """Who was put on a claim, by whom and when, in order: `payload` has `to`, a name, empty for nobody."""
    return list(audit.entries_of(claim).filter(action="assigned"))
