"""What is done to one claim on its article's page: moved, withdrawn, published; or let appear there as well."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from claims import services
from claims.models import Article, Claim
from desk.actions import BUTTON, Refused, sentence

Deed = Callable[[HttpRequest, Article, Claim], str]


def deed_on_claim(request: HttpRequest, article: Article) -> HttpResponse | None:
    """Do what a button of one claim says, as in “up:UUID”, and redirect to the same page; None for another button.

    Raises Http404 for a claim that neither appears in the article nor could.
    """
    name, colon, uuid = request.POST.get(BUTTON, "").partition(":")
    deed = DEEDS.get(name)
    if deed is None or not colon:
        return None
    claim = _claim(article, uuid)
    try:
        messages.success(request, deed(request, article, claim))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    page = request.GET.get("page", "")
    return redirect(f"{request.path}?page={page}" if page.isdecimal() else request.path)


def _claim(article: Article, uuid: str) -> Claim:
    """A claim of the article's desk."""
    try:
        found = Claim.objects.filter(desk=article.desk, uuid=UUID(uuid)).first()
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found


def _up(request: HttpRequest, article: Article, claim: Claim) -> str:
    return _move(request, article, claim, by=-1)


def _down(request: HttpRequest, article: Article, claim: Claim) -> str:
    return _move(request, article, claim, by=1)


def _move(request: HttpRequest, article: Article, claim: Claim, *, by: int) -> str:
    """Let the claim and its neighbour change places."""
    keys = list(article.appearances.values_list("claim_id", flat=True))
    if claim.pk not in keys:
        raise Http404
    place = keys.index(claim.pk)
    other = place + by
    if not 0 <= other < len(keys):
        return _("It is the first already.") if by < 0 else _("It is the last already.")
    keys[place], keys[other] = keys[other], keys[place]
    claims = Claim.objects.in_bulk(keys)
    services.reorder(by=request.user, article=article, claims=[claims[key] for key in keys])
    return _("Moved: it is number %(place)s now.") % {"place": other + 1}


def _withdraw(request: HttpRequest, article: Article, claim: Claim) -> str:
    services.withdraw_claim(by=request.user, claim=claim, reason=request.POST.get("reason", ""))
    return _("Withdrawn: %(text)s") % {"text": claim.text}


def _publish(request: HttpRequest, article: Article, claim: Claim) -> str:
    services.publish_claim(by=request.user, claim=claim)
    return _("Published: %(text)s") % {"text": claim.text}


def _appear(request: HttpRequest, article: Article, claim: Claim) -> str:
    services.add_to_article(by=request.user, claim=claim, article=article)
    return _("It appears in this article, too: %(text)s") % {"text": claim.text}


DEEDS: dict[str, Deed] = {"up": _up, "down": _down, "withdraw": _withdraw, "publish": _publish, "appear": _appear}
