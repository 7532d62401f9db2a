"""Contests in which a ballot has several votes: a senate, a council by lists, an office by approval."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.decide import Decision, decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.model import sheet, votes_column
from escrutinio.projection import shares_of_valid
from escrutinio.projection.several_votes import sheets_in_votes, stations_in_votes
from projection_elections import CONTEST, LISTS, drawn_of, layout_of, simulate
from small_elections import NOW

SENATE = """title = "A senate of three"
statute = "Made up"
source = "https://example.org"
valid_from = 2000-01-01
elects = "three at large"
[contests]
votes = "the votes"
[chamber]
id = "senate"
name = "Senate"
[[step]]
rule = "most-votes"
article = "1"
seats = 3
"""
COUNCIL = SENATE.replace(
    'rule = "most-votes"\narticle = "1"\nseats = 3',
    'rule = "allocate"\narticle = "1"\nin = "whole"\nseats = 5\nby = "dhondt"',
)
OFFICE = SENATE.replace("[chamber]", "[office]").replace(
    'rule = "most-votes"\narticle = "1"\nseats = 3', 'rule = "plurality"\narticle = "1"'
)


def desk_of(
    folder: Path, law: str, most: int, rows: Sequence[str], *, head: str, extra: str = "", stations: int = 3
) -> Desk:
    """An election of one contest; the file's columns are ``station``, counts, and the selections' ids."""
    folder.mkdir()
    (folder / "law.toml").write_text(law, encoding="utf-8")
    columns = head.split(",")
    ids = [name for name in columns if name not in ("station", *sheet.COUNTS)]
    selections = "".join(
        f'[[selections]]\nid = "{name}"\nname = "{name.upper()}"\ncolor = "#33445{number}"\n'
        for number, name in enumerate(ids)
    )
    counts = "".join(f'{name} = "{name}"\n' for name in columns if name in sheet.COUNTS)
    (folder / "election.toml").write_text(
        f"""[election]
