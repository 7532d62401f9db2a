"""Planted faults alarm and sheets are named; elections without fault seldom do; too little data says so."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import numpy as np
import pytest

from escrutinio.explain.forensics import TESTS, CannotTell, Sheets, Verdict, oddity_test
from escrutinio.explain.forensics.percentages import NEAR, _chance_of_hit, _nearest, _whole
from escrutinio.explain.forensics.simulation import simulated
from escrutinio.explain.forensics.tails import tail
from escrutinio.model import UsageError


def run(test: str, sheets: Sheets, draws: int = 39) -> Verdict:
    verdict = oddity_test(test).run(sheets, draws, 1)
    assert isinstance(verdict, Verdict)
    return verdict


@pytest.fixture(scope="module")
def clean() -> Sheets:
    return simulated(3, places=150)


def moved(sheets: Sheets, rows: np.ndarray, leader: np.ndarray) -> Sheets:
    """The sheets with so many votes for the leader on some, taken from the second."""
    votes = sheets.votes.copy()
    rest = votes[rows, 2:].sum(axis=1)
    leader = np.minimum(leader, sheets.valid[rows] - rest)
    votes[rows, 1] = sheets.valid[rows] - rest - leader
    votes[rows, 0] = leader
    return replace(sheets, votes=votes)


def test_rounded_percentages_alarm(clean: Sheets) -> None:
    rows = np.flatnonzero(clean.valid >= 100)[::2]
    wanted = np.round(0.01 * np.ceil(100 * clean.votes[rows, 0] / clean.valid[rows]) * clean.valid[rows])

    verdict = run("rounded-counts", moved(clean, rows, wanted.astype(np.int64)))

    assert verdict.alarm
    assert verdict.z is not None
    assert verdict.z > 2
    assert not run("rounded-counts", clean).alarm


def test_hits_are_named_where_there_are_too_many(clean: Sheets) -> None:
    """One area makes up its figures: its sheets are named, and not every sheet that hits somewhere."""
    area = int(np.bincount(clean.area[clean.valid >= 100]).argmax())
    rows = np.flatnonzero((clean.valid >= 100) & (clean.area == area))
    wanted = np.round(0.01 * np.ceil(100 * clean.votes[rows, 0] / clean.valid[rows]) * clean.valid[rows])

    verdict = run("rounded-counts", moved(clean, rows, wanted.astype(np.int64)))

    assert verdict.flags or not verdict.alarm
    assert {int(clean.area[flag.sheet]) for flag in verdict.flags} <= {area}


def test_a_region_is_named_where_no_area_has_enough_to_stand_out(clean: Sheets) -> None:
    alone = replace(clean, area=np.arange(clean.valid.size))
    rows = np.flatnonzero((clean.valid >= 100) & (clean.region == 1))
    wanted = np.round(0.01 * np.ceil(100 * clean.votes[rows, 0] / clean.valid[rows]) * clean.valid[rows])

    verdict = run("rounded-counts", moved(alone, rows, wanted.astype(np.int64)))

    assert verdict.alarm
    assert {int(clean.region[flag.sheet]) for flag in verdict.flags} == {1}


def test_the_chance_of_a_hit_is_what_drawing_gives(clean: Sheets) -> None:
    generator = np.random.default_rng(2)
    usable = clean.valid >= 100
    rate = np.where(usable, clean.votes[:, 0] / np.maximum(clean.valid, 1), 0)
    for hits, width in ((_whole, NEAR / 100), (_nearest, 0.0)):
        exact = _chance_of_hit(clean.votes[:, 0], clean.valid, usable, hits, width)
        drawn = [hits(generator.binomial(clean.valid, rate), clean.valid, usable) for _ in range(400)]

        assert np.abs(np.mean(drawn, axis=0) - exact).max() < 0.13
        assert exact.sum() == pytest.approx(np.mean(drawn, axis=0).sum(), rel=0.05)


def test_whole_percentages_of_large_stations_alarm(clean: Sheets) -> None:
    large = replace(clean, registered=10 * clean.registered, cast=10 * clean.cast, votes=10 * clean.votes + 3)
    rows = np.arange(0, large.valid.size, 8)
    wanted = np.round(0.01 * np.ceil(100 * large.votes[rows, 0] / large.valid[rows]) * large.valid[rows])

    verdict = run("whole-percentages", moved(large, rows, wanted.astype(np.int64)))

    assert verdict.alarm
    assert not run("whole-percentages", clean).alarm


def test_a_share_that_too_many_have_alarms(clean: Sheets) -> None:
    rows = np.flatnonzero(
        (clean.valid >= 100) & (clean.votes[:, 0] + clean.votes[:, 1] > 0.75 * clean.valid)
    )[:40]

    verdict = run("share-spikes", moved(clean, rows, np.round(0.7 * clean.valid[rows]).astype(np.int64)))

    assert verdict.alarm
    assert len(set(rows.tolist()) & {flag.sheet for flag in verdict.flags}) > 5
    assert not run("share-spikes", clean).alarm


def test_a_swapped_sheet_is_named_with_its_columns(clean: Sheets) -> None:
    gap = np.abs(clean.votes[:, 0] - clean.votes[:, 1]) * (clean.tables > 2)
    row = int(gap.argmax())
    votes = clean.votes.copy()
    votes[row, [0, 1]] = votes[row, [1, 0]]

    verdict = run("swapped-columns", replace(clean, votes=votes))

    assert verdict.alarm
    assert verdict.flags[0].sheet == row
    assert verdict.flags[0].columns == (0, 1)
    assert not run("swapped-columns", clean).alarm


def test_a_sheet_unlike_its_place_is_named(clean: Sheets) -> None:
    row = int((clean.votes[:, 1] * (clean.tables > 2)).argmax())
    moved_to = clean.votes[row : row + 1, 0] + clean.votes[row, 1]

    verdict = run("unlike-their-place", moved(clean, np.array([row]), moved_to))

    assert verdict.alarm
    assert verdict.flags[0].sheet == row
    assert not run("unlike-their-place", clean).alarm


def test_copied_sheets_are_named_together(clean: Sheets) -> None:
    rows = np.argsort(-clean.valid)[:5]
    votes = clean.votes.copy()
    votes[rows] = votes[rows[0]]

    verdict = run("identical-votes", replace(clean, votes=votes))

    assert verdict.alarm
    flag = max(verdict.flags, key=lambda flag: len(flag.others))
    assert {flag.sheet, *flag.others} >= set(rows.tolist())
    assert not run("identical-votes", clean).alarm


def test_sheets_that_differ_in_small_selections_are_no_copies(clean: Sheets) -> None:
    """The last column holds many small selections together: a sheet says how it splits them."""
    rows = np.argsort(-clean.valid)[:5]
    votes = clean.votes.copy()
    votes[rows] = votes[rows[0]]

    verdict = run("identical-votes", replace(clean, votes=votes, ballots=np.arange(clean.valid.size)))

    assert not verdict.alarm
    assert verdict.observed == 0


@pytest.mark.parametrize("test", ["identical-votes", "share-spikes"])
def test_an_electorate_that_votes_alike_everywhere_is_no_alarm(test: str) -> None:
    """A yes or no, one sheet to a place, no difference between places but by chance."""
    alarms = 0
    for seed in range(8):
        generator = np.random.default_rng(seed)
        valid = generator.integers(110, 130, 500)
        yes = generator.binomial(valid, 0.55)
        place = np.arange(valid.size)
        votes = np.stack([yes, valid - yes, 0 * yes], axis=1)
        sheets = Sheets(valid, valid, votes, place, place // 50, place // 100)
        alarms += run(test, sheets).alarm

    assert alarms <= 2


def test_stuffed_small_stations_alarm(clean: Sheets) -> None:
    small = clean.registered < 100
    added = np.where(small, (clean.registered - clean.cast) * 2 // 3, 0)
    votes = clean.votes.copy()
    votes[:, 0] += added

    verdict = run("small-stations", replace(clean, votes=votes, cast=clean.cast + added), 199)

    assert verdict.alarm
    assert small[[flag.sheet for flag in verdict.flags]].all()
    assert not run("small-stations", clean, 199).alarm


def test_elections_without_fault_seldom_alarm() -> None:
    """A small version of the measurement in the documentation: 5 % of 16 elections are 0.8."""
    for test in TESTS:
        verdicts = [test.run(simulated(seed, places=60, tables=3), 19, seed) for seed in range(16)]
        alarms = sum(verdict.alarm for verdict in verdicts if isinstance(verdict, Verdict))
        assert alarms <= 4, test.id


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.id)
def test_too_little_data_is_said(test: object) -> None:
    few = simulated(1, places=4, tables=2, areas=1)

    verdict = test.run(few, 19, 1)  # type: ignore[attr-defined]

    assert isinstance(verdict, CannotTell)
    assert verdict.reason


@pytest.mark.parametrize(
    ("name", "reason"), [("second-digit", "70 to 90 %"), ("last-digit", "19 to 55 %"), ("x", "no test")]
)
def test_refused_tests_say_why(name: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        oddity_test(name)


@pytest.mark.parametrize("test", ["unlike-their-place", "swapped-columns"])
def test_towns_of_a_province_are_no_tables_of_one_place(clean: Sheets, test: str) -> None:
    """Where the lowest level is a province nearly every sheet is unlike the others: none stands out."""
    votes = 50 * clean.votes
    provinces = replace(clean, votes=votes, place=clean.area, registered=50 * clean.registered)

    told = oddity_test(test).run(provinces, 3, seed=1)

    assert isinstance(told, CannotTell)
    assert "most sheets are unlike the others of their place" in told.reason


def test_tails_of_a_million_votes_take_little_memory() -> None:
    """The counts far out add nothing; a table for each of them would take all memory."""
    drawn = np.array([400_000, 310_000, 305_000])
    good, whole, size = np.full(3, 3_000_000), np.full(3, 10_000_000), np.full(3, 1_000_000)

    far, farther, nearer = tail(drawn, good, whole, size)[[1, 0, 2]]

    assert farther == 0.0
    assert 0 < far < nearer < 1e-20


def test_tails_agree_with_adding_up_all_outcomes() -> None:
    good, whole, size = 12, 40, 15
    chances = [comb(good, k) * comb(whole - good, size - k) / comb(whole, size) for k in range(13)]
    for drawn in (0, 1, 8, 12):
        side = chances[drawn:] if drawn > size * good / whole else chances[: drawn + 1]
        expected = min(1.0, 2 * (sum(side) - chances[drawn] / 2))
        single = tail(np.array([drawn]), np.array([good]), np.array([whole]), np.array([size]))
        assert single[0] == pytest.approx(expected)


def test_without_spread_by_chance_there_is_no_z() -> None:
    verdict = Verdict(observed=61.4, expected=0.0, deviation=0.0, p=0.005, alarm=True, sheets=156, draws=99)
    assert verdict.z is None
    assert replace(verdict, deviation=2.0).z == 30.7
