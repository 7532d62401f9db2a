"""The moderators' part of the desk."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.replies import desk_views

app_name = "moderation"
urlpatterns = [
    path("", desk_views.queue, name="queue"),
    path("several/", desk_views.several, name="several"),
    path("<int:pk>/judge/", desk_views.judge, name="judge"),
    path("authors/<int:pk>/", desk_views.author, name="author"),
    path("stories/", desk_views.threads, name="threads"),
    path("stories/<int:pk>/", desk_views.thread, name="thread"),
    path("rules/", desk_views.rules, name="rules"),
    path("log/", desk_views.log, name="log"),
]
