"""The figures of one sheet in several files: put together by the sheet, whatever comes first.

What is tested: ``ledger.state``, ``feeds.same_sheet``, ``ledger.checks``.
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest

import feed_elections as fe
from escrutinio.feeds import parse_deliveries
from escrutinio.ledger import Ledger, as_of
from escrutinio.ledger.checks import Context
from escrutinio.ledger.state import of_each_source
from escrutinio.model import DefinitionError, Election, FeedError, parse_election
from support import at, make_election

VOTES: dict[str, Any] = {
    "id": "votes",
    "files": ["votes*"],
    "contest": "council",
    "sheet": "column 1",
    "header": False,
    "layout": "long",
    "selection_column": "column 2",
    "votes_column": "column 3",
    "votes": {"A": "1", "B": "2"},
}
COUNTS: dict[str, Any] = {
    "id": "protocols",
    "files": ["protocols*"],
    "contest": "council",
    "sheet": "column 1",
    "header": False,
    "joins": "votes",
    "figures": "counts",
    "counts": {"registered": "column 2", "cast": "column 3", "null": "column 4"},
}
FILES = {
    "votes.csv": b"001,1,60\n001,2,40\n002,1,30\n002,2,20\n",
    "protocols.csv": b"001,200,105,5\n003,180,90,1\n",
}


def election(*feeds: dict[str, Any]) -> Election:
    return parse_election({**tomllib.loads(fe.PLAIN), "feeds": list(feeds)}, Path())


def ledger_of(folder: Path, *feeds: dict[str, Any]) -> Ledger:
    make_election(folder)
    return Ledger(folder, election(*feeds))


def bring(ledger: Ledger, name: str, data: bytes, minute: int = 0) -> None:
    for reading in parse_deliveries(data, name, ledger.election, observed_at=at(minute)):
        ledger.append(reading.delivery, reading.rows, reading.findings, reading.data, at(1000))


def sheets(ledger: Ledger, minute: int | None = None) -> list[tuple[Any, ...]]:
    rows = as_of(ledger, None if minute is None else at(minute))
    return rows.select("sheet", "source", "registered", "cast", "null", "votes_A", "votes_B").rows()


WHOLE = [("001", "votes", 200, 105, 5, 60, 40), ("002", "votes", None, None, None, 30, 20)]


@pytest.mark.parametrize("order", list(itertools.permutations(FILES)))
@pytest.mark.parametrize("feeds", [(VOTES, COUNTS), (COUNTS, VOTES)])
def test_votes_and_counts_are_one_sheet(tmp_path: Path, order: tuple[str, ...], feeds: Any) -> None:
    ledger = ledger_of(tmp_path, *feeds)
    for minute, name in enumerate(order):
        bring(ledger, name, FILES[name], minute)
    assert sheets(ledger) == WHOLE  # 003 has counts and no votes: it is still missing


def test_a_sheet_is_in_from_the_votes_on(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, VOTES, COUNTS)
    bring(ledger, "protocols.csv", FILES["protocols.csv"], 1)
    bring(ledger, "votes.csv", FILES["votes.csv"], 2)
    bring(ledger, "protocols2.csv", b"001,200,106,6\n002,100,50,0\n", 3)
    assert sheets(ledger, 1) == []
    assert sheets(ledger, 2) == WHOLE
    assert sheets(ledger) == [("001", "votes", 200, 106, 6, 60, 40), ("002", "votes", 100, 50, 0, 30, 20)]


def test_a_part_that_cannot_be_read_leaves_its_earlier_version(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, VOTES, COUNTS)
    bring(ledger, "votes.csv", FILES["votes.csv"])
    bring(ledger, "protocols.csv", FILES["protocols.csv"], 1)
    bring(ledger, "protocols.csv", b"001,200,105\n002,100,50,0\n002,100,50,0\n", 2)
    assert sheets(ledger)[0] == WHOLE[0]


def test_a_snapshot_withdraws_only_what_its_feed_reads(tmp_path: Path) -> None:
    ledger = ledger_of(tmp_path, VOTES, {**COUNTS, "snapshot": True})
    bring(ledger, "votes.csv", FILES["votes.csv"])
    bring(ledger, "protocols.csv", FILES["protocols.csv"], 1)
    bring(ledger, "protocols.csv", b"002,100,50,0\n", 2)
    assert sheets(ledger) == [
        ("001", "votes", None, None, None, 60, 40),
        ("002", "votes", 100, 50, 0, 30, 20),
    ]


def test_votes_may_come_in_a_file_for_each_list(tmp_path: Path) -> None:
    wide: dict[str, Any] = {"contest": "council", "sheet": "s", "figures": "votes"}
    first = {**wide, "id": "one", "files": ["one*"], "selections": ["A"]}
    second = {**wide, "id": "two", "files": ["two*"], "selections": ["B"], "joins": "one"}
    ledger = ledger_of(tmp_path, first, second)
    bring(ledger, "one.csv", b"s,A\n001,7\n002,8\n", 1)
    assert sheets(ledger) == []  # half of the votes is no sheet
    bring(ledger, "two.csv", b"s,B\n001,3\n", 2)
    assert sheets(ledger) == [("001", "one", None, None, None, 7, 3)]


def test_joined_feeds_may_read_one_file(tmp_path: Path) -> None:
    both: dict[str, Any] = {"files": ["*"], "contest": "council", "sheet": "s", "layout": "long"}
    long = {**both, "selection_column": "group", "votes_column": "n"}
    votes = {**long, "id": "votes", "only": {"kind": "party"}}
    counts = {**long, "id": "system", "joins": "votes", "figures": "counts", "only": {"kind": "system"}}
    counts["counts"] = {"registered": "Wahlberechtigte", "cast": "Wählende"}
    data = "s,kind,group,n\n1,system,Wahlberechtigte,200\n1,system,Wählende,120\n1,party,A,70\n1,party,B,40\n"
    ledger = ledger_of(tmp_path, votes, counts)
    bring(ledger, "all.csv", data.encode())
    assert sheets(ledger) == [("1", "votes", 200, 120, None, 70, 40)]


def test_another_source_is_compared_with_the_whole_sheet(tmp_path: Path) -> None:
    other: dict[str, Any] = {"id": "observers", "files": ["obs*"], "contest": "council", "sheet": "s"}
    other["counts"] = {"cast": "cast"}
    ledger = ledger_of(tmp_path, VOTES, COUNTS, other)
    for name, data in FILES.items():
        bring(ledger, name, data)
    assert of_each_source(ledger).is_empty()  # the parts of one source are no two voices
    bring(ledger, "obs.csv", b"s,cast,A,B\n001,107,60,40\n", 5)
    rows = Context(ledger.election, ledger, as_of(ledger)).source_differences
    assert rows.select("source", "figure", "value", "other", "other_value").rows() == [
        ("observers", "cast", 107, "votes", 105)
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"joins": "vote"}, "did you mean 'votes'"),
        ({"joins": "protocols"}, "joins"),
        ({"votes": {"A": "column 5"}}, "reads no votes"),
        ({"counts": {}}, "no count is named"),
        ({"figures": "all"}, "selections"),
        ({"figures": "count"}, "did you mean 'counts'"),
        ({"join": "votes"}, "did you mean 'joins'"),
        ({"precedence": 3}, "precedence"),
    ],
)
def test_slips_in_the_definition_are_told(change: dict[str, Any], expected: str) -> None:
    with pytest.raises(DefinitionError) as error:
        election(VOTES, {**COUNTS, **change})
    assert expected in str(error.value)


def test_a_figure_is_read_by_one_feed() -> None:
    with pytest.raises(DefinitionError, match="the feed 'protocols' reads it already"):
        election({**VOTES, "counts": {"cast": "CAST"}}, COUNTS)


def test_a_file_of_counts_alone_is_refused_with_what_to_write() -> None:
    alone = {key: value for key, value in COUNTS.items() if key not in ("joins", "figures")}
    with pytest.raises(FeedError) as error:
        parse_deliveries(FILES["protocols.csv"], "protocols.csv", election(VOTES, alone), observed_at=at(0))
    assert 'joins = "ID"' in error.value.hint
