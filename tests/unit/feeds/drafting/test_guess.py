"""What is made of files of unlike shapes."""

from __future__ import annotations

import pytest

from escrutinio.feeds.drafting import FeedGuess, guess_feed, guessed_tables
from escrutinio.feeds.drafting.guessed_names import selections_of
from escrutinio.feeds.drafting.unit_guess import LevelGuess
from escrutinio.model import FeedError

WIDE = """\
Provisional count
,,,,,,,,,,
COD_DEP,DEPARTMENT,COD_MUN,TOWN,STATION,REGISTERED,CAST,BLANK,SPOILT,VALID,Heron,Otter,Oak
01,North,1,Ash,1,300,200,5,5,190,100,60,30
01,North,1,Ash,2,310,210,6,4,200,90,80,30
01,North,2,Elm,1,320,220,2,8,210,70,90,50
02,South,1,Fir,1,330,230,3,7,220,60,80,80
02,South,1,Fir,2,340,240,1,9,230,50,90,90
,TOTAL,,,,1600,1100,17,33,1050,370,400,280
"""
LONG = """\
county,precinct,office,district,party,candidate,votes
Adams,Ward 1,President,,D,Ann Lee,100
Adams,Ward 1,President,,R,Bo Ray,90
Adams,Ward 1,Governor,,D,Cy Fox,80
Brown,Ward 1,President,,D,Ann Lee,70
Brown,Ward 1,President,,R,Bo Ray,60
Brown,Ward 1,Governor,,D,Cy Fox,50
"""
DISTRICTS = """\
ons_id;constituency_name;region_name;electorate;valid_votes;invalid_votes;turnout_pct;con;lab
E01;Alder;East;70,000;45,000;100;64.4;25,000;20,000
E02;Birch;East;71,000;46,000;101;64.9;20,000;26,000
E03;Cedar;West;72,000;47,000;102;65.4;27,000;20,000
"""


def guess_of(text: str, name: str = "f.csv") -> FeedGuess:
    tables = guessed_tables(text.encode(), name)
    return guess_feed(max(tables, key=lambda turned: turned.table.frame.height))


def test_a_wide_table_with_a_title_codes_and_a_total() -> None:
    guess = guess_of(WIDE)

    assert guess.source.header.first == 3
    assert not guess.long
    assert guess.sheet == ("COD_DEP", "COD_MUN", "STATION")
    assert guess.unique
    assert guess.levels == (
        LevelGuess(("COD_DEP",), "DEPARTMENT", "DEPARTMENT"),
        LevelGuess(("COD_DEP", "COD_MUN"), "TOWN", "TOWN"),
    )
    assert dict(guess.counts) == {
        "registered": "REGISTERED",
        "cast": "CAST",
        "blank": "BLANK",
        "null": "SPOILT",
        "valid": "VALID",
    }
    assert guess.selections == ("Heron", "Otter", "Oak")
    assert dict(guess.totals) == {"DEPARTMENT": ("TOTAL",)}
    assert guess.rows.height == 5
    assert guess.unused == ()


def test_a_long_table_with_several_contests() -> None:
    guess = guess_of(LONG)

    assert guess.long
    assert (guess.selection_column, guess.votes_columns) == ("candidate", ("votes",))
    assert guess.sheet == ("county", "precinct")
    assert guess.contests == ("President", "Governor")
    assert guess.selections == ("Ann Lee", "Bo Ray", "Cy Fox")
    assert (guess.party, guess.unused) == ("party", ())


def test_districts_by_code_with_separators_of_thousands() -> None:
    guess = guess_of(DISTRICTS)

    assert guess.source.delimiter == ";"
    assert guess.sheet == ("ons_id",)
    assert guess.levels == (
        LevelGuess(("region_name",), None, "region_name"),
        LevelGuess(("ons_id",), "constituency_name", "constituency_name"),
    )
    assert guess.separator == ","
    assert guess.registered().to_list() == [70_000, 71_000, 72_000]
    assert guess.selections == ("con", "lab")
    assert guess.unused == ("turnout_pct",)


