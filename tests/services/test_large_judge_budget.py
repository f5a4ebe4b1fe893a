"""The day's budget of the large judge holds for all workers together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tracker.evidence.large_judge import client
from tracker.models import RemoteSpending

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_workers_that_ask_at_once_stay_within_the_budget_together():
    def spend(_: int) -> bool:
        try:
            return client._spend(7)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        granted = list(workers.map(spend, range(20)))
    assert sum(granted) == 7
    assert RemoteSpending.objects.get().requests == 7
