"""The addresses of the desk's pages, for members of a desk; others are led to the log-in."""

from django.urls import path

from desk.accounts.account import account_page, tokens_page
from desk.accounts.desks import members_page, newsrooms_page, settings_index, settings_page
from desk.accounts.first_run import first_page
from desk.accounts.invitations import invitation_page
from desk.erasure import erasure_page
from desk.frame import site
from desk.home import home
from desk.queue.alike import alike_page
from desk.queue.review import flag_page, looking_page, queue_page
from desk.records.article_list import article_list, new_article
from desk.records.article_page import article_page, party_names
from desk.records.board import board
from desk.records.claim_deeds import DEEDS, deed_page
from desk.records.claim_history import claim_history
from desk.records.claim_items import attachment_file, attachment_page, comment_page, evidence_page
from desk.records.claim_page import claim_page
from desk.records.corrections import redaction_page, revision_page
from desk.sources.held_page import claim_sources_page, source_claims_page
from desk.sources.leads_page import lead_page, leads_page
from desk.sources.resource_page import resource_page
from desk.sources.set_aside_page import set_aside_page
from desk.sources.snapshot_page import snapshot_html, snapshot_page
from desk.sources.source_list import source_list
from desk.sources.watch_page import watch_page

app_name = "desk"
urlpatterns = [
    path("", site.admin_view(home), name="home"),
    path("queue/", site.admin_view(queue_page), name="queue"),
    path("queue/<uuid:uuid>/", site.admin_view(flag_page), name="flag"),
    path("queue/<uuid:uuid>/like/", site.admin_view(alike_page), name="flags-like"),
    path("queue/<uuid:uuid>/looking/", site.admin_view(looking_page), name="flag-looking"),
    path("articles/", site.admin_view(article_list), name="articles"),
    path("articles/new/", site.admin_view(new_article), name="article-new"),
    path("articles/party-names/", site.admin_view(party_names), name="party-names"),
    path("articles/<uuid:uuid>/", site.admin_view(article_page), name="article"),
    path("sources/", site.admin_view(source_list), name="sources"),
    path("sources/set-aside/", site.admin_view(set_aside_page), name="set-aside"),
    path("sources/watch/", site.admin_view(watch_page), name="watch"),
    path("sources/<uuid:uuid>/claims/", site.admin_view(source_claims_page), name="source-claims"),
    path("claims/<uuid:uuid>/sources/", site.admin_view(claim_sources_page), name="claim-sources"),
    path("snapshots/<int:pk>/", site.admin_view(snapshot_page), name="snapshot"),
    path("snapshots/<int:pk>/page/", site.admin_view(snapshot_html), name="snapshot-html"),
    path("leads/", site.admin_view(leads_page), name="leads"),
    path("leads/<uuid:uuid>/", site.admin_view(lead_page), name="lead"),
    path("sources/<uuid:uuid>/", site.admin_view(resource_page), name="resource"),
    path("claims/", site.admin_view(board), name="claims"),
    path("claims/<uuid:uuid>/revise/", site.admin_view(revision_page), name="revise"),
    path("claims/<uuid:uuid>/", site.admin_view(claim_page), name="claim"),
    path("claims/<uuid:uuid>/history/", site.admin_view(claim_history), name="claim-history"),
    *(
        path(f"claims/<uuid:uuid>/{deed}/", site.admin_view(deed_page), {"deed": deed}, name=f"claim-{deed}")
        for deed in DEEDS
    ),
    path("evidence/<uuid:uuid>/", site.admin_view(evidence_page), name="evidence"),
    path("attachments/<uuid:uuid>/", site.admin_view(attachment_page), name="attachment"),
    path("attachments/<uuid:uuid>/file/", site.admin_view(attachment_file), name="attachment-file"),
    path("comments/<uuid:uuid>/", site.admin_view(comment_page), name="comment"),
    path("history/<uuid:uuid>/redact/", site.admin_view(redaction_page), name="redact"),
    path("erasure/", site.admin_view(erasure_page), name="erasure"),
    path("account/", site.admin_view(account_page), name="account"),
    path("tokens/", site.admin_view(tokens_page), name="tokens"),
    path("settings/", site.admin_view(settings_index), name="settings-index"),
    path("settings/<slug:slug>/", site.admin_view(settings_page), name="settings"),
    path("settings/<slug:slug>/members/", site.admin_view(members_page), name="members"),
    path("settings/<slug:slug>/newsrooms/", site.admin_view(newsrooms_page), name="newsrooms"),
    # Open to who is not a member yet: guarded by a code and by a token.
    path("first/", first_page, name="first"),
    path("invitation/<str:token>/", invitation_page, name="invitation"),
]
