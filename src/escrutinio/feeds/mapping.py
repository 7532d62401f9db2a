"""From a file's columns to ours, by the mapping in election.toml; what does not fit becomes a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from escrutinio.feeds.long_layout import WIDENED, widen
from escrutinio.feeds.numbers import bad_numbers, whole_number
from escrutinio.feeds.observed_time import observed_times, time_columns
from escrutinio.feeds.raw_table import (
    COUNTED,
    DAMAGE,
    DAMAGED,
    LINE,
    REPAIRED,
    RawTable,
    code_text,
    find_column,
)
from escrutinio.feeds.row_selection import selected_rows, selecting_columns
from escrutinio.feeds.words import remarks_on
from escrutinio.ledger.finding_frame import concat_findings, findings_from
from escrutinio.ledger.finding_kinds import BAD_ROW, FILE_REMARK, NOT_COUNTED, ROW_REPAIRED, UNKNOWN_COLUMN
from escrutinio.model import Contest, Election, Feed, FeedError, sheet
from escrutinio.model.names import Spellings, exact

_RAW = "__raw_"
_WORD = "__word"


@dataclass(frozen=True)
class Columns:
    """Which of a table's columns plays which part."""

    sheet: tuple[str, ...]
    contest: str | None
    counts: Mapping[str, str]
    votes: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    times: tuple[str, ...]
    unused: tuple[str, ...]

    def numbers(self) -> dict[str, str]:
        """Our columns of counts and votes, and the file's."""
        return {**self.counts, **{sheet.votes_column(name): column for name, column in self.votes.items()}}


def missing_columns(header: Sequence[str], feed: Feed) -> list[str]:
    """The columns without which a table is not of this feed; empty when it fits."""
    needed = [[spelling] for spelling in feed.sheet] + selecting_columns(feed)
    if feed.contest_columns:
        needed.append(list(feed.contest_columns))
    if feed.layout == "long":
        needed += [list(feed.selection_columns), list(feed.votes_columns)]
    else:
        needed += [list(spellings) for spellings in feed.counts.values() if spellings]
    return [" or ".join(names) for names in needed if find_column(header, names) is None]


