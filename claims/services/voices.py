"""Whose word an item of evidence is, as a person says where its passage names nobody."""

from typing import Any

from django.db import transaction

from claims import audit
from claims.models import Evidence, Organisation, Person
from claims.parties import UNATTRIBUTED, key_of, key_of_name
from claims.permissions import require
from claims.services.base import InvalidInput, lock_claim
from claims.services.decisions import apply_finding
from claims.services.origins import ORIGIN_FACTS, voice_facts
from claims.users import Principal

NAME_LENGTH = 200


@transaction.atomic
def attribute_voice(
    *,
    by: Principal,
    evidence: Evidence,
    party: Organisation | Person | None = None,
    name: str = "",
    publisher: bool = False,
    reason: str = "",
) -> Evidence:
    """Say whose word an item is: a recorded `party`'s, that of somebody with a `name` who is not recorded, or its
    `publisher`'s own; the item moves to that origin and the claim is weighed again.

    No later judgement of the machine changes it. Raises PermissionDenied; InvalidInput unless exactly one is given.
    """
    claim = lock_claim(evidence.claim)
    require(by, "merge_origins", claim.desk)
    words, key = _voice(party, name.strip(), publisher=publisher)
    item = Evidence.objects.select_for_update(of=("self",)).select_related("source", "claim").get(pk=evidence.pk)
    before = {"attributed_to": item.attributed_to, "attributed_key": item.attributed_key}
    facts = {**voice_facts(item, attributed_to=words, attributed_key=key), "attributed_by_person": True}
    facts["origin_why"] = f"A person found that it is the word of {words or item.source_name}."[:300]
    for field, value in facts.items():
        setattr(item, field, value)
    item.save(update_fields=list(facts))
    payload: dict[str, Any] = {
        "evidence": str(item.uuid),
        "before": before,
        "after": {"attributed_to": words, "attributed_key": key},
    }
    payload["reason"] = reason
    proven = audit.facts_of(item, *facts, *ORIGIN_FACTS)
    audit.append(subject=claim, action="voice attributed", by=by, payload=payload, visibility="staff", facts=proven)
    apply_finding(claim=claim)
    return item


def _voice(party: Organisation | Person | None, name: str, *, publisher: bool) -> tuple[str, str]:
    """Whose word it is as a name and a key; both empty for the publisher's own."""
    if sum((party is not None, bool(name), publisher)) != 1:
        raise InvalidInput("party", "choose one: a party, a name, or the publisher’s own word.")
    if publisher:
        return "", ""
    if party is not None:
        return party.name, key_of(party)
    key = key_of_name(name)
    if not key or len(name) > NAME_LENGTH:
        raise InvalidInput("name", f"write a name of at most {NAME_LENGTH} characters.")
    return name, key


def waits_for_voice(claim_id: int) -> list[Evidence]:
    """The items of a claim that pass on somebody under no name, and wait for a person to say who."""
    rows = Evidence.objects.filter(claim=claim_id, attributed_key=UNATTRIBUTED, retracted=False)
    return list(rows.exclude(stance=Evidence.Stance.NEUTRAL).order_by("pk"))
