"""How many requests one asker may make: pages, feeds, REST, callbacks of hubs and the log-in alike.

Who asks is an address (of IPv6 its first 64 bits, which one subscriber has whole), or the token that is sent. Tokens
that turn out to be unknown are counted by address, so that guessing them is bounded too. A log-in is counted by address
and user name together, and by address alone; one that succeeds forgets the attempts before it.
"""

import hashlib
import ipaddress
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from claims.problems import MEDIA_TYPE, problem
from config.counters import counter

_PERIODS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_WRITTEN = re.compile(r"(\d+)/(\d*)\s*([smhd])[a-z]*")
# Of the log-ins from one address, whatever names they try, so many times as many as of one name.
_NAMES_BEHIND_AN_ADDRESS = 10
# Of requests without a known token, at most so many a minute carry an unknown one.
_UNKNOWN_TOKENS = "30/min"


class Rate(NamedTuple):
    """At most so many within a window."""

    most: int
    window_s: int

    @classmethod
    def read(cls, text: str) -> "Rate":
        """A rate as it is written in a setting: 600/min, 20/hour, 5/10s. Raises ImproperlyConfigured."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found or not int(found[1]) or found[2] == "0":
            raise ImproperlyConfigured(f"{text!r} is no rate; write for example 600/min, 20/hour or 5/10s.")
        return cls(int(found[1]), int(found[2] or 1) * _PERIODS_S[found[3]])


def client_address(request: HttpRequest) -> str:
    """Who asks, as TRUSTED_PROXIES proxies before us tell it; what is said beyond them anybody could have written."""
    said = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    trusted = settings.TRUSTED_PROXIES
    address = said[-trusted] if trusted and len(said) >= trusted else request.META.get("REMOTE_ADDR", "")
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unreadable"
    if known.version == 6:
        mapped = known.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(known) >> 64 << 64, 64)))
    return str(known)


class ThrottleMiddleware:
    """Lets a request through, or answers 429 with Retry-After: problem details below /api/, else a sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = client_address(request)
        if request.method == "POST" and request.path == reverse(settings.LOGIN_URL):
            return self._log_in(request, address)
        token = request.headers.get("Authorization", "")
        if not token:
            # A newsroom works behind one address; who makes such a cookie up is still counted by the address.
            at_work = settings.SESSION_COOKIE_NAME in request.COOKIES
            rate = settings.API_RATE_TOKEN if at_work else settings.API_RATE_ANONYMOUS
            return self._answer(request, f"address {address}", Rate.read(rate))
        unknown = f"unknown tokens {address}"
        guesses = Rate.read(_UNKNOWN_TOKENS)
        if _count(unknown, guesses, by=0) >= guesses.most:
            return _refused(request, guesses, "Too many unknown tokens came from your address.")
        digest = hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()[:32]
        response = self._answer(request, f"token {digest}", Rate.read(settings.API_RATE_TOKEN))
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            _count(unknown, guesses)
        return response

    def _answer(self, request: HttpRequest, who: str, rate: Rate) -> HttpResponse:
        if _count(who, rate) > rate.most:
            return _refused(request, rate, "Too many requests.")
        return self._get_response(request)

    def _log_in(self, request: HttpRequest, address: str) -> HttpResponse:
        rate = Rate.read(settings.LOGIN_RATE)
        of_address = Rate(rate.most * _NAMES_BEHIND_AN_ADDRESS, rate.window_s)
        name = hashlib.sha256(request.POST.get("username", "").strip().casefold().encode()).hexdigest()[:32]
        of_name = f"log-in {address} {name}"
        tried, tried_here = _count(of_name, rate), _count(f"log-in {address}", of_address)
        if tried > rate.most or tried_here > of_address.most:
            return _refused(request, rate, "Too many attempts to log in.")
        response = self._get_response(request)
        if response.status_code == HTTPStatus.FOUND:
            _count(of_name, rate, by=-tried)
            _count(f"log-in {address}", of_address, by=-1)
        return response


def _count(who: str, rate: Rate, *, by: int = 1) -> int:
    return counter().hit(who, window_s=rate.window_s, now=time.time(), by=by)


def _refused(request: HttpRequest, rate: Rate, why: str) -> HttpResponse:
    wait_s = int(rate.window_s - time.time() % rate.window_s) + 1
    said = f"{why} Come again in {wait_s} seconds."
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = JsonResponse(problem(HTTPStatus.TOO_MANY_REQUESTS, said), content_type=MEDIA_TYPE)
    else:
        response = HttpResponse(said, content_type="text/plain; charset=utf-8")
    response.status_code = HTTPStatus.TOO_MANY_REQUESTS
    response["Retry-After"] = str(wait_s)
    response["Cache-Control"] = "no-store"
    return response
