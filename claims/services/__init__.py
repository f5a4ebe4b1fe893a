"""The only writers of the record. Each is atomic, keyword-only, and writes its audit entry in the same transaction.

`by` is the user who acts; None means the machine, which may do only what the rules name.
"""

from claims.services.annotations import mark_wrong
from claims.services.base import AlreadyDecided, InvalidInput, StaleClaim
from claims.services.decisions import apply_finding, assign, change_status, resolve_flag, set_automation
from claims.services.desks import found_first_desk
from claims.services.documents import name_document
from claims.services.evidence import add_evidence, judge_evidence, retract_evidence, set_standing
from claims.services.origins import keep_apart, merge_origins, propose_merge
from claims.services.publication import publish, redact, takedown, withdraw
from claims.services.record import record_article, record_claim, revise_claim
from claims.services.second_person import set_second_person
from claims.services.sources import record_source, set_tier, source_of_url, sources_of_urls
from claims.services.voices import attribute_voice, waits_for_voice

__all__ = [
    "AlreadyDecided",
    "InvalidInput",
    "StaleClaim",
    "add_evidence",
    "apply_finding",
    "assign",
    "attribute_voice",
    "change_status",
    "found_first_desk",
    "judge_evidence",
    "keep_apart",
    "mark_wrong",
    "merge_origins",
    "name_document",
    "propose_merge",
    "publish",
    "record_article",
    "record_claim",
    "record_source",
    "redact",
    "resolve_flag",
    "retract_evidence",
    "revise_claim",
    "set_automation",
    "set_second_person",
    "set_standing",
    "set_tier",
    "source_of_url",
    "sources_of_urls",
    "takedown",
    "waits_for_voice",
    "withdraw",
]
