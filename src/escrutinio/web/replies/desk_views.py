"""The moderators' part of the desk: the queue, authors, threads, rules and the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escrutinio.web.replies import moderation, unread
from escrutinio.web.replies.forms import (
    ACTS,
    LISTS,
    ActForm,
    BanForm,
    JudgeForm,
    RulesForm,
    SeveralForm,
    ThreadForm,
    whole_number,
)
from escrutinio.web.replies.models import MOST_REASON, Ban, LogEntry, Mode, Reply, Rules, State
from escrutinio.web.replies.posting import RefusedError
from escrutinio.web.replies.tree import thread_of
from escrutinio.web.shared.desk import desk, desk_page, who
from escrutinio.web.shared.roles import Action
from escrutinio.web.stories.models import Story

PER_PAGE = 30


@require_GET
@desk(Action.MODERATE)
def queue(request: HttpRequest) -> HttpResponseBase:
    """Replies that wait, or that were reported: the one that has waited longest first; or all of them."""
    chosen = request.GET.get("list", LISTS[0])
    if chosen not in LISTS:
        raise Http404
    after = whole_number(request.GET.get("after"))
    if chosen == "new" and after is None:
        after = unread.seen_by(who(request))
    page = Paginator(_listed(chosen, request, after), PER_PAGE).get_page(request.GET.get("page"))
    if chosen == "new" and page.object_list:
        unread.looked(who(request), max(reply.pk for reply in page.object_list))
    place = {"list": chosen} if after is None else {"list": chosen, "after": str(after)}
    context = {
        "page": page,
        "rows": _rows(page.object_list),
        "chosen": chosen,
        "after": after,
        "numbers": {name: _listed(name, request).count() for name in LISTS[:2]},
        "more": urlencode(place),
        "ticked": "ticked" in request.GET,
        "acts": ACTS,
    }
    return _page(request, "replies/desk/queue.html", context)


def _listed(name: str, request: HttpRequest, after: int | None = None) -> QuerySet[Reply]:
    replies = Reply.with_unshown.select_related("story", "parent", "author")
    if name == "new":
        return unread.since(after or 0, who(request)).select_related("story", "parent", "author")
    if name == "held":
        return replies.filter(state=State.HELD).order_by("posted_at", "pk")
    if name == "reported":
        open_ones = Count("reports", filter=Q(reports__settled=False))
        return (
            replies.annotate(open_reports=open_ones)
            .filter(open_reports__gt=0)
            .order_by("-open_reports", "pk")
        )
    return replies.exclude(state=State.DELETED).order_by("-posted_at", "-pk")


def _rows(replies: Any) -> list[dict[str, object]]:
    return [
        {
            "reply": reply,
            "seen": moderation.version(reply),
            "reports": list(reply.reports.filter(settled=False)),
            "acts": [act for act in ACTS if moderation.fits(act, reply)],
        }
        for reply in replies
    ]


@require_POST
@desk(Action.MODERATE)
def judge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One act on one reply; then the queue again, where it was."""
    reply = get_object_or_404(Reply.with_unshown, pk=pk)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise Http404  # there is no such act
    act, reason = form.typed("act"), form.typed("reason")
    try:
        moderation.judge(reply, act, reason, who(request), timezone.now(), form.typed("seen"))
        messages.success(request, f"{LogEntry.Act(act).label}: {reply.author_name}")
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect(_back(form))


@require_POST
@desk(Action.MODERATE)
def several(request: HttpRequest) -> HttpResponseBase:
    """One act on several replies: first a page that asks, then the act."""
    form = SeveralForm(request.POST)
    if not form.is_valid():
        raise Http404  # there is no such act
    act, reason = form.typed("act"), form.typed("reason")
    chosen: dict[int, str] = form.cleaned_data["chosen"]
    error = ""
    if form.typed("sure") and chosen:
        try:
            judged = moderation.judge_several(chosen, act, reason, who(request), timezone.now())
            _tell(request, act, judged)
            return redirect(_back(form))
        except RefusedError as refused:
            error = str(refused)
    replies = Reply.with_unshown.filter(pk__in=chosen).select_related("story").order_by("posted_at", "pk")
    read = [reply for reply in replies if moderation.version(reply) == chosen[reply.pk]]
    meant = [reply for reply in read if moderation.fits(act, reply)]
    if not meant:
        said = _("Choose one reply or more first.")
        if chosen:
            said = _("Nothing to do: what you chose is so already, or has changed since you opened it.")
        messages.error(request, said)
        return redirect(_back(form))
    context = {
        "act": act,
        "rows": [{"reply": reply, "seen": chosen[reply.pk]} for reply in meant],
        "left": len(chosen) - len(meant),
        "reason": reason,
        "needs_reason": act in moderation.NEED_REASON,
        "most": MOST_REASON,
        "error": error,
        "back": _back(form),
        "place": {name: form.cleaned_data[name] for name in ("list", "after", "author")},
    }
    return _page(request, "replies/desk/several.html", context, 422 if error else 200)


