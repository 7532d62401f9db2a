"""Forms of the desk: what they take is plain text without control signs, and complete before it is public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from escrutinio.flows.publication import Publication
from escrutinio.web.languages import language_choices
from escrutinio.web.shared.cleaning import clean
from escrutinio.web.shared.roles import Role
from escrutinio.web.stories.figures import known_figures
from escrutinio.web.stories.markdown import read_text
from escrutinio.web.stories.models import MOST_TEXT, Section, Slug, Story
from escrutinio.web.stories.pictures import Picture, keep_picture
from escrutinio.web.stories.problems import problems_of
from escrutinio.web.stories.writing import PICTURE_WORDS, Act, Content

PUBLIC_ACTS = (Act.SCHEDULED, Act.PUBLISHED, Act.CORRECTED)
MOST_ADDRESS = 80
RESERVED = {"page", "search", "section", "pictures"}
"""Addresses that other pages have."""


class PlainField(forms.CharField):
    """Text on one line, without control signs."""

    def to_python(self, value: Any) -> str:
        """The text."""
        return " ".join(clean(super().to_python(value) or "").split())


class SourceField(forms.CharField):
    """Text on many lines, without control signs."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text."""
        return clean(super().to_python(value) or "", lines=True)


class SignInForm(AuthenticationForm):
    """Name and password; that a name does not exist is never said."""


ROLE_NAMES = {
    Role.REPORTER: _("reporter"),
    Role.EDITOR: _("editor"),
    Role.MODERATOR: _("moderator"),
    Role.DATA_DESK: _("data desk"),
}


class MemberForm(forms.Form):
    """Somebody who is to sign in at the desk."""

    name = PlainField(label=_("User name"), max_length=150, help_text=_("To sign in with."))
    byline = PlainField(
        label=_("Byline"),
        max_length=150,
        required=False,
        help_text=_("The name that readers see over a story; otherwise the user name."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_NAMES.items()))

    def role_name(self, role: Role) -> str:
        """What a role is called in the language of the page."""
        return str(ROLE_NAMES[role])


class SectionForm(forms.ModelForm[Section]):
    """A new section."""

    name = PlainField(label=_("Name"), max_length=60)

    class Meta:
        """Fields in order."""

        model = Section
        fields = ("name", "slug", "language")


