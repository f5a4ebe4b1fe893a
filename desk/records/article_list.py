"""The articles of the desk, with how far their claims are; and recording one."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import services
from claims.models import Article
from desk.accounts.desks import desks_of
from desk.action_page import action_page
from desk.actions import Action, Done
from desk.forms import ArticleForm
from desk.frame import show
from desk.records.article_forms import ArticleFilterForm
from desk.records.article_progress import progress_of
from desk.records.article_revision import leads_to_other

ON_A_PAGE = 30


@require_safe
def article_list(request: HttpRequest) -> HttpResponse:
    """The articles that the reader may see, the newest first; filters that are none are a 400."""
    form = ArticleFilterForm(request.GET)
    if not form.is_valid():
        raise BadRequest(form.errors.as_json())
    visible = Article.objects.visible_to(request.user)
    found = _narrowed(visible, form.cleaned_data).select_related("desk").order_by("-recorded_at", "-pk")
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    articles = list(page.object_list)
    progress = progress_of(articles, request.user)
    ours = set(desks_of(request.user).values_list("pk", flat=True))
    context = {
        "form": form,
        "page": page,
        "rows": [(article, progress[article.pk], _whose(article, ours)) for article in articles],
        "nothing_yet": not page.paginator.count and not visible.exists(),
    }
    return show(request, "desk/articles/list.html", _("Articles"), context)


def _whose(article: Article, ours: set[int]) -> str:
    """The desk of an article, where the reader is on several; another desk is not named."""
    if article.desk_id not in ours:
        return _("another desk’s")
    return article.desk.name if len(ours) > 1 else ""


def _narrowed(rows: QuerySet[Article], wanted: dict[str, Any]) -> QuerySet[Article]:
    if wanted["publication"]:
        rows = rows.filter(publication=wanted["publication"])
    if words := wanted["q"].strip():
        rows = rows.filter(title__icontains=words)
    return rows


def new_article(request: HttpRequest) -> HttpResponse:
    """Record an article; its page, for its claims, comes next."""

    def record(button: str, data: dict[str, Any]) -> Done:
        with leads_to_other():
            article = services.record_article(by=request.user, **data)
        address = reverse("desk:article", args=[article.uuid])
        return Done(_("Recorded. Add its claims next."), leads_to=f"{address}?kept=1")

    action = Action(
        title=_("The article"),
        permission="record",
        buttons={"record": _("Record the article")},
        form=ArticleForm,
        run=record,
        options={"user": request.user},
    )
    return action_page(request, "desk/articles/new.html", _("Record an article"), [action], lambda _shown: {})
