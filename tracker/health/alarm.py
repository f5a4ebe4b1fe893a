"""When somebody should look at a resource: after three failures, or three answers without their text, in a row.

One that is polled no more alarms nobody. The rule is told twice, for one resource and for a query, and only here.
"""

from django.db.models import Q

from tracker.models import Resource

ALARM_AFTER = 3

ALARMING = Q(next_poll_at__isnull=False) & (Q(failures__gte=ALARM_AFTER) | Q(state_times__gte=ALARM_AFTER))
"""The resources that `is_alarm` holds for."""


def is_alarm(resource: Resource) -> bool:
    """Whether somebody should look at a resource."""
    return resource.next_poll_at is not None and times_in_a_row(resource) >= ALARM_AFTER


def times_in_a_row(resource: Resource) -> int:
    """How many times in a row a resource was not read."""
    return max(resource.failures, resource.state_times)


def begins_alarm(times: int) -> bool:
    """Whether an alarm begins with the failure, or the answer without text, that is the `times`-th in a row."""
    return times == ALARM_AFTER