def test_words_of_counts_in_the_long_layout() -> None:
    text = "station,list,votes\n1,Heron,10\n1,Otter,20\n1,blank,3\n1,invalid,1\n"
    text += "2,Heron,11\n2,Otter,21\n2,blank,2\n2,invalid,0\n"
    guess = guess_of(text)

    assert dict(guess.counts) == {"blank": "blank", "null": "invalid"}
    assert guess.selections == ("Heron", "Otter")


def test_a_list_called_like_a_count_stands_in_some_units_only() -> None:
    text = "Provincia,Lista,Votos\n"
    for place in ("Ávila", "Soria", "Lugo", "Jaén", "León"):
        text += f"{place},Uno,50\n{place},Dos,40\n"
    guess = guess_of(text + "Soria,ESCAÑOS EN BLANCO,7\n")
    assert "ESCAÑOS EN BLANCO" in guess.selections
    assert not guess.counts
    everywhere = "".join(f"{place},En blanco,7\n" for place in ("Ávila", "Soria", "Lugo", "Jaén"))
    assert guess_of(text + everywhere).counts == {"blank": "En blanco"}


def test_a_column_that_is_no_list_does_not_add_up() -> None:
    text = (
        "station,rank,valid,Heron,Otter,Oak,Seats\n1,1,60,10,20,30,7\n2,2,63,11,21,31,7\n3,3,66,12,22,32,9\n"
    )

    assert guess_of(text).selections == ("Heron", "Otter", "Oak")


def test_columns_that_never_add_up_are_all_kept() -> None:
    text = "station,valid,Heron,Otter,Oak\n1,90,10,20,30\n2,95,11,21,31\n"

    assert guess_of(text).selections == ("Heron", "Otter", "Oak")


def test_sheets_that_no_columns_tell_apart_are_said_to_be_so() -> None:
    guess = guess_of("region,station,Heron,Otter\nN,1,10,20\nN,1,30,40\nS,1,5,6\n")

    assert guess.sheet == ("region", "station")
    assert not guess.unique


def test_files_of_which_nothing_can_be_made_are_refused() -> None:
    with pytest.raises(FeedError, match="no column of votes"):
        guess_of("station,remark\n1,fine\n2,late\n")
    with pytest.raises(FeedError, match="names of columns and no rows"):
        guess_of("station,Heron,Otter\n")
    with pytest.raises(FeedError, match="every row seems to be a total"):
        guess_of("region,Heron\nTotal,1\n", "t.csv")
    with pytest.raises(FeedError, match=r"no feed can be drafted for files ending in '.pdf'") as caught:
        guess_of("x", "t.pdf")
    assert "Ask the source for a table" in caught.value.hint


def test_the_apostrophe_of_swiss_typesetting_separates_thousands() -> None:
    guess = guess_of("station;Heron;Otter\n1;1\u2019234;980\n2;2\u2019001;1\u2019100\n")

    assert (guess.separator, guess.selections) == ("\u2019", ("Heron", "Otter"))


def test_shares_are_no_votes_even_of_a_list_that_has_none_in_most_places() -> None:
    rows = "".join(f"{n},{60 + n / 8},{39.5 - n / 8},{'0.218' if n == 7 else 0}\n" for n in range(1, 30))
    with pytest.raises(FeedError, match="3 columns seem to hold shares, such as 'Oak'"):
        guess_of("station,Heron,Otter,Oak\n" + rows)


TWO_LINES = """\
As of 21:00,,,,,
Place,,Voters,Votes,,
Region,Station,Listed,Valid,Heron,Otter
North,101,400,200,120,80
,102,410,210,100,110
South,201,420,220,90,130
Total,,1230,630,310,320
"""


