"""Drafts of single-member districts: lists are voted for, and independents by their names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drafted_nights import drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.model import load_election

DISTRICTS = range(1, 10)
INDEPENDENT = ("Independent", "BEBAS (BEBAS)", "Independiente", "Parteilos", "No Party Preference")


def drafted(folder: Path, parties: dict[str, tuple[int, ...]]) -> Desk:
    """A desk of districts in which each party has as many candidates as it has votes here."""
    text = "constituency,candidate,party,votes\n"
    for n in DISTRICTS:
        for party, figures in parties.items():
            text += "".join(f"Town {n},{party[:2]} {n}-{v},{party},{v + n * n}\n" for v in figures)
    (folder / "r.csv").write_text(text)
    return drafted_desk(folder, [folder / "r.csv"])[0]


@pytest.mark.parametrize("word", INDEPENDENT)
def test_independents_are_voted_for_by_name(word: str, tmp_path: Path) -> None:
    desk = drafted(tmp_path, {"HERONS": (90,), "OTTERS": (70,), "DUCKS": (40,), "GEESE": (30,), word: (20,)})

    found = votes_by_name(desk)
    squares = sum(n * n for n in DISTRICTS)
    sums = {name: 9 * votes + squares for name, votes in (("HERONS", 90), ("OTTERS", 70), ("DUCKS", 40))}
    assert {name: found[name] for name in sums} == sums
    assert word not in found
    assert {name for name in found if name.startswith(word[:2])} == {f"{word[:2]} {n}-20" for n in DISTRICTS}
    election = load_election(desk.election.folder)
    (contest,) = election.contests
    assert election.contests[contest].level == "constituency"
    assert election.candidates[contest, "Town 3", "herons"].name == "HE 3-90"


def test_a_word_that_several_of_a_district_have_is_no_list(tmp_path: Path) -> None:
    desk = drafted(
        tmp_path, {"HERONS": (90,), "OTTERS": (70,), "DUCKS": (30,), "GEESE": (9,), "Alone": (5, 6)}
    )

    found = votes_by_name(desk)
    assert "Alone" not in found
    assert found["Al 4-5"] == 5 + 16
    assert found["Al 4-6"] == 6 + 16


def test_lists_with_several_candidates_in_each_district_are_not_voted_for(tmp_path: Path) -> None:
    desk = drafted(tmp_path, {"HERONS": (90, 80), "OTTERS": (70, 60), "Independent": (5,)})

    found = votes_by_name(desk)
    assert len(found) == 5 * len(DISTRICTS)
    assert "HERONS" not in found


def test_where_the_large_parties_have_several_in_a_district_persons_are_voted_for(tmp_path: Path) -> None:
    small = dict.fromkeys(("DUCKS", "GEESE", "SWANS"), (9,))
    desk = drafted(tmp_path, {"HERONS": (90, 80), "OTTERS": (70, 60), **small})

    assert len(votes_by_name(desk)) == 7 * len(DISTRICTS)  # no sum of the small beside persons of the large


def test_candidates_of_the_whole_country_are_voted_for_by_name(tmp_path: Path) -> None:
    text = "district,station,candidate,party,votes\n"
    for n in range(1, 30):
        for person, party, votes in (("Ann", "HERONS", 90), ("Bo", "OTTERS", 70), ("Cy", "Independent", 20)):
            text += f"D{n % 4},S{n},{person},{party},{votes + n}\n"
    (tmp_path / "r.csv").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])
    assert set(votes_by_name(desk)) == {"Ann", "Bo", "Cy"}


def test_given_names_and_surnames_are_joined_beside_the_lists(tmp_path: Path) -> None:
    text = "constituency,given_name,surname,party,votes\n"
    for n in DISTRICTS:
        for given, party, votes in (("Ann", "HERONS", 90), ("Bo", "OTTERS", 70), ("Cy", "Independent", 20)):
            text += f"Town {n},{given},Of {n},{party},{votes + n}\n"
    (tmp_path / "r.csv").write_text(text)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.csv"])

    found = votes_by_name(desk)
    assert found["HERONS"] == sum(90 + n for n in DISTRICTS)
    assert found["Cy Of 3"] == 23
    assert desk.election.candidates["contest", "Town 3", "herons"].name == "Ann Of 3"
    definition = (tmp_path / "night/election.toml").read_text(encoding="utf-8")
    assert '{ first = ["party", ["given_name", "surname"]], without = ["Independent"] }' in definition


def test_the_largest_have_colours_of_their_own(tmp_path: Path) -> None:
    parties: dict[str, tuple[int, ...]] = {f"P{i} of the list": (10 * i,) for i in range(1, 15)}
    desk = drafted(tmp_path, parties)

    selections = {selection.name: selection.color for selection in desk.election.selections.values()}
    largest = [selections[name] for name in list(parties)[2:]]
    assert len(set(largest)) == 12
    assert {selections[name] for name in list(parties)[:2]} == {"#767676"}


def test_constituencies_that_a_district_numbers_and_namesakes(tmp_path: Path) -> None:
    rows = []
    for district in range(1, 21):
        for number in range(1, 1 + district % 3 + 1):
            parties = ["Heron", "Otter", "Duck", "Independent", "Independent"]
            for place, party in enumerate(parties):
                same = (district, number) == (2, 2) and place > 2  # two independents of one name
                person = "Ann Lee" if same else f"P {district}/{number}/{place}"
                rows.append(
                    {
                        "CandidateName": person,
                        "Age": 30 + (7 * place + number) % 40,
                        "PoliticalPartyName": party,
                        "DistrictName": f"District {district}",
                        "ConstID": str(number),
                        "TotalVoteReceived": 900 - 100 * place + 7 * district + number,
                        "CastedVote": 0,
                        "TotalVoters": 0,
                    }
                )
    (tmp_path / "r.json").write_text(json.dumps(rows))
    desk, (result,) = drafted_desk(tmp_path, [tmp_path / "r.json"])

    sheets = {(row["DistrictName"], row["ConstID"]) for row in rows}
    counted = count(desk).nation("contest")
    assert (counted.sheets_expected, counted.sheets_reported) == (len(sheets), len(sheets) - 1)
    assert result.reading is not None
    assert set(result.reading.findings["sheet"]) == {"District 2-2"}
    assert counted.turnout.stated == 0
    assert {"Heron", "Otter", "Duck"} < set(votes_by_name(desk))
    contest = desk.election.contests["contest"]
    assert desk.election.candidates["contest", "District 1-1", "heron"].name == "P 1/1/0"
    assert contest.level != "district"
