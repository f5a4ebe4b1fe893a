"""What machines read of a claim's page: schema.org's ClaimReview for a verdict that a person approved, else its Claim.

A verdict is a published status that a person decided, or that a reviewer published. A claim without one, also one that
a rule verified, is told as a Claim alone: what nobody checked has no rating. Of invented claims nothing is told.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from claims.models import Appearance, Article, Claim, Evidence, Organisation, Person, Publication
from claims.presentation.html import web_link
from claims.statuses import Status
from public.timeline import BY_RULE, Moment

RATINGS: Mapping[Status, int] = MappingProxyType({Status.VERIFIED: 5, Status.PARTLY_VERIFIED: 4, Status.REFUTED: 1})
"""Of 5; a settled status that is none of these has its name alone."""

Thing = dict[str, Any]


def structured(
    claim: Claim, *, appearances: Sequence[Appearance], evidence: Iterable[Evidence], moments: Sequence[Moment]
) -> Thing | None:
    """The JSON-LD of a claim that everybody may read; `moments` are its public ones, the latest first. None of a
    draft.
    """
    if claim.publication != Publication.PUBLISHED:
        return None
    about = _claim(claim, appearances)
    verdict = next((moment for moment in moments if moment.status), None)
    # Where the entry that led to the present status was emptied, the verdict before it is none on this one.
    if verdict is None or verdict.status != claim.status or verdict.by == BY_RULE or claim.status == Status.UNVERIFIED:
        return {"@context": "https://schema.org", **about}
    page = _page(claim)
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": f"{page}#review",
        "url": page,
        "inLanguage": "en",
        "author": _publisher(),
        "datePublished": verdict.at.isoformat(),
        "dateModified": moments[0].at.isoformat(),
        "claimReviewed": claim.text,
        "itemReviewed": about,
        "reviewRating": _rating(Status(claim.status), verdict),
        **_if_any("citation", [_cited(item) for item in evidence if web_link(item.url)]),
        **_if_any("correction", [_correction(moment) for moment in moments if moment.corrects]),
    }


def as_script(thing: Thing | None) -> SafeString:
    """The element that carries it in a page's head; nothing where there is nothing."""
    if thing is None:
        return mark_safe("")
    text = json.dumps(thing, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - no sign of HTML is left


def _claim(claim: Claim, appearances: Sequence[Appearance]) -> Thing:
    public = [each.article for each in appearances if each.article.publication == Publication.PUBLISHED]
    return {
        "@type": "Claim",
        "@id": f"{_page(claim)}#claim",
        "text": claim.text,
        "inLanguage": claim.language,
        **({"author": _party(claim.speaker)} if claim.speaker else {}),
        **_if_any("appearance", [_article(article) for article in public]),
    }


def _article(article: Article) -> Thing:
    return {
        "@type": "NewsArticle",
        "headline": article.title,
        "inLanguage": article.language,
        "sameAs": f"{settings.SITE_URL}/articles/{article.slug}/",
        **({"url": link} if (link := web_link(article.url)) else {}),
        **({"datePublished": article.published_on.isoformat()} if article.published_on else {}),
    }


def _cited(item: Evidence) -> Thing:
    return {
        "@type": "WebPage",
        "url": web_link(item.url),
        "name": item.title or item.source_name,
        "publisher": {"@type": "Organization", "name": item.source_name},
        "datePublished": item.as_of.isoformat(),
    }


def _rating(status: Status, verdict: Moment) -> Thing:
    number = {"ratingValue": RATINGS[status], "bestRating": 5, "worstRating": 1} if status in RATINGS else {}
    explained = " ".join(verdict.reasons)
    return {
        "@type": "Rating",
        "alternateName": status.label,
        **number,
        **({"ratingExplanation": explained} if explained else {}),
    }


def _correction(moment: Moment) -> Thing:
    return {"@type": "CorrectionComment", "text": moment.sentence, "datePublished": moment.at.isoformat()}


def _party(party: Organisation | Person) -> Thing:
    return {"@type": "Organization" if isinstance(party, Organisation) else "Person", "name": party.name}


def _publisher() -> Thing:
    return {"@type": "Organization", "name": settings.PUBLISHER_NAME, "url": f"{settings.SITE_URL}/"}


def _page(claim: Claim) -> str:
    return f"{settings.SITE_URL}/claims/{claim.slug}/"


def _if_any(name: str, things: list[Thing]) -> Thing:
    return {name: things} if things else {}
