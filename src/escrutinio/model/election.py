"""The nouns of an election, frozen. Names follow NIST SP 1500-100 where it has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from escrutinio.model.vote_types import VoteType, VoteTypeMapping
from escrutinio.model.web_source import WebSource

NATION = "nation"
"""The level above all others: the whole election, one unit."""


Names = Mapping[str, str]
"""Language, as BCP 47 has it -> name. The plain name is the first of them."""


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
        photo: the address of a picture; empty when there is none.
        incumbent: whether the person holds the seat.
        running_mate: the name of who stands with the person; empty when nobody does.
        names, lists: the names of the person and of the list in several languages.
    """

    name: str = ""
    list: str = ""
    photo: str = ""
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


FigureColumns = tuple[tuple[str, ...], ...]
"""The columns that are added up to a figure, each in its spellings; nearly always one."""


@dataclass(frozen=True, slots=True)
class UnitMapping:
    """How a feed names the unit at a level: columns joined by "-", then values translated."""

    columns: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """Where the time of observation comes from; local times are in the election's time zone.

    Attributes:
        columns: columns holding a time per row; the first that is filled counts.
        file_name: a regular expression whose first group is the time in the file's name.
        format: strptime format of what ``file_name`` found, and of texts in ``columns`` but for ISO 8601.
        default: the time when nothing else gives one.
    """

    columns: tuple[str, ...] = ()
    file_name: str = ""
    format: str = "%Y%m%d_%H%M%S"
    default: datetime | None = None


