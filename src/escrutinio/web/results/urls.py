"""Pages of the count."""

from __future__ import annotations

from django.urls import path, register_converter

from escrutinio.web.results import views
from escrutinio.web.results.converters import CodeConverter
from escrutinio.web.results.maps import SHARE, SWING

register_converter(CodeConverter, "code")

app_name = "results"
urlpatterns = [
    path("", views.front, name="front"),
    path("results/<code:contest>/", views.contest, name="contest"),
    path("results/<code:contest>/<code:level>/<code:unit>/", views.unit, name="unit"),
    path("seats/", views.seats, name="seats"),
    path("map/", views.places, name="map"),
    path("map/<code:level>/<code:measure>/", views.level_map, name="map-of"),
    path(
        "map/<code:level>/share/<code:selection>/", views.level_map, {"measure": SHARE}, name="map-of-share"
    ),
    path(
        "map/<code:level>/since/<code:selection>/", views.level_map, {"measure": SWING}, name="map-of-change"
    ),
    path("find/", views.find, name="find"),
    path("find/suggestions/", views.suggestions, name="suggestions"),
    path("night/", views.night, name="night"),
    path("law/", views.law, name="law"),
    path("bounds/", views.bounds, name="bounds"),
    path("findings/", views.findings, name="findings"),
    path("sources/", views.sources, name="sources"),
    path("odd-sheets/", views.odd_sheets, name="odd-sheets"),
]
