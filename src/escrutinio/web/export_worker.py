"""A process that makes pages for an export: started anew, for what Polars runs does not survive a fork."""

from __future__ import annotations

import atexit
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import django

from escrutinio.flows.publication import Publication
from escrutinio.flows.publication.store import About
from escrutinio.web.export_files import Target
from escrutinio.web.export_pages import Made, Pages, pages_of


@dataclass(frozen=True)
class Job:
    """What all processes of an export are told.

    Attributes:
        publication, about: the publication's folder, and what it says of itself.
        target: where files go.
        site_url: the address of the site; may be empty.
        levels: the levels whose units have pages; None for all.
        live: the address of the running site; may be empty.
    """

    publication: Path
    about: About
    target: Target
    site_url: str
    levels: frozenset[str] | None
    live: str = ""

    def pages(self, stack: ExitStack) -> Pages:
        """The pages, ready to be made until the stack is closed."""
        publication = Publication(self.publication, self.about)
        return stack.enter_context(pages_of(publication, self.target, self.site_url, self.levels, self.live))


class Maker:
    """Makes pages one after the other, and tells of each link once."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._told: set[str] = set()

    def make(self, addresses: Sequence[str]) -> list[Made]:
        """What became of each address."""
        results = []
        for address in addresses:
            made = self._pages.make(address)
            fresh = made.links - self._told
            self._told |= fresh
            results.append(replace(made, links=fresh))
        return results


_makers: list[Maker] = []


def start(job: Job) -> None:
    """Set this process up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escrutinio.web.settings")
    django.setup()
    stack = ExitStack()
    _makers.append(Maker(job.pages(stack)))
    atexit.register(stack.close)


def make(addresses: Sequence[str]) -> list[Made]:
    """Make pages in a process that :func:`start` has set up."""
    return _makers[-1].make(addresses)
