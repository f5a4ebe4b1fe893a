"""The rendering service: `granian --interface asgi config.render:application`. It has no database and needs none."""

import os
from concurrent.futures import ThreadPoolExecutor
from logging.config import dictConfig

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from tracker.fetching.policy import fetch_policy
from tracker.render.browser import Browser
from tracker.render.server import Service

dictConfig(settings.LOGGING)
application = Service(
    Browser(
        executable=settings.CHROMIUM,
        policy=fetch_policy(),
        pool=ThreadPoolExecutor(max_workers=8, thread_name_prefix="errand"),
        sandbox=settings.TRACKER_RENDERER_SANDBOX,
    ),
    token=settings.TRACKER_RENDERER_TOKEN,
)