@dataclass(frozen=True, slots=True)
class StatusColumn:
    """The column in which a source says whether a row has been counted.

    Attributes:
        columns: spellings of its name.
        values: the words that mean "counted"; a row with any other word is not.
    """

    columns: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns in which a source says how many tables of a row's place it has counted, and of how many.

    Attributes:
        counted, total: spellings of their names.
    """

    counted: tuple[str, ...]
    total: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberForm:
    """How a source writes the figures of a sheet.

    Attributes:
        thousands: the sign between thousands; empty: none.
        zero: words, or signs, that stand for 0; an empty one for a cell that is empty.
        unknown: words that say that a figure is not stated.
    """

    thousands: str = ""
    zero: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinedColumn:
    """A column that is made of several of the file's, for a word that no single one of them has.

    Attributes:
        name: its name beside the columns of the file.
        columns: those that are joined; what is empty is left out.
        separator: stands between them.
        first: whether only the first of them is taken in which something stands.
    """

    name: str
    columns: tuple[str, ...]
    separator: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A source's mapping from its columns to ours. Every name may be given in several spellings.

    Attributes:
        files: glob patterns of the file names that are read with this mapping.
        snapshot: True when each file holds the whole count so far: then what is missing from it is withdrawn.
        precedence: when two sources hold the same sheet the higher precedence counts, whatever the time.
        layout: "wide", one row a sheet with a column per selection; "long", one row per sheet and selection;
            or "groups", one row a sheet with several groups of columns, each a selection and its votes.
        contest: the contest of all rows, when the file holds one.
        contest_columns, contest_values: the column that names the contest, and its words.
        without_contest: what becomes of rows in which that column is empty: with "refuse" they are findings,
            with "all" they hold counts for every contest of their sheet.
        contests: of the contests that the column names, those whose rows are read; empty: all.
        only, skip: column -> patterns of its values; rows are read where all of ``only`` fit, and left out
            where any of ``skip`` does.
        counted: the column that says whether a row is counted; None: a row with any figure is.
        tables: how many tables of a row are counted; None: a row is one sheet. A row of which some tables are
            still missing is not counted.
        sheet: columns that together name the sheet, joined by "-".
        sheet_optional: of these, those that may be empty, and are then left out.
        counts: our column -> theirs, for registered, cast, valid, blank, null; none: not named.
        votes: selection -> its columns (wide) or the spellings of its word (long).
        selection_columns, votes_columns: for the long layout, and for that in groups.
        group_width: the columns of a group, where the header names the first group only; 0: it names all.
        fill_down: columns whose value stands on the first row of a group alone.
        width: column -> the digits of its codes, of which zeros at the front may be lost.
        joined_columns: those that are made of several of the file's, for a contest or a time.
        numbers: how figures are written.
        same_word: what becomes of rows with the same word for the same sheet (long layout): with "refuse" the
            sheet is not counted, with "sum" they are added up.
        absent_word: what a selection, or a count, has on a sheet no row of which names it: with "unknown" it
            is not stated, with "zero" it is 0 where it stands.
        same_sheet: what becomes of rows with the same sheet and different figures (wide layout).
        joins: the feed whose sheets this one completes with other figures of theirs; empty: none.
        figures: which it reads of a sheet: "all", "votes" or "counts"; what a feed that is joined to it reads
            is not among them, nor in ``counts``.
        selections: of these the votes are read; empty: of all. Set by feeds that are joined.
        units: level -> how the feed names the unit.
        vote_type: how it says of which vote type figures are; None where the election has no types.
        ignore: columns known and not used.
        encodings: tried in this order.
        parts: workbook sheets to read; empty means all.
        delimiter: of CSV files.
        rows: the path to the rows of a JSON or XML document.
        fixed_width: column -> its first and last character on the line, from 1; empty: there is a delimiter.
        header: whether a table begins with the names of its columns; if not, they go by number ("column 1").
        header_row: the line, or row, with the names; 0: the first that has the feed's columns.
        header_rows: how many lines the names go over.
        web: where the source publishes its files; None where they come otherwise.
    """

    id: str
    name: str
    files: tuple[str, ...]
    sheet: tuple[str, ...]
    counts: Mapping[str, FigureColumns]
    votes: Mapping[str, FigureColumns]
    snapshot: bool = False
    precedence: int = 0
    layout: str = "wide"
    contest: str | None = None
    contest_columns: tuple[str, ...] = ()
    contest_values: Mapping[str, str] = field(default_factory=dict)
    without_contest: str = "refuse"
    contests: tuple[str, ...] = ()
    sheet_optional: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counted: StatusColumn | None = None
    tables: TableColumns | None = None
    selection_columns: tuple[str, ...] = ()
    votes_columns: FigureColumns = ()
    same_word: str = "refuse"
    absent_word: str = "unknown"
    same_sheet: str = "refuse"
    joins: str = ""
    figures: str = "all"
    selections: tuple[str, ...] = ()
    units: Mapping[str, UnitMapping] = field(default_factory=dict)
    observed: Observed = field(default_factory=Observed)
    vote_type: VoteTypeMapping | None = None
    ignore: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ("utf-8-sig", "latin-1")
    parts: tuple[str, ...] = ()
    delimiter: str = ","
    rows: str = ""
    fixed_width: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    header: bool = True
    header_row: int = 0
    header_rows: int = 1
    group_width: int = 0
    fill_down: tuple[str, ...] = ()
    width: Mapping[str, int] = field(default_factory=dict)
    joined_columns: tuple[JoinedColumn, ...] = ()
    numbers: NumberForm = field(default_factory=NumberForm)
    web: WebSource | None = None

    def is_long(self) -> bool:
        """Whether the selection is told by a word in a column, and not by the name of one."""
        return self.layout != "wide"

    def has_type_columns(self) -> bool:
        """Whether figures of several vote types stand side by side, each in a column of its own."""
        return self.vote_type is not None and bool(self.vote_type.patterns)

    def source(self) -> str:
        """The feed under whose id the sheets count: the one that it joins, or itself."""
        return self.joins or self.id

    def reads_votes_of(self, selection: str) -> bool:
        """Whether it reads the votes of a selection."""
        return self.figures != "counts" and (not self.selections or selection in self.selections)


