"""The count as arrays: polling places by category, what is in and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from escrutinio.model import NATION, Contest, sheet, votes_column
from escrutinio.projection.baseline import BLANK, NOT_CAST, NULL
from escrutinio.projection.chance import scatter_of
from escrutinio.projection.sizes import Sizes, sizes_of
from escrutinio.projection.vote_types import by_vote_type, type_of, unit_of
from escrutinio.projection.voters import (
    GUESSED,
    counted_in_parts,
    is_empty,
    progress,
    votes_then,
    with_voters_of_missing,
    with_voters_of_parts,
    without_empty,
)
from escrutinio.tabulation import IN_STATIONS, STATIONS_REGISTERED

Array = NDArray[np.float64]
Index = NDArray[np.int64]

OTHER = "other"
ARRIVED = sheet.OBSERVED_AT
"""When a sheet first came in, where that is known."""


CUTS = (0.3, 0.5, 0.7)
"""The count is laid out as it stood with these shares of what has come in since, to learn how late sheets
differ from early ones."""

ONE_IN = 1000
"""Missing sheets without known voters hold up what is said of the missing votes unless they are at most one
in so many of all."""


@dataclass(frozen=True)
class Layout:
    """One contest as it stands, by polling place.

    Attributes:
        places: one row per place: code, name, units.
        categories: standing lists, then other (valid votes of none of them), blank, null, not_cast.
        lists: how many of the categories are lists.
        counted: (places, categories), votes on the sheets that are in; they add up to ``registered_in``.
        registered_in, registered_out: (places,), voters on the sheets that are in, and on those missing.
        learned: (places, categories), the votes among them that the model learns from: without sheets that
            cannot be right.
        tables_in: (places,), sheets that are in.
        region, area: (places,), index of the region and of the area each place lies in.
        regions: the codes of the regions.
        areas: how many areas there are.
        partial: (places,), whether a place is taken to be counted in part.
        scatter: (categories,), see :func:`escrutinio.projection.chance.scatter_of`.
        sampled: where what is in belongs to a random sample of stations, the share of it that is in.
        unknown_out: missing sheets whose voters the stations file does not know; 0 where they are so few of
            all expected sheets that they cannot matter, see :data:`ONE_IN`.
        turnout_share: the share of the counted sheets whose votes cast and voters are both known, the former
            not being more than the latter.
        unstated: blank, null or cast -> counted sheets that neither state nor imply it, where there are any.
        impossible: the codes of the sheets that cannot be right, such as more votes than voters.
        earlier: what ``learned`` was at each of :data:`CUTS` of what is in; none where it all came at once.
        empty: rows of zeros that wait for their figures: they are taken as missing.
        estimated: missing sheets whose voters are not known; something stands in for them.
        sizes: how far that may go astray; None where the voters of all missing sheets are known.
        district: (places,), index of the district of each place, where the contest is decided by district,
            each with candidates of its own; None where it is decided as a whole.
        ballots: (districts, lists), 1 where a list stands, 0 where not, nan where no table of candidates
            says it.
    """

    places: pl.DataFrame
    categories: tuple[str, ...]
    lists: int
    counted: Array
    learned: Array
    registered_in: Array
    registered_out: Array
    tables_in: Index
    region: Index
    area: Index
    regions: tuple[str, ...]
    areas: int
    partial: NDArray[np.bool_]
    scatter: Array
    unknown_out: int = 0
    turnout_share: float = 1.0
    unstated: Mapping[str, int] = field(default_factory=dict)
    impossible: tuple[str, ...] = ()
    earlier: tuple[Array, ...] = ()
    empty: int = 0
    estimated: int = 0
    sizes: Sizes | None = None
    sampled: float | None = None
    district: Index | None = None
    ballots: Array | None = None

    def units(self, level: str) -> list[str]:
        """(places,), the unit of a level in which each place lies, of all vote types."""
        column = level if level in self.places.columns else "place"
        return unit_of(self.places[column].fill_null("")).to_list()

    @property
    def vote_types(self) -> pl.Series:
        """(places,), the vote type of each place; empty where types are not told apart."""
        return type_of(self.places["place"])

    @property
    def registered(self) -> Array:
        """(places,), registered voters."""
        voters: Array = self.registered_in + self.registered_out
        return voters

    @property
    def learned_from(self) -> Array:
        """(places,), voters on the sheets that the model learns from."""
        voters: Array = self.learned.sum(axis=1)
        return voters

    @property
    def share_in(self) -> float:
        """The share of registered voters whose sheets are in."""
        whole = self.registered.sum()
        return float(self.registered_in.sum() / whole) if whole else 0.0


def lay_out(
    sheets: pl.DataFrame,
    stations: pl.DataFrame,
    contest: Contest,
    *,
    place: str,
    area: str,
    region: str,
    also: Sequence[str] = (),
    earlier: pl.DataFrame | None = None,
    sampled: float | None = None,
    vote_type: str = "",
) -> Layout:
    """Arrange a contest's sheets by polling place.

    Args:
        sheets: the sheets that are in, see :func:`escrutinio.tabulation.resolve_units`.
        stations: every expected sheet.
        contest: the contest.
        place: the level of polling places.
        area: the level of areas of alike places.
        region: the level of regions.
        also: further levels that the places are to carry.
        earlier: the file of an earlier election, for what the stations file does not know.
        sampled: where what is in belongs to a random sample of stations, the share of it that is in.
        vote_type: the level of vote types, each of which makes places, areas and regions of its own; empty
            where there are none.
    """
    sheets, stations = (by_vote_type(each, (place, area, region), vote_type) for each in (sheets, stations))
    if earlier is not None:
        typed = vote_type in earlier.columns
        earlier = by_vote_type(earlier, ("place",), vote_type) if typed or not vote_type else None
    standing = [name for name in contest.selections if name not in contest.withdrawn]
    columns = [votes_column(name) for name in standing if votes_column(name) in sheets.columns]
    standing = [name for name in standing if votes_column(name) in columns]
    own = [contest.level] if contest.level != NATION and contest.level in stations.columns else []
    levels = list(dict.fromkeys([region, area, place, *also, *own]))
    names = (
        [pl.col(f"{place}_name").first().alias("place_name")] if f"{place}_name" in stations.columns else []
    )
    voters = pl.when(pl.col(sheet.REGISTERED) > 0).then(pl.col(sheet.REGISTERED))
    due = stations.filter(pl.col(sheet.CONTEST) == contest.id).with_columns(
        pl.col(levels).fill_null(""), voters.alias(sheet.REGISTERED), pl.lit(value=False).alias(GUESSED)
    )
    came = sheets.filter(pl.col(sheet.CONTEST) == contest.id)
    listed_in = [votes_column(n) for n in contest.selections if votes_column(n) in came.columns]
    came, empty = without_empty(came, listed_in)
    due, came = with_voters_of_parts(due, came)
    due, estimated = with_voters_of_missing(due, came, earlier, place)
    places = (
        due.group_by(place)
        .agg(
            *[pl.col(level).first() for level in levels if level != place],
            *names,
            pl.col(sheet.REGISTERED).sum().alias("due"),
            pl.col(sheet.REGISTERED).filter(pl.col(GUESSED)).sum().alias(GUESSED),
        )
        .sort(place)
    )
    unknown = due.filter(pl.col(sheet.REGISTERED).is_null())
    unknown_out = unknown.join(came, on=list(sheet.KEY), how="anti").height
    if unknown_out * ONE_IN <= due.height:
        unknown_out = 0
    turnout_share = _share_with_turnout(came, listed_in)
    absent = {name: came[name].null_count() for name in (BLANK, NULL, sheet.CAST) if name in came.columns}
    unstated = {name: sheets for name, sheets in absent.items() if sheets}
    came = came.with_columns(
        _is_impossible(listed_in, came.columns).alias(_IMPOSSIBLE), is_empty(came, listed_in).alias(_EMPTY)
    )
    if sheet.CAST in came.columns:
        came = came.with_columns(_other_cast().alias(NULL))
    came = came.with_columns(pl.col(*columns, "valid", "blank", "null").fill_null(0))
    came = pl.concat(
        [
            _with_voters(came.filter(IN_STATIONS)),
            _unexpected(came.filter(~pl.col(IN_STATIONS)), region, place),
        ]
    ).with_columns(pl.col(levels).fill_null(""))
    known = came.select(place).unique().join(places, on=place, how="anti")
    if not known.is_empty():
        strangers = came.join(known, on=place, how="semi").group_by(place)
        extra = strangers.agg(*[pl.col(level).first() for level in levels if level != place])
        places = (
            pl.concat([places, extra], how="diagonal").with_columns(pl.col("due").fill_null(0)).sort(place)
        )
    listed = pl.sum_horizontal(columns)
    came = came.with_columns(
        (pl.col("valid") - listed).clip(0).alias(OTHER),
        (pl.col("voters") - pl.max_horizontal("valid", listed) - pl.col("blank") - pl.col("null"))
        .clip(0)
        .alias(NOT_CAST),
    )
    counted_columns = [*columns, OTHER, BLANK, NULL, NOT_CAST]
    sums = came.group_by(place).agg(
        pl.col(counted_columns).sum(), pl.col(STATIONS_REGISTERED).sum(), pl.len().alias("tables")
    )
    table = places.join(sums, on=place, how="left", maintain_order="left").with_columns(
        pl.col(*counted_columns, STATIONS_REGISTERED, "tables").fill_null(0)
    )

    def by_place(some: pl.DataFrame) -> Array:
        votes = some.group_by(place).agg(pl.col(counted_columns).sum())
        joined = places.select(place).join(votes, on=place, how="left", maintain_order="left")
        return joined.select(pl.col(counted_columns).fill_null(0)).to_numpy().astype(float)

    counted = table.select(counted_columns).to_numpy().astype(float)
    right = came.filter(~pl.col(_IMPOSSIBLE) & ~pl.col(_EMPTY))
    impossible = came.filter(_IMPOSSIBLE)[sheet.SHEET].sort().to_list()
    regions, region_of = indexed(table[region])
    areas, area_of = indexed(table.select(pl.concat_str(region, area, separator="\x1f")).to_series())
    layout = Layout(
        places=places.drop(GUESSED).rename({place: "place"}),
        categories=(*standing, OTHER, BLANK, NULL, NOT_CAST),
        lists=len(standing),
        counted=counted,
        learned=by_place(right) if right.height < came.height else counted,
        registered_in=counted.sum(axis=1),
        registered_out=(table["due"] - table[STATIONS_REGISTERED]).clip(0).to_numpy().astype(float),
        tables_in=table["tables"].to_numpy().astype(np.int64),
        region=region_of,
        area=area_of,
        regions=tuple(regions),
        areas=len(areas),
        partial=np.zeros(places.height, dtype=bool),
        scatter=scatter_of(right.select(counted_columns).to_numpy().astype(float), indexed(right[place])[1]),
        unknown_out=unknown_out,
        turnout_share=turnout_share,
        unstated=unstated,
        impossible=tuple(impossible),
        # Sheets of a random sample come in an order that says little of those that were not drawn.
        earlier=() if sampled is not None else tuple(by_place(part) for part in _cut(right)),
        empty=empty,
        estimated=estimated,
        sampled=sampled,
    )
    if own:
        layout = _by_district(layout, contest, standing)
    if estimated:
        layout = _with_sizes(layout, table[GUESSED].fill_null(0).to_numpy().astype(float), earlier)
    return _in_parts(layout, earlier) if counted_in_parts(came) else layout


def _by_district(layout: Layout, contest: Contest, standing: Sequence[str]) -> Layout:
    """The layout with the districts of a contest that is decided in each, and who stands there."""
    names, district = indexed(pl.Series(layout.units(contest.level), dtype=pl.String))
    ballots = np.full((len(names), len(standing)), np.nan)
    for row, name in enumerate(names):
        if name in contest.ballots:
            ballots[row] = [selection in contest.ballots[name] for selection in standing]
    return replace(layout, district=district, ballots=ballots)


def _with_sizes(layout: Layout, guessed: Array, earlier: pl.DataFrame | None) -> Layout:
    """The layout with how far guesses of voters go astray, by the places that are wholly in."""
    whole = np.where(layout.registered_out == 0, layout.registered_in, 0.0)
    then = votes_then(layout.places, earlier)
    expected = then if then.any() else layout.tables_in.astype(float)
    # What a place had, less what is in there, is as wrong as the whole place.
    exposed = np.where((guessed > 0) & (then > 0), layout.registered, guessed)
    return replace(layout, sizes=sizes_of(guessed, exposed, whole, expected, layout.region))


def _in_parts(layout: Layout, earlier: pl.DataFrame | None) -> Layout:
    """The layout of a count whose places are counted in parts: what a place lacks is missing."""
    then = votes_then(layout.places, earlier)
    cast = layout.counted[:, :-1].sum(axis=1)
    known = progress(cast, layout.registered_in, then)
    # What is not cast so far is in the same part in as the votes; where voters are not known there are more.
    whole = np.where(layout.counted[:, -1] > 0, layout.registered_in, cast / known.done)
    so_far = np.minimum(np.rint(np.maximum(known.done * whole, cast)), layout.registered_in)
    voters = np.where(known.partial, so_far, layout.registered_in)
    counted, learned = layout.counted.copy(), layout.learned.copy()
    for rows in (counted, learned):
        rows[:, -1] = np.maximum(rows[:, -1] - (layout.registered_in - voters), 0.0)
    lacking = np.where(known.partial, np.rint(whole - voters), 0.0)
    return replace(
        layout,
        counted=counted,
        learned=learned,
        registered_in=voters,
        registered_out=layout.registered_out + lacking,
        partial=known.partial,
        earlier=(),
    )


_IMPOSSIBLE, _EMPTY = "impossible", "empty"


def _is_impossible(columns: Sequence[str], names: Sequence[str]) -> pl.Expr:
    """More votes than voters, or parts that are more than their whole."""
    listed, parts = _votes_on(columns)
    wrong = [listed > pl.col(sheet.VALID)]
    if sheet.CAST in names:
        wrong.append(parts > pl.col(sheet.CAST))
    wrong = [each.fill_null(value=False) for each in wrong]
    return pl.any_horizontal(*wrong, _more_than_voters(columns, names))


def _more_than_voters(columns: Sequence[str], names: Sequence[str]) -> pl.Expr:
    """More votes of any kind than voters, where these are known."""
    voters = [name for name in (sheet.REGISTERED, STATIONS_REGISTERED) if name in names]
    if not voters:
        return pl.lit(value=False)
    cast = [sheet.CAST] if sheet.CAST in names else []
    most = pl.max_horizontal(_votes_on(columns)[1], *cast)
    return (most > pl.max_horizontal(voters)).fill_null(value=False)


def _votes_on(columns: Sequence[str]) -> tuple[pl.Expr, pl.Expr]:
    """The listed votes of a sheet, and its votes of all kinds, as far as it states them."""
    listed = pl.sum_horizontal(columns)
    return listed, pl.max_horizontal(listed, sheet.VALID) + pl.sum_horizontal(BLANK, NULL)


def _cut(came: pl.DataFrame) -> list[pl.DataFrame]:
    """The sheets that had come in at each of the cuts; none where times do not tell them apart."""
    if ARRIVED not in came.columns or came.is_empty():
        return []
    times = came[ARRIVED].sort()
    cuts = []
    for share in CUTS:
        at = times[max(0, round(share * len(times)) - 1)]
        part = came.filter(pl.col(ARRIVED) <= at)
        if share / 2 <= part.height / came.height <= (1 + share) / 2:
            cuts.append(part)
    return cuts


def _other_cast() -> pl.Expr:
    """Null votes, and with them the rest of the votes cast where a sheet does not state all their kinds.

    What the rest is does not matter: it is neither a valid vote nor a voter who stayed away.
    """
    rest = pl.col(sheet.CAST) - pl.sum_horizontal(sheet.VALID, BLANK, NULL)
    unknown = pl.col(BLANK).is_null() | pl.col(NULL).is_null()
    return pl.when(unknown & (rest > 0)).then(pl.col(NULL).fill_null(0) + rest).otherwise(NULL)


def _share_with_turnout(came: pl.DataFrame, columns: Sequence[str]) -> float:
    """How many of the sheets say which part of their voters voted: not one with more votes than voters."""
    if came.is_empty():
        return 1.0
    says = ~_more_than_voters(columns, came.columns)
    for name in (sheet.CAST, sheet.REGISTERED):
        says &= pl.col(name).is_not_null() if name in came.columns else pl.lit(value=True)
    return came.filter(says).height / came.height


def _with_voters(expected: pl.DataFrame) -> pl.DataFrame:
    """Sheets of the stations file with ``voters``: those it has, else those on the sheet, else who voted."""
    return expected.with_columns(_voters(expected, STATIONS_REGISTERED).alias("voters"))


def _voters(sheets: pl.DataFrame, *first: str) -> pl.Expr:
    cast = pl.max_horizontal(*[name for name in ("valid", "cast") if name in sheets.columns]).fill_null(0)
    stated = [pl.col(sheet.REGISTERED)] if sheet.REGISTERED in sheets.columns else []
    return pl.coalesce(*first, *stated, cast)


def _unexpected(strangers: pl.DataFrame, region: str, place: str) -> pl.DataFrame:
    """Sheets that the stations file does not know, as places of their own: they count, and none of them is
    missing.
    """
    code = pl.concat_str(pl.lit("unexpected "), pl.col(region).fill_null(""))
    return strangers.with_columns(_voters(strangers).alias("voters"), code.alias(place))


def unit_index(layout: Layout, level: str, units: Sequence[str]) -> Index:
    """(places,), the place of each polling place's unit in ``units``; -1 for none of them."""
    at = {unit: place for place, unit in enumerate(units)}
    return np.array([at.get(unit, -1) for unit in layout.units(level)], dtype=np.int64)


def indexed(codes: pl.Series) -> tuple[list[str], Index]:
    """The different codes, sorted, and (codes,), the place of each one among them."""
    names = codes.unique().sort()
    order = pl.DataFrame({"code": names, "index": np.arange(names.len(), dtype=np.int64)})
    index = codes.to_frame("code").join(order, on="code", how="left", maintain_order="left")["index"]
    return names.to_list(), index.to_numpy()
