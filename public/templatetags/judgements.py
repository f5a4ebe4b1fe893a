"""How templates show a judgement."""

from django import template
from django.utils.safestring import SafeString

from claims.models import Evidence
from claims.presentation.html import marked, web_link

register = template.Library()
register.filter("web_link", web_link)


@register.filter
def marked_quote(item: Evidence) -> SafeString:
    """The item's quote as HTML with its deciding words in <mark>."""
    return marked(item.quote, item.deciding)
