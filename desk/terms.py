"""The words of the desk that need explaining, each in a sentence or two. Templates say {% term "tier" %}."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """A word and what it means here."""

    word: Any
    means: Any


TERMS = {
    "status": Term(
        _("status"),
        _(
            "What the evidence says of a claim today: unverified, verified, partly verified, disputed, refuted, "
            "unverifiable or outdated. People decide it; the machine only proposes."
        ),
    ),
    "tier": Term(
        _("tier"),
        _(
            "How much the words of a source weigh. A record (a register, a court, the operator of the thing) settles "
            "alone; independent reporting counts with a second origin; an aggregator passes on what others say. "
            "Without a tier nothing counts."
        ),
    ),
    "origin": Term(
        _("origin"),
        _(
            "Where a piece of information first came from. Ten reprints of one press release share one origin, and "
            "count once."
        ),
    ),
    "contract": Term(
        _("contract"),
        _(
            "What would settle a claim, written down before anybody looks: for example one official record, or two "
            "independent origins."
        ),
    ),
    "told": Term(
        _("told"),
        _(
            "Somebody says so, and the tracker has not read it itself: a phone call, a paper, a file. It is shown as "
            "told, and no rule counts it until it is read. A person may decide on it, with a reason."
        ),
    ),
    "read": Term(
        _("read"),
        _("The tracker fetched the page itself and found the quote in it. Only what was read is counted by the rules."),
    ),
    "standing": Term(
        _("standing"),
        _(
            "Whether a quote still stands where it was read. Each later version of its page is searched for it: it "
            "stands, was moved, reworded or altered, or is gone."
        ),
    ),
    "automation": Term(
        _("automation"),
        _(
            "Whether the tracker may act on this claim by itself. It may then set verified and go back to unverified; "
            "everything else waits for a person."
        ),
    ),
    "second person": Term(
        _("second person"),
        _(
            "Where a desk wants it, a person's change of a published claim to verified or refuted waits until another "
            "person agrees. Taking back acts at once."
        ),
    ),
}
