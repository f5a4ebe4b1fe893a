"""What must hold of corroboration whatever the evidence."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from claims.contracts import Alternative, Kind, Tier
from claims.corroboration import ClaimFacts, Item, OriginFacts, corroborate
from claims.statuses import Status

TODAY = date(2026, 11, 23)
OWNERS = ("reuters", "courier", "registry", "speaker", "")
PARTIES = frozenset({"speaker", "affiliate"})
TIERS = tuple(tier.value for tier in Tier)
QUOTES = ("It is done.", "It has not been done yet.", "It never happened.")

days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
# A small world: origins and pages are few, so that items share them, meet and contradict each other.
origins = st.builds(OriginFacts, key=st.sampled_from("abcd"), owner=st.sampled_from(OWNERS), is_speakers=st.booleans())
items = st.builds(
    Item,
    id=st.uuids().map(str),
    stance=st.sampled_from(("supports", "refutes", "neutral")),
    tier=st.sampled_from(TIERS),
    origin=origins,
    organisation=st.sampled_from((*OWNERS, "affiliate")),
    attributed_to=st.sampled_from((None, None, "speaker", "institute")),
    document=st.sampled_from(("", "report")),
    resource=st.sampled_from(("", "https://p.example/1", "https://p.example/2")),
    as_of=days,
    judged_version=st.sampled_from((1, 1, 1, 2)),
    standing=st.sampled_from(("standing", "standing", "moved", "reworded", "altered", "gone", "unread", "offline")),
    language_read=st.booleans(),
    retracted=st.sampled_from((False, False, False, True)),
    quote=st.sampled_from(QUOTES),
    sequence=st.integers(0, 50),
)


def _of_one_world(drawn: list[Item]) -> list[Item]:
    """An origin's facts are fixed when it is made: all its items carry the same."""
    made: dict[str, OriginFacts] = {}
    for item in drawn:
        made.setdefault(item.origin.key, item.origin)
    return [replace(item, origin=made[item.origin.key]) for item in drawn]


worlds = st.lists(items, max_size=7, unique_by=lambda item: item.id).map(_of_one_world)
plain_alternatives = st.builds(
    Alternative,
    tier=st.none() | st.sampled_from((Tier.RECORD, Tier.INDEPENDENT, Tier.AGGREGATOR)),
    origins=st.integers(1, 3),
    document=st.sampled_from(("", "report")),
    confirm=st.booleans(),
)
alternatives = plain_alternatives | plain_alternatives.map(lambda alternative: replace(alternative, speaker=True))
naming = plain_alternatives.map(lambda alternative: replace(alternative, organisations=("registry", "speaker")))


def claims(contracts: st.SearchStrategy[Alternative] = alternatives | naming) -> st.SearchStrategy[ClaimFacts]:
    return st.builds(
        ClaimFacts,
        kind=st.sampled_from(tuple(kind.value for kind in Kind)),
        version=st.just(1),
        status=st.sampled_from(tuple(Status)),
        contract=st.lists(contracts, max_size=3).map(tuple),
        speaker=st.just(PARTIES),
        due_on=days,
        recheck_on=days,
        automatic=st.booleans(),
    )


def _added(world: list[Item], item: Item) -> Item:
    """The item as one that comes after all the others."""
    return replace(item, id="added", sequence=99)


@given(claims(), worlds, st.data())
def test_order_never_matters(claim: ClaimFacts, world: list[Item], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(world))
    assert corroborate(claim, shuffled, today=TODAY) == corroborate(claim, world, today=TODAY)


@given(claims(), worlds.filter(bool), st.data())
def test_a_copy_of_an_existing_item_never_changes_what_is_proposed(
    claim: ClaimFacts, world: list[Item], data: st.DataObject
) -> None:
    original = data.draw(st.sampled_from(world))
    # Printed elsewhere and later, at most as reliable, and perhaps by an outlet that nobody has named. Where the
    # speaker itself reprinted others, its imprint is what kept the original from counting: a copy keeps that.
    imprint = original.organisation if original.organisation in PARTIES else "herald"
    copy = replace(
        _added(world, original),
        organisation=imprint,
        tier=data.draw(st.sampled_from([tier for tier in TIERS if Tier(tier).rank <= Tier(original.tier).rank])),
        resource="https://herald.example/reprint",
        as_of=original.as_of + timedelta(days=data.draw(st.integers(1, 400))) if original.as_of else None,
    )
    before, after = corroborate(claim, world, today=TODAY), corroborate(claim, [*world, copy], today=TODAY)
    assert (after.status, after.needs_person, after.may_apply) == (before.status, before.needs_person, before.may_apply)
    assert (after.counted, after.fingerprint) == (before.counted, before.fingerprint)


