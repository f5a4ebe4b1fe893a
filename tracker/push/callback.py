"""The address a hub calls back: verification of intent, denial, content (WebSub §5.2, §5.3, §7)."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tracker.models import Subscription
from tracker.push import content, subscriptions

MAX_CHALLENGE_CHARS = 2_000
RETRY_AFTER_S = 600

_ANSWERS: dict[content.Became, HTTPStatus] = {
    "over": HTTPStatus.GONE,  # the hub need not send again
    "too often": HTTPStatus.TOO_MANY_REQUESTS,
    "not kept": HTTPStatus.SERVICE_UNAVAILABLE,
}


@csrf_exempt  # who may speak is told by an address that nobody can guess, and by the signature
@require_http_methods(["GET", "POST"])
def websub_callback(request: HttpRequest, token: str) -> HttpResponse:
    """One subscription's own address. 404 where there is none, or where we did not ask for what the hub names."""
    subscription = Subscription.objects.select_related("resource").filter(token=token).first()
    if subscription is None:
        return _plain(HTTPStatus.NOT_FOUND)
    return _content(request, subscription) if request.method == "POST" else _intent(request, subscription)


def _intent(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    given = {name: request.GET.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge", "lease_seconds")}
    now = timezone.now()
    if given["mode"] == "denied":
        reason = request.GET.get("hub.reason", "")
        known = subscriptions.deny(subscription, topic=given["topic"], reason=reason, now=now)
        return _plain(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND)
    if not 0 < len(given["challenge"]) <= MAX_CHALLENGE_CHARS:
        return _plain(HTTPStatus.BAD_REQUEST)
    wanted = subscriptions.confirm(
        subscription, mode=given["mode"], topic=given["topic"], lease=given["lease_seconds"], now=now
    )
    return _plain(HTTPStatus.OK, given["challenge"]) if wanted else _plain(HTTPStatus.NOT_FOUND)


def _content(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdigit():
        return _plain(HTTPStatus.LENGTH_REQUIRED)
    if int(length) > content.MAX_BYTES:
        return _plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    became = content.receive(
        subscription,
        body=request.read(int(length)),
        content_type=request.META.get("CONTENT_TYPE", ""),
        signature=request.headers.get("X-Hub-Signature", ""),
        now=timezone.now(),
    )
    # What is not signed is acknowledged all the same (§7.1.1): a guesser learns nothing from the answer.
    answer = _plain(_ANSWERS.get(became, HTTPStatus.ACCEPTED))
    if became in ("too often", "not kept"):
        answer["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _plain(status: HTTPStatus, text: str = "") -> HttpResponse:
    """Text that no browser takes for a page, though a stranger chose the words."""
    answer = HttpResponse(text or status.phrase, status=status, content_type="text/plain; charset=utf-8")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
