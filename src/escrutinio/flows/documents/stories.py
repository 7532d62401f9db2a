"""Stories of the site as documents: their text, and the figures that are bound to the count."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import UtcTime, Whole


class StorySummary(msgspec.Struct, frozen=True, kw_only=True):
    """What a list says of a story.

    Attributes:
        headline: its headline.
        summary: what stands below the headline.
        byline: who wrote it.
        language: the language of the text, as in BCP 47.
        section: the name of its section; null without one.
        state: in the newsroom; of public stories that they are published.
        published_at: when it was published. ISO 8601, UTC.
        changed_at: when its text was last changed since. ISO 8601, UTC; null when it was not.
        url: its page.
        document: the story as JSON.
        picture: its picture; null without one.
    """

    headline: str
    summary: str
    byline: str
    language: str
    section: str | None
    state: str
    published_at: UtcTime | None
    changed_at: UtcTime | None
    url: str
    document: str
    picture: str | None


class StoryFigure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a story, as a reader finds it below the text.

    Attributes:
        number: from 1, in the order of the text.
        text: the value as it stands in the text.
        label: what it is.
        source: how it came about: counted, projected, or by the law.
        interval: the 90 % interval of a projection; null for other figures.
        as_of: the moment of the count that it is from. ISO 8601, UTC.
        frozen: whether it stays as it was; else it follows the count.
        now: what it is by the newest count, where it no longer agrees; else null.
        gone: whether the count no longer has it; the value is then the last one known.
    """

    number: Whole
    text: str
    label: str
    source: str
    interval: str | None
    as_of: UtcTime
    frozen: bool
    now: str | None
    gone: bool


class StoryCorrection(msgspec.Struct, frozen=True, kw_only=True):
    """A correction below a story.

    Attributes:
        at: when it was made. ISO 8601, UTC.
        text: what was wrong, and what is right.
    """

    at: UtcTime
    text: str


class StoryDocument(StorySummary, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/story/2"):
    """A story with its figures.

    Attributes:
        html: the text as HTML.
        figures: its figures, in the order of the text.
        corrections: its corrections, in order.
    """

    html: str
    figures: tuple[StoryFigure, ...]
    corrections: tuple[StoryCorrection, ...]


class StoriesDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/stories/1"
):
    """The newest stories.

    Attributes:
        language: the language of the list; null when all languages are listed.
        stories: the stories, the newest of a language first.
    """

    language: str | None
    stories: tuple[StorySummary, ...]
