"""What the ledger says: the sheets that stood at a moment, and the versions each sheet has had.

Deliveries are ordered by the time of observation, whatever the order in which they were taken in; only among
those of the same moment, where a snapshot comes before single sheets, the one that was received later stands.
A snapshot speaks for the contests it holds: for its source and those contests, it replaces all that was
observed before. Deliveries that are held or withdrawn are left out; see
:mod:`escrutinio.ledger.delivery_states`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl

from escrutinio.ledger import schema
from escrutinio.ledger.store import Ledger
from escrutinio.model import Feed, sheet

PRECEDENCE, PLACE = "precedence", "place"
CHANGE, VERSION, UNTIL = "change", "version", "until"
FIRST, CHANGED, WITHDRAWN, RETURNED = "first", "changed", "withdrawn", "returned"
GROWN = "grown"
"""Of a place that is counted in part: more of its tables are in, and no figure is smaller."""

_BEFORE = "before_"
_KEY = list(sheet.KEY)
_ORDER = [sheet.OBSERVED_AT, "increment", schema.RECEIVED_AT, schema.DELIVERY, sheet.LINE]


def as_of(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """The sheets that stood at a moment, one row each, sorted by contest and sheet.

    Args:
        ledger: the ledger.
        until: the moment (UTC), inclusive; None for all that is known.

    Returns:
        The columns of :mod:`escrutinio.model.sheet` with source, delivery and file.
    """
    rows = _standing_rows(ledger, until)
    if rows is None:
        return empty_sheets(ledger)
    standing = _one_a_sheet(_joined(ledger, rows))
    return standing.drop(PRECEDENCE, "increment", sheet.READABLE, schema.RECEIVED_AT).sort(_KEY)


def of_each_source(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """What each source said last of the sheets that several sources speak of, up to a moment.

    Returns:
        As :func:`as_of`, with ``precedence`` and ``place``: 0 for the row that counts, then those that would
        count without it. Sorted by contest, sheet and place.
    """
    several = ledger.standing()[schema.SOURCE].n_unique() > 1
    rows = _standing_rows(ledger, until) if several else None
    if rows is None:
        unknown = pl.lit(None, dtype=pl.Int64)
        return empty_sheets(ledger).with_columns(unknown.alias(PRECEDENCE), unknown.alias(PLACE))
    rows = _joined(ledger, rows)
    rows = rows.filter(pl.col(schema.SOURCE).n_unique().over(_KEY) > 1)
    # Of a source only the last row of a sheet: an earlier one is a version of it, not another voice.
    rows = rows.sort(PRECEDENCE, *_ORDER, schema.SOURCE).unique(
        [schema.SOURCE, *_KEY], keep="last", maintain_order=True
    )
    place = (pl.len().over(_KEY) - 1 - pl.int_range(pl.len()).over(_KEY)).cast(pl.Int64)
    return (
        rows.with_columns(place.alias(PLACE))
        .drop("increment", sheet.READABLE, schema.RECEIVED_AT)
        .sort(*_KEY, PLACE)
    )


def counted_deliveries(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """The deliveries that hold what stands at a moment: the newest snapshots, and what came singly."""
    return _needed(standing_deliveries(ledger, until))


def standing_deliveries(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """The deliveries that stand and may have spoken by a moment, with those that later ones have replaced."""
    deliveries = ledger.standing()
    if until is None:
        return deliveries
    late = pl.col(schema.SNAPSHOT) & (pl.col(sheet.OBSERVED_AT) > until)
    return deliveries.filter(~late)


def _needed(deliveries: pl.DataFrame) -> pl.DataFrame:
    bases = _bases(deliveries)["base"].implode()
    return deliveries.filter(~pl.col(schema.SNAPSHOT) | pl.col(schema.DELIVERY).is_in(bases))


def _standing_rows(ledger: Ledger, until: datetime | None) -> pl.DataFrame | None:
    """The rows that stand, of all sources; None where there are none."""
    deliveries = standing_deliveries(ledger, until)
    if deliveries.is_empty():
        return None
    rows = _standing(ledger, _needed(deliveries), _bases(deliveries), until)
    return _without_uncounted(_carry_unreadable(ledger, rows, deliveries, until))


def _bases(deliveries: pl.DataFrame) -> pl.DataFrame:
    """The newest snapshot of each source and contest."""
    return (
        deliveries.filter(pl.col(schema.SNAPSHOT))
        .with_columns(pl.col(schema.CONTESTS).str.split(",").alias(sheet.CONTEST))
        .explode(sheet.CONTEST)
        .sort(sheet.OBSERVED_AT, schema.RECEIVED_AT, schema.DELIVERY)
        .group_by(schema.SOURCE, sheet.CONTEST)
        .agg(
            pl.col(schema.DELIVERY).last().alias("base"), pl.col(sheet.OBSERVED_AT).last().alias("base_time")
        )
    )


def _standing(
    ledger: Ledger, needed: pl.DataFrame, bases: pl.DataFrame, until: datetime | None
) -> pl.DataFrame:
    """The rows of the newest snapshots and of what came singly after them."""
    rows = _ordered(ledger, needed, until)
    if bases.is_empty():
        return rows
    same_time = pl.col(sheet.OBSERVED_AT) == pl.col("base_time")
    in_base = (pl.col(schema.DELIVERY) == pl.col("base")) & same_time
    after = pl.col("increment") & (pl.col(sheet.OBSERVED_AT) >= pl.col("base_time"))
    joined = rows.join(bases, on=[schema.SOURCE, sheet.CONTEST], how="left")
    return joined.filter(pl.col("base").is_null() | in_base | after).drop("base", "base_time")


def _ordered(ledger: Ledger, deliveries: pl.DataFrame, until: datetime | None) -> pl.DataFrame:
    """Sheet rows observed by a moment, with what orders them."""
    return _ranked(ledger, ledger.rows(deliveries, until))


def _ranked(ledger: Ledger, rows: pl.DataFrame) -> pl.DataFrame:
    feeds = ledger.election.feeds
    ranks = {feed.id: feeds[feed.source()].precedence for feed in feeds.values()}
    rank = (
        pl.lit(0)
        if not ranks
        else pl.col(schema.SOURCE).replace_strict(ranks, default=0, return_dtype=pl.Int64)
    )
    return rows.with_columns(rank.alias(PRECEDENCE), (~pl.col(schema.SNAPSHOT)).alias("increment")).drop(
        schema.SNAPSHOT
    )


def _carry_unreadable(
    ledger: Ledger, rows: pl.DataFrame, deliveries: pl.DataFrame, until: datetime | None
) -> pl.DataFrame:
    """A sheet whose row could not be read keeps the last version that could."""
    lost = rows.filter(~pl.col(sheet.READABLE))
    if lost.is_empty():
        return rows
    keys = [schema.SOURCE, *_KEY]
    readable = _ranked(ledger, ledger.rows(deliveries, until, readable_of=lost.select(keys)))
    earlier = readable.sort(_ORDER).unique(keys, keep="last", maintain_order=True)
    return pl.concat([rows.filter(pl.col(sheet.READABLE)), earlier.select(rows.columns)]).unique(
        [*keys, schema.DELIVERY, sheet.LINE, sheet.OBSERVED_AT], keep="any"
    )


def _without_uncounted(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows less the sheets of which a source says last that it has not counted them."""
    states = schema.states_something(rows.columns)
    empty = rows.filter(~states)
    if empty.is_empty():
        return rows
    keys = [schema.SOURCE, *_KEY]
    concerned = empty.select(keys).unique()
    several = rows.join(concerned, on=keys, how="semi").sort(_ORDER)
    last = several.unique(keys, keep="last", maintain_order=True).filter(states)
    return pl.concat([rows.join(concerned, on=keys, how="anti"), last.select(rows.columns)])


