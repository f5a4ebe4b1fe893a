"""Known places by their names: what a person writes there, and the addresses that come of it."""

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from django import forms
from django.urls import reverse

from claims.services import InvalidInput
from tracker.extract.documents import Unreadable
from tracker.fetching.policy import fetch_policy
from tracker.watching.discovery.asking import TOTAL_S
from tracker.watching.discovery.presets import PRESETS, Candidate, preset
from tracker.watching.discovery.preview import reader
from tracker.watching.discovery.site_feeds import lists_of_site

NEWSROOM = "newsroom"
"""No place but any site: its front page is asked which feeds it has."""


# Where many publish: no source owns such a host, or its tier would go to everybody there.
_OF_MANY = (
    *("github.com", "gitlab.com", "huggingface.co", "hf.co", "arxiv.org", "wikipedia.org", "medium.com"),
    *("x.com", "twitter.com", "facebook.com", "instagram.com", "linkedin.com", "youtube.com", "reddit.com", "t.me"),
    *("docs.google.com", "drive.google.com", "sites.google.com", "archive.org", "zenodo.org"),
)


class PlaceForm(forms.Form):
    """Where it is published, and its name there."""

    place = forms.ChoiceField(
        label="Where it is published",
        choices=[(NEWSROOM, "A newsroom or any other site"), *((name, each.label) for name, each in PRESETS.items())],
    )
    value = forms.CharField(
        label="Its address or name there",
        max_length=2000,
        help_text="As in "
        + "; ".join(["news.example for a site", *(f"{each.example} for {each.label}" for each in PRESETS.values())])
        + ".",
    )


def candidates(place: str, value: str) -> list[Candidate]:
    """What may be watched there, the likeliest first. Of a site, its front page is read once.

    Raises InvalidInput with a plain sentence for a name that is none, and for a site that cannot be read.
    """
    if place != NEWSROOM:
        return preset(place, value)
    try:
        with reader() as extractor:
            policy = replace(fetch_policy(), total_timeout_s=TOTAL_S)
            return lists_of_site(site=value.strip(), policy=policy, extractor=extractor)
    except Unreadable as reason:
        raise InvalidInput("value", reason.sentence) from reason
    except InvalidInput as refusal:
        raise InvalidInput("value", refusal.remedy) from refusal


def hosts_many(url: str) -> bool:
    """Whether many publish at the host of an address, so that it is no single source's own."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == each or host.endswith(f".{each}") for each in _OF_MANY)


def link_to(candidate: Candidate) -> str:
    """The address of the form, filled in with a candidate."""
    filled = {"url": candidate.url, "kind": candidate.kind, "part": candidate.part, "selector": candidate.selector}
    return f"{reverse('desk:watch')}?{urlencode({name: value for name, value in filled.items() if value})}#watch"
