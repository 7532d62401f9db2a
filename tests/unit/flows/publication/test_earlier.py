"""This election beside the one before it: over what it is compared, and never over other voters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.results import SeatChange
from escrutinio.flows.documents.since import SinceLastTime, SinceState, Standing
from escrutinio.flows.publication import Publication, publish
from escrutinio.ledger import Ledger
from publication_moments import NOW
from small_elections import make_small
from support import DEFINITION, make_election, row, stations, take

Rows = Sequence[Sequence[object]]
ALL = [row(f"{number:03d}", 60, 30) for number in range(1, 13)]
"""Every sheet, each with 90 valid votes."""


def published(
    folder: Path,
    baseline: str,
    sheets: Rows,
    *,
    extra: str = "",
    complete: bool = True,
    names: bool = False,
) -> Publication:
    """The small election beside a file of an earlier one."""
    unlisted = "" if complete else "[stations]\ncomplete = false\n"
    definition = f'{DEFINITION}\n{unlisted}[baseline]\nfile = "earlier.csv"\n{extra}\n'
    expected = stations()
    if names:
        expected = expected.with_columns(place_name="place")
    election = make_election(folder, definition=definition, stations_frame=expected)
    (folder / "earlier.csv").write_text(baseline, encoding="utf-8")
    take(Ledger(folder, election), sheets)
    return publish(open_desk(folder), now=NOW)


def since(publication: Publication, level: str = "nation", unit: str = "nation") -> SinceLastTime:
    found = publication.unit("council", level, unit).since
    assert found is not None
    return found


def changes(found: SinceLastTime) -> Mapping[str, float | None]:
    return {entry.id: entry.change for entry in found.selections}


def test_a_whole_count_is_compared_whole(tmp_path: Path) -> None:
    baseline = "region,registered,votes_A,votes_B,blank,null\nN,700,200,200,10,10\nS,500,300,100,0,0\n"
    found = since(published(tmp_path, baseline, ALL))

    assert (found.state, found.level, found.first_then) == (SinceState.WHOLE, "nation", found.first_then)
    assert changes(found)["A"] == float(Fraction(720, 1080) - Fraction(500, 800))
    assert [entry.share_then for entry in found.selections] == [0.625, 0.375, None]
    assert found.turnout is not None
    assert found.turnout.change == float(Fraction(1080, 1200) - Fraction(820, 1200))
    assert found.first_then is not None
    assert found.first_then.id == "A"


def test_of_half_a_count_only_what_is_whole_is_compared(tmp_path: Path) -> None:
    baseline = "place,registered,votes_A,votes_B\nPN1,300,90,10\nPN2,300,50,50\nPS1,300,1,99\nPS2,300,0,0\n"
    # All of one place, and one sheet of another: the place with one sheet has other voters than last time.
    half = published(tmp_path, baseline, [row("001", 60, 30), row("004", 0, 90)])
    assert since(half).state is SinceState.NOTHING_WHOLE
    assert not since(half).selections

    whole = published(tmp_path / "b", baseline, [*ALL[:3], row("004", 0, 90)])
    found = since(whole)

    assert (found.state, found.level, found.parts, found.parts_expected) == (SinceState.PART, "place", 1, 4)
    assert changes(found)["A"] == float(Fraction(180, 270) - Fraction(90, 100))
    assert since(whole, "place", "PN1").state is SinceState.WHOLE
    assert since(whole, "place", "PN2").state is SinceState.NOTHING_WHOLE
    assert since(whole, "region", "N").parts == 1
    assert since(whole, "region", "S").state is SinceState.NOTHING_WHOLE
    first = since(whole, "region", "N").first_then
    assert first is not None
    assert first.id == "A"


def test_a_new_list_one_that_is_gone_and_one_that_is_divided(tmp_path: Path) -> None:
    baseline = "region,registered,votes_OLD,votes_X,votes_B\nN,1,50,25,25\nS,1,50,25,25\n"
    divided = published(tmp_path, baseline, ALL, extra='lists = { A = "OLD", B = "OLD" }')
    found = since(divided)

    standing = {entry.id: entry.standing for entry in found.selections}
    assert standing == {"A": Standing.DIVIDED, "B": Standing.DIVIDED, "C": Standing.NEW}
    assert set(changes(found).values()) == {None}
    assert [(entry.id, entry.share_then) for entry in found.gone] == [("X", 0.25), ("B", 0.25)]

    renamed = since(published(tmp_path / "b", baseline, ALL, extra='lists = { A = "OLD" }'))
    assert changes(renamed)["A"] == float(Fraction(2, 3) - Fraction(1, 2))
    assert renamed.first_then is not None
    assert renamed.first_then.short == "A"


def test_what_the_file_does_not_have_cannot_be_said(tmp_path: Path) -> None:
    baseline = "region,registered,votes_A,votes_B\nN,600,10,30\n"
    found = published(tmp_path, baseline, ALL)

    assert since(found, "region", "N").state is SinceState.WHOLE
    assert since(found, "region", "S").state is SinceState.NOT_IN_EARLIER
    assert since(found, "place", "PN1").state is SinceState.NOT_IN_EARLIER
    assert since(found).turnout is None  # the file states neither blank nor null votes


def test_valid_votes_of_lists_that_the_file_leaves_out_count(tmp_path: Path) -> None:
    baseline = "region,registered,votes_A,valid,cast\nN,600,10,100,120\nS,600,20,100,120\n"
    found = since(published(tmp_path, baseline, ALL))

    assert changes(found)["A"] == float(Fraction(2, 3) - Fraction(30, 200))
    assert found.turnout is not None
    assert found.turnout.share_then == 0.2


def test_an_empty_row_makes_its_unit_unknown(tmp_path: Path) -> None:
    baseline = "place,registered,votes_A,votes_B\nPN1,300,90,10\nPN2,300,,\nPS1,300,1,99\nPS2,300,5,5\n"
    found = published(tmp_path, baseline, ALL)

    assert since(found).state is SinceState.PART
    assert since(found).parts == 3
    assert since(found).first_then is None
    assert since(found, "place", "PN2").state is SinceState.NOT_IN_EARLIER


def test_without_a_full_list_of_stations_nothing_is_known_to_be_whole(tmp_path: Path) -> None:
    baseline = "region,registered,votes_A,votes_B\nN,600,10,30\nS,600,10,30\n"
    assert since(published(tmp_path, baseline, ALL, complete=False)).state is SinceState.UNLISTED


def test_places_are_found_by_their_names_where_these_are_their_own(tmp_path: Path) -> None:
    baseline = (
        "town,place_name,registered,votes_A,votes_B\nN1,pn1,300,90,10\nN2,PN2.,300,50,50\nS1,other,300,1,99\n"
    )
    found = published(tmp_path, baseline, ALL[:6], names=True)

    assert since(found, "place", "PN1").state is SinceState.WHOLE
    assert since(found, "place", "PS1").state is SinceState.NOT_IN_EARLIER
    assert since(found).parts == 2


def test_without_an_earlier_election_nothing_is_said(tmp_path: Path) -> None:
    election = make_election(tmp_path)
    take(Ledger(tmp_path, election), ALL)
    assert publish(open_desk(tmp_path), now=NOW).unit("council", "nation", "nation").since is None


def test_a_file_that_cannot_be_read_does_not_stop_the_count(tmp_path: Path) -> None:
    found = published(tmp_path, "region,votes_A\nN,1\n", ALL)

    assert found.unit("council", "nation", "nation").since is None
    assert found.front.headline.counted.sheets_reported == 12


def test_another_contest_has_no_earlier_figures(tmp_path: Path) -> None:
    found = published(tmp_path, "region,registered,votes_A\nN,1,1\nS,1,1\n", ALL)
    assert found.unit("mayor", "nation", "nation").since is None


@pytest.mark.parametrize("law", ["uk/commons", "ca/commons"])
def test_seats_are_gained_and_held_where_the_most_votes_win(tmp_path: Path, law: str) -> None:
    votes = {"N1": (60, 40, 0), "S1": (60, 40, 0), "W1": (60, 40, 0), "E1": ()}
    desk = make_small(tmp_path, law, votes, level="district", extra='[baseline]\nfile = "earlier.csv"\n')
    rows = ["district,registered,votes_a,votes_b", "N,1,9,1", "S,1,1,9", "W,1,5,5", "E,1,3,2"]
    (tmp_path / "earlier.csv").write_text("\n".join(rows), encoding="utf-8")

    front = publish(desk, now=NOW).front

    seats = {district.unit: district for chamber in front.chambers for district in chamber.districts}
    assert {unit: district.change for unit, district in seats.items()} == {
        "N": SeatChange.HOLD,
        "S": SeatChange.GAIN,
        "W": None,  # who won a tie last time is not known
        "E": None,  # nothing is counted
    }
    assert seats["S"].last_time is not None
    assert seats["S"].last_time.id == "b"
    assert seats["N"].margin_share == 0.2
