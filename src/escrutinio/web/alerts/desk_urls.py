"""The editors' part of the desk for alerts."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.alerts import desk_views

app_name = "alerts"
urlpatterns = [
    path("", desk_views.alerts, name="alerts"),
    path("test/", desk_views.test, name="test"),
]
