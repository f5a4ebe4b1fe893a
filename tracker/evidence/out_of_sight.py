"""When a reading cannot say what became of a quote: it shows or reads a part only, or is of another document."""

from datetime import datetime
from functools import cached_property

from django.db.models import F, Window
from django.db.models.functions import Lag

from claims.models import Evidence
from tracker.evidence.propose import PageReading
from tracker.extract import anchors
from tracker.extract.continuity import is_same_document
from tracker.models import Snapshot

_CUT_OFF = ("…", "...")


def is_known(item: Evidence, place: anchors.Standing) -> bool:
    """Whether the wording at a place is the one that the item was last judged by."""
    return item.standing_wording == place.wording


def out_of_sight(
    page: PageReading, item: Evidence, place: anchors.Standing, continuity: "Continuity"
) -> Evidence.Standing | None:
    """Why this reading cannot say what became of the quote, if it cannot: a page that shows only a part of itself, or
    of which we read only a part, or that goes to and fro between versions; or another document at the address.
    """
    is_gone, is_altered = place.state == "gone", place.state == "altered"
    if (is_gone or is_altered) and continuity.lost_by_us(item):
        return Evidence.Standing.UNREAD
    if page.flapping:
        return Evidence.Standing.UNREAD if is_gone or (is_altered and not is_known(item, place)) else None
    if not page.document.is_whole:
        return Evidence.Standing.UNREAD if is_gone or (is_altered and place.wording.endswith(_CUT_OFF)) else None
    return Evidence.Standing.OFFLINE if is_gone and not continuity.holds_for(item) else None


class Continuity:
    """Whether a page is still the document that its quotes were read in. Asked for each quote that is gone, which may
    be many; compared with each earlier reading once.
    """

    def __init__(self, page: PageReading) -> None:
        self._page = page
        self._known: dict[int, bool] = {}  # by snapshot

    def lost_by_us(self, item: Evidence) -> bool:
        """Whether we lost sight of the quote by reading another part of the page (`watching.selectors.select`), now or
        before and not found since, which says nothing about the page.
        """
        at = self._page.snapshot.fetched_at
        return at in self._read_otherwise or (
            item.standing == Evidence.Standing.UNREAD
            and item.standing_at is not None
            and item.standing_at in self._read_otherwise
        )

    @cached_property
    def _read_otherwise(self) -> set[datetime]:
        """When the contents were fetched that were read anew in another part, and those that were the first to be read
        after their scripts ran, or without.
        """
        snapshots = self._page.snapshot.resource.snapshots.filter(came_by=Snapshot.CameBy.FETCHED).order_by()
        reread = snapshots.filter(reread=True).values_list("fetched_at", flat=True)
        switched = snapshots.annotate(before=Window(Lag("rendered"), order_by="pk")).exclude(before=F("rendered"))
        first_rendered = switched.filter(before__isnull=False).values_list("fetched_at", flat=True)
        return {*reread, *first_rendered}

    def holds_for(self, item: Evidence) -> bool:
        """Compared with the last reading before the item went out of sight; a first reading is itself."""
        snapshot = self._page.snapshot
        alike = snapshot.resource.snapshots.filter(came_by__in={snapshot.came_by, Snapshot.CameBy.FETCHED})
        earlier = alike.filter(pk__lt=snapshot.pk).exclude(text="")
        if item.standing in Evidence.OUT_OF_SIGHT and item.standing_at:
            earlier = earlier.filter(fetched_at__lt=item.standing_at)
        last = earlier.order_by("-pk").defer("text").first()
        if last is None:
            return True
        if last.pk not in self._known:
            self._known[last.pk] = self._compare(last)
        return self._known[last.pk]

    def _compare(self, last: Snapshot) -> bool:
        document = self._page.document
        return is_same_document(
            last.text,
            document.text,
            old_title=last.title,
            new_title=document.title,
            language=document.language or "en",
        )
