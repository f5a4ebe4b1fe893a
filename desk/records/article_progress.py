"""How far the claims of an article are: how many of them are settled."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from claims.models import Appearance, Article, Publication
from claims.statuses import SETTLED


@dataclass(frozen=True, slots=True)
class Progress:
    """Of so many claims that the reader sees, so many are settled. Withdrawn ones are not counted."""

    settled: int = 0
    total: int = 0

    def __str__(self) -> str:
        if not self.total:
            return _("no claims yet")
        return _("%(settled)s of %(total)s settled") % {"settled": self.settled, "total": self.total}


def progress_of(articles: Iterable[Article], viewer: Any) -> dict[int, Progress]:
    """The progress of each article by its key, in one statement."""
    keys = [article.pk for article in articles]
    visible = Appearance.objects.filter(article__in=keys).of_claims_of(viewer)
    rows = visible.exclude(claim__publication=Publication.WITHDRAWN).order_by().values("article")
    settled = Count("pk", filter=Q(claim__status__in=SETTLED))
    counted = {row["article"]: row for row in rows.annotate(total=Count("pk"), settled=settled)}
    return {
        key: Progress(counted[key]["settled"], counted[key]["total"]) if key in counted else Progress() for key in keys
    }
