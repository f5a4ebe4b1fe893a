"""How the OpenAPI document describes an operation of this API."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from claims.problems import MEDIA_TYPE


class Description(AutoSchema):
    """What an operation takes and answers; its errors have the media type of problem details."""

    def _get_response_for_code(
        self, serializer: Any, status_code: Any, media_types: list[str] | None = None, direction: str = "response"
    ) -> Any:
        if int(status_code) >= 400:
            media_types = [MEDIA_TYPE]
        return super()._get_response_for_code(serializer, status_code, media_types, direction)  # type: ignore[no-untyped-call]
