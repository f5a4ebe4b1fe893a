"""Claims and sources found by what people write of them: words of a claim, the name or an address of a source."""

from django.db.models import Q, QuerySet

from claims.models import Claim, Publication, Source
from claims.querysets import for_staff
from claims.users import Principal
from tracker.models import Resource


def claims_of(user: Principal) -> QuerySet[Claim]:
    """The claims that a member may hold sources against: of their desks, not withdrawn."""
    return for_staff(Claim.objects.exclude(publication=Publication.WITHDRAWN), user, "desk")


def with_words(claims: QuerySet[Claim], words: str) -> QuerySet[Claim]:
    """The claims whose text has every one of some words, the latest first."""
    for word in words.split()[:10]:
        claims = claims.filter(text__icontains=word)
    return claims.order_by("-pk")


def sources_like(sources: QuerySet[Source], words: str) -> QuerySet[Source]:
    """The sources whose name, site or a watched address has some words, by name."""
    sites = Source.objects.filter(hosts__host__icontains=_host(words)).values("pk")
    watched = Resource.objects.filter(url__icontains=words, feed=None).order_by().values("source")
    return sources.filter(Q(name__icontains=words) | Q(pk__in=sites) | Q(pk__in=watched)).order_by("name", "pk")


def _host(words: str) -> str:
    """The host in an address as people paste it; the words themselves where they are none."""
    return words.partition("://")[2].partition("/")[0] or words
