"""What the symbolic reader noticed about a claim and a sentence, as a few named signals for the learned judge.

The judge is shown them as extra tokens ahead of the claim: a small model compares figures and names badly, the
reader compares them well. The names and their order belong to the model (`judge.json`), so a change of either is a
new version of both.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .fit import Cover
    from .reading import ParsedText
    from .sentence import Objections

FIT_STEPS = (0.2, 0.4, 0.6, 0.8)
SIGNALS = (
    *(f"fit {i}" for i in range(len(FIT_STEPS) + 1)),
    "figures agree",
    "figures conflict",
    "figures left open",
    "figures missing",
    "denied",
    "unrealised",
    "no plan",
    "opposite",
    "swapped",
    "diverted",
    "subject missing",
    "name missing",
    "last word missing",
    "supports",
    "refutes",
)
_AGREEMENTS = (("agrees", "agree"), ("conflict", "conflict"), ("open", "left open"), ("missing", "missing"))


def signals(claim: "ParsedText", seen: "Cover", against: "Objections", fit: float) -> tuple[str, ...]:
    """The signals that hold, each one of `SIGNALS`, in their order; `SentenceJudgement.signals` adds the stance."""
    return tuple(_signals(claim, seen, against, fit))


def _signals(claim: "ParsedText", seen: "Cover", against: "Objections", fit: float) -> Iterator[str]:
    yield f"fit {sum(fit >= step for step in FIT_STEPS)}"
    found = {m.agreement for m in seen.quantities}
    yield from (f"figures {name}" for agreement, name in _AGREEMENTS if agreement in found)
    if against.denied_by:
        yield "denied"
    if against.unrealised_by:
        yield "unrealised"
    if against.no_plan:
        yield "no plan"
    if against.opposite:
        yield "opposite"
    if against.swapped:
        yield "swapped"
    if against.diverted:
        yield "diverted"
    names = [t for t in seen.missing if t.name]
    if claim.terms and claim.terms[0] in names:
        yield "subject missing"
    if any(t is not claim.terms[0] for t in names):
        yield "name missing"
    if claim.terms and claim.terms[-1] in seen.missing:
        yield "last word missing"
