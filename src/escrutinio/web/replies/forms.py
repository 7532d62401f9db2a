"""The forms of readers and moderators.

A form reads what was sent. Whether a reply, a report or an act of a moderator is accepted is for
:mod:`escrutinio.web.replies.posting` and :mod:`escrutinio.web.replies.moderation` to say, which also clean
what was typed; so most fields here refuse nothing.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escrutinio.web.replies.models import MOST_REASON, MOST_TEXT, Rules
from escrutinio.web.replies.moderation import DAYS
from escrutinio.web.shared.mail import HONEYPOT

LISTS = ("held", "reported", "new", "all")
"""The lists of the queue."""
ACTS = ("approved", "hidden", "removed", "spam", "kept")
"""What a moderator may do with a reply."""
MOST_CHOSEN = 100
"""Replies that one act may be done on."""


class TypedField(forms.Field):
    """What was typed, character for character, cut to a length; empty where nothing was sent.

    Unlike Django's own field it keeps spaces at the ends, and control characters until they are cleaned away.
    """

    def __init__(self, most: int | None = None) -> None:
        super().__init__(required=False)
        self.most = most

    def to_python(self, value: Any) -> str:
        """The text of a value as it was sent."""
        return str(value or "")[: self.most]


class TypedForm(forms.Form):
    """A form with fields of text that refuse nothing."""

    def typed(self, name: str) -> str:
        """What was typed into a :class:`TypedField`, or which value a choice that was accepted has."""
        self.is_valid()  # reads the fields; only the first time
        return str(self.cleaned_data[name])


class TextForm(TypedForm):
    """The text of a reply, for its preview or to be kept.

    A text over the limit is not cut at it, for its author has to see how much there is too much.
    """

    text = TypedField(MOST_TEXT * 2)
    act = TypedField()


class WriteForm(TextForm):
    """A new reply: also what it answers, and what tells a reader's form from a machine's."""

    to = TypedField()
    token = TypedField()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[HONEYPOT] = TypedField()


class ReportForm(TypedForm):
    """What is wrong with a reply."""

    text = TypedField(MOST_REASON)


class ActForm(TypedForm):
    """An act of a moderator, and the page to go back to: one of the lists of the queue, or an author's."""

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    reason = TypedField()
    list = TypedField()
    after = TypedField()
    author = TypedField()

    def clean_list(self) -> str:
        """The list to go back to; the first where there is no such list."""
        chosen = str(self.cleaned_data["list"])
        return chosen if chosen in LISTS else LISTS[0]

    def clean_after(self) -> int | None:
        """The id after which the list of new replies began."""
        return whole_number(self.cleaned_data["after"])

    def clean_author(self) -> int | None:
        """The id of the account whose page it was."""
        return whole_number(self.cleaned_data["author"])


class JudgeForm(ActForm):
    """One act on one reply."""

    seen = TypedField()


class ChosenField(forms.Field):
    """The boxes that were ticked: the id of each reply, and the version of it that was read."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> dict[int, str]:
        """Those that can be read."""
        parts = [str(choice).partition(":") for choice in value or ()][:MOST_CHOSEN]
        return {pk: seen for number, _colon, seen in parts if (pk := whole_number(number)) is not None}


class SeveralForm(ActForm):
    """One act on several replies; it is done once ``sure`` is sent with it."""

    chosen = ChosenField()
    sure = TypedField()


def whole_number(text: str | None) -> int | None:
    """A number from an address or a form; None where it is none that an id can be."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


class BanForm(TypedForm):
    """Banning somebody for some days, or letting them back (``act`` is ``unban``), which needs no days."""

    act = TypedField()
    reason = TypedField()
    days = forms.TypedChoiceField(
        choices=[(days, days) for days in DAYS],
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose for how long.")),
    )


class ThreadForm(TypedForm):
    """Closing a story's replies, and when moderators read them."""

    closed = TypedField()
    mode = TypedField()
    reason = TypedField()

    def clean_closed(self) -> bool:
        """Whether the box is ticked."""
        return bool(self.cleaned_data["closed"] == "on")


class RulesForm(forms.ModelForm[Rules]):
    """The rules of the site."""

    class Meta:
        """All of them."""

        model = Rules
        fields = ("mode", "hold_first", "hold_links", "words")


class AddressForm(forms.Form):
    """Where mail is to go."""

    address = forms.EmailField(label=_("E-mail address"), max_length=254)
