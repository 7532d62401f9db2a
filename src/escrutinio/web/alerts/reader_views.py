"""Asking for alerts by mail, confirming it, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from escrutinio.model import UsageError
from escrutinio.web.accounts import limits
from escrutinio.web.accounts.outbox import has_outbox
from escrutinio.web.alerts import readers
from escrutinio.web.alerts.receivers import BATCH, read_alerting
from escrutinio.web.results.templatetags.say import percent
from escrutinio.web.shared.client import client_address, network
from escrutinio.web.shared.desk import uncached
from escrutinio.web.shared.mail import HONEYPOT, offers_mail

ASKED_FROM = limits.Rule("alerts asked for from a network", 20, timedelta(hours=1))
ASKED_TO = limits.Rule("alerts asked for to an address", 3, timedelta(days=1))
"""Nobody fills somebody's letter box, from however many places."""
USUAL = ("call", "leader")
"""What is ticked at first."""

_page: Callable[..., Callable[..., HttpResponseBase]] = require_http_methods(["GET", "HEAD", "POST"])


class AskForm(forms.Form):
    """Where mail is to go, about what and in which language."""

    address = forms.EmailField(max_length=254)
    kinds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField()

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        labels = {
            "address": _("E-mail address"),
            "kinds": _("Tell me when"),
            "language": _("Language of the e-mails"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        kinds, language = self.fields["kinds"], self.fields["language"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        assert isinstance(language, forms.ChoiceField)
        kinds.choices = list(kinds_said().items())
        language.choices = [
            (code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES
        ]


def kinds_said() -> dict[str, str]:
    """What readers may be told of, in words; a retraction comes with its call."""
    return {
        "call": _("A result is called, or a call is retracted"),
        "leader": _("Somebody else takes the lead in the count"),
        "batch": _("Many sheets come in at once: at least %(share)s of them") % {"share": _batch()},
        "revision": _("Sheets that were counted are revised"),
    }


def _batch() -> str:
    try:
        per_cent = read_alerting(Path(settings.FOLDER)).batch
    except UsageError:
        per_cent = BATCH
    return percent(per_cent / 100)


@_page
@uncached
def ask(request: HttpRequest) -> HttpResponseBase:
    """Asking for mail; the answer is the same for every address."""
    if not offers_mail():
        raise Http404
    usual = {"kinds": list(USUAL), "language": get_language()}
    form = AskForm(request.POST or None, initial=usual)
    context: dict[str, object] = {"form": form, "honeypot": HONEYPOT, "days": readers.CONFIRM_WITHIN.days}
    if request.method != "POST" or not form.is_valid():
        return render(request, "alerts/ask.html", context)
    address, now = form.cleaned_data["address"].lower(), timezone.now()
    done = {**context, "asked": address, "outbox": has_outbox()}
    if request.POST.get(HONEYPOT):
        return render(request, "alerts/ask.html", done)
    limits.forget_old(now)
    whence = network(client_address(request))
    if not limits.take_all([(ASKED_FROM, whence), (ASKED_TO, address)], now):
        context["error"] = _("Too many requests. Wait a little, then try again.")
        return render(request, "alerts/ask.html", context, status=429)
    readers.ask(address, form.cleaned_data["language"], form.cleaned_data["kinds"], now)
    return render(request, "alerts/ask.html", done)


@_page
@uncached
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Saying yes: with a button, since programs that look at mail open every link in it."""
    wish = readers.read_confirm(token)
    done = wish is not None and request.method == "POST"
    if wish is not None and done:
        readers.confirm(wish, timezone.now())
    said = [words for kind, words in kinds_said().items() if wish is not None and kind in wish.kinds]
    return _answer(request, "alerts/confirm.html", {"known": wish is not None, "done": done, "kinds": said})


@csrf_exempt
@_page
@uncached
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """Leaving: a POST does it, from the page's button or from a mail program that knows nothing of our forms.

    The signature in the address stands in for the form's token: who has the one needs no other.
    """
    reader = readers.read_leave(token)
    done = reader is not None and request.method == "POST"
    if reader is not None and done:
        reader.delete()
    return _answer(request, "alerts/leave.html", {"known": reader is not None, "done": done})


def _answer(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    # The other languages' pages are those of other links: these are signed for one reader, in one language.
    context["other_languages"] = []
    context["again"] = offers_mail()
    response = render(request, template, context, status=200 if context["known"] else 404)
    response["Referrer-Policy"] = "same-origin"  # the address has a secret in it
    return response
