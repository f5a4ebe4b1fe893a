"""Two people at once, on two real connections."""

import threading

import pytest
from django.db import connections

from claims import services
from claims.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_of_two_decisions_at_once_one_wins_and_the_other_is_told(claim, make_source, say, alice, bob):
    say(claim, make_source("Operator", "record"), "The run has been completed.")
    barrier, outcomes = threading.Barrier(2), []

    def decide(user, to):
        try:
            barrier.wait(timeout=10)
            services.change_status(by=user, claim=claim, expected="unverified", to=to, reason="I read it")
            outcomes.append("done")
        except services.StaleClaim:
            outcomes.append("stale")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=args) for args in ((alice, "verified"), (bob, "refuted"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == ["done", "stale"]
    assert AuditEntry.objects.filter(subject_uuid=claim.uuid, action="status changed").count() == 1
