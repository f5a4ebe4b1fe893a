"""What the log-in's library asks us: nobody signs up by themselves, an address leads to one account, and what leaves
this machine goes through `net`.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.models import User
from django.http import HttpRequest

from claims.services.users import users_of_address
from desk.accounts.oidc import Session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody: people are invited (desk/accounts/invitations.py)."""
        return False


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody: whoever comes from the identity provider has an account here already, found by its e-mail address."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[User, str] | None:
        """The one account with an address that the provider verified; None where there is none, or more than one.

        The address counts as verified here from then on: else the library would take the account's password away.
        """
        for address in sociallogin.email_addresses:
            users = users_of_address(address.email) if address.verified else set()
            if len(users) == 1 and self.can_authenticate_by_email(sociallogin, address.email):
                (user,) = users
                row, _ = EmailAddress.objects.get_or_create(user=user, email=address.email.lower())
                row.set_verified()
                if row.email == user.email.lower():
                    row.set_as_primary(conditional=True)
                return user, address.email
        return None

    def get_requests_session(self) -> Session:
        """What asks the identity provider: our own client, past the guard, within its limits."""
        return Session()
