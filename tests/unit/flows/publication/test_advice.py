"""The advice: which way the count leans, whose sheets are in, and how the earlier election went there."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.publication import Publication, publish
from publication_moments import BEFORE, FEW, MIDDLE, NOW
from support import row, take


def test_codes_of_the_night(replayed: dict[datetime | None, Publication]) -> None:
    codes = {moment: found.advice.code for moment, found in replayed.items()}

    assert codes == {BEFORE: "nothing_counted", FEW: "cannot_say", MIDDLE: "understates"}
    few = replayed[FEW].advice
    assert few.reason.startswith("Cannot say yet")
    assert few.earlier is not None
    assert few.earlier.where_reported < few.earlier.where_missing


def test_the_half_counted_night_understates_the_later_winner(half: Publication) -> None:
    comparison = half.advice.comparison

    assert comparison is not None
    understated = comparison.understated
    assert understated.selection == "MAS-IPSP"
    assert understated.projected - understated.counted == pytest.approx(understated.difference)
    assert understated.low < 0.5511 < understated.high
    assert understated.outside_interval is True
    assert comparison.overstated.difference < 0
    assert comparison.counted_lead is not None
    assert comparison.projected_lead is not None
    assert comparison.counted_lead < comparison.projected_lead


def test_regions_and_kinds_are_weighed_by_voters(half: Publication) -> None:
    found = half.advice.representation

    assert sum(group.share_of_expected or 0 for group in found.regions) == pytest.approx(1)
    assert sum(group.share_of_reported or 0 for group in found.regions) == pytest.approx(1)
    assert sum(group.excess for group in found.regions) == pytest.approx(0, abs=1e-12)
    over, under = found.regions_over[0], found.regions_under[0]
    assert (over.registered_share or 0) > (found.registered_share or 0) > (under.registered_share or 0)
    assert (under.name, found.kinds_over[0].kind) == ("La Paz", "city")
    assert sum(group.share_of_expected or 0 for group in found.kinds) == pytest.approx(1)
    assert 0 < found.displaced < 1


def test_the_earlier_election_shows_why(half: Publication) -> None:
    earlier = half.advice.earlier

    assert earlier is not None
    assert (earlier.selection.id, earlier.same_selection) == ("MAS-IPSP", True)
    assert earlier.where_reported < earlier.whole < earlier.where_missing


def copied(night: Desk, folder: Path) -> Desk:
    shutil.copytree(night.election.folder, folder, ignore=shutil.ignore_patterns("published"))
    return open_desk(folder)


def test_the_finished_count(night: Desk, tmp_path: Path) -> None:
    found = publish(copied(night, tmp_path / "night"), now=NOW, calls=False)

    assert found.advice.code == "finished"
    assert found.advice.result is not None
    assert found.advice.result.leader == "MAS-IPSP"
    assert found.front.final is True
    assert found.front.chambers[0].complete is True


def test_close_to_the_end_count_and_projection_agree(night: Desk, tmp_path: Path) -> None:
    moment = datetime(2020, 10, 23, 11, tzinfo=UTC)

    found = publish(copied(night, tmp_path / "night"), moment, now=NOW, calls=False)

    assert found.advice.code == "agrees"
    assert found.advice.comparison is not None
    assert abs(found.advice.comparison.understated.difference) < 0.01
    assert found.advice.representation.regions_over == ()


def test_without_an_earlier_election_nothing_is_said_of_one(night: Desk, tmp_path: Path) -> None:
    desk = copied(night, tmp_path / "night")
    blind = replace(desk, election=replace(desk.election, baseline=None))

    found = publish(blind, MIDDLE, now=NOW, calls=False)

    assert found.advice.earlier is None
    assert found.advice.representation.regions_under


def test_an_earlier_election_that_cannot_be_read_is_passed_over(night: Desk, tmp_path: Path) -> None:
    desk = copied(night, tmp_path / "night")
    (desk.election.folder / "baseline.parquet").write_bytes(b"torn")

    found = publish(desk, MIDDLE, now=NOW, calls=False)

    assert found.advice.code == "cannot_say"
    assert "baseline" in found.front.headline.projected.reason or found.advice.earlier is None


def test_an_election_without_projection_says_whose_sheets_are_in(desk: Desk) -> None:
    take(desk.ledger, [row("001", 60, 30), row("002", 60, 30)])

    published = publish(desk, now=NOW)
    advice = published.advice

    assert advice.code == "not_projected"
    assert advice.reason == ""
    assert not published.front.headline.projected.set_up
    assert not any(status.set_up for status in published.projections.values())
    assert [(region.unit, region.registered_share) for region in advice.representation.regions] == [
        ("N", 200 / 600),
        ("S", 0.0),
    ]
    assert advice.representation.kinds == ()