id = "several"
name = "Several votes"
date = 2031-05-04
timezone = "UTC"
{selections}
[[contests]]
id = "main"
name = "Main"
selections = {ids}
votes_allowed = {most}
{extra}
[stations]
file = "stations.csv"
[[feeds]]
id = "votes"
files = ["*.csv"]
contest = "main"
sheet = "station"
[feeds.counts]
{counts}
[feeds.observed]
default = 2031-05-04T22:00:00
[law]
id = "law.toml"
contests = {{ votes = "main" }}
levels = {{ votes = "nation" }}
""",
        encoding="utf-8",
    )
    lines = ["contest,sheet,registered", *(f"main,{number},100" for number in range(1, stations + 1)), ""]
    (folder / "stations.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "v.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    desk = open_desk(folder, for_ingest=True)
    (result,) = ingest(desk, [folder / "v.csv"], lambda: NOW)
    assert result.refusal is None, result.refusal
    return open_desk(folder)


def codes(desk: Desk) -> list[str]:
    return check(desk).findings["code"].to_list()


@pytest.fixture
def senate(tmp_path: Path) -> Desk:
    """Up to three votes each for persons; two of three sheets are in. Only ballots cast are stated."""
    rows = ["1,50,40,35,30,5", "2,60,50,20,45,15"]
    none = "no_blank = true\nno_null = true"
    return desk_of(tmp_path / "senate", SENATE, 3, rows, head="station,cast,a,b,c,d", extra=none)


@pytest.fixture
def council(tmp_path: Path) -> Desk:
    """Five votes for lists, several of which one list may have; all sheets are in, with all counts."""
    rows = ["1,80,70,4,6,200,100,20", "2,90,85,3,2,150,200,40", "3,70,60,5,5,100,120,30"]
    return desk_of(tmp_path / "council", COUNCIL, 5, rows, head="station,cast,valid,blank,null,a,b,c")


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """Approval of any of four; the sheets state valid ballots alone."""
    rows = ["1,60,50,30,10,5", "2,70,55,40,20,0"]
    none = "no_null = true\nno_blank = true"
    return desk_of(tmp_path / "office", OFFICE, 4, rows, head="station,valid,a,b,c,d", extra=none)


def test_more_votes_than_ballots_are_no_fault(senate: Desk, council: Desk, office: Desk) -> None:
    for desk in (senate, council, office):
        assert codes(desk) == []
        assert count(desk).nation("main").sheets_not_adding_up == 0


def test_shares_of_votes_and_of_ballots(senate: Desk, council: Desk, office: Desk) -> None:
    figures = count(senate).nation("main")
    assert figures.valid.sum == figures.cast.sum == 110
    assert figures.share_base == 240
    assert figures.shares_of_valid["a"] == 90 / 240
    assert figures.shares_of_ballots["a"] == 90 / 110
    assert figures.turnout.share == 110 / 200

    figures = count(council).nation("main")
    assert (figures.valid.sum, figures.share_base) == (215, 960)
    assert figures.shares_of_ballots["a"] == 450 / 215

    figures = count(office).nation("main")
    assert figures.cast.sum == figures.valid.sum == 130
    assert figures.shares_of_ballots["a"] == 105 / 130
    for desk in (senate, council, office):
        assert sum(
            share or 0 for share in count(desk).nation("main").shares_of_valid.values()
        ) == pytest.approx(1)


def test_more_than_the_ballots_can_have_is_a_fault(tmp_path: Path) -> None:
    none = "no_blank = true\nno_null = true"
    rows = ["1,50,50,50,50,0", "2,50,51,50,50,0"]
    desk = desk_of(tmp_path / "e", SENATE, 3, rows, head="station,cast,a,b,c,d", extra=none)
    (finding,) = check(desk).findings.to_dicts()
    assert (finding["code"], finding["sheet"]) == ("votes-not-valid", "2")
    assert finding["message"] == (
        "The selections have 151 votes together; the sheet's 50 valid ballots have at most 3 each."
    )
    assert count(desk).nation("main").sheets_not_adding_up == 1


def test_ballots_are_held_against_the_register(tmp_path: Path) -> None:
    rows = ["1,300,299,0,0", "2,301,300,0,0"]
    none = "no_blank = true\nno_null = true"
    desk = desk_of(tmp_path / "e", SENATE, 3, rows, head="station,a,b,c,d", extra=none)
    # 599 votes are of 200 ballots at the least, 601 of 201.
    assert check(desk).findings.filter(code="cast-over-registered")["sheet"].to_list() == ["1", "2"]
    few = desk_of(tmp_path / "f", SENATE, 3, ["1,100,100,100,0"], head="station,a,b,c,d", extra=none)
    assert codes(few) == []
    assert count(few).nation("main").valid.sum is None, "votes do not say how many ballots there are"
    assert count(few).nation("main").shares_of_ballots["a"] is None


def _seats(decision: Decision) -> dict[str, int]:
    return {name: seats for name, seats in decision.outcome.chambers["senate"].seats.items() if seats}


def test_the_law_goes_by_votes(senate: Desk, council: Desk, office: Desk) -> None:
    decided = decide(senate)
    assert _seats(decided) == {"a": 1, "b": 1, "c": 1}
    # A missing sheet of 100 voters holds up to 300 votes: d (20) can still pass b (55).
    assert decided.bounds.missing == {"votes": 100}
    assert decided.bounds.chambers["senate"].seats["d"].max_seats == 1

    whole = decide(council)
    assert whole.outcome.final
    assert _seats(whole) == {"a": 3, "b": 2}

    decided = decide(office)
    assert next(iter(decided.outcome.offices.values())).name == "a"  # type: ignore[union-attr]
    assert not decided.bounds.decided


def test_the_command_line_names_both_shares(senate: Desk) -> None:
    printed = CliRunner().invoke(app, ["count", str(senate.election.folder)]).output
    assert "of votes" in printed
    assert "of ballots" in printed
    assert "Valid ballots" in printed
    assert "A ballot has up to 3 votes; valid, blank, null and cast are ballots." in printed


def test_what_can_still_change_tells_voters_from_votes(office: Desk) -> None:
    printed = CliRunner().invoke(app, ["decide", str(office.election.folder)]).output
    assert "missing sheets hold 100 registered voters" in " ".join(printed.split())
    (bound,) = decide(office).bounds.offices.values()
    assert bound.missing == 400


def test_a_projection_of_several_votes_is_one_of_their_shares() -> None:
    """Each ballot of a simulated night is given three times over: shares and turnout stay what they are."""
    night = simulate(1)
    three = dataclasses.replace(CONTEST, votes_allowed=3)
    votes = [votes_column(name) for name in LISTS]
    tripled = night.sheets.with_columns(pl.col(votes) * 3)
    some = tripled.head(tripled.height // 2)
    layout = layout_of(sheets_in_votes(some, three), stations_in_votes(night.stations, three), three)
    plain = layout_of(night.sheets.head(night.sheets.height // 2), night.stations)

    assert layout.share_in == pytest.approx(plain.share_in)
    assert layout.impossible == plain.impossible == ()
    np.testing.assert_allclose(layout.counted.sum(), 3 * plain.counted.sum())
    shares, other = (
        shares_of_valid(drawn_of(projected).votes.sum(axis=1), len(LISTS)).mean(axis=0)
        for projected in (layout, plain)
    )
    np.testing.assert_allclose(shares, other, atol=0.02)


def test_unused_votes_are_for_nobody() -> None:
    """Of three votes only two are used: the rest is neither a list's nor that of one who stayed away."""
    night = simulate(2)
    three = dataclasses.replace(CONTEST, votes_allowed=3)
    votes = [votes_column(name) for name in LISTS]
    doubled = night.sheets.with_columns(pl.col(votes) * 2)
    layout = layout_of(sheets_in_votes(doubled, three), stations_in_votes(night.stations, three), three)
    plain = layout_of(night.sheets, night.stations)
    np.testing.assert_allclose(layout.counted[:, -1], 3 * plain.counted[:, -1])
    np.testing.assert_allclose(layout.counted[:, :4], 2 * plain.counted[:, :4])
