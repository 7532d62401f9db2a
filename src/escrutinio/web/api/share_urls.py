"""Pages about what can be taken along: the API and the results cards."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.api import share
from escrutinio.web.results import urls as _registers_code  # noqa: F401

app_name = "share"
urlpatterns = [
    path("api/", share.api, name="api"),
    path("embed/", share.embeds, name="embeds"),
    path("embed/<code:contest>/", share.embed, name="embed"),
]
