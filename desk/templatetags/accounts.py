"""What the pages of the log-in need to know."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def mail_is_kept() -> bool:
    """Whether messages are only kept in files or printed, because no mail server is set up."""
    return not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
