"""Why it moved: the parts add up, and what cannot be compared is refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import jsonschema_rs
import polars as pl
import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.explain import PartKind
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.explain import Explanation
from escrutinio.flows.explain import Asked, explain
from escrutinio.model import UsageError
from ready_elections import real_sample
from support import DEFINITION, at, make_election, needs_data, row, singles, take

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "schemas" / "explain.schema.json"
EARLY = [row("001", 40, 20), row("004", 10, 50), row("007", 30, 30)]
LATE = [row(f"{number:03d}", 60 - number, 2 * number) for number in range(1, 13)]


def desk_of(
    folder: Path,
    nights: Sequence[tuple[int, list[Sequence[object]]]],
    definition: str = DEFINITION,
) -> Desk:
    make_election(folder, definition=definition)
    desk = open_desk(folder)
    for minutes, rows in nights:
        take(desk.ledger, rows, minutes=minutes)
    return open_desk(folder)


def assert_adds_up(explanation: Explanation) -> None:
    sums = [(selection.parts, selection.shift) for selection in explanation.selections]
    for parts, shift in [
        *sums,
        *([(explanation.lead.parts, explanation.lead.shift)] if explanation.lead else []),
    ]:
        assert sum(part.points for part in parts) == pytest.approx(shift, abs=1e-9)
    for part in explanation.lead.parts if explanation.lead else ():
        named = sum(unit.points for unit in part.units)
        assert len(part.units) == 10 or named == pytest.approx(part.points if part.units else 0, abs=1e-9)


def test_a_sheet_that_nobody_expected_is_no_part_of_those_expected(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, [(0, EARLY), (60, [*LATE, row("099", 30, 20)])])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert (explanation.earlier.sheets_share, explanation.later.sheets_share) == (0.25, 1.0)
    assert explanation.later.sheets == 13


def test_shares_are_those_of_the_count_at_both_moments(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, [(0, EARLY), (60, LATE)])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    for moment, name in ((at(0), "earlier"), (None, "later")):
        shares = count(desk, moment).nation("council").shares_of_valid
        for selection in explanation.selections:
            assert getattr(selection, name) == pytest.approx(shares[selection.id])
    assert_adds_up(explanation)
    assert explanation.levels == ("region", "town", "place")
    assert (explanation.earlier.sheets, explanation.later.sheets) == (3, 12)


def test_revised_and_withdrawn_sheets_are_a_part_of_their_own(tmp_path: Path) -> None:
    later = [row("001", 60, 0), *LATE[4:]]  # 001 revised, 004 withdrawn, 007 as LATE has it
    desk = desk_of(tmp_path, [(0, EARLY), (60, later)])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert (explanation.revised_sheets, explanation.withdrawn_sheets) == (2, 1)
    lead = explanation.lead
    assert lead is not None
    assert lead.parts[0].kind is PartKind.REVISED
    standing = 60 - 0 + (53 - 14), 60 + 53 + 14
    by_hand = {lead.first.id: 1, lead.second.id: -1}
    then = Fraction(20 - 40 + 0, 180) * by_hand["A"]
    assert lead.parts[0].points == pytest.approx(100 * float(Fraction(*standing) * by_hand["A"] - then))
    assert_adds_up(explanation)


def test_nothing_but_a_correction(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, [(0, EARLY), (60, [row("001", 50, 10), *EARLY[1:]])])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert explanation.lead is not None
    assert [part.points for part in explanation.lead.parts[1:]] == [0, 0, 0, 0]
    assert explanation.late.sheets == 0
    assert explanation.within is None
    assert_adds_up(explanation)


def test_a_contest_of_districts_as_a_whole_and_one_district_alone(tmp_path: Path) -> None:
    early = [row(sheet, *votes, contest="mayor") for sheet, *votes in (("001", 30, 20), ("008", 10, 40))]
    late = [row(f"{number:03d}", 40 + number, 30, contest="mayor") for number in range(1, 13)]
    desk = desk_of(tmp_path, [(0, early), (60, late)])

    whole = explain(desk, Asked(contest="mayor", since=at(0)))
    north = explain(desk, Asked(contest="mayor", since=at(0), unit=("region", "Region N")))

    assert_adds_up(whole)
    assert_adds_up(north)
    assert (north.unit, north.unit_name, north.later.sheets) == ("region/N", "Region N", 6)
    assert north.lead is not None
    assert north.lead.earlier == pytest.approx(20.0)
    assert north.lead.parts[1].points == 0, "one region has no others to be weighed against"
    with pytest.raises(UsageError, match="no unit 'X'"):
        explain(desk, Asked(contest="mayor", since=at(0), unit=("region", "X")))


def test_a_single_selection_has_no_lead(tmp_path: Path) -> None:
    definition = DEFINITION.replace('selections = ["A", "B", "C"]\nwithdrawn = ["C"]', 'selections = ["A"]')
    desk = desk_of(tmp_path, [(0, EARLY), (60, LATE)], definition)

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert explanation.lead is None
    assert explanation.within is None
    assert len(explanation.selections) == 1
    assert_adds_up(explanation)


def test_a_tie_is_a_lead_of_nothing(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, [(0, [row("001", 40, 20)]), (60, [row("001", 40, 20), row("012", 20, 40)])])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert explanation.lead is not None
    assert (explanation.lead.first.id, explanation.lead.later) == ("A", 0)
    assert explanation.within is None, "no place has early and late sheets"
    assert_adds_up(explanation)


def test_several_votes_on_a_ballot_are_shares_of_the_votes(tmp_path: Path) -> None:
    definition = DEFINITION.replace('withdrawn = ["C"]', "votes_allowed = 2")
    early = [row("001", 40, 60, valid=50, cast=50)]
    late = [*early, row("002", 50, 30, valid=45, cast=45), row("009", 10, 20, valid=20, cast=20)]
    desk = desk_of(tmp_path, [(0, early), (60, late)], definition)

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert explanation.base == "votes"
    assert explanation.selections[0].later == pytest.approx(110 / 210)
    assert_adds_up(explanation)


def test_sheets_that_state_no_votes_are_left_out_and_told(tmp_path: Path) -> None:
    blank = ["council", "002", 100, 60, None, 2, None, None, None, None]
    desk = desk_of(tmp_path, [(0, EARLY), (60, [*EARLY, blank, row("012", 5, 9)])])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert explanation.left_out == 1
    assert explanation.later.sheets == 4
    assert_adds_up(explanation)


@pytest.mark.parametrize(
    ("nights", "since", "reason"),
    [
        ([(0, LATE)], None, "all sheets of Council that are counted came in at one moment, 2024-05-05 19:00"),
        ([], None, "no sheet is in"),
        ([(0, EARLY), (60, LATE)], at(60), r"2024-05-05 20:00 \(Europe/Lisbon\), is not before"),
        ([(0, EARLY), (60, LATE)], Fraction(999, 1000), "no sheet of Council came in after 2024-05-05 20:00"),
        # What a later snapshot no longer holds was there before: only what is counted came in at one moment.
        ([(0, EARLY), (60, LATE[7:])], None, "that are counted came in at one moment, 2024-05-05 20:00"),
        ([(0, EARLY), (60, LATE)], at(-60), "no delivery that stands held votes at the earlier moment"),
        ([(0, EARLY), (60, LATE[7:])], at(0), "still counted"),
        ([(0, [row("001", 0)]), (60, LATE)], at(0), "no delivery that stands held votes"),
        ([(0, EARLY), (60, LATE[:9])], Fraction(9, 10), "there is no such moment"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    tmp_path: Path,
    nights: list[tuple[int, list[Sequence[object]]]],
    since: datetime | Fraction | None,
    reason: str,
) -> None:
    desk = desk_of(tmp_path, nights)

    with pytest.raises(UsageError, match=reason):
        explain(desk, Asked(contest="council", since=since))


def test_one_moment_of_a_unit_is_not_that_of_the_contest(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, [(0, EARLY[:1]), (60, LATE)])

    with pytest.raises(UsageError, match="all sheets of Council in region S that are counted came in at one"):
        explain(desk, Asked(contest="council", unit=("region", "S")))


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        (("place", "region"), "'place' lies within 'region'"),
        (("region", "place", "town"), "'place' lies within 'town'"),
        (("town", "town"), "named twice"),
        (("country",), "not counted at the level"),
    ],
)
def test_levels_stand_from_the_top(tmp_path: Path, levels: tuple[str, ...], reason: str) -> None:
    desk = desk_of(tmp_path, [(0, EARLY), (60, LATE)])

    with pytest.raises(UsageError, match=reason):
        explain(desk, Asked(contest="council", since=at(0), levels=levels))
    assert_adds_up(explain(desk, Asked(contest="council", since=at(0), levels=("region", "place"))))


def test_sheets_whose_place_is_not_known_are_not_compared_with_one_another(tmp_path: Path) -> None:
    """They are on no list of stations: nothing says that their voters are of one place."""
    early = [*EARLY, row("901", 60, 10), row("902", 60, 10)]
    late = [*early, row("903", 10, 60), row("904", 10, 60), row("008", 20, 40)]
    desk = desk_of(tmp_path, [(0, early), (60, late)])

    explanation = explain(desk, Asked(contest="council", since=at(0)))

    assert explanation.within is not None
    assert (explanation.within.places, explanation.within.early_sheets) == (1, 1), "007 and 008 alone"
    assert_adds_up(explanation)


def test_the_moment_of_a_share_of_the_sheets(tmp_path: Path) -> None:
    make_election(tmp_path)
    desk = open_desk(tmp_path)
    times = [0, 10, 20, *[30] * 8, 40]
    take(desk.ledger, singles(LATE, times), "night.parquet")

    def moment(share: Fraction) -> int:
        return explain(desk, Asked(contest="council", since=share)).earlier.sheets

    assert moment(Fraction(1, 12)) == 1
    assert moment(Fraction(2, 12)) == 2
    assert moment(Fraction(35, 120)) == 3, "the lump of eight is farther than the moment before it"
    assert moment(Fraction(10, 12)) == 11
    assert explain(desk, Asked(contest="council")).earlier.sheets == 1, "a tenth of twelve is 1.2"


def test_the_command_in_every_form(tmp_path: Path) -> None:
    desk_of(tmp_path, [(0, EARLY), (60, LATE)])
    runner = CliRunner()
    asked = ["explain", str(tmp_path), "--contest", "council", "--from", "2024-05-05T19:00"]

    table = runner.invoke(app, asked).output
    answer = json.loads(runner.invoke(app, [*asked, "--format", "json"]).output)
    rows = pl.read_csv(runner.invoke(app, [*asked, "--format", "csv"]).output.encode())

    assert "Change within: Polling place" in table
    assert table.index("are change within units") < table.index("p = "), "the effect comes first"
    assert answer["schema"] == "escrutinio/explain/2"
    jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(answer)
    lead = rows.filter(pl.col("of") == "lead")
    assert lead["points"].sum() == pytest.approx(answer["explanation"]["lead"]["shift"])
    for wrong in ("0%", "101%", "x%", "x"):
        assert runner.invoke(app, ["explain", str(tmp_path), "--from", wrong]).exit_code == 1
    assert runner.invoke(app, ["explain", str(tmp_path), "--unit", "region"]).exit_code == 1


@needs_data
def test_bolivia_in_2020_at_a_tenth(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Figures of the sheets of 18 October 2020; what was left of the shift after units is next to nothing."""
    desk = open_desk(real_sample(tmp_path_factory, "a-tenth"))

    explanation = explain(desk, Asked(since=Fraction(1, 10), draws=99))

    lead = explanation.lead
    assert lead is not None
    assert explanation.earlier.sheets == 3753
    assert lead.shift == pytest.approx(37.53, abs=0.005)
    assert [round(part.points, 2) for part in lead.parts] == [0, 7.35, 23.04, 7.25, -0.11]
    assert_adds_up(explanation)


