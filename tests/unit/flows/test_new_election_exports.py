"""Drafts of what programs export: words for nothing, contests by number, columns before those of lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafted_nights import NOW, drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import FeedError

STATIONS = range(1, 9)


def by_type(nothing: str) -> str:
    """Votes of every kind in rows of their own, with a word of the program where there is no list."""
    text = "election_type,office,station,registered,vote_type,votes,list_id,list\n"
    for n in STATIONS:
        for word, votes, number, name in (
            ("POSITIVE", 90 + n, "135", "HERONS"),
            ("POSITIVE", 70 + n * n, "137", "OTTERS"),
            ("BLANK", n, nothing, nothing),
            ("NULL VOTES", 2, nothing, nothing),
            ("CHALLENGED", 1, nothing, nothing),
        ):
            text += f"GENERAL,Mayor,s{n},400,{word},{votes},{number},{name}\n"
    return text


@pytest.mark.parametrize("nothing", ["undefined", "NULL", "NaN", ""])
def test_what_a_program_writes_for_nothing_is_no_list(nothing: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(by_type(nothing))
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])

    assert votes_by_name(desk) == {
        "HERONS": sum(90 + n for n in STATIONS),
        "OTTERS": sum(70 + n * n for n in STATIONS),
    }
    (contest,) = desk.election.contests
    assert desk.election.contests[contest].name == "Mayor"
    figures = count(desk).nation(contest)
    assert figures.blank is not None
    assert figures.null is not None
    assert (figures.blank.sum, figures.null.sum) == (sum(STATIONS), 2 * len(STATIONS))


def test_contests_by_number_are_called_by_the_names_beside_them(tmp_path: Path) -> None:
    text = "ContestNumber,ContestName,Party,Precinct,Candidate,Votes\n"
    for number, name, party, persons in (
        (301, "Mayor<br>of the city", "A", ("Ann", "Bo")),
        (302, "Mayor<br>of the city", "B", ("Cy", "Di")),
        (303, "Sheriff", "A", ("Ed", "Flo")),
    ):
        for place, person in enumerate(persons):
            text += "".join(f"{number},{name},{party},p{n},{person},{30 + place + n * n}\n" for n in STATIONS)
    (tmp_path / "r.csv").write_text(text)
    new = drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)

    assert [contest.name for contest in new.election.contests.values()] == [
        "Mayor of the city (A)",
        "Mayor of the city (B)",
        "Sheriff",
    ]


def test_lists_by_number_beside_two_columns_of_ballots(tmp_path: Path) -> None:
    text = "mesa,numero_lista,total_votos,total_votantes\n"
    for n in STATIONS:
        text += f"{n},1,{30 + n},{80 + 2 * n + n * n}\n{n},911,{50 + n * n},{80 + 2 * n + n * n}\n"
    (tmp_path / "r.csv").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])

    assert votes_by_name(desk) == {
        "1": sum(30 + n for n in STATIONS),
        "911": sum(50 + n * n for n in STATIONS),
    }
    (contest,) = desk.election.contests
    cast = count(desk).nation(contest).cast
    assert cast is not None
    assert cast.sum == sum(80 + 2 * n + n * n for n in STATIONS)


def test_the_columns_before_the_lists_are_none_where_the_lists_add_up(tmp_path: Path) -> None:
    text = "station,special voters,votes by 12,votes by 17,valid votes,Alfa,Beta,Gama,Delta\n"
    for n in STATIONS:
        lists = (30 + n, 20 + n * n, 3 * n, 7)
        text += f"s{n},{n},{40 + 3 * n},{60 + n},{sum(lists)},{','.join(map(str, lists))}\n"
    (tmp_path / "r.csv").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])

    assert list(votes_by_name(desk)) == ["Alfa", "Beta", "Gama", "Delta"]


def test_votes_where_nobody_is_registered_are_no_more_than_voters(tmp_path: Path) -> None:
    text = "station,registered,cast,Alfa,Beta\n"
    text += "".join(f"s{n},{0 if n % 2 else 900},{60 + n * n},{40 + n},{20 + n * n - n}\n" for n in STATIONS)
    (tmp_path / "r.csv").write_text(text)
    said = " ".join(drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW).remarks)

    assert "4 sheets with votes have 0 registered voters" in said
    assert "more votes than registered voters" not in said


def test_what_was_counted_at_another_election_is_no_list(tmp_path: Path) -> None:
    text = (
        '{"results": ['
        + ", ".join(
            f'{{"station": "s{n}", "votes": {{"Alfa": {30 + n}, "Beta": {20 + n * n}}}, "compareData": '
            f'{{"otherElection": {{"votes": {500 + n}}}, "lastElection": {{"votes": {400 - n}}}}}}}'
            for n in STATIONS
        )
        + "]}"
    )
    (tmp_path / "r.json").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.json"])

    assert votes_by_name(desk) == {
        "Alfa": sum(30 + n for n in STATIONS),
        "Beta": sum(20 + n * n for n in STATIONS),
    }


def test_units_that_no_word_says_are_those_whose_candidates_stand_together(tmp_path: Path) -> None:
    text = "state,parlimen,name,age,votes\n"
    for n in STATIONS:
        text += "".join(
            f"State {n // 4},P{n} Town {n},Person {n} {who},{30 + who},{200 * who + n * n}\n"
            for who in (1, 2, 3)
        )
    (tmp_path / "r.csv").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])

    assert [level.id for level in desk.election.levels][-1] == "parlimen"
    (contest,) = desk.election.contests.values()
    assert contest.level == "parlimen"
    assert count(desk).nation(contest.id).sheets_reported == len(STATIONS)


def test_ballots_issued_rejected_and_not_returned_are_no_lists(tmp_path: Path) -> None:
    text = "state,parlimen,undi_keluar_peti,undi_dalam_peti,undi_tak_kembali,undi_tolak,"
    text += "majoriti,pengundi_jumlah\n"
    text += "".join(f"S,P{n},{900 + n},{890 + n * n},{10 - n},{n},{n * 30},{1200 + n}\n" for n in STATIONS)
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(FeedError, match="no column of votes"):
        drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)


def test_who_stands_for_no_party_is_called_by_name(tmp_path: Path) -> None:
    text = "constituency,candidate,party,votes\n"
    for n in STATIONS:
        for person, party, votes in (("Ann", "HERONS", 90), ("Bo", "OTTERS", 70), ("Cy", "", 20)):
            text += f"Town {n},{person} {n},{party},{votes + n * n}\n"
    (tmp_path / "r.csv").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])

    squares = sum(n * n for n in STATIONS)
    found = votes_by_name(desk)
    assert (found.pop("HERONS"), found.pop("OTTERS")) == (90 * 8 + squares, 70 * 8 + squares)
    assert found == {f"Cy {n}": 20 + n * n for n in STATIONS}