def test_a_header_of_two_lines_and_labels_on_the_first_row_of_a_group() -> None:
    guess = guess_of(TWO_LINES)

    assert (guess.source.header.first, guess.source.header.rows) == (2, 2)
    assert guess.fill_down == ("Place Region",)
    assert guess.levels == (LevelGuess(("Place Region",), None, "Region"),)
    assert guess.sheet == ("Place Station",)
    assert dict(guess.counts) == {"registered": "Voters Listed", "valid": "Votes Valid"}
    assert guess.selections == ("Votes Heron", "Votes Otter")


def test_kinds_of_votes_are_lacking_only_where_the_sums_allow_it() -> None:
    head = "station,cast,valid,Heron,Otter\n"

    assert guess_of(head + "1,30,30,10,20\n2,33,33,12,21\n").lacking == ("blank", "null")
    assert guess_of(head + "1,31,30,10,20\n2,33,33,12,21\n", "g.csv").lacking == ()


@pytest.mark.parametrize(
    ("first", "second", "form"),
    [
        ("2031-05-04 23:01:00", "2031-05-04 23:40:00", ""),
        ("24/05/2031 23:01 h", "25/05/2031 00:10 h", "%d/%m/%Y %H:%M h"),
        ("5/24/2031 11:01 PM", "5/25/2031 1:10 AM", "%m/%d/%Y %I:%M %p"),
        ("04.05.2031 23:01", "05.05.2031 00:10", "%d.%m.%Y %H:%M"),
        ("2031/05/04 23:01:09", "2031/05/05 00:10:11", "%Y/%m/%d %H:%M:%S"),
        ("04/05/2031 23:01", "05/05/2031 00:10", None),
        ("24/05/2031", "24/05/2031", None),
    ],
)
def test_times_are_read_where_only_one_form_fits_them_all(first: str, second: str, form: str | None) -> None:
    guess = guess_of(f"station,time,Heron,Otter\n1,{first},10,20\n2,{second},30,40\n")

    assert (guess.time, guess.time_written()) == ("time", form)
    assert guess.not_read() == ([] if form is not None else ["time"])


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#¡VALOR!", "#NAME?", "n/a"])
def test_a_row_with_an_error_where_a_number_could_be_is_no_second_line_of_names(error: str) -> None:
    guess = guess_of(f"station,Heron,Otter\n1,100,{error}\n2,90,80\n3,{error},70\n")

    assert guess.source.header.rows == 1
    assert (guess.selections, guess.rows.height) == (("Heron", "Otter"), 3)


def test_yes_and_no_are_answers_even_where_their_numbers_go_up() -> None:
    guess = guess_of("Municipality,Valid,Yes,No\nAlder,585,300,285\nBirch,872,400,472\n")

    assert guess.selections == ("Yes", "No")


def test_numbers_of_units_are_no_votes_for_them() -> None:
    guess = guess_of(
        "prov,mun,dist,sec,mesa,censo,nulos,PA,PB\n1,7,1,3,A,500,2,200,150\n1,12,,4,B,300,0,100,99\n"
    )

    assert guess.selections == ("PA", "PB")


def test_columns_of_one_name_are_no_lists() -> None:
    guess = guess_of("precinct,check,Heron,Otter,check\nP1,1,300,250,1\nP2,0,310,240,1\n")

    assert guess.selections == ("Heron", "Otter")


def test_a_code_alone_names_the_sheet() -> None:
    assert guess_of("ons_id,Heron,Otter\nE1,10,20\nE2,30,40\n").sheet == ("ons_id",)


LISTS = """\
Province,Blank votes,ALLIANCE OF THE CENTRE PARTY,COAST RACE NOW,FRIENDS OF THE CASTLE TURNOUT,EMPTY SEATS BLANK,HERONS,OTTERS
Ash,268,,4107,,,3352,317
Elm,316,,,,,3549,333
Fir,600,,5009,,119,5679,260
Oak,704,245,,,,9871,402
Yew,615,,,62,,13595,612
Ivy,717,160,,,130,14096,610
"""  # noqa: E501


