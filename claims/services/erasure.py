"""The erasure of a person's data on request: of a member's account, and of what the desk wrote down about somebody.

Names in the desk's own words become a pseudonym, and the entries of the history that hold them are redacted, so that
the chains go on being verified. What the record is about (claims, articles, quotes, sources) is not touched: it is
counted, for people to revise, take down or withdraw.
"""

import json
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from knox.models import AuthToken

from claims import audit
from claims.models import (
    Annotation,
    Article,
    Attachment,
    AuditEntry,
    Claim,
    Comment,
    Desk,
    Evidence,
    Flag,
    Invitation,
    Membership,
    Newsroom,
    Origin,
    Person,
    SavedView,
    Source,
    SpeakerQuestion,
    TokenName,
)
from claims.parties import key_of_name
from claims.permissions import may
from claims.services.base import InvalidInput, require_text
from claims.users import Principal

DESK_WORDS: list[tuple[type[Model], str]] = [
    (Claim, "note"),
    (Claim, "withdrawn_because"),
    (Comment, "text"),
    (Comment, "by_name"),
    (Evidence, "told_by"),
    (Evidence, "confidential_source"),
    (Evidence, "basis_why"),
    (Flag, "resolution_note"),
    (Invitation, "note"),
    (Annotation, "note"),
    (Newsroom, "contact"),
    (Origin, "label"),
    (TokenName, "name"),
]
"""Columns that the desk writes for itself; an app above adds its own (`AppConfig.ready`). The history proves none."""

PROVEN_WORDS: list[tuple[type[Model], str]] = [
    (Claim, "reported_by"),
    (Attachment, "name"),
    (SpeakerQuestion, "who"),
    (SpeakerQuestion, "question"),
    (SpeakerQuestion, "answer"),
    (Evidence, "attributed_to"),
    (Evidence, "origin_why"),
    (Source, "tier_reason"),
]
"""Columns that the history proves: each change of one is an entry."""

RECORD_WORDS: list[tuple[type[Model], str, str]] = [
    (Claim, "text", "revise it, or withdraw its article"),
    (Claim, "criterion", "revise the claim"),
    (Article, "title", "revise the article, or withdraw it"),
    (Article, "summary", "revise the article, or withdraw it"),
    (Article, "seen_via", "revise the article, or withdraw it"),
    (Evidence, "quote", "take the item down"),
]
"""Columns of what the record is about, and what a person may do about each."""

WAYS_IN = (EmailAddress, Authenticator, SocialAccount)
"""What an account has besides its password."""

OF_THE_RECORD = frozenset(
    {
        *("text", "quote", "title", "prefix", "suffix", "url", "article", "criterion", "settled_by", "slug", "summary"),
        *("wording", "old_wording", "standing_wording", "selector", "reasons", "figures", "source", "source_name"),
        *("organisation_name", "name", "host", "path", "fields", "label", "speaker"),
    }
)
"""Members of a payload that tell what the record is about. The rest of it are the desk's words."""


SHORTEST = 3
"""Names of fewer letters are sought only where they cannot be a part of another's."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data it is: the account or the person on record, if there is one, and every name they go by."""

    names: tuple[str, ...]
    user: User | None = None
    person: Person | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_sought, sorted(self.names, key=len, reverse=True))), re.IGNORECASE)


def _sought(name: str) -> str:
    """Where a name stands, as a regular expression: as words of their own. One so short that it may be a part of other
    names (“jo” of “Jo March”) only as a comment names a member, or alone.
    """
    words = re.escape(name)
    return rf"\A{words}\Z|(?<!\w)@{words}(?!\w)" if len(name) < SHORTEST else rf"(?<!\w){words}(?!\w)"


@dataclass(frozen=True, slots=True)
class Holding:
    """Where data of a person stands: how often, and what becomes of it."""

    what: str
    count: int
    fate: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was done: who the person is from now on, and what held their data before."""

    pseudonym: str
    holdings: list[Holding]


def may_erase(by: Principal) -> bool:
    """Whether somebody may erase a person's data: it stands on every desk, so an administrator of all of them."""
    desks = list(Desk.objects.all())
    return bool(desks) and all(may(by, "erase", desk) for desk in desks)


