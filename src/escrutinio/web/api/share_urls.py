"""Pages about what can be taken along: the API and the results cards."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.api import frames, share
from escrutinio.web.results import urls as _registers_code  # noqa: F401

app_name = "share"
urlpatterns = [
    path("api/", share.api, name="api"),
    path("embed/", share.embeds, name="embeds"),
    path("embed/<code:contest>/", frames.contest_card, name="embed"),
    path("embed/seats/<code:chamber>/", frames.chamber_seats, name="embed-seats"),
    path("embed/map/<code:level>/", frames.level_map, name="embed-map"),
    path("embed/<code:contest>/<code:level>/<code:unit>/", frames.unit_card, name="embed-unit"),
]
