"""Leads from like claims: what is evidence of a claim may bear on another that says nearly the same, though that one
does not watch the source.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from claims.models import Claim, Evidence, Publication
from claims.services import similar_claims
from tracker.evidence.leads import A_CLAIM_AND_PAGE, digest
from tracker.models import Lead, LikeLook, Resource, Snapshot

AT_ONCE = 200
"""So many claims are looked at in one run."""

_STANDS = (Evidence.Standing.STANDING, Evidence.Standing.MOVED)


def look() -> int:
    """List what like claims rest on for each claim that is new, was revised, or has new evidence itself; how many
    claims were looked at. Killed in the middle, it goes on with the rest.
    """
    claims = list(_unseen()[:AT_ONCE])
    for claim in claims:
        look_at(claim)
    return len(claims)


def look_at(claim: Claim) -> None:
    """Exchange leads between a claim and those of its desk that are like it, and note how far it was looked at."""
    last = Evidence.objects.filter(claim=claim).aggregate(last=Max("pk"))["last"]
    for other in similar_claims(text=claim.text, desk=claim.desk, language=claim.language):
        if other.pk != claim.pk:
            Lead.objects.bulk_create([*_leads(claim, other), *_leads(other, claim)], ignore_conflicts=True)
    seen = {"version": claim.version, "evidence_seen": last or 0}
    LikeLook.objects.update_or_create(claim=claim, defaults=seen)


def _unseen() -> QuerySet[Claim]:
    """The claims that were not looked at since they were recorded or revised, or since evidence of theirs came."""
    seen = LikeLook.objects.filter(claim=OuterRef("pk"), version=OuterRef("version"))
    newer = Evidence.objects.filter(claim=OuterRef("pk"), pk__gt=Coalesce(F("claim__like_look__evidence_seen"), 0))
    living = Claim.objects.filter(merged_into=None).exclude(publication=Publication.WITHDRAWN)
    return living.filter(~Exists(seen) | Exists(newer)).select_related("desk").order_by("pk")


def _leads(claim: Claim, other: Claim) -> Iterator[Lead]:
    """What the evidence of `other` gives `claim`, unsaved: read items of pages that the claim is not held against."""
    if claim.publication == Publication.WITHDRAWN:
        return
    items = list(_evidence(other))
    held = Q(source__watches__claim=claim) | Q(source__polling__open_to_all=True)
    urls = {item.url for item in items}
    resources = Resource.objects.filter(url__in=urls, source__desk=claim.desk).exclude(held).order_by("-pk")
    pages = {resource.url: resource for resource in resources}
    known = _known(claim, urls)
    for item in items:
        resource = pages.get(item.url)
        snapshot = _snapshot(resource, item) if resource and (item.url, item.quote) not in known else None
        if resource and snapshot:
            yield _lead(claim, other, item, resource=resource, snapshot=snapshot)


def _evidence(claim: Claim) -> Iterable[Evidence]:
    """The latest read items that take a side on a claim and stand still, a few a page."""
    rows = Evidence.objects.filter(claim=claim, basis=Evidence.Basis.READ, retracted=False, standing__in=_STANDS)
    pages: dict[str, int] = {}
    for item in rows.exclude(stance=Evidence.Stance.NEUTRAL).order_by("-as_of", "-pk")[:50]:
        pages[item.url] = pages.get(item.url, 0) + 1
        if pages[item.url] <= A_CLAIM_AND_PAGE:
            yield item


def _known(claim: Claim, urls: Iterable[str]) -> set[tuple[str, str]]:
    """The addresses and words that are evidence of a claim already, retracted items included."""
    return set(Evidence.objects.filter(claim=claim, url__in=urls).values_list("url", "quote"))


def _snapshot(resource: Resource, item: Evidence) -> Snapshot | None:
    """The stored reading that an item was quoted from; None where it is kept no more."""
    rows = resource.snapshots.filter(body__sha256=item.sha256).exclude(text="")
    return rows.defer("text").order_by("-pk").first()


def _lead(claim: Claim, other: Claim, item: Evidence, *, resource: Resource, snapshot: Snapshot) -> Lead:
    return Lead(
        claim=claim,
        resource=resource,
        snapshot=snapshot,
        claim_version=claim.version,
        quote=item.quote,
        digest=digest(item.quote),
        why=Lead.Why.LISTED,
        sentence=f"{item.get_stance_display()} “{other.text}”",
        stance=Evidence.Stance.NEUTRAL,
        score=0.0,
        attributed_to=item.attributed_to[:200],
        assessor="nobody yet",
    )
