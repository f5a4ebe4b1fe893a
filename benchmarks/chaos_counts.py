"""What became of every edit, counted: lost, doubled, or seen once. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping


def counts(
    made: Mapping[int, int], snapshots: Iterable[tuple[int, int]], *, settled: Collection[int], told: Iterable[int]
) -> dict[str, int]:
    """Count the edits that were lost, doubled or seen once, and the changes of status told. `made`: the edits of each
    page; `snapshots`: page and edition of each that was processed; `settled`: the pages whose edit settles their claim;
    `told`: the page of each change of status in the feed.

    An edit is lost where no snapshot has its edition, and doubled as often as more than one has; the first edition,
    which nobody edited, may be there once too. A settled claim is lost and doubled likewise in the feed. Anything that
    no edit accounts for is doubled.
    """
    kept, heard = Counter(snapshots), Counter(told)
    edits = {(page, edition) for page, number in made.items() for edition in range(1, number + 1)}
    allowed = edits | {(page, 0) for page in made}
    seen = sum(edit in kept for edit in edits)
    extra = sum(number - (edit in allowed) for edit, number in kept.items())
    reached = sum(page in heard for page in settled)
    repeated = sum(number - (page in settled) for page, number in heard.items())
    return {
        "changes_made": len(edits),
        "changes_seen": seen,
        "claims_settled": len(settled),
        "claims_told": reached,
        "lost": len(edits) - seen + len(settled) - reached,
        "doubled": extra + repeated,
    }