def subject_of(
    *, user: User | None = None, person: Person | None = None, name: str = "", also: Sequence[str] = ()
) -> Subject:
    """Whose data is meant: exactly one of a member, a person on record, and a name. Raises InvalidInput."""
    if sum((user is not None, person is not None, bool(name.strip()))) != 1:
        raise InvalidInput("name", "choose one: a member, a person on record, or a name.")
    given = [name, *also]
    if short := [each for each in map(str.strip, given) if 0 < len(each) < SHORTEST]:
        field = "name" if short[0] == name.strip() else "also"
        raise InvalidInput(field, f"“{short[0]}” is too short: it may be a part of others’ names. Write the full name.")
    names = list(given)
    if user is not None:
        names += [user.get_username(), user.get_full_name(), user.email]
    if person is not None:
        names.append(person.name)
    known = dict.fromkeys(each.strip() for each in names if each.strip())
    return Subject(tuple(known), user, person)


def holdings(subject: Subject) -> list[Holding]:
    """Everything that holds data of a person, whatever becomes of it; nothing is changed."""
    found = list(_of_account(subject)) if subject.user else []
    if subject.person:
        found.append(Holding("Their name on record", 1, "becomes a pseudonym"))
    for model, column in [*DESK_WORDS, *PROVEN_WORDS]:
        found.append(Holding(_said(model, column), len(_rows(subject, model, column)), "the name becomes a pseudonym"))
    found.append(Holding("The admin’s notes of what was changed", len(_admin_notes(subject)), "lose the name"))
    found.append(Holding("Entries of the history", len(_entries(subject)), "are redacted"))
    acted = AuditEntry.objects.filter(actor__in=subject.names).count()
    stays = "keep the name of who acted, for the staff alone: it is part of what the history proves"
    found.append(Holding("Entries of what they did", acted, stays))
    for model, column, way in RECORD_WORDS:
        found.append(Holding(_said(model, column), len(_rows(subject, model, column)), f"stays: {way}"))
    return [holding for holding in found if holding.count]


def _of_account(subject: Subject) -> Iterator[Holding]:
    assert subject.user  # noqa: S101 - tells the type checker
    yield Holding("Their account: user name, names, e-mail", 1, "becomes a pseudonym that nobody can log in with")
    yield Holding("Roles on desks", subject.user.memberships.count(), "are taken")
    yield Holding("Claims they are on", Claim.objects.filter(assigned_to=subject.user).count(), "are nobody’s")
    yield Holding("Tokens", AuthToken.objects.filter(user=subject.user).count(), "are revoked")
    yield Holding("Views of the board", SavedView.objects.filter(user=subject.user).count(), "are deleted")
    ways_in = sum(model.objects.filter(user=subject.user).count() for model in WAYS_IN)
    yield Holding("Other addresses, second factors, single sign-on", ways_in, "are deleted")


@transaction.atomic
def erase_person(*, by: Principal, subject: Subject, reason: str) -> Erasure:
    """Erase what the installation holds of a person, as `holdings` tells it. Audited on every desk, by no name.

    Raises PermissionDenied for all but administrators of every desk; InvalidInput without a reason, for a reason that
    names the person, and for oneself.
    """
    if not may_erase(by):
        raise PermissionDenied("erase: ask somebody who is an administrator of every desk.")
    require_text("reason", reason)
    if subject.pattern.search(reason):
        raise InvalidInput("reason", "leave the name out: it would stand in the history again.")
    if subject.user is not None and by is not None and subject.user.pk == by.pk:
        raise InvalidInput("user", "nobody erases themselves: ask another administrator.")
    held, pseudonym = holdings(subject), f"erased-{secrets.token_hex(4)}"
    _erase_account(subject, pseudonym, by=by)
    for model, column in DESK_WORDS:
        for row in _rows(subject, model, column):
            _replace(subject, row, column, pseudonym)
    for model, column in PROVEN_WORDS:
        for row in _rows(subject, model, column):
            _replace(subject, row, column, pseudonym)
            _tell(row, column, by=by)
    _erase_voice(subject, pseudonym, by=by)
    for noted in _admin_notes(subject):
        noted.object_repr, noted.change_message = subject.pattern.sub(pseudonym, noted.object_repr)[:200], ""
        noted.save(update_fields=["object_repr", "change_message"])
    if subject.person is not None:
        Person.objects.filter(pk=subject.person.pk).update(name=pseudonym, slug=pseudonym)
    entries = _entries(subject)
    for entry in entries:
        audit.redact(entry=entry, by=by, reason=f"A person’s data, erased on request: {reason}")
    payload = {"pseudonym": pseudonym, "reason": reason, "redacted": len(entries)}
    for desk in Desk.objects.order_by("pk"):
        audit.append(subject=desk, action="person erased", by=by, payload=payload, visibility="staff")
    return Erasure(pseudonym, held)


