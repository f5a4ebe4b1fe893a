"""The first page of the desk: what waits for this reader, and what to do next where nothing does."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import Article, Claim, Flag, Publication, Source
from claims.services.comments import for_you
from desk.frame import show
from tracker.health.conditions import alarmed, of_user
from tracker.health.installation import troubles

ASSIGNED = 20
MENTIONS = 10


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits: open flags, comments that name the reader, claims assigned to them, sources in trouble or
    without a tier.
    """
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells the type checker
    mine = Claim.objects.visible_to(user).filter(assigned_to=user).order_by("-changed_at")
    resources = of_user(user)
    mentions = list(for_you(user)[: MENTIONS + 1])
    context = {
        "installation_troubles": troubles(),
        "waiting": Flag.objects.visible_to(user).open().count(),
        "mentions": mentions[:MENTIONS],
        "more_mentions": len(mentions) > MENTIONS,
        "mine": mine[:ASSIGNED],
        "mine_count": mine.count(),
        "troubled": alarmed(resources).count(),
        "watched": resources.exists(),
        "unpublished": _waiting_for_publication(user),
        "without_tier": Source.objects.visible_to(user).waiting_for_tier().count(),
        "has_articles": Article.objects.visible_to(user).exists(),
    }
    return show(request, "desk/home.html", _("What waits for you"), context)


def _waiting_for_publication(user: User) -> int:
    """How many claims of the reader's desks wait, on a published article, until a reviewer publishes them."""
    drafts = Claim.objects.visible_to(user).filter(publication=Publication.DRAFT)
    return drafts.filter(appearances__article__publication=Publication.PUBLISHED).distinct().count()
