"""System checks of the tracker's settings: the assessor, the large judge, the rendering service, WebSub."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tracker.assess import ONNX, get_assessor
from tracker.assess.judge_files import check_files
from tracker.evidence.assessor import large_endpoint
from tracker.fetching import rendering
from tracker.push.protocol import MODES


@register
def private_addresses_are_acknowledged(**_: Any) -> list[CheckMessage]:
    if (
        settings.DEBUG
        or not settings.TRACKER_ALLOWED_PRIVATE_ADDRESSES
        or settings.TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED
    ):
        return []
    return [
        Error(
            "TRACKER_ALLOWED_PRIVATE_ADDRESSES opens private addresses outside debug.",
            hint="Empty it, or set TRACKER_PRIVATE_ADDRESSES_ACKNOWLEDGED=true.",
            id="tracker.E001",
        )
    ]


@register(deploy=True)
def pollers_say_who_they_are(**_: Any) -> list[CheckMessage]:
    if settings.TRACKER_CONTACT:
        return []
    return [
        Error(
            "The User-Agent names no contact.",
            hint="Set TRACKER_CONTACT to an address or page where a publisher reaches you.",
            id="tracker.E002",
        )
    ]


@register
def the_assessor_is_there(**_: Any) -> list[CheckMessage]:
    """Report a TRACKER_ASSESSOR that names no judge; of a directory, its files and labels are checked."""
    name = settings.TRACKER_ASSESSOR
    try:
        if name.startswith(ONNX):
            check_files(Path(name.removeprefix(ONNX)))
        else:
            get_assessor(name)
    except (LookupError, ValueError) as error:
        return [_bad_assessor(error)]
    return []


@register(deploy=True)
def the_assessor_knows_its_labels(**_: Any) -> list[CheckMessage]:
    if not settings.TRACKER_ASSESSOR.startswith(ONNX):
        return []
    try:
        get_assessor(settings.TRACKER_ASSESSOR)
    except ValueError as error:
        return [_bad_assessor(error)]
    return []


def _bad_assessor(error: Exception) -> CheckMessage:
    return Error(
        f"TRACKER_ASSESSOR names no judge that can be used: {error.args[0]}.",
        hint="docs/how-to.md says what a judge of your own must be.",
        id="tracker.E003",
    )


@register
def the_large_judge_can_be_asked(**_: Any) -> list[CheckMessage]:
    endpoint = large_endpoint()
    return [Error(message, hint=hint, id="tracker.E004") for message, hint in (endpoint.troubles() if endpoint else ())]


@register
def the_rendering_service_can_be_asked(**_: Any) -> list[CheckMessage]:
    return [Error(message, hint=hint, id="tracker.E006") for message, hint in rendering.troubles()]


@register
def hubs_are_asked_or_not(**_: Any) -> list[CheckMessage]:
    if settings.TRACKER_WEBSUB in MODES:
        return []
    message = f"TRACKER_WEBSUB is {settings.TRACKER_WEBSUB!r}."
    return [Error(message, hint=f"Set it to one of {', '.join(MODES)}.", id="tracker.E005")]
