"""Who sees what, as QuerySet methods, and the few reads that several pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from claims.users import Principal

if TYPE_CHECKING:
    from claims.models import Article, Attachment, Change, Claim, Comment, Evidence, Flag, Source  # noqa: F401 - named in bases

M = TypeVar("M", bound=models.Model)
Q = TypeVar("Q", bound="models.QuerySet[Any]")


def staff_desks(user: Principal) -> models.Q | None:
    """The desks of a member of staff as a filter on `desk`, None for everybody else.

    Superusers see every desk; a newsroom, an outsider and nobody at all see published records only.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return models.Q()
    return models.Q(desk__memberships__user=user)


class _Published(models.QuerySet[M]):
    """A queryset of records with a desk and a publication state."""

    def visible_to(self, user: Principal) -> Self:
        """What a viewer may see: staff their desks, everybody else what is published."""
        desks = staff_desks(user)
        if desks is None:
            return self.filter(publication="published")
        if not desks:  # an empty filter joined by "or" would be none at all
            return self
        return self.filter(desks | models.Q(publication="published")).distinct()

    def published(self) -> Self:
        return self.filter(publication="published")


class ArticleQuerySet(_Published["Article"]):
    pass


class ClaimQuerySet(_Published["Claim"]):
    def with_speakers(self) -> Self:
        return self.select_related("speaker_organisation", "speaker_person")


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: Principal) -> Self:
        """The sources of the viewer's desks; none for the public, who meets them only by name, in evidence."""
        desks = staff_desks(user)
        return self.none() if desks is None else self.filter(desks).distinct()


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: Principal) -> Self:
        """Staff see all items of their desks; everybody else what is published and neither taken down nor retracted."""
        public = models.Q(visibility="public", retracted=False, claim__publication="published")
        return public_or_for_staff(self, user, public)


def for_staff(rows: Q, user: Principal, theirs: models.Q) -> Q:
    """Rows that never leave a desk: for a member of staff `theirs`, for a superuser all, for anybody else none."""
    desks = staff_desks(user)
    if desks is None:
        return rows.none()
    return rows.filter(theirs).distinct() if desks else rows


def public_or_for_staff(rows: Q, user: Principal, public: models.Q) -> Q:
    """Rows beside claims: everybody sees the `public` ones, a member of staff all of their desks."""
    desks = staff_desks(user)
    if desks is None:
        return rows.filter(public)
    return rows.filter(public | models.Q(claim__desk__memberships__user=user)).distinct() if desks else rows


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: Principal) -> Self:
        """The flags of the viewer's desks; none for anybody else."""
        return for_staff(self, user, models.Q(claim__desk__memberships__user=user))

    def open(self) -> Self:
        return self.filter(state="open")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Principal) -> Self:
        """The files of the viewer's desks; and those that a reviewer published, while their claim is published."""
        return public_or_for_staff(self, user, models.Q(visibility="public", claim__publication="published"))


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Principal) -> Self:
        """The comments of the viewer's desks; none for anybody else."""
        of_claim, of_article = (models.Q(**{f"{on}__desk__memberships__user": user}) for on in ("claim", "article"))
        return for_staff(self, user, of_claim | of_article)


class ChangeQuerySet(models.QuerySet["Change"]):
    def after(self, position: int) -> Self:
        """Changes behind a position, in order: nothing is skipped or repeated."""
        return self.filter(position__gt=position).order_by("position")
