"""What the log-in's library asks us: nobody signs up by themselves, and what leaves this machine goes through `net`."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from desk.accounts.oidc import Session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody: people are invited (desk/accounts/invitations.py)."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody: whoever comes from the identity provider has an account here already, found by its e-mail address."""
        return False

    def get_requests_session(self) -> Session:
        """What asks the identity provider: our own client, past the guard, within its limits."""
        return Session()
