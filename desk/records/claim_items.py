"""What hangs on a claim, each on a page of its own: an item of evidence, a file, a comment."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import services
from claims.attachments import response_of
from claims.findings import find
from claims.models import Attachment, Claim, Comment, Evidence, Publication
from claims.permissions import require, role_of
from desk.action_page import action_page
from desk.actions import Action, BoundActions, Done
from desk.forms import NothingForm, ReasonForm
from desk.queue.exhibits import grouped, verdicts_of
from desk.queue.voices import voice_action
from desk.records.claim_addresses import page_of
from desk.records.claim_deeds import small_page
from desk.sources.forms import DocumentTypeForm
from desk.sources.snapshot_page import snapshot_quoted
from tracker.evidence.read_now import read_now


def evidence_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """One item of evidence: let readers see it, have it read, say whose word it is, take it down, take it back."""
    rows = Evidence.objects.select_related("claim__desk", "origin", "source")
    item = _on_our_desk(request, rows, uuid)
    claim = item.claim
    finding = find(claim, today=timezone.now().date())
    (group,) = grouped([item], verdicts_of(finding.counted, finding.not_counted))
    is_public = item.visibility == Evidence.Visibility.PUBLIC and not item.retracted
    context = {
        "item": item,
        "exhibit": group.exhibits[0],
        "snapshot": snapshot_quoted(request.user, item),
        "seen_by_readers": is_public and claim.publication == Publication.PUBLISHED,
    }
    return small_page(request, _("An item of evidence"), claim, _item_actions(request, item), context)


def _item_actions(request: HttpRequest, item: Evidence) -> list[Action]:
    """What can be done about an item now."""
    pending = item.visibility == Evidence.Visibility.PENDING and not item.retracted
    passes_on = not item.retracted and bool(item.attributed_to or item.attributed_key)
    return [
        *([_accept(request, item)] if pending else []),
        *([_read_now(request, item)] if item.is_told and item.url and not item.retracted else []),
        *([voice_action(request, item)] if passes_on else []),
        *([_name_document(request, item)] if not item.is_told and not item.retracted else []),
        *([_take_down(request, item)] if item.visibility == Evidence.Visibility.PUBLIC else []),
        *([_retract(request, item)] if not item.retracted else []),
    ]


def _accept(request: HttpRequest, item: Evidence) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        services.accept_evidence(by=request.user, evidence=item)
        return Done(
            _("Accepted: readers see it where the claim is published."), f"{page_of(item.claim)}#item-{item.uuid}"
        )

    return Action(
        title=_("Let readers see it"),
        permission="judge_evidence",
        buttons={"accept": _("Accept it")},
        form=NothingForm,
        run=run,
        intro=_("The tracker found it. Readers see it once a person accepts it or decides on it."),
    )


def _read_now(request: HttpRequest, item: Evidence) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        require(request.user, "add_evidence", item.claim.desk)
        read = read_now(item)
        if read.is_told:
            return Done(_("It is told still: %(why)s") % {"why": read.basis_why})
        return Done(_("Its words were found: it is read from now on. The claim was weighed again."))

    return Action(
        title=_("Read what was told"),
        permission="add_evidence",
        buttons={"read-now": _("Read now")},
        form=NothingForm,
        run=run,
        intro=_("Its page is fetched and searched for the words. What was told counts for no rule until then."),
    )


def _name_document(request: HttpRequest, item: Evidence) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        named = services.name_document(by=request.user, evidence=item, **data)
        if named.document:
            return Done(_("It is a %(document)s now.") % {"document": named.document})
        return Done(_("It is of no particular type now."))

    return Action(
        title=_("Name its type of document"),
        permission="name_document",
        buttons={"document": _("Name it")},
        form=DocumentTypeForm,
        run=run,
        initial={"document": item.document or item.told_document},
    )


def _take_down(request: HttpRequest, item: Evidence) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        services.takedown(by=request.user, evidence=item, **data)
        return Done(_("Taken down: readers see it no more."))

    return Action(
        title=_("Take it down"),
        permission="takedown",
        buttons={"take-down": _("Take it down")},
        form=ReasonForm,
        run=run,
        intro=_(
            "It goes from the claim’s page, the interface and the feeds at once; your reason stays with the desk. The "
            "history tells readers that an item was taken down, not which. It still counts."
        ),
    )


def _retract(request: HttpRequest, item: Evidence) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        with transaction.atomic():
            services.retract_evidence(by=request.user, evidence=item, **data)
            services.apply_finding(claim=item.claim)
        return Done(_("Retracted: it counts no more. The claim was weighed again."), page_of(item.claim))

    return Action(
        title=_("Retract it"),
        permission="judge_evidence",
        buttons={"retract": _("Retract it")},
        form=ReasonForm,
        run=run,
        intro=_("It goes from the claim’s page and counts no more. The history tells readers of it, with your reason."),
    )


def attachment_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """A file beside a claim: seen in a sandbox, shown to readers or hidden from them."""
    kept = _on_our_desk(request, Attachment.objects.select_related("claim__desk", "added_by"), uuid)
    is_public = kept.visibility == Attachment.Visibility.PUBLIC

    def run(button: str, data: dict[str, Any]) -> Done:
        services.show_attachment(by=request.user, attachment=kept, public=button == "show", **data)
        return Done(
            _("Readers see it while the claim is published.") if button == "show" else _("The desk alone sees it.")
        )

    action = Action(
        title=_("Hide it from readers") if is_public else _("Show it to readers"),
        permission="publish",
        buttons={"hide": _("Hide it")} if is_public else {"show": _("Show it")},
        form=ReasonForm,
        run=run,
        intro=_("It names whatever stands in it, people too: look at it whole first. Your reason stays with the desk."),
    )
    context = {"kept": kept, "is_picture": kept.media_type.startswith("image/")}
    return small_page(request, _("A file"), kept.claim, [action], context)


@require_safe
def attachment_file(request: HttpRequest, uuid: Any) -> FileResponse:
    """The bytes of a file, in a sandbox; 404 for who may not see it."""
    kept = get_object_or_404(Attachment.objects.visible_to(request.user).select_related("claim"), uuid=uuid)
    try:
        return response_of(kept)
    except FileNotFoundError as error:
        raise Http404 from error


def comment_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """A comment, for the administrator who has to empty it."""
    said = Comment.objects.select_related("claim__desk", "article__desk").filter(uuid=uuid).first()
    subject = (said.claim or said.article) if said else None
    if said is None or subject is None or role_of(request.user, subject.desk) is None:
        raise Http404
    stands_at = page_of(subject) if isinstance(subject, Claim) else reverse("desk:article", args=[subject.uuid])

    def run(button: str, data: dict[str, Any]) -> Done:
        services.redact_comment(by=request.user, comment=said, **data)
        return Done(_("Emptied: that it was written stays."), f"{stands_at}#discussion")

    action = Action(
        title=_("Empty it"),
        permission="redact",
        buttons={"redact": _("Empty it")},
        form=ReasonForm,
        run=run,
        intro=_("Its words go from here and from the history. It cannot be undone."),
    )
    actions = [] if said.redacted else [action]
    if isinstance(subject, Claim):
        return small_page(request, _("A comment"), subject, actions, {"comment": said})

    def told(shown: BoundActions) -> dict[str, Any]:
        return {"article": subject, "comment": said, "refused": len(actions) > len(shown)}

    return action_page(request, "desk/articles/comment.html", _("A comment"), actions, told, desk=subject.desk)


def _on_our_desk(request: HttpRequest, rows: Any, uuid: Any) -> Any:
    """What hangs on a claim of the reader's desks; else Http404."""
    found = rows.filter(uuid=uuid).first()
    if found is None or role_of(request.user, found.claim.desk) is None:
        raise Http404
    return found
