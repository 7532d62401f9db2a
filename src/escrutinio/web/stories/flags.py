"""Flags: what somebody at the desk should look at, because the count has moved or a word says too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from escrutinio.flows.publication import Figure, Publication
from escrutinio.web.shared.cleaning import normal
from escrutinio.web.shared.moments import moment_text
from escrutinio.web.stories.claims import LeadClaims
from escrutinio.web.stories.decided import headline, is_called, subject_name, subject_of
from escrutinio.web.stories.figures import Key, agrees, asked_for, bind, known_figures, look_up
from escrutinio.web.stories.formats import value_text
from escrutinio.web.stories.markdown import Asked, Paragraph, Text, read_text
from escrutinio.web.stories.models import Flag, Story
from escrutinio.web.stories.victory_words import deciding_words

Kind = Flag.Kind


@dataclass(frozen=True)
class Trouble:
    """What is the matter with a story; ``line`` is 0 for its headline and summary."""

    kind: Flag.Kind
    what: str
    line: int
    details: Mapping[str, Any]

    def message(self) -> str:
        """One sentence."""
        return message(self.kind, {**self.details, "line": self.line})


def message(kind: str, details: Mapping[str, Any]) -> str:
    """What a flag says, in the reader's language."""
    if kind == Kind.EARLY:
        words = {"word": details.get("word", ""), "contest": details.get("contest", "")}
        return _("“%(word)s” is used although %(contest)s has not been called.") % words
    if kind == Kind.CLAIM:
        return _claim_message(details)
    known = Figure.from_dict(details["known"])
    about = {
        "figure": details["expression"],
        "then": value_text(known),
        "moment": moment_text(known.as_of),
    }
    if kind == Kind.GONE:
        return _("“%(figure)s” no longer exists; readers see %(then)s from %(moment)s.") % about
    about["now"] = value_text(Figure.from_dict(details["now"]))
    return _("“%(figure)s” is frozen at %(then)s, as of %(moment)s; it is now %(now)s.") % about


def _claim_message(details: Mapping[str, Any]) -> str:
    place = details["unit"] or details["contest"]
    words = {"words": details["words"], "leader": details["leader"], "place": place}
    if not details["leader"]:
        return _("“%(words)s” is written, but by the count nobody leads (%(place)s).") % words
    return _("“%(words)s” is written, but by the count %(leader)s leads (%(place)s).") % words


def troubles(
    heads: Sequence[str], text: Text, kept: Mapping[Key, Figure], publication: Publication | None
) -> list[Trouble]:
    """What is the matter with a story, saved or not.

    Args:
        heads: what stands above the text: headline and summary.
        text: as read.
        kept: the figures that are kept with the story.
        publication: the newest; with None nothing is the matter.
    """
    if publication is None:
        return []
    above = [Paragraph(head, 0, -1) for head in heads]
    paragraphs = [*above, *text.paragraphs]
    beside: dict[int, list[Figure]] = {}
    for bound in text.figures:
        figure = asked_for(bound.expression, publication)
        if figure is not None:
            beside.setdefault(bound.paragraph, []).append(figure)
    return [
        *_figures(text.figures, kept, publication),
        *_early(paragraphs, beside, publication),
        *_claims(paragraphs, beside, publication),
    ]


def _figures(
    asked: Sequence[Asked], kept: Mapping[Key, Figure], publication: Publication
) -> Iterator[Trouble]:
    for figure in asked:
        now = look_up(figure.expression, publication)
        known = kept.get((figure.expression, figure.at if figure.frozen else ""))
        if known is None:
            continue  # never known: that is a problem of the text, which keeps it from being published
        details: Mapping[str, Any] = {"expression": figure.expression, "known": known.to_dict()}
        what = f"{figure.expression} | {figure.at}" if figure.frozen else figure.expression
        if now is None:
            yield Trouble(Kind.GONE, what, figure.line, details)
        elif figure.frozen and not agrees(known, now):
            yield Trouble(Kind.MOVED, what, figure.line, {**details, "now": now.to_dict()})


def _early(
    paragraphs: Sequence[Paragraph], beside: Mapping[int, Sequence[Figure]], publication: Publication
) -> Iterator[Trouble]:
    """Words that decide a contest that is open: one of the same paragraph, or else of the whole story."""
    spoken_of = {
        number: [subject for figure in figures if (subject := subject_of(figure, publication))]
        for number, figures in beside.items()
    }
    of_story = [subject for part in spoken_of.values() for subject in part] or [headline(publication)]
    for part in paragraphs:
        for word in deciding_words(part.text):
            subjects = dict.fromkeys(spoken_of.get(part.number) or of_story)
            still_open = next((subject for subject in subjects if not is_called(subject, publication)), None)
            if still_open is not None:
                details = {"word": word, "contest": subject_name(still_open, publication)}
                yield Trouble(Kind.EARLY, f"{word.casefold()} {still_open[1]}", part.line, details)


def _claims(
    paragraphs: Sequence[Paragraph], beside: Mapping[int, Sequence[Figure]], publication: Publication
) -> Iterator[Trouble]:
    """Claims that somebody leads whom the count does not show in the lead."""
    claims = LeadClaims(publication)
    for part in paragraphs:
        for claim in claims.wrong(part, beside.get(part.number, ())):
            what = " ".join((normal(claim.words), claim.contest, claim.unit)).strip()
            yield Trouble(Kind.CLAIM, what, part.line, asdict(claim))


def refresh_story(story: Story, publication: Publication | None, now: datetime) -> int:
    """Make a story's flags what they should be now.

    Args:
        story: as it is saved.
        publication: the newest; with None nothing changes.
        now: the time (UTC), for flags that are new.

    Returns:
        How many flags are new.
    """
    if publication is None:
        return 0
    bind(story, [Asked(**figure) for figure in story.bound], publication)
    troubles_now = troubles(
        [story.headline, story.summary], read_text(story.body), known_figures(story), publication
    )
    if story.is_withdrawn:
        troubles_now = []  # nobody reads it any more
    wanted = {(trouble.kind.value, trouble.what[:300]): trouble for trouble in troubles_now}
    new = 0
    with transaction.atomic():
        for flag in story.flags.all():
            if (flag.kind, flag.what) not in wanted:
                flag.delete()
        for (kind, what), trouble in wanted.items():
            details = {**trouble.details, "line": trouble.line}
            _, made = Flag.objects.update_or_create(
                story=story,
                kind=kind,
                what=what,
                defaults={"details": details},
                create_defaults={"details": details, "since": now},
            )
            new += made
    return new


def refresh(publication: Publication, now: datetime | None = None) -> int:
    """Make the flags of all stories what they should be by a new publication; for the queue.

    Returns:
        How many flags are new.
    """
    moment = now or publication.published_at
    stories = Story.with_unpublished.order_by("pk")
    return sum(refresh_story(story, publication, moment) for story in stories.iterator(chunk_size=100))
