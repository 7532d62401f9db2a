"""Drafts of files in forms that came from elsewhere: codes with gaps, figures of the election before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from drafted_nights import NOW, drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import FeedError

# Stations abroad and on ships lie in no municipality and have no code: several parts of a code are empty.
ABROAD = (
    "TERYT;Gmina;Powiat;Województwo;Liczba wyborców uprawnionych;"
    "Liczba głosów nieważnych;Liczba głosów ważnych;Alfa;Beta\n"
)
for _number, _county in enumerate(("bolesławiecki", "jaworski", "legnicki"), start=1):
    ABROAD += "".join(
        f"20{_number}0{n};gm. {_county} {n};{_county};dolnośląskie;900;1;{30 + 2 * n};{10 + n};{20 + n}\n"
        for n in (1, 2, 3)
    )
ABROAD += ";Albania;zagranica;;90;0;7;3;4\n;Algieria;zagranica;;80;0;9;4;5\n;;statki;;70;1;5;3;2\n"

# Figures of the election before, shares and swings as attributes of the votes.
HISTORIC = "<Results><Election><Contests>"
for _place in range(1, 6):
    HISTORIC += f'<Place Id="{_place}" Declared="2031-05-06T00:00:00"><Preferences>' + "".join(
        f'<Candidate Code="{code}"><Votes Historic="{400 + votes}" Percentage="51.5" Swing="-2.5">'
        f"{votes + _place}</Votes></Candidate>"
        for code, votes in (("71", 30), ("72", 20))
    )
    HISTORIC += (
        f'<Informal><Votes Historic="9" Percentage="1.5">{_place}</Votes></Informal></Preferences></Place>'
    )
HISTORIC += "</Contests></Election></Results>"

# The words of a country for voters and ballots.
GEORGIAN = "District,Precinct,Possible voters,Ballots signed for,Invalid,Alfa,Beta\n"
GEORGIAN += "".join(f"{d},{d}.{n},900,{33 + 2 * n},3,{10 + n},{20 + n}\n" for d in (1, 2) for n in (1, 2, 3))

# Why ballots were rejected, beside how many were.
REASONS = "Area,Electorate,Valid_Votes,Remain,Leave,Rejected_Ballots,No_official_mark,Unmarked_or_void\n"
REASONS += "".join(f"A{n},900,{300 + 2 * n},{100 + n},{200 + n},{n + 2},2,{n}\n" for n in range(1, 7))

# Columns that are called by letters: the valid votes and the votes cast are known by what adds up.
LETTERS = "Datum;Bezirk;A1;A2;A;B;C;D;D1;D2;D3\n"
LETTERS += "".join(
    f"09.06.2031;{n:03};{500 + n};90;{590 + n};{64 + 2 * n + n * n + n % 3};{n % 3};{64 + 2 * n + n * n};"
    f"{10 + n};{30 + n};{24 + n * n}\n"
    for n in range(1, 9)
)

# Lists by letters beside their candidates, and beside the ballots that were changed.
CANDIDATES = "Bezirk;A1;A2;A;B;C;D;D1_unveraendert;D1;D1_1;D1_2;D1_3;D2_unveraendert;D2;D2_1;D2_2;D2_3\n"
CANDIDATES += "".join(
    f"{n:03};{500 + n};90;{590 + n};{69 + 2 * n};{n % 3 + 2};{67 + 2 * n - n % 3};4;"
    f"{36 + n - n % 3};{n + 1};20;{15 - n % 3};3;{31 + n};10;{n};21\n"
    for n in range(1, 9)
)

# First and second votes by letters: only the second are drafted.
SECOND = "Bezirk;A;B;C;D;D1;D2;E;F;F1;F2;F1_1;F1_2;F1_3;F2_1;F2_2;F2_3\n"
SECOND += "".join(
    f"{n:03};{590 + n};{69 + 3 * n};2;{67 + 3 * n};{36 + n};{31 + 2 * n};{n};{69 + 2 * n};"
    f"{40 + n};{29 + n};20;{n};5;9;10;9\n"
    for n in range(1, 9)
)

# Whole numbers written as money is, some with thousands apart.
CENTS = "Sezione;Elettori;Votanti;Bianche;Nulle;Alfa;Beta\n"
CENTS += "".join(
    f"{n};1.9{n:02},00;1.{337 + 2 * n},0;3,00;4,00;{330 + n},00;1.0{n:02},00\n" for n in range(1, 9)
)

# Each place has candidates of its own, and no column says which place it is.
OWN_BALLOTS = "Where,Candidate,Votes\n" + "".join(
    f"{town} box {n},{who},{0 if n == 3 else 10 + n + at}\n"
    for town in ("Alder", "Birch")
    for n in range(1, 6)
    for at, who in enumerate((f"Ann {town}", f"Bo {town}"))
)

# The number of the station once more as a text of its own, and votes that are challenged.
CHALLENGED = "mesa,descripcion,votantes,cant_votos_positivos,Alfa,Beta,Voto en blanco,Votos impugnados,"
CHALLENGED += "Votos nulos,Votos recurridos\n"
CHALLENGED += "".join(
    f"{n},{n},{58 + 2 * n},{53 + 2 * n},{20 + n},{30 + n},3,{n % 2},4,{1 - n % 2}\n" for n in range(60, 70)
)

# Voters by sex beside all of them, and a number of each row.
BY_SEX = "Part No,Part Name,Electors Male,Electors Female,Electors Total,Ann,Bo,Total Votes\n"
BY_SEX += "".join(
    f"{n},School {n},{400 + n},{300 + n},{700 + 2 * n},{100 + 7 * n},{200 + n * n},{300 + 7 * n + n * n}\n"
    for n in (1, 2, 3, 4, 5, 6)
)

# Names of columns in Macedonian.
MACEDONIAN = "изборна единица,општина,избирачко место,партија,гласови\n"
for _station in range(1, 7):
    MACEDONIAN += f"1,Аеродром,{_station},Алфа,{10 + _station}\n1,Аеродром,{_station},Бета,{20 + _station}\n"

# Shares of one beside votes; most stations have whole numbers of nothing.
SHARES = "Precinct,Glasovi ZA,Odstotek glasov ZA,Glasovi PROTI\n"
SHARES += "".join(f"p{n},{30 + n},0.{60 + n},{20 - n}\n" for n in range(1, 6)) + "p6,4,1,0\np7,5,1,0\n"

# Every number is filled up with zeros, and none of them is a code.
PADDED = "שם ישוב,סמל ישוב,בזב,מצביעים,פסולים,כשרים,אמת,ג,מחל\n"
PADDED += "".join(
    f"Place {n}, {n:07d}, {900:07d}, {62 + 2 * n:07d}, {2:07d}, {60 + 2 * n:07d}, {30 + n:07d}, {10:07d},"
    f" {20 + n:07d}\n"
    for n in range(1, 7)
)

# Files that were put together, each with its names; those of the first stand twice.
TOGETHER = "Precinct,Registered,Ann,Bo\n" + "".join(
    "Precinct,Registered,Ann,Bo\n" + "".join(f"{town} {n},900,{10 + n},{20 + n}\n" for n in range(1, 5))
    for town in ("Alder", "Birch")
)

# Nobody knows the names of the counts, and one of them is the sum of all lists after it.
UNKNOWN = "Xo,Ub,Ca,Va,Nu,Ol,Lal,Mem,Nin,Ror\n"
UNKNOWN += "".join(
    f"Place {n},{n * 37},{900 + n},{64 + 3 * n},{4},{60 + 3 * n},{10 + n},{20 + n},{18 + n},{12}\n"
    for n in range(1, 9)
)

FILES = {
    "codes with gaps": ("r.csv", ABROAD, (118, 209), {"registered": 8340, "null": 10}),
    "the election before": ("r.xml", HISTORIC, (165, 115), {}),
    "words of Georgia": ("r.csv", GEORGIAN, (72, 132), {"registered": 5400, "cast": 222, "null": 18}),
    "voters by sex": ("r.csv", BY_SEX, (747, 1291), {"registered": 4242}),
    "words of Macedonia": ("r.csv", MACEDONIAN, (81, 141), {}),
    "shares of one": ("r.csv", SHARES, (174, 85), {}),
    "numbers with zeros before them": ("r.csv", PADDED, (201, 60, 141), {"registered": 5400, "null": 12}),
    "files put together": ("r.csv", TOGETHER, (100, 180), {"registered": 7200}),
    "a sum before its lists": ("r.csv", UNKNOWN, (116, 196, 180, 96), {"valid": 588, "cast": 620}),
    "letters": ("r.csv", LETTERS, (116, 276, 396), {"valid": 788, "cast": 797}),
    "lists and their candidates": (
        "r.csv",
        CANDIDATES,
        (315, 284),
        {"registered": 4756, "cast": 624, "null": 25, "valid": 599},
    ),
    "second votes by letters": ("r.csv", SECOND, (356, 268), {"cast": 660, "null": 36, "valid": 624}),
    "decimal commas": ("r.csv", CENTS, (2676, 8036), {"registered": 15236, "cast": 10768, "blank": 24}),
    "ballots of their own": ("r.csv", OWN_BALLOTS, (52, 56, 52, 56), {}),
    "challenged votes": ("r.csv", CHALLENGED, (845, 945), {"cast": 1870, "blank": 30, "null": 40}),
    "reasons for rejection": ("r.csv", REASONS, (621, 1221), {"registered": 5400, "null": 33}),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_counted_to_the_vote(kind: str, tmp_path: Path) -> None:
    name, text, votes, counts = FILES[kind]
    (tmp_path / name).write_text(text, encoding="utf-8")
    desk, results = drafted_desk(tmp_path, [tmp_path / name])
    assert tuple(votes_by_name(desk).values()) == votes
    assert [result.reading.findings.height for result in results if result.reading] == [0]
    (contest,) = desk.election.contests
    figures = count(desk).nation(contest)
    assert {key: getattr(figures, key).sum for key in counts} == counts


def test_a_day_that_stands_on_every_row_is_that_of_the_election(tmp_path: Path) -> None:
    (tmp_path / "letters.csv").write_text(LETTERS)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "letters.csv"])
    assert desk.election.date == date(2031, 6, 9)


def test_the_shares_of_a_file_are_compared_with_its_votes(tmp_path: Path) -> None:
    head = "Precinct,Choice,Votes,Ballot papers,Share\n"
    right, wrong = head, head
    for n in range(1, 7):
        first, second = 10 + 3 * n, 20 + n * n
        whole = (first + second) / 100
        for name, votes in (("Ann", first), ("Bo", second)):
            share = f"{votes / whole:.2f}"
            right += f"p{n},{name},{votes},,{share}\n"
            wrong += f"p{n},{name},{votes + (name == 'Bo') * 9},,{share}\n"
    said = []
    for name, text in (("right", right), ("wrong", wrong)):
        (tmp_path / f"{name}.csv").write_text(text)
        new = drafted_election(tmp_path / name, [tmp_path / f"{name}.csv"], NOW)
        said.append(" ".join(new.remarks))

    assert "The shares under 'Share' are those of the votes." in said[0]
    assert "Look again: the shares under 'Share' add up on each sheet, and are not those" in said[1]


def test_shares_beside_each_list(tmp_path: Path) -> None:
    text = "Precinct,Ann,Pct_Ann,Bo,Pct_Bo\n"
    for n in range(1, 7):
        first, second = 10 + 3 * n, 20 + n * n
        whole = (first + second) / 100
        text += f"p{n},{first},{first / whole:.1f},{second},{second / whole:.1f}\n"
    (tmp_path / "r.csv").write_text(text)
    new = drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)

    assert "The shares under 'Pct_Ann', 'Pct_Bo' are those of the votes." in new.remarks


NOT_VOTES = {
    "years": "source,year\n" + "".join(f"s{n},{2000 + n * n}\n" for n in range(9)),
    "check digits": "name,DC\n" + "".join(f"s{n},{n * 7 % 10}\n" for n in range(9)),
    "numbers of rows": "seat,const. no.\n" + "".join(f"s{n},{n}\n" for n in range(9)),
    "absent voters": "place,total_asistentes,total_ausentes\n"
    + "".join(f"s{n},{400 + n * n},{90 + n}\n" for n in range(9)),
    "votes for nobody": "place,registered,votes\n" + "".join(f"s{n},900,{90 + n * n}\n" for n in range(9)),
    "a difference": "place,cast,diff\n" + "".join(f"s{n},{400 + n * n},{90 + n}\n" for n in range(9)),
    "voters of one sex": "place,Electors Male,Electors Female\n"
    + "".join(f"s{n},{400 + n * n},{390 + n}\n" for n in range(9)),
}


@pytest.mark.parametrize("kind", NOT_VOTES)
def test_what_is_no_vote_for_anybody_is_refused(kind: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(NOT_VOTES[kind])
    with pytest.raises(FeedError, match=r"column of votes|column seems to name"):
        drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)
