"""The schema (OpenAPI 3.1) and pages to browse it."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation


class Schema(SpectacularAPIView):
    """The OpenAPI description of this API, as YAML or JSON."""

    content_negotiation_class = DefaultContentNegotiation


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI without any inline script or style, from our own host: a strict Content-Security-Policy holds."""

    content_negotiation_class = DefaultContentNegotiation
    url_name = "api-schema"
    template_name = "claims/api/docs.html"
