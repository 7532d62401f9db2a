"""Vote types of a place are places of their own: nothing of one is carried over to another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from escrutinio.flows.projected_contest import ContestProjection, project_contest
from escrutinio.model import Election
from escrutinio.model.choices import ProjectionChoice
from escrutinio.projection import CannotSay, Draws, Settings, interval, lay_out, shares_of_valid
from escrutinio.projection.vote_types import by_vote_type, type_of, unit_of
from projection_elections import CONTEST, Simulated, simulate
from support import make_election

LEAN = 0.3
"""So much of list A's votes go to B by mail."""


@pytest.fixture(scope="module")
def night() -> Simulated:
    """Every place with votes of the day and by mail; in the earlier election mail leaned as it does now."""
    made = simulate(4, places=150)

    def typed(frame: pl.DataFrame, *, sheets: bool) -> pl.DataFrame:
        moved = (LEAN * pl.col("votes_A")).floor().cast(frame.schema["votes_A"])
        mail = frame.with_columns(
            votes_A=pl.col("votes_A") - moved, votes_B=pl.col("votes_B") + moved, type=pl.lit("mail")
        )
        if sheets:
            mail = mail.with_columns(pl.col("sheet") + "m")
        return pl.concat([frame.with_columns(type=pl.lit("day")), mail], how="diagonal")

    stations = pl.concat(
        [
            made.stations.with_columns(type=pl.lit("day")),
            made.stations.with_columns(pl.col("sheet") + "m", type=pl.lit("mail")),
        ]
    )
    return Simulated(stations, typed(made.sheets, sheets=True), typed(made.earlier, sheets=False))


@pytest.fixture(scope="module")
def election(tmp_path_factory: pytest.TempPathFactory) -> Election:
    made = make_election(tmp_path_factory.mktemp("election"))
    levels = ProjectionChoice("place", "town", "region", vote_type="type")
    return replace(made, projection=levels, law=None)


def ask(
    of: Simulated, sheets: pl.DataFrame, election: Election, earlier: pl.DataFrame | None
) -> ContestProjection:
    return project_contest(sheets, of.stations, election, CONTEST, earlier, 400, 1, Settings())


def test_a_code_is_of_a_unit_and_a_type() -> None:
    frame = by_vote_type(pl.DataFrame({"place": ["p", None], "type": ["mail", "day"]}), ["place"], "type")
    assert unit_of(frame["place"]).to_list() == ["p", ""]
    assert type_of(frame["place"]).to_list() == ["mail", "day"]
    assert (unit_of(pl.Series(["p"])).to_list(), type_of(pl.Series(["p"])).to_list()) == (["p"], [""])


def test_each_type_of_a_place_is_a_place_and_units_are_those_of_all_types(night: Simulated) -> None:
    layout = lay_out(
        night.sheets, night.stations, CONTEST, place="place", area="town", region="region", vote_type="type"
    )
    assert layout.places.height == 2 * night.stations["place"].n_unique()
    assert len(layout.regions) == 2 * night.stations["region"].n_unique()
    assert set(layout.units("region")) == set(night.stations["region"])
    assert set(layout.vote_types) == {"day", "mail"}


def test_mail_that_comes_last_is_told_from_the_day_by_its_own_earlier_vote(
    night: Simulated, election: Election
) -> None:
    day = night.sheets.filter(pl.col("type") == "day")
    truth = night.truth()

    typed = ask(night, day.head(day.height * 9 // 10), election, night.earlier)
    assert isinstance(typed.draws, Draws | CannotSay)
    some = pl.concat([day, night.sheets.filter(pl.col("type") == "mail").head(60)])
    found = ask(night, some, election, night.earlier)
    assert isinstance(found.draws, Draws)
    shares = shares_of_valid(found.draws.votes.sum(axis=1), 4)
    low, high = interval(shares[:, 0], 0.9)
    assert low <= truth[0] <= high
    counted = float(some.select(pl.col("votes_A").sum() / pl.col("valid").sum()).item())
    assert abs(shares[:, 0].mean() - truth[0]) < 0.5 * abs(counted - truth[0])


def test_while_a_type_has_no_sheet_it_is_named_and_uncertain(night: Simulated, election: Election) -> None:
    day = night.sheets.filter(pl.col("type") == "day")
    mail_of_one = night.stations.filter((pl.col("type") == "day") | (pl.col("region") == "r000"))
    few = Simulated(mail_of_one, night.sheets, night.earlier)
    found = ask(few, day, election, night.earlier)
    assert isinstance(found.draws, Draws)
    assert found.drift is not None
    unseen = [found.layout.regions[number] for number in found.drift.unseen_regions]
    assert unit_of(pl.Series(unseen)).to_list() == ["r000"]
    assert type_of(pl.Series(unseen)).to_list() == ["mail"]
    here = found.draws.units.index(unseen[0])
    shares = shares_of_valid(found.draws.votes[:, here], 4)[:, 0]
    assert np.ptp(np.quantile(shares, [0.05, 0.95])) > 0.1


def test_an_earlier_vote_of_all_types_is_none_of_their_own(night: Simulated, election: Election) -> None:
    columns = [name for name in night.earlier.columns if name.startswith("votes_")] + [
        "registered",
        "blank",
        "null",
    ]
    together = night.earlier.group_by("place", "region", "town", "place_name").agg(pl.col(columns).sum())
    found = ask(night, night.sheets.head(night.sheets.height // 2), election, together)
    assert found.matched == 0.0
