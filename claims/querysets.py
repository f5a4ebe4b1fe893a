"""Who sees what, as QuerySet methods, and the few reads that several pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from claims.users import Principal

if TYPE_CHECKING:
    from claims.models import Appearance, Article, Attachment, Change, Claim, Comment, Evidence, Flag, Source  # noqa: F401 - named in bases

M = TypeVar("M", bound=models.Model)
Q = TypeVar("Q", bound="models.QuerySet[Any]")


def staff_desks(user: Principal, desk: str = "desk") -> models.Q | None:
    """The desks of a member of staff as a filter on `desk`, the way to it from a row; None for everybody else.

    Superusers see every desk (an empty filter); a newsroom, an outsider and nobody at all see published records only.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    if user.is_superuser:
        return models.Q()
    return models.Q(**{f"{desk}__in": user.memberships.values("desk")})  # by key: a join would give rows twice


def for_staff(rows: Q, user: Principal, *ways: str) -> Q:
    """Rows that never leave a desk: for a member of staff those from which one of the `ways` leads to their desks, for
    a superuser all, for anybody else none.
    """
    found = models.Q()
    for way in ways:
        desks = staff_desks(user, way)
        if desks is None:
            return rows.none()
        found |= desks
    return rows.filter(found)


def public_or_for_staff(rows: Q, user: Principal, public: models.Q, desk: str = "claim__desk") -> Q:
    """Everybody sees the `public` rows, a member of staff also those of their desks, a superuser all."""
    desks = staff_desks(user, desk)
    if desks is None:
        return rows.filter(public)
    return rows.filter(public | desks) if desks else rows  # an empty filter joined by "or" would be none at all


class _Published(models.QuerySet[M]):
    """A queryset of records with a desk and a publication state."""

    def visible_to(self, user: Principal) -> Self:
        """What a viewer may see: staff their desks, everybody else what is published."""
        return public_or_for_staff(self, user, models.Q(publication="published"), "desk")

    def published(self) -> Self:
        return self.filter(publication="published")


class ArticleQuerySet(_Published["Article"]):
    pass


class ClaimQuerySet(_Published["Claim"]):
    def with_speakers(self) -> Self:
        return self.select_related("speaker_organisation", "speaker_person")


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    """The article and the claim of an appearance are joined by key, so that a row costs the same whatever there is."""

    def in_articles_of(self, viewer: Principal) -> Self:
        """Those in articles that a viewer may see."""
        return public_or_for_staff(self, viewer, models.Q(article__publication="published"), "article__desk")

    def of_claims_of(self, viewer: Principal) -> Self:
        """Those of claims that a viewer may see."""
        return public_or_for_staff(self, viewer, models.Q(claim__publication="published"), "claim__desk")


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: Principal) -> Self:
        """The sources of the viewer's desks; none for the public, who meets them only by name, in evidence."""
        return for_staff(self, user, "desk")

    def waiting_for_tier(self) -> Self:
        """The sources about whose tier no reviewer has decided: what they say counts for nothing."""
        return self.filter(tier="none", tier_reason="")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: Principal) -> Self:
        """Staff see all items of their desks; everybody else what is published and neither taken down nor retracted."""
        public = models.Q(visibility="public", retracted=False, claim__publication="published")
        return public_or_for_staff(self, user, public)


class FlagQuerySet(models.QuerySet["Flag"]):
    def visible_to(self, user: Principal) -> Self:
        """The flags of the viewer's desks; none for anybody else."""
        return for_staff(self, user, "claim__desk")

    def open(self) -> Self:
        return self.filter(state="open")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Principal) -> Self:
        """The files of the viewer's desks; and those that a reviewer published, while their claim is published."""
        return public_or_for_staff(self, user, models.Q(visibility="public", claim__publication="published"))


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: Principal) -> Self:
        """The comments of the viewer's desks; none for anybody else."""
        return for_staff(self, user, "claim__desk", "article__desk")


class ChangeQuerySet(models.QuerySet["Change"]):
    def after(self, position: int) -> Self:
        """Changes behind a position, in order: nothing is skipped or repeated."""
        return self.filter(position__gt=position).order_by("position")