NO_LEVELS = """
[election]
id = "whole"
name = "One contest, no units"
date = 2031-05-04
timezone = "UTC"

[[selections]]
id = "A"
name = "List A"
color = "#112233"

[[selections]]
id = "B"
name = "List B"
color = "#aa2233"

[[contests]]
id = "president"
name = "President"
selections = ["A", "B"]

[stations]
file = "stations.csv"

[[feeds]]
id = "f"
name = "Sheets"
files = ["*.csv"]
sheet = "sheet"
contest = "president"

[feeds.observed]
column = "time"
"""


def test_without_levels_nothing_is_said_of_where_the_change_comes_from(tmp_path: Path) -> None:
    folder = tmp_path / "whole"
    folder.mkdir()
    (folder / "election.toml").write_text(NO_LEVELS, encoding="utf-8")
    numbers = range(1, 9)
    (folder / "stations.csv").write_text(
        "contest,sheet,registered\n" + "".join(f"president,{number},\n" for number in numbers),
        encoding="utf-8",
    )
    rows = "".join(f"{number},{50 + number},{60 - number},2031-05-04T18:0{number}\n" for number in numbers)
    (tmp_path / "night.csv").write_text(f"sheet,A,B,time\n{rows}", encoding="utf-8")
    assert not CliRunner().invoke(app, ["ingest", str(folder), str(tmp_path / "night.csv")]).exception

    printed = CliRunner().invoke(app, ["explain", str(folder), "--from", "2031-05-04T18:03"]).stdout
    explanation = explain(open_desk(folder), Asked(since=datetime(2031, 5, 4, 18, 3, tzinfo=UTC)))

    assert "The sheets have no units" in printed
    assert "exchangeable" not in printed
    assert (explanation.levels, explanation.within, explanation.late.in_counted_places) == ((), None, None)
    assert_adds_up(explanation)
