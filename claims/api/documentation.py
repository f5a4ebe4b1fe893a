"""The schema (OpenAPI 3.1) and pages to browse it."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """The OpenAPI description of this API."""


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI without any inline script or style, from our own host: a strict Content-Security-Policy holds."""

    url_name = "api-schema"
    template_name = "claims/api/docs.html"
