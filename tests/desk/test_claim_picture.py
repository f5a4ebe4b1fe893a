"""The picture of a claim: where its statuses, its evidence and its sources' readings stand, and what says the same."""

from datetime import UTC, datetime, timedelta
from typing import Any

from desk.records.claim_picture import ClaimPicture, DrawnItem, DrawnSource, claim_picture

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = BEGAN + timedelta(days=100)
LABELS = {"unverified": "Unverified", "verified": "Verified"}


def drawn(**more: Any) -> ClaimPicture:
    """A claim that was recorded a hundred days ago."""
    begun: dict[str, Any] = {"claimed_at": BEGAN, "recorded_at": BEGAN, "statuses": [(BEGAN, "unverified")]}
    return claim_picture(now=NOW, labels=LABELS, **({"items": [], "sources": []} | begun | more))


def test_each_status_takes_the_stretch_in_which_the_claim_had_it():
    halfway = BEGAN + timedelta(days=50)
    spans = drawn(statuses=[(BEGAN, "unverified"), (halfway, "verified")]).spans
    assert [(span.status, span.x, span.width) for span in spans] == [
        ("unverified", 10.0, 265.0),
        ("verified", 275.0, 265.0),
    ]


def test_evidence_that_is_older_than_the_claim_stands_at_its_beginning():
    old = DrawnItem(BEGAN - timedelta(days=900), "supports", True, "Gazette")
    fresh = DrawnItem(NOW, "refutes", False, "Portal")
    assert [(mark.kind, mark.x) for mark in drawn(items=[fresh, old]).evidence] == [
        ("supports", 10.0),
        ("refutes not-counted", 540.0),
    ]


def test_the_line_begins_when_the_article_said_so():
    claimed_at = BEGAN - timedelta(days=100)
    picture = drawn(claimed_at=claimed_at)
    assert (picture.since, picture.claimed.x, picture.spans[0].x) == (claimed_at, 10.0, 275.0)


def test_the_words_say_what_the_picture_shows_in_its_order():
    verified = BEGAN + timedelta(days=50)
    items = [
        DrawnItem(BEGAN + timedelta(days=20), "supports", True, "Gazette"),
        DrawnItem(BEGAN + timedelta(days=10), "neutral", False, "Portal"),
    ]
    claimed_at = BEGAN - timedelta(days=1)
    picture = drawn(claimed_at=claimed_at, statuses=[(BEGAN, "unverified"), (verified, "verified")], items=items)
    assert [event.says for event in picture.events] == [
        "claimed",
        "recorded at the desk",
        "evidence neither for nor against, Portal: not counted",
        "evidence for, Gazette",
        "status verified",
    ]


def test_a_source_has_a_line_on_the_same_scale_with_its_gap():
    gap = BEGAN + timedelta(days=50)
    facts = {"answers": [], "read_at": gap, "polled_at": gap, "trouble_since": gap, "next_poll_at": None}
    ((name, line),) = drawn(sources=[DrawnSource("Operator", facts)]).sources
    assert name == "Operator"
    assert [(band.kind, band.x, band.width) for band in line.bands] == [("trouble", 275.0, 265.0)]
    assert "not readable since 20 Feb 2026" in line.says


def test_a_claim_of_this_minute_has_a_line_too():
    now = BEGAN + timedelta(seconds=5)
    picture = claim_picture(
        claimed_at=BEGAN,
        recorded_at=BEGAN,
        now=now,
        statuses=[(BEGAN, "unverified")],
        labels=LABELS,
        items=[],
        sources=[],
    )
    assert picture.spans[0].width >= 1.0