def test_names_of_lists_that_sound_like_something_else() -> None:
    guess = guess_of(LISTS)

    assert guess.contest is None
    assert guess.sheet == ("Province",)
    assert guess.unique
    assert [level.columns for level in guess.levels] == [("Province",)]
    assert dict(guess.counts) == {"blank": "Blank votes"}
    assert guess.selections == (
        "ALLIANCE OF THE CENTRE PARTY",
        "COAST RACE NOW",
        "FRIENDS OF THE CASTLE TURNOUT",
        "EMPTY SEATS BLANK",
        "HERONS",
        "OTTERS",
    )
    assert guess.fill_down == ()
    assert guess.unused == ()


def test_votes_on_the_first_row_alone_are_not_spread() -> None:
    guess = guess_of(LISTS.replace("Ash,268,,", "Ash,268,991,"))

    assert guess.fill_down == ()
    assert guess.sheet == ("Province",)
    assert "ALLIANCE OF THE CENTRE PARTY" in guess.selections


def test_lists_that_stand_everywhere_name_no_sheet_and_no_unit() -> None:
    guess = guess_of(
        "Place,BOOTH OF THE UNITED,Democratic Centre,Herons\nAsh,30,7,1\nElm,10,9,2\nFir,20,8,3\nOak,11,5,4\n"
    )

    assert guess.sheet == ("Place",)
    assert guess.selections == ("BOOTH OF THE UNITED", "Democratic Centre", "Herons")


def test_sheets_that_are_still_to_come_leave_the_counts_what_they_are() -> None:
    rows = "".join(f"{number},,,,,\n" for number in range(4, 20))
    guess = guess_of("station,cast,spoilt,valid votes in all,Heron,Otter\n1,9,0,9,4,5\n2,8,1,7,3,4\n" + rows)

    assert dict(guess.counts) == {"cast": "cast", "null": "spoilt", "valid": "valid votes in all"}
    assert guess.selections == ("Heron", "Otter")


def test_a_count_that_is_seldom_filled_is_neither_read_nor_a_list() -> None:
    guess = guess_of("station,spoilt,Heron,Otter\n1,,10,20\n2,,11,21\n3,2,12,22\n4,,13,23\n")

    assert dict(guess.counts) == {}
    assert guess.selections == ("Heron", "Otter")
    assert guess.unused == ("spoilt",)


def test_a_contest_is_known_by_a_number_only_where_it_is_one_of_several_rows() -> None:
    codes = guess_of("station,office,Heron,Otter\n1,1,10,20\n1,2,11,21\n2,1,12,22\n2,2,13,23\n")
    votes = guess_of("station,New Race,Heron,Otter\n1,31,10,20\n2,27,11,21\n3,19,12,22\n", "g.csv")

    assert codes.contests == ("1", "2")
    assert votes.contest is None
    assert votes.selections == ("New Race", "Heron", "Otter")


def test_each_kind_of_voting_of_a_station_is_a_sheet() -> None:
    kinds = ("Election Day", "Absentee by Mail", "Provisional")
    long = "County,Precinct,Candidate,Vote Type,Votes\n" + "".join(
        f"Adams,{station},{name},{kind},{7 * station + number}\n"
        for station in (1, 2, 3)
        for kind in kinds
        for number, name in enumerate(("Heron", "Otter"))
    )
    wide = "Station,Voting method,Registered,Heron,Otter\n" + "".join(
        f"{station},{kind},900,{10 * number},{20 + number}\n"
        for number, station in enumerate("abc")
        for kind in ("Ordinary", "Postal")
    )
    for text, sheet, kind in ((long, ("Precinct",), "Vote Type"), (wide, ("Station",), "Voting method")):
        guess = guess_of(text)
        assert guess.unique
        assert guess.sheet == sheet
        assert guess.vote_type == kind
        assert not [level for level in guess.levels if kind in level.columns]
        assert set(guess.selections) == {"Heron", "Otter"}
    # These are the voters of a station, whatever way they vote.
    assert guess_of(wide).counts["registered"] == "Registered"


