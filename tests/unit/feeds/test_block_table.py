"""Tables below one another, each with columns of its own."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from drafted_nights import drafted_desk
from escrutinio.feeds.block_table import block_table
from escrutinio.feeds.raw_table import DAMAGE, LINE, RawTable
from escrutinio.flows.count import count
from escrutinio.model import FeedError


def by_number(text: str) -> RawTable:
    rows = [line.split(",") for line in text.splitlines()]
    width = max(map(len, rows))
    cells = [(at, None, *row, *[""] * (width - len(row))) for at, row in enumerate(rows, 1) if any(row)]
    names = {LINE: pl.Int64, DAMAGE: pl.String, **{f"column {at}": pl.String for at in range(1, width + 1)}}
    return RawTable(pl.DataFrame(cells, schema=names, orient="row"))


def contests_of(table: RawTable) -> list[str | None]:
    return table.frame["contest"].unique(maintain_order=True).to_list()


def statement(*, titles: bool = True, corner: str = "Precinct") -> str:
    blocks = (
        ("Mayor", ("Ann", "Bo", "Write-in"), 6),
        ("Sheriff", ("Cy", "Di"), 6),
        ("Ward 2", ("Ed", "Fay"), 3),
    )
    text = ""
    for title, names, many in blocks:
        head = f"{title}\n" if titles else ""
        text += f"{head}{corner},Registered Voters,Ballots Cast,{','.join(names)}\n"
        rows = [
            [90 + n, 60 + n * n, *(10 * at + n * (at + 1) for at in range(len(names)))] for n in range(many)
        ]
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        for n, row in enumerate(rows, 1):
            text += f"{'Total' if n > many else f'P {n}'},{','.join(map(str, row))}\n"
        text += "\n"
    return text


def test_a_statement_of_votes_is_drafted_and_counted(tmp_path: Path) -> None:
    (tmp_path / "sov.csv").write_text("Official results\n" + statement())
    desk, results = drafted_desk(tmp_path, [tmp_path / "sov.csv"])
    assert [result.reading.findings.height for result in results if result.reading] == [0]
    votes = {
        contest.name: {
            desk.election.selections[selection].name: n
            for selection, n in count(desk).nation(key).votes.items()
        }
        for key, contest in desk.election.contests.items()
    }
    assert votes == {
        "Mayor": {"Ann": 15, "Bo": 90, "Write-in": 165},
        "Sheriff": {"Cy": 15, "Di": 90},
        "Ward 2": {"Ed": 3, "Fay": 36},
    }
    registered = count(desk).nation("mayor").registered
    assert registered
    assert registered.sum == 555


def test_blocks_without_titles_are_called_after_their_candidates() -> None:
    assert contests_of(block_table(by_number(statement(titles=False)))) == [
        "Ann / Bo / Write-in",
        "Cy / Di",
        "Ed / Fay",
    ]


def test_the_names_once_more_go_on_with_the_contest() -> None:
    text = "Mayor\nPrecinct,Ann,Bo\n1,5,6\nPrecinct,Ann,Bo\n2,7,8\nSheriff\nPrecinct,Cy,Di\n1,3,4\n"
    assert contests_of(block_table(by_number(text))) == ["Mayor", "Sheriff"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\nc,d\n", "no line names columns above rows of figures"),
        ("Precinct,Ann,Bo\n1,5,6\n\nPrecinct,Cy\n1,3,4\n", "line 5 has figures"),
        ("Precinct,Ann,Bo\n1,5,6\n,11,12\n", "line 3 has figures"),
        (",Ann,,Bo,\nPrecinct,Early,Total,Early,Total\n1,5,6,7,8\n", "line 2 names columns again and again"),
        ("Precinct,Ann,Ann\n1,5,6\n", "two columns are called 'Ann' above line 2"),
    ],
)
def test_what_is_not_clear_is_refused(text: str, message: str) -> None:
    with pytest.raises(FeedError, match=message):
        block_table(by_number(text))
