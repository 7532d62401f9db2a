"""The desk, where stories are written."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.stories import desk_views, editor, people_views

app_name = "desk"
urlpatterns = [
    path("", desk_views.stories, name="stories"),
    path("sign-in/", desk_views.sign_in, name="sign-in"),
    path("sign-out/", desk_views.sign_out, name="sign-out"),
    path("stories/new/", editor.new, name="new"),
    path("stories/<int:pk>/", editor.edit, name="edit"),
    path("stories/<int:pk>/history/", desk_views.history, name="history"),
    path("stories/<int:pk>/flags/<int:flag>/", desk_views.mark_flag, name="mark-flag"),
    path("pictures/<str:name>", desk_views.picture, name="picture"),
    path("figures/", desk_views.figures, name="figures"),
    path("sections/", desk_views.sections, name="sections"),
    path("people/", people_views.members, name="people"),
    path("people/<int:pk>/", people_views.change, name="change-member"),
    path("password/", people_views.own_password, name="password"),
    path("findings/", desk_views.findings, name="findings"),
]
