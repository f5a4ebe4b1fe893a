"""Every error in one shape: problem details (RFC 9457) with the fields at fault."""

import sys
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from claims.services import InvalidInput, StaleClaim
from claims.statuses import TransitionRefused

MEDIA_TYPE = "application/problem+json"
API = "/api/"
"""Addresses below it answer every error as problem details."""

DATABASE_AWAY = "The tracker's database does not answer at the moment. Come again in a minute."
RETRY_AFTER_S = 60

Fault = dict[str, str]


def problem(status: int, detail: str, errors: list[Fault] | None = None) -> dict[str, Any]:
    """The body of an error. `type` is about:blank: the status code says all there is to its kind (RFC 9457, 4.2.1)."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": errors or [],
    }


def of_input(error: InvalidInput) -> dict[str, Any]:
    """The body for input that the rules refuse."""
    return problem(400, str(error), [{"field": error.field, "message": error.remedy}])


def _faults(detail: Any, path: str = "") -> Iterator[Fault]:
    """DRF's nested details as a flat list, fields joined by dots."""
    if isinstance(detail, dict):
        for name, value in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _faults(value, ".".join(part for part in (path, own) if part))
    elif isinstance(detail, list):
        for number, value in enumerate(detail):
            yield from _faults(value, path if not isinstance(value, dict | list) else f"{path}.{number}")
    else:
        yield {"field": path, "message": str(detail)}


def _body(error: Exception) -> dict[str, Any] | None:
    """The body for errors of the house; None for those that DRF knows."""
    match error:
        case InvalidInput():
            return of_input(error)
        case StaleClaim():
            message = str(error).removeprefix("expected_status: ")
            return problem(409, str(error), [{"field": "expected_status", "message": message}])
        case TransitionRefused():
            status = 403 if error.field == "actor" else 400
            return problem(status, f"{error.field}: {error}", [{"field": error.field, "message": str(error)}])
        case PermissionDenied():
            return problem(403, str(error) or "You may not do this.")
        case Http404():
            return problem(404, "There is nothing here, or nothing that you may see.")
    return None


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every error as problem details. None, an error of ours, is for Django to report."""
    if body := _body(error):
        return Response(body, status=body["status"], content_type=MEDIA_TYPE)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        faults = list(_faults(error.detail))
        detail = "; ".join(f"{fault['field']}: {fault['message']}".removeprefix(": ") for fault in faults)
        body = problem(response.status_code, detail, faults)
    else:
        body = problem(response.status_code, str(getattr(error, "detail", error)))
    response.data, response.content_type = body, MEDIA_TYPE
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own 400 (a host that is not ours, more parameters than it reads), for the API as problem details."""
    if not request.path.startswith(API):
        return defaults.bad_request(request, exception)
    return JsonResponse(problem(400, "This request is malformed."), status=400, content_type=MEDIA_TYPE)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error of ours, for the API as problem details that say nothing of it; 503 while the database is away."""
    is_away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_away else HTTPStatus.INTERNAL_SERVER_ERROR
    said = DATABASE_AWAY if is_away else "The tracker failed at this. It was written down, for whoever looks after it."
    response: HttpResponse
    if request.path.startswith(API):
        response = JsonResponse(problem(status, said), content_type=MEDIA_TYPE)
    elif is_away:
        response = HttpResponse(said, content_type="text/plain; charset=utf-8")
    else:
        return defaults.server_error(request)
    response.status_code = status
    if is_away:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response
