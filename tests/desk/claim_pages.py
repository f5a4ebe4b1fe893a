"""The claim's page at the desk and its deeds, as a browser asks for them."""

from django.urls import reverse


def page_of(claim) -> str:
    return reverse("desk:claim", args=[claim.uuid])


def deed_of(claim, name: str) -> str:
    return reverse(f"desk:claim-{name}", args=[claim.uuid])


def history_of(claim) -> str:
    return reverse("desk:claim-history", args=[claim.uuid])


def page_of_item(item) -> str:
    return reverse("desk:evidence", args=[item.uuid])