def _tell(request: HttpRequest, act: str, judged: moderation.Judged) -> None:
    """Say what became of several replies."""
    if judged.done:
        number = len(judged.done)
        said = ngettext("%(act)s: %(number)d reply", "%(act)s: %(number)d replies", number)
        messages.success(request, said % {"act": LogEntry.Act(act).label, "number": number})
    if judged.gone:
        said = ngettext(
            "%(number)d reply is not there any more.",
            "%(number)d replies are not there any more.",
            judged.gone,
        )
        messages.error(request, said % {"number": judged.gone})
    for name, why in judged.left:
        messages.error(request, f"{name}: {why}")


def _back(form: ActForm) -> str:
    """The page that a form came from."""
    form.is_valid()
    author_id, after = form.cleaned_data["author"], form.cleaned_data["after"]
    if author_id is not None:
        return reverse("moderation:author", args=[author_id])
    place = {"list": form.typed("list")}
    if after is not None:
        place["after"] = str(after)
    return f"{reverse('moderation:queue')}?{urlencode(place)}"


@require_http_methods(["GET", "POST"])
@desk(Action.MODERATE)
def author(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One author: their replies, and banning them or letting them back."""
    written = Reply.with_unshown.filter(author=pk)
    if not written.exists():
        raise Http404  # who has never replied is nobody's business here
    user = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        form = BanForm(request.POST)
        reason = form.typed("reason")
        try:
            if form.typed("act") == "unban":
                moderation.unban(user, reason, who(request), timezone.now())
            else:
                if not form.is_valid():
                    raise RefusedError(str(form.errors["days"][0]))
                moderation.ban(user, form.cleaned_data["days"], reason, who(request), timezone.now())
            return redirect("moderation:author", pk=pk)
        except RefusedError as refused:
            messages.error(request, str(refused))
    newest = written.select_related("story", "parent", "author").order_by("-pk")
    page = Paginator(newest, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "author": user,
        "name": newest[0].author_name,
        "ban": Ban.of(user),
        "page": page,
        "rows": _rows(page.object_list),
        "ticked": "ticked" in request.GET,
        "acts": ACTS,
        "days": moderation.DAYS,
        "most": MOST_REASON,
    }
    return _page(request, "replies/desk/author.html", context)


@require_GET
@desk(Action.MODERATE)
def threads(request: HttpRequest) -> HttpResponseBase:
    """Public stories, to open and close their threads."""
    page = Paginator(Story.public.select_related("thread"), PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, "replies/desk/threads.html", {"page": page})


@require_http_methods(["GET", "POST"])
@desk(Action.MODERATE)
def thread(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One story's thread: closing it, and when moderators read its replies."""
    story = get_object_or_404(Story.public, pk=pk)
    if request.method == "POST":
        form = ThreadForm(request.POST)
        mode, reason = form.typed("mode"), form.typed("reason")
        closed = bool(form.cleaned_data["closed"])
        try:
            moderation.set_thread(story, closed, mode, reason, who(request), timezone.now())
            messages.success(request, _("The rules have been saved."))
            return redirect("moderation:thread", pk=pk)
        except RefusedError as refused:
            messages.error(request, str(refused))
    context = {"story": story, "thread": thread_of(story), "modes": Mode.choices, "most": MOST_REASON}
    return _page(request, "replies/desk/thread.html", context)


@require_http_methods(["GET", "POST"])
@desk(Action.MODERATE)
def rules(request: HttpRequest) -> HttpResponseBase:
    """The rules of the site."""
    form = RulesForm(request.POST or None, instance=Rules.now())
    if request.method == "POST" and form.is_valid():
        moderation.set_rules(form.instance, who(request), timezone.now())
        messages.success(request, _("The rules have been saved."))
        return redirect("moderation:rules")
    return _page(request, "replies/desk/rules.html", {"form": form})


@require_GET
@desk(Action.MODERATE)
def log(request: HttpRequest) -> HttpResponseBase:
    """What moderators have done, the newest first."""
    page = Paginator(LogEntry.objects.all(), PER_PAGE * 2).get_page(request.GET.get("page"))
    stories = Story.public.in_bulk({entry.story for entry in page.object_list if entry.story is not None})
    rows = [{"entry": entry, "story": stories.get(entry.story or 0)} for entry in page.object_list]
    return _page(request, "replies/desk/log.html", {"page": page, "rows": rows})


def _page(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponseBase:
    return desk_page(request, template, {"messages": messages.get_messages(request), **context}, status)
