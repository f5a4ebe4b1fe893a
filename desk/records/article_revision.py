"""Revising what is recorded of an article, on its page; and what became of it since, in words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from claims import services
from claims.models import Article, AuditEntry
from claims.presentation.shortening import shortened
from desk.actions import Action, Done
from desk.records.article_forms import ArticleRevisionForm

ENTRIES = 20
"""So many of the latest entries of its history stand on the page of an article."""


@contextmanager
def leads_to_other() -> Iterator[None]:
    """Where another article of the desk has the address, the refusal beside the field leads to it."""
    try:
        yield
    except services.AddressTaken as taken:
        address = reverse("desk:article", args=[taken.article.uuid])
        link = format_html('<a href="{}">{}</a>', address, shortened(taken.article.title, 80))
        words = format_html(_("Another article of your desk has this address: {}. Go on with that one."), link)
        raise services.InvalidInput("url", words) from taken


def revision(request: HttpRequest, article: Article, entries: Sequence[AuditEntry]) -> Action:
    """The form; `entries` are the latest of the article's history, so that nobody overwrites what they did not see."""

    def revise(button: str, data: dict[str, Any]) -> Done:
        with leads_to_other():
            services.revise_article(by=request.user, article=article, **data)
        return Done(_("Revised."))

    shown = {name: getattr(article, name) for name in ArticleRevisionForm.base_fields if hasattr(article, name)}
    return Action(
        title=_("Correct what is recorded of it"),
        permission="revise",
        buttons={"revise": _("Correct it")},
        form=ArticleRevisionForm,
        run=revise,
        initial={**shown, "seen": entries[0].seq if entries else 0},
        intro=_("Readers of a published article see what was changed, and why. Its claims stay as they are."),
    )
