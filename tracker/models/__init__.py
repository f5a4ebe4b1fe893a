"""The watch: what is polled, what it answered, and what was found in it. Linked to the record, never from it."""

from tracker.models.large_judge import RemoteAnswer, RemoteSpending
from tracker.models.leads import Lead, LikeLook
from tracker.models.push import IngestKey, Subscription
from tracker.models.watch import (
    NO_ERROR,
    Assessment,
    Body,
    HostRules,
    Leased,
    Match,
    PollingPolicy,
    Resource,
    Snapshot,
    Watch,
    default_interval_s,
)

__all__ = [
    "NO_ERROR",
    "Assessment",
    "Body",
    "HostRules",
    "IngestKey",
    "Lead",
    "Leased",
    "LikeLook",
    "Match",
    "PollingPolicy",
    "RemoteAnswer",
    "RemoteSpending",
    "Resource",
    "Snapshot",
    "Subscription",
    "Watch",
    "default_interval_s",
]
