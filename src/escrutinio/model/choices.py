"""What an election's definition chooses besides its contests: law, stations, checks, projection, calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from escrutinio.model.names import Names


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
        seats: CSV in the election's folder with the seats of each list then; empty for none.
    """

    file: str
    lists: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    names: Names = field(default_factory=dict)
    seats: str = ""


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