def _joined(ledger: Ledger, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, with one for those of feeds that are joined, under the id of the one that they join.

    Each figure is that of the feed that reads it. A sheet whose votes are not all read yet is not there: it
    is still missing. It is of the time at which the last of its figures came.
    """
    feeds = ledger.election.feeds.values()
    heads = {feed.joins for feed in feeds if feed.joins}
    # The feed that the others join first: file and line are those of its row.
    order = sorted((feed for feed in feeds if feed.source() in heads), key=lambda feed: bool(feed.joins))
    if not order:
        return rows
    members = {feed.id: place for place, feed in enumerate(order)}
    source = pl.col(schema.SOURCE)
    parts = rows.filter(source.is_in(list(members)))
    if parts.is_empty():
        return rows
    parts = parts.sort(_ORDER).unique([schema.SOURCE, *_KEY], keep="last", maintain_order=True)
    parts = parts.sort(source.replace_strict(members, return_dtype=pl.Int64), maintain_order=True)
    voting = [feed for feed in order if feed.figures != "counts"]
    needed = {
        (feed.source(), contest): len(
            {each.id for each in voting if each.source() == feed.source() and _of(each, contest)}
        )
        for feed in order
        for contest in ledger.election.contests
    }
    due = pl.DataFrame(
        [(head, contest, number) for (head, contest), number in needed.items()],
        schema={schema.SOURCE: pl.String, sheet.CONTEST: pl.String, "due": pl.Int64},
        orient="row",
    )
    own = [schema.SOURCE, sheet.OBSERVED_AT, *_KEY]
    whole = (
        parts.with_columns(
            source.is_in([feed.id for feed in voting]).alias("voting"),
            source.replace_strict({feed.id: feed.source() for feed in order}, return_dtype=pl.String),
        )
        .group_by([schema.SOURCE, *_KEY], maintain_order=True)
        .agg(
            pl.col("voting").sum().cast(pl.Int64),
            pl.col(sheet.OBSERVED_AT).max(),
            pl.exclude([*own, "voting"]).drop_nulls().first(),
        )
        .join(due, on=[schema.SOURCE, sheet.CONTEST])
        .filter(pl.col("voting") >= pl.col("due"))
    )
    return pl.concat([rows.filter(~source.is_in(list(members))), whole.select(rows.columns)])


def _of(feed: Feed, contest: str) -> bool:
    """Whether a feed may speak of a contest."""
    return contest == feed.contest if feed.contest else not feed.contests or contest in feed.contests


def _one_a_sheet(rows: pl.DataFrame) -> pl.DataFrame:
    """The row that counts for each sheet: the source of higher precedence, then the latest."""
    doubled = rows.select(_KEY).is_duplicated()
    if not doubled.any():
        return rows
    best = (
        rows.filter(doubled)
        .sort(PRECEDENCE, *_ORDER, schema.SOURCE)
        .unique(_KEY, keep="last", maintain_order=True)
    )
    return pl.concat([rows.filter(~doubled), best])


def empty_sheets(ledger: Ledger) -> pl.DataFrame:
    """No sheet, with all columns of :func:`as_of`."""
    columns = {
        schema.DELIVERY: pl.String,
        schema.SOURCE: pl.String,
        sheet.OBSERVED_AT: schema.MOMENT,
        **schema.sheet_columns(ledger.election),
        schema.FILE: pl.String,
    }
    return pl.DataFrame(schema=columns).drop(sheet.READABLE)


def history(ledger: Ledger, until: datetime | None = None) -> pl.DataFrame:
    """Every version that every sheet has had in every source, up to a moment.

    A row that repeats what was known is no version. Of a place that is counted in part, a version with more
    tables in which no figure is smaller has ``change`` = "grown"; one with other figures and no more tables,
    or with a smaller figure, has "changed" like any sheet. A sheet that a later snapshot of its contest no
    longer holds, or that its source later lists as not counted, has a version of its own, ``change`` =
    "withdrawn", with null counts.

    Returns:
        As :func:`as_of`, with ``version`` (from 1), ``change`` (first, changed, grown, withdrawn,
        returned); sorted by source, contest, sheet and version.
    """
    deliveries = ledger.standing()
    if deliveries.is_empty():
        return empty_sheets(ledger).with_columns(
            pl.lit(None, dtype=pl.Int64).alias(VERSION), pl.lit(None, dtype=pl.String).alias(CHANGE)
        )
    rows = _ordered(ledger, deliveries, until)
    gone = _withdrawals(rows.select(schema.SOURCE, *_KEY, *_ORDER), deliveries, until)
    rows = rows.filter(pl.col(sheet.READABLE))
    rows = rows.with_columns((~schema.states_something(rows.columns)).alias("gone"))
    keys = [schema.SOURCE, *_KEY]
    # Most sheets are seen once and never again; only the others need comparing.
    seen_once = (pl.len().over(keys) == 1) if gone.is_empty() else pl.lit(value=False)
    rows = rows.with_columns(seen_once.alias("once"))
    simple = rows.filter(pl.col("once") & ~pl.col("gone")).with_columns(
        pl.lit(FIRST).alias(CHANGE), pl.lit(1, dtype=pl.Int64).alias(VERSION)
    )
    versions = pl.concat([simple, _compared(rows.filter(~pl.col("once")), gone, keys)], how="diagonal")
    return versions.drop(PRECEDENCE, "increment", sheet.READABLE, schema.RECEIVED_AT, "once", "gone").sort(
        *keys, VERSION
    )


def _compared(rows: pl.DataFrame, gone: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The versions among rows that were seen more than once, and among withdrawals."""
    figures = sheet.figures_in(rows.columns)
    tables = [name for name in sheet.TABLES if name in rows.columns and rows[name].null_count() < rows.height]
    # Only the last row of a sheet within a delivery is a version; the others are a finding of their own.
    rows = rows.sort(_ORDER).unique(
        [*keys, sheet.OBSERVED_AT, schema.DELIVERY], keep="last", maintain_order=True
    )
    rows = (rows if gone.is_empty() else pl.concat([rows, gone], how="diagonal")).sort(_ORDER)
    # The windows below keep the order of rows within a sheet. Before it was counted it has no version.
    rows = rows.filter((~pl.col("gone")).cast(pl.Int64).cum_sum().over(keys) > 0)
    rows = rows.with_columns(pl.struct("gone", *figures, *tables).hash().alias("print"))
    rows = rows.with_columns(
        pl.col("print").shift(1).over(keys).alias("print_before"),
        pl.col("gone").shift(1).over(keys).alias("was_gone"),
    )
    of_before = _compared_figures(figures) if tables else []
    rows = rows.with_columns(pl.col(of_before).shift(1).over(keys).name.prefix(_BEFORE))
    rows = rows.filter(pl.col("print_before").is_null() | (pl.col("print_before") != pl.col("print")))
    change = (
        pl.when(pl.col("gone"))
        .then(pl.lit(WITHDRAWN))
        .when(pl.col("was_gone").is_null())
        .then(pl.lit(FIRST))
        .when(pl.col("was_gone"))
        .then(pl.lit(RETURNED))
        .when(has_grown(figures, _BEFORE) if tables else pl.lit(value=False))
        .then(pl.lit(GROWN))
        .otherwise(pl.lit(CHANGED))
    )
    version = pl.int_range(pl.len(), dtype=pl.Int64).over(keys) + 1
    return rows.with_columns(change.alias(CHANGE), version.alias(VERSION)).drop(
        "print", "print_before", "was_gone", *map(f"{_BEFORE}{{}}".format, of_before)
    )


def has_grown(figures: Sequence[str], before: str) -> pl.Expr:
    """Whether a version has more tables of its place than an earlier one, and no smaller figure.

    Registered voters are left out: they are those of the place. A vote that is not stated any more is smaller
    than one that was; a count, such as the votes cast, may not be stated of a place until it is whole.

    Args:
        figures: the columns of counts and votes that both have.
        before: what the names of the earlier version's columns begin with.
    """
    own = _compared_figures(figures)[1:]
    less = [
        (pl.col(name).fill_null(0) if name.startswith(sheet.VOTES_PREFIX) else pl.col(name))
        < pl.col(f"{before}{name}")
        for name in own
    ]
    more = pl.col(sheet.TABLES_COUNTED) > pl.col(f"{before}{sheet.TABLES_COUNTED}")
    return (more & ~pl.any_horizontal(pl.lit(value=False), *less).fill_null(value=False)).fill_null(
        value=False
    )


def _compared_figures(figures: Sequence[str]) -> list[str]:
    """The tables that are counted, and what cannot become less when there are more of them."""
    return [sheet.TABLES_COUNTED, *(name for name in figures if name != sheet.REGISTERED)]


def _withdrawals(seen: pl.DataFrame, deliveries: pl.DataFrame, until: datetime | None) -> pl.DataFrame:
    """For each sheet that a snapshot of its contest no longer holds, a row at that snapshot."""
    snapshots = deliveries.filter(pl.col(schema.SNAPSHOT))
    if until is not None:
        snapshots = snapshots.filter(pl.col(sheet.OBSERVED_AT) <= until)
    by_contest = (
        snapshots.with_columns(pl.col(schema.CONTESTS).str.split(",").alias(sheet.CONTEST))
        .explode(sheet.CONTEST)
        .sort(sheet.OBSERVED_AT, schema.RECEIVED_AT, schema.DELIVERY)
        .select(
            schema.SOURCE,
            sheet.CONTEST,
            schema.DELIVERY,
            sheet.OBSERVED_AT,
            schema.FILE,
            schema.RECEIVED_AT,
        )
    )
    group = [schema.SOURCE, sheet.CONTEST]
    if not by_contest.select(group).is_duplicated().any() and not seen["increment"].any():
        return pl.DataFrame()  # one snapshot a contest, and nothing before it
    by_contest = by_contest.with_columns((pl.int_range(pl.len()).over(group)).alias("snap"))
    keys = [schema.SOURCE, *_KEY]
    # The number of the snapshot at which a sheet was seen, or of the one before it when it came singly.
    moment = [schema.DELIVERY, sheet.OBSERVED_AT]
    own = by_contest.select(*group, *moment, pl.col("snap").alias("own"))
    counted = seen.join(own, on=[*group, *moment], how="left").sort(sheet.OBSERVED_AT)
    counted = counted.join_asof(
        by_contest.select(*group, sheet.OBSERVED_AT, "snap").sort(sheet.OBSERVED_AT),
        on=sheet.OBSERVED_AT,
        by=group,
        strategy="backward",
        check_sortedness=False,
    ).with_columns(pl.coalesce("own", "snap", pl.lit(-1)).alias("at"))
    counted = counted.sort(*keys, *_ORDER).with_columns(pl.col("at").shift(-1).over(keys).alias("next"))
    expected = counted.with_columns((pl.col("at") + 1).alias("snap_next"))
    missing = expected.filter(pl.col("next").is_null() | (pl.col("next") > pl.col("snap_next")))
    gone = missing.select(*keys, pl.col("snap_next").cast(pl.Int64).alias("snap")).unique()
    withdrawals = gone.join(
        by_contest.with_columns(pl.col("snap").cast(pl.Int64)), on=[*group, "snap"], how="inner"
    )
    return withdrawals.drop("snap").with_columns(
        pl.lit(value=True).alias("gone"),
        pl.lit(value=False).alias("increment"),
        pl.lit(0, dtype=pl.Int64).alias("line"),
    )
