"""The record's models, one subject a file."""

from claims.models.annotations import Annotation
from claims.models.articles import Appearance, Article, Claim
from claims.models.attachments import Attachment
from claims.models.audit import AppendOnlyError, AuditEntry
from claims.models.base import Publication
from claims.models.comments import Comment, Mention
from claims.models.evidence import Evidence, MergeProposal, Origin, Source, SourceHost, Tier
from claims.models.flags import Flag
from claims.models.looks import FlagLook
from claims.models.people import (
    Affiliation,
    Desk,
    Invitation,
    Membership,
    Organisation,
    Ownership,
    Person,
    SetupCode,
    TokenName,
)
from claims.models.publication import Change, Epoch, Newsroom, NewsroomToken
from claims.models.questions import SpeakerQuestion
from claims.models.saved_views import SavedView

__all__ = [
    "Affiliation",
    "Annotation",
    "Appearance",
    "AppendOnlyError",
    "Article",
    "Attachment",
    "AuditEntry",
    "Change",
    "Claim",
    "Comment",
    "Desk",
    "Epoch",
    "Evidence",
    "Flag",
    "FlagLook",
    "Invitation",
    "Membership",
    "Mention",
    "MergeProposal",
    "Newsroom",
    "NewsroomToken",
    "Organisation",
    "Origin",
    "Ownership",
    "Person",
    "Publication",
    "SavedView",
    "SetupCode",
    "Source",
    "SourceHost",
    "SpeakerQuestion",
    "Tier",
    "TokenName",
]
