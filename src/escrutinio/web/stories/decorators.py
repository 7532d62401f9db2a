"""What guards the pages of one story."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from escrutinio.web.shared.roles import Action, may
from escrutinio.web.stories.models import Story


def story_for(request: HttpRequest, pk: int, action: Action) -> Story:
    """A story, published or not.

    Raises:
        Http404: there is none, or this user may not even see it: the two look alike.
        PermissionDenied: they may see it, and not do this.
    """
    story = Story.with_unpublished.select_related("section", "original").filter(pk=pk).first()
    if story is None or not may(request.user, Action.SEE, story):
        raise Http404
    if not may(request.user, action, story):
        raise PermissionDenied
    return story
