"""``escrutinio archive``: one page of several elections in each language, as files for any web server.

No election's site is set up for it: the page is made of what is published of each, with the templates and the
style sheet of the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import django
from django.conf import settings
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import get_language_info, gettext

from escrutinio.flows.archive import Archived
from escrutinio.flows.documents.archive import ArchiveDocument, UnreadElection
from escrutinio.flows.documents.chambers import ListSeats
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.model.site_choice import SiteChoice
from escrutinio.model.translations import USUAL_LANGUAGES
from escrutinio.web.export_files import ARCHIVE, replace_site, writing_to
from escrutinio.web.languages import site_languages
from escrutinio.web.results.seating import Seating, seatings
from escrutinio.web.shared.brand import brand_of, colored, hashed_name

HERE = Path(__file__).parent
STATIC = HERE / "static" / "escrutinio"
LISTS_SHOWN = 6
"""Of a chamber with more lists the largest are shown, with those that have as many seats as the last."""


@dataclass(frozen=True)
class ShownChamber:
    """A chamber as the page shows it.

    Attributes:
        seating: the chamber.
        lists: its largest lists.
        others: how many more have seats.
        seats_of_others: the seats of these.
    """

    seating: Seating
    lists: Sequence[ListSeats]
    others: int
    seats_of_others: int


@dataclass(frozen=True)
class ShownElection:
    """An election as the page shows it, with the names for readers of one language.

    Attributes:
        archived: the election.
        front: its front page.
        chambers: its chambers.
    """

    archived: Archived
    front: FrontDocument
    chambers: Sequence[ShownChamber]


def write_archive(
    to: Path, elections: Sequence[Archived], unread: Sequence[UnreadElection]
) -> ArchiveDocument:
    """Write the page of several elections, and what it needs, into a folder.

    Args:
        to: the folder.
        elections: the elections in their order on the page.
        unread: those of which nothing can be shown.

    Raises:
        UsageError: the folder holds something else, or cannot be written.
    """
    _set_up()
    languages = _languages(elections)
    site_languages(languages)  # makes known what Django does not know
    written, names = 0, []
    with writing_to(to, ARCHIVE) as target:
        for name, data in _files(languages, elections, unread):
            names.append(name)
            written += target.put(name, data)
        removed = replace_site(target, names, {"holds": ARCHIVE})
    return ArchiveDocument(
        to=str(to),
        languages=tuple(languages),
        files=len(names),
        written=written,
        unchanged=len(names) - written,
        removed=len(removed),
        elections=tuple(election.document() for election in elections),
        unread=tuple(unread),
    )


def _set_up() -> None:
    """What translations and templates need of Django, where no site is set up in this process."""
    if not settings.configured:
        settings.configure(
            LOCALE_PATHS=[HERE / "locale"], USE_I18N=True, USE_TZ=True, USE_THOUSAND_SEPARATOR=True
        )
        django.setup()


def _languages(elections: Sequence[Archived]) -> list[str]:
    """Those of all elections, in the order of the newest; the usual ones where none can be read."""
    named = [
        code for election in elections for code in election.publication.election.languages or USUAL_LANGUAGES
    ]
    return list(dict.fromkeys(named)) or list(USUAL_LANGUAGES)


def _files(
    languages: Sequence[str], elections: Sequence[Archived], unread: Sequence[UnreadElection]
) -> Iterator[tuple[str, bytes]]:
    engine = Engine(
        dirs=[str(HERE / "templates"), str(HERE / "api" / "templates")],
        libraries={
            "i18n": "django.templatetags.i18n",
            "in_words": "escrutinio.web.results.templatetags.in_words",
            "say": "escrutinio.web.results.templatetags.say",
        },
    )
    site = _site(elections)
    style = colored((STATIC / "site.css").read_text(encoding="utf-8"), site).encode()
    icon = (STATIC / "icon.svg").read_bytes()
    named_style, named_icon = hashed_name("site.css", style), hashed_name("icon.svg", icon)
    yield f"static/{named_style}", style
    yield f"static/{named_icon}", icon
    if site.logo:
        yield f"static/{site.logo.name}", site.logo.data
    homes = [(code, get_language_info(code)["name_local"].capitalize(), f"{code}/") for code in languages]
    page = engine.get_template("archive.html")
    for code in languages:
        with translation.override(code):
            context = {
                "language": code,
                "other_languages": [
                    (other, name, f"../{path}") for other, name, path in homes if other != code
                ],
                "style": f"../static/{named_style}",
                "icon": f"../static/{named_icon}",
                "brand": brand_of(site, code, lambda name: f"../static/{name}"),
                "elections": [_shown(election, code) for election in elections],
                "unread": unread,
            }
            yield f"{code}/index.html", page.render(Context(context)).encode()
    with translation.override(languages[0]):
        choice = {
            "homes": homes,
            "first": homes[0][2],
            "language": languages[0],
            "election": {"name": gettext("Elections")},
        }
        yield "index.html", engine.get_template("api/choose.html").render(Context(choice)).encode()


def _site(elections: Sequence[Archived]) -> SiteChoice:
    """Whose page it is, where all elections say the same of it."""
    said = [election.publication.election.site for election in elections]
    return said[0] if said and all(other == said[0] for other in said) else SiteChoice()


def _shown(one: Archived, language: str) -> ShownElection:
    front = one.publication.in_language(language).front
    return ShownElection(one, front, [_chamber(seating) for seating in seatings(front)])


def _chamber(seating: Seating) -> ShownChamber:
    lists = [entry for entry in seating.chamber.counted.lists if entry.seats]
    least = lists[LISTS_SHOWN - 1].seats if len(lists) > LISTS_SHOWN else 0
    shown = [entry for entry in lists if entry.seats >= least]
    rest = lists[len(shown) :]
    return ShownChamber(seating, shown, len(rest), sum(entry.seats for entry in rest))
