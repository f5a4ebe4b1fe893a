"""The page of an article: its claims in order and how far they are, adding more, what is said and done about it."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import audit, services
from claims.models import Appearance, Article, Publication
from claims.permissions import ACTIONS, Role, role_of
from claims.presentation.html import web_link
from claims.services.comments import names_of_nobody
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.forms import NothingForm, ReasonForm
from desk.frame import show
from desk.records.article_adding import Adding
from desk.records.article_claims import deed_on_claim
from desk.records.article_forms import TitleForm
from desk.records.article_progress import progress_of
from desk.records.article_revision import ENTRIES, revision
from desk.records.claim_history import rows
from desk.records.discussion import CommentForm, discussion
from desk.records.parties_in_place import NamedParties, names_like

TEMPLATE = "desk/articles/article.html"
CLAIMS_ON_A_PAGE = 100
NAMES = 200
"""So many names of people and organisations are offered at once; the others come as somebody types."""


def article_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """An article with its claims; another desk's is shown as readers see it."""
    article = get_object_or_404(Article.objects.visible_to(request.user).select_related("desk"), uuid=uuid)
    role = role_of(request.user, article.desk)
    if role is None:
        if request.method == "POST":
            raise PermissionDenied
        return show(request, TEMPLATE, article.title, _of_readers(request, article) | {"is_ours": False})
    if request.method == "POST" and (response := deed_on_claim(request, article)):
        return response
    adding = Adding(request, article, NamedParties(by=request.user, desk=article.desk, sent=request.POST))
    history = list(audit.entries_of(article).order_by("-seq")[:ENTRIES])
    actions = [
        adding.action(),
        _correct(request, article),
        revision(request, article, history),
        _publication(request, article),
        _comment(request, article),
    ]

    def context(shown: BoundActions) -> dict[str, Any]:
        known = _of_readers(request, article)
        more = {"adding": adding, "watch": _watch(known["page"]), "history": rows(history)}
        return known | _of_its_desk(request, article, role, shown) | more

    return action_page(request, TEMPLATE, article.title, actions, context, desk=article.desk)


def _of_its_desk(request: HttpRequest, article: Article, role: Role, shown: BoundActions) -> dict[str, Any]:
    """What the page tells members of the article's desk besides."""
    by_name = {action.name: (action, form) for action, form in shown}
    adds = by_name["add"]
    if adds[1].is_bound or "kept" in request.GET:
        adds[1].fields["text"].widget.attrs["autofocus"] = True
    return {
        "is_ours": True,
        "adds": adds,
        "deeds": [by_name[name] for name in ("publish", "withdraw-article", "correct", "revise") if name in by_name],
        "comment": by_name["comment"],
        "may_publish": role in ACTIONS["publish"],
        "may_withdraw": role in ACTIONS["withdraw"],
        "redacts": role in ACTIONS["redact"],
        **discussion(request, article),
    }


def _of_readers(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the page tells everybody who may see the article."""
    visible = article.appearances.of_claims_of(request.user)
    claims = visible.select_related("claim__speaker_organisation", "claim__speaker_person")
    return {
        "article": article,
        "page": Paginator(claims, CLAIMS_ON_A_PAGE).get_page(request.GET.get("page")),
        "progress": progress_of([article], request.user)[article.pk],
        "link": web_link(article.url),
    }


def _watch(page: Page[Appearance]) -> str:
    """Where a source is watched for the claims on a page; empty where there are none."""
    claims = [("claim", row.claim.slug) for row in page if row.claim.publication != Publication.WITHDRAWN]
    return f"{reverse('desk:watch')}?{urlencode(claims)}" if claims else ""


def _correct(request: HttpRequest, article: Article) -> Action:
    def correct(button: str, data: dict[str, Any]) -> Done:
        services.correct_article(by=request.user, article=article, **data)
        return Done(_("The title is corrected; the address stays."))

    return Action(
        title=_("Correct the title"),
        permission="revise",
        buttons={"correct": _("Correct it")},
        form=TitleForm,
        run=correct,
        initial={"title": article.title},
    )


def _publication(request: HttpRequest, article: Article) -> Action:
    """Publish a draft or a withdrawn article; withdraw a published one."""

    def publish(button: str, data: dict[str, Any]) -> Done:
        services.publish(by=request.user, article=article)
        return Done(_("Published, with its claims."))

    def withdraw(button: str, data: dict[str, Any]) -> Done:
        services.withdraw(by=request.user, article=article, reason=data["reason"])
        return Done(_("Withdrawn, with the claims that no other published article carries."))

    if article.publication == Publication.PUBLISHED:
        return Action(
            title=_("Withdraw the article"),
            permission="withdraw",
            buttons={"withdraw-article": _("Withdraw the article")},
            form=ReasonForm,
            run=withdraw,
            intro=_("Readers find neither it nor the claims that no other published article carries."),
        )
    return Action(
        title=_("Publish the article"),
        permission="publish",
        buttons={"publish": _("Publish the article and its claims")},
        form=NothingForm,
        run=publish,
        intro=_("Readers see its claims with their present status; nothing of the drafts is told."),
    )


def _comment(request: HttpRequest, article: Article) -> Action:
    def comment(button: str, data: dict[str, Any]) -> Done:
        services.comment(by=request.user, on=article, text=data["text"])
        nobody = names_of_nobody(data["text"], article.desk)
        told = _("Nobody on this desk is called %(names)s.") % {"names": ", ".join(f"“{name}”" for name in nobody)}
        return Done(_("Said.") + (f" {told}" if nobody else ""), leads_to=f"{request.path}#discussion")

    return Action(
        title=_("Comment"), permission="comment", buttons={"comment": _("Say it")}, form=CommentForm, run=comment
    )


@require_safe
def party_names(request: HttpRequest) -> TemplateResponse:
    """Names of recorded people and organisations that hold what is typed, for a field that names one."""
    typed = request.GET.get("speaker", "")[:200].strip()
    return TemplateResponse(request, "desk/articles/_names.html", {"names": names_like(typed, most=NAMES)})
