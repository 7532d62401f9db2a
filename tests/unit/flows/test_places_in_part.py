"""Places of which some tables are counted: in the totals, in the bounds, in the projection, in the checks.

What is tested: tabulation, ``flows.count``, ``flows.decide``, ``projection.layout``, ``flows.explain``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from drafted_nights import drafted_desk
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.explain import Asked, explain
from escrutinio.flows.ingest import ingest
from escrutinio.flows.replay import moments
from escrutinio.flows.resolved import resolved_sheets
from escrutinio.ledger import history
from escrutinio.model import DefinitionError
from escrutinio.projection.layout import lay_out

FIRST = datetime(2031, 5, 4, 20, tzinfo=UTC)
DEFINITION = """[election]
id = "small"
name = "A small election"
date = 2031-05-04
timezone = "UTC"

[[levels]]
id = "district"
name = "District"

[[selections]]
id = "a"
name = "Amber"
color = "#114455"
[[selections]]
id = "b"
name = "Blue"
color = "#224455"

[[contests]]
id = "main"
name = "The contest"
selections = ["a", "b"]

[stations]
file = "stations.csv"

[[feeds]]
id = "votes"
files = ["*.csv"]
snapshot = true
contest = "main"
sheet = "sheet"
tables = { counted = "done", total = "all", partial = "count" }
[feeds.observed]
default = 2031-05-04T20:00:00

