"""Which address leads where."""

from django.urls import include, path

from claims.publish.feed_view import changes_feed
from claims.publish.feeds import FORMS
from desk.frame import site

urlpatterns = [
    path("admin/", site.urls),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("desk.urls")),
    path("api/v1/", include("tracker.push.api_urls")),
    path("api/v1/", include("claims.api.urls")),
    path("push/", include("tracker.push.urls")),
    *[path(f"feeds/changes.{form}", changes_feed, {"form": form}, name=f"changes-{form}") for form in FORMS],
    path("", include("public.urls")),
]

# What Django refuses or fails at before a view of the API is reached: problem details there, too.
handler400 = "claims.problems.bad_request"
handler500 = "claims.problems.server_error"
