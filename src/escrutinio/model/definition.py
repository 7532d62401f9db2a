"""Reads an election's folder: ``election.toml`` into an :class:`Election`.

The reference of all keys is docs/reference/settings.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from escrutinio.model import sheet as columns
from escrutinio.model.candidates import CandidateTable, read_candidates
from escrutinio.model.choices import (
    BaselineChoice,
    BoundaryChoice,
    CallSettings,
    CheckSettings,
    LawChoice,
    ProjectionChoice,
    StationsChoice,
)
from escrutinio.model.election import NATION, Contest, Election, Level, Selection
from escrutinio.model.errors import DefinitionError, UsageError
from escrutinio.model.feed_definition import feed_mappings
from escrutinio.model.names import composed
from escrutinio.model.poll_table import read_polls
from escrutinio.model.site_choice import read_site
from escrutinio.model.toml_lines import with_lines
from escrutinio.model.toml_table import COLOR, TomlTable, one_of, read_date, shown, unique_ids
from escrutinio.model.translations import translated_languages
from escrutinio.model.vote_types import VOTE_TYPE, read_vote_types

DEFINITION_FILE = "election.toml"
REHEARSAL = "rehearsal"
"""The folder of an election's folder with the ledger of its rehearsal."""

_NO_ZONES = {"localtime", "posixrules", "Factory"}
_OF_STATIONS = ("contest", "sheet", "registered", "lat", "lon", "kind", "vote_types", "station")
RESERVED_LEVELS = frozenset({NATION, *_OF_STATIONS, "station_voters"})
"""No level may have one of these ids: columns of the stations file are called so."""


def load_election(folder: Path) -> Election:
    """The election that a folder defines.

    Raises:
        UsageError: there is no election.toml.
        DefinitionError: it has mistakes; all of them are listed.
    """
    path = folder / DEFINITION_FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"{folder} is not an election folder: there is no {DEFINITION_FILE} in it",
            hint="Make one with: escrutinio new DIR --sample bolivia-2020",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError([f"the file cannot be read as UTF-8 text: {error}"], where=str(path)) from None
    try:
        values = _composed(tomllib.loads(composed(text)))
    except (ValueError, RecursionError) as error:  # tomllib lets some through that are no TOMLDecodeError
        raise DefinitionError([f"this is not valid TOML: {error}"], where=str(path)) from None
    try:
        return parse_election(values, folder)
    except DefinitionError as error:
        raise DefinitionError(with_lines(error.problems, composed(text)), where=error.where) from None