@dataclass(frozen=True, slots=True)
class LawChoice:
    """The law that decides, and which contest and level plays each of the roles it asks for.

    Attributes:
        id: of the library, or a file of the election's folder whose name ends with ``.toml``.
        contests, levels: role -> contest, and role -> level.
        facts: a file of the election's folder with what no ballot says, such as seats and agreements; may be
            empty.
        whatever_day: whether that edition of the law is applied even where it is not in force on the day.
        names: a chamber of the law -> what it is called, where that is not the law's own name for it.
    """

    id: str
    contests: Mapping[str, str]
    levels: Mapping[str, str]
    facts: str = ""
    whatever_day: bool = False
    names: Mapping[str, Names] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What the election says about checks.

    Attributes:
        off: codes of checks that are not run.
        exclude: codes of checks whose sheets are left out of the count (empty: nothing is ever left out).
        place_factor, place_margin: a sheet is reported when its votes cast exceed ``place_factor`` times the
            median of the other sheets of its polling place, and that median by more than ``place_margin``.
        place_level: the level whose units are polling places; empty when there is none.
        held_share: a snapshot that has lost more than this share of its source's sheets is held.
    """

    off: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    place_factor: float = 3.0
    place_margin: int = 30
    place_level: str = ""
    held_share: float = 0.2


@dataclass(frozen=True, slots=True)
class StationsChoice:
    """The stations file: the file of all expected sheets.

    Attributes:
        file: its name, in the election's folder.
        columns: our column -> its own, where they differ.
        complete: whether it lists every sheet that is expected. Where it does not, nobody knows how many
            sheets are missing, so nothing is complete and nothing decided.
        languages: in which it has names of units, beside the plain ones.
    """

    file: str = "stations.parquet"
    columns: Mapping[str, str] = field(default_factory=dict)
    complete: bool = True
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineChoice:
    """The earlier election that a projection compares with.

    Attributes:
        file: Parquet or CSV in the election's folder: units, registered, blank, null and votes_LIST columns.
        lists: this election's list -> the earlier one, where their ids differ.
        name: what readers are told that it is, such as "the election of 2019"; may be empty.
        names: the same in several languages.
    """

    file: str
    lists: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    names: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PollAverage:
    """What polls say of the headline contest as a whole, from before the first sheet.

    Attributes:
        source: whose average it is.
        date: its day.
        shares: selection -> its share of the valid votes and the standard error of that, both 0 to 1.
        common_error: the standard error that all polls have in common, for a selection with half of the
            votes, 0 to 1.
    """

    source: str
    date: date
    shares: Mapping[str, tuple[float, float]]
    common_error: float


@dataclass(frozen=True, slots=True)
class BoundaryChoice:
    """The boundaries of a level's units.

    Attributes:
        file: GeoJSON or TopoJSON, in the election's folder.
        code: the property of an area that holds its unit's code.
        note: who drew them, shown with the map; may be empty.
        notes: the same in several languages.
    """

    file: str
    code: str
    note: str = ""
    notes: Names = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProjectionChoice:
    """The levels that a projection works on: polling places, areas of alike places, regions.

    Attributes:
        sample: in a quick count, the file of the stations that were drawn; empty in a count of all.
        vote_type: the level of vote types, such as election day and mail; empty where there is none. Where
            the election has types, it is theirs.
        polls: what is projected before the first sheet; None to say nothing then.
    """

    place: str
    area: str
    region: str
    sample: str = ""
    polls: PollAverage | None = None
    vote_type: str = ""


@dataclass(frozen=True, slots=True)
class CallSettings:
    """How calls come to be published.

    Attributes:
        confirm_by: how many different people must confirm a call before it is published.
        unattended: whether calls are published, and retracted, without a person. The risk is that one wrong
            file puts a wrong winner on the front page before anybody has looked.
        risk: the chance of being wrong that a proposal from the projection may have, above 0, below 0.5.
    """

    confirm_by: int = 1
    unattended: bool = False
    risk: float = 0.005


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
    note: str = ""
    candidates: Mapping[tuple[str, str, str], Candidate] = field(default_factory=dict)
    """Contest, unit and selection -> the person who stands there; only what the table of candidates says."""
    candidates_file: str = ""
    """Where that table is, below the folder; empty where there is none."""
    names: Names = field(default_factory=dict)
    """Its name in several languages."""
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
