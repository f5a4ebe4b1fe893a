"""Standing of evidence: seek every quote again in each later snapshot of its page."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from claims import services
from claims.models import Claim, Evidence
from claims.services.reading import note_unread
from tracker.assess.types import Judgement, takes_a_side
from tracker.evidence.assessor import current_assessor
from tracker.evidence.moved_posts import MovedPost, moved_posts
from tracker.evidence.out_of_sight import Continuity, is_known, out_of_sight
from tracker.evidence.propose import OccupiedSpans, PageReading, claim_text, record_assessment
from tracker.evidence.shown import passage_on
from tracker.evidence.told import NOT_THERE, is_ours, may_be_read, note_found
from tracker.evidence.voices import Surroundings, known_parties, sentence_before, voice_of
from tracker.extract import anchors
from tracker.models import Resource, Snapshot

State = Evidence.Standing
_IN_SIGHT = (State.STANDING, State.MOVED, State.REWORDED)


@dataclass(frozen=True, slots=True)
class Sought:
    """What a `page` shows of an item's quote: its place, the judgement of a wording that is new there, and whether this
    reading of the page cannot tell. `moved`: its post is on another page of a live blog, or may be; of one that was
    found the page is that post.
    """

    page: PageReading
    item: Evidence
    place: anchors.Standing
    judgement: Judgement | None = None
    out_of_sight: Evidence.Standing | None = None
    moved: MovedPost | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that rest on a page, to be weighed again, and where on it their evidence stands."""

    claims: set[Claim]
    occupied: OccupiedSpans


def evidence_on(resource: Resource) -> QuerySet[Evidence]:
    return with_claims(Evidence.objects.filter(url=resource.url))


