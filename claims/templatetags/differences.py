"""How a wording changed, for the templates of the desk and of the public pages."""

from django import template

from claims.presentation.differences import Run, differences

register = template.Library()


@register.filter
def became(old: str, new: str) -> list[Run]:
    """`{{ quote|became:wording }}`: the runs of words that stayed, went and came."""
    return differences(old, new)