def _erase_account(subject: Subject, pseudonym: str, *, by: Principal) -> None:
    user = subject.user
    if user is None:
        return
    for role in Membership.objects.filter(user=user).select_related("desk", "user"):
        role.delete(by=by)
    for model in (AuthToken, SavedView, *WAYS_IN):
        model.objects.filter(user=user).delete()
    Claim.objects.filter(assigned_to=user).update(assigned_to=None)
    user.username, user.first_name, user.last_name, user.email = pseudonym, "", "", ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save()


def _erase_voice(subject: Subject, pseudonym: str, *, by: Principal) -> None:
    """The key under which their word is counted holds the name, too: all of it goes on being one voice."""
    keys = {key_of_name(name) for name in subject.names if len(name) >= SHORTEST}
    key = key_of_name(pseudonym)
    items = Evidence.objects.filter(Q(attributed_key__in=keys) | Q(origin__owner__in=keys)).order_by("pk")
    touched = list(items.values_list("pk", flat=True))
    Origin.objects.filter(owner__in=keys).update(owner=key)
    Evidence.objects.filter(attributed_key__in=keys).update(attributed_key=key)
    for item in Evidence.objects.filter(pk__in=touched).select_related("claim", "origin").order_by("pk"):
        _tell(item, "attributed_key", "origin__owner", by=by)


def _said(model: type[Model], column: str) -> str:
    return f"{str(model._meta.verbose_name_plural).capitalize()}: {column.replace('_', ' ')}"


def _rows(subject: Subject, model: type[Model], column: str) -> list[Any]:
    """The rows whose column holds a name, as a word of its own."""
    any_name = Q()
    for name in subject.names:
        any_name |= Q(**{f"{column}__icontains": name})
    found: QuerySet[Any] = model._default_manager.filter(any_name).order_by("pk")
    return [row for row in found if subject.pattern.search(getattr(row, column))]


def _admin_notes(subject: Subject) -> list[LogEntry]:
    """What Django's admin noted of changes in its tables that names the person."""
    any_name = Q()
    for name in subject.names:
        any_name |= Q(object_repr__icontains=name) | Q(change_message__icontains=json.dumps(name)[1:-1])
    notes = LogEntry.objects.filter(any_name).order_by("pk")
    return [note for note in notes if any(map(subject.pattern.search, (note.object_repr, *_messages(note))))]


def _messages(note: LogEntry) -> Iterator[str]:
    """The words of a note's message, which Django keeps as JSON, or as plain text."""
    try:
        yield from _desk_words({"said": json.loads(note.change_message)})
    except json.JSONDecodeError:
        yield note.change_message


def _replace(subject: Subject, row: Any, column: str, pseudonym: str) -> None:
    words = subject.pattern.sub(pseudonym, getattr(row, column))
    setattr(row, column, words[: row._meta.get_field(column).max_length])
    row.save(update_fields=[column])


def _tell(row: Any, *columns: str, by: Principal) -> None:
    subject = getattr(row, "claim", None) or getattr(row, "source", None) or row
    payload = {"fields": list(columns), "because": "a person’s data, erased on request"}
    facts = audit.facts_of(row, *columns)
    audit.append(subject=subject, action="name erased", by=by, payload=payload, visibility="staff", facts=facts)


def _entries(subject: Subject) -> list[AuditEntry]:
    """The entries whose payload holds a name in the desk's own words."""
    any_name = Q()
    for name in subject.names:
        # As the text of JSON is kept: PostgreSQL keeps letters as they are, SQLite may have them escaped.
        any_name |= Q(told__icontains=name) | Q(told__icontains=json.dumps(name)[1:-1])
    rows = AuditEntry.objects.filter(redacted=False).annotate(told=Cast("payload", TextField()))
    found = rows.filter(any_name).order_by("pk")
    return [entry for entry in found if any(subject.pattern.search(words) for words in _desk_words(entry.payload))]


def _desk_words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name not in OF_THE_RECORD:
                yield from _desk_words(member)
    elif isinstance(value, list):
        for member in value:
            yield from _desk_words(member)
    elif isinstance(value, str):
        yield value
