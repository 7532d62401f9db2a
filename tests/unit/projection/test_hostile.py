"""Counts as they should not be: wide or "cannot say", never an exception, never a number that is none.

What is tested: ``projection.estimate``, ``projection.draws``, ``flows.projected_contest``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl
import pytest

from escrutinio.flows.projected_contest import ContestProjection, project_contest
from escrutinio.model import Contest, Election
from escrutinio.model.choices import ProjectionChoice
from escrutinio.projection import CannotSay, Draws, Settings, interval, shares_of_valid, too_little
from projection_elections import CONTEST, LISTS, Simulated, layout_of, simulate
from support import make_election

MANY = 4000
"""Draws where widths are compared: by 200 a width is known to a tenth of itself."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Election:
    made = make_election(tmp_path_factory.mktemp("election"))
    return dataclasses.replace(made, projection=ProjectionChoice("place", "town", "region"), law=None)


@pytest.fixture(scope="module")
def night() -> Simulated:
    return simulate(2)


Ask = Callable[..., ContestProjection]


@pytest.fixture(scope="module")
def ask(small: Election, night: Simulated) -> Ask:
    def asked(
        sheets: pl.DataFrame,
        earlier: pl.DataFrame | None = None,
        stations: pl.DataFrame | None = None,
        contest: Contest = CONTEST,
        draws: int = 200,
    ) -> ContestProjection:
        found = night.stations if stations is None else stations
        return project_contest(sheets, found, small, contest, earlier, draws, 1, Settings())

    return asked


def width(found: ContestProjection) -> float:
    """The 90 % width of the first list; 1 when nothing is said. Every number must be one."""
    if isinstance(found.draws, CannotSay):
        assert found.draws.reason.startswith("Cannot say yet: ")
        return 1.0
    drawn = found.draws
    shares = shares_of_valid(drawn.votes.sum(axis=1), drawn.lists)
    assert np.isfinite(drawn.expected).all()
    assert (drawn.expected >= 0).all()
    assert (drawn.votes >= 0).all()
    assert ((shares >= 0) & (shares <= 1)).all()
    low, high = interval(shares[:, 0], 0.9)
    return high - low


# Too little to say anything.


def test_nothing_counted(ask: Ask, night: Simulated) -> None:
    for earlier in (None, night.earlier):
        said = ask(night.sheets.clear(), earlier).draws
        assert said == CannotSay("Cannot say yet: nothing is counted.")


def test_one_sheet(ask: Ask, night: Simulated) -> None:
    said = ask(night.sheets.head(1), night.earlier).draws

    assert said == CannotSay("Cannot say yet: 1 polling place is in; 30 are needed.")


def test_one_region(ask: Ask, night: Simulated) -> None:
    said = ask(night.sheets.filter(pl.col("region") == "r001"), night.earlier).draws

    assert said == CannotSay("Cannot say yet: 90 % of the voters live in regions without a sheet (5 of 6).")


def test_too_small_a_share_of_the_voters(ask: Ask, night: Simulated) -> None:
    first = night.sheets.unique("place", maintain_order=True).head(40)
    huge = night.stations.with_columns(
        pl.when(pl.col("sheet").is_in(first["sheet"].implode()))
        .then(pl.col("registered"))
        .otherwise(100 * pl.col("registered"))
        .alias("registered")
    )

    said = ask(first, night.earlier, huge).draws

    assert isinstance(said, CannotSay)
    assert "of the voters" in said.reason


def test_villages_alone_say_nothing_of_cities_without_an_earlier_election(ask: Ask, night: Simulated) -> None:
    first = night.sheets.unique("place", maintain_order=True).head(200)
    cities = ~pl.col("place").is_in(first["place"].implode())
    larger = night.stations.with_columns(
        pl.when(cities).then(20 * pl.col("registered")).otherwise(pl.col("registered")).alias("registered")
    )

    without, with_it = (ask(first, earlier, larger).draws for earlier in (None, night.earlier))

    assert isinstance(without, CannotSay)
    assert "more than twice as large as all but a few that are in" in without.reason
    assert isinstance(with_it, Draws)


def test_a_contest_of_three_places_says_that_it_is_too_small(ask: Ask, night: Simulated) -> None:
    few = pl.col("place").is_in(["p000", "p001", "p002"])
    sheets, stations = night.sheets.filter(few), night.stations.filter(few)

    said = ask(sheets.head(sheets.height - 1), night.earlier, stations).draws

    assert said == CannotSay(
        "Cannot say yet: it takes 30 polling places to learn from; this contest has 3 polling places."
    )


