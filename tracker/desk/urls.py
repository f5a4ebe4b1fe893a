"""The addresses of the desk's pages on sources."""

from django.urls import path

from claims.admin.site import site
from tracker.desk.pages import desk_page
from tracker.desk.resource_page import resource_page
from tracker.desk.source_list import source_list
from tracker.desk.watch_page import watch_page

# The desk's first page is the record's, which knows nothing of the watch: it is told here where else to go.
site.ways[:] = [("Sources", "desk:sources"), ("Watch a source", "desk:watch")]
site.claim_ways[:] = [("watch a source for it", "desk:watch")]

app_name = "desk"
urlpatterns = [
    path("sources/", desk_page(source_list), name="sources"),
    path("sources/watch/", desk_page(watch_page), name="watch"),
    path("sources/<uuid:uuid>/", desk_page(resource_page), name="resource"),
]
