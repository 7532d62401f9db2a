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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escrutinio.web.replies import moderation
from escrutinio.web.replies.forms import ACTS, LISTS, BanForm, JudgeForm, RulesForm, ThreadForm
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
    lists = {name: _listed(name) for name in LISTS}
    page = Paginator(lists[chosen], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(page.object_list),
        "chosen": chosen,
        "numbers": {name: lists[name].count() for name in LISTS[:2]},
        "more": urlencode({"list": chosen}),
    }
    return _page(request, "replies/desk/queue.html", context)


def _listed(name: str) -> QuerySet[Reply]:
    replies = Reply.with_unshown.select_related("story", "parent", "author")
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
            "acts": [act for act in ACTS if _fits(act, reply)],
        }
        for reply in replies
    ]


def _fits(act: str, reply: Reply) -> bool:
    now = {State.SHOWN: "approved", State.HIDDEN: "hidden", State.REMOVED: "removed"}.get(State(reply.state))
    return act != now and (act != "kept" or reply.state != State.HELD)


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
    return redirect(f"{reverse('moderation:queue')}?{urlencode({'list': form.typed('list')})}")


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


def _page(request: HttpRequest, template: str, context: Mapping[str, object]) -> HttpResponseBase:
    return desk_page(request, template, {"messages": messages.get_messages(request), **context})
