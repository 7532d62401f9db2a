"""The desk: signing in, the list of stories, history, figures to choose from, sections and findings."""

from __future__ import annotations

import difflib
import hashlib
import json
from dataclasses import dataclass, fields

from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, When
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from escrutinio.flows.documents import to_plain
from escrutinio.flows.documents.findings import FindingRow
from escrutinio.web.languages import language_choices
from escrutinio.web.published import page_publication
from escrutinio.web.shared.desk import desk, desk_page, name_of, who
from escrutinio.web.shared.roles import Action, may
from escrutinio.web.stories.choosing import choices, example_unit
from escrutinio.web.stories.decorators import story_for
from escrutinio.web.stories.forms import SectionForm, SignInForm, StoryForm
from escrutinio.web.stories.models import FindingMark, Flag, Section, State, Story
from escrutinio.web.stories.pictures import whole_name
from escrutinio.web.stories.sign_in import count_try, forget_tries
from escrutinio.web.stories.views import serve_picture
from escrutinio.web.stories.writing import Content

PER_PAGE = 50


@dataclass(frozen=True)
class Change:
    """A field that became different.

    Attributes:
        name: of the field.
        label: of the field, in the language of the page.
        lines: (sign, text), the sign one of ``+``, ``-`` and space.
    """

    name: str
    label: str
    lines: list[tuple[str, str]]


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Signing in; who has failed too often is told to wait, and their password is not even looked at."""
    after = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure()):
        after = ""
    if request.method != "POST":
        return desk_page(request, "desk/sign_in.html", {"form": SignInForm(request), "next": after})
    name = request.POST.get("username", "")[:200]
    form = SignInForm(request, data=request.POST)
    if not count_try(request, name, timezone.now()):
        context = {"form": SignInForm(request), "next": after, "wait": True}
        return desk_page(request, "desk/sign_in.html", context, status=429)
    if not form.is_valid():
        return desk_page(request, "desk/sign_in.html", {"form": form, "next": after})
    forget_tries(request, name)
    login(request, form.get_user())
    return redirect(after or resolve_url("desk:stories"))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Signing out."""
    logout(request)
    return redirect("desk:sign-in")


@require_GET
@desk()
def stories(request: HttpRequest) -> HttpResponseBase:
    """All stories that the user may see: those for review first, then those with flags, then the newest."""
    listed = Story.with_unpublished.select_related("section", "author")
    if not may(request.user, Action.SEE):
        own = Q(author=who(request)) if may(request.user, Action.WRITE) else Q(pk=None)
        listed = listed.filter(own)
    open_flags = Count("flags", filter=Q(flags__seen_at=None))
    waiting = Case(When(state=State.REVIEW, then=1), default=0)
    listed = listed.annotate(open_flags=open_flags, waiting=waiting)
    listed = listed.order_by("-waiting", "-open_flags", "-saved_at", "-pk")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": listed.filter(state=State.REVIEW).count()}
    return desk_page(request, "desk/stories.html", context)


@require_GET
@desk()
def history(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every revision of a story: who, when, what, and what became different."""
    story = story_for(request, pk, Action.SEE)
    revisions = list(story.revisions.select_related("by"))
    before = [Content.read(revision.content) for revision in revisions[1:]]
    steps = [
        {"revision": revision, "changes": differences(old, Content.read(revision.content))}
        for revision, old in zip(revisions, [*before, None], strict=True)
    ]
    context = {"story": story, "steps": steps, "may_edit": may(request.user, edit_action(story), story)}
    return desk_page(request, "desk/history.html", context)


def edit_action(story: Story) -> Action:
    """What changing a story is: of one that readers have seen, correcting it."""
    return Action.CORRECT if story.is_public or story.is_withdrawn else Action.EDIT


def differences(old: Content | None, new: Content) -> list[Change]:
    """What became different, in the order of the fields."""
    changes = []
    for field in fields(Content):
        then = _shown_value(old, field.name) if old else ""
        now = _shown_value(new, field.name)
        if then != now and field.name not in ("picture_width", "picture_height"):
            lines = difflib.unified_diff(then.splitlines(), now.splitlines(), lineterm="", n=1)
            shown = [(line[0], line[1:]) for line in list(lines)[2:] if line[0] in "+- "]
            label = str(StoryForm.base_fields[field.name].label)
            changes.append(Change(field.name, label, shown))
    return changes


def _shown_value(content: Content, name: str) -> str:
    value = str(getattr(content, name))
    return str(dict(language_choices()).get(value, value)) if name == "language" else value


@require_POST
@desk()
def mark_flag(request: HttpRequest, pk: int, flag: int) -> HttpResponseBase:
    """Somebody has looked at a flag and leaves the story as it is."""
    story = story_for(request, pk, Action.MARK)
    marked = get_object_or_404(Flag, pk=flag, story=story)
    marked.seen_at, marked.seen_by = timezone.now(), name_of(who(request))
    marked.save(update_fields=["seen_at", "seen_by"])
    return redirect("desk:edit", pk=pk)


@require_GET
@desk()
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """The picture of a story that the user may see, published or not."""
    whole = whole_name(name)
    using = Story.with_unpublished.filter(Q(picture=whole) | Q(body__contains=f"]({whole}"))
    if not any(may(request.user, Action.SEE, story) or story.is_public for story in using):
        raise Http404
    return serve_picture(name)


@require_GET
@desk(Action.WRITE)
def figures(request: HttpRequest) -> HttpResponseBase:
    """Figures to choose from, with their values, of the nation or of one unit."""
    query, place = (request.GET.get(name, "").replace("\0", "")[:100] for name in ("q", "of"))
    current = page_publication()
    context = {
        "query": query,
        "place": place,
        "choices": choices(current, query, place),
        "unit": example_unit(current),
        "publication": current,
    }
    # With a script the editor takes the rows out of this page.
    template = "desk/figure_rows.html" if request.GET.get("rows") else "desk/figures.html"
    return desk_page(request, template, context)


@require_http_methods(["GET", "POST"])
@desk(Action.SORT)
def sections(request: HttpRequest) -> HttpResponseBase:
    """The sections, and a new one."""
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("desk:sections")
    return desk_page(request, "desk/sections.html", {"form": form, "sections": Section.objects.all()})


@require_http_methods(["GET", "POST"])
@desk(Action.FINDINGS)
def findings(request: HttpRequest) -> HttpResponseBase:
    """The findings of the count, and what the data desk made of them."""
    current = page_publication()
    rows = current.findings.findings if current else ()
    keys = [_finding_key(row) for row in rows]
    if request.method == "POST":
        key = request.POST.get("key", "")
        if key not in keys:
            raise Http404
        mark = {"at": timezone.now(), "by_name": name_of(who(request))}
        note = " ".join(request.POST.get("note", "").split())[:300]
        FindingMark.objects.update_or_create(pk=key, defaults={**mark, "note": note})
        return redirect(f"{request.path}?page={request.POST.get('page', '1')[:6]}")
    pages = Paginator(list(zip(keys, rows, strict=True)), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    marks = FindingMark.objects.in_bulk([key for key, _row in page.object_list])
    shown = [{"key": key, "row": row, "mark": marks.get(key)} for key, row in page.object_list]
    return desk_page(request, "desk/findings.html", {"page": page, "shown": shown})


def _finding_key(finding: FindingRow) -> str:
    return hashlib.sha256(json.dumps(to_plain(finding), sort_keys=True, default=str).encode()).hexdigest()
