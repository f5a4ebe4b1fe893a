"""The public pages: what anybody may read. Staff see their desk's drafts here too, marked as drafts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe
from django.views.decorators.vary import vary_on_cookie

from claims.models import Appearance, Article, Claim, Evidence
from claims.presentation.clusters import clusters, conflicts
from claims.presentation.html import contract_in_words, web_link
from claims.published import is_invented
from claims.services import kept_of, merged, questions_in_words
from claims.statuses import Status
from public.bars import Share, shares
from public.claim_review import as_script, structured
from public.corrections import corrections
from public.timeline import timeline
from tracker.health.staleness import readings

ARTICLES_ON_A_PAGE = 30
CLAIMS_ON_A_PAGE = 100


@require_safe
@conditional_page
@vary_on_cookie
def article_list(request: HttpRequest) -> HttpResponse:
    """Every article that the reader may see, with how many of its claims have which status."""
    shown = Appearance.objects.filter(is_invented("claim_id"), article=OuterRef("pk"))
    articles = Article.objects.visible_to(request.user).annotate(shows_invented=Exists(shown))
    page = Paginator(articles, ARTICLES_ON_A_PAGE).get_page(request.GET.get("page"))
    bars = _bars(page.object_list, request.user)
    rows = [(article, bars.get(article.pk, ())) for article in page.object_list]
    return render(request, "public/articles.html", {"page": page, "rows": rows})


def _bars(articles: Iterable[Article], viewer: Any) -> dict[int, tuple[Share, ...]]:
    """The bars of several articles in one query."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    visible = Appearance.objects.filter(article__in=[article.pk for article in articles]).of_claims_of(viewer)
    rows = visible.order_by().values_list("article", "claim__status").annotate(count=Count("pk"))
    for article, status, count in rows:
        counts[article][status] = count
    return {article: shares(by_status) for article, by_status in counts.items()}


def _bar(appearances: Iterable[Appearance]) -> tuple[Share, ...]:
    """The bar of the claims in hand."""
    counts: dict[str, int] = defaultdict(int)
    for appearance in appearances:
        counts[appearance.claim.status] += 1
    return shares(counts)


@require_safe
@conditional_page
@vary_on_cookie
def article_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An article with its claims, in the order in which they appear, page by page."""
    article = get_object_or_404(Article.objects.visible_to(request.user), slug=slug)
    visible = article.appearances.of_claims_of(request.user)
    appearances = visible.select_related("claim__speaker_organisation", "claim__speaker_person").annotate(
        invented=is_invented("claim_id")
    )
    first: Any = list(appearances[: CLAIMS_ON_A_PAGE + 1])
    # Most articles fit on a page: nothing is counted for them, and nothing read twice.
    page = Paginator(first if len(first) <= CLAIMS_ON_A_PAGE else appearances, CLAIMS_ON_A_PAGE)
    context = {
        "article": article,
        "page": page.get_page(request.GET.get("page")),
        "bar": _bar(first) if len(first) <= CLAIMS_ON_A_PAGE else _bars([article], request.user).get(article.pk, ()),
        "link": web_link(article.url),
        "corrections": corrections(article),
        "follow": f"?article={article.slug}",
    }
    return render(request, "public/article.html", context)


@require_safe
@conditional_page
@vary_on_cookie
def claim_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A claim: its status and why, what would settle it, its public evidence, and its public history. One that was
    merged into another leads to that one.
    """
    visible = Appearance.objects.in_articles_of(request.user).select_related("article")
    articles = Prefetch("appearances", visible)
    claims = Claim.objects.visible_to(request.user).with_speakers().select_related("desk")
    claim = claims.prefetch_related(articles).filter(slug=slug).first()
    if claim is None:
        kept = get_object_or_404(claims, pk=kept_of(get_object_or_404(merged(), slug=slug)).pk)
        return redirect("site:claim", slug=kept.slug, permanent=True)
    items = claim.evidence.filter(visibility=Evidence.Visibility.PUBLIC, retracted=False).select_related("origin")
    shown = list(items.order_by("-as_of", "-pk"))
    moments = timeline(claim) if claim.publication == "published" else []
    appearances = list(claim.appearances.all())
    invented = Claim.objects.filter(is_invented(), pk=claim.pk).exists()
    about = None if invented else structured(claim, appearances=appearances, evidence=shown, moments=moments)
    context = {
        "claim": claim,
        "structured": as_script(about),
        "follow": f"?claim={claim.slug}",
        "meaning": Status(claim.status).meaning,
        "appearances": appearances,
        "invented": invented,
        "questions": questions_in_words(claim),
        "contract": contract_in_words(claim.kind, claim.settled_by),
        "clusters": clusters(shown),
        "conflicts": conflicts(shown, version=claim.version),
        "moments": moments,
        "readings": readings(claim, now=timezone.now()),
        "why": next((m.reasons for m in moments if m.status), ()),
        "decided_by": next((m.by for m in moments if m.status), ""),
    }
    return render(request, "public/claim.html", context)
