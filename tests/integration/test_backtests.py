"""The projection on real counts, replayed: 2020 beside 2019, and 2019 in both orders beside 2014."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.backtest import Backtest, Step, backtest, backtest_document
from escrutinio.flows.count import Count, count, count_document
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.new_election import sample_election
from escrutinio.flows.project import project
from escrutinio.flows.project_document import projection_document
from escrutinio.flows.replay import differences_from_official
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.ledger import as_of
from escrutinio.model import UsageError
from escrutinio.projection.backtest import SHARES, coverage
from ready_elections import copy_of_sample, real_sample
from support import BOLIVIA, SHARED, needs_data

BOLIVIA_2019 = SHARED / "data" / "bolivia-2019"
LARGEST_2020 = ("MAS-IPSP", "CC", "CREEMOS")
#: Share of sheets -> the largest mean error allowed over the three largest lists, in points.
ALLOWED = {0.10: 2.0, 0.25: 0.8, 0.40: 0.4, 0.52: 0.2}


@pytest.fixture(scope="module", autouse=True)
def each_moment_once() -> Iterator[None]:
    """Back-tests that differ in what they make of a moment read and count its sheets once."""
    sheets: dict[object, ResolvedSheets] = {}
    counts: dict[object, Count] = {}

    def resolved_once(desk: Desk, until: datetime | None = None) -> ResolvedSheets:
        key = (desk.election.folder, until)
        if key not in sheets:
            sheets[key] = resolved_sheets(desk, until)
        return sheets[key]

    def counted_once(desk: Desk, until: datetime | None = None, **how: Any) -> Count:
        key = (desk.election.folder, until, tuple(how["levels"]))
        if key not in counts:
            counts[key] = count(desk, until, **how)
        return counts[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("escrutinio.flows.backtest.resolved_sheets", resolved_once)
        patch.setattr("escrutinio.flows.backtest.count", counted_once)
        yield


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Desk]:
    nights = {"bolivia-2020": open_desk(real_sample(tmp_path_factory, "nights"))}
    for sample in ("bolivia-2019-official", "bolivia-2019-trep"):
        folder = tmp_path_factory.mktemp("nights") / sample
        sample_election(folder, sample, BOLIVIA_2019, datetime.now(UTC))
        nights[sample] = open_desk(folder)
    return nights


@pytest.fixture(scope="module")
def replays(desks: Mapping[str, Desk]) -> Mapping[tuple[str, bool], Backtest]:
    shares = {*SHARES, 1.0}
    return {
        (sample, known): backtest(
            desk,
            sorted(shares | ALLOWED.keys() if sample == "bolivia-2020" and known else shares),
            without_baseline=not known,
        )
        for sample, desk in desks.items()
        for known in (True, False)
    }


def at(found: Backtest, share: float) -> Step:
    return next(step for step in found.steps if step.asked == share)


@needs_data
def test_every_moment_is_near_the_share_asked_for(replays: Mapping[tuple[str, bool], Backtest]) -> None:
    for found in replays.values():
        for step in found.steps:
            # 7 % of the sheets came in at one time.
            assert step.sheets == pytest.approx(step.asked, abs=0.08)
            assert step.scored.reason is None


@needs_data
def test_intervals_hold_the_truth_over_all_replays(replays: Mapping[tuple[str, bool], Backtest]) -> None:
    cells = [
        cell
        for replay in replays.values()
        for step in replay.steps
        if step.asked in SHARES
        for cell in step.scored.cells
    ]

    held = coverage(cells)[0.9]

    assert len(cells) == 2 * 8 * (5 + 9 + 9)
    assert held is not None
    assert 0.85 <= held <= 0.97


@needs_data
@pytest.mark.parametrize("share", ALLOWED)
def test_errors_of_2020(replays: Mapping[tuple[str, bool], Backtest], share: float) -> None:
    scored = at(replays["bolivia-2020", True], share).scored
    errors = [abs(cell.error) for cell in scored.cells if cell.selection in LARGEST_2020]

    assert len(errors) == 3
    assert 100 * np.mean(errors) <= ALLOWED[share]


@needs_data
def test_width_of_2020_at_a_quarter(replays: Mapping[tuple[str, bool], Backtest]) -> None:
    leading = at(replays["bolivia-2020", True], 0.25).scored.leading_cell()

    assert leading is not None
    assert leading.selection == "MAS-IPSP"
    assert 100 * leading.width(0.9) <= 5


@needs_data
def test_the_winner_of_2020_is_seen_from_a_tenth_on(replays: Mapping[tuple[str, bool], Backtest]) -> None:
    for share in (0.10, 0.15, 0.25, 0.40, 0.50):
        step = at(replays["bolivia-2020", True], share)
        raw = {cell.selection: cell.raw for cell in step.scored.cells}
        assert step.scored.leading == "MAS-IPSP"
        # Elected in the first round with more than half, or with 40 % and ten points more than the next.
        assert step.scored.lead is not None
        assert step.scored.lead > 0.95
        assert share > 0.25 or raw["CC"] > raw["MAS-IPSP"], "the count alone says otherwise"


@needs_data
def test_the_last_moment_is_the_count(
    desks: Mapping[str, Desk], replays: Mapping[tuple[str, bool], Backtest]
) -> None:
    for (sample, _), found in replays.items():
        shares = count(desks[sample]).nation("president").shares_of_valid
        for cell in at(found, 1.0).scored.cells:
            assert cell.projected == cell.truth == shares[cell.selection]
            assert cell.width(0.95) == 0


@needs_data
def test_without_an_earlier_election_it_is_wider(
    desks: Mapping[str, Desk], replays: Mapping[tuple[str, bool], Backtest]
) -> None:
    for sample in desks:
        for share in SHARES:
            known, blind = (
                at(replays[sample, with_it], share).scored.leading_cell() for with_it in (True, False)
            )
            assert known is not None
            assert blind is not None
            assert blind.width(0.9) > known.width(0.9)


@needs_data
def test_a_moment_knows_nothing_of_what_came_later(desks: Mapping[str, Desk], tmp_path: Path) -> None:
    """The same night cut off at the moment gives the same projection."""
    whole = backtest(desks["bolivia-2020"], [0.10])
    moment = whole.steps[0].moment
    folder = tmp_path / "cut"
    sample_election(folder, "bolivia-2020", BOLIVIA, datetime.now(UTC), moment.isoformat())

    document = projection_document(project(open_desk(folder)))

    for cell in whole.steps[0].scored.cells:
        assert document.nation is not None
        selection = document.nation.selections[cell.selection]
        assert selection.share == cell.projected
        interval = selection.intervals["90"]
        assert (interval.low, interval.high) == cell.intervals[1]


@needs_data
def test_an_unfinished_count_is_no_truth(tmp_path: Path) -> None:
    folder = tmp_path / "half"
    sample_election(folder, "bolivia-2020", BOLIVIA, datetime.now(UTC), "2020-10-19T20:00")

    with pytest.raises(UsageError, match="of the sheets are in"):
        backtest(open_desk(folder))


# The samples of 2019.


@needs_data
@pytest.mark.parametrize("sample", ["bolivia-2019-official", "bolivia-2019-trep"])
def test_the_count_of_2019(desks: Mapping[str, Desk], sample: str) -> None:
    counted = count(desks[sample], levels=["department"])
    nation = counted.nation("president")

    assert nation.votes["MAS-IPSP"] == 2_889_359
    assert nation.votes["CC"] == 2_240_920
    assert nation.sheets_reported == nation.sheets_expected == 34_555
    assert differences_from_official(counted) == []
    (contest,) = count_document(counted, levels=["department"]).contests
    assert len(contest.levels[0].units) == 10
    assert "positions" in desks[sample].election.note


@needs_data
def test_2014_matches_most_places_of_2019(desks: Mapping[str, Desk]) -> None:
    found = backtest(desks["bolivia-2019-trep"], [0.25])

    assert found.with_baseline
    assert found.steps[0].matched is not None
    assert found.steps[0].matched > 0.5


@needs_data
def test_sheets_without_a_position_come_last(desks: Mapping[str, Desk]) -> None:
    last = as_of(desks["bolivia-2019-trep"].ledger).filter(
        pl.col("observed_at") == pl.col("observed_at").max()
    )

    assert last.height == 19


def test_2019_needs_its_sheets(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no reconstructed sheets"):
        sample_election(tmp_path / "a", "bolivia-2019-trep", None, datetime.now(UTC))
    with pytest.raises(UsageError, match="cannot be read"):
        sample_election(tmp_path / "a", "bolivia-2019-trep", tmp_path, datetime.now(UTC))


@needs_data
def test_2019_without_2014(tmp_path: Path) -> None:
    alone = tmp_path / "bolivia-2019"
    alone.mkdir()
    (alone / "president.parquet").write_bytes((BOLIVIA_2019 / "president.parquet").read_bytes())

    election = sample_election(tmp_path / "night", "bolivia-2019-trep", alone, datetime.now(UTC)).election

    assert election.baseline is None
    assert not (tmp_path / "night" / "baseline.parquet").exists()


# The command.


@needs_data
def test_the_command_in_its_three_formats(desks: Mapping[str, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    replayed: dict[str, Backtest] = {}

    def once(desk: Desk, *args: Any, **how: Any) -> Backtest:
        """The same replay for all formats: it takes seconds."""
        if desk.election.id not in replayed:
            replayed[desk.election.id] = backtest(desk, *args, **how)
        return replayed[desk.election.id]

    monkeypatch.setattr("escrutinio.cli.backtest.run_backtest", once)
    folders = [str(desks[name].election.folder) for name in ("bolivia-2020", "bolivia-2019-trep")]
    words = ["backtest", *folders, "--shares", "0.1,25"]
    run = CliRunner()

    table = run.invoke(app, words).stdout
    document = json.loads(run.invoke(app, [*words, "--format", "json"]).stdout)
    rows = list(csv.DictReader(io.StringIO(run.invoke(app, [*words, "--format", "csv"]).stdout)))

    assert max(len(line) for line in table.splitlines()) <= 80
    assert "…" not in table
    assert "Cannot say yet" in table
    assert "Overall:" in table
    assert [entry["election"]["id"] for entry in document["elections"]] == [
        "bo-2020-10-18",
        "bo-2019-10-20-trep",
    ]
    assert [step["available"] for step in document["elections"][0]["steps"]] == [False, True]
    # The first sheets of the preliminary count of 2019 are shown together, and are enough to say something.
    assert document["coverage"]["cells"] == 5 + 9 + 9
    assert len(rows) == 1 + 5 + 9 + 9
    lists = document["elections"][0]["steps"][1]["figures"]["selections"]
    assert float(rows[1]["projected"]) == lists["MAS-IPSP"]["projected"]


@needs_data
def test_without_baseline_says_so(desks: Mapping[str, Desk]) -> None:
    found = backtest(desks["bolivia-2020"], [0.5], without_baseline=True)

    document = backtest_document([found])

    assert document.elections[0].baseline is False
    assert document.elections[0].steps[0].baseline_matched is None


@pytest.mark.parametrize("shares", ["0", "5,101", "", "x"])
def test_wrong_shares_are_refused(tmp_path_factory: pytest.TempPathFactory, shares: str) -> None:
    night = copy_of_sample(tmp_path_factory, "shares")

    found = CliRunner().invoke(app, ["backtest", str(night), "--shares", shares])

    assert isinstance(found.exception, UsageError)
