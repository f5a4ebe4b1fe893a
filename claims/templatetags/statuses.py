"""How a status is shown, on the public pages and at the desk: its word, with a shape and a colour of its own."""

from django import template

from claims.models.base import STATUS_CHOICES

register = template.Library()

LABELS = dict(STATUS_CHOICES)


@register.inclusion_tag("claims/_status.html")
def status(value: str) -> dict[str, str]:
    """A status by its value, as in {% status claim.status %}."""
    return {"status": value, "label": LABELS.get(value, value)}
