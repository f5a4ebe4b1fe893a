"""REST v1: the views. They read through `visible_to` and write through the services."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from claims import audit, services
from claims.api.inputs import ClaimInput, DocumentInput, EvidenceInput, SecondPersonInput, StatusInput, VoiceInput
from claims.api.paging import LIMIT_HELP, ByChain, ByCursor, limit_of
from claims.api.records import (
    ArticleRecord,
    ChangePage,
    ClaimRecord,
    DeskRecord,
    EvidenceRecord,
    HistoryRecord,
    WaitingRecord,
    problems,
)
from claims.conditional import etag_of, to_be_asked_again, unchanged
from claims.epochs import Position, present_and_lost
from claims.models import Appearance, Article, AuditEntry, Change, Claim, Desk, Evidence, Flag, Organisation, Person
from claims.parties import UNATTRIBUTED, key_of, key_of_name
from claims.published import facts_of, is_invented, state_of_changes, visible_changes
from claims.querysets import for_staff, staff_desks
from claims.selection import FILTERS, Selection, refuse_unknown
from claims.services import InvalidInput
from claims.services.evidence_input import JudgementInput, Quote, Told
from claims.services.reader import read_now
from claims.statuses import Grounds, Status

PAGED = frozenset({"limit", "cursor"})
ERRORS = problems(400, 401, 429)
LOST = ERRORS | problems(404)  # a record, or what a cursor stands for
WRITE_ERRORS = LOST | problems(403, 415)
LIMIT = OpenApiParameter("limit", int, description=LIMIT_HELP)
SELECTION = [
    OpenApiParameter("status", str, description=f"One or more, separated by commas, of: {', '.join(Status)}."),
    OpenApiParameter("claim", str, description="A claim, by uuid or slug."),
    OpenApiParameter("article", str, description="An article, by uuid or slug."),
    OpenApiParameter("speaker", str, description="An organisation or person, by uuid or slug."),
]


def claims_for(viewer: Any) -> QuerySet[Claim]:
    """The claims a viewer may see, with all that ClaimRecord tells, in three queries whatever their number."""
    appearances = Appearance.objects.in_articles_of(viewer).select_related("article")
    rows = Claim.objects.visible_to(viewer).with_speakers().annotate(invented=is_invented())
    return rows.prefetch_related(Prefetch("appearances", queryset=appearances, to_attr="visible_appearances"))


class View(GenericAPIView[Any]):
    """What all share: unknown query parameters are refused, and only those with a token write."""

    known: ClassVar[frozenset[str]] = frozenset()
    permission_classes = [IsAuthenticatedOrReadOnly]
    pagination_class: Any = ByCursor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request.query_params, self.known if request.method in ("GET", "HEAD") else ())

    def page(self, rows: QuerySet[Any], record: Any) -> Response:
        page: Sequence[Any] = self.paginate_queryset(rows) or []
        return self.get_paginated_response(record(page, many=True, context={"viewer": self.request.user}).data)

    def article(self) -> Article:
        """The article of the address, where the viewer may see it; else Http404."""
        return get_object_or_404(Article.objects.visible_to(self.request.user), uuid=self.kwargs["uuid"])

    def claim(self) -> Claim:
        """The claim of the address, where the viewer may see it; else Http404."""
        return get_object_or_404(Claim.objects.visible_to(self.request.user), uuid=self.kwargs["uuid"])

    def desk(self) -> Desk:
        """The desk of the address, where it is the asker's. Raises PermissionDenied for whoever is on none, Http404 for
        another's.
        """
        if staff_desks(self.request.user) is None:
            raise PermissionDenied("Only the staff of a desk may do this.")
        return get_object_or_404(for_staff(Desk.objects.all(), self.request.user, "pk"), uuid=self.kwargs["uuid"])

    def input(self, serializer: Any) -> dict[str, Any]:
        taken = serializer(data=self.request.data)
        taken.is_valid(raise_exception=True)
        return dict(taken.validated_data)


class ArticleList(View):
    known = PAGED

    @extend_schema(responses={200: ArticleRecord(many=True), **LOST})
    def get(self, request: Request) -> Response:
        """The articles you may see, newest first."""
        return self.page(Article.objects.visible_to(request.user), ArticleRecord)


class ArticleDetail(View):
    @extend_schema(responses={200: ArticleRecord, **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """One article."""
        return Response(ArticleRecord(self.article()).data)


class ClaimList(View):
    known = PAGED | FILTERS | {"changed_since"}

    @extend_schema(
        parameters=[*SELECTION, OpenApiParameter("changed_since", str, description="A time (RFC 3339).")],
        responses={200: ClaimRecord(many=True), **LOST},
    )
    def get(self, request: Request) -> Response:
        """The claims you may see, newest first."""
        selection = Selection.read(request.query_params)
        return self.page(selection.claims(claims_for(request.user), request.user), ClaimRecord)

    @extend_schema(request=ClaimInput, responses={201: ClaimRecord, **WRITE_ERRORS})
    def post(self, request: Request) -> Response:
        """Record a claim of an article."""
        given = self.input(ClaimInput)
        article = Article.objects.visible_to(request.user).filter(uuid=given.pop("article")).first()
        if article is None:
            raise InvalidInput("article", "no such article, or none that you may see.")
        speaker = party_of(given.pop("speaker", None))
        claim = services.record_claim(by=request.user, article=article, speaker=speaker, **given)
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data, status=201)


class ClaimDetail(View):
    @extend_schema(responses={200: ClaimRecord, 308: None, **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """One claim. The address of one that was merged into another leads to that one."""
        rows = claims_for(request.user)
        claim = rows.filter(uuid=uuid).first()
        if claim is None:
            kept = get_object_or_404(rows, pk=services.kept_of(get_object_or_404(services.merged(), uuid=uuid)).pk)
            return Response(status=308, headers={"Location": reverse("api-claim", args=[kept.uuid])})
        return Response(ClaimRecord(claim).data)


class EvidenceList(View):
    known = PAGED

    @extend_schema(responses={200: EvidenceRecord(many=True), **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """What speaks for and against a claim, newest first; what was taken back is told to its own desk alone."""
        rows = Evidence.objects.visible_to(request.user).filter(claim=self.claim())
        return self.page(rows.select_related("origin", "claim__desk"), EvidenceRecord)

    @extend_schema(request=EvidenceInput, responses={201: EvidenceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Put words beside a claim that you were told or saw. They are read at once where they have an address on a
        host of a source of the claim's desk: `basis` says “read”, or “told” and `basis_why` why. What is told counts
        for no rule.
        """
        claim, given = self.claim(), self.input(EvidenceInput)
        attributed = given.get("attributed_to", "")
        judgement = JudgementInput(
            stance=given.pop("stance"),
            reasons=tuple(given.pop("reasons", ())),
            attributed_to=attributed,
            attributed_key=_key_of_name(given.pop("attributed_to", "")),
        )
        told = Told(
            kind=given.pop("told_as", Evidence.ToldAs.PAGE),
            on=given.pop("told_on", None),
            document=given.pop("document", ""),
            attachment_sha256=given.pop("attachment_sha256", ""),
            confidential_source=given.pop("confidential_source", ""),
        )
        url = given.pop("url", "")
        quote = Quote(url=url, exact=given.pop("quote"), **given)
        source = services.source_of_url(url) if url else None
        with transaction.atomic():
            evidence = services.add_evidence(
                by=request.user, claim=claim, quote=quote, judgement=judgement, source=source, told=told
            )
            services.apply_finding(claim=claim)
        evidence = read_now(evidence)
        return Response(EvidenceRecord(evidence, context={"viewer": request.user}).data, status=201)


