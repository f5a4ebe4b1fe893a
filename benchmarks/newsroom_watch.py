"""A newsroom's part in the record: stage the pages with their claims, and see what came of each claim.

Needs `django.setup()`. Everything goes through the ordinary services and the ordinary pipeline.
"""

from collections.abc import Sequence

from benchmarks.newsroom_rows import NewsPage, PageClaim
from benchmarks.newsroom_scores import STATUS_OF, ClaimOutcome
from benchmarks.replay_pages import PageServer
from benchmarks.replay_world import World
from claims import services
from claims.models import Article, Claim, Evidence, Flag, Organisation
from tracker.models import Lead, Watch


class Newsroom(World):
    """Pages whose claims watch them."""

    def __init__(self, pages: Sequence[NewsPage], server: PageServer) -> None:
        super().__init__(server)
        self._pages = pages
        self._claims: list[list[Claim]] = []
        self._speakers: dict[str, Organisation] = {}

    def stage(self) -> None:
        """Record every page's claims; each watches the page's source."""
        for page in self._pages:
            article = services.record_article(by=self.alice, desk=self.desk, title=page.title)
            claims = [self._record(article, claim) for claim in page.claims]
            source = self.record_source()
            for claim in claims:
                Watch.objects.create(claim=claim, source=source)
            self._claims.append(claims)

    def _record(self, article: Article, claim: PageClaim) -> Claim:
        speaker = self._speaker(claim.speaker) if claim.speaker else None
        return services.record_claim(by=self.alice, article=article, text=claim.text, kind=claim.kind, speaker=speaker)

    def _speaker(self, name: str) -> Organisation:
        if name not in self._speakers:
            self._speakers[name] = services.record_organisation(by=self.alice, desk=self.desk, name=name, another=True)
        return self._speakers[name]

    def outcomes(self) -> list[list[ClaimOutcome]]:
        """What became of every page's claims, in order."""
        return [
            [self._outcome(page, claim, fault) for claim in claims]
            for page, claims, fault in zip(self._pages, self._claims, self.faults(), strict=True)
        ]

    def _outcome(self, page: NewsPage, claim: Claim, fault: str) -> ClaimOutcome:
        items = Evidence.objects.filter(claim=claim, stance__in=STATUS_OF).order_by("score")
        leads = list(Lead.objects.filter(claim=claim).waiting().values_list("quote", flat=True))
        flags = Flag.objects.filter(claim=claim, kind=Flag.Kind.STATUS, to_status__in=STATUS_OF.values())
        return ClaimOutcome(
            page=page.id,
            claim=claim.text,
            passages={item.stance: item.quote for item in items},
            flagged=frozenset(flags.values_list("to_status", flat=True)),
            leads=len(leads),
            led_to=any(page.settled_by(quote) for quote in leads),
            fault=fault,
        )
