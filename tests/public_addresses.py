"""Every public page and document of the site, found by walking its addresses: a new one is covered too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from escrutinio.web.stories.models import Story

NOT_PUBLIC = {"alerts", "desk", "calls", "moderation", "accounts"}
"""What needs a user who has signed in, or signs somebody in."""
PERSONAL = {"outbox", "readers:ask", "readers:confirm", "readers:leave"} | {
    f"replies:{name}"
    for name in (
        "write",
        "follow",
        "yours",
        "edit",
        "delete",
        "report",
        "own",
        "export",
        "erase",
        "answer",
        "confirm",
        "leave",
    )
}
"""Pages with forms, about one reader; their tests are with the replies and the alerts."""
LANGUAGES = ("en", "es")


def named(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The name of every public address, and the converters of its parts."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            if pattern.namespace not in NOT_PUBLIC:
                yield from named(pattern, inner)
        elif isinstance(pattern, URLPattern) and is_public(f"{space}{pattern.name or ''}"):
            yield f"{space}{pattern.name}", pattern.pattern.converters


def is_public(name: str) -> bool:
    """Whether an address of that name is the same for everybody; what has no name is not walked."""
    providers = name.endswith(("_login", "_callback"))
    return not providers and name not in PERSONAL and not name.endswith(":") and bool(name)


def public_values(language: str) -> dict[str, list[Any]]:
    """What to put into the parts of public addresses: of the reconstructed night, and of its stories."""
    stories = Story.public.filter(language=language)
    return {
        "contest": ["president"],
        "level": ["department"],
        "chamber": ["deputies"],
        "measure": ["leader", "counted", "turnout"],
        "selection": ["CC"],
        "unit": ["2"],
        "language": [language],
        "slug": [story.slug for story in stories],
        "section": sorted({story.section.slug for story in stories if story.section}),
        "page": [1],
        "order": ["oldest", "newest"],
        "number": [1],
        "seed": ["0" * 16],
        "name": [story.picture for story in stories if story.picture],
    }


def paths(values: Mapping[str, list[Any]], language: str) -> dict[str, str]:
    """Path -> name of every public address in a language.

    Args:
        values: part of an address -> what to put there; an address with a part of which there is nothing is
            left out, one with a part that is not named here is an error.
        language: of the pages.
    """
    found = {}
    with translation.override(language):
        for name, parts in named():
            missing = set(parts) - set(values)
            assert not missing, f"{name}: say in the tests what {missing} may be"
            for chosen in product(*(values[part] for part in parts)):
                try:
                    found[reverse(name, kwargs=dict(zip(parts, chosen, strict=True)))] = name
                except NoReverseMatch:
                    continue
    return found
