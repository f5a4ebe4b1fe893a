"""Where the page of a claim is, and whose it is."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from claims.models import Claim
from claims.permissions import role_of


def page_of(claim: Claim) -> str:
    """The address of a claim's page at the desk."""
    return reverse("desk:claim", args=[claim.uuid])


def our_claim(request: HttpRequest, uuid: Any) -> Claim:
    """The claim of an address, where the reader is on its desk; else Http404."""
    claim = Claim.objects.with_speakers().select_related("desk").filter(uuid=uuid).first()
    if claim is None or role_of(request.user, claim.desk) is None:
        raise Http404
    return claim
