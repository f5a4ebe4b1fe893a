"""Leads: what a page may say of a claim, and raised no flag: chosen, kept with the reason, and let go when it is over.

For the staff alone, and never counted. What people do about them is in `lead_decisions`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import F, QuerySet

from claims.models import Claim, Evidence
from claims.users import Principal
from tracker.assess.bearing import Bearing, bearing
from tracker.evidence.propose import JudgedPassage, PageReading
from tracker.evidence.told import is_ours
from tracker.extract.passages import Passage
from tracker.models import Lead, Resource

A_CLAIM_AND_PAGE = 5
"""So many open leads a claim has on one page at most: the likeliest."""

_OPEN = Lead.State.OPEN


def leads_on(
    page: PageReading, undecided: Iterable[JudgedPassage], *, found: Iterable[JudgedPassage] = ()
) -> list[Lead]:
    """The leads that the passages of a page give, unsaved: of each claim the likeliest that do not overlap, nor overlap
    what was `found` to be evidence for it. Passages in a language that is not read come in the order given.
    """
    taken: defaultdict[int, list[Passage]] = defaultdict(list)
    for each in found:
        taken[each.claim.pk].append(each.passage)
    chosen: defaultdict[int, list[Lead]] = defaultdict(list)
    likely = [(why, each) for each in undecided if (why := bearing(each.judgement))]
    for why, each in sorted(likely, key=lambda pair: (-pair[0].score, pair[1].passage.sentence_count)):
        mine, places = chosen[each.claim.pk], taken[each.claim.pk]
        if len(mine) < A_CLAIM_AND_PAGE and not any(_overlap(each.passage, place) for place in places):
            mine.append(_lead(page, each, why))
            places.append(each.passage)
    return [lead for leads in chosen.values() for lead in leads]


def _overlap(one: Passage, other: Passage) -> bool:
    return one.start < other.end and other.start < one.end


def _lead(page: PageReading, judged: JudgedPassage, why: Bearing) -> Lead:
    judgement, quote = judged.judgement, judged.passage.text.strip()
    return Lead(
        claim=judged.claim,
        resource=page.snapshot.resource,
        snapshot=page.snapshot,
        claim_version=judged.claim.version,
        quote=quote,
        digest=digest(quote),
        why=why.why,
        rule=why.rule,
        sentence=why.sentence,
        stance=why.stance,
        score=why.score,
        reasons=list(judgement.reasons),
        attributed_to=(judgement.attributed_to or "")[:200],
        assessor=f"{judgement.assessor} {judgement.version}",
    )


def digest(quote: str) -> str:
    """By which the words of a lead are known again, however they are broken into lines."""
    return hashlib.sha256(_plain(quote).encode()).hexdigest()


def _plain(text: str) -> str:
    return " ".join(text.split())


@transaction.atomic
def note_leads(page: PageReading, new: Sequence[Lead]) -> None:
    """Keep the leads that a reading of a page gives, and let go those that it ends: whose words it has no more, whose
    claim was revised, or whose words are evidence by now. Given again, it changes nothing; what people decided stays.
    """
    resource = page.snapshot.resource
    known = list(_of(resource).annotate(version_now=F("claim__version")))
    evidence = _quotes_on(resource, {lead.claim_id for lead in (*known, *new)})
    waiting = [lead for lead in known if lead.state == _OPEN]
    text = _plain(page.document.text)
    ended = [lead for lead in waiting if _is_over(lead, page, text, evidence[lead.claim_id])]
    quotes = _with_leads(evidence, [lead for lead in known if lead not in ended])
    fresh = [lead for lead in new if not _is_covered(lead, quotes[lead.claim_id])]
    kept, outdone = _likeliest([*(lead for lead in waiting if lead not in ended), *fresh])
    let_go(Lead.objects.filter(pk__in=[lead.pk for lead in (*ended, *outdone) if lead.pk]))
    Lead.objects.bulk_create([lead for lead in fresh if lead in kept], ignore_conflicts=True)


def _with_leads(quotes: Mapping[int, list[str]], leads: Iterable[Lead]) -> defaultdict[int, list[str]]:
    """The quotes with the words of leads: what is one, or was decided, is none again with the sentence beside it."""
    found = defaultdict(list, {claim: [*words] for claim, words in quotes.items()})
    for lead in leads:
        if lead.claim_version == lead.version_now:  # type: ignore[attr-defined]  # annotated
            found[lead.claim_id].append(_plain(lead.quote))
    return found


def _of(resource: Resource) -> QuerySet[Lead]:
    return Lead.objects.filter(resource=resource).select_related("snapshot__key").defer("snapshot__text")


def _is_over(lead: Lead, page: PageReading, text: str, quotes: Collection[str]) -> bool:
    if lead.claim_version != lead.version_now or _is_covered(lead, quotes):  # type: ignore[attr-defined]  # annotated
        return True
    return _may_end(lead, page) and _plain(lead.quote) not in text


def _may_end(lead: Lead, page: PageReading) -> bool:
    """Whether this reading can tell that the words are gone: not one that shows a part of the page, goes to and fro,
    or was sent to us where we fetched the page ourselves.
    """
    if page.flapping or not page.document.is_whole:
        return False
    return is_ours(page.snapshot) or not is_ours(lead.snapshot)


def _is_covered(lead: Lead, quotes: Collection[str]) -> bool:
    """Whether evidence of the claim on the page has the words of a lead, or a part of them."""
    words = _plain(lead.quote)
    return any(words in quote or quote in words for quote in quotes)


def _quotes_on(resource: Resource, claims: Collection[int]) -> defaultdict[int, list[str]]:
    """What the claims' evidence quotes of a page, by claim; retracted items included, which people looked at."""
    quotes: defaultdict[int, list[str]] = defaultdict(list)
    if claims:
        rows = Evidence.objects.filter(url=resource.url, claim__in=claims)
        for claim_id, quote in rows.values_list("claim_id", "quote"):
            quotes[claim_id].append(_plain(quote))
    return quotes


def _likeliest(leads: Iterable[Lead]) -> tuple[list[Lead], list[Lead]]:
    """The leads that are kept of each claim, and those that others outdo."""
    by_claim: defaultdict[int, list[Lead]] = defaultdict(list)
    for lead in leads:
        by_claim[lead.claim_id].append(lead)
    kept: list[Lead] = []
    outdone: list[Lead] = []
    for mine in by_claim.values():
        ranked = sorted(mine, key=lambda lead: -lead.score)
        kept += ranked[:A_CLAIM_AND_PAGE]
        outdone += ranked[A_CLAIM_AND_PAGE:]
    return kept, outdone


def let_go(leads: QuerySet[Lead]) -> None:
    """Delete those of the leads that nobody has decided on: they are over."""
    leads.filter(state=_OPEN).delete()


def let_go_quoted(item: Evidence) -> None:
    """Let go the leads whose words an item of evidence quotes: a person has them."""
    rows = Lead.objects.filter(claim=item.claim_id, resource__url=item.url, state=_OPEN)
    quote = [_plain(item.quote)]
    let_go(Lead.objects.filter(pk__in=[lead.pk for lead in rows if _is_covered(lead, quote)]))


def let_go_merged(keep: Claim, other: Claim, by: Principal) -> None:
    """Let go the leads of a claim that is merged into another: its words are nobody's claim any more."""
    let_go(Lead.objects.filter(claim=other))


def with_open_leads(resources: Collection[int]) -> set[int]:
    """Those of the resources that open leads were found on."""
    return set(Lead.objects.filter(resource__in=resources, state=_OPEN).values_list("resource", flat=True))
