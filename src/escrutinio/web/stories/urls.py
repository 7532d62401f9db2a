"""Stories as readers see them."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.stories import views
from escrutinio.web.stories.feeds import StoryFeed

app_name = "stories"
urlpatterns = [
    path("", views.story_list, name="list"),
    path("page/<int:page>/", views.story_list, name="list-page"),
    path("section/<slug:section>/", views.story_list, name="section"),
    path("section/<slug:section>/page/<int:page>/", views.story_list, name="section-page"),
    path("search/", views.search, name="search"),
    path("stories.atom", StoryFeed(), name="feed"),
    path("stories.json", views.list_document, name="list-document"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("pictures/<str:name>", views.picture, name="picture"),
    path("<slug:slug>/", views.story, name="story"),
    path("<slug:slug>/story.json", views.story_document, name="story-document"),
]
