"""The addresses of REST v1 that belong to the watch; `config/urls.py` puts them before those of the record."""

from django.urls import path

from tracker.evidence.api import ResourceDocument
from tracker.evidence.leads_api import LeadDecision, LeadDetail, LeadList
from tracker.push.api import Ingest

# With and without the slash at its end: a scraper's client need not follow a redirect with all it sends.
urlpatterns = [
    path("leads/", LeadList.as_view(), name="api-leads"),
    path("leads/<uuid:uuid>/", LeadDetail.as_view(), name="api-lead"),
    path("leads/<uuid:uuid>/decision/", LeadDecision.as_view(), name="api-lead-decision"),
    path("resources/<uuid:uuid>/document/", ResourceDocument.as_view(), name="api-resource-document"),
    path("sources/<uuid:uuid>/ingest/", Ingest.as_view(), name="api-ingest"),
    path("sources/<uuid:uuid>/ingest", Ingest.as_view(schema=None)),
]