[law]
id = "mx/president"
contests = { votes = "main" }
levels = { votes = "nation" }
"""
LONG = 'sheet = "sheet"\nlayout = "long"\nselection_column = "who"\nvotes_column = "votes"'
Place = tuple[str, int, tuple[tuple[int, int, int, int], ...]]
HOURS: tuple[Place, ...] = (
    # Place, voters, then at each hour its tables that are counted, of how many, and the votes.
    ("N1", 3000, ((1, 3, 300, 200), (3, 3, 800, 700))),
    ("N2", 900, ((1, 1, 300, 300), (1, 1, 310, 290))),
    ("S1", 0, ((2, 4, 500, 100), (4, 4, 900, 300))),
)


def moment(when: datetime) -> datetime:
    return when


def made(folder: Path, hours: int, places: Sequence[Place] = HOURS) -> Desk:
    folder.mkdir()
    (folder / "election.toml").write_text(DEFINITION, "utf-8")
    stations = [f"main,{code},{voters},{code[0]}" for code, voters, _ in places]
    (folder / "stations.csv").write_text("\n".join(["contest,sheet,registered,district", *stations, ""]))
    for hour in range(hours):
        rows = [f"{code},{','.join(map(str, states[hour]))}" for code, _, states in places]
        file = folder / f"votes_{hour}.csv"
        file.write_text("\n".join(["sheet,done,all,a,b", *rows, ""]))
        when = FIRST + timedelta(hours=hour)
        (result,) = ingest(
            open_desk(folder, for_ingest=True), [file], partial(moment, when), observed_at=when
        )
        assert result.refusal is None
    return open_desk(folder)


def test_its_votes_count_and_it_is_still_missing(tmp_path: Path) -> None:
    figures = count(made(tmp_path / "desk", 1)).nation("main")

    assert figures.votes == {"a": 1100, "b": 600}
    assert (figures.sheets_reported, figures.sheets_in_part, figures.sheets_missing) == (1, 2, 2)


def test_all_who_have_not_voted_in_it_may_still_come(tmp_path: Path) -> None:
    decision = decide(made(tmp_path / "desk", 1))

    assert not decision.outcome.final
    assert decision.bounds.missing["votes"] == 3000 - 500
    assert decision.bounds.unknown_sheets["votes"] == 1, "the voters of S1 are not known"


def test_the_projection_expects_its_missing_tables_to_be_like_those_that_are_in(tmp_path: Path) -> None:
    desk = made(tmp_path / "desk", 1)
    sheets = resolved_sheets(desk).sheets.with_columns(place=pl.col("sheet"))
    stations = desk.stations.with_columns(place=pl.col("sheet"))
    contest = desk.election.contests["main"]
    found = lay_out(sheets, stations, contest, place="place", area="district", region="district")

    assert found.places["place"].to_list() == ["N1", "N2", "S1"]
    assert found.registered_in.tolist() == [1000, 900, 600]
    assert found.registered_out.tolist() == [2000, 0, 600], "where nobody knows the voters, those who voted"
    assert found.unknown_out == 0


def test_more_votes_with_more_tables_are_no_change(tmp_path: Path) -> None:
    desk = made(tmp_path / "desk", 2)
    findings = check(desk).findings

    assert count(desk).all_in("main")
    assert findings.filter(code="changed")["sheet"].to_list() == ["N2"]
    assert findings.filter(code="figures-fell")["sheet"].to_list() == ["N2"]


def test_a_place_that_grows_is_no_revision_and_one_with_other_figures_is(tmp_path: Path) -> None:
    desk = made(tmp_path / "desk", 2)
    changes = dict(history(desk.ledger).filter(version=2).select("sheet", "change").iter_rows())
    explanation = explain(desk, Asked())

    assert changes == {"N1": "grown", "N2": "changed", "S1": "grown"}
    assert (explanation.grown_sheets, explanation.revised_sheets) == (2, 1)
    assert (explanation.earlier.sheets, explanation.earlier.sheets_in_part) == (1, 2)
    assert explanation.within is None, "the tables of a place are not told apart"
    assert explanation.late.voters is None, "the voters of S1 are not known"
    lead = explanation.lead
    assert lead is not None
    # Of 600 votes at N2, of 1,700 in all, ten have gone from b to a.
    assert lead.first.id == "a"
    assert lead.parts[0].points == pytest.approx(100 * 2 * 10 / 1700)
    assert sum(part.points for part in lead.parts) == pytest.approx(lead.shift)


def test_an_earlier_vote_is_read_where_area_and_region_are_one_level(tmp_path: Path) -> None:
    folder = made(tmp_path / "desk", 2).election.folder
    one = 'place = "district"\narea = "district"\nregion = "district"\n'
    text = f'{DEFINITION}\n[projection]\n{one}[baseline]\nfile = "before.csv"\n'
    (folder / "election.toml").write_text(text, "utf-8")
    (folder / "before.csv").write_text(
        "place,registered,votes_a,votes_b\nN,900,60,40\nS,900,30,70\n", "utf-8"
    )
    earlier = explain(open_desk(folder), Asked(since=FIRST)).earlier_vote

    assert earlier is not None
    # At first 1,100 votes of N and 600 of S are in, then 1,000 more of N and 600 of S.
    assert earlier.counted_lead == pytest.approx((1100 * 20 - 600 * 40) / 1700)
    assert earlier.late_lead == pytest.approx((1000 * 20 - 600 * 40) / 1600)


def test_more_tables_with_a_smaller_figure_are_a_correction_and_growth(tmp_path: Path) -> None:
    states = ("N1", 3000, ((1, 3, 300, 200), (2, 3, 600, 190), (2, 4, 600, 190), (1, 4, 300, 100)))
    desk = made(tmp_path / "desk", 4, [states])
    findings = check(desk).findings

    assert history(desk.ledger)["change"].to_list() == ["first", "changed", "changed", "changed"]
    fell = findings.filter(code="figures-fell").select("before", "after").rows()
    assert fell == [
        ("Blue 200", "Blue 190"),
        ("Amber 600, Blue 190, tables_counted 2", "Amber 300, Blue 100, tables_counted 1"),
    ]
    assert findings.filter(code="changed")["before"].to_list()[1] == "tables_total 3"
    explanation = explain(desk, Asked(since=FIRST, until=FIRST + timedelta(hours=1)))
    assert (explanation.grown_sheets, explanation.revised_sheets) == (1, 1)
    assert explanation.lead is not None
    # Of its 500 votes 490 are still there: 300 and 190.
    assert explanation.lead.parts[0].points == pytest.approx(100 * (110 / 490 - 100 / 500))


def test_a_night_of_places_in_part_is_replayed_as_they_grew(tmp_path: Path) -> None:
    growing = ("N1", 3000, tuple((done, 10, 30 * done, 20 * done) for done in range(1, 11)))
    whole = ("N2", 900, tuple((2, 2, 300, 300) for _ in range(10)))
    desk = made(tmp_path / "desk", 10, [growing, whole])

    # At first 1.1 of 2 sheets are in, then a tenth of one more each hour.
    assert moments(desk, 10) == [FIRST + timedelta(hours=hour) for hour in (0, 2, 4, 6, 8, 9)]
    assert explain(desk, Asked(since=Fraction(3, 4))).earlier.as_of == "2031-05-05T00:00:00Z"


def test_the_tables_of_a_file_are_drafted_and_zeros_beside_votes_are_not_stated(tmp_path: Path) -> None:
    towns = [
        f"{n},Town {n},{100 + n},3,{3 if n % 2 else 1},{61 if n % 2 else 0},{n % 2},{30 + n},{29 - n}"
        for n in range(1, 9)
    ]
    head = "cod,comune,elettori,sezioni_tot,sezioni_perv,votanti,sk_nulle,voti_si,voti_no"
    file = tmp_path / "comuni.csv"
    file.write_text("\n".join([head, *towns, ""]), encoding="utf-8")
    desk, _ = drafted_desk(tmp_path, [file])
    (contest,) = desk.election.contests
    figures = count(desk).nation(contest)

    assert (figures.sheets_reported, figures.sheets_in_part) == (4, 4)
    assert sum(figures.least_votes.values()) == 8 * 59
    assert (figures.cast.sum, figures.cast.stated, figures.cast.sheets) == (4 * 61, 4, 8)
    assert check(desk).findings.filter(pl.col("severity") == "error").is_empty()


@pytest.mark.parametrize("long", [True, False])
def test_rows_of_a_place_that_disagree_about_its_tables_are_a_finding(tmp_path: Path, long: bool) -> None:
    folder = made(tmp_path / "desk", 1).election.folder
    rows = ["N1,1,3,300,200", "N1,2,3,300,200", "N2,1,1,300,300"]
    head = "sheet,done,all,a,b"
    if long:
        text = DEFINITION.replace('sheet = "sheet"', LONG)
        (folder / "election.toml").write_text(text, "utf-8")
        rows = ["N1,1,3,a,300", "N1,2,3,b,200", "N2,1,1,a,300", "N2,1,1,b,300"]
        head = "sheet,done,all,who,votes"
    (folder / "later.csv").write_text("\n".join([head, *rows, ""]), "utf-8")
    when = FIRST + timedelta(hours=1)
    desk = open_desk(folder, for_ingest=True)
    (result,) = ingest(desk, [folder / "later.csv"], partial(moment, when), observed_at=when)
    found = check(open_desk(folder)).findings.filter(code="duplicate-in-delivery")

    assert result.refusal is None
    assert found["sheet"].to_list() == ["N1"]
    assert "lines 2, 3" in found["message"][0]


def test_no_place_counts_in_part_where_vote_types_are_told_apart(tmp_path: Path) -> None:
    desk = made(tmp_path / "desk", 1)
    text = DEFINITION.replace(
        "[[levels]]", '[[vote_types]]\nid = "day"\n[[vote_types]]\nid = "mail"\n[[levels]]'
    )
    text = text.replace('sheet = "sheet"', 'sheet = "sheet"\nvote_type = "day"')
    (desk.election.folder / "election.toml").write_text(text, "utf-8")

    with pytest.raises(DefinitionError, match=r"tables\.partial: no place counts in part where vote types"):
        open_desk(desk.election.folder)


def test_a_quorum_of_voters_is_bounded_with_places_in_part(tmp_path: Path) -> None:
    folder = made(tmp_path / "desk", 1).election.folder
    text = (folder / "election.toml").read_text("utf-8")
    text = text.replace('id = "mx/president"', 'id = "hu/nepszavazas"\nfacts = "facts.toml"')
    (folder / "election.toml").write_text(text, "utf-8")
    (folder / "facts.toml").write_text('[labels]\nyes = ["a"]\n', "utf-8")
    stations = (folder / "stations.csv").read_text("utf-8")
    (folder / "stations.csv").write_text(stations.replace("main,S1,0,S", "main,S1,1200,S"), "utf-8")
    decision = decide(open_desk(folder))
    (office,) = decision.bounds.offices.values()

    # Of 5,100 voters 1,700 have voted; more than 2,550 are needed, and 3,100 may still come.
    assert decision.bounds.missing["votes"] == 2500 + 600
    assert not decision.outcome.not_stated
    assert office.can_be_elected == ("a", "b")
