"""The addresses of the desk's pages on sources."""

from django.urls import path

from desk.frame import site
from desk.sources.pages import desk_page
from desk.sources.resource_page import resource_page
from desk.sources.source_list import source_list
from desk.sources.watch_page import watch_page

# The desk's first page is the record's, which knows nothing of the watch: it is told here where else to go.
site.ways[:] = [("Sources", "desk:sources"), ("Watch a source", "desk:watch")]
site.claim_ways[:] = [("watch a source for it", "desk:watch")]

app_name = "desk"
urlpatterns = [
    path("sources/", desk_page(source_list), name="sources"),
    path("sources/watch/", desk_page(watch_page), name="watch"),
    path("sources/<uuid:uuid>/", desk_page(resource_page), name="resource"),
]
