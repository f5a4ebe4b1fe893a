"""The only writers of the record. Each is atomic, keyword-only, and writes its audit entry in the same transaction.

`by` is the user who acts; None means the machine, which may do only what the rules name.
"""

from claims.services.accepting import accept_evidence
from claims.services.annotations import mark_wrong
from claims.services.appearances import add_to_article, reorder
from claims.services.articles import AddressTaken, record_article, revise_article
from claims.services.attachments import attach, show_attachment
from claims.services.base import AlreadyDecided, InvalidInput, StaleClaim
from claims.services.claim_publication import publish_claim, set_review_new_claims, withdraw_claim
from claims.services.comments import comment, hand_over, redact_comment, see_mentions
from claims.services.corrections import correct_article, correct_claim
from claims.services.decisions import apply_finding, assign, change_status, resolve_flag, set_automation
from claims.services.desks import add_desk, check_setup_code, found_first_desk, is_new, issue_setup_code, set_desk
from claims.services.dismissal import dismiss_all, undo_all
from claims.services.documents import name_document
from claims.services.doubles import similar_claims
from claims.services.evidence import add_evidence, judge_evidence, retract_evidence, set_standing
from claims.services.members import (
    change_role,
    invite,
    join,
    join_as_new_user,
    open_invitation,
    remove_member,
    revoke_invitation,
    was_used,
)
from claims.services.merging import kept_of, merge_claims, merged
from claims.services.origins import keep_apart, merge_origins, propose_merge
from claims.services.parties import MaybeSame, record_organisation, record_person
from claims.services.presence import leave, look_at
from claims.services.publication import publish, redact, takedown, withdraw
from claims.services.record import record_claim, revise_claim
from claims.services.saved_views import drop_view, save_view
from claims.services.second_person import proposes_second_person, set_second_person
from claims.services.source_revision import revise_source
from claims.services.sources import record_source, set_tier, source_of_url, sources_of_urls
from claims.services.speaker_questions import answered, ask_speaker, not_answered, questions_in_words
from claims.services.splitting import split_claim
from claims.services.tokens import make_newsroom_token, make_token, revoke_newsroom_token, revoke_token
from claims.services.undo import undo_decision
from claims.services.users import take_second_factors
from claims.services.voices import attribute_voice, waits_for_voice

__all__ = [
    "AddressTaken",
    "AlreadyDecided",
    "InvalidInput",
    "MaybeSame",
    "StaleClaim",
    "accept_evidence",
    "add_desk",
    "add_evidence",
    "add_to_article",
    "answered",
    "apply_finding",
    "ask_speaker",
    "assign",
    "attach",
    "attribute_voice",
    "change_role",
    "change_status",
    "check_setup_code",
    "comment",
    "correct_article",
    "correct_claim",
    "dismiss_all",
    "drop_view",
    "found_first_desk",
    "hand_over",
    "invite",
    "is_new",
    "issue_setup_code",
    "join",
    "join_as_new_user",
    "judge_evidence",
    "keep_apart",
    "kept_of",
    "leave",
    "look_at",
    "make_newsroom_token",
    "make_token",
    "mark_wrong",
    "merge_claims",
    "merge_origins",
    "merged",
    "name_document",
    "not_answered",
    "open_invitation",
    "propose_merge",
    "proposes_second_person",
    "publish",
    "publish_claim",
    "questions_in_words",
    "record_article",
    "record_claim",
    "record_organisation",
    "record_person",
    "record_source",
    "redact",
    "redact_comment",
    "remove_member",
    "reorder",
    "resolve_flag",
    "retract_evidence",
    "revise_article",
    "revise_claim",
    "revise_source",
    "revoke_invitation",
    "revoke_newsroom_token",
    "revoke_token",
    "save_view",
    "see_mentions",
    "set_automation",
    "set_desk",
    "set_review_new_claims",
    "set_second_person",
    "set_standing",
    "set_tier",
    "show_attachment",
    "similar_claims",
    "source_of_url",
    "sources_of_urls",
    "split_claim",
    "take_second_factors",
    "takedown",
    "undo_all",
    "undo_decision",
    "waits_for_voice",
    "was_used",
    "withdraw",
    "withdraw_claim",
]
