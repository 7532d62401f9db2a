"""Writing a reply, changing one's own, reporting somebody else's: each has a page and needs no script."""

from __future__ import annotations

import math

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from escrutinio.web.accounts import draft
from escrutinio.web.accounts.identity import bar
from escrutinio.web.page_cache import shows_own
from escrutinio.web.replies import posting
from escrutinio.web.replies.decorators import own_reply, private, sender_of
from escrutinio.web.replies.forms import ReportForm, TextForm, WriteForm
from escrutinio.web.replies.limits import too_fast
from escrutinio.web.replies.markdown import to_html
from escrutinio.web.replies.models import MOST_REASON, MOST_TEXT, Reply, State
from escrutinio.web.replies.posting import RefusedError, Sender
from escrutinio.web.replies.spam import new_token, read_token
from escrutinio.web.replies.thread import address_in_thread, items
from escrutinio.web.replies.views import public_story
from escrutinio.web.shared.mail import HONEYPOT
from escrutinio.web.stories.models import Story


@private(signed_in=False)
def write(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The form for a reply, its preview, and posting it."""
    story = public_story(slug)
    form = WriteForm(request.POST)
    to = _number(form.typed("to") or request.GET.get("to"))
    path = write_address(story, to)
    if request.method != "POST" and path != request.get_full_path():
        return redirect(path)
    key = f"reply:{story.pk}:{to or 0}"
    sender = sender_of(request)
    if request.method != "POST":
        error = ""
        try:
            posting.may_post(story, sender.user if sender is not None else None)
        except RefusedError as refused:
            error = str(refused)
        return _page(request, story, form, to, draft.peek(request, key), error=error)
    text = form.typed("text")
    if sender is None:
        draft.keep(request, key, text)
    if form.typed("act") == "preview":
        return _page(request, story, form, to, text, preview=True)
    if sender is None:
        error = _("Sign in to send your reply. Your text is kept.")
        return _page(request, story, form, to, text, error=error, status=403)
    try:
        reply = posting.post(story, sender, text, to, _word(form), timezone.now())
    except RefusedError as refused:
        return _page(request, story, form, to, text, error=str(refused), status=refused.status)
    draft.take(request, key)
    leads = redirect(after(reply))
    shows_own(leads)
    return leads


def write_address(story: Story, to: int | None) -> str:
    """The address of the form, for an answer to a reply where one is named."""
    with translation.override(story.language):
        path = reverse("replies:write", args=[story.slug])
    return f"{path}?to={to}" if to is not None else path


def after(reply: Reply) -> str:
    """Where its author goes once it is sent: to the page that says what became of it."""
    with translation.override(reply.story.language):
        return reverse("replies:yours", args=[reply.story.slug, reply.number])


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else None


def _word(form: WriteForm) -> str:
    """The word of the form.

    Raises:
        RefusedError: a machine may have filled it in, or it is not ours.
    """
    if form.typed(HONEYPOT):
        raise RefusedError(_("The field that must stay empty was filled in. Clear it and send again."))
    try:
        word, age = read_token(form.typed("token"), timezone.now())
    except signing.BadSignature:
        raise RefusedError(_("The form expired. Check your text and send it again.")) from None
    if age < settings.REPLIES_LEAST_SECONDS:
        raise RefusedError(too_fast(math.ceil(settings.REPLIES_LEAST_SECONDS - age)))
    return word


def _page(
    request: HttpRequest,
    story: Story,
    form: WriteForm,
    to: int | None,
    text: str,
    *,
    error: str = "",
    preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    above = None
    if to is not None:
        answered = (
            Reply.shown.filter(story=story, number=to).select_related("parent", "author__reader").first()
        )
        if answered is None and request.method != "POST":
            raise Http404
        above = items([answered], story)[0] if answered else None
    now = timezone.now()
    token = form.typed("token")
    try:
        # The same form once more: sent twice it still counts once, and it has not become new by being shown.
        read_token(token, now)
    except signing.BadSignature:
        token = new_token(now)
    context: dict[str, object] = {
        "story": story,
        "to": to,
        "above": above,
        "text": text,
        "token": token,
        "error": error,
        "preview": to_html(text) if preview and text.strip() else "",
        "most": MOST_TEXT,
        "honeypot": HONEYPOT,
        "draft_key": f"reply:{story.pk}:{to or 0}",
        "bar": bar(request, write_address(story, to), "reply-form"),
        "other_languages": [],
    }
    return render(request, "replies/write.html", context, status=status)


def _sender(request: HttpRequest) -> Sender:
    sender = sender_of(request)
    assert sender is not None, "the page is guarded"
    return sender


@private(signed_in=True)
def yours(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """What became of one's own reply: its state, the reason for it, and what can still be done."""
    reply = own_reply(request, slug, number)
    context = {
        "story": reply.story,
        "reply": reply,
        "can_change": posting.can_change(reply, _sender(request).user, timezone.now()),
        "until": reply.posted_at + posting.EDITABLE,
        "in_thread": address_in_thread(reply) if reply.state == State.SHOWN else "",
        "other_languages": [],
    }
    return render(request, "replies/yours.html", context)


@private(signed_in=True)
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Changing one's own reply."""
    reply = own_reply(request, slug, number)
    text, error, preview, status = reply.text, "", "", 200
    if request.method == "POST":
        form = TextForm(request.POST)
        text = form.typed("text")
        try:
            if form.typed("act") == "preview":
                preview = to_html(posting.checked(text))
            else:
                posting.edit(reply, _sender(request), text, timezone.now())
                return redirect(after(reply))
        except RefusedError as refused:
            error, status = str(refused), refused.status
    context = {
        "story": reply.story,
        "reply": reply,
        "text": text,
        "error": error,
        "preview": preview,
        "most": MOST_TEXT,
        "can_change": posting.can_change(reply, _sender(request).user, timezone.now()),
        "other_languages": [],
    }
    return render(request, "replies/edit.html", context, status=status)


@private(signed_in=True)
def delete(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Deleting one's own reply, after asking once."""
    reply = own_reply(request, slug, number)
    error, status = "", 200
    if request.method == "POST":
        try:
            posting.delete(reply, _sender(request).user, timezone.now())
            return redirect(f"{reply.story.get_absolute_url()}#replies")
        except RefusedError as refused:
            error, status = str(refused), refused.status
    can_change = posting.can_change(reply, _sender(request).user, timezone.now())
    context = {"story": reply.story, "reply": reply, "error": error, "can_change": can_change}
    return render(request, "replies/delete.html", {**context, "other_languages": []}, status=status)


@private(signed_in=True)
def report(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Telling moderators about somebody's reply."""
    story = public_story(slug)
    shown = Reply.shown.select_related("story", "parent", "author__reader")
    reply = get_object_or_404(shown, story=story, number=number)
    error, done, status = "", False, 200
    if request.method == "POST":
        try:
            text = ReportForm(request.POST).typed("text")
            posting.report(reply, _sender(request).user, text, timezone.now())
            done = True
        except RefusedError as refused:
            error, status = str(refused), refused.status
    context = {"story": story, "above": items([reply], story)[0], "error": error, "done": done}
    context |= {"most": MOST_REASON, "back": address_in_thread(reply), "other_languages": []}
    return render(request, "replies/report.html", context, status=status)
