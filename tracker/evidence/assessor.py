"""The assessor that the settings name, with the large judge behind it where one is configured."""

from functools import lru_cache

from django.conf import settings

from tracker.assess import Assessor, get_assessor
from tracker.assess.cascade import Cascade
from tracker.evidence.large_judge.client import LargeJudge
from tracker.evidence.large_judge.endpoint import Endpoint


def current_assessor() -> Assessor:
    """Return the assessor of `TRACKER_ASSESSOR`, in a cascade where `TRACKER_LARGE_JUDGE_URL` is set. Built anew,
    loaded once.

    Raises LookupError or ValueError, saying what is wrong, for a setting that names no judge.
    """
    small = get_assessor(settings.TRACKER_ASSESSOR)
    endpoint = large_endpoint()
    if endpoint is None:
        return small
    for trouble, remedy in endpoint.troubles():
        raise ValueError(f"{trouble} {remedy}")
    return Cascade(small, _large_judge(endpoint))


def large_endpoint() -> Endpoint | None:
    """Return the endpoint of the large judge as the settings describe it; None where there is none."""
    if not settings.TRACKER_LARGE_JUDGE_URL:
        return None
    return Endpoint(
        url=settings.TRACKER_LARGE_JUDGE_URL,
        model=settings.TRACKER_LARGE_JUDGE_MODEL,
        user_agent=settings.TRACKER_USER_AGENT,
        key=settings.TRACKER_LARGE_JUDGE_KEY.strip(),
        daily_limit=settings.TRACKER_LARGE_JUDGE_DAILY_LIMIT,
        timeout_s=settings.TRACKER_LARGE_JUDGE_TIMEOUT_S,
        private=settings.TRACKER_LARGE_JUDGE_PRIVATE,
    )


@lru_cache(maxsize=4)
def _large_judge(endpoint: Endpoint) -> LargeJudge:
    """The client of an endpoint, one per process, as it remembers that the endpoint turned it away."""
    return LargeJudge(endpoint)
