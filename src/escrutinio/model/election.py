"""The nouns of an election, frozen. Names follow NIST SP 1500-100 where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from escrutinio.model import sheet
from escrutinio.model.choices import (
    BaselineChoice,
    BoundaryChoice,
    CallSettings,
    CheckSettings,
    LawChoice,
    ProjectionChoice,
    StationsChoice,
)
from escrutinio.model.feed import Feed
from escrutinio.model.names import Names
from escrutinio.model.site_choice import SiteChoice
from escrutinio.model.vote_types import VoteType

NATION = "nation"
"""The level above all others: the whole election, one unit."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What can be voted for (NIST ContestSelection): a list, a candidate, an organisation.

    Attributes:
        id: in files and addresses.
        name: in full.
        color: such as #1b9e77.
        short: what tables call it; empty where that is its name.
        names, shorts: both in other languages; empty where there is one name for all readers.
    """

    id: str
    name: str
    color: str
    short: str = ""
    names: Names = field(default_factory=dict)
    shorts: Names = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What tables and sentences call it."""
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who stands for a selection in one unit (NIST Candidate), as the table of candidates says it.

    Attributes:
        name: the person's; empty where the selection is the person.
        list: the name of the list or party that the person stands for; empty for one who stands alone.
        photo: a picture of the person, as a file below the election's folder; empty when there is none.
        photo_credit: whose picture it is, as it is to be said beside it; may be empty.
        incumbent: whether the person holds the seat.
        running_mate: the name of who stands with the person; empty when nobody does.
        names, lists: the names of the person and of the list in several languages.
    """

    name: str = ""
    list: str = ""
    photo: str = ""
    photo_credit: str = ""
    incumbent: bool = False
    running_mate: str = ""
    names: Names = field(default_factory=dict)
    lists: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of reporting units, e.g. department; ``parent`` is the level above, NATION at the top."""

    id: str
    name: str
    parent: str = NATION
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contest:
    """What is decided by one kind of sheet.

    Attributes:
        level: the level at which it is decided separately (NATION, or e.g. ``district``).
        selections: ids of what stands, in the order of the ballot.
        withdrawn: ids that were on the ballot and no longer stand; votes for them are a finding.
        levels: the levels at which it is tabulated, from the top, NATION first.
        no_blank: there are no blank votes in it, so that a sheet implies 0 of them.
        no_null: there are no null (spoilt) votes in it, or none that sheets keep apart.
        ballots: unit of ``level`` -> ids of what stands there, as the table of candidates says it; empty
            where no table does, so that it is learned from the sheets.
        names: its name in several languages.
        votes_allowed: how many votes a ballot has (NIST VotesAllowed), each for another selection or, where
            the election allows it, several for one. Valid, blank, null and cast are ballots all the same.
    """

    id: str
    name: str
    selections: tuple[str, ...]
    levels: tuple[str, ...]
    level: str = NATION
    withdrawn: tuple[str, ...] = ()
    no_blank: bool = False
    no_null: bool = False
    ballots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    votes_allowed: int = 1


@dataclass(frozen=True, slots=True)
class Election:
    """An election as its folder defines it; ``note`` says what the sheets of its rehearsal are."""

    id: str
    name: str
    date: date
    timezone: ZoneInfo
    selections: Mapping[str, Selection]
    levels: tuple[Level, ...]
    contests: Mapping[str, Contest]
    feeds: Mapping[str, Feed]
    law: LawChoice | None
    stations: StationsChoice
    checks: CheckSettings
    folder: Path
    baseline: BaselineChoice | None = None
    projection: ProjectionChoice | None = None
    calls: CallSettings = field(default_factory=CallSettings)
    site: SiteChoice = field(default_factory=SiteChoice)
    note: str = ""
    """What the sheets of the rehearsal are; empty where nothing is said."""
    notes: Names = field(default_factory=dict)
    """The same in several languages."""
    candidates: Mapping[tuple[str, str, str], Candidate] = field(default_factory=dict)
    """Contest, unit and selection -> the person who stands there; only what the table of candidates says."""
    candidates_file: str = ""
    """Where that table is, below the folder; empty where there is none."""
    names: Names = field(default_factory=dict)
    """Its name in several languages."""
    languages: tuple[str, ...] = ()
    """Those in which its site is, in order; empty: the usual ones, see :data:`USUAL_LANGUAGES`."""
    language: str = field(default="", compare=False)
    """That of the names it is shown with; empty: the plain ones."""
    boundaries: Mapping[str, BoundaryChoice] = field(default_factory=dict)
    """Level -> the boundaries of its units."""
    vote_types: tuple[VoteType, ...] = ()
    """Where they are told apart: each of them of a station is a sheet, and VOTE_TYPE is a level."""

    def label_of(self, selection: str) -> str:
        """What tables and sentences call a selection; its id, where the definition does not know it."""
        known = self.selections.get(selection)
        return known.label if known else selection

    @property
    def full_names(self) -> dict[str, str]:
        """Each selection -> its whole name, as findings have it."""
        return {key: selection.name for key, selection in self.selections.items()}

    def figure_name(self, figure: str) -> str:
        """What sentences call a figure of a sheet: its selection's whole name, or the word of a count."""
        if not figure.startswith(sheet.VOTES_PREFIX):
            return figure
        selection = sheet.selection_of(figure)
        known = self.selections.get(selection)
        return known.name if known else selection

    def level_name(self, level: str) -> str:
        """What a level is called; its id, where the definition does not know it."""
        return next((known.name for known in self.levels if known.id == level), level)

    def label_in(self, contest: str, unit: str, selection: str) -> str:
        """What tables and sentences call a selection in one unit: the person, with the list, where known."""
        label = self.label_of(selection)
        person = self.candidates.get((contest, unit, selection))
        if person is None:
            return label
        known = self.selections.get(selection)
        if person.name and known and person.name != known.name:
            return f"{person.name} ({label})"
        return f"{label} ({person.list})" if person.list and person.list != label else label

    def level_ids(self) -> tuple[str, ...]:
        """The levels below the nation, in the order of the definition."""
        return tuple(level.id for level in self.levels)

    def local(self, moment: datetime) -> datetime:
        """A moment in the election's own time zone."""
        return moment.astimezone(self.timezone)

    def parse_time(self, text: str) -> datetime:
        """ISO 8601 text as UTC; without an offset it is local time of the election.

        Raises:
            ValueError: when the text is no time.
        """
        return self.to_utc(datetime.fromisoformat(text))

    def to_utc(self, moment: datetime) -> datetime:
        """A moment in UTC; without an offset it is local time of the election.

        Raises:
            ValueError: when it lies outside the years 1 to 9999 in UTC.
        """
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.timezone)
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise ValueError(f"{moment.isoformat()} is out of range") from None
