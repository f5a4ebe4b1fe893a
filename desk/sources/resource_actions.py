"""What can be done about one address, each a form with a service behind it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from claims.permissions import may
from desk.actions import Action, Done
from desk.forms import NothingForm
from desk.sources.forms import DocumentTypeForm, PauseForm, PolicyForm, SelectorForm
from tracker.evidence.document_types import name_document
from tracker.models import PollingPolicy, Resource
from tracker.scheduling.redirects import poll_address
from tracker.watching import polling_policy, redirects, resources


def actions_for(resource: Resource, request: HttpRequest) -> Sequence[Action]:
    """The actions that make sense now, whoever asks; each names the permission it needs."""
    by = request.user
    is_polled = resource.next_poll_at is not None and not resource.attempts
    actions = [_poll_now(by, resource), _pause(by, resource)] if is_polled else []
    if not is_polled and resource.kind != Resource.Kind.PUSHED:
        actions = [_resume(by, resource)]
    what = [_selector(by, resource), _document(by, resource), _polling(by, resource)]
    return [*_moves(by, resource), *actions, *what]


def _moves(by: Any, resource: Resource) -> list[Action]:
    """What a person decides about an address that has moved for good."""

    def run(button: str, data: dict[str, Any]) -> Done:
        if button == "accept-move":
            redirects.accept_move(by=by, resource=resource)
            return Done(f"It is read at {resource.moved_to} from now on.")
        redirects.undo_move(by=by, resource=resource)
        return Done(f"It is read at {resource.url} again.")

    waits = resource.move_waits
    if not waits and poll_address(resource) == resource.url:
        return []
    undo = {"undo-move": "Ask the old address again"}
    return [
        Action(
            title="Decide about its new address",
            permission="watch",
            buttons={"accept-move": "Accept the new address"} if waits else undo,
            form=NothingForm,
            run=run,
            intro=redirects.in_words(resource),
        )
    ]


def _poll_now(by: Any, resource: Resource) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        resources.poll_now(by=by, resource=resource)
        return Done("It is read within seconds. Load the page again to see what came of it.")

    return Action(title="Read it now", permission="watch", buttons={"poll": "Read it now"}, form=NothingForm, run=run)


def _pause(by: Any, resource: Resource) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        resources.pause(by=by, resource=resource, **data)
        return Done("Paused. What was read so far keeps counting; nothing new is read until somebody resumes it.")

    return Action(title="Pause it", permission="watch", buttons={"pause": "Pause"}, form=PauseForm, run=run)


def _resume(by: Any, resource: Resource) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        resources.resume(by=by, resource=resource)
        return Done("It is polled again, within seconds.")

    return Action(title="Resume it", permission="watch", buttons={"resume": "Resume"}, form=NothingForm, run=run)


def _selector(by: Any, resource: Resource) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        resources.change_selector(by=by, resource=resource, **data)
        return Done("Changed. What is stored is read anew by it, and the next answer too.")

    return Action(
        title="Change what is read of it",
        permission="watch",
        buttons={"reselect": "Change"},
        form=SelectorForm,
        run=run,
        initial={"part": resource.part, "selector": resource.selector, "rendered": resource.rendered},
        options={"kind": resource.kind},
    )


def _document(by: Any, resource: Resource) -> Action:
    def run(button: str, data: dict[str, Any]) -> Done:
        name_document(by=by, resource=resource, **data)
        return Done(
            f"What is read there is a {resource.document} now." if resource.document else "It is of no type now."
        )

    return Action(
        title="Name its type of document",
        permission="name_document",
        buttons={"document": "Name it"},
        form=DocumentTypeForm,
        run=run,
        initial={"document": resource.document},
    )


def _polling(by: Any, resource: Resource) -> Action:
    source = resource.source
    polling = PollingPolicy.of(source)

    def run(button: str, data: dict[str, Any]) -> Done:
        changed = polling_policy.set_polling_policy(by=by, source=source, changes=polling_policy.Changes(**data))
        return Done(f"{source.name} is read {polling_policy.in_words(changed)} from now on.")

    return Action(
        title="Choose how often it is read",
        permission="watch",
        buttons={"rhythm": "Set the rhythm"},
        form=PolicyForm,
        run=run,
        initial=PolicyForm.values(polling),
        options={"hasty": may(by, "set_haste", source.desk)},
        intro=f"It holds for every address of {source.name}.",
    )
