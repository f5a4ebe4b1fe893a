"""Kinds of names: take "supercomputer" out of a claim about "the Aurora supercomputer" where a passage says "Aurora".

A claim is written to stand alone and says what a name is; a page about the thing does not repeat it. The model misses
the word then, so the claim is shown to it as the passage would put it.
"""

import re
from dataclasses import replace

from .types import ClaimText

_KINDS = (
    "airline|airport|app|band|bank|bridge|brand|club|company|computer|console|department|factory|festival|firm|"
    "foundation|group|hospital|island|label|magazine|model|network|newspaper|organisation|organization|plant|platform|"
    "programme|program|project|river|rocket|satellite|ship|software|spacecraft|stadium|start-up|startup|station|studio|"
    "supercomputer|system|telescope|theatre|theater|town|university|village|website"
)
_NAME = r"[A-Z][\w'’-]*(?: (?:of |the )*[A-Z0-9][\w'’-]*)*"
_AFTER = re.compile(rf"\b[Tt]he (?P<name>{_NAME}) (?P<kind>{_KINDS})\b(?! (?:of|in|at|for)\b)")
_BEFORE = re.compile(rf"\b[Tt]he (?P<kind>{_KINDS}) (?P<name>{_NAME})")


def as_put(claim: ClaimText, passage: str) -> ClaimText:
    """Return the claim without the kinds (as in "the Aurora supercomputer") of names that the passage writes bare.

    A kind stays where the passage says it too, or gives the name another kind: it may mean another thing.
    """

    def bare(found: re.Match[str]) -> str:
        name, kind = found["name"], found["kind"]
        there = re.search(rf"(?<!\w){re.escape(name)}(?![\w-])", passage)
        if there is None or re.search(rf"\b{kind}\b", passage) or _has_kind(name, passage):
            return found[0]
        return name

    text = _BEFORE.sub(bare, _AFTER.sub(bare, claim.text))
    return claim if text == claim.text else replace(claim, text=text)


def _has_kind(name: str, passage: str) -> bool:
    """Whether a noun stands beside the name: "the Aurora telescope", "the ship Aurora", "the Aurora, a telescope"."""
    beside = rf"\b(?:{_KINDS}),? {re.escape(name)}\b|\b{re.escape(name)},?(?: an?)? (?:\w+ )?(?:{_KINDS})\b"
    return re.search(beside, passage) is not None