class Voice(View):
    @extend_schema(request=VoiceInput, responses={200: EvidenceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID, evidence: UUID) -> Response:
        """Say whose word an item is: a party’s, somebody’s by name, or its publisher’s own."""
        rows = Evidence.objects.visible_to(request.user).filter(claim=self.claim())
        item, given = get_object_or_404(rows, uuid=evidence), self.input(VoiceInput)
        party = party_of(given.pop("party", None), field="party")
        found = services.attribute_voice(by=request.user, evidence=item, party=party, **given)
        return Response(EvidenceRecord(found, context={"viewer": request.user}).data)


class StatusChange(View):
    @extend_schema(
        request=StatusInput,
        responses={200: ClaimRecord, 202: WaitingRecord, **WRITE_ERRORS, **problems(409)},
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Decide on a claim that you saw with `expected_status`; 409 where somebody was faster. 202: the change waits
        for another person, as the claim's desk wants it; whoever of them sends the same makes it.
        """
        claim, given = self.claim(), self.input(StatusInput)
        outcome = services.change_status(
            by=request.user,
            claim=claim,
            expected=given["expected_status"],
            to=given["status"],
            reason=given["reason"],
            rests_on=given.get("rests_on", Grounds.EVIDENCE),
        )
        if isinstance(outcome, Flag):
            return Response(WaitingRecord(outcome).data, status=202)
        return Response(ClaimRecord(claims_for(request.user).get(pk=claim.pk)).data)


class DocumentNaming(View):
    @extend_schema(request=DocumentInput, responses={200: EvidenceRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Say of what type an item is that was read, as a reviewer: contracts may ask for it."""
        items = Evidence.objects.visible_to(request.user).select_related("claim__desk", "origin")
        item, given = get_object_or_404(items, uuid=uuid), self.input(DocumentInput)
        services.name_document(by=request.user, evidence=item, **given)
        item.refresh_from_db()
        return Response(EvidenceRecord(item, context={"viewer": request.user}).data)


class SecondPerson(View):
    @extend_schema(request=SecondPersonInput, responses={200: DeskRecord, **WRITE_ERRORS})
    def post(self, request: Request, uuid: UUID) -> Response:
        """Have a second person look at what a person decides on published claims of a desk, or no longer."""
        desk, given = self.desk(), self.input(SecondPersonInput)
        return Response(DeskRecord(services.set_second_person(by=request.user, desk=desk, **given)).data)


class History(View):
    known = PAGED
    pagination_class = ByChain

    @extend_schema(responses={200: HistoryRecord(many=True), **LOST})
    def get(self, request: Request, uuid: UUID) -> Response:
        """What happened to a claim, in order. Draft history is told to its own staff only."""
        claim = self.claim()
        rows = audit.entries_of(claim).filter(visibility="public")
        desks = staff_desks(request.user)
        if desks is None or not Claim.objects.filter(desks, pk=claim.pk).exists():
            rows = rows.filter(change__isnull=False)
        page: Sequence[AuditEntry] = self.paginate_queryset(rows) or []
        return self.get_paginated_response(HistoryRecord([entry_told(entry) for entry in page], many=True).data)


class ChangeList(View):
    known = FILTERS | {"after", "limit"}
    pagination_class = None

    @extend_schema(
        parameters=[
            OpenApiParameter("after", str, description="The last cursor or position you know, 1-57 or 57; 0 at first."),
            LIMIT,
            *SELECTION,
        ],
        responses={200: ChangePage, 304: None, **ERRORS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Every public change in the order of its position: none is skipped or repeated. Without `claim`,
        `article` and `speaker`, whoever asks with `If-None-Match` gets 304 while there is nothing new.
        """
        params, limit = request.query_params, limit_of(request)
        after, selection = Position.read(params.get("after", "")), Selection.read(params)
        epoch, known = present_and_lost(after)
        etag = etag_of(request, state=f"{state_of_changes()} {epoch} {known}") if selection.is_of_changes_alone else ""
        if etag and (answer := unchanged(request, etag=etag)):
            return answer
        rows = selection.changes(Change.objects.after(after.number), request.user)
        found = visible_changes(rows[: limit + 1])
        shown = found[:limit]
        last = shown[-1]["position"] if shown else after.number
        cursor = str(Position(shown[-1]["epoch"], last) if shown else after)
        address = replace_query_param(request.build_absolute_uri(), "after", cursor)
        page = {
            "next": address if len(found) > limit else None,
            "last": last,
            "cursor": cursor,
            "epoch": epoch,
            "read_again_from": str(known) if known else None,
            "results": shown,
        }
        response = Response(ChangePage(page).data)
        return to_be_asked_again(response, etag=etag) if etag else response


class Nothing(View):
    """Every other address below the API: 404 in the API's own shape, or where a slash is missing, the way there."""

    @extend_schema(exclude=True)
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.path.endswith("/"):
            return super().dispatch(request, *args, **kwargs)
        answer = HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        answer.status_code = 308  # unlike 301 it keeps method and body (RFC 9110, 15.4.9)
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404


def entry_told(entry: AuditEntry) -> dict[str, Any]:
    """What the interface tells of an entry of a history."""
    return {
        "uuid": entry.uuid,
        "seq": entry.seq,
        "event": entry.action,
        "at": entry.at,
        "redacted": entry.redacted,
        **facts_of(entry.action, entry.actor, entry.payload),
    }


def party_of(uuid: UUID | None, *, field: str = "speaker") -> Organisation | Person | None:
    if uuid is None:
        return None
    found = Organisation.objects.filter(uuid=uuid).first() or Person.objects.filter(uuid=uuid).first()
    if found is None:
        raise InvalidInput(field, "no such organisation or person.")
    return found


def _key_of_name(name: str) -> str:
    """The key of the party that goes by a name, recorded or not; words that name nobody are nobody's."""
    if not name.strip():
        return ""
    if person := Person.objects.filter(name__iexact=name.strip()).first():
        return key_of(person)
    wanted = name.strip().casefold()
    for organisation in Organisation.objects.only("uuid", "name", "aliases").iterator():
        if wanted in (known.casefold() for known in (organisation.name, *organisation.aliases)):
            return key_of(organisation)
    return UNATTRIBUTED if name == name.lower() else key_of_name(name)
