"""The stories that a sample brings."""

from __future__ import annotations

from escrutinio.samples.stories import sample_stories

NEEDED = {"headline", "slug", "summary", "byline", "section", "section-slug"}


def test_the_story_of_2020_is_told_in_both_languages() -> None:
    stories = sample_stories("bo-2020-10-18")

    assert list(stories) == ["en", "es"]
    for text in stories.values():
        head, _, body = text.partition("\n\n")
        assert {line.partition(": ")[0] for line in head.splitlines()} >= NEEDED
        assert "\n## " in body


def test_other_elections_bring_none() -> None:
    assert sample_stories("bo-2019-10-20-trep") == {}
    assert sample_stories("xx-2031") == {}
