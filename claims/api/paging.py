"""Long lists in pages: by cursor, or, for changes, by position."""

from typing import Any

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
    """Pages whose addresses stay true while records are added. The newest stand first."""

    ordering = "-pk"
    page_size_query_param = "limit"
    page_size_query_description = LIMIT_HELP
    cursor_query_description = "Take the whole address from `next` or `previous`."

    def get_page_size(self, request: Request) -> int:
        return limit_of(request)

    def decode_cursor(self, request: Request) -> Any:
        cursor = super().decode_cursor(request)
        position = "0" if cursor is None or cursor.position is None else str(cursor.position)
        if not position.isdecimal() or len(position) > 18:
            raise NotFound(self.invalid_cursor_message)
        return cursor


class ByChain(ByCursor):
    """Entries in their order within one history."""

    ordering = "seq"
