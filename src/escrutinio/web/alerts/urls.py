"""Alerts by mail, as readers ask for them."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.alerts import reader_views

app_name = "readers"
urlpatterns = [
    path("", reader_views.ask, name="ask"),
    path("confirm/<str:token>/", reader_views.confirm, name="confirm"),
    path("leave/<str:token>/", reader_views.leave, name="leave"),
]
