"""Stories that a sample brings: files ``story.LANGUAGE.md`` beside its definition."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

_BRINGS = {"bo-2020-10-18": "escrutinio.samples.bolivia_2020"}
"""Election -> the package with its stories."""
_LANGUAGES = ("en", "es")


def sample_stories(election: str) -> Mapping[str, str]:
    """Language -> text of a story; empty for an election that is no sample or brings none.

    A text begins with lines of ``key: value`` (headline, slug, summary, byline, section, section-slug, and
    original for a story told in another language before); after an empty line comes Markdown.
    """
    package = _BRINGS.get(election)
    if package is None:
        return {}
    files = {language: resources.files(package).joinpath(f"story.{language}.md") for language in _LANGUAGES}
    return {language: file.read_text(encoding="utf-8") for language, file in files.items() if file.is_file()}
