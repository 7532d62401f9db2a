"""Which columns of a wide table are votes, and what its empty cells mean, on tables of unlike sources."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from escrutinio.feeds.drafting import FeedGuess, definition_text, guess_feed, guessed_tables
from escrutinio.model import FeedError

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)


def table(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


def guess_of(text: str) -> FeedGuess:
    (only,) = guessed_tables(text.encode(), "f.csv")
    return guess_feed(only)


def drafted(text: str) -> str:
    guess = guess_of(text)
    return definition_text(guess, file="f.csv", name="Night", today=NOW.date(), modified=NOW)


CONSTITUENCIES = table(
    "ONS ID,Constituency name,Country name,Constituency type,Electorate,Valid votes,Majority,"
    "Con,Lab,SNP,PC,Ind",
    "E1,Alder,England,County,900,300,100,200,100,,,",
    "E2,Birch,England,Borough,900,310,90,100,190,,,20",
    "S1,Cedar,Scotland,County,900,320,10,100,110,110,,",
    "W1,Daisy,Wales,County,900,330,50,50,100,,180,",
    "W2,Elder,Wales,Borough,900,340,80,70,90,,180,",
)
CASILLAS = table(
    "CLAVE_CASILLA,ID_ESTADO,SECCION,EXT_CONTIGUA,PAN,PRI,MORENA,PAN_PRI,VOTOS_NULOS,TOTAL_VOTOS_CALCULADO,"
    "LISTA_NOMINAL,CONTABILIZADA",
    "A1,1,11,0,10,20,30,1,2,63,750,1",
    "A2,1,11,0,11,21,31,,1,64,750,1",
    "A3,1,12,0,12,0,32,1,3,48,750,1",
    "A4,2,13,0,13,23,33,,,69,750,1",
    "A5,2,14,0,14,24,34,1,4,77,750,1",
)
MUNICIPALITIES = table(
    "Código de Provincia,Código de Municipio,Nombre de Municipio,Población,Total censo electoral,"
    "Total votantes,Votos válidos,Votos a candidaturas,Votos en blanco,Votos nulos,PP,PSOE,"
    "AGRUPACIÓN VECINAL",
    "22,1,Abizanda,900,700,63,62,60,2,1,30,30,",
    "22,2,Ballobar,950,710,75,73,70,3,2,30,35,5",
    "44,1,Ababuj,800,600,84,82,81,1,2,41,40,",
    "44,2,Alacón,810,610,97,95,91,4,2,51,40,",
    "44,3,Bello,820,620,104,104,104,0,0,50,44,10",
)
PRECINCTS = table(
    "County,Precinct,Registered Voters,Ballots Cast,Jane Roe (DEM),John Doe (REP),Under Votes,Over Votes,"
    "Election Day,Absentee",
    "Adams,1,500,100,60,35,4,1,80,20",
    "Adams,2,500,110,50,55,5,0,85,25",
    "Boone,1,500,120,70,48,1,1,90,30",
)
ANSWERS = table("District,Polling station,Yes,No", "A,1,9,7", "A,2,4,8", "B,1,3,2", "B,2,11,5")


@pytest.mark.parametrize(
    ("text", "sheet", "selections"),
    [
        (CONSTITUENCIES, ("ONS ID",), ("Con", "Lab", "SNP", "PC", "Ind")),
        (CASILLAS, ("CLAVE_CASILLA",), ("PAN", "PRI", "MORENA", "PAN_PRI")),
        (
            MUNICIPALITIES,
            ("Código de Provincia", "Código de Municipio"),
            ("PP", "PSOE", "AGRUPACIÓN VECINAL"),
        ),
        (PRECINCTS, ("County", "Precinct"), ("Jane Roe (DEM)", "John Doe (REP)")),
        (ANSWERS, ("District", "Polling station"), ("Yes", "No")),
    ],
    ids=["constituencies", "casillas", "municipalities", "precincts", "a question"],
)
def test_only_what_can_be_voted_for_is_a_selection(
    text: str, sheet: tuple[str, ...], selections: tuple[str, ...]
) -> None:
    guess = guess_of(text)
    assert guess.sheet == sheet
    assert guess.selections == selections
    assert guess.unique


def test_kinds_of_units_are_no_units_and_counts_have_their_names() -> None:
    assert guess_of(CONSTITUENCIES).levels[0].label == "Country name"
    assert dict(guess_of(CASILLAS).counts) == {
        "null": "VOTOS_NULOS",
        "cast": "TOTAL_VOTOS_CALCULADO",
        "registered": "LISTA_NOMINAL",
    }
    assert guess_of(MUNICIPALITIES).counts["registered"] == "Total censo electoral"
    assert dict(guess_of(PRECINCTS).counts) == {
        "registered": "Registered Voters",
        "cast": "Ballots Cast",
        "blank": "Under Votes",
        "null": "Over Votes",
    }


def test_a_number_in_order_is_no_answer() -> None:
    guess = guess_of(table("No,Station,Heron,Otter", "1,a,9,7", "2,b,4,8", "3,c,5,6"))
    assert guess.selections == ("Heron", "Otter")


SAME_VOTES = [
    ("Station,Valid,Heron,Otter,Oak", ["A,15,5,9,1", "B,16,8,7,1", "C,12,5,6,1", "D,9,3,5,1", "E,8,4,3,1"]),
    ("Station,Cast,Blank,Heron,Otter,Oak", [f"{a},{n + 13},1,{n},5,7" for n, a in enumerate("abcdef")]),
    (
        "Nr,Total,Heron,Otter,Oak,Elm",
        [f"{a},{2 * n + 7},{n},{n + 3},2,2" for n, a in enumerate("abcdef")],
    ),
    ("Station,All,Heron,Otter,Oak", [f"{a},{n + 9},{n},7,2" for n, a in enumerate("abcdefg")]),
]


@pytest.mark.parametrize(("header", "rows"), SAME_VOTES)
def test_a_list_with_the_same_number_everywhere_is_one_where_the_rows_add_up_with_it(
    header: str, rows: list[str]
) -> None:
    lists = ("Heron", "Otter", "Oak", "Elm")
    assert guess_of(table(header, *rows)).selections == tuple(n for n in lists if n in header)


def test_a_mark_on_every_row_is_no_list() -> None:
    rows = [f"{name},{n + 9},1,2031,{n},{n % 3 + 5},{4 - n % 3}" for n, name in enumerate("abcdefg")]
    assert guess_of(table("Station,Valid,Processed,Year,Heron,Otter,Oak", *rows)).selections == (
        "Heron",
        "Otter",
        "Oak",
    )
    rows = [f"{name},1,{n},{n % 3 + 5}" for n, name in enumerate("abcdefg")]
    assert guess_of(table("Station,Processed,Heron,Otter", *rows)).selections == ("Heron", "Otter")


def test_the_votes_may_add_up_to_any_of_several_columns_of_valid_votes() -> None:
    rows = [f"{name},{n + 20},{n + 16},{n},9,{n % 4 + 1},{7 - n % 4 - 1}" for n, name in enumerate("abcdef")]
    guess = guess_of(table("Station,Valid ballots,Valid votes,Heron,Grade,Otter,Oak", *rows))
    assert guess.selections == ("Heron", "Grade", "Otter", "Oak")
    assert guess.counts["valid"] == "Valid votes"


def test_empty_cells_mean_nothing_where_the_rows_add_up_without_them() -> None:
    for text in (CONSTITUENCIES, CASILLAS, MUNICIPALITIES):
        assert 'zero = ""    # guessed: many cells are empty, and the rows add up' in drafted(text)


def test_empty_cells_are_zero_where_none_holds_one() -> None:
    text = table("Province,Heron,Oak,Otter,Elm", "A,9,,7,", "B,4,,,8", "C,5,,6,1", "D,,,5,2")
    assert 'zero = ""    # guessed: many cells are empty, and none holds 0' in drafted(text)
    # A list without a single vote so far is a list.
    assert guess_of(text).selections == ("Heron", "Oak", "Otter", "Elm")


def test_it_is_asked_what_empty_cells_mean_where_others_hold_zero() -> None:
    text = table("Province,Heron,Otter,Elm", "A,9,7,", "B,4,0,8", "C,5,6,1", "D,,5,2")
    assert '\n# zero = ""    # many cells are empty: take out the first #' in drafted(text)


def test_a_few_gaps_in_a_large_list_are_no_zeros() -> None:
    rows = [f"{nr},{'' if nr in (3, 9) else 200 + nr},{90 + nr},{40 + nr}" for nr in range(1, 21)]
    assert '\n# zero = ""    # many cells are empty' in drafted(table("Nr,Heron,Otter,Elm", *rows))
    # Where a small list has none, it may be.
    rows = [f"{nr},{200 + nr},{90 + nr},{'' if nr in (3, 9) else nr % 4 + 1}" for nr in range(1, 21)]
    assert '\nzero = ""    # guessed: many cells are empty' in drafted(table("Nr,Heron,Otter,Elm", *rows))


@pytest.mark.parametrize("word", ["Table", "Nr", "Record", "X"])
def test_a_number_that_stands_first_and_once_names_the_sheet(word: str) -> None:
    rows = [f"{nr},P{nr // 4},{700 - 3 * nr % 50},{90 + nr},{40 + nr}" for nr in range(1, 21)]
    guess = guess_of(table(f"{word},Place,Registered,Heron,Otter", *rows))
    assert guess.sheet[-1] == word
    assert guess.unique
    assert guess.selections == ("Heron", "Otter")


def test_nothing_is_said_of_empty_cells_where_there_are_none() -> None:
    # Rows without any vote are sheets that are still to come.
    assert "zero" not in drafted(table("Station,Heron,Otter", "A,9,7", "B,4,0", "C,,", "D,,"))


def test_what_none_voted_for_and_totals_are_counts() -> None:
    guess = guess_of(
        table(
            "Serial No. of Polling Station,ANN (INC),BO (BJP),NOTA,Total of Valid Votes,"
            "No. of Rejected Votes,Total,No. of Tendered Votes",
            "1,10,20,3,30,0,33,0",
            "2,11,21,2,32,0,34,0",
            "3,15,25,0,40,0,40,0",
        )
    )
    assert guess.selections == ("ANN (INC)", "BO (BJP)")
    assert dict(guess.counts) == {
        "blank": "NOTA",
        "valid": "Total of Valid Votes",
        "null": "No. of Rejected Votes",
        "cast": "Total",
    }


def test_of_several_columns_of_valid_votes_the_one_is_read_that_adds_up() -> None:
    guess = guess_of(
        table(
            "Nr komisji,Liczba kart ważnych,Liczba głosów nieważnych,Liczba głosów ważnych,Heron,Otter",
            "1,34,4,30,10,20",
            "2,35,2,33,12,21",
        )
    )
    assert guess.counts["valid"] == "Liczba głosów ważnych"


def test_letters_that_have_no_accent_are_read_all_the_same() -> None:
    guess = guess_of(
        table(
            "İl,İlçe,Mahalle,Sandık No,Kayıtlı Seçmen Sayısı,Oy Kullanan Seçmen Sayısı,Geçerli Oy,"
            "Heron,Otter",
            "A,a,x,1001,300,30,30,10,20",
            "A,b,y,1002,300,31,31,11,20",
            "B,a,z,1001,300,32,32,12,20",
        )
    )
    assert guess.counts["cast"] == "Oy Kullanan Seçmen Sayısı"
    assert guess.counts["registered"] == "Kayıtlı Seçmen Sayısı"
    assert guess.unique
    assert "Sandık No" in guess.sheet


def test_columns_called_by_numbers_have_a_header() -> None:
    guess = guess_of(table("Polling division,1,2,3,Spoiled", "a,9,7,4,0", "b,4,8,3,1", "c,5,5,9,2"))
    assert guess.source.header.first == 1
    assert guess.selections == ("1", "2", "3")


def test_lists_are_called_by_what_stands_above_votes() -> None:
    text = drafted(
        table(
            ",,Heron,,Otter,",
            "Region,Station,Votes,%,Votes,%",
            *(f"N,{station},{10 + station},40.0,{20 + station},60.0" for station in range(1, 6)),
        )
    )
    assert 'id = "heron"\nname = "Heron"' in text
    assert 'otter = "Otter Votes"' in text


def test_a_number_that_two_districts_use_is_of_two_stations() -> None:
    rows = [
        f"{district},{station},{name}{district},{station + 7}"
        for district in (101, 102)
        for station in range(1, 4)
        for name in ("Lee", "Ray")
    ]
    header = "Electoral District Number,Polling Station Number,Candidate's Family Name,Candidate Votes Count"
    guess = guess_of(table(header, *rows))
    assert guess.long
    assert set(guess.sheet) == {"Electoral District Number", "Polling Station Number"}


def test_votes_that_stand_in_a_column_for_each_kind_of_voting_are_a_sheet_each() -> None:
    rows = [
        f"Adams,{station},{name},{station},{station + 1},{station + 2}"
        for station in range(1, 4)
        for name in ("Ann Lee", "Bo Ray")
    ]
    text = table("county,precinct,candidate,election_day,advanced,mail", *rows)
    assert (
        'vote_type.columns = { "election-day" = "election_day", "advanced" = "advanced", "mail" = "mail" }'
    ) in drafted(text)
    assert "votes_column" not in drafted(text)  # no column holds the votes of all types
    # Their sum is not read beside them; but where they are not all of it, it alone is.
    whole = table(
        "precinct,candidate,votes,election_day,mail", *(f"{n},{c},9,4,5" for n in "ab" for c in "xy")
    )
    assert guess_of(whole).vote_type
    assert 'ignore = ["votes"]' in drafted(whole)
    part = whole.replace("9,4,5", "9,4,4")
    assert not guess_of(part).vote_type
    assert guess_of(part).votes_columns == ("votes",)


def test_a_total_under_each_candidate_adds_up_the_types() -> None:
    kinds = "Election Day,By Mail,Total Votes"
    text = table(
        ",,Ann Lee,,,Bo Ray,,,",
        f"County,Registered Voters,{kinds},{kinds},Total",
        *(f"C{n},900,{n},{n + 1},{2 * n + 1},{n},3,{n + 3},{3 * n + 4}" for n in range(1, 7)),
    )
    guess = guess_of(text)
    assert guess.selections == ("Ann Lee", "Bo Ray")
    assert set(guess.counts) == {"registered"}, "the last column has the votes of both types"
    assert 'id = "ann-lee"\nname = "Ann Lee"' in drafted(text)


def test_words_may_be_told_apart_by_capitals_alone() -> None:
    rows = [
        f"{district},Div{district},{district}{place},School {place},{district}{n},{name},{place + n}"
        for district in (101, 102)
        for place in (1, 2, 3)
        for n, name in enumerate(("LEE", "RAY"))
    ]
    guess = guess_of(
        table("DivisionID,DivisionNm,PollingPlaceID,PollingPlaceNm,CandidateID,Surname,OrdinaryVotes", *rows)
    )
    assert (guess.selection_column, guess.votes_columns) == ("Surname", ("OrdinaryVotes",))
    assert guess.selections == ("LEE", "RAY")
    assert guess.unique
    assert "DivisionID" in guess.levels[0].columns


def test_columns_of_counts_alone_are_no_votes() -> None:
    text = table("station,registered,valid_votes,valid_papers", "A1,100,50,50", "A2,120,60,60", "A3,90,44,44")
    with pytest.raises(FeedError, match="no column of votes can be made out"):
        guess_of(text)


def test_figures_far_below_the_ballots_are_no_votes() -> None:
    rows = [f"D{n},{30000 + n},{20000 + n},{200 + n},{19800 + n},{150 + n}" for n in range(9)]
    text = table("district,registered,cast,rejected,valid,Booths in use", *rows)
    with pytest.raises(FeedError, match="'Booths in use', is far below"):
        guess_of(text)


def test_voters_who_are_more_than_the_valid_votes_are_no_list() -> None:
    rows = [f"D{n},{900 + n},{505 + n},{506 + n},{500 + n},{300 + 2 * n},{200 - n}" for n in range(9)]
    text = table("station,registered,seen by camera,stamped,valid,Heron,Otter", *rows)
    assert guess_of(text).selections == ("Heron", "Otter")
    # Several votes on a ballot are more than the ballots, and no voters.
    rows = [f"D{n},{900 + n},{500 + n},{1300 + n},{200 + n}" for n in range(9)]
    with pytest.raises(FeedError, match="'Heron' holds more than 'valid'") as refused:
        guess_of(table("station,registered,valid,Heron,Otter", *rows))
    assert "draft from a copy without that column" in refused.value.hint


def test_the_rounds_of_a_ranked_count_are_no_sheets() -> None:
    rows = [
        f"7,{count},{name},{500 + 10 * k},{12 * (count - 1)},{500 + 10 * k + 12 * (count - 1)},{status}"
        for count in (1, 2, 3)
        for k, (name, status) in enumerate(
            (("Ann Heron", "Elected"), ("Bo Otter", ""), ("Cy Oak", "Excluded"))
        )
    ]
    head = "Constituency_Number,{},Candidate,Candidate_First_Pref_Votes,Transfers,Total_Votes,Status"
    with pytest.raises(FeedError, match=r"rounds of a ranked count.*'Count_Number' numbers") as refused:
        guess_of(table(head.format("Count_Number"), *rows))
    assert "Count_Number is 1 alone" in refused.value.hint
    # Two rounds of an election, with who is elected, transfer nothing.
    two = [
        f"D{n},{turn},{name},{90 + 7 * n + turn}"
        for n in range(6)
        for turn in (1, 2)
        for name in ("Ann", "Bo")
    ]
    assert guess_of(table("district,round,candidate,votes", *two)).selection_column == "candidate"


def test_votes_in_the_box_and_by_post_are_ways_of_voting() -> None:
    rows = [
        f"{name},Alder (Nr. {n // 3}),{300 + 11 * n + k},{20 + n - k},Birch (Nr. {n % 3})"
        for n in range(9)
        for k, name in enumerate(("Ann Heron", "Bo Otter"))
    ]
    guess = guess_of(table("kandidatas,apygarda,balsadezeje,pastu,apylinke", *rows))
    assert (guess.selection_column, set(guess.selections)) == ("kandidatas", {"Ann Heron", "Bo Otter"})
    assert set(guess.sheet) == {"apygarda", "apylinke"}


def test_seats_called_by_an_unknown_word_are_not_merged_to_their_district() -> None:
    rows = [
        f"P{n // 3} Alder,K{n} Ward {n},{'female' if k else 'male'},Ann {n}{k},{300 + 7 * n + k}"
        for n in range(12)
        for k in range(3)
    ]
    guess = guess_of(table("parlimen,dun,sex,candidate,votes", *rows))
    assert guess.sheet == ("parlimen", "dun")


def test_the_same_turnout_on_all_rows_is_nobodys_votes() -> None:
    rows = [f"S{n % 2},Ann Heron {n},4000" for n in range(12)]
    with pytest.raises(FeedError):
        guess_of(table("station,candidate,voters who voted", *rows))
    rows = [f"S{n % 2},Ann Heron {n},{4000 + n}" for n in range(12)]
    assert guess_of(table("station,candidate,voters who voted", *rows)).selections


def test_a_person_above_a_party_is_called_by_both() -> None:
    rows = [f"W{n},P{n},3000,{300 + n},{200 + n},{100 + n},{n}" for n in range(1, 7)]
    text = table(",,,Ann Heron,Bo Otter,Cy Oak,", "Ward,Precinct,Registered,DEM,REP,IND,Write-ins", *rows)
    for name in ("Ann Heron (DEM)", "Bo Otter (REP)", "Cy Oak (IND)", "Write-ins"):
        assert f'name = "{name}"' in drafted(text)


PARTIES = ("Heron", "Otter", "Lynx")
SEATS = ("seats won", "Sitze gesamt", "Mandater", "escaños obtenidos", "議席", "elected")


@pytest.mark.parametrize("word", SEATS)
def test_seats_beside_the_votes_of_each_list_are_no_further_lists(word: str) -> None:
    names = ",".join(f"{name},{name} {word}" for name in PARTIES)
    rows = [f"T{i},{500 + 7 * i},{3 + i % 2},{310 + 11 * i},2,{90 + 5 * i},{i % 2}" for i in range(6)]

    guess = guess_of(table(f"Region,{names}", *rows))

    assert guess.selections == PARTIES
    assert set(guess.unused) == {f"{name} {word}" for name in PARTIES}


def test_the_votes_of_a_list_that_has_a_rank_too_are_told_by_their_name() -> None:
    names = ",".join(f"{name} rank,{name} votes" for name in PARTIES)
    rows = [f"T{i},1,{500 + 7 * i},2,{310 + 11 * i},3,{90 + 5 * i}" for i in range(6)]

    guess = guess_of(table(f"Region,{names}", *rows))

    assert guess.selections == tuple(f"{name} votes" for name in PARTIES)


def test_an_alliance_is_no_second_figure_of_its_lists() -> None:
    rows = [f"T{i},{50 + i},{40 + 3 * i},{30 + i},{5 + i},{4 + i % 3}" for i in range(6)]

    guess = guess_of(table("Place,PAN,PRI,PRD,PAN_PRD,PRI_PRD", *rows))

    assert guess.selections == ("PAN", "PRI", "PRD", "PAN_PRD", "PRI_PRD")


def test_second_figures_that_add_up_with_the_others_are_votes() -> None:
    rows = []
    for i in range(8):
        votes = (50 + i, 40 + 3 * i, 7 + i % 3, 5 + 2 * i)
        rows.append(f"T{i},{votes[0]},{votes[1]},{votes[2]},{votes[3]},{sum(votes)}")

    guess = guess_of(table("Place,Heron,Otter,Heron North,Otter North,Valid votes", *rows))

    assert guess.selections == ("Heron", "Otter", "Heron North", "Otter North")


TOWNS = table(
    "City/Town,Ward,Pct,Heron,Otter,Blank votes,Total votes cast",
    "Alder,-,1,818,717,22,1557",
    "Alder,-,2,739,785,41,1565",
    "Birch,1,1,773,808,34,1615",
    "Birch,1,2,877,878,35,1790",
    "Birch,2,1,908,829,28,1765",
    "Cedar,-,1,408,629,18,1055",
    "Cedar,-,2,418,619,17,1054",
    "Daisy,-,1,418,609,16,1043",
)


def test_votes_never_tell_sheets_apart_and_wards_that_some_towns_lack_do() -> None:
    guess = guess_of(TOWNS)

    assert guess.sheet == ("City/Town", "Ward", "Pct")
    assert guess.selections == ("Heron", "Otter")
    assert dict(guess.counts) == {"blank": "Blank votes", "cast": "Total votes cast"}


def test_rows_that_only_their_votes_tell_apart_have_no_sheets_of_their_own() -> None:
    rows = [f"Alder,{100 + i},{300 - 2 * i},{400 - i}" for i in range(8)]

    guess = guess_of(table("Town,Heron,Otter,Total votes cast", *rows))

    assert not guess.unique
    assert guess.sheet == ("Town",)
    assert guess.selections == ("Heron", "Otter")


def test_votes_without_a_name_beside_another_figure_are_refused() -> None:
    rows = [f"List {i},{300 + 7 * i},{3 + i % 4}" for i in range(6)]

    with pytest.raises(FeedError, match="'voti' holds votes, and no column says for whom they are"):
        guess_of(table("gruppo,voti,altro", *rows))


def test_that_a_file_has_no_blank_votes_does_not_say_that_there_are_none() -> None:
    text = drafted(table("station,registered,Heron,Otter", "1,900,210,300", "2,800,180,250"))

    assert "\nno_" not in text
    assert "\n# no_blank = true" in text
    assert "\n# no_null = true" in text


@pytest.mark.parametrize(
    ("name", "pattern", "form"),
    [
        ("20310504_2130", r"(\d{8}_\d{4})", "%Y%m%d_%H%M"),
        ("20310504213009", r"(\d{8}\d{6})", "%Y%m%d%H%M%S"),
        ("2031-05-04_2130", r"(\d{4}\-\d\d\-\d\d_\d{4})", "%Y-%m-%d_%H%M"),
        ("2031-05-04T21-30-09", r"(\d{4}\-\d\d\-\d\dT\d\d\-\d\d\-\d\d)", "%Y-%m-%dT%H-%M-%S"),
        ("2031.05.04 21.30", r"(\d{4}\.\d\d\.\d\d\ \d\d\.\d\d)", "%Y.%m.%d %H.%M"),
        ("20310504_21h30", r"(\d{8}_\d\dh\d\d)", "%Y%m%d_%Hh%M"),
    ],
)
def test_the_time_in_a_files_name_is_read_as_it_is_written(name: str, pattern: str, form: str) -> None:
    guess = guess_of(table("station,registered,Heron,Otter", "1,900,210,300", "2,800,180,250"))
    text = definition_text(guess, file=f"r_{name}.csv", name="Night", today=NOW.date(), modified=NOW)

    assert f"file_name = '{pattern}'" in text
    assert f'format = "{form}"' in text
    assert "date = 2031-05-04" in text
    assert re.search(pattern, f"r_{name}.csv")


@pytest.mark.parametrize("name", ["2031-05-04", "20311304_2130", "2031-05-04_2190"])
def test_what_is_no_time_in_a_files_name_is_not_read_as_one(name: str) -> None:
    guess = guess_of(table("station,registered,Heron,Otter", "1,900,210,300", "2,800,180,250"))
    text = definition_text(guess, file=f"r_{name}.csv", name="Night", today=NOW.date(), modified=NOW)

    assert "file_name" not in text


def test_a_list_that_stands_nowhere_is_no_total_of_those_that_do() -> None:
    header = "District,Voteurs enregistrés,Votes rejetés,Elm,Fir,Ivy,Oak,IND1,IND2"
    rows = [f"D{n},{900 + 7 * n},{n},{100 + n},{90 + 3 * n},,{60 + 2 * n},," for n in range(1, 20)]
    rows += ["D20,950,4,110,90,14000000,70,8,9"]

    guess = guess_of(table(header, *rows))

    assert guess.selections == ("Elm", "Fir", "Ivy", "Oak", "IND1", "IND2")
    assert dict(guess.counts) == {"registered": "Voteurs enregistrés", "null": "Votes rejetés"}


def test_what_has_voted_by_an_hour_is_no_list_and_a_list_called_after_units_no_unit() -> None:
    header = (
        "district id,precinct,possible voters,special voters,votes by 12,votes by 17,ballots signed for,"
        "invalid votes,1 - Non-Parliamentary Opposition,2 - Union of Towns,3 - Oak"
    )
    lists = [(14, 70, 238), (12, 62, 224), (10, 52, 225), (14, 41, 230), (12, 60, 210), (9, 44, 190)]
    rows = [
        f"{n % 2 + 1},{n},900,8,{a + 70},{a + b + 99},{a + b + c + 20},19,{a},{b},{c}"
        for n, (a, b, c) in enumerate(lists, 1)
    ]

    guess = guess_of(table(header, *rows))

    assert guess.selections == ("1 - Non-Parliamentary Opposition", "2 - Union of Towns", "3 - Oak")
    assert [level.columns for level in guess.levels] == [("district id",)]
    assert guess.unused == ("special voters", "votes by 12", "votes by 17")


def test_a_file_of_zeros_from_before_the_count_is_drafted() -> None:
    header = (
        "station,gemeldete Wahlbezirke,Wahlberechtigte,Waehler gesamt,Waehler ohne Wahlschein,ungueltige,"
        "Elm,Fir,Oak"
    )

    guess = guess_of(table(header, *(f"S{n},0,0,0,0,0,0,0,0" for n in range(6))))

    assert guess.selections == ("Elm", "Fir", "Oak")
    assert guess.counts["cast"] == "Waehler gesamt"
