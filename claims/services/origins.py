"""Where information comes from: the origin of a new item, and people's word on whether two origins are one."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims import audit
from claims.models import Claim, Evidence, MergeProposal, Origin, Source
from claims.parties import UNATTRIBUTED, interested_parties, key_of, mouth_of, ultimate_owner
from claims.permissions import require
from claims.services.base import AlreadyDecided, InvalidInput, lock_claim, require_text
from claims.services.decisions import apply_finding
from claims.users import Principal, person

ORIGIN_FACTS = ("origin_id", "origin__owner", "origin__speakers", "origin_why")
"""What the history proves of the origin of an item."""


def origin_of_words(
    claim: Claim, *, source: Source | None, attributed_to: str, attributed_key: str, label: str, today: date
) -> tuple[Origin, str]:
    """The origin of an item that copies nothing known, and why it belongs there: it is that of the party whose word
    the item passes on, else of `source`, which published the words first.

    "X said" belongs to X whoever prints it, so items of one party's word share an origin; so do all that pass on
    somebody whom they do not name.
    """
    publisher = key_of(source.organisation) if source else ""
    parties = interested_parties(claim, today=today)
    unnamed = attributed_key == UNATTRIBUTED
    passed_on = f"It gives it as the words of {attributed_to}." if attributed_to else ""
    if attributed_key in parties or (publisher in parties and (unnamed or not attributed_key)):
        speaker = str(claim.speaker or "the speaker")
        origin, _ = Origin.objects.get_or_create(
            claim=claim, speakers=True, defaults={"label": f"{speaker}’s own words", "owner": key_of(claim.speaker)}
        )
        return origin, passed_on if attributed_key in parties else f"{source} speaks for {speaker}."
    if attributed_key:
        owner = UNATTRIBUTED if unnamed else ultimate_owner(attributed_key, today=today)
        known = Origin.objects.filter(claim=claim, owner=owner, speakers=False).order_by("pk").first()
        label = "Nobody who is named" if unnamed else label
        origin = living(known) if known else Origin.objects.create(claim=claim, owner=owner, label=label)
        return origin, f"It passes on {attributed_to or 'somebody'}, under no name." if unnamed else passed_on
    return Origin.objects.create(claim=claim, owner=mouth_of(source, today=today), label=label), ""


def voice_facts(item: Evidence, *, attributed_to: str, attributed_key: str) -> dict[str, Any]:
    """What an item of evidence holds once it is the word of another party: the party, and the origin that follows."""
    origin, why = origin_of_words(
        item.claim,
        source=item.source,
        attributed_to=attributed_to,
        attributed_key=attributed_key,
        label=f"{item.source_name}, {item.as_of.date().isoformat()}",
        today=item.retrieved_at.date(),
    )
    return {"attributed_to": attributed_to, "attributed_key": attributed_key, "origin": origin, "origin_why": why}


def living(origin: Origin) -> Origin:
    """Return the origin that holds this one's items now: the one it was merged into, else itself."""
    while merge := MergeProposal.objects.filter(other=origin, state=MergeProposal.State.MERGED).first():
        origin = merge.keep
    return origin


@transaction.atomic
def propose_merge(*, origins: tuple[Origin, Origin], because: str) -> MergeProposal | None:
    """Propose that two origins of a claim are one, for a person to decide; `because` says what shows it.

    The machine never joins them itself. A pair is proposed once, whatever was decided; None where a person joined the
    two before. Raises InvalidInput.
    """
    claim = lock_claim(origins[0].claim)
    _check_pair(claim, *origins)
    one, other = (living(origin) for origin in origins)
    if one == other:
        return None
    if known := MergeProposal.objects.filter(_of_pair(one, other)).first():
        return known
    keep, joins = _in_order(one, other)
    proposal = MergeProposal.objects.create(claim=claim, keep=keep, other=joins, because=because[:600])
    payload = {"keep": str(keep.uuid), "other": str(joins.uuid), "because": proposal.because}
    audit.append(subject=claim, action="merge proposed", by=None, payload=payload, visibility="staff")
    return proposal


