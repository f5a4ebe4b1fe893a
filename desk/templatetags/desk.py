"""What every template of the desk may use: its navigation, and words that explain themselves."""

from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.fields import may_stay_empty
from desk.frame import site
from desk.history_words import action_in_words
from desk.navigation import Link, links
from desk.terms import TERMS

register = template.Library()
register.filter("action_in_words", action_in_words)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Link]:
    """The sections, that of this page marked: {% navigation as sections %}. None for who is on no desk."""
    request = context["request"]
    return links(request.path) if site.has_permission(request) else []


@register.inclusion_tag("desk/_term.html", takes_context=True)
def term(context: Context, name: str, word: str = "") -> dict[str, Any]:
    """A word that explains itself where it stands: {% term "tier" %}, or in another form {% term "tier" "tiers" %}.

    It may stand in a sentence, and needs no script. Raises KeyError for a word that desk/terms.py does not explain.
    """
    kept: dict[Any, Any] = context.render_context.dicts[0]  # that of the whole page, not of one included template
    kept["terms"] = number = kept.get("terms", 0) + 1
    return {"term": TERMS[name], "word": word or TERMS[name].word, "id": f"term-{number}"}


@register.filter
def label_of(field: BoundField) -> SafeString:
    """The label of a field, or the legend of several; what may stay empty says so."""
    tag = field.legend_tag if field.use_fieldset else field.label_tag
    if not may_stay_empty(field):
        return tag()
    label, suffix = str(field.label), field.field.label_suffix
    suffix = field.form.label_suffix if suffix is None else suffix
    words = label if label[-1:] in ":?.!" else f"{label}{suffix}"
    return tag(format_html('{} <span class="optional">{}</span>', words, _("optional")), label_suffix="")
