"""The addresses of the public pages."""

from django.urls import path

from public import views
from public.assessor import assessor_page

app_name = "site"
urlpatterns = [
    path("", views.article_list, name="articles"),
    path("articles/<slug:slug>/", views.article_page, name="article"),
    path("claims/<slug:slug>/", views.claim_page, name="claim"),
    path("assessor/", assessor_page, name="assessor"),
]