def with_claims(items: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Items with the claims they speak of and their speakers, as a judge needs them."""
    return items.select_related("claim__speaker_organisation", "claim__speaker_person")


def seek_quotes(page: PageReading) -> list[Sought]:
    """Seek the page's quotes in its new text, and judge what stands in the place of those that were altered.

    Writes nothing. Call it outside a transaction, as `propose.judge`.
    """
    return seek(page, _concerned(page))


def _concerned(page: PageReading) -> QuerySet[Evidence]:
    """The items that a reading may say something of: read items fall, and told ones rise, by our own reading alone."""
    items = evidence_on(page.snapshot.resource)
    if is_ours(page.snapshot):
        return items
    sent = items.filter(sender=page.snapshot.key.uuid) if page.snapshot.key else items.none()
    return sent.exclude(basis=Evidence.Basis.READ)


def seek(page: PageReading, items: Iterable[Evidence]) -> list[Sought]:
    """As `seek_quotes`, for these items of the page."""
    continuity = Continuity(page)
    found = [
        replace(each, out_of_sight=out_of_sight(page, each.item, each.place, continuity))
        for each in _located(page, items)
    ]
    moved = moved_posts(page, [each.item for each in found if _is_lost(each)])
    found = [_on_its_post(each, moved[each.item.pk]) if each.item.pk in moved else each for each in found]
    judgements = _judge_again([each for each in found if _is_new(each.page, each.item, each.place)])
    return [replace(each, judgement=judgements.get(each.item.pk)) for each in found]


def _located(page: PageReading, items: Iterable[Evidence]) -> list[Sought]:
    text = anchors.PageText(page.document.text, page.document.language or "en")
    return [Sought(page, item, follow(item, text)) for item in items]


def _is_lost(sought: Sought) -> bool:
    """Whether a good reading lacks words that were read on the page and stood till now."""
    item = sought.item
    lacks = sought.place.state in ("gone", "altered") and not sought.out_of_sight
    return lacks and not item.is_told and item.standing != State.GONE


def _on_its_post(sought: Sought, moved: MovedPost) -> Sought:
    """As it stands in the post that moved; out of sight where nobody can say where the post is."""
    if moved.document is None:
        return replace(sought, moved=moved, out_of_sight=State.UNREAD)
    (there,) = _located(replace(sought.page, document=moved.document), [sought.item])
    state = "moved" if there.place.state == "standing" else there.place.state
    return replace(there, place=replace(there.place, state=state), moved=moved)


def note_quotes(page: PageReading, sought: Sequence[Sought]) -> Checked:
    """Store what became of each quote; return the claims to weigh again, and where their evidence stands.

    All claims of the page are given, not only those whose quotes changed just now: a worker that died between this
    and the weighing must not swallow a loss.
    """
    # Read again: people may have judged an item while the judge was at work.
    items = with_claims(Evidence.objects.all()).in_bulk([each.item.pk for each in sought])
    occupied: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for each in sought:
        item = items[each.item.pk]
        stands = _note(item, each) in _IN_SIGHT
        is_current = item.judged_version == item.claim.version
        if stands and is_current and not each.moved:
            span = (each.place.start, each.place.end)
            occupied[item.claim_id, item.stance].append(span)
    claims = {item.claim for item in items.values()}
    return Checked(claims, occupied)


def follow(item: Evidence, page: anchors.PageText) -> anchors.Standing:
    """Where the quote stands: the words as they were quoted, else those that last took their place, so that a
    sentence can be followed through many small changes.
    """
    found = page.locate(anchors.Selector(item.quote, item.prefix, item.suffix))
    if found.state in ("standing", "moved") or not item.standing_wording:
        return found
    latest = page.locate(anchors.Selector(item.standing_wording))
    if latest.similarity <= found.similarity:
        return found
    return replace(latest, state="gone" if latest.state == "gone" else "altered")


def _judge_again(altered: Sequence[Sought]) -> dict[int, Judgement]:
    """What the assessor makes of the wordings that are new, by the items' ids."""
    new = [each for each in altered if not is_known(each.item, each.place)]
    pairs = [
        (
            claim_text(each.item.claim, at=each.page.as_of),
            passage_on(each.page.document, each.place.wording, each.place.start),
        )
        for each in new
    ]
    if not pairs:
        return {}
    judgements = current_assessor().assess(pairs)
    return {each.item.pk: judgement for each, judgement in zip(new, judgements, strict=True)}


def _is_new(page: PageReading, item: Evidence, place: anchors.Standing) -> bool:
    """Whether words stand there that were not judged yet. What was told and stands otherwise was never read."""
    if item.is_told and is_ours(page.snapshot):
        return _is_found(page, item, place)
    return place.state == "altered" or _is_found(page, item, place)


def _is_found(page: PageReading, item: Evidence, place: anchors.Standing) -> bool:
    """Whether these are words that did not count as read yet, on a page that we fetched."""
    if item.basis == Evidence.Basis.READ or place.state not in ("standing", "moved"):
        return False
    return is_ours(page.snapshot) and may_be_read(item, page.source) and not page.reflects(item.quote)


def _note(item: Evidence, sought: Sought) -> str:
    """Store what became of one quote, and return its standing."""
    page, place, judgement = sought.page, sought.place, sought.judgement
    at = page.snapshot.fetched_at
    if sought.moved:
        return _note_moved(item, sought, sought.moved)
    if judgement:
        record_assessment(page.snapshot, sought.item.claim, (place.start, place.end), judgement, item)
    if _is_found(page, item, place):
        note_found(page, item, place)
        return place.state
    if item.is_told and is_ours(page.snapshot):
        if place.state not in ("standing", "moved"):
            note_unread(evidence=item, why=NOT_THERE)
        return place.state  # what was told does not fall: it never stood
    if sought.out_of_sight:
        return _set_out_of_sight(item, sought.out_of_sight, at=at)
    if page.flapping and item.standing in Evidence.OUT_OF_SIGHT and place.state != "altered":
        return place.state  # it comes and goes: nothing is written until the page has settled
    if place.state != "altered":
        services.set_standing(evidence=item, standing=place.state, at=at)
        return place.state
    return _note_altered(item, sought)


def _note_moved(item: Evidence, sought: Sought, moved: MovedPost) -> str:
    """Store what became of a quote whose post left its page. Where it was looked for a short while ago, nothing new is
    known.
    """
    at = sought.page.snapshot.fetched_at
    if moved.document is None:
        if moved.why:
            services.set_standing(evidence=item, standing=State.UNREAD, reasons=[moved.why], at=at)
        return item.standing
    if sought.place.state == "altered":
        return _note_altered(item, sought)
    why = f"Its post stands at {moved.where} now{'' if sought.place.wording else ', without these words'}."
    services.set_standing(evidence=item, standing=sought.place.state, reasons=[why], at=at)
    return sought.place.state


def _note_altered(item: Evidence, sought: Sought) -> str:
    """Store what the wording that took the quote's place was judged to say; return its standing."""
    place, judgement, at = sought.place, sought.judgement, sought.page.snapshot.fetched_at
    if judgement is None:
        return _stands_as_judged(item, at=at)
    standing = State.REWORDED if _bears_as_before(item, judgement, place, sought.page) else State.ALTERED
    services.set_standing(
        evidence=item,
        standing=standing,
        wording=place.wording,
        reasons=judgement.reasons,
        assessor=f"{judgement.assessor} {judgement.version}",
        at=at,
    )
    return standing


def _stands_as_judged(item: Evidence, *, at: datetime) -> str:
    """Store that the altered wording, which was judged before, counts as it did then; return its standing."""
    standing = State.ALTERED if item.standing == State.ALTERED else State.REWORDED
    services.set_standing(
        evidence=item, standing=standing, wording=item.standing_wording, reasons=item.standing_reasons, at=at
    )
    return standing


def _bears_as_before(item: Evidence, judgement: Judgement, place: anchors.Standing, page: PageReading) -> bool:
    """Whether the new wording says of the claim what the old one did, as surely as evidence must, on whose word it
    did. Passed on as the word of somebody else, it is other evidence.
    """
    if judgement.stance != item.stance:
        return False
    if judgement.stance != "neutral" and not takes_a_side(judgement, current_assessor()):
        return False
    if item.attributed_by_person:
        return True
    parties = known_parties(item.claim, claim_text(item.claim, at=page.as_of).speaker_names)
    around = Surroundings(page.document.title, sentence_before(page.document, place.start), page.source)
    return voice_of(judgement.attributed_to, place.wording, around, parties).key == item.attributed_key


def mark_unread(resource: Resource, *, at: datetime) -> None:
    """The page answers without its text: of its quotes nothing can be said until it is read again."""
    _all_out_of_sight(resource, State.UNREAD, at=at)


def mark_offline(resource: Resource, *, at: datetime) -> None:
    """The page is not there. Its evidence keeps counting: a page that answers 404 has not taken its words back."""
    _all_out_of_sight(resource, State.OFFLINE, at=at)


def _all_out_of_sight(resource: Resource, standing: Evidence.Standing, *, at: datetime) -> None:
    followed = evidence_on(resource).exclude(basis=Evidence.Basis.TOLD)
    for item in followed.exclude(standing__in=(standing, *Evidence.FALLEN)):
        _set_out_of_sight(item, standing, at=at)


def _set_out_of_sight(item: Evidence, standing: Evidence.Standing, *, at: datetime) -> str:
    return services.set_standing(evidence=item, standing=standing, at=at).standing


def look_again(resource: Resource, *, at: datetime) -> None:
    """The page is back with the very bytes it had: its evidence stands again where its last text has the words."""
    items = evidence_on(resource).filter(standing__in=Evidence.OUT_OF_SIGHT)
    fetched = resource.snapshots.filter(came_by=Snapshot.CameBy.FETCHED)
    latest = fetched.order_by("-pk").first() if items else None
    if latest is None or latest.processed_at is None:
        return  # its processing looks for the quotes
    text = anchors.PageText(latest.text, latest.language or "en")
    for item in items:
        found = follow(item, text)
        if found.state in ("standing", "moved"):
            services.set_standing(evidence=item, standing=found.state, at=at)
        elif found.state == "altered" and is_known(item, found):
            _stands_as_judged(item, at=at)
        else:
            services.set_standing(evidence=item, standing=State.UNREAD, at=at)
