"""The addresses of the desk's pages on sources, for members of a desk; others are led to the log-in."""

from django.urls import path

from desk.frame import site
from desk.sources.resource_page import resource_page
from desk.sources.source_list import source_list
from desk.sources.watch_page import watch_page

app_name = "desk"
urlpatterns = [
    path("sources/", site.admin_view(source_list), name="sources"),
    path("sources/watch/", site.admin_view(watch_page), name="watch"),
    path("sources/<uuid:uuid>/", site.admin_view(resource_page), name="resource"),
]