class StoryForm(forms.Form):
    """A story, and what is to be done with it.

    Args:
        act: what is done; what is to be public has to be complete.
        story: the story that is changed; None for a new one.
        publication: says which figures there are.
    """

    headline = PlainField(label=_("Headline"), max_length=160)
    summary = PlainField(
        label=_("Summary"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One or two sentences, shown in lists and on social cards. "
            "Figures here are plain text and do not follow the count."
        ),
    )
    slug = forms.SlugField(
        label=_("Address"),
        max_length=MOST_ADDRESS,
        required=False,
        help_text=_(
            "The end of the story's address. Leave it empty to make it from the headline. "
            "Old addresses stay valid."
        ),
    )
    byline = PlainField(label=_("Byline"), max_length=160, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    section = forms.ModelChoiceField(
        label=_("Section"), queryset=Section.objects.none(), required=False, empty_label=_("None")
    )
    original = PlainField(
        label=_("Address of the same story in another language"), max_length=80, required=False
    )
    body = SourceField(
        label=_("Text"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "true"}),
        help_text=_("Markdown."),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, at most 12 MB. Location data is removed."),
    )
    remove_picture = forms.BooleanField(label=_("Remove the picture"), required=False)
    picture_alt = PlainField(
        label=_("What the picture shows"),
        max_length=300,
        required=False,
        help_text=_("For readers who cannot see it. Required with every picture."),
    )
    picture_caption = PlainField(label=_("Caption"), max_length=300, required=False)
    picture_credit = PlainField(
        label=_("Credit"), max_length=120, required=False, help_text=_("Who made the picture.")
    )
    text_picture = forms.FileField(
        label=_("Picture for the text"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "When you save, it is put at the end of the text as a line of its own. Move the line to where it "
            "belongs, write what it shows between the brackets, and a caption between the quotation marks."
        ),
    )
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Only for scheduling, in the election's own time zone."),
    )
    note = PlainField(
        label=_("Note"),
        max_length=600,
        required=False,
        help_text=_(
            "For a correction: what was wrong and what is right; for a withdrawal: why. Readers see it. "
            "Otherwise for the history only."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        *args: Any,
        act: Act = Act.SAVED,
        story: Story | None = None,
        publication: Publication | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._act, self._story, self._publication = act, story, publication
        self._kept: Picture | None = None
        self._kept_for_text: Picture | None = None
        sections = self.fields["section"]
        assert isinstance(sections, forms.ModelChoiceField)
        sections.queryset = Section.objects.all()

    def full_clean(self) -> None:
        """Check what was sent; nothing that a story says can keep it from being withdrawn."""
        super().full_clean()
        if self._act == Act.WITHDRAWN:
            for name in self.errors.keys() - {"note", "revision"}:
                del self.errors[name]

    def clean_slug(self) -> str:
        """The address: nobody else's, now or ever; one made from the headline gives way by a number."""
        slug: str = self.cleaned_data["slug"]
        if not slug:
            return self._made_slug(slugify(self.cleaned_data.get("headline", "")))
        if slug in RESERVED:
            raise ValidationError(_("Another page has this address."))
        if self._is_taken(slug):
            raise ValidationError(_("Another story uses, or once used, this address."))
        return slug

    def _made_slug(self, words: str) -> str:
        slug = words[:MOST_ADDRESS].strip("-")
        if not slug and "headline" in self.cleaned_data:
            raise ValidationError(_("No address can be made from this headline. Please enter one."))
        made, number = slug, 1
        while made in RESERVED or self._is_taken(made):
            number += 1
            end = f"-{number}"
            made = slug[: MOST_ADDRESS - len(end)].strip("-") + end
        return made

    def _is_taken(self, slug: str) -> bool:
        taken = Slug.objects.filter(slug=slug).first()
        return taken is not None and (self._story is None or taken.story_id != self._story.pk)

    def clean_picture(self) -> None:
        """Keep the picture that was sent."""
        upload = self.cleaned_data.get("picture")
        if upload:
            self._kept = keep_picture(upload)

    def clean_text_picture(self) -> None:
        """Keep the picture that was sent for the text."""
        upload = self.cleaned_data.get("text_picture")
        if upload:
            self._kept_for_text = keep_picture(upload)

    def clean_publish_at(self) -> datetime | None:
        """A moment to come, where the story is scheduled."""
        moment: datetime | None = self.cleaned_data.get("publish_at")
        if self._act == Act.SCHEDULED:
            if moment is None:
                raise ValidationError(_("Enter the time of publication."))
            if moment <= timezone.now():
                raise ValidationError(
                    _("This time is in the past. Publish the story now, or enter a later time.")
                )
        return moment

    def clean_note(self) -> str:
        """The note; a correction and a withdrawal need one."""
        note: str = self.cleaned_data["note"]
        if self._act == Act.CORRECTED and not note:
            raise ValidationError(_("Tell readers what was wrong and what is right."))
        if self._act == Act.WITHDRAWN and not note:
            raise ValidationError(_("Tell readers why the story is withdrawn."))
        return note

    def clean(self) -> dict[str, Any]:
        """Whether it is complete enough for what is to be done."""
        data = super().clean() or self.cleaned_data
        section = data.get("section")
        if section and section.language != data.get("language"):
            self.add_error("section", _("The section is in another language."))
        if self._has_picture() and not data.get("picture_alt") and "picture_alt" in data:
            self.add_error("picture_alt", _("Describe what the picture shows."))
        if self._act in PUBLIC_ACTS:
            self._complete(data)
        return data

    def _complete(self, data: dict[str, Any]) -> None:
        for name in ("summary", "byline", "body"):
            if name in data and not data[name]:
                self.add_error(name, _("This is required before the story can be published."))
        text = read_text(data.get("body", ""))
        kept = known_figures(self._story) if self._story else {}
        for line in problems_of(text, self._publication, kept):
            self.add_error("body", line)

    def _has_picture(self) -> bool:
        if self._kept:
            return True
        removed = self.cleaned_data.get("remove_picture")
        return bool(self._story and self._story.picture and not removed)

    def content(self) -> Content:
        """What was sent, checked; the picture as it was unless another was sent."""
        data, story = self.cleaned_data, self._story
        kept = self._kept
        if kept is None and story is not None and self._has_picture():
            kept = Picture(story.picture, story.picture_width, story.picture_height)
        plain = ("headline", "summary", "byline", "language", *PICTURE_WORDS, "original")
        return Content(
            **{name: data.get(name, "") for name in plain},
            body=self._body(),
            slug=data.get("slug", ""),
            section=data["section"].slug if data.get("section") else "",
            picture=kept.name if kept else "",
            picture_width=kept.width if kept else 0,
            picture_height=kept.height if kept else 0,
        )

    def _body(self) -> str:
        body: str = self.cleaned_data.get("body", "")
        if self._kept_for_text is None:
            return body
        return f'{body.rstrip()}\n\n![]({self._kept_for_text.name} "")\n'


def initial(content: Content, story: Story | None) -> dict[str, Any]:
    """What a form begins with."""
    section = Section.objects.filter(slug=content.section, language=content.language).first()
    plain = ("headline", "summary", "slug", "byline", "language", "body", *PICTURE_WORDS, "original")
    return {
        **{name: getattr(content, name) for name in plain},
        "section": section,
        "revision": story.revision if story else 0,
        "publish_at": story.publish_at if story else None,
    }
