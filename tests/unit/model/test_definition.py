"""election.toml: what it gives, and a message for every mistake that can be made in it."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import feed_elections as fe
from escrutinio.model import (
    NATION,
    DefinitionError,
    Election,
    Observed,
    UsageError,
    load_election,
    parse_election,
)
from searches import examples

DROP = object()


def problems(values: dict[str, Any]) -> tuple[str, ...]:
    """The mistakes of a definition; it must have some."""
    with pytest.raises(DefinitionError) as caught:
        parse_election(values, Path("folder"))
    assert caught.value.where == str(Path("folder") / "election.toml")
    assert caught.value.problems
    return caught.value.problems


def changed(path: str, value: Any) -> dict[str, Any]:
    """The plain definition with one value set, or dropped; numbers in the path are positions."""
    values: dict[str, Any] = tomllib.loads(fe.PLAIN)
    *way, last = path.split("/")
    at: Any = values
    for step in way:
        at = at[int(step)] if step.isdigit() else at.setdefault(step, {})
    key = int(last) if last.isdigit() else last
    if value is DROP:
        del at[key]
    else:
        at[key] = value
    return values


ID = "letters, digits, '-' and '_', beginning with a letter or digit"
ZONE = "a name of the IANA time zone database such as 'America/La_Paz'"
COLOR = "a colour such as '#3366cc'"
COLUMN = "the name of a column, or a list of its spellings"
MADE = f"{COLUMN}, or {{ join = [...] }} or {{ first = [...] }} of several columns"
FIGURE = "the name of a column, a list of its spellings, or { sum = [...] } of columns to be added up"

#: Where, what stands there, and the one message that it must give.
MISTAKES: list[tuple[str, Any, str]] = [
    # the head
    ("election", DROP, "election: it is missing; allowed: a table [election]"),
    ("election", 3, "election: found 3; allowed: a table [election]"),
    ("election/id", DROP, f"election.id: it is missing; allowed: {ID}"),
    ("election/id", "", f"election.id: it is empty; allowed: {ID}"),
    ("election/id", 7, f"election.id: found 7; allowed: {ID}"),
    ("election/id", "a b", f"election.id: found 'a b'; allowed: {ID}"),
    ("election/id", "-a", f"election.id: found '-a'; allowed: {ID}"),
    ("election/id", "a\n", f"election.id: found 'a\\n'; allowed: {ID}"),
    ("election/name", DROP, "election.name: it is missing; allowed: the election's name"),
    ("election/name", "  ", "election.name: it is empty; allowed: the election's name"),
    ("election/name", ["x"], "election.name: found ['x']; allowed: the election's name"),
    (
        "election/name",
        16**5000,
        "election.name: found a number of thousands of digits; allowed: the election's name",
    ),
    ("election/date", DROP, "election.date: it is missing; allowed: a date such as 2020-10-18"),
    ("election/date", "2020-10-18", "election.date: found '2020-10-18'; allowed: a date such as 2020-10-18"),
    (
        "election/date",
        datetime(2020, 10, 18, 8),  # noqa: DTZ001
        "election.date: found the time 2020-10-18T08:00:00; allowed: a date such as 2020-10-18",
    ),
    ("election/timezone", DROP, f"election.timezone: it is missing; allowed: {ZONE}"),
    ("election/timezone", "", f"election.timezone: it is empty; allowed: {ZONE}"),
    ("election/timezone", "La Paz", f"election.timezone: found 'La Paz'; allowed: {ZONE}"),
    ("election/timezone", "America", f"election.timezone: found 'America'; allowed: {ZONE}"),
    ("election/timezone", "../UTC", f"election.timezone: found '../UTC'; allowed: {ZONE}"),
    ("election/timezone", "/etc/localtime", f"election.timezone: found '/etc/localtime'; allowed: {ZONE}"),
    ("election/timezone", "localtime", f"election.timezone: found 'localtime'; allowed: {ZONE}"),
    ("election/timezone", "posix/UTC", f"election.timezone: found 'posix/UTC'; allowed: {ZONE}"),
    ("election/timezone", "\0", f"election.timezone: found '\\x00'; allowed: {ZONE}"),
    ("election/timezone", -4, f"election.timezone: found -4; allowed: {ZONE}"),
    (
        "election/note",
        1,
        "election.note: found 1; allowed: what the sheets of the rehearsal are, "
        "shown with every result of it",
    ),
    (
        "election/nota",
        "x",
        "election.nota: there is no such key (did you mean 'note'?); allowed: 'date', 'id', 'languages', "
        "'name', 'note', 'timezone'",
    ),
    (
        "selection",
        [],
        "selection: there is no such key (did you mean 'selections'?); allowed: "
        "'baseline', 'boundaries', 'calls', 'candidates', 'checks', 'contests', 'election', 'feeds', 'law', "
        "'levels', 'projection', 'selections', 'site', 'stations', 'vote_types'",
    ),
    # levels
    ("levels", {}, "levels: found {}; allowed: one or more tables [[levels]]"),
    ("levels/0", "x", "levels: found something that is no table; allowed: one or more tables [[levels]]"),
    ("levels/0/id", "nation", "levels[1].id: 'nation' is a name of its own; allowed: another word"),
    ("levels/0/id", "sheet", "levels[1].id: 'sheet' is a name of its own; allowed: another word"),
    ("levels/0/id", "town_name", "levels[1].id: 'town_name' is a name of its own; allowed: another word"),
    ("levels/1/id", "region", "levels[2].id: 'region' stands twice; allowed: each id once"),
    ("levels/0/name", DROP, "levels[1].name: it is missing; allowed: the level's name"),
    (
        "levels/1/parent",
        "regoin",
        "levels[2].parent: found 'regoin' (did you mean 'region'?); allowed: 'nation', 'region'",
    ),
    ("levels/0/parent", "town", "levels[1].parent: found 'town'; allowed: 'nation'"),
    ("levels/1/parent", True, "levels[2].parent: found True; allowed: 'nation', 'region'"),
    ("levels/1/x", 1, "levels[2].x: there is no such key; allowed: 'id', 'name', 'parent'"),
    # selections
    ("selections", 1, "selections: found 1; allowed: one or more tables [[selections]]"),
    ("selections", DROP, "selections: it is missing; allowed: one or more tables [[selections]]"),
    ("selections/1/id", "A", "selections[2].id: 'A' stands twice; allowed: each id once"),
    (
        "selections/1/id",
        "a_",
        "selections[2].id: 'a_' differs from 'A' in case or punctuation only; "
        "allowed: ids with other letters",
    ),
    ("selections/0/color", DROP, f"selections[1].color: it is missing; allowed: {COLOR}"),
    ("selections/0/color", "red", f"selections[1].color: found 'red'; allowed: {COLOR}"),
    ("selections/0/color", "#fff", f"selections[1].color: found '#fff'; allowed: {COLOR}"),
    ("selections/0/color", "#12345g", f"selections[1].color: found '#12345g'; allowed: {COLOR}"),
    ("selections/0/color", "#123456\n", f"selections[1].color: found '#123456\\n'; allowed: {COLOR}"),
    ("selections/0/color", 0x112233, f"selections[1].color: found 1122867; allowed: {COLOR}"),
    ("selections/0/name", "", "selections[1].name: it is empty; allowed: the selection's name"),
    (
        "selections/0/colour",
        "#112233",
        "selections[1].colour: there is no such key (did you mean 'color'?); "
        "allowed: 'color', 'id', 'name', 'short'",
    ),
    # contests
    ("contests", "mayor", "contests: found 'mayor'; allowed: one or more tables [[contests]]"),
    ("contests/0/name", DROP, "contests[1].name: it is missing; allowed: the contest's name"),
    (
        "contests/0/selections",
        ["A", "Z"],
        "contests[1].selections: found 'Z'; allowed: a list of 'A', 'B', 'C'",
    ),
    (
        "contests/0/selections",
        ["A", "B", "C", "A"],
        "contests[1].selections: 'A' stands twice; allowed: each once",
    ),
    ("contests/0/selections", "ABC", "contests[1].selections: found 'ABC'; allowed: a list of 'A', 'B', 'C'"),
    ("contests/1/selections", [1], "contests[2].selections: found [1]; allowed: a list of 'A', 'B', 'C'"),
    ("contests/1/selections", [], "contests[2].selections: it is empty; allowed: a list of 'A', 'B', 'C'"),
    (
        "contests/1/selections",
        DROP,
        "contests[2].selections: it is missing; allowed: a list of 'A', 'B', 'C'",
    ),
    ("contests/1/withdrawn", ["C"], "contests[2].withdrawn: found 'C'; allowed: a list of 'A', 'B'"),
    (
        "contests/1/level",
        "regions",
        "contests[2].level: found 'regions' (did you mean 'region'?); allowed: 'nation', 'region', 'town'",
    ),
    (
        "contests/1/levels",
        ["nation"],
        "contests[2].levels: found 'nation' (did you mean 'town'?); allowed: a list of 'region', 'town'",
    ),
    (
        "contests/1/levels",
        ["town"],
        "contests[2].levels: 'region', where the contest is decided, is not among them; "
        "allowed: a list with it",
    ),
    (
        "contests/1/withdrew",
        ["A"],
        "contests[2].withdrew: there is no such key (did you mean 'withdrawn'?); allowed: 'id', 'level', "
        "'levels', 'name', 'no_blank', 'no_null', 'selections', 'votes_allowed', 'withdrawn'",
    ),
    # the stations file
    ("stations", [], "stations: found []; allowed: a table [stations]"),
    ("stations/file", 1, "stations.file: found 1; allowed: the stations file, Parquet or CSV"),
    ("stations/columns", "x", "stations.columns: found 'x'; allowed: a table [stations.columns]"),
    (
        "stations/columns",
        {"voters": "n"},
        "stations.columns.voters: the stations file has no such column; allowed: contest, sheet, registered, "
        "kind, lat, "
        "lon, vote_types, region, town, region_name, town_name",
    ),
    (
        "stations/columns",
        {"sheet": 5},
        "stations.columns.sheet: found 5; allowed: the name of a column of the stations file",
    ),
    (
        "stations/path",
        "x",
        "stations.path: there is no such key; allowed: 'columns', 'complete', 'file', 'languages'",
    ),
    # checks
    ("baseline", {"file": 1}, "baseline.file: found 1; allowed: the earlier election's file"),
    (
        "boundaries",
        {"x": {"file": "a.json"}},
        "boundaries.x: no level has this id; allowed: 'region', 'town'",
    ),
    (
        "boundaries",
        {"region": {}},
        "boundaries.region.file: it is missing; allowed: a file of boundaries, GeoJSON or TopoJSON",
    ),
    (
        "baseline",
        {"lists": {"Z": "OLD"}},
        "baseline.lists.Z: no selection has this id; allowed: 'A', 'B', 'C'",
    ),
    (
        "projection",
        {"place": "nowhere", "area": "region", "region": "region"},
        "projection.place: found 'nowhere'; allowed: 'region', 'town'",
    ),
    ("checks/off", 1, "checks.off: found 1; allowed: a list of codes of checks"),
    ("checks/exclude", ["a", 1], "checks.exclude: found ['a', 1]; allowed: a list of codes of checks"),
    ("checks/place_factor", 1, "checks.place_factor: found 1; allowed: a number above 1"),
    ("checks/place_factor", "3", "checks.place_factor: found '3'; allowed: a number above 1"),
    ("checks/place_factor", True, "checks.place_factor: found True; allowed: a number above 1"),
    ("checks/place_factor", float("nan"), "checks.place_factor: found nan; allowed: a number above 1"),
    ("checks/place_factor", float("inf"), "checks.place_factor: found inf; allowed: a number above 1"),
    (
        "checks/place_factor",
        16**400,
        "checks.place_factor: found " + str(16**400)[:80] + "...; allowed: a number above 1",
    ),
    (
        "checks/place_margin",
        1.5,
        "checks.place_margin: found 1.5; allowed: a whole number from 0 to 1000000000",
    ),
    (
        "checks/place_margin",
        -1,
        "checks.place_margin: found -1; allowed: a whole number from 0 to 1000000000",
    ),
    (
        "checks/place_level",
        "place",
        "checks.place_level: found 'place'; allowed: 'region', 'town'",
    ),
    (
        "checks/placefactor",
        3,
        "checks.placefactor: there is no such key (did you mean 'place_factor'?); allowed: 'exclude', "
        "'held_share', 'off', 'place_factor', 'place_level', 'place_margin'",
    ),
    # the law
    ("law", "bo/2020", "law: found 'bo/2020'; allowed: a table [law]"),
    ("law", {}, "law.id: it is missing; allowed: a law's id such as 'bo/2020'"),
    (
        "law",
        {"id": "bo/2020", "contests": {"president": "mayr"}},
        "law.contests.president: found 'mayr' (did you mean 'mayor'?); allowed: 'mayor', 'council'",
    ),
    (
        "law",
        {"id": "bo/2020", "contests": {"president": 1}},
        "law.contests.president: found 1; allowed: 'mayor', 'council'",
    ),
    (
        "law",
        {"id": "bo/2020", "contests": ["mayor"]},
        "law.contests: found ['mayor']; allowed: a table [law.contests]",
    ),
    (
        "law",
        {"id": "bo/2020", "levels": {"president": "county"}},
        "law.levels.president: found 'county'; allowed: 'nation', 'region', 'town'",
    ),
    (
        "law",
        {"id": "bo/2020", "level": "x"},
        "law.level: there is no such key (did you mean 'levels'?); "
        "allowed: 'contests', 'edition', 'facts', 'id', 'levels', 'names'",
    ),
    # feeds
    ("feeds", {"id": "x"}, "feeds: found {'id': 'x'}; allowed: one or more tables [[feeds]]"),
    ("feeds/0/id", DROP, f"feeds[1].id: it is missing; allowed: {ID}"),
    ("feeds/0/id", "the night", f"feeds[1].id: found 'the night'; allowed: {ID}"),
    ("feeds/0/name", 1, "feeds[1].name: found 1; allowed: the source in words"),
    ("feeds/0/files", DROP, "feeds[1].files: it is missing; allowed: glob patterns such as '*.csv'"),
    ("feeds/0/files", [], "feeds[1].files: it is empty; allowed: glob patterns such as '*.csv'"),
    ("feeds/0/files", [""], "feeds[1].files: found ['']; allowed: glob patterns such as '*.csv'"),
    ("feeds/0/files", {"a": 1}, "feeds[1].files: found {'a': 1}; allowed: glob patterns such as '*.csv'"),
    ("feeds/0/snapshot", "yes", "feeds[1].snapshot: found 'yes'; allowed: true or false"),
    ("feeds/0/snapshot", 1, "feeds[1].snapshot: found 1; allowed: true or false"),
    (
        "feeds/0/precedence",
        True,
        "feeds[1].precedence: found True; allowed: a whole number from -1000000000 to 1000000000",
    ),
    (
        "feeds/0/precedence",
        2**70,
        f"feeds[1].precedence: found {2**70}; allowed: a whole number from -1000000000 to 1000000000",
    ),
    ("feeds/0/layout", "tall", "feeds[1].layout: found 'tall'; allowed: 'wide', 'long', 'groups'"),
    (
        "feeds/0/contest",
        "mayor",
        "feeds[1].contest: exactly one of contest and contest_column is needed; "
        'allowed: contest = "ID" or a column',
    ),
    (
        "feeds/0/contest_column",
        DROP,
        "feeds[1].contest: exactly one of contest and contest_column is needed; "
        'allowed: contest = "ID" or a column',
    ),
    (
        "feeds/0/contest_column",
        3,
        f"feeds[1].contest_column: found 3; allowed: {MADE}",
    ),
    (
        "feeds/0/contest_values",
        {"M": "major"},
        "feeds[1].contest_values.M: found 'major' (did you mean 'mayor'?); allowed: 'mayor', 'council'",
    ),
    (
        "feeds/0/contest_values",
        ["M"],
        "feeds[1].contest_values: found ['M']; allowed: a table [feeds[1].contest_values]",
    ),
    (
        "feeds/0/sheet",
        DROP,
        "feeds[1].sheet: it is missing; allowed: the column, or the columns, that name the sheet",
    ),
    ("feeds/0/sheet", 1, "feeds[1].sheet: found 1; allowed: the column, or the columns, that name the sheet"),
    ("feeds/0/counts/cast", 1, f"feeds[1].counts.cast: found 1; allowed: {FIGURE}"),
    (
        "feeds/0/counts/casts",
        "x",
        "feeds[1].counts.casts: there is no such key (did you mean 'cast'?); allowed: 'blank', 'cast', "
        "'null', 'registered', 'valid'",
    ),
    (
        "feeds/0/counts/blank",
        "cast",
        "feeds[1].counts.blank: 'cast' is read for feeds[1].counts.cast already; allowed: each column once",
    ),
    ("feeds/0/votes", 1, "feeds[1].votes: found 1; allowed: a table [feeds[1].votes]"),
    ("feeds/0/votes/A", {}, f"feeds[1].votes.A: found {{}}; allowed: {FIGURE}"),
    (
        "feeds/0/votes/A",
        {"sum": ["x"]},
        "feeds[1].votes.A.sum: found ['x']; allowed: a list of two columns or more",
    ),
    (
        "feeds/0/counts/cast",
        {"sum": ["x", 3]},
        "feeds[1].counts.cast.sum: found ['x', 3]; allowed: a list of two columns or more",
    ),
    (
        "feeds/0/counts/cast",
        {"sum": ["x", ["y", "x"]]},
        "feeds[1].counts.cast: 'x' is read for feeds[1].counts.cast.sum[1] already; "
        "allowed: each column once",
    ),
    ("feeds/0/same_word", "last", "feeds[1].same_word: found 'last'; allowed: 'refuse', 'sum'"),
    ("feeds/0/same_sheet", True, "feeds[1].same_sheet: found True; allowed: 'refuse', 'sum'"),
    (
        "feeds/0/votes/D",
        "x",
        "feeds[1].votes.D: no selection has this id; allowed: the ids of [[selections]]",
    ),
    (
        "feeds/0/votes/B",
        ["list_b", "list_a"],
        "feeds[1].votes.B: 'list_a' is read for feeds[1].votes.A already; allowed: each column once",
    ),
    (
        "feeds/0/votes/B",
        "null",
        "feeds[1].votes.B: 'null' is read for feeds[1].counts.null already; allowed: each column once",
    ),
    (
        "feeds/0/units/region",
        "x",
        "feeds[1].units.region: found 'x'; allowed: a table [feeds[1].units.region]",
    ),
    (
        "feeds/0/units/region",
        {},
        "feeds[1].units.region.column: it is missing; allowed: a column, or columns to be joined",
    ),
    (
        "feeds/0/units/county",
        {"column": "x"},
        "feeds[1].units.county: no level has this id; allowed: the ids of [[levels]]",
    ),
    (
        "feeds/0/units/region",
        {"column": "x", "values": {"1": 1}},
        "feeds[1].units.region.values.1: found 1; allowed: a text in quotes",
    ),
    (
        "feeds/0/units/region",
        {"column": "x", "values": "1"},
        "feeds[1].units.region.values: found '1'; allowed: a table of texts",
    ),
    (
        "feeds/0/units/region",
        {"column": "x", "default": 0},
        "feeds[1].units.region.default: found 0; allowed: the unit of all other values",
    ),
    ("feeds/0/observed", "x", "feeds[1].observed: found 'x'; allowed: a table [feeds[1].observed]"),
    (
        "feeds/0/observed/column",
        [1],
        "feeds[1].observed.column: found [1]; allowed: columns that hold a time, first filled one counts, "
        "or { join = [...] } or { first = [...] } of several columns",
    ),
    (
        "feeds/0/observed/column",
        {"first": ["x", []]},
        "feeds[1].observed.column.first: found ['x', []]; allowed: a list of two columns or more, each a "
        "name or a list of names to be joined",
    ),
    (
        "feeds/0/observed/column",
        {"first": ["x", "y"], "without": [0]},
        "feeds[1].observed.column.without: found [0]; allowed: words that mean that a column has none, such "
        'as "Independent"',
    ),
    (
        "feeds/0/observed/file_name",
        "(",
        "feeds[1].observed.file_name: not a regular expression: missing ), unterminated subpattern at "
        "position 0; allowed: e.g. '(\\d{8}_\\d{6})'",
    ),
    (
        "feeds/0/observed/file_name",
        "(a){99999999999999999999}",
        "feeds[1].observed.file_name: not a regular expression: the repetition number is too large; "
        "allowed: e.g. '(\\d{8}_\\d{6})'",
    ),
    (
        "feeds/0/observed/file_name",
        "([[a])",
        "feeds[1].observed.file_name: not a regular expression: Possible nested set at position 2; "
        "allowed: e.g. '(\\d{8}_\\d{6})'",
    ),
    (
        "feeds/0/observed/file_name",
        r"\d+",
        "feeds[1].observed.file_name: it has 0 groups; allowed: exactly one group, around the time",
    ),
    (
        "feeds/0/observed/file_name",
        r"(\d+)_(\d+)",
        "feeds[1].observed.file_name: it has 2 groups; allowed: exactly one group, around the time",
    ),
    *(
        (
            "feeds/0/observed/format",
            form,
            f"feeds[1].observed.format: found {form!r}; allowed: a strptime format with the day, "
            "e.g. '%Y%m%d_%H%M%S'",
        )
        for form in ("", "%Q", "%", "%Y%Y", "%H:%M", "%Y-%m", "%s")
    ),
    (
        "feeds/0/observed/default",
        "2020-10-18",
        "feeds[1].observed.default: found '2020-10-18'; allowed: a time such as 2020-10-18T20:00:00",
    ),
    (
        "feeds/0/observed/default",
        date(2020, 10, 18),
        "feeds[1].observed.default: found datetime.date(2020, 10, 18); allowed: a time such as "
        "2020-10-18T20:00:00",
    ),
    (
        "feeds/0/observed/default",
        datetime(9999, 12, 31, 23),  # noqa: DTZ001
        "feeds[1].observed.default: found 9999-12-31T23:00:00; "
        "allowed: a time of the years 1 to 9999, in UTC",
    ),
    (
        "feeds/0/observed/columns",
        "x",
        "feeds[1].observed.columns: there is no such key (did you mean 'column'?); allowed: 'column', "
        "'default', 'file_name', 'format'",
    ),
    ("feeds/0/ignore", True, "feeds[1].ignore: found True; allowed: a list of columns"),
    ("feeds/0/parts", 1, "feeds[1].parts: found 1; allowed: a list of workbook sheets"),
    *(
        (
            "feeds/0/encodings",
            ["utf-8", name],
            f"feeds[1].encodings: {name!r} is not known; allowed: names such as 'utf-8-sig', 'latin-1'",
        )
        for name in ("utf-9", "hex", "undefined", "\0")
    ),
    *(
        (
            "feeds/0/delimiter",
            sign,
            f"feeds[1].delimiter: found {sign!r}; allowed: one character, no quote or line break",
        )
        for sign in ("", ";;", '"', "\n", "\0")
    ),
    ("feeds/0/delimiter", 1, "feeds[1].delimiter: found 1; allowed: one character"),
]


@pytest.mark.parametrize(
    ("path", "value", "message"), MISTAKES, ids=[f"{i}-{path}" for i, (path, _, _) in enumerate(MISTAKES)]
)
def test_a_mistake_has_its_message(path: str, value: Any, message: str) -> None:
    assert message in problems(changed(path, value))


def test_the_table_of_mistakes_is_about_a_sound_definition() -> None:
    assert parse_election(tomllib.loads(fe.PLAIN), Path()).id == "test-1"


@pytest.mark.parametrize("key", ["selection_column", "votes_column"])
def test_the_long_layout_needs_its_columns(key: str) -> None:
    values = changed("feeds/0/layout", "long")
    values["feeds"][0] |= {"selection_column": "list", "votes_column": "n"}
    parse_election(values, Path())
    del values["feeds"][0][key]
    assert problems(values) == (
        f"feeds[1].{key}: it is missing; allowed: {FIGURE if key == 'votes_column' else MADE}",
    )


def test_two_feeds_or_contests_of_one_name() -> None:
    values = tomllib.loads(fe.PLAIN)
    values["feeds"].append(copy.deepcopy(values["feeds"][0]))
    values["contests"].append(copy.deepcopy(values["contests"][1]))
    assert problems(values) == (
        "contests[3].id: 'council' stands twice; allowed: each id once",
        "feeds[2].id: 'night' stands twice; allowed: each id once",
    )


def test_all_mistakes_are_listed_at_once() -> None:
    values = changed("election/timezone", "Nowhere")
    values["selections"][0]["color"] = "blue"
    values["contests"][0]["selections"].append("Z")
    values["feeds"][0]["snapshot"] = "no"
    values["extra"] = 1
    found = problems(values)
    assert {problem.split(":")[0] for problem in found} == {
        "election.timezone",
        "selections[1].color",
        "contests[1].selections",
        "feeds[1].snapshot",
        "extra",
    }
    with pytest.raises(DefinitionError, match="5 mistakes in the election's definition") as caught:
        parse_election(values, Path())
    assert all(problem in str(caught.value) for problem in found)


def test_an_empty_definition_names_what_is_needed() -> None:
    found = problems({})
    assert {problem.split(":")[0] for problem in found} == {
        "election",
        "election.id",
        "election.name",
        "election.date",
        "election.timezone",
        "selections",
        "contests",
    }


def test_what_the_plain_definition_gives() -> None:
    election = parse_election(tomllib.loads(fe.PLAIN), Path("f"))
    assert election.name == "A test election"
    assert election.date == date(2024, 5, 5)
    assert str(election.timezone) == "America/La_Paz"
    assert [(level.id, level.parent) for level in election.levels] == [("region", NATION), ("town", "region")]
    assert election.level_ids() == ("region", "town")
    assert {key: (selection.name, selection.color) for key, selection in election.selections.items()} == {
        "A": ("List A", "#112233"), "B": ("List B", "#AABBCC"), "C": ("List C", "#000000"),
    }  # fmt: skip
    mayor, council = election.contests.values()
    assert (mayor.id, mayor.selections, mayor.withdrawn) == ("mayor", ("A", "B", "C"), ("C",))
    assert (mayor.level, mayor.levels) == (NATION, (NATION, "region", "town"))
    assert (council.level, council.levels) == ("region", (NATION, "region", "town"))
    assert election.law is None
    assert (election.stations.file, election.stations.columns) == ("stations.parquet", {})
    assert (election.checks.place_factor, election.checks.place_margin) == (3.0, 30)
    feed = election.feeds["night"]
    assert (feed.contest, feed.contest_columns, feed.sheet) == (None, ("contest",), ("sheet",))
    assert feed.votes["A"] == (("list_a", "A"),)
    assert feed.counts["null"] == (("null",),)
    assert feed.observed == Observed(file_name=r"(\d{8}_\d{6})", format="%Y%m%d_%H%M%S")
    assert (feed.snapshot, feed.precedence, feed.layout, feed.delimiter) == (False, 0, "wide", ",")
    assert feed.encodings == ("utf-8-sig", "latin-1")
    assert election.folder == Path("f")


def test_the_older_name_of_the_stations_table_is_still_read() -> None:
    values = changed("roll", {"columns": {"sheet": "MESA"}})
    values.pop("stations", None)

    older = parse_election(values, Path("nowhere")).stations
    named = parse_election(values | {"roll": {"file": "stations.csv"}}, Path("nowhere")).stations

    assert (older.file, older.columns) == ("roll.parquet", {"sheet": "MESA"})
    assert (named.file, named.columns) == ("stations.csv", {})


def test_both_names_of_the_stations_table_are_one_too_many() -> None:
    values = changed("roll", {}) | {"stations": {}}

    assert any(problem.startswith("roll: there is no such key") for problem in problems(values))


def test_what_the_sample_gives() -> None:
    election = parse_election(fe.sample_values(), Path())
    assert election.id == "bo-2020-10-18"
    assert len(election.selections) == 16
    assert list(election.contests) == ["president", "single-member", "special"]
    assert election.contests["single-member"].level == "district"
    assert election.contests["special"].levels == (NATION, "department", "province", "municipality", "place")
    assert election.law is not None
    assert election.law.levels == {
        "president": "department",
        "single-member": "district",
        "special": "department",
    }
    official = election.feeds["official-count"]
    assert official.snapshot
    assert official.units["department"].columns == ("ID_PAIS", "ID_DEPARTAMENTO")
    assert official.units["department"].default == "EXT"
    assert official.units["district"].values["63"] == "C63"
    # Midnight in La Paz is four hours later in UTC.
    assert election.feeds["finished-special"].observed.default == datetime(2020, 10, 29, 4, tzinfo=UTC)


def test_a_default_time_may_carry_its_offset() -> None:
    values = changed("feeds/0/observed/default", tomllib.loads("t = 2024-05-05T20:00:00+02:00")["t"])
    assert parse_election(values, Path()).feeds["night"].observed.default == datetime(
        2024, 5, 5, 18, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "form", ["%Y%m%d_%H%M%S", "%d.%m.%Y %H:%M", "%y%j%H%M", "%Y-%m-%dT%H:%M:%S%z", "%b %d %Y"]
)
def test_time_formats(form: str) -> None:
    assert (
        parse_election(changed("feeds/0/observed/format", form), Path()).feeds["night"].observed.format
        == form
    )


# --- the file


def write(folder: Path, data: bytes) -> Path:
    (folder / "election.toml").write_bytes(data)
    return folder


def test_the_definition_is_loaded_from_its_folder(tmp_path: Path) -> None:
    election = load_election(write(tmp_path, fe.PLAIN.encode()))
    assert (election.id, election.folder) == ("test-1", tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load_election(write(tmp_path, b"\xef\xbb\xbf" + fe.PLAIN.encode())).id == "test-1"


def test_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    assert load_election(write(tmp_path, fe.PLAIN.replace("\n", "\r\n").encode())).id == "test-1"


def test_a_folder_without_a_definition(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(
            UsageError, match=r"is not an election folder: there is no election\.toml"
        ) as caught:
            load_election(folder)
        assert "escrutinio new" in caught.value.hint
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(UsageError, match="is not an election folder"):
        load_election(file)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[election", "this is not valid TOML: Expected ']' at the end of a table declaration"),
        (b"[election]\nid = x", "this is not valid TOML: Invalid value (at line 2, column 6)"),
        (b"a = 1\na = 2", "this is not valid TOML: Cannot overwrite a value"),
        (b"a = " + b"[" * 5000, "this is not valid TOML: maximum recursion depth exceeded"),
        (b"a = " + b"1" * 5000, "this is not valid TOML: Exceeds the limit"),
        ("name = 'São'".encode("latin-1"), "the file cannot be read as UTF-8 text: "),
        (b"PK\x03\x04\xff\xfe", "the file cannot be read as UTF-8 text: "),
    ],
)
def test_wrong_toml(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load_election(write(tmp_path, data))
    (problem,) = caught.value.problems
    assert problem.startswith(message)
    assert caught.value.where == str(tmp_path / "election.toml")


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "election.toml").mkdir()
    with pytest.raises(DefinitionError, match="1 mistake"):
        load_election(tmp_path)


# --- no definition whatever gives anything but an election or its list of mistakes

SAMPLE = fe.sample_values()


def places(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The ways to all values below a value."""
    if isinstance(value, dict):
        inner: list[tuple[str | int, Any]] = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        return [way]
    return [way, *(place for key, below in inner for place in places(below, (*way, key)))]


