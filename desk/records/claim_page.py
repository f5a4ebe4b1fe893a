"""The page of one claim: what is known of it, what it waits for, and what can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from claims import services
from claims.corroboration import Finding
from claims.findings import find_with_next_steps
from claims.models import Claim, Evidence, Flag, FlagLook
from claims.permissions import ACTIONS, Role, role_of
from claims.presentation.clusters import conflicts
from claims.presentation.html import contract_in_words
from claims.services.speaker_questions import question_in_words, today_at
from claims.speaker_questions import is_late
from desk.action_page import action_page
from desk.actions import BoundActions
from desk.queue.exhibits import Exhibit, Group, Verdicts, grouped, verdicts_of
from desk.queue.merges import merge_actions
from desk.records import claim_history
from desk.records.claim_decisions import change_status, comment_on, hand_over
from desk.records.claim_deeds import links
from desk.records.claim_readings import picture_of
from desk.records.discussion import discussion
from desk.sources.leads_page import leads_of_claim
from tracker.health.staleness import readings

HISTORY = 10
FIRST_DEEDS = ("evidence", "attach", "speaker")
"""Those that stand beside the status; the others are folded."""


def claim_page(request: HttpRequest, uuid: Any) -> HttpResponse:
    """The claim, for its desk, with the forms that are used most. What another desk published is read on the page that
    every reader sees; a claim that was merged leads to the one that stands for it.
    """
    rows = Claim.objects.visible_to(request.user).with_speakers()
    claim = get_object_or_404(rows.select_related("desk", "assigned_to", "split_from"), uuid=uuid)
    role = role_of(request.user, claim.desk)
    if role is None:
        if request.method == "POST":
            raise PermissionDenied
        return redirect("site:claim", slug=claim.slug)
    if claim.merged_into_id and request.method != "POST":
        return redirect("desk:claim", services.kept_of(claim).uuid)
    own = (change_status(request, claim), hand_over(request, claim), comment_on(request, claim))

    def context(shown: BoundActions) -> dict[str, Any]:
        return {**_known(request, claim), **_may_be_done(claim, role, shown)}

    actions = [*own, *merge_actions(request, claim)]
    return action_page(request, "desk/claims/claim.html", claim.text, actions, context, desk=claim.desk)


def _may_be_done(claim: Claim, role: Role, actions: BoundActions) -> dict[str, Any]:
    """The forms by their names, questions that wait for an answer, and the pages of the other deeds."""
    own = {action.name: (action, form) for action, form in actions}
    deeds = links(claim, role)
    return {
        "status_action": own.pop("change", None),
        "assign_action": own.pop("assign", None),
        "comment_action": own.pop("comment", None),
        "asked": list(own.values()),
        "first_deeds": [link for link in deeds if link.name in FIRST_DEEDS],
        "more_deeds": [link for link in deeds if link.name not in FIRST_DEEDS],
        "redacts": role in ACTIONS["redact"],
    }


def _known(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """What the page says of a claim; the number of statements does not depend on how much that is."""
    now = timezone.now()
    finding, steps = find_with_next_steps(claim, today=now.date())
    items = list(claim.evidence.select_related("origin", "source").order_by("-as_of", "-pk"))
    sides, away = _sides(items, finding)
    appearances = list(claim.appearances.in_articles_of(request.user).select_related("article"))
    shown = [exhibit for side in sides for group in side.groups for exhibit in group.exhibits]
    sources = readings(claim, now=now, inside=True)
    latest = list(claim_history.latest_of(claim)[: HISTORY + 1])
    return {
        "claim": claim,
        "contract": contract_in_words(claim.kind, claim.settled_by),
        "finding": finding,
        "steps": steps,
        "sides": sides[:2],
        "neither": sides[2],
        "away": away,
        "conflicts": conflicts(items, version=claim.version),
        "appearances": appearances,
        "picture": picture_of(claim, appearances=appearances, exhibits=shown, readings=sources, now=now),
        "readings": sources,
        "history": claim_history.rows(latest[:HISTORY]),
        "history_goes_on": len(latest) > HISTORY,
        "files": list(claim.attachments.order_by("-pk")),
        "questions": _questions(claim),
        "parts": list(claim.split_into.order_by("pk")),
        **_waits(request, claim),
        **discussion(request, claim),
        **leads_of_claim(request.user, claim),
    }


@dataclass(frozen=True, slots=True)
class Side:
    """The evidence of one stance, by origin."""

    stance: str
    groups: list[Group]
    items: int
    counted: int


def _sides(items: Sequence[Evidence], finding: Finding) -> tuple[list[Side], list[Exhibit]]:
    """What speaks for the claim, against it, and neither; and what was retracted."""
    verdicts = verdicts_of(finding.counted, finding.not_counted)
    standing = [item for item in items if not item.retracted]
    retracted = grouped([item for item in items if item.retracted], verdicts)
    sides = [
        _side(stance, [item for item in standing if item.stance == stance], verdicts)
        for stance in (Evidence.Stance.SUPPORTS, Evidence.Stance.REFUTES, Evidence.Stance.NEUTRAL)
    ]
    return sides, [exhibit for group in retracted for exhibit in group.exhibits]


def _side(stance: str, items: Sequence[Evidence], verdicts: Verdicts) -> Side:
    counted = sum(verdicts.get(str(item.uuid), (False, ""))[0] for item in items)
    return Side(stance, grouped(items, verdicts), len(items), counted)


def _waits(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """The flags that wait for a decision, and who has one of them before them now."""
    flags = list(Flag.objects.filter(claim=claim).open().select_related("asked_by"))
    looks = FlagLook.objects.filter(flag__claim=claim, until__gt=timezone.now()).exclude(user=request.user.pk)
    return {"flags": flags, "lookers": sorted({str(look.user) for look in looks.select_related("user")})}


def _questions(claim: Claim) -> list[tuple[Any, str, bool]]:
    """Each question to the speaker, what readers are told of it, and whether its deadline passed."""
    today = today_at(claim.desk)
    return [
        (row, question_in_words(row, today=today), is_late(row.state, deadline=row.deadline, today=today))
        for row in claim.questions.order_by("asked_on", "pk")
    ]
