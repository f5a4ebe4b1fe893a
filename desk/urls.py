"""The addresses of the desk's pages, for members of a desk; others are led to the log-in."""

from django.urls import path

from desk.erasure import erasure_page
from desk.frame import site
from desk.home import home
from desk.records.corrections import evidence_page, redaction_page, revision_page, told_page
from desk.sources.resource_page import resource_page
from desk.sources.set_aside_page import set_aside_page
from desk.sources.source_list import source_list
from desk.sources.watch_page import watch_page

app_name = "desk"
urlpatterns = [
    path("", site.admin_view(home), name="home"),
    path("sources/", site.admin_view(source_list), name="sources"),
    path("sources/set-aside/", site.admin_view(set_aside_page), name="set-aside"),
    path("sources/watch/", site.admin_view(watch_page), name="watch"),
    path("sources/<uuid:uuid>/", site.admin_view(resource_page), name="resource"),
    path("claims/<uuid:uuid>/revise/", site.admin_view(revision_page), name="revise"),
    path("claims/<uuid:uuid>/told/", site.admin_view(told_page), name="told"),
    path("evidence/<uuid:uuid>/", site.admin_view(evidence_page), name="evidence"),
    path("history/<uuid:uuid>/redact/", site.admin_view(redaction_page), name="redact"),
    path("erasure/", site.admin_view(erasure_page), name="erasure"),
]
