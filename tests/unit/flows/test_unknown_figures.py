"""What sheets do not state, from the file to the count, the law, the bounds and the stories' figures.

What is tested: tabulation, ``flows.count``, ``flows.decide``, ``flows.results``, ``flows.publication``.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from escrutinio.cli import terminal
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import ingest
from escrutinio.flows.publication import publish
from escrutinio.flows.publication.downloads import nist_report, table
from escrutinio.flows.publication.figures import figure
from escrutinio.flows.results import office_results
from escrutinio.flows.tables import unit_rows
from escrutinio.law.decisions import Elected, RunOff, Undecided
from escrutinio.ledger.checks import Context, run_checks
from escrutinio.model import SheetSum
from small_elections import make_small

NOW = datetime(2030, 5, 5, 22, 0, tzinfo=UTC)
DEFINITION = """
[election]
id = "small"
name = "Small"
date = 2030-05-05
timezone = "UTC"
[[levels]]
id = "dept"
name = "Department"
[[selections]]
id = "a"
name = "A"
color = "#aa0000"
[[selections]]
id = "b"
name = "B"
color = "#00aa00"
[[selections]]
id = "c"
name = "C"
color = "#0000aa"
[[contests]]
id = "first"
name = "First round"
selections = ["a", "b", "c"]
@KINDS@
[[contests]]
id = "second"
name = "Second round"
selections = ["a", "b", "c"]
[stations]
file = "stations.csv"
[[feeds]]
id = "f"
files = ["*.csv"]
contest = "first"
sheet = "station"
@COUNTS@
[feeds.votes]
a = "a"
b = "b"
c = "c"
[feeds.observed]
default = 2030-05-05T20:00:00
[law]
id = "@LAW@"
contests = { votes = "first"@RUN_OFF_CONTEST@ }
levels = { votes = "nation"@RUN_OFF_LEVEL@ }
"""


def desk_of(
    folder: Path,
    rows: str,
    *,
    voters: str = "1000",
    stations: int = 2,
    kinds: str = "",
    law: str = "mx/president",
) -> Desk:
    header = rows.split("\n", 1)[0].split(",")
    counts = [name for name in ("registered", "cast", "valid", "blank", "null") if name in header]
    mapped = "[feeds.counts]\n" + "".join(f'{name} = "{name}"\n' for name in counts) if counts else ""
    text = DEFINITION.replace("@KINDS@", kinds).replace("@COUNTS@", mapped)
    run_off = law == URUGUAY
    text = text.replace("@RUN_OFF_CONTEST@", ', run-off = "second"' if run_off else "")
    text = text.replace("@RUN_OFF_LEVEL@", ', run-off = "nation"' if run_off else "")
    (folder / "election.toml").write_text(text.replace("@LAW@", law), encoding="utf-8")
    lines = [f"first,{number},{voters},M" for number in range(1, stations + 1)]
    (folder / "stations.csv").write_text(
        "\n".join(["contest,sheet,registered,dept", *lines]), encoding="utf-8"
    )
    (folder / "in.csv").write_text(rows, encoding="utf-8")
    desk = open_desk(folder, for_ingest=True)
    assert [result.reading is None for result in ingest(desk, [folder / "in.csv"], lambda: NOW)] == [False]
    return open_desk(folder)


CAST_OF_ONE = "station,a,b,c,valid,blank,null\n1,410,200,190,800,60,20\n2,410,200,190,800,-,20\n"
NOTHING_OF_C = "station,a,b,c\n1,410,200,\n2,410,200,\n"
VOTES_ALONE = "station,a,b,c\n1,410,200,190\n2,410,200,190\n"
URUGUAY = "uy/president"


def codes(desk: Desk) -> list[str]:
    findings = run_checks(Context(desk.election, desk.ledger, desk.stations))
    return sorted(findings["code"].unique())


def test_cast_of_one_sheet_decides_nothing_under_a_majority_of_the_votes_cast(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, CAST_OF_ONE, law=URUGUAY)
    figures = count(desk).nation("first")
    assert figures.cast == SheetSum(sum=880, stated=1, sheets=2)
    assert figures.blank == SheetSum(sum=60, stated=1, sheets=2)
    assert (figures.turnout.share, figures.turnout.stated) == (0.88, 1)

    decision = decide(desk)

    why = "the votes cast of 1 counted sheet are not stated"
    assert decision.outcome.offices == {"president": Undecided(why)}
    assert decision.outcome.not_stated == why
    assert decision.outcome.steps[-1].text == f"Nothing is decided: {why}."
    assert not decision.bounds.decided
    assert decision.bounds.not_stated == why
    assert not decision.bounds.offices


@pytest.mark.parametrize("rows", [CAST_OF_ONE.replace("-", "0"), CAST_OF_ONE.replace("-", "100")])
def test_with_all_of_it_stated_the_law_decides(tmp_path: Path, rows: str) -> None:
    decision = decide(desk_of(tmp_path, rows, law=URUGUAY))
    assert isinstance(decision.outcome.offices["president"], RunOff)
    assert decision.outcome.not_stated == ""


@pytest.mark.parametrize(
    ("kinds", "undecided"),
    [
        ("", True),
        ("no_blank = true", True),
        ("no_null = true", True),
        ("no_blank = true\nno_null = true", False),
    ],
)
def test_a_contest_says_which_kinds_of_vote_it_has(tmp_path: Path, kinds: str, undecided: bool) -> None:
    desk = desk_of(tmp_path, VOTES_ALONE, kinds=kinds, law=URUGUAY)
    figures = count(desk).nation("first")
    assert figures.valid.sum == 1600
    assert figures.cast.sum == (None if undecided else 1600)
    assert figures.turnout.share == (None if undecided else 0.8)
    office = decide(desk).outcome.offices["president"]
    assert isinstance(office, Undecided) == undecided


def test_a_law_that_does_not_go_by_what_is_not_stated_decides(tmp_path: Path) -> None:
    decision = decide(desk_of(tmp_path, VOTES_ALONE))
    assert decision.outcome.offices["president"].kind == "elected"
    assert decision.bounds.decided


def test_a_feed_that_states_the_votes_cast_needs_no_kinds(tmp_path: Path) -> None:
    rows = "station,a,b,c,cast\n1,410,200,190,830\n2,410,200,190,840\n"
    desk = desk_of(tmp_path, rows, law=URUGUAY)
    figures = count(desk).nation("first")
    assert figures.cast == SheetSum(sum=1670, stated=2, sheets=2)
    assert figures.blank == SheetSum(sum=None, stated=0, sheets=2)
    assert isinstance(decide(desk).outcome.offices["president"], RunOff)


@pytest.mark.parametrize("voters", ["", "0"])
def test_missing_sheets_with_unknown_voters_keep_everything_open(tmp_path: Path, voters: str) -> None:
    desk = desk_of(tmp_path, "station,a,b,c\n1,300,280,0\n", voters=voters, stations=4)
    counted = count(desk)
    assert counted.nation("first").registered_expected == SheetSum(sum=None, stated=0, sheets=4)
    assert counted.nation("first").sheets_unexpected == 0
    bounds = decide(desk).bounds
    assert not bounds.decided
    assert bounds.unknown_sheets == {"votes": 3}
    assert ("votes-without-voters" in codes(desk)) == (voters == "0")


def test_voters_of_the_sheets_that_are_in_may_be_unknown(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, VOTES_ALONE, voters="", kinds="no_blank = true\nno_null = true")
    assert decide(desk).bounds.decided, "no sheet is missing"
    assert count(desk).nation("first").turnout.share is None


def test_a_kind_that_the_contest_does_not_have_is_a_finding_and_counts(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, CAST_OF_ONE.replace("-", "40"), kinds="no_blank = true")
    assert codes(desk) == ["kind-not-in-contest"]
    blank = count(desk).nation("first").blank
    assert blank is not None
    assert blank.sum == 100


def test_shares_above_the_valid_votes(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, "station,a,b,c,cast,valid,blank,null\n1,400,200,0,700,100,50,50\n", stations=3)
    figures = count(desk).nation("first")
    assert sum(share or 0 for share in figures.shares_of_valid.values()) == 1
    assert figures.sheets_not_adding_up == 1
    assert "votes-not-valid" in codes(desk)


def test_published_figures_and_downloads_say_what_is_not_stated(tmp_path: Path) -> None:
    publication = publish(desk_of(tmp_path, CAST_OF_ONE, law=URUGUAY), now=NOW)

    assert figure(publication, "blank").reason == "not all counted sheets state it"
    assert figure(publication, "turnout").numerator == 880
    assert figure(publication, "null").value == 40
    row = table(publication, ["nation"]).row(0, named=True)
    assert (row["blank"], row["blank_sheets"], row["cast"], row["cast_sheets"]) == (60, 1, 880, 1)
    assert (row["null"], row["null_sheets"], row["turnout"], row["turnout_sheets"]) == (40, 2, 0.88, 1)
    (ballots,) = nist_report(publication, ["nation"])["Election"][0]["BallotCounts"]
    assert "BallotsCast" not in ballots
    assert ballots["BallotsRejected"] == 40


def test_downloads_have_nothing_where_no_sheet_states_a_figure(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, VOTES_ALONE)
    publication = publish(desk, now=NOW)

    row = table(publication, ["nation"]).row(0, named=True)
    assert [row[name] for name in ("blank", "null", "cast", "turnout")] == [None] * 4
    assert figure(publication, "turnout").value is None
    flat = unit_rows(count_document(count(desk))).row(0, named=True)
    assert [flat[name] for name in ("blank", "null", "cast", "turnout")] == [None] * 4
    assert (flat["cast_sheets"], flat["valid"], flat["valid_sheets"]) == (0, 1600, 2)


def test_votes_that_no_sheet_states_are_null_and_the_law_goes_by_the_others(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, NOTHING_OF_C)
    figures = count(desk).nation("first")
    assert (dict(figures.votes), figures.unstated_votes) == ({"a": 820, "b": 400, "c": None}, 2)
    assert figures.shares_of_valid["c"] is None
    assert figures.share_base == 1220
    assert decide(desk).outcome.offices == {"president": Elected("a", "most votes")}
    flat = unit_rows(count_document(count(desk))).row(0, named=True)
    assert (flat["votes_b"], flat["votes_c"]) == (400, None)

    publication = publish(desk, now=NOW)

    shown = {entry.id: (entry.votes, entry.share) for entry in publication.front.headline.counted.selections}
    assert shown["c"] == (None, None)
    assert figure(publication, "votes: c").reason == "not all counted sheets state it"
    rows = table(publication, ["nation"]).select("selection", "votes", "share").rows()
    assert rows[2] == ("c", None, None)
    (contest, _) = nist_report(publication, ["nation"])["Election"][0]["Contest"]
    counts = [len(selection["VoteCounts"]) for selection in contest["ContestSelection"]]
    assert counts == [1, 1, 0]


def test_votes_that_one_sheet_states_are_a_sum_and_nothing_is_none_before_the_first(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, NOTHING_OF_C.replace("2,410,200,", "2,410,200,7"))
    assert dict(count(desk).nation("first").votes) == {"a": 820, "b": 400, "c": 7}
    assert dict(count(desk).nation("second").votes) == {"a": 0, "b": 0, "c": 0}


@pytest.mark.parametrize(
    ("rows", "left_open"),
    [
        (NOTHING_OF_C, 2),
        (NOTHING_OF_C.replace("2,410,200,", "2,410,200,7"), 1),
        ("station,a,b,c,valid\n1,410,200,,610\n2,410,200,190,800\n", 0),
        ("station,a,b,c,valid\n1,410,200,,990\n2,410,200,190,800\n", 1),
        ("station,a,b,c,valid\n1,410,200,,600\n2,410,200,190,800\n", 1),
        ("station,a,b,c,cast,null\n1,410,200,,630,20\n2,410,200,190,830,30\n", 0),
        ("station,a,b,c,cast,null\n1,410,200,,630,19\n2,410,200,190,830,30\n", 1),
    ],
)
def test_a_sheet_that_may_hold_more_votes_than_it_states_keeps_the_result_open(
    tmp_path: Path, rows: str, left_open: int
) -> None:
    desk = desk_of(tmp_path, rows, kinds="no_blank = true")

    decision = decide(desk)

    assert decision.left_open == left_open
    assert decision.outcome.final == (not left_open)
    assert (count(desk).status("first") == "unofficial-complete") == (not left_open)
    # Of 1,000 voters on a sheet 390 at most have voted for others than it states; a is 420 ahead of b.
    office = decision.bounds.offices["president"]
    assert office.can_be_elected == (("a",) if left_open < 2 else ("a", "b"))
    assert decision.bounds.sharpness == ("sound" if left_open else "sharp")
    (result,) = office_results(decision)
    assert result.state == ("leads" if left_open == 2 else "elected")


def test_a_withdrawn_selection_is_not_waited_for(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, NOTHING_OF_C, kinds='withdrawn = ["c"]')
    assert decide(desk).outcome.final


def test_the_least_that_was_cast_is_no_less_than_what_was_found_in_the_box(tmp_path: Path) -> None:
    """880 votes were cast on one sheet; on the other, 800 valid and 20 null votes came out of the box."""
    desk = desk_of(tmp_path, CAST_OF_ONE)
    figures = count(desk).nation("first")
    assert (figures.cast.sum, figures.valid.sum) == (880, 1600)
    stream = io.StringIO()
    contest = desk.election.contests["first"]
    Console(file=stream, width=80).print(terminal.figures_table("First", figures, contest, desk.election))
    assert "at least 1,700" in stream.getvalue()
    assert "at least 880" not in stream.getvalue()


def test_votes_that_cannot_be_read_may_be_those_of_the_winner_of_a_district(tmp_path: Path) -> None:
    desk = make_small(
        tmp_path, "ca/commons", {"N1": (50, 40, 30), "S1": (50, 40, 30), "W1": (50, 40, 30)}, level="district"
    )
    assert decide(desk).bounds.chambers["commons"].decided
    again = tmp_path / "again.csv"
    again.write_text(
        "sheet,valid,a,b,c\nN1,,50,-40,n/a\nS1,120,50,4.5,30\nW1,x,50,40,30\nZ9,1\n", encoding="utf-8"
    )
    (result,) = ingest(open_desk(tmp_path, for_ingest=True), [again], lambda: NOW.replace(year=2032))
    assert result.unexpected == 0, "a row that cannot be read is no sheet that counts"

    desk = open_desk(tmp_path)
    decision = decide(desk)
    changed = run_checks(Context(desk.election, desk.ledger, desk.stations), ["changed"])
    assert changed.filter(sheet="N1").select("before", "after").rows() == [
        ("valid 120, Benito Báez 40, Carla Cruz 30", "valid -, Benito Báez -, Carla Cruz -")
    ]

    assert not decision.outcome.final
    districts = decision.bounds.chambers["commons"].districts["votes"]
    assert {unit: bound.decided for unit, bound in districts.items()} == {"N": False, "S": False, "W": True}
    assert decision.left_open == 2
    counted = count(desk)
    assert counted.nation("main").unstated_votes == 3
    gaps = counted.sums["main"]["district"].select("unit", "unstated_votes").sort("unit").rows()
    assert gaps == [("N", 2), ("S", 1), ("W", 0)]


def test_a_sheet_that_a_complete_list_of_stations_does_not_have_is_no_seat_more(tmp_path: Path) -> None:
    make_small(tmp_path, "ca/commons", {"N1": (50, 40, 30), "S1": (50, 40, 30)}, level="district")
    stray = tmp_path / "stray.csv"
    stray.write_text("sheet,valid,a,b,c\nZ9,9,2,3,4\n", encoding="utf-8")
    (result,) = ingest(open_desk(tmp_path, for_ingest=True), [stray], lambda: NOW.replace(year=2032))

    decision = decide(open_desk(tmp_path))

    assert (result.unexpected, dict(decision.outside)) == (1, {"main": 9})
    in_words = terminal.coverage(decision.counted.nation("main"))
    assert (
        in_words == "Sheets 2 of 2 (100.00 %); 100.00 % of registered voters; 1 more not in the stations file"
    )
    assert (decision.outcome.chambers["commons"].size, len(decision.bounds.chambers["commons"].units)) == (
        2,
        2,
    )
    partial = (tmp_path / "election.toml").read_text(encoding="utf-8")
    partial = partial.replace('"stations.csv"', '"stations.csv"\ncomplete = false')
    (tmp_path / "election.toml").write_text(partial, encoding="utf-8")
    assert decide(open_desk(tmp_path)).outcome.chambers["commons"].size == 3
