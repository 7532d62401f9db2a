"""The editor: one page on which a story is written, looked at, saved, scheduled, published and corrected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escrutinio.flows.publication import Publication
from escrutinio.web.published import publication
from escrutinio.web.shared.desk import desk, desk_page, name_of, who
from escrutinio.web.shared.roles import Action, may
from escrutinio.web.stories import flags
from escrutinio.web.stories.choosing import choices
from escrutinio.web.stories.decorators import story_for
from escrutinio.web.stories.figures import known_figures
from escrutinio.web.stories.forms import StoryForm, initial
from escrutinio.web.stories.markdown import read_text
from escrutinio.web.stories.models import MOST_TEXT, Revision, State, Story
from escrutinio.web.stories.problems import problems_of
from escrutinio.web.stories.rendering import picture_source, render_source
from escrutinio.web.stories.writing import PICTURE_WORDS, Act, ConflictError, Content, SlugTakenError, write

PREVIEW = "preview"
_NEEDS = {
    Act.SAVED: Action.EDIT,
    Act.SUBMITTED: Action.EDIT,
    Act.SCHEDULED: Action.PUBLISH,
    Act.UNSCHEDULED: Action.PUBLISH,
    Act.PUBLISHED: Action.PUBLISH,
    Act.CORRECTED: Action.CORRECT,
    Act.WITHDRAWN: Action.CORRECT,
}
_FROM = {
    Act.SAVED: (State.DRAFT, State.REVIEW),
    Act.SUBMITTED: (State.DRAFT,),
    Act.SCHEDULED: (State.DRAFT, State.REVIEW, State.SCHEDULED),
    Act.UNSCHEDULED: (State.REVIEW, State.SCHEDULED),
    Act.PUBLISHED: (State.DRAFT, State.REVIEW, State.SCHEDULED),
    # A story that was withdrawn comes back with a note of what was wrong.
    Act.CORRECTED: (State.PUBLISHED, State.CORRECTED, State.WITHDRAWN),
    Act.WITHDRAWN: (State.PUBLISHED, State.CORRECTED),
}
"""From which states an act can be done."""


@require_http_methods(["GET", "POST"])
@desk(Action.WRITE)
def new(request: HttpRequest) -> HttpResponseBase:
    """A new story."""
    if request.method == "POST":
        return _posted(request, None)
    begun = Content("", "", get_language() or "en", byline=name_of(who(request)))
    return _page(request, None, StoryForm(initial=initial(begun, None)), begun)


@require_http_methods(["GET", "POST"])
@desk()
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A story; with ``?from=NUMBER`` as it was at a revision, to be looked at and saved again."""
    if request.method == "POST":
        return _posted(request, story_for(request, pk, Action.SEE))
    story = story_for(request, pk, Action.SEE)
    content = Content.of(story)
    number = request.GET.get("from", "")
    if number:
        kept = get_object_or_404(Revision, story=story, number=int(number) if number.isdecimal() else 0)
        content = Content.read(kept.content)
        messages.info(request, _("This is revision %s. Nothing is changed until you save it.") % kept.number)
    return _page(request, story, StoryForm(initial=initial(content, story), story=story), content)


def _posted(request: HttpRequest, story: Story | None) -> HttpResponseBase:
    wanted = request.POST.get("act", "")
    act = Act(wanted) if wanted in Act.values and wanted != Act.CREATED else Act.SAVED
    current = publication()
    if wanted == PREVIEW:
        form = StoryForm(request.POST, story=story, publication=current)
        form.is_valid()
        return _page(request, story, form, _draft(form), preview=True)
    _may(request, act, story)
    form = StoryForm(request.POST, request.FILES, act=act, story=story, publication=current)
    if form.is_valid():
        try:
            saved = _save(request, form, act, story, current)
        except SlugTakenError:
            form.add_error("slug", _("Another story uses, or once used, this address."))
        except ConflictError:
            form.add_error(None, _conflict(story))
        else:
            messages.success(request, _done(act))
            return redirect("desk:edit", pk=saved.pk)
    return _page(request, story, form, _draft(form), status=422)


