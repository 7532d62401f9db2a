"""Drafts of files in forms that came from elsewhere: codes with gaps, figures of the election before."""

from __future__ import annotations

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

FILES = {
    "codes with gaps": ("r.csv", ABROAD, (118, 209), {"registered": 8340, "null": 10}),
    "the election before": ("r.xml", HISTORIC, (165, 115), {}),
    "words of Georgia": ("r.csv", GEORGIAN, (72, 132), {"registered": 5400, "cast": 222, "null": 18}),
    "reasons for rejection": ("r.csv", REASONS, (621, 1221), {"registered": 5400, "null": 33}),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_counted_to_the_vote(kind: str, tmp_path: Path) -> None:
    name, text, votes, counts = FILES[kind]
    (tmp_path / name).write_text(text, encoding="utf-8")
    desk, results = drafted_desk(tmp_path, [tmp_path / name])
    assert tuple(votes_by_name(desk).values()) == votes
    assert [one.reading.findings.height for one in results if one.reading] == [0]
    (contest,) = desk.election.contests
    figures = count(desk).nation(contest)
    assert {key: getattr(figures, key).sum for key in counts} == counts


def test_years_are_no_votes(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("source,year\n" + "".join(f"s{n},{2000 + n}\n" for n in range(9)))
    with pytest.raises(FeedError, match="no column of votes"):
        drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)