def test_without_valid_votes_nothing_is_said_of_lists(ask: Ask, night: Simulated) -> None:
    half = night.sheets.head(night.sheets.height // 2)
    blank = half.with_columns(
        (pl.col("blank") + pl.col("valid")).alias("blank"),
        *[pl.lit(0, pl.Int64).alias(name) for name in ("valid", *(f"votes_{name}" for name in LISTS))],
    )

    for sheets, has in (
        (blank, "0 polling places of"),
        (pl.concat([half[:1], blank[1:]]), "1 polling place of"),
    ):
        said = ask(sheets, night.earlier).draws
        assert isinstance(said, CannotSay)
        assert has in said.reason


def test_a_list_that_has_lost_all_its_votes_is_given_none(ask: Ask, night: Simulated) -> None:
    half = night.sheets.head(night.sheets.height // 2).with_columns(
        (pl.col("votes_A") + pl.col("votes_B")).alias("votes_A"), pl.lit(0).alias("votes_B")
    )

    found = ask(half, night.earlier)

    assert isinstance(found.draws, Draws)
    assert found.draws.votes[:, :, 1].max() == 0
    assert width(found) > 0.005


def test_an_election_of_one_region_needs_no_others(night: Simulated) -> None:
    one = pl.lit("r000").alias("region")
    layout = layout_of(
        night.sheets.head(night.sheets.height // 2).with_columns(one), night.stations.with_columns(one)
    )

    assert too_little(layout, Settings()) is None


def test_an_interval_that_says_nothing_is_not_given(ask: Ask, night: Simulated) -> None:
    vague = Settings(drift_blind=3.0)
    found = ask(night.sheets.head(night.sheets.height // 5))
    assert isinstance(found.draws, Draws)

    from escrutinio.flows import projected_contest

    said = projected_contest._sure_enough(
        dataclasses.replace(found.draws, votes=_scattered(found.draws.votes)), vague
    )

    assert isinstance(said, CannotSay)
    assert "could end anywhere" in said.reason


def _scattered(votes: Any) -> Any:
    """The same draws, half of them with the first list's votes given to the second."""
    other = votes.copy()
    half = len(votes) // 2
    other[:half, :, 1] += other[:half, :, 0]
    other[:half, :, 0] = 0
    other[half:, :, 0] += other[half:, :, 1]
    other[half:, :, 1] = 0
    return other


# Strange counts.


def test_a_region_that_never_reports_is_wide(ask: Ask, night: Simulated) -> None:
    sheets = night.sheets.filter(pl.col("region") != "r002")
    usual = night.sheets.sample(sheets.height, seed=1)

    for earlier in (None, night.earlier):
        found = ask(sheets, earlier)
        assert width(found) > width(ask(usual, earlier))
        assert isinstance(found.draws, Draws)
        place = found.draws.units.index("r002")
        shares = shares_of_valid(found.draws.votes[:, place], found.draws.lists)
        low, high = interval(shares[:, 0], 0.9)
        assert high - low > 0.05


@pytest.mark.parametrize("is_in", [True, False])
def test_one_place_with_nearly_all_the_votes(ask: Ask, night: Simulated, is_in: bool) -> None:
    largest = night.stations.filter(pl.col("place") == "p007")["sheet"]
    scale = pl.when(pl.col("sheet").is_in(largest.implode())).then(10_000).otherwise(1)
    counts = [*(f"votes_{name}" for name in LISTS), "blank", "null", "valid", "stations_registered"]
    stations = night.stations.with_columns(pl.col("registered") * scale)
    sheets = night.sheets.with_columns(pl.col(counts) * scale)
    half = sheets.filter(pl.col("place") != "p007").head(sheets.height // 2)
    if is_in:
        half = pl.concat([half, sheets.filter(pl.col("place") == "p007")])

    for earlier in (None, night.earlier):
        span = width(ask(half, earlier, stations))
        # The little that is missing came after a place like no other: it is trusted little.
        assert span < 0.01 if is_in else span > 0.05


@pytest.mark.parametrize("voters", [0, None])
def test_no_voters_are_known_anywhere(ask: Ask, night: Simulated, voters: int | None) -> None:
    nothing = night.stations.with_columns(pl.lit(voters, pl.Int64).alias("registered"))
    sheets = night.sheets.with_columns(pl.lit(None, pl.Int64).alias("stations_registered"))

    assert width(ask(sheets, night.earlier, nothing)) >= 0, "all sheets are in, so that nothing is missing"
    assert width(ask(sheets.clear(), night.earlier, nothing)) == 1.0
    found = ask(sheets.tail(-7), night.earlier, nothing)
    assert found.layout.estimated == 7, "something stands in for them, and the answer says so"
    assert width(found) < 0.2
    for earlier in (night.earlier, None):
        half = ask(sheets.head(sheets.height // 2), earlier, nothing)
        stand_in = half.layout.registered_out.sum()
        # Voters of sheets that are in are those on the sheets; the others are like them.
        assert stand_in == pytest.approx(half.layout.registered_in.sum(), rel=0.25)


def test_half_of_the_places_with_unknown_voters(ask: Ask, night: Simulated) -> None:
    none = pl.col("place") < "p200"
    stations = night.stations.with_columns(pl.when(none).then(0).otherwise("registered").alias("registered"))
    sheets = night.sheets.with_columns(
        pl.when(~none).then("stations_registered").alias("stations_registered")
    )
    unknown = sheets.filter(none)["sheet"].to_list()

    found = ask(sheets.filter(~pl.col("sheet").is_in(unknown[:7])), night.earlier, stations)
    assert found.layout.estimated == 7
    truth = night.stations.filter(pl.col("sheet").is_in(unknown[:7]))["registered"].sum()
    assert found.layout.registered_out.sum() == pytest.approx(truth, rel=0.4)
    few = ask(sheets.filter(pl.col("sheet") != unknown[0]), night.earlier, stations).draws
    assert isinstance(few, Draws), "one sheet in more than a thousand cannot matter"
    known = pl.concat([sheets.filter(none), sheets.filter(~none).head(500)])
    assert width(ask(known, night.earlier, stations)) < 1, "those that are missing have known voters"


def test_sheets_with_more_votes_than_voters_teach_nothing_and_are_named(ask: Ask, night: Simulated) -> None:
    half = night.sheets.head(night.sheets.height // 2)
    wrong = half["sheet"].to_list()[::10]
    torn = half.with_columns(
        pl.when(pl.col("sheet").is_in(wrong)).then(pl.col(name) + 500).otherwise(name).alias(name)
        for name in ("votes_A", "valid")
    )

    right, other = ask(half, night.earlier), ask(torn, night.earlier)

    assert right.layout.impossible == ()
    assert other.layout.impossible == tuple(sorted(wrong))
    assert other.fitted is not None
    assert right.fitted is not None
    assert np.abs(other.fitted.shares - right.fitted.shares).mean() < 0.01, "as if they were not in"
    nothing = ask(half.with_columns(pl.col("votes_A", "valid") + 500), night.earlier).draws
    places = half["place"].n_unique()
    assert nothing == CannotSay(
        f"Cannot say yet: 0 polling places of the {places} that are in have valid votes on sheets that can "
        "be right; 30 are needed."
    )
    assert other.layout.turnout_share == pytest.approx(1 - len(wrong) / half.height), "nor of turnout"
    assert right.layout.turnout_share == 1.0
    whole = night.sheets.with_columns(pl.col("votes_A", "valid") + 500)
    assert width(ask(whole, night.earlier)) == 0, "with all in it is the count, right or not"


def test_votes_for_withdrawn_lists_and_unexpected_sheets(ask: Ask, night: Simulated) -> None:
    gone = dataclasses.replace(CONTEST, withdrawn=("C", "D"))
    half = night.sheets.head(night.sheets.height // 2)
    strange = half.with_columns(
        ("x" + pl.col("sheet")).alias("sheet"),
        pl.lit(None, pl.Int64).alias("stations_registered"),
        pl.lit(value=False).alias("in_stations"),
        pl.lit(None, pl.String).alias("place"),
    )

    found = ask(pl.concat([half, strange]), night.earlier, contest=gone)

    assert width(found) < 0.2
    assert isinstance(found.draws, Draws)
    assert found.draws.categories[: found.draws.lists] == ("A", "B")


def test_missing_numbers_on_sheets(ask: Ask, night: Simulated) -> None:
    none = pl.lit(None, pl.Int64)
    sheets = night.sheets.head(night.sheets.height // 2).with_columns(
        none.alias("blank"), none.alias("null"), none.alias("votes_D")
    )

    assert width(ask(sheets, night.earlier)) < 1


def test_units_without_a_code(ask: Ask, night: Simulated) -> None:
    nowhere = pl.when(pl.col("region") == "r003").then(pl.lit(None, pl.String)).otherwise("town")
    stations, sheets = (frame.with_columns(nowhere.alias("town")) for frame in (night.stations, night.sheets))

    assert width(ask(sheets.head(sheets.height // 2), night.earlier, stations)) < 1


def test_all_votes_for_one_list(ask: Ask, night: Simulated) -> None:
    others = [f"votes_{name}" for name in LISTS[1:]]
    sheets = night.sheets.with_columns(
        pl.col("valid").alias("votes_A"), *[pl.lit(0).alias(name) for name in others]
    )

    found = ask(sheets.head(sheets.height // 2), night.earlier)

    assert width(found) < 0.2


# Strange earlier elections.

STRANGE: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "another country": lambda b: b.with_columns(
        *[("other " + pl.col(c)).alias(c) for c in ("place", "town", "region", "place_name")]
    ),
    "no rows": lambda b: b.clear(),
    "nobody voted": lambda b: b.with_columns(pl.col("^votes_.*|blank|null$") * 0),
    "nobody registered": lambda b: b.with_columns(pl.lit(0).alias("registered")),
    "more votes than registered": lambda b: b.with_columns(pl.col("^votes_.*$") * 50),
    "one registered voter": lambda b: b.with_columns(pl.lit(1).alias("registered")),
    "negative votes": lambda b: b.with_columns(-pl.col("votes_A")),
    "no votes known": lambda b: b.with_columns(pl.lit(None, pl.Int64).alias("votes_A")),
    "all lists new": lambda b: b.rename({f"votes_{name}": f"votes_old{name}" for name in LISTS}),
    "one list gone": lambda b: b.drop("votes_B"),
    "no lists at all": lambda b: b.select(pl.all().exclude("^votes_.*$")),
    "nothing but registered": lambda b: b.select("place", "town", "region", "registered"),
    "by region alone": lambda b: b.group_by("region").agg(pl.col("^votes_.*|registered|blank|null$").sum()),
    "all places alike": lambda b: b.with_columns(
        pl.lit(100).alias("registered"), *[pl.lit(20).alias(f"votes_{name}") for name in LISTS]
    ),
    "rows twice": lambda b: pl.concat([b, b]),
    "one place": lambda b: b.head(1),
    "units without names": lambda b: b.with_columns(
        pl.lit(None, pl.String).alias("place"), pl.lit(None, pl.String).alias("place_name")
    ),
}


@pytest.mark.parametrize("share", [0.15, 0.5, 1.0])
@pytest.mark.parametrize("name", STRANGE)
def test_strange_earlier_elections(ask: Ask, night: Simulated, name: str, share: float) -> None:
    sheets = night.sheets.head(round(share * night.sheets.height))

    found = ask(sheets, STRANGE[name](night.earlier))

    span = width(found)
    assert span == pytest.approx(0) if share == 1.0 else span > 0


def test_another_countrys_figures_are_as_good_as_none(ask: Ask, night: Simulated) -> None:
    half = night.sheets.head(night.sheets.height // 2)

    without, strange = ask(half).draws, ask(half, STRANGE["another country"](night.earlier)).draws

    assert isinstance(without, Draws)
    assert isinstance(strange, Draws)
    assert (without.votes == strange.votes).all()


def of_towns(earlier: pl.DataFrame) -> pl.DataFrame:
    """The earlier election added up by town."""
    return earlier.group_by("region", "town").agg(pl.col("^votes_.*|registered|blank|null$").sum())


def test_an_earlier_election_by_area_is_used_and_trusted_little(ask: Ask, night: Simulated) -> None:
    third = night.sheets.head(night.sheets.height // 3)

    by_place, by_town, without = (
        ask(third, earlier, draws=MANY) for earlier in (night.earlier, of_towns(night.earlier), None)
    )

    assert by_town.matched == 0
    assert by_town.fitted is not None
    assert without.fitted is not None
    assert not by_town.fitted.blind
    assert (by_town.fitted.unknown, without.fitted.unknown) == (1, 1)
    assert width(by_town) > 1.3 * width(by_place)


def test_the_more_missing_places_are_unmatched_the_wider_the_interval(ask: Ask, night: Simulated) -> None:
    third = night.sheets.head(night.sheets.height // 3)
    places = sorted(night.earlier["place"].to_list())
    widths = [
        width(
            ask(
                third,
                pl.concat(
                    [
                        night.earlier.filter(pl.col("place").is_in(places[:: 1 + step])),
                        of_towns(night.earlier),
                    ],
                    how="diagonal",
                ),
                draws=MANY,
            )
        )
        for step in (0, 1, 3)
    ]

    assert widths == sorted(widths)
    assert widths[1] > 1.05 * widths[0]
    assert widths[2] > 1.2 * widths[0]


def test_figures_in_a_wrong_order_make_it_less_sure(ask: Ask, night: Simulated) -> None:
    """Figures of the right places in a wrong order tell nothing."""
    third = night.sheets.head(night.sheets.height // 3)
    names = [name for name in night.earlier.columns if name.startswith("votes_") or name in ("blank", "null")]
    shuffled = night.earlier.with_columns(
        night.earlier.select(names).sample(fraction=1.0, shuffle=True, seed=3)
    )

    found = ask(third, shuffled)

    assert width(found) > width(ask(third, night.earlier))


def test_votes_cast_count_where_the_kinds_of_vote_are_not_stated(night: Simulated) -> None:
    none = pl.lit(None, pl.Int64)
    sheets = night.sheets.head(night.sheets.height // 2)
    cast = sheets.with_columns((pl.col("valid") + pl.col("blank") + pl.col("null")).alias("cast"))
    whole = layout_of(cast, night.stations)
    unsplit = layout_of(cast.with_columns(none.alias("blank"), none.alias("null")), night.stations)
    nothing = layout_of(
        cast.with_columns(none.alias("blank"), none.alias("null"), none.alias("cast")), night.stations
    )

    assert (unsplit.counted[:, -1] == whole.counted[:, -1]).all(), "nobody more has stayed away"
    assert (unsplit.counted[:, : whole.lists] == whole.counted[:, : whole.lists]).all()
    assert (whole.turnout_share, unsplit.turnout_share, nothing.turnout_share) == (1.0, 1.0, 0.0)
    assert unsplit.unstated == {"blank": sheets.height, "null": sheets.height}
    assert nothing.unstated["cast"] == sheets.height


# Rows of zeros, and places that are counted in parts.


def test_rows_that_wait_for_their_figures_are_no_turnout_of_zero(ask: Ask, night: Simulated) -> None:
    half = night.sheets.height // 2
    zeros = [pl.lit(0).alias(name) for name in night.sheets.columns if name.startswith("votes_")]
    waiting = night.sheets.tail(-half).with_columns(*zeros, pl.lit(0).alias("valid"), blank=0, null=0)
    columns = night.sheets.columns
    whole = pl.concat([night.sheets.head(half), waiting.select(columns).cast(night.sheets.schema)])

    without, with_rows = ask(night.sheets.head(half), night.earlier), ask(whole, night.earlier)

    assert with_rows.layout.empty == waiting.height
    assert isinstance(with_rows.draws, Draws)
    assert isinstance(without.draws, Draws)
    assert (with_rows.draws.votes == without.draws.votes).all()


def test_a_station_where_nobody_voted_counts_and_teaches_nothing(ask: Ask, night: Simulated) -> None:
    half = night.sheets.head(night.sheets.height // 2)
    names = [name for name in half.columns if name.startswith("votes_") or name in ("valid", "blank", "null")]
    alone = pl.col("sheet") == half["sheet"][0]
    quiet = half.with_columns(pl.when(alone).then(0).otherwise(name).alias(name) for name in names)

    found = ask(quiet, night.earlier)

    assert found.layout.empty == 0
    voters = half["stations_registered"][0]
    assert found.layout.counted.sum() - found.layout.learned.sum() == voters


def test_places_whose_figures_grow_are_counted_in_part(ask: Ask, night: Simulated) -> None:
    names = [
        name
        for name in night.sheets.columns
        if name.startswith("votes_") or name in ("valid", "blank", "null")
    ]
    late = pl.col("region").is_in(["r000", "r001"])
    torn = night.sheets.with_columns(
        pl.when(late).then((pl.col(name) * 0.5).round().cast(pl.Int64)).otherwise(name).alias(name)
        for name in names
    ).with_columns(pl.lit(value=True).alias("grown"))

    found = ask(torn, night.earlier)

    layout = found.layout
    region = layout.places["region"].is_in(["r000", "r001"]).to_numpy()
    assert layout.partial[region].mean() > 0.8
    assert layout.partial[~region].mean() < 0.2
    assert layout.registered_out[region].sum() > 0.3 * layout.registered_in[region].sum()
    assert width(found) > 0, "it is not finished"