WAYS = [way for way in places(SAMPLE) if way]
#: One way of each shape, so that the 63 districts do not outweigh all else.
SHAPES = sorted(
    {tuple(0 if isinstance(s, int) else s for s in way if "values" not in way): way for way in WAYS}.values(),
    key=str,
)

toml_values = st.recursive(
    st.none().map(lambda _: "")
    | st.booleans()
    | st.integers()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "nation",
            "president",
            "department",
            "MAS-IPSP",
            "long",
            "utf-8",
            "(",
            "(a)",
            "%Y",
            "\0",
            "\ud7ff",
            "A" * 300,
        ]
    )
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC))
    | st.times(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["id", "name", "column"]), inner, max_size=4)
    ),
    max_leaves=6,
)


def outcome(read: Callable[[], Election]) -> Election | None:
    """The election, or None after mistakes of the form that all have; anything else is a failure."""
    try:
        return read()
    except DefinitionError as error:
        problems, text = error.problems, str(error)
    assert problems
    assert all("; allowed: " in problem or "this is not valid TOML: " in problem for problem in problems)
    assert all(problem in text for problem in problems)
    return None


def put(values: Any, way: tuple[str | int, ...], value: Any) -> None:
    """Replace what stands at a way, if the way still exists."""
    for step in way[:-1]:
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(values, dict | list):
        try:
            values[way[-1]] = value  # type: ignore[index]
        except (IndexError, TypeError):
            return


