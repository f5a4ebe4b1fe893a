"""What a merged claim watched, the claim that was kept watches from then on."""

from claims.models import Claim
from claims.users import Principal
from tracker.models import Watch
from tracker.watching.watches import hold_against, let_go


def move_watches(keep: Claim, other: Claim, by: Principal) -> None:
    """Let the kept claim watch the sources of the other, in the transaction of the merge."""
    for watch in Watch.objects.filter(claim=other).select_related("source__desk").order_by("source_id"):
        hold_against(by=by, source=watch.source, claims=[keep])
        let_go(by=by, source=watch.source, claim=other)