def test_a_column_of_one_kind_of_voting_is_no_unit() -> None:
    guess = guess_of("Station,Vote type,Registered,Heron\na,Total,900,10\nb,Total,900,20\n")
    assert guess.sheet == ("Station",)
    assert not guess.levels
    kinds = guess_of("Station,Vote type,Registered,Heron\na,Mail,900,10\nb,Day,900,20\n")
    assert kinds.sheet == ("Station",), "each station has one kind"
    assert kinds.counts["registered"] == "Registered"


def test_numbers_of_units_on_the_first_row_of_a_group_are_filled_down() -> None:
    guess = guess_of("District,Station,Heron,Otter\n1,a,10,20\n,b,11,21\n,c,7,8\n2,a,12,22\n,b,9,9\n,c,1,2\n")

    assert guess.fill_down == ("District",)
    assert guess.sheet == ("District", "Station")


def test_words_beside_the_codes_of_units_are_their_names_in_any_language() -> None:
    text = """Okrug,Naziv okruga,Opstina,Naziv opstine,Biracko mesto,Vazeci,Ana,Bo
1,Sever,11,Most,1,30,10,20
1,Sever,12,Breg,1,31,11,20
2,Jug,21,Reka,1,32,12,20
2,Jug,21,Reka,2,33,13,20
"""
    guess = guess_of(text)

    assert guess.levels == (
        LevelGuess(("Okrug",), "Naziv okruga", "Okrug"),
        LevelGuess(("Opstina",), "Naziv opstine", "Opstina"),
    )


@pytest.mark.parametrize(("first", "second"), [("PS_Votes", "CH_Votes"), ("Votos PS", "Votos CH")])
def test_a_word_for_votes_in_every_name_is_no_part_of_the_names(first: str, second: str) -> None:
    guess = guess_of(f"Mesa,{first},{second}\n1,10,20\n2,11,21\n")

    ((ps, ch),) = selections_of([guess])
    assert [(selection.id, selection.name) for selection in (ps, ch)] == [("ps", "PS"), ("ch", "CH")]


def test_first_and_second_votes_of_a_long_table_are_contests_and_kinds_of_voting_are_not() -> None:
    words = ("Erststimmen", "Zweitstimmen")
    lines = [
        f"{place},{word},{word[0]}{len(name)}{name[0]},{name},{len(place + word + name)}"
        for place in ("Ahorn", "Birke", "Linde")
        for word in words
        for name in ("Elm", "Fir")
    ]
    text = "\n".join(["town,vote_type,party_key,party_name,votes", *lines])

    guess = guess_of(text)

    assert (guess.contest, guess.contests, guess.sheet) == ("vote_type", words, ("town",))
    assert guess.selection_column == "party_name", "not their keys, which differ from vote to vote"
    postal = guess_of(text.replace("Erststimmen", "Postal").replace("Zweitstimmen", "Election day"))
    assert postal.contest is None


def test_what_is_said_of_candidates_is_no_sheet_no_unit_and_nobody_to_vote_for() -> None:
    lines = [
        f"P{seat % 2},Seat {seat},{party},Cand {seat}{number},Father {seat}{number},Town {number},{votes}"
        for seat in range(1, 9)
        for number, (party, votes) in enumerate(
            [("Elm", 90), ("Fir", 80), ("Independent", 9), ("Independent", 5)]
        )
    ]
    text = "\n".join(["Province,District,Party,Candidate,FATHER_NAME,Place of residence,Votes", *lines])

    guess = guess_of(text)

    assert guess.sheet == ("District",)
    assert [level.columns for level in guess.levels] == [("Province",), ("District",)]
    said = {name for (own,) in [selections_of([guess])] for name in (selection.name for selection in own)}
    assert {"Elm", "Fir"} <= said
    assert not any(name.startswith(("Father", "Town")) for name in said)
