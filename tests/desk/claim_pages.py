"""The claim's page at the desk and its deeds, as a browser asks for them."""

from django.urls import reverse

# The least that passes for a picture: signature, header and end.
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00\x00\x00\x01" * 2 + b"\x00" * 9 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def page_of(claim) -> str:
    return reverse("desk:claim", args=[claim.uuid])


def deed_of(claim, name: str) -> str:
    return reverse(f"desk:claim-{name}", args=[claim.uuid])


def history_of(claim) -> str:
    return reverse("desk:claim-history", args=[claim.uuid])


def page_of_item(item) -> str:
    return reverse("desk:evidence", args=[item.uuid])