@transaction.atomic
def merge_origins(*, by: Principal, keep: Origin, other: Origin, reason: str) -> Origin:
    """Join `other` into `keep`: its items count with those of `keep` from now on, and the claim is weighed again.

    What comes later to `other` goes to `keep`, too. Raises PermissionDenied, InvalidInput (two claims, one origin
    twice, an origin that was merged before, the speaker's own words into another's).
    """
    claim = lock_claim(keep.claim)
    require(by, "merge_origins", claim.desk)
    _check_pair(claim, keep, other)
    for name, origin in (("keep", keep), ("other", other)):
        if (now := living(origin)) != origin:
            raise InvalidInput(name, f"it was merged into “{now}” already: choose that one.")
    if other.speakers and not keep.speakers:
        raise InvalidInput("keep", "the other one is the speaker’s own: keep that one.")
    moved = list(Evidence.objects.filter(origin=other).order_by("pk"))
    require_text("reason", reason)
    # The reason stays at the desk, as a reviewer's notes do; the page of the claim shows why items belong together.
    why = "A person found that it goes back to this origin."
    Evidence.objects.filter(pk__in=[item.pk for item in moved]).update(origin=keep, origin_why=why)
    asked = MergeProposal.objects.filter(_of_pair(keep, other)).first()
    proposal = asked or MergeProposal(claim=claim, because="A person found it.")
    proposal.keep, proposal.other = keep, other
    _decide(proposal, MergeProposal.State.MERGED, by=by)
    _pass_on_questions(other, to=keep)
    payload: dict[str, Any] = {"keep": str(keep.uuid), "other": str(other.uuid), "reason": reason}
    payload["evidence"] = [str(item.uuid) for item in moved]
    facts: audit.Facts = {}
    for item in Evidence.objects.filter(pk__in=[item.pk for item in moved]).select_related("origin"):
        facts |= audit.facts_of(item, *ORIGIN_FACTS)
    audit.append(subject=claim, action="origins merged", by=by, payload=payload, visibility="staff", facts=facts)
    apply_finding(claim=claim)
    return keep


@transaction.atomic
def keep_apart(*, by: Principal, proposal: MergeProposal, reason: str) -> MergeProposal:
    """Say that two origins are two; the pair is not proposed again. Raises PermissionDenied, InvalidInput."""
    claim = lock_claim(proposal.claim)
    require(by, "merge_origins", claim.desk)
    require_text("reason", reason)
    current = MergeProposal.objects.filter(pk=proposal.pk, state=MergeProposal.State.OPEN).first()
    if current is None:
        raise AlreadyDecided("proposal", "it was decided already: read the page again.")
    _decide(current, MergeProposal.State.APART, by=by)
    payload = {"keep": str(current.keep.uuid), "other": str(current.other.uuid), "reason": reason}
    audit.append(subject=claim, action="origins kept apart", by=by, payload=payload, visibility="staff")
    apply_finding(claim=claim)  # the machine may count both now
    return current


def _check_pair(claim: Claim, one: Origin, other: Origin) -> None:
    if one.pk == other.pk:
        raise InvalidInput("other", "choose another origin: it is the same one.")
    if {one.claim_id, other.claim_id} != {claim.pk}:
        raise InvalidInput("other", "choose an origin of the same claim.")


def _in_order(one: Origin, other: Origin) -> list[Origin]:
    """Return both origins, first the one to keep: the speaker's own, else the earlier."""
    return sorted((one, other), key=lambda origin: (not origin.speakers, origin.pk))


def _of_pair(one: Origin, other: Origin) -> Q:
    return Q(keep=one, other=other) | Q(keep=other, other=one)


def _decide(proposal: MergeProposal, state: str, *, by: Principal) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, timezone.now(), person(by)
    proposal.save()


def _pass_on_questions(merged: Origin, *, to: Origin) -> None:
    """Move the open merge proposals of a merged origin to the one that took its items."""
    for proposal in MergeProposal.objects.filter(Q(keep=merged) | Q(other=merged), state=MergeProposal.State.OPEN):
        third = proposal.other if proposal.keep_id == merged.pk else proposal.keep
        if MergeProposal.objects.filter(_of_pair(to, third)).exists():
            proposal.delete()
        else:
            proposal.keep, proposal.other = _in_order(to, third)
            proposal.save(update_fields=["keep", "other"])
