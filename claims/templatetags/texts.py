"""How a text is cut to the room there is, for the templates of the desk and of the public pages."""

from django import template
from django.template.defaultfilters import stringfilter

from claims.presentation.shortening import shortened

register = template.Library()
register.filter("shortened", stringfilter(shortened))
