"""The page of the people of the desk, and the one on which each changes the own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from escrutinio.web.shared.desk import desk, desk_page, name_of, who
from escrutinio.web.shared.roles import Action, Role
from escrutinio.web.stories import people
from escrutinio.web.stories.forms import ROLE_NAMES, MemberForm
from escrutinio.web.stories.models import DeskChange

CHANGES_SHOWN = 100


@require_http_methods(["GET", "POST"])
@desk(Action.PEOPLE)
def members(request: HttpRequest) -> HttpResponseBase:
    """Everybody of the desk, somebody new, and what was changed last."""
    form = MemberForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    name, role = form.cleaned_data["name"], Role(form.cleaned_data["role"])
    try:
        made = people.add(name, role, name_of(who(request)), byline=form.cleaned_data["byline"])
    except people.PeopleError as error:
        form.add_error("name", str(error))
        return _page(request, form)
    return _page(request, MemberForm(), shown_to=name, password=made)


@require_http_methods(["POST"])
@desk(Action.PEOPLE)
def change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another role or byline, a new password, or the end or the return of somebody's access."""
    member = next((person for person in people.members() if person.pk == pk), None)
    if member is None:
        raise Http404
    name, by, act = member.name, name_of(who(request)), request.POST.get("act", "")
    try:
        if act == "password":
            made = people.new_password(name, by)
            return _page(request, MemberForm(), shown_to=name, password=made)
        if act == "role" and request.POST.get("role") in set(Role):
            people.change_role(name, Role(request.POST["role"]), by)
        elif act == "byline":
            people.change_byline(name, request.POST.get("byline", ""), by)
        elif act == "disable":
            people.disable(name, by)
        elif act == "enable":
            people.enable(name, by)
        else:
            raise Http404
    except people.PeopleError as error:
        return _page(request, MemberForm(), problem=str(error))
    return redirect("desk:people")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@desk()
def own_password(request: HttpRequest) -> HttpResponseBase:
    """A new password of one's own; it ends the sessions on all other devices."""
    form = PasswordChangeForm(who(request), request.POST if request.method == "POST" else None)
    changed = request.method == "POST" and form.is_valid()
    if changed:
        update_session_auth_hash(request, form.save())
    return desk_page(request, "desk/password.html", {"form": form, "changed": changed})


def _page(
    request: HttpRequest, form: MemberForm, *, shown_to: str = "", password: str = "", problem: str = ""
) -> HttpResponseBase:
    context = {
        "form": form,
        "members": people.members(),
        "roles": [(role.value, form.role_name(role)) for role in Role],
        "changes": [_in_words(change) for change in DeskChange.objects.all()[:CHANGES_SHOWN]],
        "shown_to": shown_to,
        "password": password,
        "problem": problem,
    }
    return desk_page(request, "desk/people.html", context, status=400 if problem or form.errors else 200)


def _in_words(change: DeskChange) -> tuple[DeskChange, str, str]:
    """A change, its detail and who made it, in the reader's language."""
    of_role = change.act in (DeskChange.Act.ADDED, DeskChange.Act.ROLE)
    detail = str(ROLE_NAMES[Role(change.detail)]) if of_role and change.detail in set(Role) else change.detail
    by = _("command line") if change.by_name == people.COMMAND_LINE else change.by_name
    return change, detail, by
