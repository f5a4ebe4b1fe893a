"""What is read and written: JSON of bounded size and depth, whose members have names that can be told again."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

DEEPEST = 32
"""Levels of lists and objects in each other; what the API takes has four."""


class BoundedJSONParser(BaseParser):
    """JSON as the API takes it. Anything else is a 400 that says why, before it is looked at any further."""

    media_type = "application/json"
    max_bytes: ClassVar[int | None] = None
    """How much is read; None: what Django lets a form have."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        limit = self.max_bytes or int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise ParseError(f"The body has more than {limit} bytes.")
        try:
            data = json.loads(body, parse_constant=_refuse_constant)
        except RecursionError as error:
            raise ParseError(f"This JSON is nested more than {DEEPEST} levels deep.") from error
        except ValueError as error:
            raise ParseError(f"This is not JSON: {error}") from error
        self._check(data)
        return data

    def _check(self, data: Any) -> None:
        """Raises ParseError for what is too deep, and for a name that is no text: an error would have to name it.

        Walks without recursion. What stands in a text is for the field that takes it.
        """
        waiting = [(data, 1)]
        while waiting:
            value, depth = waiting.pop()
            if isinstance(value, dict | list) and depth > DEEPEST:
                raise ParseError(f"This JSON is nested more than {DEEPEST} levels deep.")
            if isinstance(value, dict):
                if not all(map(_is_text, value)):
                    raise ParseError("The name of a member holds null or surrogate characters, which are not text.")
                waiting += [(part, depth + 1) for part in value.values()]
            elif isinstance(value, list):
                waiting += [(part, depth + 1) for part in value]


class OnlyJSON(DefaultContentNegotiation):
    """Every answer is the API's JSON, whatever `Accept` wishes for (RFC 9110, 12.5.1, allows that), so that an error is
    never about the wish; `format` is a parameter like any other that nobody knows.
    """

    def select_renderer(
        self, request: Any, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


def _is_text(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number.")