@given(claims(), worlds, items)
def test_adding_support_never_takes_verified_back(claim: ClaimFacts, world: list[Item], item: Item) -> None:
    support = replace(_added(world, item), stance="supports")
    (*_, support) = _of_one_world([*world, support])
    if corroborate(claim, world, today=TODAY).status == Status.VERIFIED:
        after = corroborate(claim, [*world, support], today=TODAY)
        assert after.status not in (None, Status.UNVERIFIED)


@given(claims(), worlds, items)
def test_adding_support_never_lowers_any_weight(claim: ClaimFacts, world: list[Item], item: Item) -> None:
    support = replace(_added(world, item), stance="supports")
    (*_, support) = _of_one_world([*world, support])
    before = [t for t in corroborate(claim, world, today=TODAY).alternatives if t.stance == "supports"]
    after = [t for t in corroborate(claim, [*world, support], today=TODAY).alternatives if t.stance == "supports"]
    assert all(now.weight >= then.weight for then, now in zip(before, after, strict=True))


@given(claims(plain_alternatives), worlds, st.sampled_from(("event", "quantity", "state")))
def test_the_speakers_words_alone_verify_no_fact_where_nothing_names_them(
    claim: ClaimFacts, world: list[Item], kind: str
) -> None:
    claim = replace(claim, kind=kind, status=Status.UNVERIFIED)
    own = [replace(item, attributed_to="speaker") for item in world]
    assert corroborate(claim, own, today=TODAY).status is None


@given(claims(), worlds, st.sampled_from(("event", "quantity", "state")))
def test_the_speakers_words_alone_never_verify_a_fact_without_a_person(
    claim: ClaimFacts, world: list[Item], kind: str
) -> None:
    claim = replace(claim, kind=kind, automatic=True)
    own = [replace(item, origin=replace(item.origin, is_speakers=True)) for item in world]
    finding = corroborate(claim, own, today=TODAY)
    if finding.status == Status.VERIFIED:
        assert finding.needs_person
        assert not finding.may_apply


@given(claims(), worlds, st.lists(items, min_size=1, max_size=3, unique_by=lambda item: item.id))
def test_untiered_evidence_never_counts(claim: ClaimFacts, world: list[Item], more: list[Item]) -> None:
    untiered = [replace(item, id=f"more-{n}", tier="none") for n, item in enumerate(more)]
    before = corroborate(claim, world, today=TODAY)
    after = corroborate(claim, [*world, *untiered], today=TODAY)
    assert (after.status, after.counted, after.fingerprint) == (before.status, before.counted, before.fingerprint)
    assert {item.id for item in untiered} <= {one.id for one in after.not_counted}


@given(claims(), worlds)
def test_every_item_is_either_counted_or_not_and_says_why(claim: ClaimFacts, world: list[Item]) -> None:
    finding = corroborate(claim, world, today=TODAY)
    counted, left = [one.id for one in finding.counted], [one.id for one in finding.not_counted]
    assert sorted(counted + left) == sorted(item.id for item in world)
    assert all(one.why.endswith(".") for one in (*finding.counted, *finding.not_counted))
    assert finding.reasons


@given(claims(), worlds)
def test_the_machine_acts_only_within_its_limits(claim: ClaimFacts, world: list[Item]) -> None:
    finding = corroborate(claim, world, today=TODAY)
    if finding.may_apply:
        assert claim.automatic
        assert finding.changes
        assert (claim.status, finding.status) in {
            (Status.UNVERIFIED, Status.VERIFIED),
            (Status.VERIFIED, Status.UNVERIFIED),
            (Status.REFUTED, Status.UNVERIFIED),
            (Status.DISPUTED, Status.UNVERIFIED),
        }
