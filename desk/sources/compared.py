"""What an address was compared with: the claims, with what came of each."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.models import Claim, Evidence
from claims.users import Principal
from tracker.models import Lead, PollingPolicy, Resource

SHOWN = 30


def compared(user: Principal, resource: Resource, polling: PollingPolicy) -> dict[str, Any]:
    """The claims that an address is held against, those with evidence or leads from it first, with how many of each;
    where it is held against every claim of its desk, only those with some. The first of them; whether there are more.
    """
    leads = Lead.objects.visible_to(user).waiting().filter(resource=resource)
    items = Evidence.objects.visible_to(user).filter(url=resource.url, retracted=False)
    visible = Claim.objects.visible_to(user).order_by().values("pk")
    touched = Q(pk__in=leads.order_by().values("claim")) | Q(pk__in=items.values("claim"))
    held = touched if polling.open_to_all else touched | Q(watches__source=resource.source)
    rows = Claim.objects.filter(held, pk__in=visible).distinct()
    rows = rows.annotate(leads_here=_number(leads), items_here=_number(items))
    found = list(rows.order_by(F("leads_here").desc(), F("items_here").desc(), "-pk")[: SHOWN + 1])
    return {
        "compared": found[:SHOWN],
        "compared_more": len(found) > SHOWN,
        "compared_shown": SHOWN,
        "compared_with_all": polling.open_to_all,
    }


def _number(rows: QuerySet[Any]) -> Coalesce:
    """How many of the rows are a claim's: each once, however many members of its desk may see it."""
    mine = rows.filter(claim=OuterRef("pk")).order_by().values("claim").annotate(number=Count("pk", distinct=True))
    return Coalesce(Subquery(mine.values("number"), output_field=IntegerField()), 0)
