"""The pages of the review queue: one flag at a time, with what a decision needs, and the next at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from claims import audit, services
from claims.models import Appearance, Comment, Evidence, Flag
from claims.presentation.html import contract_in_words
from claims.services import AlreadyDecided, StaleClaim
from claims.services.dismissal import decided_together
from desk.actions import Action, BoundActions, Done, bind, permitted, submit
from desk.frame import show
from desk.queue.decisions import confirm_action, dismiss_action, mark_wrong_action, undo_action
from desk.queue.keys import KEYS
from desk.queue.lanes import ALL, FLAGS, entries
from desk.queue.merges import merge_actions
from desk.queue.order import Line
from desk.queue.passages import Shown, shown
from desk.queue.voices import whose_word_action
from desk.records.claim_decisions import change_status

COMMENTS = 2
"""So many of the latest comments on a claim stand beside its flag."""

DECIDED = (Flag.State.CONFIRMED, Flag.State.DISMISSED)


@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """The heaviest flag of a lane; of an empty one, what to do next."""
    line = line_of(request)
    if line.places:
        return _show_flag(request, line, flag_of(request, line.places[0].uuid))
    return _show(request, line, _("Review queue"), {"empty": line.lane.empty})


def flag_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One flag, open or decided, and what can be done about it. With htmx a decision is answered with the next flag."""
    flag = flag_of(request, uuid)
    line = line_of(request)
    if request.method != "POST":
        return _show_flag(request, line, flag)
    evidence = shown(flag, request.user)
    actions = bind(request, [_in_line(each, flag, line) for each in _actions(request, flag, evidence)])
    response = submit(request, actions)
    if response is None:
        return _show_flag(request, line, flag_of(request, uuid), actions)
    return _at_once(request, response["Location"]) if _by_htmx(request) else response


@require_POST
def looking_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say that the reader looks at a flag; the part of its page that says who else does, or who decided it."""
    flag = flag_of(request, uuid)
    return show(request, "desk/queue/_looking.html", "", {"flag": flag, **_presence(request, flag)})


def line_of(request: HttpRequest) -> Line:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - tells the type checker
    return Line(user, FLAGS.get(request.GET.get("lane", ""), ALL))


def flag_of(request: HttpRequest, uuid: UUID) -> Flag:
    rows = Flag.objects.select_related(
        "claim__desk", "claim__speaker_organisation", "claim__speaker_person", "asked_by", "resolved_by"
    )
    return get_object_or_404(rows.visible_to(request.user), uuid=uuid)


def _actions(request: HttpRequest, flag: Flag, evidence: Shown) -> list[Action]:
    """Whatever may be sent to a flag's page. What came too late is among it, so that its service says so."""
    items = Evidence.objects.filter(pk__in=evidence.pks, retracted=False)
    wrong = [replace(mark_wrong_action(request, flag, items), initial={"evidence": pk}) for pk in evidence.pks[:1]]
    voice = [replace(whose_word_action(request, items), initial={"evidence": pk}) for pk in evidence.voiceless[:1]]
    decide = [confirm_action(request, flag), dismiss_action(request, flag), undo_action(request, flag)]
    return [*decide, change_status(request, flag.claim), *voice, *wrong, *merge_actions(request, flag.claim)]


def _in_line(action: Action, flag: Flag, line: Line) -> Action:
    """The action with the queue around it: what follows is the flag itself where it waits still, else the next one;
    where somebody was faster, that is said, and the queue goes on.
    """
    was_waiting = line.number(flag.uuid) > 0

    def run(button: str, data: dict[str, Any]) -> Done | None:
        try:
            done = action.run(button, data)
        except (AlreadyDecided, StaleClaim):
            return Done(_meanwhile(flag), leads_to=line.address(line.after(flag.uuid)))
        if done is None:
            return None
        following = line.after(flag.uuid)
        stays = not was_waiting and following != flag.uuid
        return replace(done, leads_to=line.address(flag.uuid if stays else following))

    return replace(action, run=run)


def _meanwhile(flag: Flag) -> str:
    """That a decision came too late: who was faster, and with what."""
    flag.refresh_from_db()
    if flag.state == Flag.State.OPEN:
        return _("Evidence or claim changed while you looked, so nothing was decided: %(claim)s") % {
            "claim": flag.claim.text
        }
    words = {"state": flag.get_state_display().lower(), "by": audit.name_of(flag.resolved_by), "claim": flag.claim.text}
    return _("Just before you, %(by)s: %(state)s. Yours was not needed: %(claim)s") % words


