"""Where hubs call back. An address that only the hub knows; nothing links to it."""

from django.urls import path

from tracker.push.callback import websub_callback

urlpatterns = [path("websub/<str:token>/", websub_callback, name="websub-callback")]
