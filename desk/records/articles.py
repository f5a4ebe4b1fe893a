"""Articles with their claims, recording both, and what may be read outside."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from claims import services
from claims.models import Article, Claim, Publication
from desk.actions import Action, Done
from desk.forms import ArticleForm, ClaimForm, NothingForm, ReasonForm
from desk.frame import site
from desk.pages import PageAdmin

CLAIMS_ON_A_PAGE = 100


@admin.register(Article, site=site)
class ArticleAdmin(PageAdmin):
    list_display = ("title", "publication", "published_on", "claim_count")
    list_filter = ("publication", "invented")
    search_fields = ("title",)
    page_template = "admin/claims/article.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        seen = Q(appearances__claim__in=Claim.objects.visible_to(request.user).order_by().values("pk"))
        articles: QuerySet[Any] = rows.annotate(claim_count=Count("appearances", filter=seen, distinct=True))
        return articles

    @admin.display(description="claims", ordering="claim_count")
    def claim_count(self, article: Any) -> int:
        return int(article.claim_count)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        def record(button: str, data: dict[str, Any]) -> Done:
            article = services.record_article(by=request.user, **data)
            articles = reverse("admin:claims_article_changelist")
            return Done(f"Recorded: {article.title}. Add its claims next.", leads_to=articles)

        action = Action(
            title="The article",
            permission="record",
            buttons={"record": "Record the article"},
            form=ArticleForm,
            run=record,
            options={"user": request.user},
        )
        return self.add_page(request, "Record an article", action)

    def page_actions(self, request: HttpRequest, record: Article) -> list[Action]:
        return [_add_claim(request, record), _publication(request, record)]

    def page(self, request: HttpRequest, record: Article) -> dict[str, Any]:
        appearances = record.appearances.filter(claim__in=Claim.objects.visible_to(request.user))
        rows = appearances.select_related("claim__speaker_organisation", "claim__speaker_person")
        page = Paginator(rows, CLAIMS_ON_A_PAGE).get_page(request.GET.get("page"))
        return {"article": record, "page": page}


def _add_claim(request: HttpRequest, article: Article) -> Action:
    def add(button: str, data: dict[str, Any]) -> Done:
        organisation, person = data.pop("speaker_organisation"), data.pop("speaker_person")
        if organisation and person:
            raise services.InvalidInput("speaker_person", "one speaker, an organisation or a person.")
        claim = services.record_claim(by=request.user, article=article, speaker=organisation or person, **data)
        return Done(f"Recorded: {claim.text}")

    buttons = {"add": "Record the claim"}
    return Action(title="Add a claim", permission="record", buttons=buttons, form=ClaimForm, run=add)


def _publication(request: HttpRequest, article: Article) -> Action:
    """Publish a draft or a withdrawn article; withdraw a published one."""

    def publish(button: str, data: dict[str, Any]) -> Done:
        services.publish(by=request.user, article=article)
        return Done("Published, with its claims.")

    def withdraw(button: str, data: dict[str, Any]) -> Done:
        services.withdraw(by=request.user, article=article, reason=data["reason"])
        return Done("Withdrawn, with the claims that no other published article carries.")

    if article.publication == Publication.PUBLISHED:
        buttons = {"withdraw": "Withdraw the article"}
        return Action(title="Withdraw", permission="withdraw", buttons=buttons, form=ReasonForm, run=withdraw)
    buttons = {"publish": "Publish the article and its claims"}
    return Action(title="Publish", permission="publish", buttons=buttons, form=NothingForm, run=publish)