def _show_flag(request: HttpRequest, line: Line, flag: Flag, actions: BoundActions | None = None) -> HttpResponse:
    """The flag's page; `actions`: as they were sent, where something is to be mended."""
    claim, evidence = flag.claim, shown(flag, request.user)
    if actions is None:
        actions = bind(request, _actions(request, flag, evidence))
    forms = {action.name: (action, form) for action, form in permitted(actions, request.user, claim.desk)}
    is_open = flag.state == Flag.State.OPEN
    context = {
        "flag": flag,
        "claim": claim,
        "evidence": evidence,
        "contract": contract_in_words(claim.kind, claim.settled_by),
        "articles": Appearance.objects.filter(claim=claim).select_related("article").order_by("pk")[:2],
        "confirm": forms.get("confirm") if is_open else None,
        "dismiss": forms.get("dismiss") if is_open else None,
        "panels": list(_panels(forms)),
        "comments": Comment.objects.filter(claim=claim, redacted=False).order_by("-pk")[:COMMENTS],
        "annotations": flag.annotations.select_related("evidence", "by"),
        "number": line.number(flag.uuid),
        "of": len(line.places),
        "next": _beside(line, flag, 1),
        "back": _beside(line, flag, -1),
        "here": line.address(flag.uuid),
        "decides": "confirm" in forms,
        **_presence(request, flag),
    }
    return _show(request, line, claim.text, context)


def _beside(line: Line, flag: Flag, step: int) -> str:
    """The address of the flag one further or one back; empty at the end."""
    uuid = line.beside(flag.uuid, step)
    return line.address(uuid) if uuid else ""


def _panels(forms: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """The forms that a key or a button opens above the bar: the key's deed, the label, the form."""
    labels = {"change": _("Another status"), "voice": _("Whose word?"), "wrong": _("Misjudged?")}
    for name, (action, form) in forms.items():
        if name in labels or name.startswith("merge-"):
            yield {"deed": name, "label": labels.get(name, action.title), "action": action, "form": form}


def _presence(request: HttpRequest, flag: Flag) -> dict[str, Any]:
    """Who else looks at an open flag; by asking, the reader says that they do."""
    others = services.look_at(by=request.user, flag=flag) if flag.state == Flag.State.OPEN else []
    return {"others": [audit.name_of(other) for other in others]}


def _show(request: HttpRequest, line: Line, title: str, context: dict[str, Any]) -> HttpResponse:
    """The queue's page, or with htmx the part of it that changes."""
    part = _by_htmx(request)
    decided = _just_decided(line.user)
    common = {
        "lanes": entries(line.user, line.lane),
        "keys": KEYS,
        "lane": line.lane,
        "undo": decided,
        "undo_number": decided_together(decided).count() if decided else 0,
        "undo_seconds": settings.UNDO_SECONDS,
        "lane_query": "" if line.lane is ALL else f"?lane={line.lane.name}",
        "part": part,
    }
    template = "desk/queue/_part.html" if part else "desk/queue/queue.html"
    response = show(request, template, title, {**common, **context})
    response["Vary"] = "HX-Request, Cookie"
    return response


def _just_decided(user: User) -> Flag | None:
    """The flag on which the reader decided last, while they may take it back."""
    since = timezone.now() - timedelta(seconds=settings.UNDO_SECONDS)
    decided = Q(resolved_by=user, resolved_at__gte=since, state__in=DECIDED, decided_to__isnull=False)
    waits = Q(kind=Flag.Kind.SECOND, state=Flag.State.OPEN, asked_by=user, raised_at__gte=since)
    flags = Flag.objects.filter(decided | waits).select_related("claim")
    return max(flags, key=lambda flag: flag.resolved_at or flag.raised_at, default=None)


def _by_htmx(request: HttpRequest) -> bool:
    """Whether a part of the page is asked for; a page that the browser goes back to is wanted whole."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _at_once(request: HttpRequest, address: str) -> HttpResponse:
    """What a redirect leads to, in the answer itself: the next flag stands there without a second request."""
    parts = urlsplit(address)
    found = resolve(parts.path)
    request.method, request.path = "GET", parts.path
    request.GET, request.POST = QueryDict(parts.query), QueryDict()
    response: HttpResponse = found.func(request, **found.kwargs)
    response["HX-Push-Url"] = address
    return response
