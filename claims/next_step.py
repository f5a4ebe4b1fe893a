"""The next step of a claim in words: what is missing for its contract, and what would settle it. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from claims.contracts import Alternative, number
from claims.corroboration.facts import Finding, Tried
from claims.statuses import Status

_SIDES = {"supports": "for", "refutes": "against"}
_SETTLED = {
    Status.VERIFIED: "What its contract asks for is there: the claim can be verified.",
    Status.REFUTED: "What its contract asks for is there, against the claim: it can be refuted.",
    Status.DISPUTED: "What its contract asks for is there on both sides: the claim is disputed.",
}


_KEPT = {
    Status.VERIFIED: "What its contract asks for is there, and it is verified. Nothing is left to do.",
    Status.REFUTED: "What its contract asks for is there, against the claim, and it is refuted. Nothing is left to do.",
}
"""What is said where the claim has the status already."""


def next_step(finding: Finding, contract: Sequence[Alternative]) -> tuple[str, ...]:
    """What is missing until a claim is settled, in plain sentences, the most useful first; never empty.

    `contract` are the alternatives that the finding weighed, the kind's default included, in their order.
    """
    sentences = [_what_settles(finding, contract)]
    if finding.told and not _met(finding):
        sentences.append(_told(finding))
    if finding.overdue:
        sentences.append("It should have been settled by now: ask again, or say that it cannot be.")
    if finding.changes and finding.needs_person:
        sentences.append("A person has to decide.")
    return tuple(sentences)


def _met(finding: Finding) -> list[Tried]:
    return [tried for tried in finding.alternatives if tried.met]


def _what_settles(finding: Finding, contract: Sequence[Alternative]) -> str:
    if finding.status in _SETTLED and _met(finding):
        return _SETTLED[finding.status] if finding.changes else _KEPT.get(finding.status, _SETTLED[finding.status])
    if finding.status == Status.OUTDATED:
        return "It was settled too long ago to rely on: something newer has to say so."
    ways = list(dict.fromkeys(_missing(finding, contract)))
    words = ", or ".join(ways) + ("," if len(ways) > 1 else "")
    return f"{words[:1].upper()}{words[1:]} would settle this."


def _missing(finding: Finding, contract: Sequence[Alternative]) -> list[str]:
    """What each alternative lacks, the nearest to being met first, as “one more independent origin”."""
    stance = _leaning(finding)
    tried = [each for each in finding.alternatives if each.stance == stance]
    weights = [each.weight for each in tried] or [0] * len(contract)
    lacks = [
        (max(1, alternative.origins - weight), place, weight)
        for place, (alternative, weight) in enumerate(zip(contract, weights, strict=True))
    ]
    begun = sorted(lacks, key=lambda lack: (lack[2] == 0, lack[0], lack[1]))
    return [_lack(contract[place], missing, more=weight > 0) for missing, place, weight in begun]


def _leaning(finding: Finding) -> str:
    """The side that weighs more so far; support, where neither does."""
    weights = {side: max((t.weight for t in finding.alternatives if t.stance == side), default=0) for side in _SIDES}
    return "refutes" if weights["refutes"] > weights["supports"] else "supports"


def _lack(alternative: Alternative, missing: int, *, more: bool) -> str:
    words = replace(alternative, origins=missing).describe()
    if alternative.speaker:
        return words
    first, _, rest = words.partition(" ")
    return f"{first} more {rest}" if more else words


def _told(finding: Finding) -> str:
    many = len(finding.told)
    if many == 1:
        return "One item is told and would be weighed once it is read at its source."
    return f"{number(many).capitalize()} items are told and would be weighed once they are read at their sources."
