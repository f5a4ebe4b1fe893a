"""Articles in Django's admin: the table alone. Who opens or adds one is led to its page at the desk."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.models import Article, Claim
from desk.frame import site
from desk.pages import DeskAdmin


@admin.register(Article, site=site)
class ArticleAdmin(DeskAdmin):
    list_display = ("title", "publication", "published_on", "claim_count")
    list_filter = ("publication", "invented")
    search_fields = ("title",)

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
        return redirect("desk:article-new")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self.get_object(request, unquote(object_id))
        if article is None:
            raise Http404
        return redirect("desk:article", article.uuid)
