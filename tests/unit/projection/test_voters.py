"""How many voters a missing sheet stands for where nobody has listed them."""

from __future__ import annotations

import polars as pl
import pytest

from escrutinio.projection.voters import with_voters_of_missing

SIZES = {"city": 100_000, "town": 9_000, "hamlet": 40, "village": 300}


@pytest.mark.parametrize("counted", [["city", "hamlet"], ["town", "village"], ["hamlet"], ["city"]])
def test_small_places_stay_as_small_as_they_were(counted: list[str]) -> None:
    earlier = pl.DataFrame({"place": list(SIZES), "registered": [2 * size for size in SIZES.values()]})
    earlier = earlier.with_columns((pl.col("registered") / 2).alias("votes_A"))
    due = pl.DataFrame(
        {"contest": "c", "sheet": list(SIZES), "place": list(SIZES)},
    ).with_columns(pl.lit(None, pl.Int64).alias("registered"))
    # Everywhere a tenth more vote than in the earlier election.
    came = due.filter(pl.col("place").is_in(counted)).with_columns(
        pl.Series("valid", [round(1.1 * SIZES[name]) for name in SIZES if name in counted])
    )

    found, estimated = with_voters_of_missing(due, came, earlier, "place")

    assert estimated == len(SIZES) - len(counted)
    voters = dict(found.select("place", "registered").iter_rows())
    for name, size in SIZES.items():
        assert voters[name] is None if name in counted else voters[name] == pytest.approx(1.1 * size, abs=1)


def test_a_table_whose_place_has_its_earlier_voters_already_is_not_empty() -> None:
    earlier = pl.DataFrame({"place": ["a", "b"], "registered": [1000, 1000], "votes_A": [400, 400]})
    sheets = ["a1", "a2", "a3", "a4", "b1"]
    due = pl.DataFrame({"contest": "c", "sheet": sheets, "place": [name[0] for name in sheets]})
    due = due.with_columns(pl.lit(None, pl.Int64).alias("registered"))
    came = due.filter(pl.col("sheet") != "a4").with_columns(pl.Series("valid", [200, 200, 200, 400]))

    found, _ = with_voters_of_missing(due, came, earlier, "place")

    assert found.filter(pl.col("sheet") == "a4")["registered"].item() == pytest.approx(0.2 * 400 / 4)


def test_blank_and_null_votes_are_votes_of_voters_too() -> None:
    earlier = pl.DataFrame({"place": ["a", "b"], "registered": [500, 500], "votes_A": [300, 300]})
    earlier = earlier.with_columns(pl.lit(60).alias("blank"), pl.lit(40).alias("null"))
    due = pl.DataFrame({"contest": "c", "sheet": ["a", "b"], "place": ["a", "b"]})
    due = due.with_columns(pl.lit(None, pl.Int64).alias("registered"))
    came = due.head(1).with_columns(
        pl.lit(300).alias("valid"), pl.lit(60).alias("blank"), pl.lit(40).alias("null")
    )

    found, _ = with_voters_of_missing(due, came, earlier, "place")

    assert found["registered"].to_list() == [None, 400], "and no source need state the votes cast"
    assert found["guessed"].to_list() == [False, True]
