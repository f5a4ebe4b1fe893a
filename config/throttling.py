"""How many requests one asker may make: pages, feeds, REST, callbacks of hubs and the log-in alike.

Who asks is an address (of IPv6 its first 64 bits, which one subscriber has whole), or the token that is sent. Tokens
that turn out to be unknown are counted by address, so that guessing them is bounded too. An attempt at an account (a
log-in, a second factor, a password reset, an invitation, the setup code) is counted by address and name together, and
by address alone; a log-in that succeeds forgets the attempts before it.
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
from django.urls import Resolver404, resolve

from claims.problems import MEDIA_TYPE, problem
from config.counters import counter

_PERIODS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_WRITTEN = re.compile(r"(\d+)/(\d*)\s*([smhd])[a-z]*")
# Of the log-ins from one address, whatever names they try, so many times as many as of one name.
_NAMES_BEHIND_AN_ADDRESS = 10
# What is posted there is somebody's attempt to become a user, or to show that they are one.
_ATTEMPTS = frozenset(
    {
        "account_login",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_from_key",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "desk:first",
        "desk:invitation",
    }
)
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
        if request.method == "POST" and _is_attempt(request.path):
            return self._attempt(request, address)
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

    def _attempt(self, request: HttpRequest, address: str) -> HttpResponse:
        rate = Rate.read(settings.LOGIN_RATE)
        of_address = Rate(rate.most * _NAMES_BEHIND_AN_ADDRESS, rate.window_s)
        name = _named(request)
        of_name = f"log-in {address} {hashlib.sha256(name.encode()).hexdigest()[:32]}"
        tried, tried_here = _count(of_name, rate), _count(f"log-in {address}", of_address)
        if tried > rate.most or tried_here > of_address.most:
            return _refused(request, rate, "Too many attempts to log in.")
        response = self._get_response(request)
        if response.status_code == HTTPStatus.FOUND and name in _names_of(request):
            _count(of_name, rate, by=-tried)
            _count(f"log-in {address}", of_address, by=-1)
        return response


def _is_attempt(path: str) -> bool:
    try:
        return resolve(path).view_name in _ATTEMPTS
    except Resolver404:
        return False


def _named(request: HttpRequest) -> str:
    """Whose account an attempt is about: the name or address that is sent, else whoever holds the session."""
    sent = request.POST.get("login") or request.POST.get("email") or request.POST.get("username")
    return sent.strip().casefold() if sent else _session(request)


def _names_of(request: HttpRequest) -> set[str]:
    """The names of who is logged in after a request: only their own attempts are forgotten, never another's."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return set()
    return {user.get_username().casefold(), user.email.casefold(), _session(request)} - {""}


def _session(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


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
