"""The addresses of REST v1."""

from django.urls import path, re_path

from claims.api import corrections, documentation, typos, views
from claims.api import corrections, documentation, publication, views
from claims.api import appearances, corrections, documentation, parties, publication, views
from claims.api import appearances, corrections, documentation, evidence, flags, parties, publication, views
from claims.api import appearances, comments, corrections, documentation, evidence, flags, parties, publication, views
from claims.api import (
    appearances,
    attachments,
    comments,
    corrections,
    documentation,
    doubles,
    evidence,
    flags,
    parties,
    publication,
    speaker_questions,
    views,
)

urlpatterns = [
    path("articles/", views.ArticleList.as_view(), name="api-articles"),
    path("articles/<uuid:uuid>/", views.ArticleDetail.as_view(), name="api-article"),
    path("articles/<uuid:uuid>/correction/", typos.ArticleCorrection.as_view(), name="api-article-correction"),
    path("claims/", views.ClaimList.as_view(), name="api-claims"),
    path("claims/<uuid:uuid>/", views.ClaimDetail.as_view(), name="api-claim"),
    path("claims/<uuid:uuid>/correction/", typos.ClaimCorrection.as_view(), name="api-claim-correction"),
    path("articles/<uuid:uuid>/correction/", corrections.ArticleCorrection.as_view(), name="api-article-correction"),
    path("articles/<uuid:uuid>/order/", appearances.ArticleOrder.as_view(), name="api-article-order"),
    path("claims/", views.ClaimList.as_view(), name="api-claims"),
    path("claims/<uuid:uuid>/", views.ClaimDetail.as_view(), name="api-claim"),
    path("claims/<uuid:uuid>/appearances/", appearances.ClaimAppearances.as_view(), name="api-appearances"),
    path("articles/<uuid:uuid>/comments/", comments.ArticleComments.as_view(), name="api-article-comments"),
    path("claims/<uuid:uuid>/comments/", comments.ClaimComments.as_view(), name="api-claim-comments"),
    path("flags/<uuid:uuid>/comments/", comments.FlagComments.as_view(), name="api-flag-comments"),
    path("comments/<uuid:uuid>/redaction/", comments.CommentRedaction.as_view(), name="api-comment-redaction"),
    path("mentions/", comments.Mentions.as_view(), name="api-mentions"),
    path("mentions/seen/", comments.SeenMentions.as_view(), name="api-mentions-seen"),
    path("claims/<uuid:uuid>/assignment/", comments.Assignments.as_view(), name="api-assignment"),
    path("claims/<uuid:uuid>/split/", doubles.ClaimSplit.as_view(), name="api-claim-split"),
    path("claims/<uuid:uuid>/merge/", doubles.ClaimMerge.as_view(), name="api-claim-merge"),
    path("desks/<uuid:uuid>/similar-claims/", doubles.SimilarClaims.as_view(), name="api-similar-claims"),
    path("claims/<uuid:uuid>/questions/", speaker_questions.Questions.as_view(), name="api-questions"),
    path("claims/<uuid:uuid>/questions/<uuid:question>/answer/", speaker_questions.Answer.as_view(), name="api-answer"),
    path(
        "claims/<uuid:uuid>/questions/<uuid:question>/no-answer/",
        speaker_questions.NoAnswer.as_view(),
        name="api-no-answer",
    ),
    path("claims/<uuid:uuid>/attachments/", attachments.Attachments.as_view(), name="api-attachments"),
    path("attachments/<uuid:uuid>/", attachments.AttachmentFile.as_view(), name="api-attachment"),
    path(
        "attachments/<uuid:uuid>/visibility/", attachments.AttachmentVisibility.as_view(), name="api-attachment-shown"
    ),
    path("claims/<uuid:uuid>/correction/", corrections.ClaimCorrection.as_view(), name="api-claim-correction"),
    path("claims/<uuid:uuid>/evidence/", views.EvidenceList.as_view(), name="api-evidence"),
    path("claims/<uuid:uuid>/evidence/<uuid:evidence>/voice/", views.Voice.as_view(), name="api-voice"),
    path("claims/<uuid:uuid>/publication/", publication.ClaimPublication.as_view(), name="api-claim-publication"),
    path("claims/<uuid:uuid>/withdrawal/", publication.ClaimWithdrawal.as_view(), name="api-claim-withdrawal"),
    path("claims/<uuid:uuid>/status/", views.StatusChange.as_view(), name="api-status"),
    path("claims/<uuid:uuid>/history/", views.History.as_view(), name="api-history"),
    path("evidence/<uuid:uuid>/acceptance/", evidence.Acceptance.as_view(), name="api-acceptance"),
    path("evidence/<uuid:uuid>/document/", views.DocumentNaming.as_view(), name="api-document"),
    path("claims/<uuid:uuid>/revision/", corrections.Revision.as_view(), name="api-revision"),
    path("evidence/<uuid:uuid>/takedown/", corrections.Takedown.as_view(), name="api-takedown"),
    path("evidence/<uuid:uuid>/retraction/", corrections.Retraction.as_view(), name="api-retraction"),
    path("history/<uuid:uuid>/redaction/", corrections.Redaction.as_view(), name="api-redaction"),
    path("erasures/", corrections.Erasures.as_view(), name="api-erasures"),
    path("desks/<uuid:uuid>/parties/", parties.DeskParties.as_view(), name="api-desk-parties"),
    path("desks/<uuid:uuid>/review-new-claims/", publication.ReviewNewClaims.as_view(), name="api-review-new-claims"),
    path("desks/<uuid:uuid>/second-person/", views.SecondPerson.as_view(), name="api-second-person"),
    path("flags/", flags.FlagList.as_view(), name="api-flags"),
    path("flags/dismissal/", flags.BulkDismissal.as_view(), name="api-flags-dismissal"),
    path("flags/<uuid:uuid>/", flags.FlagDetail.as_view(), name="api-flag"),
    path("flags/<uuid:uuid>/decision/", flags.FlagDecision.as_view(), name="api-flag-decision"),
    path("flags/<uuid:uuid>/undo/", flags.FlagUndo.as_view(), name="api-flag-undo"),
    path("flags/<uuid:uuid>/presence/", flags.FlagPresence.as_view(), name="api-flag-presence"),
    path("changes/", views.ChangeList.as_view(), name="api-changes"),
    path("schema/", documentation.Schema.as_view(), name="api-schema"),
    path("docs/", documentation.Docs.as_view(), name="api-docs"),
    re_path(r"", views.Nothing.as_view()),
]
