"""Following a story's replies by mail, confirming it, and leaving."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from escrutinio.web.replies import follow as following
from escrutinio.web.replies.decorators import private
from escrutinio.web.replies.forms import AddressForm
from escrutinio.web.replies.limits import all_allowed
from escrutinio.web.replies.models import Follow, State
from escrutinio.web.replies.views import public_story
from escrutinio.web.replies.writing_views import write_address
from escrutinio.web.shared.client import client_address
from escrutinio.web.shared.mail import HONEYPOT, offers_mail


@private(signed_in=False)
def follow(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Asking for mail; the answer is the same for every address that is not known to be the asker's."""
    story = public_story(slug)
    if not offers_mail():
        raise Http404
    user = request.user if isinstance(request.user, User) else None
    own = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary") if user else None
    known = own.first() if own is not None else None
    form = AddressForm(request.POST or None, initial={"address": known.email if known else ""})
    context = {"story": story, "form": form, "honeypot": HONEYPOT, "other_languages": []}
    if request.method != "POST" or not form.is_valid():
        return render(request, "replies/follow.html", context)
    address, now = form.cleaned_data["address"].lower(), timezone.now()
    if request.POST.get(HONEYPOT):
        return render(request, "replies/follow.html", {**context, "asked": address})
    # Counted by where it goes, too: nobody fills somebody's letter box from many places.
    uses = {"follow": client_address(request), "follow-to": address}
    if not all_allowed(uses, now):
        context["error"] = _("Too many requests. Wait a little, then try again.")
        return render(request, "replies/follow.html", context, status=429)
    verified = own is not None and own.filter(email__iexact=address).exists()
    done = following.ask(story, address, user, verified, now)
    return render(request, "replies/follow.html", {**context, "asked": address, "confirmed": done})


@private(signed_in=False)
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Saying yes: with a button, since programs that look at mail open every link in it."""
    follower = following.read_confirm(token)
    if follower is not None and request.method == "POST":
        following.confirm(follower, timezone.now())
    return _answer(request, "replies/confirm.html", follower, done=request.method == "POST")


@csrf_exempt
@private(signed_in=False)
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Leaving: a POST does it, from the page's button or from a mail program that knows nothing of our forms.

    The signature in the address stands in for the form's token: who has the one needs no other.
    """
    follower = following.read_leave(token)
    if follower is not None and request.method == "POST":
        follower.delete()
    return _answer(request, "replies/leave.html", follower, done=request.method == "POST")


@private(signed_in=False)
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link of a mail: it leads to the form below the reply that was mailed, and does nothing else.

    Programs that look at mail may open it as often as they like. Whoever comes is who they were before:
    signed in or not.
    """
    link = following.read_answer(token)
    story = link.reply.story if link is not None and link.reply.story.is_public else None
    if link is not None and story is not None and not link.old and link.reply.state == State.SHOWN:
        return redirect(write_address(story, link.reply.number))
    language = story.language if story is not None else translation.get_language() or "en"
    with translation.override(language):
        context: dict[str, object] = {"story": story, "old": link is not None and link.old}
        context["other_languages"] = []
        return render(request, "replies/answer.html", context, status=410 if story is not None else 404)


def _answer(request: HttpRequest, template: str, follower: Follow | None, *, done: bool) -> HttpResponse:
    language = follower.language if follower else translation.get_language() or "en"
    with translation.override(language):
        story = follower.story if follower and follower.story.is_public else None
        context: dict[str, object] = {
            "follower": follower,
            "story": story,
            "done": done,
            "other_languages": [],
        }
        response = render(request, template, context, status=200 if follower else 404)
    # The address has a secret in it.
    response["Referrer-Policy"] = "same-origin"
    return response
