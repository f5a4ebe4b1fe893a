"""Adding claims to an article, many in a row: what was chosen is kept, and doubles are shown before they are made."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from claims import services
from claims.models import Article, Claim, Publication
from claims.services import InvalidInput
from desk.actions import Action, Done
from desk.records.article_forms import KEPT, KEPT_OF_CONTRACT, NewClaimForm
from desk.records.parties_in_place import NamedParties
from desk.records.speaker_fields import take_speaker


@dataclass(slots=True)
class Adding:
    """The form on top of an article's page, and what it asks before it records."""

    request: HttpRequest
    article: Article
    named: NamedParties
    doubles: list[tuple[str, list[Claim]]] = field(default_factory=list)  # by the text that they are like

    @property
    def seen(self) -> str:
        """The doubles shown, as the form sends them back: it asks about each once."""
        return ",".join(str(claim.pk) for _text, claims in self.doubles for claim in claims)

    def here(self) -> set[int]:
        """Which of the doubles appear in the article already."""
        keys = [claim.pk for _text, claims in self.doubles for claim in claims]
        return (
            set(self.article.appearances.filter(claim__in=keys).values_list("claim_id", flat=True)) if keys else set()
        )

    def action(self) -> Action:
        return Action(
            title=_("Add a claim"),
            permission="record",
            buttons={"add": _("Record the claim")},
            form=NewClaimForm,
            run=self._run,
            initial=_kept(self.request),
        )

    def _run(self, button: str, data: dict[str, Any]) -> Done | None:
        texts, seen = data.pop("text"), data.pop("seen")
        self.doubles = self._like(texts)
        if any(claim.pk not in seen for _text, claims in self.doubles for claim in claims):
            return None
        made = self._record(texts, data)
        kept = {name: self.request.POST.get(name, "") for name in (*KEPT, *KEPT_OF_CONTRACT)}
        kept = {name: value for name, value in kept.items() if value}
        return Done(_told(made, self.article), leads_to=f"{self.request.path}?{urlencode({'kept': 1, **kept})}")

    def _like(self, texts: list[str]) -> list[tuple[str, list[Claim]]]:
        article = self.article
        found = [
            (text, services.similar_claims(text=text, desk=article.desk, language=article.language)) for text in texts
        ]
        return [(text, claims) for text, claims in found if claims]

    @transaction.atomic
    def _record(self, texts: list[str], data: dict[str, Any]) -> list[Claim]:
        speaker = take_speaker(self.named, data)
        data["settled_by"] = self.named.contract(data["settled_by"])
        made = []
        for text in texts:
            try:
                claim = services.record_claim(
                    by=self.request.user, article=self.article, text=text, speaker=speaker, **data
                )
            except InvalidInput as refusal:
                if refusal.field != "text" or len(texts) == 1:
                    raise
                raise InvalidInput("text", f"“{text}”: {refusal.remedy}") from refusal
            made.append(claim)
        return made


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What the claim before was recorded with, from the address."""
    kept: dict[str, Any] = {name: request.GET[name] for name in KEPT if name in request.GET}
    if KEPT_OF_CONTRACT[0] in request.GET:
        kept["settled_by"] = [request.GET.get(name, "") for name in KEPT_OF_CONTRACT]
    return kept


def _told(made: list[Claim], article: Article) -> str:
    words = _("Recorded: %(text)s") % {"text": made[0].text}
    if len(made) > 1:
        words = _("Recorded %(number)s claims.") % {"number": len(made)}
    if article.publication == Publication.PUBLISHED and made[0].publication == Publication.DRAFT:
        return f"{words} {_('Readers see it once a reviewer has published it.')}"
    return words