def map_table(
    table: RawTable, feed: Feed, election: Election, fallback_time: datetime | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sheet rows and findings of one table.

    Returns:
        The rows with the columns of :mod:`escrutinio.model.sheet` plus ``readable``; the findings. A row that
        is not counted yet has no number.

    Raises:
        FeedError: the table cannot be of this feed, so the whole file is refused.
    """
    findings: list[pl.DataFrame] = []
    missing = missing_columns(table.header(), feed)
    if missing:
        raise FeedError(f"these columns of the feed {feed.id!r} are missing: {', '.join(missing)}")
    table = selected_rows(table, feed)
    if feed.layout == "long":
        table, doubles = widen(table, feed, election)
        findings.append(doubles)
    columns = _find(table, feed, election)
    frame = _ours(table, feed, columns, election)
    frame, dropped = _drop_unkeyed(frame)
    findings += [dropped, *_remarks(table, feed, columns), *_remarks_on_words(table, feed, columns, election)]
    if frame.is_empty():
        return frame, concat_findings(findings)
    _refuse_missing_lists(frame, columns, feed, election, table.remarks)
    times = {f"{_RAW}time_{i}": name for i, name in enumerate(columns.times)}
    frame, remarks = observed_times(frame, times, election, fallback_time)
    findings += [_remark(table, remark) for remark in remarks if remark]
    frame = _without_uncounted(frame, columns)
    findings.append(_not_counted(frame, table, feed))
    frame, bad = _numbers(frame, columns, election)
    repaired_badly = pl.col(sheet.LINE).is_in(bad["line"].implode()) & (pl.col(DAMAGE) == REPAIRED)
    frame = frame.with_columns(
        (((pl.col(DAMAGE) == DAMAGED) | repaired_badly).fill_null(value=False).not_()).alias(sheet.READABLE)
    )
    readable = frame.filter(pl.col(sheet.READABLE))
    findings += [bad.join(readable.select(sheet.LINE), on=sheet.LINE, how="semi"), *_damage(frame)]
    # Where something stands and no figure can be read nothing is known, so an earlier version stays.
    results = [pl.col(name).is_not_null() for name in columns.numbers() if name != sheet.REGISTERED]
    unknown = pl.col(COUNTED) & ~pl.any_horizontal(results)
    frame = frame.with_columns((pl.col(sheet.READABLE) & ~unknown).alias(sheet.READABLE))
    frame = frame.select(
        *sheet.KEY,
        sheet.OBSERVED_AT,
        *columns.numbers(),
        *map(sheet.unit_column, columns.units),
        sheet.LINE,
        sheet.PART,
        sheet.READABLE,
    )
    return frame, concat_findings(findings)


def _find(table: RawTable, feed: Feed, election: Election) -> Columns:
    header = table.header()
    votes, counts = _number_columns(header, feed, election)
    absent = [" or ".join(names) for key, names in feed.counts.items() if names and key not in counts]
    if absent:  # in the long layout a count may be a word, which only its rows show
        raise FeedError(f"the feed {feed.id!r} has neither a column nor a word for: {', '.join(absent)}")
    sheet_columns = tuple(column for name in feed.sheet if (column := find_column(header, [name])))
    contest = find_column(header, feed.contest_columns)
    units: dict[str, tuple[str, ...]] = {}
    for level, mapping in feed.units.items():
        columns = [find_column(header, [name]) for name in mapping.columns]
        if all(columns):
            units[level] = tuple(name for name in columns if name)
    times = tuple(time_columns(header, feed.observed))
    ignored = Spellings((name, name) for name in feed.ignore)
    used = {*sheet_columns, contest, *votes.values(), *counts.values(), *times}
    used |= {name for names in units.values() for name in names}
    return Columns(
        sheet=sheet_columns,
        contest=contest,
        counts=counts,
        votes=votes,
        units=units,
        times=times,
        unused=tuple(name for name in header if name not in used and not ignored.find(name)),
    )


def _number_columns(
    header: Sequence[str], feed: Feed, election: Election
) -> tuple[dict[str, str], dict[str, str]]:
    """The columns of votes and of counts. A column is read once, else its votes would be counted twice.

    Raises:
        FeedError: two of them would read the same column.
    """
    own = [name for name in header if not name.startswith(WIDENED)]
    wanted = {key: (key, names) for key, names in feed.counts.items()}
    wanted |= {sheet.votes_column(name): (name, feed.votes.get(name, ())) for name in election.selections}
    # A column whose exact name is given to one of them is no other spelling of another.
    owners: dict[str, set[str]] = {}
    for ours, (_, names) in wanted.items():
        for spelling in names:
            owners.setdefault(exact(spelling), set()).add(ours)
    column_of: dict[str, str | None] = {}
    for ours, (name, names) in wanted.items():
        free = [column for column in own if ours in owners.get(exact(column), {ours})]
        column_of[ours] = _widened(header, name) or find_column(free, names) or find_column(own, names)
    taken: dict[str, str] = {}
    for ours, column in column_of.items():
        if column and taken.setdefault(column, ours) != ours:
            raise FeedError(
                f"the column {column!r} would be read both for {taken[column]} and for {ours}",
                hint=f"Give each of them a column of its own in the feed {feed.id!r}.",
            )
    # What the feed does not spell may have the name that we give it.
    free = [name for name in own if name not in taken]
    for ours in column_of:
        name = sheet.selection_of(ours)
        if column_of[ours] is None and (column := find_column(free, [name])):
            column_of[ours] = column
            free.remove(column)
    votes = {name: column for name in election.selections if (column := column_of[sheet.votes_column(name)])}
    return votes, {key: column for key in feed.counts if (column := column_of[key])}


def _widened(header: Sequence[str], name: str) -> str | None:
    return WIDENED + name if WIDENED + name in header else None


def _ours(table: RawTable, feed: Feed, columns: Columns, election: Election) -> pl.DataFrame:
    """All that is read, in columns of our own; the file's names may be the same as ours."""
    schema = table.frame.schema
    word = pl.col(columns.contest).cast(pl.String) if columns.contest else pl.lit(feed.contest)
    return table.frame.select(
        DAMAGE,
        COUNTED,
        _contest(table.frame, feed, columns, election).alias(sheet.CONTEST),
        _code(columns.sheet, schema).alias(sheet.SHEET),
        pl.col(LINE).alias(sheet.LINE),
        pl.lit(table.part).alias(sheet.PART),
        word.alias(_WORD),
        *[
            _unit(table.frame, feed, level, ours).alias(sheet.unit_column(level))
            for level, ours in columns.units.items()
        ],
        *[pl.col(name).alias(f"{_RAW}time_{i}") for i, name in enumerate(columns.times)],
        *[pl.col(column).alias(_RAW + ours) for ours, column in columns.numbers().items()],
    )


def _contest(frame: pl.DataFrame, feed: Feed, columns: Columns, election: Election) -> pl.Expr:
    if feed.contest or not columns.contest:
        return pl.lit(feed.contest)
    if frame.is_empty():
        raise FeedError("the file has a header and no rows", hint="Fetch the file again.")
    words_in_file = _words(frame, pl.col(columns.contest).cast(pl.String))
    matches = _contest_words(feed, election).of_words(words_in_file)
    known = {word: match.meaning for word, match in matches.items()}
    if not known:
        expected = ", ".join(feed.contest_values or election.contests)
        seen = ", ".join(map(repr, words_in_file[:5]))
        raise FeedError(
            f"no row belongs to a known contest: column {columns.contest} holds {seen}; expected: {expected}",
            hint=f"If its words have changed, add them under contest_values of the feed {feed.id!r}.",
        )
    return pl.col(columns.contest).cast(pl.String).replace_strict(known, default=None, return_dtype=pl.String)


def _contest_words(feed: Feed, election: Election) -> Spellings[str]:
    return Spellings(feed.contest_values.items(), ((contest, contest) for contest in election.contests))


def _words(frame: pl.DataFrame, text: pl.Expr) -> list[str]:
    """The different words of a column, in the order in which they come."""
    return frame.select(text.alias(_WORD))[_WORD].unique(maintain_order=True).drop_nulls().to_list()


def _code(names: Sequence[str], schema: pl.Schema) -> pl.Expr:
    # Null when any part is missing: half a code would name another sheet or unit.
    parts = [code_text(name, schema[name]) for name in names]
    return pl.concat_str(parts, separator="-", ignore_nulls=False)


def _drop_unkeyed(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that name no sheet or no known contest cannot be counted anywhere: findings, with their text."""
    keyed = pl.col(sheet.CONTEST).is_not_null() & pl.col(sheet.SHEET).is_not_null()
    lost = frame.filter(keyed.not_().fill_null(value=True))
    if lost.is_empty():
        return frame, concat_findings([])
    message = pl.format(
        "This row cannot be counted: its sheet is '{}' and its contest '{}'. Ask the source, or add the "
        "contest's word to the feed.",
        pl.col(sheet.SHEET).fill_null("missing"),
        pl.col(_WORD).fill_null("missing"),
    )
    return frame.filter(keyed), findings_from(lost, BAD_ROW, message, [pl.col(_WORD).alias("contest")])


def _refuse_missing_lists(
    frame: pl.DataFrame, columns: Columns, feed: Feed, election: Election, remarks: Sequence[str]
) -> None:
    """A list that stands in a contest must have its column: else its votes would vanish without a word."""
    for name in frame[sheet.CONTEST].unique().sort():
        contest = election.contests[name]
        absent = [s for s in contest.selections if s not in columns.votes and s not in contest.withdrawn]
        if absent:
            spellings = [feed.votes.get(s, (s,)) for s in absent]
            known = Spellings((word, word) for words in spellings for word in words)
            alike = [*remarks, *remarks_on(columns.unused, known, {})]
            hint = f"If it was renamed, add the spelling under [feeds.votes] of the feed {feed.id!r}."
            raise FeedError(
                f"there is no column for {', '.join(absent)}, which stand in the contest {name!r} "
                f"(looked for: {', '.join(map('/'.join, spellings))})",
                hint=" ".join([*alike, hint]),
            )


def _without_uncounted(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The frame with ``counted`` false also where no figure has a digit, and with no number in such rows.

    Sources that list all sheets from the start leave them empty, or write a dash, until they are counted. The
    registered voters alone are no result.
    """
    figures = [_RAW + ours for ours in columns.numbers()]
    results = [name for name in figures if name != _RAW + sheet.REGISTERED]
    stated = pl.any_horizontal(
        pl.col(name).cast(pl.String, strict=False).str.contains(r"\d") for name in results
    )
    frame = frame.with_columns(
        (pl.col(COUNTED) & (stated.fill_null(value=False) | pl.col(DAMAGE).is_not_null())).alias(COUNTED)
    )
    return frame.with_columns(pl.when(COUNTED).then(pl.col(name)).alias(name) for name in figures)


def _not_counted(frame: pl.DataFrame, table: RawTable, feed: Feed) -> pl.DataFrame:
    """One finding about the rows of a table that are not counted yet."""
    waiting = frame.height - frame[COUNTED].sum()
    if not waiting:
        return concat_findings([])
    part = pl.DataFrame({"part": [table.part], "sheets": [frame.height], "not_counted": [waiting]})
    status = f", or have a status that the feed {feed.id!r} does not take for counted" if feed.counted else ""
    text = f"{waiting} of the file's {frame.height} sheets are not counted yet: they state no result{status}."
    return findings_from(part, NOT_COUNTED, pl.lit(text), ["sheets", "not_counted"])


def _numbers(frame: pl.DataFrame, columns: Columns, election: Election) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whole numbers for counts and votes, and a finding for each that is none."""
    frame = frame.with_columns(
        whole_number(_RAW + ours, frame.schema[_RAW + ours]).alias(ours) for ours in columns.numbers()
    )
    counted = frame.filter(COUNTED)
    findings = [
        bad_numbers(counted, key, _RAW + key, column.removeprefix(WIDENED))
        for key, column in columns.counts.items()
    ]
    for name, column in columns.votes.items():
        target = sheet.votes_column(name)
        standing = [
            c.id for c in election.contests.values() if name in c.selections and name not in c.withdrawn
        ]
        # Where it does not stand nothing is needed; but what cannot be read there may be votes.
        filled = pl.col(_RAW + target).cast(pl.String, strict=False).str.strip_chars() != ""
        rows = counted.filter(pl.col(sheet.CONTEST).is_in(standing) | filled)
        findings.append(bad_numbers(rows, target, _RAW + target, column.removeprefix(WIDENED)))
    frame = frame.with_columns(_keep_if_stands(name, election) for name in columns.votes)
    return frame, concat_findings(findings)


def _keep_if_stands(name: str, election: Election) -> pl.Expr:
    """A zero for a list that does not stand in the contest means nothing; a vote for it is kept."""
    target = sheet.votes_column(name)
    contests = [contest.id for contest in election.contests.values() if name in contest.selections]
    return (
        pl.when(pl.col(sheet.CONTEST).is_in(contests) | (pl.col(target) > 0))
        .then(pl.col(target))
        .alias(target)
    )


def _unit(frame: pl.DataFrame, feed: Feed, level: str, columns: Sequence[str]) -> pl.Expr:
    mapping = feed.units[level]
    text = _code(columns, frame.schema)
    if not mapping.values and mapping.default is None:
        return text
    default = pl.lit(mapping.default) if mapping.default is not None else text
    # Where the file says nothing the unit is not known; the default is for other values.
    matches = Spellings(mapping.values.items()).of_words(_words(frame, text))
    known = {word: match.meaning for word, match in matches.items()}
    return pl.when(text.is_not_null()).then(
        text.replace_strict(known, default=default, return_dtype=pl.String)
    )


def _remark(table: RawTable, remark: str) -> pl.DataFrame:
    part = pl.DataFrame({"part": [table.part]})
    return findings_from(part, FILE_REMARK, pl.lit(remark))


def _remarks(table: RawTable, feed: Feed, columns: Columns) -> list[pl.DataFrame]:
    part = pl.DataFrame({"part": [table.part]})
    findings = [_remark(table, remark) for remark in table.remarks]
    if columns.unused:
        names = ", ".join(columns.unused)
        text = f"The feed {feed.id!r} does not say what these columns are, so they are not read: {names}."
        text += " Map them, or list them under ignore."
        findings.append(findings_from(part, UNKNOWN_COLUMN, pl.lit(text)))
    return findings


def _remarks_on_words(
    table: RawTable, feed: Feed, columns: Columns, election: Election
) -> list[pl.DataFrame]:
    """Words for contests and units that only look like the known ones."""
    looked_up = {columns.contest: _contest_words(feed, election)} if columns.contest else {}
    for level, names in columns.units.items():
        if len(names) == 1 and feed.units[level].values:
            looked_up[names[0]] = Spellings(feed.units[level].values.items())
    remarks: list[str] = []
    for column, known in looked_up.items():
        words = _words(table.frame, pl.col(column).cast(pl.String))
        remarks += remarks_on(words, known, known.of_words(words))
    return [_remark(table, remark) for remark in remarks]


def _damage(frame: pl.DataFrame) -> list[pl.DataFrame]:
    readable = pl.col(sheet.READABLE)
    repaired = frame.filter(readable & (pl.col(DAMAGE) == REPAIRED))
    damaged = frame.filter(~readable)
    return [
        findings_from(
            repaired,
            ROW_REPAIRED,
            pl.lit(
                "A stray quote had split a text of this row in two; it was joined and all numbers are whole."
            ),
        ),
        findings_from(
            damaged,
            BAD_ROW,
            pl.lit("This row lacks fields of the header or has too many; the sheet's earlier version stays."),
        ),
    ]


def contests_in(frame: pl.DataFrame, contests: Mapping[str, Contest]) -> tuple[str, ...]:
    """The contests that a delivery speaks for, in the order of the definition."""
    present = set(frame[sheet.CONTEST].unique().to_list()) if not frame.is_empty() else set()
    return tuple(name for name in contests if name in present)
