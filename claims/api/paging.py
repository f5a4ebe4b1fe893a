"""Long lists in pages: by cursor, or, for changes, by position."""

from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from claims.selection import MOST, whole_number

DEFAULT = 100
LIMIT_HELP = f"How many at most, 1 to {MOST}; {DEFAULT} unless told."


def limit_of(request: Request) -> int:
    """How many items a page may have. Raises InvalidInput."""
    return whole_number(request.query_params, "limit", default=DEFAULT, least=1, most=MOST)


class ByCursor(CursorPagination):
    """Pages whose addresses stay true while records are added. The newest stand first, as their UUIDv7 sorts them: a
    cursor that held a row's number would tell how many rows there are that the reader may not see.
    """

    ordering = "-uuid"
    page_size_query_param = "limit"
    page_size_query_description = LIMIT_HELP
    cursor_query_description = "Take the whole address from `next` or `previous`."

    def get_page_size(self, request: Request) -> int:
        return limit_of(request)

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        if cursor is not None and cursor.position is not None and not self.is_position(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def is_position(self, text: str) -> bool:
        """Whether a cursor may hold this."""
        try:
            return str(UUID(text)) == text
        except ValueError:
            return False


class ByChain(ByCursor):
    """Entries in their order within one history."""

    ordering = "seq"

    def is_position(self, text: str) -> bool:
        return text.isascii() and text.isdecimal() and len(text) <= 18
