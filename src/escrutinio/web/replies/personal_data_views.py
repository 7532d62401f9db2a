"""One's own replies on one page: their states, everything as JSON, and erasing all of them."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from escrutinio.web.replies.decorators import private
from escrutinio.web.replies.models import Ban, Reply
from escrutinio.web.replies.personal_data import erase as erase_all
from escrutinio.web.replies.personal_data import everything

PER_PAGE = 50


@private(signed_in=True)
def own(request: HttpRequest) -> HttpResponseBase:
    """One's own replies, the newest first, with what moderators have said."""
    mine = Reply.with_unshown.filter(author_id=request.user.pk).select_related("story").order_by("-pk")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "ban": Ban.of(request.user), "erased": "erased" in request.GET}
    return render(request, "replies/own.html", context)


@private(signed_in=True)
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything that is kept here of whoever asks."""
    assert isinstance(request.user, User), "the page is guarded"
    response = JsonResponse(everything(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="replies.json"'
    return response


@private(signed_in=True)
def erase(request: HttpRequest) -> HttpResponseBase:
    """Erasing all of one's own replies, after asking once."""
    assert isinstance(request.user, User), "the page is guarded"
    if request.method == "POST" and request.POST.get("sure") == "yes":
        erase_all(request.user)
        return redirect(f"{reverse('replies:own')}?erased=1")
    number = Reply.with_unshown.filter(author=request.user).count()
    return render(request, "replies/erase.html", {"number": number, "unsure": request.method == "POST"})
