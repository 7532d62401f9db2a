"""Reads the tables ``[[feeds]]`` of an election.toml: how the files of a source become sheets."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from escrutinio.model import sheet as columns
from escrutinio.model.election import Contest
from escrutinio.model.feed import (
    Feed,
    FigureColumns,
    JoinedColumn,
    NumberForm,
    Observed,
    StatusColumn,
    TableColumns,
    UnitMapping,
)
from escrutinio.model.feed_joins import joined_feeds
from escrutinio.model.names import exact
from escrutinio.model.toml_table import TomlTable, shown, unique_ids
from escrutinio.model.vote_types import VOTE_TYPE, VoteType, read_vote_type_mapping
from escrutinio.model.web_source import web_source

_PLACE = "the first and the last character of the column on its line, counted from 1, such as [1, 6]"


def feed_mappings(
    root: TomlTable,
    contests: dict[str, Contest],
    selections: Collection[str],
    levels: list[str],
    timezone: ZoneInfo,
    vote_types: Sequence[VoteType] = (),
) -> dict[str, Feed]:
    """The feeds that the tables ``[[feeds]]`` define; mistakes are noted in the tables.

    Args:
        root: the whole definition.
        contests: the contests that are defined.
        selections: the ids of the selections that are defined.
        levels: the ids of the levels that are defined.
        timezone: of a time that says none.
        vote_types: those that the election tells apart.
    """
    tables = root.tables("feeds")
    feeds = [_feed(table, contests, selections, levels, timezone, vote_types) for table in tables]
    unique_ids(tables, [feed.id for feed in feeds])
    return joined_feeds({feed.id: feed for feed in feeds}, tables)


def _feed(
    table: TomlTable,
    contests: dict[str, Contest],
    selections: Collection[str],
    levels: list[str],
    timezone: ZoneInfo,
    vote_types: Sequence[VoteType],
) -> Feed:
    layout = table.choice("layout", ["wide", "long", "groups"], "wide")
    is_long = layout != "wide"
    column = "the name of a column, or a list of its spellings"
    repeated = ["refuse", "sum"]
    fixed = table.choice("contest", contests) if table.has("contest") else None
    joined: list[JoinedColumn] = []
    contest_columns = _columns(table, "contest_column", column, "-", joined)
    if (fixed is None) == (not contest_columns):
        table.problem(
            "contest", "exactly one of contest and contest_column is needed", 'contest = "ID" or a column'
        )
    words = table.table("contest_values")
    counts = table.table("counts")
    votes = table.table("votes")
    units = table.table("units")
    vote_type = read_vote_type_mapping(table, vote_types, layout)
    tables = _table_columns(table.table("tables")) if table.has("tables") else None
    if vote_types and tables is not None and tables.in_part:
        table.problem(
            "tables.partial",
            "no place counts in part where vote types are told apart: how many voters of a type its tables "
            "have is not known",
            '"wait"',
        )
    # Columns of types say where votes stand; what they are called together is then a name and no column.
    by_type = is_long and vote_type is not None and bool(vote_type.patterns)
    votes_columns = _figure(table, "votes_column", required=is_long and not by_type)
    feed = Feed(
        id=table.identifier(),
        name=table.text("name", "the source in words", default=""),
        files=table.texts("files", "glob patterns such as '*.csv'", required=not table.has("url")),
        snapshot=table.flag("snapshot", default=False),
        precedence=table.integer("precedence", 0),
        layout=layout,
        contest=fixed or None,
        contest_columns=contest_columns,
        contest_values={word: words.choice(word, contests) for word in words.names()},
        without_contest=table.choice("without_contest", ["refuse", "all"], "refuse"),
        contests=table.choices("contests", contests),
        only=_patterns(table.table("only")),
        skip=_patterns(table.table("skip")),
        counted=_status_column(table.table("counted")) if table.has("counted") else None,
        tables=tables,
        sheet=table.texts("sheet", "the column, or the columns, that name the sheet", required=True),
        sheet_optional=table.texts("sheet_optional", "columns of sheet that may be empty"),
        counts={key: _figure(counts, key) for key in columns.COUNTS},
        votes={key: _figure(votes, key) for key in votes.names()},
        selection_columns=_columns(table, "selection_column", column, " ", joined, required=is_long),
        votes_columns=votes_columns or ((("votes",),) if by_type else ()),
        same_word=table.choice("same_word", repeated, "refuse"),
        absent_word=table.choice("absent_word", ["unknown", "zero"], "unknown"),
        same_sheet=table.choice("same_sheet", repeated, "refuse"),
        joins=table.text("joins", "the id of another feed", ""),
        figures=table.choice("figures", ["all", "votes", "counts"], "all"),
        selections=table.choices("selections", selections),
        units={key: _unit_mapping(units.table(key)) for key in units.names()},
        observed=_observed(table.table("observed"), timezone, joined),
        vote_type=vote_type,
        ignore=table.texts("ignore", "a list of columns"),
        encodings=table.texts("encodings", "a list of encodings") or ("utf-8-sig", "latin-1"),
        parts=table.texts("parts", "a list of workbook sheets"),
        delimiter=table.text("delimiter", "one character", ","),
        rows=table.text("rows", "the path to the rows of a document, such as 'stations/*'", ""),
        fixed_width=_places(table.table("fixed_width")),
        header=table.flag("header", default=True),
        header_row=table.integer("header_row", 0, least=0),
        header_rows=table.integer("header_rows", 1, least=1),
        turned=table.flag("turned", default=False),
        blocks=table.flag("blocks", default=False),
        group_width=table.integer("group_width", 0, least=0),
        fill_down=table.texts("fill_down", "columns whose value stands on the first row of a group alone"),
        width=table.counts("width"),
        numbers=_number_form(table.table("numbers")),
        joined_columns=tuple(joined),
        web=web_source(table),
    )
    if feed.web is not None and feed.web.each and feed.snapshot:
        table.problem(
            "snapshot",
            "each page holds a part of the count, and would withdraw the others",
            "false with each",
        )
    if feed.web is not None and feed.observed.default is not None:
        table.problem(
            "observed.default", "what a url shows changes in time", "no default: the answer says its time"
        )
    for key, parts in feed.votes.items():
        if key not in selections:
            votes.problem(key, "no selection has this id", "the ids of [[selections]]")
        if is_long and len(parts) > 1:
            votes.problem(key, "words are not added up by sum", 'a list of words, and same_word = "sum"')
    for key in feed.units:
        if key not in levels:
            units.problem(key, "no level has this id", "the ids of [[levels]]")
        elif vote_types and key == VOTE_TYPE:
            units.problem(key, "vote types are said by vote_type", "vote_type of the feed")
    if len(feed.delimiter) != 1 or feed.delimiter in '"\r\n\0':
        table.problem("delimiter", f"found {shown(feed.delimiter)}", "one character, no quote or line break")
    if feed.contests and not contest_columns and feed.contests != (fixed,):
        table.problem(
            "contests", f"all rows are of the contest {shown(fixed)}", f"contests = {shown([fixed])}"
        )
    if feed.without_contest == "all" and not (contest_columns and layout == "long"):
        table.problem(
            "without_contest", "no row of the feed lacks a contest", "a contest_column, and the long layout"
        )
    if not set(feed.sheet_optional) < set(feed.sheet) and feed.sheet_optional:
        table.problem("sheet_optional", f"found {shown(list(feed.sheet_optional))}", "some of sheet, not all")
    for key, given in (("header_row", feed.header_row), ("header_rows", feed.header_rows > 1)):
        if given and not feed.header:
            table.problem(key, "there is no header", f"{key} without header = false")
    for key, given in (("turned", feed.turned), ("blocks", feed.blocks)):
        other = feed.fixed_width or feed.rows or feed.header_row or (feed.turned and feed.blocks)
        if given and (layout != "long" or other):
            table.problem(
                key,
                "it is said how else the table is written",
                f'{key} with layout = "long" and no header_row',
            )
    if feed.group_width and layout != "groups":
        table.problem("group_width", f"the layout is {shown(layout)}", 'group_width with layout = "groups"')
    if feed.absent_word == "zero" and not is_long:
        table.problem("absent_word", "the layout is 'wide'", "absent_word with a long layout, or groups")
    for encoding in feed.encodings:
        try:
            "".encode(encoding)
        except (LookupError, ValueError):
            table.problem(
                "encodings", f"{shown(encoding)} is not known", "names such as 'utf-8-sig', 'latin-1'"
            )
    _each_column_once(feed, counts, votes)
    counts.finish()
    table.finish()
    return feed


def _each_column_once(feed: Feed, counts: TomlTable, votes: TomlTable) -> None:
    """A column that was given to two lists by mistake would count its votes twice."""
    owners: dict[str, str] = {}
    named = [(counts, key, parts) for key, parts in feed.counts.items()]
    for table, key, parts in [*named, *((votes, key, parts) for key, parts in feed.votes.items())]:
        for number, name in ((i, name) for i, names in enumerate(parts) for name in dict.fromkeys(names)):
            part = table.path(key) + (f".sum[{number + 1}]" if len(parts) > 1 else "")
            owner = owners.setdefault(exact(name), part)
            if owner != part:
                table.problem(key, f"{shown(name)} is read for {owner} already", "each column once")


def _figure(table: TomlTable, key: str, *, required: bool = False) -> FigureColumns:
    """The columns of a figure: spellings of one, or ``{ sum = [...] }`` of several."""
    allowed = "the name of a column, a list of its spellings, or { sum = [...] } of columns to be added up"
    if not table.is_table(key):
        names = table.texts(key, allowed, required=required)
        return (names,) if names else ()
    parts = table.table(key)
    if not parts.has("sum"):
        table.problem(key, f"found {shown(dict(parts.plain()))}", allowed)
        return ()
    added = parts.of_type("sum", list, "a list of two columns or more") or []
    spelled = [[part] if isinstance(part, str) else part for part in added]
    texts = all(isinstance(names, list) and names and all(map(_is_name, names)) for names in spelled)
    if not texts or len(spelled) < 2:
        parts.problem("sum", f"found {shown(added)}", "a list of two columns or more")
        return ()
    parts.finish()
    return tuple(tuple(names) for names in spelled)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _columns(
    table: TomlTable,
    key: str,
    allowed: str,
    separator: str,
    joined: list[JoinedColumn],
    *,
    required: bool = False,
) -> tuple[str, ...]:
    """Spellings of a column, or the name of one that is made of several; ``joined`` gains it.

    ``{ join = [...] }`` makes one of their texts, ``{ first = [...] }`` one of the first text that is filled,
    where the words of ``without`` count as nothing, and a list in the list is joined.
    """
    if not table.is_table(key):
        made_of = "{ join = [...] } or { first = [...] } of several columns"
        return table.texts(key, f"{allowed}, or {made_of}", required=required)
    parts = table.table(key)
    how = "first" if parts.has("first") else "join"
    names = parts.texts(how, "a list of two columns or more", required=True) if how == "join" else ()
    if how == "first":
        names = _first_of(parts, separator, joined)
    elif len(names) == 1:
        parts.problem(how, f"found {shown(list(names))}", "a list of two columns or more")
    first = how == "first"
    words = 'words that mean that a column has none, such as "Independent"'
    without = parts.texts("without", words) if first else ()
    parts.finish()
    if len(names) < 2:
        return ("?",)
    made = JoinedColumn(("/" if first else separator).join(names), names, separator, first, without)
    joined.append(made)
    return (made.name,)


def _first_of(parts: TomlTable, separator: str, joined: list[JoinedColumn]) -> tuple[str, ...]:
    """The columns of ``first``; ``joined`` gains those that are lists, such as given name and surname."""
    allowed = "a list of two columns or more, each a name or a list of names to be joined"
    found = parts.of_type("first", list, allowed) or []
    spelled = [[columns] if isinstance(columns, str) else columns for columns in found]
    lists = all(isinstance(columns, list) and columns and all(map(_is_name, columns)) for columns in spelled)
    if len(spelled) < 2 or not lists:
        parts.problem("first", f"found {shown(found)}", allowed)
        return ()
    made = [
        JoinedColumn(separator.join(columns), tuple(columns), separator)
        for columns in spelled
        if len(columns) > 1
    ]
    joined += made
    return tuple(separator.join(columns) for columns in spelled)


def _number_form(table: TomlTable) -> NumberForm:
    signs = "one of ',', '.', \"'\" and ' '"
    form = NumberForm(
        thousands=table.text("thousands", signs, ""),
        zero=table.words("zero", 'what stands for 0, such as "-", or "" for an empty cell'),
        unknown=table.words("unknown", 'what stands for a figure that is not stated, such as "n/a"'),
    )
    if form.thousands not in ("", ",", ".", "'", "\u2019", " "):
        table.problem("thousands", f"found {shown(form.thousands)}", signs)
    if both := sorted(set(form.zero) & set(form.unknown)):
        table.problem("unknown", f"{shown(both[0])} stands for zero too", "one meaning for each")
    table.finish()
    return form


def _places(table: TomlTable) -> dict[str, tuple[int, int]]:
    """The first and last character of each column on its line."""
    places: dict[str, tuple[int, int]] = {}
    for name in table.names():
        value = table.of_type(name, list, _PLACE) or []
        whole = len(value) == 2 and all(type(place) is int for place in value)
        if whole and 1 <= value[0] <= value[1] <= 10**5:
            places[name] = (value[0], value[1])
        else:
            table.problem(name, f"found {shown(value)}", _PLACE)
    return places


def _patterns(table: TomlTable) -> dict[str, tuple[str, ...]]:
    allowed = "a value of the column, or a list of them; * stands for any letters"
    return {column: table.texts(column, allowed, required=True) for column in table.names()}


def _status_column(table: TomlTable) -> StatusColumn:
    status = StatusColumn(
        columns=table.texts("column", "the column that says whether a row is counted", required=True),
        values=table.texts("values", "the words that mean that it is", required=True),
    )
    table.finish()
    return status


def _table_columns(table: TomlTable) -> TableColumns:
    tables = TableColumns(
        counted=table.texts("counted", "the column with the number of tables counted", required=True),
        total=table.texts("total", "the column with the number of all tables", required=True),
        in_part=table.choice("partial", ("wait", "count"), "wait") == "count",
    )
    table.finish()
    return tables


def _unit_mapping(table: TomlTable) -> UnitMapping:
    mapping = UnitMapping(
        columns=table.texts("column", "a column, or columns to be joined", required=True),
        values=table.text_map("values"),
        default=table.text("default", "the unit of all other values", "") or None,
    )
    table.finish()
    return mapping


def _observed(table: TomlTable, timezone: ZoneInfo, joined: list[JoinedColumn]) -> Observed:
    pattern = table.text("file_name", "a regular expression with one group", "")
    if pattern:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                groups = re.compile(pattern).groups
        except (re.error, OverflowError, RecursionError, FutureWarning) as error:
            table.problem("file_name", f"not a regular expression: {error}", "e.g. '(\\d{8}_\\d{6})'")
        else:
            if groups != 1:
                table.problem("file_name", f"it has {groups} groups", "exactly one group, around the time")
    default = table.of_type("default", datetime, "a time such as 2020-10-18T20:00:00")
    if isinstance(default, datetime):
        try:
            default = (default if default.tzinfo else default.replace(tzinfo=timezone)).astimezone(UTC)
        except OverflowError:
            table.problem("default", f"found {default.isoformat()}", "a time of the years 1 to 9999, in UTC")
    form = table.text("format", "a strptime format", "%Y%m%d_%H%M%S")
    if not _is_time_format(form):
        table.problem(
            "format", f"found {shown(form)}", "a strptime format with the day, e.g. '%Y%m%d_%H%M%S'"
        )
    observed = Observed(
        columns=_columns(table, "column", "columns that hold a time, first filled one counts", " ", joined),
        file_name=pattern,
        format=form,
        default=default,
    )
    table.finish()
    return observed


def _is_time_format(form: str) -> bool:
    """Whether strptime understands a format, and finds a day in what it reads."""
    moment = datetime(2020, 10, 18, 21, 43, 5, tzinfo=UTC)
    try:
        read_back = datetime.strptime(moment.strftime(form), form)  # noqa: DTZ007
    except (ValueError, re.error):
        return False
    return read_back.date() == moment.date()
