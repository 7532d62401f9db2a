"""Every address for programs, once: the description, the page about it and the tests are made from this."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from escrutinio.flows.documents.advice import AdviceDocument
from escrutinio.flows.documents.called import CallsDocument
from escrutinio.flows.documents.contests import ContestDocument, ContestsDocument, UnitsDocument
from escrutinio.flows.documents.decide import BoundsDocument, DecideDocument
from escrutinio.flows.documents.explain import MovementDocument
from escrutinio.flows.documents.findings import FindingsDocument
from escrutinio.flows.documents.forensics import ForensicsDocument
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightDocument
from escrutinio.flows.documents.places import PlacesDocument
from escrutinio.flows.documents.seat_draws import SeatDrawsDocument
from escrutinio.flows.documents.source_differences import SourceDifferencesDocument
from escrutinio.flows.documents.stories import StoriesDocument, StoryDocument
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.documents.what_if import WhatIfDocument
from escrutinio.flows.publication import Publication

JSON, CSV, ATOM, PNG = "application/json", "text/csv", "application/atom+xml", "image/png"
PARQUET = "application/vnd.apache.parquet"
ZIP, PYTHON, TEXT = "application/zip", "text/x-python", "text/plain"

PARTS: dict[str, Promise] = {
    "contest": _("The contest, as in contests.json."),
    "level": _("The level of the unit: nation, or one of the contest's levels."),
    "unit": _(
        "The unit's code. What is not a plain letter, digit, “_”, “.” or “-” is “~” and two hex digits "
        "for each byte of UTF-8; units.json has the addresses ready."
    ),
    "slug": _("The story's address."),
    "language": _("The language of the text, one of the site’s."),
}
"""What to put in the braces of an address."""


@dataclass(frozen=True)
class Route:
    """One address.

    Attributes:
        name: of the view, in the namespace ``api``.
        path: with its parts in braces.
        summary: what is there, in one sentence.
        media: the media type of the answer.
        document: the type of the JSON answer; None where it has none.
    """

    name: str
    path: str
    summary: Promise
    media: str = JSON
    document: type | None = None

    @property
    def parts(self) -> list[str]:
        """The names in braces, in order."""
        return [name for name in PARTS if f"{{{name}}}" in self.path]


ROUTES = (
    Route(
        "front",
        "/api/front.json",
        _("The front page: count, projection, chambers, calls."),
        document=FrontDocument,
    ),
    Route(
        "advice",
        "/api/advice.json",
        _("How to read the count: which way it leans."),
        document=AdviceDocument,
    ),
    Route(
        "contests",
        "/api/contests.json",
        _("All contests and where their documents are."),
        document=ContestsDocument,
    ),
    Route(
        "contest",
        "/api/contests/{contest}.json",
        _("A contest and its figures as a whole."),
        document=ContestDocument,
    ),
    Route(
        "units",
        "/api/contests/{contest}/units.json",
        _("All units of a contest, by name."),
        document=UnitsDocument,
    ),
    Route(
        "unit",
        "/api/contests/{contest}/{level}/{unit}.json",
        _("A unit: count, projection, the units below it or its sheets with every version."),
        document=UnitDocument,
    ),
    Route(
        "outcome",
        "/api/outcome.json",
        _("What the law decides, step by step."),
        document=DecideDocument,
    ),
    Route(
        "bounds",
        "/api/bounds.json",
        _("What the missing sheets can still change."),
        document=BoundsDocument,
    ),
    Route(
        "findings",
        "/api/findings.json",
        _("What is wrong or remarkable about the sheets."),
        document=FindingsDocument,
    ),
    Route(
        "source-differences",
        "/api/source-differences.json",
        _("Where two sources differ on a sheet, figure by figure, and what it is for the totals."),
        document=SourceDifferencesDocument,
    ),
    Route(
        "odd-sheets",
        "/api/odd-sheets.json",
        _("The sheets that a person has published as worth a look, with how often each test is wrong."),
        document=ForensicsDocument,
    ),
    Route(
        "calls",
        "/api/calls.json",
        _("What has been called, and what was retracted."),
        document=CallsDocument,
    ),
    Route(
        "movement",
        "/api/movement.json",
        _("Why the lead moved, in parts that add up."),
        document=MovementDocument,
    ),
    Route(
        "night",
        "/api/night.json",
        _("How the count and the projection went."),
        document=NightDocument,
    ),
    Route(
        "seat-draws",
        "/api/seat-draws.json",
        _("The seats of all lists in each simulated finished count, for chances of lists together."),
        document=SeatDrawsDocument,
    ),
    Route(
        "what-if",
        "/api/what-if.json",
        _("The seats if a list did better or worse among the missing votes than among the counted."),
        document=WhatIfDocument,
    ),
    Route(
        "places",
        "/api/places.json",
        _("Polling places with coordinates and who leads."),
        document=PlacesDocument,
    ),
    Route(
        "stories",
        "/api/stories.json",
        _("The stories that are published."),
        document=StoriesDocument,
    ),
    Route(
        "story",
        "/api/stories/{slug}.json",
        _("A story with its figures."),
        document=StoryDocument,
    ),
    Route("openapi", "/api/openapi.json", _("This description, as OpenAPI 3.1.")),
    Route("csv", "/downloads/{contest}.csv", _("A contest, one row per unit and list, as CSV."), CSV),
    Route(
        "parquet",
        "/downloads/{contest}.parquet",
        _("A contest, one row per unit and list, as Parquet."),
        PARQUET,
    ),
    Route(
        "results-csv", "/downloads/results.csv", _("All contests, one row per unit and list, as CSV."), CSV
    ),
    Route(
        "source-differences-csv",
        "/downloads/source-differences.csv",
        _("Where two sources differ on a sheet, one row per figure, as CSV."),
        CSV,
    ),
    Route(
        "nist",
        "/downloads/results-nist.json",
        _("All contests in the common data format for election results, NIST SP 1500-100."),
    ),
    Route(
        "package",
        "/downloads/package.zip",
        _("Everything that the result is made of, to be checked: escrutinio verify, or the verifier below."),
        ZIP,
    ),
    Route(
        "verifier", "/downloads/verify.py", _("A verifier of that package which needs Python alone."), PYTHON
    ),
    Route(
        "checkpoint",
        "/log/checkpoint",
        _("The newest checkpoint of the log of what came in (C2SP). Its tiles are below /log/tile/."),
        TEXT,
    ),
    Route("updates", "/feeds/updates.{language}.atom", _("Updates and calls, each as a sentence."), ATOM),
    Route("social-card", "/cards/front.{language}.png", _("The count as a picture, 1200 by 630."), PNG),
)


def absent_documents(publication: Publication) -> set[str]:
    """The names of the routes at which a publication has nothing."""
    absent = set() if publication.outcome else {"outcome", "bounds"}
    return absent | (set() if publication.odd_sheets else {"odd-sheets"})