def _may(request: HttpRequest, act: Act, story: Story | None) -> None:
    """Whether this user may do this act with this story as it stands."""
    if story is None:
        # Who may not publish may not publish what is new either.
        allowed = act in (Act.SAVED, Act.SUBMITTED) or may(request.user, _NEEDS[act])
    elif act == Act.UNSCHEDULED and story.is_draft:
        allowed = may(request.user, Action.EDIT, story)
    else:
        allowed = may(request.user, _NEEDS[act], story)
    state = story.state if story else State.DRAFT
    if not allowed or state not in _FROM[act]:
        raise PermissionDenied


def _save(
    request: HttpRequest, form: StoryForm, act: Act, story: Story | None, publication: Publication | None
) -> Story:
    data = form.cleaned_data
    if story is None:
        story = Story()
        act = Act.CREATED if act == Act.SAVED else act
    else:
        # Whoever saves says which revision they have changed; another one in between is not overwritten.
        story.revision = data.get("revision") or 0
    return write(
        story,
        # What is withdrawn stays as readers have seen it.
        Content.of(story) if act == Act.WITHDRAWN else form.content(),
        act,
        who(request),
        timezone.now(),
        publication,
        note=data.get("note", ""),
        publish_at=data.get("publish_at"),
    )


def _draft(form: StoryForm) -> Content:
    """What was sent, as far as it can be read."""
    data: dict[str, Any] = getattr(form, "cleaned_data", {})
    plain = ("headline", "summary", "byline", "body", *PICTURE_WORDS)
    values: dict[str, Any] = {name: data.get(name) or "" for name in plain}
    if not values["body"]:
        values["body"] = str(form.data.get("body", ""))[:MOST_TEXT]
    language = data.get("language") or "en"
    return Content(**values, slug=data.get("slug") or "", language=language)


def _conflict(story: Story | None) -> str:
    assert story is not None, "only a story that is in the database can have been changed"
    newest = Revision.objects.filter(story_id=story.pk).first()
    who_by = newest.by_name if newest else ""
    return (
        _(
            "%s has saved this story since you opened it, so your version was not saved. "
            "Open the story in another tab and merge the two."
        )
        % who_by
    )


def _done(act: Act) -> str:
    return {
        Act.SCHEDULED: _("Scheduled."),
        Act.UNSCHEDULED: _("The story is a draft again."),
        Act.PUBLISHED: _("Published."),
        Act.CORRECTED: _("Corrected; readers see your note."),
        Act.SUBMITTED: _("Sent for review: editors see it at the head of their list."),
        Act.WITHDRAWN: _("Withdrawn; readers see your note in its place."),
    }.get(act, _("Saved."))


def _page(
    request: HttpRequest,
    story: Story | None,
    form: StoryForm,
    content: Content,
    *,
    preview: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    current = publication()
    kept = known_figures(story) if story else {}
    text = read_text(content.body)
    figures = choices(current, "", "")
    if figures:
        code = f"{{{{ {figures[0].expression} }}}}"
        form.fields["body"].help_text = _("Markdown. A figure is written like %s.") % code
    seen = {(flag.kind, flag.what): flag for flag in story.flags.all()} if story else {}
    troubles = flags.troubles([content.headline, content.summary], text, kept, current)
    context = {
        "story": story,
        "form": form,
        "acts": [act.value for act in _NEEDS if _can(request, act, story)],
        "problems": problems_of(text, current, kept) if content.body else [],
        "flags": [
            {
                "message": trouble.message(),
                "line": trouble.line,
                "kept": seen.get((trouble.kind.value, trouble.what[:300])),
            }
            for trouble in troubles
        ],
        "may_mark": may(request.user, Action.MARK, story) if story else False,
        "choices": figures,
        "preview": preview,
        "as_saved": request.method == "GET" and "from" not in request.GET,
        "shown": render_source(content.body, kept, current, content.language) if preview else None,
        "content": content,
        "picture": _picture(story),
        "messages": messages.get_messages(request),
        "action": reverse("desk:edit", args=[story.pk]) if story else reverse("desk:new"),
    }
    return desk_page(request, "desk/editor.html", context, status=status)


def _can(request: HttpRequest, act: Act, story: Story | None) -> bool:
    try:
        _may(request, act, story)
    except PermissionDenied:
        return False
    return True


def _picture(story: Story | None) -> str:
    return picture_source(story.picture, "desk:picture") if story and story.picture else ""
