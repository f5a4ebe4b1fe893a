"""Places and voices of an older record, and the way back."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from claims.models import Claim, Desk, Evidence, Organisation, Origin, Source, SourceHost

BEFORE = [("claims", "0006_epochs_of_positions"), ("tracker", "0011_accepted_hosts")]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_older_evidence_gets_its_mouth_and_its_voice_and_may_lose_them_again() -> None:
    # Not by the services: what they write in the history is never deleted, and this test empties the tables itself.
    desk = Desk.objects.create(name="Main desk", slug="main")
    paper = Organisation.objects.create(name="Gazette", slug="gazette")
    gazette = Source.objects.create(desk=desk, name="Gazette", slug="gazette", organisation=paper)
    claim = Claim.objects.create(desk=desk, text="It is done.", kind="event", slug="it-is-done")
    origin = Origin.objects.create(claim=claim, label="The Gazette")
    now = timezone.now()
    rows = {
        "claim": claim,
        "source": gazette,
        "origin": origin,
        "stance": "supports",
        "retrieved_at": now,
        "as_of": now,
    }
    for who in ("AFP", "people", ""):
        Evidence.objects.create(
            **rows,
            url="https://g.example/",
            quote=f"Done, {who}.",
            attributed_to=who,
            organisation_key="organisation:1",
        )
    SourceHost.objects.create(source=gazette, host="bücher.example")
    SourceHost.objects.create(source=gazette, host="platform.example", path="/gazette")
    graph = MigrationExecutor(connection).loader.graph
    latest = [*graph.leaf_nodes("claims"), *graph.leaf_nodes("tracker")]
    try:
        MigrationExecutor(connection).migrate(BEFORE)
    finally:
        MigrationExecutor(connection).migrate(latest)
    found = Evidence.objects.order_by("pk").values_list("attributed_key", "mouth")
    assert list(found) == [
        ("name:afp", "organisation:1"),
        ("unattributed", "organisation:1"),
        ("", "organisation:1"),
    ]
    assert set(SourceHost.objects.values_list("host", "path")) == {("xn--bcher-kva.example", "")}
