"""How a text is cut to the room there is, and its days are said, for every template."""

from django import template
from django.template.defaultfilters import stringfilter

from claims.presentation.days import days_in_words
from claims.presentation.shortening import shortened

register = template.Library()
register.filter("shortened", stringfilter(shortened))
register.filter("days_in_words", stringfilter(days_in_words))
