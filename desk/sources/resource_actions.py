"""What can be done about one address, each a form with a service behind it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from claims.models import Claim
from claims.permissions import may
from desk.actions import Deed
from desk.forms import NothingForm
from desk.sources.forms import ClaimsForm, PauseForm, PolicyForm, SelectorForm, offered_claims
from tracker.models import Resource
from tracker.watching import polling_policy, redirects, resources


def deeds_about(resource: Resource, request: HttpRequest) -> Sequence[Deed]:
    """The deeds that make sense now, whoever asks; each names the permission it needs."""
    by = request.user
    is_polled = resource.next_poll_at is not None and not resource.attempts
    deeds = [_poll_now(by, resource), _pause(by, resource)] if is_polled else []
    if not is_polled and resource.kind != Resource.Kind.PUSHED:
        deeds = [_resume(by, resource)]
    return [*_moves(by, resource), *deeds, _claims(by, resource), _selector(by, resource), _polling(by, resource)]


def _moves(by: Any, resource: Resource) -> list[Deed]:
    """What a person decides about an address that has moved for good."""

    def do(choice: str, data: dict[str, Any]) -> str:
        if choice == "accept-move":
            redirects.accept_move(by=by, resource=resource)
            return f"It is read at {resource.moved_to} from now on."
        redirects.undo_move(by=by, resource=resource)
        return f"It is read at {resource.url} again."

    waits = redirects.waits(resource)
    if not waits and redirects.polled_at(resource) == resource.url:
        return []
    undo = {"undo-move": "Ask the old address again"}
    return [
        Deed(
            title="Decide about its new address",
            action="watch",
            buttons={"accept-move": "Accept the new address"} if waits else undo,
            form=NothingForm,
            do=do,
            says=redirects.in_words(resource),
        )
    ]


def _poll_now(by: Any, resource: Resource) -> Deed:
    def do(choice: str, data: dict[str, Any]) -> str:
        resources.poll_now(by=by, resource=resource)
        return "It is read within seconds. Load the page again to see what came of it."

    return Deed(title="Read it now", action="watch", buttons={"poll": "Read it now"}, form=NothingForm, do=do)


def _pause(by: Any, resource: Resource) -> Deed:
    def do(choice: str, data: dict[str, Any]) -> str:
        resources.pause(by=by, resource=resource, **data)
        return "Paused. What was read so far keeps counting; nothing new is read until somebody resumes it."

    return Deed(title="Pause it", action="watch", buttons={"pause": "Pause"}, form=PauseForm, do=do)


def _resume(by: Any, resource: Resource) -> Deed:
    def do(choice: str, data: dict[str, Any]) -> str:
        resources.resume(by=by, resource=resource)
        return "It is polled again, within seconds."

    return Deed(title="Resume it", action="watch", buttons={"resume": "Resume"}, form=NothingForm, do=do)


def _selector(by: Any, resource: Resource) -> Deed:
    def do(choice: str, data: dict[str, Any]) -> str:
        resources.change_selector(by=by, resource=resource, **data)
        return "Changed. What is stored is read anew by it, and the next answer too."

    return Deed(
        title="Change what is read of it",
        action="watch",
        buttons={"reselect": "Change"},
        form=SelectorForm,
        do=do,
        initial={"part": resource.part, "selector": resource.selector, "rendered": resource.rendered},
        options={"kind": resource.kind},
    )


def _claims(by: Any, resource: Resource) -> Deed:
    source = resource.source
    watching_now = list(Claim.objects.filter(watches__source=source).values_list("pk", flat=True))
    offered = offered_claims([source.desk], watching_now)

    def do(choice: str, data: dict[str, Any]) -> str:
        chosen = list(data["claims"])
        resources.hold_against(by=by, source=source, claims=chosen)
        for claim in offered.filter(watches__source=source).exclude(pk__in=[claim.pk for claim in chosen]):
            resources.let_go(by=by, source=source, claim=claim)
        return f"{source.name} is held against {len(chosen)} claim{'' if len(chosen) == 1 else 's'} now."

    return Deed(
        title="Choose the claims it is held against",
        action="watch",
        buttons={"hold": "Hold it against these"},
        form=ClaimsForm,
        do=do,
        initial={"claims": watching_now},
        options={"offered": offered},
        says=f"They hold for every address of {source.name}.",
    )


def _polling(by: Any, resource: Resource) -> Deed:
    source = resource.source
    polling = polling_policy.polling_of(source)

    def do(choice: str, data: dict[str, Any]) -> str:
        changed = polling_policy.set_polling_policy(by=by, source=source, changes=polling_policy.Changes(**data))
        return f"{source.name} is read {polling_policy.in_words(changed)} from now on."

    return Deed(
        title="Choose how often it is read",
        action="watch",
        buttons={"rhythm": "Set the rhythm"},
        form=PolicyForm,
        do=do,
        initial=PolicyForm.values(polling),
        options={"hasty": may(by, "set_haste", source.desk)},
        says=f"It holds for every address of {source.name}.",
    )
