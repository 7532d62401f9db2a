"""What a terminal shows fits its columns and stays readable."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from escrutinio.cli import terminal
from escrutinio.cli.count import count_view
from escrutinio.flows.count import count
from escrutinio.flows.desk import open_desk
from small_elections import make_small


def printed(table: RenderableType) -> str:
    """What stands on a terminal of 80 columns."""
    stream = io.StringIO()
    Console(file=stream, width=80).print(table)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("night.csv", ["night.csv"]),
        ("commission_20310504_1900.csv", ["commission_20310504_", "1900.csv"]),
        ("second delivery-corrected.final.csv", ["second delivery-", "corrected.final.csv"]),
        ("", [""]),
        ("x" * 30 + ".csv", ["x" * 30 + ".", "csv"]),
    ],
)
def test_a_long_name_of_a_file_is_broken_between_its_parts(name: str, lines: list[str]) -> None:
    assert terminal.file_name(name, 24).split("\n") == lines


def test_a_title_stands_on_one_line_where_there_is_room() -> None:
    table = terminal.titled_table("National Assembly, 250 seats, majority 126")
    table.add_column("Seats")
    assert printed(table).split("\n")[0].strip() == "National Assembly, 250 seats, majority 126"


def test_no_figure_loses_its_end_beside_long_names(tmp_path: Path) -> None:
    names = {f"c{i}": f"Candidate {i} of the Longest-Surnames {i}" for i in range(1, 7)}
    votes = {"N1": (12345, 1, 1, 1, 1, 1), "S1": ()}
    desk = make_small(tmp_path / "e", "fr/president", votes, names=names)
    (tmp_path / "e" / "stations.csv").write_text(
        "contest,sheet,registered,district,district_name\nmain,N1,20000,N,The Northern Shore and Islands\n"
        "main,S1,20000,S,The Southern Shore and Islands\n"
    )
    counted = count(open_desk(tmp_path / "e"), levels=("district",))
    shown = printed(count_view(counted, [], ("district",), None))
    assert " 12,350 " in shown
    assert " 100 % " in shown
    assert desk.election.name in shown


def test_votes_of_no_sheet_are_not_zero(tmp_path: Path) -> None:
    desk = make_small(tmp_path / "e", "fr/president", {"N1": (), "S1": ()})
    shown = printed(count_view(count(desk), [], (), None))
    assert "No sheet is in yet." in shown
    assert " 0 " not in shown.partition("Sheets")[0]


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "-"),
        (0, "0.00 %"),
        (1, "100.00 %"),
        (0.00004, "<0.01 %"),
        (0.99999, "99.99 %"),
        (1.02, "102.00 %"),
    ],
)
def test_what_is_not_whole_shows_neither_as_none_nor_as_all(share: float | None, shown: str) -> None:
    assert terminal.percent(share) == shown