def _composed(value: Any) -> Any:
    """A value of TOML with composed texts: what stood there as an escape too."""
    if isinstance(value, str):
        return composed(value)
    if isinstance(value, list):
        return [_composed(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _composed(one) for key, one in value.items()}
    return value


def parse_election(values: dict[str, object], folder: Path) -> Election:
    """The election that the values of an election.toml define.

    Raises:
        DefinitionError: with every mistake found.
    """
    problems: list[str] = []
    root = TomlTable(values, "", problems)
    head = root.table("election", required=True)
    timezone = _timezone(head)
    vote_types = read_vote_types(root)
    levels = _levels(root, with_types=bool(vote_types))
    level_ids = [level.id for level in levels]
    selections = _selections(root)
    table = read_candidates(root, folder, selections, _levels_of_contests(values, level_ids))
    selections |= table.selections
    contests = _contests(root, selections, level_ids, table, with_types=bool(vote_types))
    feeds = feed_mappings(root, contests, selections, level_ids, timezone, vote_types)
    name, names = head.names_of("name", "the election's name")
    note, notes = head.names_of(
        "note", "what the sheets of the rehearsal are, shown with every result of it", ""
    )
    day = read_date(head)
    languages = head.languages("languages")
    if strange := sorted(set(languages) - set(translated_languages())):
        head.problem("languages", f"found {shown(strange)}", f"some of {', '.join(translated_languages())}")
    election = Election(
        id=head.identifier(),
        name=name,
        names=names,
        date=day,
        timezone=timezone,
        candidates=table.candidates,
        candidates_file=table.file,
        note=note,
        notes=notes,
        languages=languages,
        selections=selections,
        levels=levels,
        vote_types=vote_types,
        contests=contests,
        feeds=feeds,
        law=_law(root, contests, level_ids),
        stations=_stations(root, [level for level in level_ids if not vote_types or level != VOTE_TYPE]),
        checks=_checks(root, level_ids),
        baseline=_baseline(root, selections),
        boundaries=_boundaries(root, level_ids),
        projection=_projection(root, level_ids, selections, day, VOTE_TYPE if vote_types else ""),
        calls=_calls(root),
        site=read_site(root, folder),
        folder=folder,
    )
    head.finish()
    root.finish()
    if problems:
        raise DefinitionError(problems, where=str(folder / DEFINITION_FILE))
    return election


def _timezone(head: TomlTable) -> ZoneInfo:
    allowed = "a name of the IANA time zone database such as 'America/La_Paz'"
    name = head.text("timezone", allowed)
    try:
        zone = ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    # These are files beside the time zones of a machine, and no names of the database.
    if zone is None or name.startswith(("posix/", "right/")) or name in _NO_ZONES:
        head.problem("timezone", f"found {shown(name)}", allowed)
        return ZoneInfo("UTC")
    return zone


def _levels(root: TomlTable, *, with_types: bool) -> tuple[Level, ...]:
    tables = root.tables("levels")
    levels: list[Level] = []
    for table in tables:
        name = table.identifier()
        if name in RESERVED_LEVELS or name.endswith("_name"):
            table.problem("id", f"{name!r} is a name of its own", "another word")
        above = [NATION, *(level.id for level in levels)]
        plain, names = table.names_of("name", "the level's name")
        levels.append(Level(name, plain, table.choice("parent", above, NATION), names))
        table.finish()
        if with_types and name == VOTE_TYPE and levels[-1].parent != NATION:
            table.problem("parent", "every unit has all vote types", "no parent")
    unique_ids(tables, [level.id for level in levels])
    if with_types and VOTE_TYPE not in [level.id for level in levels]:
        levels.append(Level(VOTE_TYPE, "Vote type"))
    return tuple(levels)


def _selections(root: TomlTable) -> dict[str, Selection]:
    tables = root.tables("selections", required=True)
    selections: list[Selection] = []
    for table in tables:
        name = table.identifier()
        color = table.text("color", "a colour such as '#3366cc'")
        if color and not COLOR.fullmatch(color):
            table.problem("color", f"found {shown(color)}", "a colour such as '#3366cc'")
        full, names = table.names_of("name", "the selection's name")
        short, shorts = table.names_of("short", "a short name for tables", "")
        selections.append(Selection(name, full, color, short, names, shorts))
        table.finish()
    unique_ids(tables, [selection.id for selection in selections])
    return {selection.id: selection for selection in selections}


def _levels_of_contests(values: dict[str, object], levels: list[str]) -> dict[str, str]:
    """Contest -> the level at which it is decided; mistakes are told when the contests are read."""
    tables = values.get("contests")
    rows = [row for row in tables if isinstance(row, dict)] if isinstance(tables, list) else []
    known = {str(row["id"]): row.get("level") for row in rows if "id" in row}
    return {name: level if level in levels else NATION for name, level in known.items()}


def _contests(
    root: TomlTable,
    selections: Collection[str],
    levels: list[str],
    candidates: CandidateTable,
    *,
    with_types: bool,
) -> dict[str, Contest]:
    tables = root.tables("contests", required=True)
    contests: list[Contest] = []
    for table in tables:
        name = table.identifier()
        level = table.choice("level", [NATION, *levels], NATION)
        ballots = candidates.ballots.get(name, {}) if level != NATION else {}
        named = candidates.standing.get(name, ())
        given = table.choices("selections", selections, required=not named)
        nowhere = sorted(set(given) - set(named)) if ballots else []
        if nowhere:
            table.problem(
                "selections",
                f"the table of candidates does not say where {', '.join(nowhere[:5])} stand",
                "selections that stand in some unit by the table, or no selections",
            )
        standing = tuple(dict.fromkeys([*given, *named]))
        tabulated = table.choices("levels", levels) if table.has("levels") else tuple(levels)
        if with_types:
            tabulated = tuple(dict.fromkeys([*tabulated, VOTE_TYPE]))
        if level != NATION and level not in tabulated:
            table.problem(
                "levels", f"{level!r}, where the contest is decided, is not among them", "a list with it"
            )
        plain, names = table.names_of("name", "the contest's name")
        contests.append(
            Contest(
                id=name,
                name=plain,
                names=names,
                selections=standing,
                withdrawn=table.choices("withdrawn", standing),
                level=level,
                levels=(NATION, *tabulated),
                no_blank=table.flag("no_blank", default=False),
                no_null=table.flag("no_null", default=False),
                votes_allowed=table.integer("votes_allowed", 1, least=1),
                ballots=ballots,
            )
        )
        table.finish()
    unique_ids(tables, [contest.id for contest in contests])
    return {contest.id: contest for contest in contests}


def _stations(root: TomlTable, levels: list[str]) -> StationsChoice:
    # `roll` is the table's older name, and `roll.parquet` that of the file: a folder may still have both.
    older = "roll" in root.names() and "stations" not in root.names()
    table = root.table("roll" if older else "stations")
    known = [columns.CONTEST, columns.SHEET, columns.REGISTERED, "kind", "lat", "lon", "vote_types"]
    languages = table.languages("languages")
    known += levels + [f"{level}_name" for level in levels]
    known += [f"{level}_name_{tag}" for level in levels for tag in languages]
    renamed = table.table("columns")
    mapping = {
        key: renamed.text(key, "the name of a column of the stations file")
        for key in renamed.names()
        if key in known
    }
    for key in renamed.names():
        if key not in known:
            renamed.problem(key, "the stations file has no such column", ", ".join(known))
    usual = "roll.parquet" if older else "stations.parquet"
    file = table.text("file", "the stations file, Parquet or CSV", usual)
    choice = StationsChoice(file, mapping, table.flag("complete", default=True), languages)
    table.finish()
    return choice


def _checks(root: TomlTable, levels: list[str]) -> CheckSettings:
    # The codes are verified where the checks are, in the ledger room, which lies above this one.
    table = root.table("checks")
    settings = CheckSettings(
        off=table.texts("off", "a list of codes of checks"),
        exclude=table.texts("exclude", "a list of codes of checks"),
        place_factor=table.number("place_factor", 3.0, above=1.0),
        place_margin=table.integer("place_margin", 30, least=0),
        place_level=table.choice("place_level", levels) if table.has("place_level") else "",
        held_share=table.number("held_share", 0.2, above=0.0),
    )
    table.finish()
    return settings


def _baseline(root: TomlTable, selections: Collection[str]) -> BaselineChoice | None:
    if not root.has("baseline"):
        return None
    table = root.table("baseline")
    lists = table.text_map("lists")
    for name in lists:
        if name not in selections:
            table.problem(f"lists.{name}", "no selection has this id", one_of(selections))
    name, names = table.names_of("name", "what the earlier election is called", "")
    file = table.text("file", "the earlier election's file", "baseline.parquet")
    seats = table.text("seats", "the file with the seats of then, such as 'earlier-seats.csv'", "")
    choice = BaselineChoice(file, lists, name, names, seats)
    table.finish()
    return choice


def _boundaries(root: TomlTable, levels: list[str]) -> dict[str, BoundaryChoice]:
    tables = root.table("boundaries")
    choices = {}
    for level in tables.names():
        if level not in levels:
            tables.problem(level, "no level has this id", one_of(levels))
        table = tables.table(level)
        file = table.text("file", "a file of boundaries, GeoJSON or TopoJSON")
        code = table.text("code", "the property that holds a unit's code", "id")
        note, notes = table.names_of("note", "who drew the boundaries", "")
        choices[level] = BoundaryChoice(file, code, note, notes)
        table.finish()
    return choices


def _projection(
    root: TomlTable, levels: list[str], selections: Collection[str], day: date, usual_type: str
) -> ProjectionChoice | None:
    if not root.has("projection"):
        return None
    table = root.table("projection")
    place, area, region = (table.choice(key, levels) for key in ("place", "area", "region"))
    sample = table.text("sample", "the file of a sample, such as 'sample.csv'", "")
    vote_type = table.choice("vote_type", levels) if table.has("vote_type") else usual_type
    polls = read_polls(table.table("polls"), selections, day) if table.has("polls") else None
    table.finish()
    return ProjectionChoice(place, area, region, sample, polls, vote_type)


def _calls(root: TomlTable) -> CallSettings:
    table = root.table("calls")
    usual = CallSettings()
    settings = CallSettings(
        confirm_by=table.integer("confirm_by", usual.confirm_by, least=1),
        unattended=table.flag("unattended", default=usual.unattended),
        risk=table.number("risk", usual.risk, above=0.0),
    )
    if settings.risk >= 0.5:
        table.problem("risk", f"found {settings.risk:g}", "a number above 0 and below 0.5")
    if settings.unattended and settings.confirm_by > 1:
        table.problem("unattended", f"confirm_by asks for {settings.confirm_by} people", "one of the two")
    table.finish()
    return settings


def _law(root: TomlTable, contests: Collection[str], levels: list[str]) -> LawChoice | None:
    if not root.has("law"):
        return None
    table = root.table("law")
    roles = table.table("contests")
    role_levels = table.table("levels")
    bodies = table.table("names")
    called = {body: bodies.names_of(body, "what the chamber is called") for body in bodies.names()}
    choice = LawChoice(
        id=table.text("id", "a law's id such as 'bo/2020'"),
        contests={role: roles.choice(role, contests) for role in roles.names()},
        levels={role: role_levels.choice(role, [NATION, *levels]) for role in role_levels.names()},
        facts=table.text("facts", "a file's name such as 'facts.toml'") if table.has("facts") else "",
        whatever_day=table.flag("edition", default=False),
        names={body: names or {"": plain} for body, (plain, names) in called.items() if plain},
    )
    table.finish()
    return choice
