"""The editors' part of the desk for calls."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.calls import desk_views

app_name = "calls"
urlpatterns = [
    path("", desk_views.calls, name="calls"),
    path("act/", desk_views.act, name="act"),
]