@examples(400)
@given(
    st.lists(st.tuples(st.sampled_from(WAYS) | st.sampled_from(SHAPES), toml_values), min_size=1, max_size=4)
)
@example([(("feeds", 3, "observed", "default"), datetime(1, 1, 1))])  # noqa: DTZ001
@example([(("election", "timezone"), "Asia/Tokyo"), (("feeds", 3, "observed", "default"), datetime(1, 1, 1))])  # noqa: DTZ001
@example([(("feeds", 0, "observed", "file_name"), "(" * 400 + ")" * 400)])
@example([(("selections", 0, "id"), 10**5000)])
def test_any_definition_gives_an_election_or_its_mistakes(
    changes: list[tuple[tuple[str | int, ...], Any]],
) -> None:
    values = copy.deepcopy(SAMPLE)
    for way, value in changes:
        put(values, way, copy.deepcopy(value))
    election = outcome(lambda: parse_election(values, Path()))
    if election is None:
        return
    assert isinstance(election, Election)
    # What it names is there: no id dangles.
    for contest in election.contests.values():
        assert set(contest.selections) <= set(election.selections)
        assert set(contest.withdrawn) <= set(contest.selections)
        assert set(contest.levels) <= {NATION, *election.level_ids()}
        assert contest.level in contest.levels
    for feed in election.feeds.values():
        assert set(feed.votes) <= set(election.selections)
        assert set(feed.units) <= set(election.level_ids())
        assert set(feed.contest_values.values()) <= set(election.contests)
        assert (feed.contest is None) != (not feed.contest_columns)
        assert feed.sheet
        assert feed.files


@examples(150)
@given(st.lists(st.sampled_from(WAYS), min_size=1, max_size=3))
def test_whatever_is_left_out_is_found_or_optional(ways: list[tuple[str | int, ...]]) -> None:
    values = copy.deepcopy(SAMPLE)
    for way in ways:
        at: Any = values
        try:
            for step in way[:-1]:
                at = at[step]
            del at[way[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    outcome(lambda: parse_election(values, Path()))


@examples(150)
@given(st.integers(0, len(fe.PLAIN) - 1), st.sampled_from(list("\"'[]={}#\n\\.x0-")), st.booleans())
def test_any_text_gives_an_election_or_its_mistakes(
    tmp_path_factory: pytest.TempPathFactory, at: int, sign: str, cut: bool
) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = fe.PLAIN[:at] + sign + ("" if cut else fe.PLAIN[at:])
    outcome(lambda: load_election(write(folder, text.encode())))
