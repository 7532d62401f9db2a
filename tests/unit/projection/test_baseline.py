"""Places meet their earlier vote by code, by name, or by the unit they lie in."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from escrutinio.projection import match_baseline, same_lists

UNITS = ["region", "town"]
PLACES = pl.DataFrame(
    {
        "place": ["p1", "p2", "p3", "p4", "p5"],
        "place_name": ["Escuela José Martí", "U.E. «La Paz»", "Colegio 3", "Colegio 4", "Colegio 5"],
        "town": ["t1", "t1", "t1", "t2", "t3"],
        "region": ["r1", "r1", "r1", "r1", "r2"],
    }
)


def earlier(*rows: tuple[object, ...]) -> pl.DataFrame:
    """place, place_name, town, region, registered, A, B, blank, null."""
    columns = ("place", "place_name", "town", "region", "registered", "votes_A", "votes_B", "blank", "null")
    text, whole = dict.fromkeys(columns[:4], pl.String), dict.fromkeys(columns[4:], pl.Int64)
    return pl.DataFrame(rows, schema={**text, **whole}, orient="row")


def test_by_code_before_name() -> None:
    known = earlier(
        ("p1", "another name", "t9", "r9", 100, 50, 20, 5, 5),
        (None, "Escuela José Martí", "t1", "r1", 100, 10, 10, 0, 0),
    )

    found = match_baseline(PLACES, known, UNITS)

    assert found is not None
    assert found.own.tolist() == [True, False, False, False, False]
    assert found.shares[0] == pytest.approx([0.5, 0.2, 0.05, 0.05, 0.2])
    assert found.categories == ("A", "B", "blank", "null", "not_cast")


@pytest.mark.parametrize("name", ["ESCUELA JOSE MARTI", "escuela  josé martí", "Escuela José. Martí "])
def test_by_name_without_accents_and_case(name: str) -> None:
    found = match_baseline(PLACES, earlier((None, name, "t1", "r1", 100, 50, 20, 5, 5)), UNITS)

    assert found is not None
    assert found.own[0]
    assert found.shares[0, 0] == pytest.approx(0.5)


def test_a_name_counts_only_within_its_unit() -> None:
    elsewhere = earlier((None, "Escuela José Martí", "t2", "r1", 100, 50, 20, 5, 5))

    found = match_baseline(PLACES, elsewhere, UNITS)

    assert found is not None
    assert not found.own.any()


def test_by_the_average_of_the_nearest_unit() -> None:
    known = earlier(
        ("x1", "One", "t1", "r1", 100, 60, 20, 0, 0),
        ("x2", "Two", "t1", "r1", 300, 60, 60, 0, 0),
        ("x3", "Three", "t8", "r1", 400, 40, 80, 0, 0),
        ("x4", "Four", "t7", "r2", 200, 150, 20, 0, 0),
    )

    found = match_baseline(PLACES, known, UNITS)

    assert found is not None
    assert not found.own.any()
    assert found.shares[0, 0] == pytest.approx(120 / 400), "of its town"
    assert found.shares[3, 0] == pytest.approx(160 / 800), "of its region: nothing of its town is known"
    assert found.shares[4, 0] == pytest.approx(150 / 200)
    assert found.share_near(np.ones(5)) == pytest.approx(np.isin(PLACES["town"], ["t1", "t7", "t8"]).mean())


def test_rows_of_one_place_are_added_up() -> None:
    known = earlier(
        ("p3", "a", "t1", "r1", 100, 50, 0, 0, 0),
        ("p3", "b", "t1", "r1", 300, 30, 0, 0, 0),
    )

    found = match_baseline(PLACES, known, UNITS)

    assert found is not None
    assert found.shares[2, 0] == pytest.approx(0.2)


def test_a_place_in_no_known_unit_gets_the_mean_of_the_others() -> None:
    known = earlier(("p1", "a", "t1", None, 100, 50, 0, 0, 0), ("p2", "b", "t1", None, 100, 30, 0, 0, 0))

    found = match_baseline(PLACES, known, UNITS)

    assert found is not None
    assert found.shares[4, 0] == pytest.approx(np.mean([0.5, 0.3, 0.4]))
    assert found.share_matched(np.array([1.0, 1.0, 1.0, 1.0, 1.0])) == pytest.approx(0.4)


def test_nothing_matches() -> None:
    strange = earlier(("q", "q", "q", "q", 100, 50, 0, 0, 0))

    assert match_baseline(PLACES, strange, UNITS) is None
    assert match_baseline(PLACES, strange.clear(), UNITS) is None
    assert match_baseline(PLACES, strange.select("place", "registered"), UNITS) is None


def test_places_without_names() -> None:
    known = earlier((None, "Escuela José Martí", "t1", "r1", 100, 50, 0, 0, 0))

    found = match_baseline(PLACES.drop("place_name"), known, UNITS)

    assert found is not None
    assert not found.own.any()


def test_rows_add_up_to_one_whatever_the_figures() -> None:
    known = earlier(
        ("p1", "a", "t1", "r1", 10, 500, 300, 5, 5),
        ("p2", "b", "t1", "r1", 0, 5, 3, 5, 5),
        ("p3", "c", "t1", "r1", 100, -5, 3, 5, None),
        ("p4", "d", "t2", "r1", 100, None, None, None, None),
    )

    found = match_baseline(PLACES, known, UNITS)

    assert found is not None
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(5))
    assert (found.shares >= 0).all()
    assert not found.own[1], "nobody was registered there"


def test_which_lists_are_the_same() -> None:
    same = same_lists(("A", "old", "blank", "not_cast"), ("A", "new", "blank", "not_cast"), {"new": "old"})

    assert same.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert same_lists((), ("A",), {}).shape == (0, 1)
