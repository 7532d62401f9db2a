"""What a draft says of its own files: what it counts, and what does not add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafted_nights import NOW
from escrutinio.flows.new_election import drafted_election

HEAD = "district,station,registered,valid,Heron,Otter,Oak"


def station(number: int, registered: int = 900, more: int = 0) -> str:
    votes = (301 + 7 * number, 187 + 3 * number, 95 + number)
    cells = ",".join(map(str, votes))
    return f"D{number % 3},S{number},{registered},{sum(votes) + more},{cells}"


def said(folder: Path, rows: list[str], head: str = HEAD) -> list[str]:
    folder.mkdir(exist_ok=True)
    file = folder / "results.csv"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return list(drafted_election(folder / "night", [file], NOW).remarks)


def test_a_draft_says_what_it_counts_and_that_the_totals_of_the_file_are_the_same(tmp_path: Path) -> None:
    rows = [station(n) for n in range(1, 13)]
    columns = [sum(int(row.split(",")[k]) for row in rows) for k in range(2, 7)]
    remarks = said(tmp_path, [*rows, "Total,," + ",".join(map(str, columns))])
    assert "It counts 12 sheets with 7,854 votes; the most: Heron 4,158, Otter 2,478, Oak 1,218." in remarks
    assert any(remark.startswith("The sums are those of the file's own total") for remark in remarks)
    assert not [remark for remark in remarks if remark.startswith("Look again")]


def test_a_sheet_whose_rows_contradict_each_other_is_not_said_to_be_counted(tmp_path: Path) -> None:
    long = [
        f"S{n},{name},{votes + n}" for n in range(1, 13) for name, votes in (("Heron", 300), ("Otter", 200))
    ]
    remarks = said(tmp_path, [*long, "S1,Heron,7"], "station,party,votes")
    assert any(
        remark.startswith("It counts 11 sheets with 5,654 votes")
        and remark.endswith("1 sheet more is not counted, as rows are damaged or contradict each other.")
        for remark in remarks
    ), remarks


def several_levels() -> list[str]:
    """A country, two regions and their stations, in no order."""
    stations = [station(n) for n in range(1, 25)]

    def whole(name: str, rows: list[str]) -> str:
        columns = zip(*(map(int, row.split(",")[2:]) for row in rows), strict=True)
        return f"{name},{name},{','.join(str(sum(column)) for column in columns)}"

    regions = [whole("East", stations[::2]), whole("West", stations[1::2])]
    return [whole("Land", stations), stations[0], regions[0], stations[1], regions[1], *stations[2:]]


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ([*map(station, range(1, 10)), station(9).replace("S9", "S99")], "once more"),
        ([station(n, more=n % 4) for n in range(1, 13)], "do not add up to the valid ones in 9 of 12 sheets"),
        ([station(n, registered=300) for n in range(1, 13)], "more votes than registered voters"),
        ([f"{station(n)[:-3]}{station(n).split(',')[5]}" for n in range(10, 22)], "have the same votes"),
        (several_levels(), "just 3 times the votes of one of them"),
        ([station(1), *(f"D1,S{n},900,,,," for n in range(2, 8))], "6 of 7 sheets have no votes"),
    ],
    ids=["a sheet twice", "valid votes", "registered voters", "a list twice", "levels", "no votes"],
)
def test_a_draft_says_what_does_not_add_up(tmp_path: Path, rows: list[str], doubt: str) -> None:
    remarks = said(tmp_path, rows)
    assert [remark for remark in remarks if remark.startswith("Look again") and doubt in remark]


def test_a_total_of_several_vote_types_is_compared_as_a_whole(tmp_path: Path) -> None:
    head = "Precinct,Registered,Heron Early,Heron Election Day,Otter Early,Otter Election Day"
    rows = [f"P{n},900,{30 + n},{40 + n * n},{20 + n},{35 + 2 * n}" for n in range(1, 9)]
    columns = [sum(int(row.split(",")[k]) for row in rows) for k in range(1, 6)]
    remarks = said(tmp_path, [*rows, "Total," + ",".join(map(str, columns))], head)
    assert "The sums are those of the file's own total in line 10." in remarks
    assert not [remark for remark in remarks if remark.startswith("Look again")]


def test_a_list_above_all_others_everywhere_may_be_a_total_and_null_votes_may_be_papers(
    tmp_path: Path,
) -> None:
    rows = [f"S{n},{1900 + n},{700 + 9 * n},{1200 + n},{300 + n},{187 + 3 * n},{95 + n}" for n in range(1, 9)]
    remarks = said(tmp_path / "a", rows, "station,registered,null,vv,Heron,Otter,Oak")
    assert (
        "Look again: 'vv' has more votes than all others together in every sheet: is it a total?" in remarks
    )
    rows = [f"S{n},{900 + n},{700 + 9 * n},{300 + n},{187 + 3 * n}" for n in range(1, 9)]
    remarks = said(tmp_path / "b", rows, "station,registered,null,Heron,Otter")
    assert "Look again: there are more null votes than votes for selections in 8 of 8 sheets." in remarks
