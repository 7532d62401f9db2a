"""Replies as readers see and write them."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.replies import follow_views, personal_data_views, views, writing_views
from escrutinio.web.replies.feeds import ReplyFeed

app_name = "replies"
_STORY = "stories/<slug:slug>/"
_REPLY = f"{_STORY}replies/<int:number>/"
urlpatterns = [
    path(f"{_STORY}reply/", writing_views.write, name="write"),
    path(f"{_STORY}follow/", follow_views.follow, name="follow"),
    path(f"{_STORY}replies/replies.atom", ReplyFeed(), name="feed"),
    path(f"{_STORY}replies/replies.json", views.document, name="document"),
    path(f"{_STORY}replies/<slug:order>/<int:number>/", views.thread, name="thread"),
    path(_REPLY, views.reply, name="reply"),
    path(f"{_REPLY}yours/", writing_views.yours, name="yours"),
    path(f"{_REPLY}edit/", writing_views.edit, name="edit"),
    path(f"{_REPLY}delete/", writing_views.delete, name="delete"),
    path(f"{_REPLY}report/", writing_views.report, name="report"),
    path("replies/", personal_data_views.own, name="own"),
    path("replies/replies.json", personal_data_views.export, name="export"),
    path("replies/erase/", personal_data_views.erase, name="erase"),
    path("replies/confirm/<str:token>/", follow_views.confirm, name="confirm"),
    path("replies/answer/<str:token>/", follow_views.answer, name="answer"),
    path("replies/leave/<str:token>/", follow_views.leave, name="leave"),
]
