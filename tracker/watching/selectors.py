"""Which part of a document is read, and whether its scripts are run first: checked, and changed later on."""

from django.db import transaction

from claims.services.base import InvalidInput
from tracker.extract.selectors import InvalidSelector, check_part
from tracker.fetching.rendering import is_offered
from tracker.models import Resource, Snapshot

NO_VALIDATORS = {"etag": "", "last_modified": "", "validated_url": ""}
"""Forgotten validators: the publisher sends the whole anew."""


def check_selection(*, kind: str, part: str, selector: str, rendered: bool = False) -> None:
    """Raise InvalidInput for a kind, a part or a selector that is none, and for scripts that nobody can run."""
    if kind not in Resource.Kind.values:
        raise InvalidInput("kind", f"one of {', '.join(Resource.Kind.values)}.")
    try:
        check_part(kind=kind, part=part, selector=selector)
    except InvalidSelector as refusal:
        raise InvalidInput(refusal.field, refusal.remedy) from refusal
    if rendered and kind != Resource.Kind.HTML:
        raise InvalidInput("rendered", "only pages have scripts that could be run.")
    if rendered and not is_offered():
        raise InvalidInput("rendered", "no rendering service is set up here; docs/operations.md says how.")


def select(*, resource: Resource, part: str, selector: str = "", rendered: bool | None = None) -> Resource:
    """Read another part of a resource from now on, beginning with the content that is stored of it; with `rendered`,
    run its scripts first, or no more, from its next answer on.

    Its validators are forgotten, so that its publisher sends the whole anew. Quotes that the new part does not show
    are out of sight, not withdrawn (`evidence/quotes.py`). Raises InvalidInput for what does not fit its kind, and for
    scripts that nobody can run.
    """
    rendered = resource.rendered if rendered is None else rendered
    check_selection(kind=resource.kind, part=part, selector=selector, rendered=rendered and not resource.rendered)
    another_part = (resource.part, resource.selector) != (part, selector)
    if not another_part and resource.rendered == rendered:
        return resource
    facts = {"part": part, "selector": selector, "rendered": rendered, **NO_VALIDATORS}
    with transaction.atomic():
        Resource.objects.filter(pk=resource.pk).update(**facts)
        if another_part:
            _read_again(resource)
    for name, value in facts.items():
        setattr(resource, name, value)
    return resource


def _read_again(resource: Resource) -> None:
    """Have the stored content processed once more."""
    if latest := resource.snapshots.order_by("-pk").first():
        Snapshot.objects.create(
            resource=resource,
            body_id=latest.body_id,
            final_url=latest.final_url,
            charset=latest.charset,
            rendered=latest.rendered,
            fetched_at=latest.fetched_at,
            came_by=latest.came_by,
            key_id=latest.key_id,
            reread=True,
        )
