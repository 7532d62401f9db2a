"""Files of unlike countries are drafted so that the count is right, or are refused; never silently wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import feed_elections as fe
from drafted_nights import NOW, drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import FeedError

UNDER_THREE_LINES = """Wahl 2031;;;;;;;;;
;;;;;;;;;
Nr;Gebiet;gehört zu;Wahlberechtigte;Wähler;Gültige;Partei Heron;;Partei Otter;
;;;Erststimmen;Erststimmen;Erststimmen;Erststimmen;;Erststimmen;
;;;Endgültig;Endgültig;Endgültig;Endgültig;Vorperiode;Endgültig;Vorperiode
1;Hügel;1;1000;700;690;400;380;290;300
2;Tal;1;900;600;590;300;310;290;280
3;See;2;800;500;495;250;240;245;250
4;Wald;2;700;400;390;150;140;240;230
"""
TITLES_TWICE = "PRECINCT,MUNICIPALITY,CONTEST,CANDIDATE,VOTES,VOTES\n" + "".join(
    f'{code:08d},{town},MAYOR,"{name}",{votes * code},{votes * code}\n'
    for code, town in ((1, "Alpha"), (2, "Alpha"), (3, "Beta"))
    for name, votes in (("HERON, ANN (HRN)", 10), ("OTTER, BO (OTR)", 12))
)
CONSTITUENCY_TOTALS = """FORM 34B,,,,,,,
DECLARATION OF RESULTS,,,,,,,
Polling Station Code,Station Name,Registered Voters,HERON ANN,OTTER BO,Total Valid Votes,Rejected Ballots,
001,Hill School 1,500,200,150,350,4,
002,Hill School 2,450,180,160,340,3,
003,Lake Hall 1,600,250,220,470,5,
CONSTITUENCY TOTAL,,1550,630,530,1160,12,
"""
TURKISH = """İl;İlçe;Sandık No;Kayıtlı Seçmen;Oy Kullanan;Geçerli Oy;Geçersiz Oy;BALIKÇIL;SU SAMURU
ADANA;SEYHAN;1001;350;300;290;10;150;140
ADANA;SEYHAN;1002;340;280;275;5;135;140
ADANA;ÇUKUROVA;1001;360;310;305;5;160;145
İZMİR;BORNOVA;1001;330;290;286;4;140;146
"""
LISTS_BY_WORD = json.dumps(
    {
        "actas": [
            {
                "ccodi_ubigeo": "140101",
                "cnumero_mesa": f"{n:06d}",
                "nelec_habil": 300,
                "total_votos": 200 + n,
                "votos": [
                    {"autogrupo": word, "nvotos": votes, "tipo": kind}
                    for word, votes, kind in (
                        ("HERON", 100 + n, "partido"),
                        ("OTTER", 90, "partido"),
                        ("VOTOS EN BLANCO", 6, "blanco"),
                        ("VOTOS NULOS", 4, "nulo"),
                    )
                ],
            }
            for n in (1, 2, 3)
        ]
    }
)
VOTE_IN_A_CANTON = json.dumps(
    {
        "gemeinden": [
            {
                "bfs": str(code),
                "name": name,
                "stimmberechtigte": 1000,
                "resultat": {"ja": yes, "nein": no, "leere": 3, "ungueltige": 2},
            }
            for code, name, yes, no in (
                (1, "Aeugst", 300, 250),
                (2, "Affoltern", 500, 450),
                (3, "Bonn", 200, 260),
            )
        ]
    }
)
FORM_20 = """FORM 20,,,,,,,,
Total No. of Electors in the Constituency,3000,,,,,,,
Serial No. of Polling Station,Valid votes cast in favour of,,,Total,Rejected Votes,NOTA,Total Votes,Tendered
,ANN HERON,BO OTTER,CY OAK,,,,,
1,118,341,82,541,2,7,550,0
2,280,291,383,954,0,1,955,1
Page Total,398,632,465,1495,2,8,1505,1
3,299,64,249,612,1,7,620,0
4,120,133,77,330,3,2,335,0
Page Total,419,197,326,942,4,9,955,0
Total,817,829,791,2437,6,17,2460,1
"""
POSTAL_CALLED_A_TOTAL = """Station,Heron,Otter,Rejected,Votes Polled
1,118,341,2,461
2,280,291,1,572
Total of machines,398,632,3,1033
Total postal votes,31,12,4,47
Total,429,644,7,1080
"""
TOTAL_WITHOUT_A_WORD = """GKZ;Gebietsname;Wahlberechtigte;Abgegeben;ungültige;gültige;Heron;%;Otter;%
G00000;Österreich;7.000;4.660;60;4.600;2.560;55,65;2.040;44,35
G10101;Eisenstadt;3.000;2.020;20;2.000;1.200;60,00;800;40,00
G10201;Rust;1.500;1.015;15;1.000;450;45,00;550;55,00
G10301;Güssing;2.500;1.625;25;1.600;910;56,88;690;43,13
"""
TOTALS_ABOVE_THEIR_PARTS = """Area;Electorate;Heron;Otter
North;1900;310;290
 Ash;900;120;130
 Elm;1000;190;160
South;800;251;140
 Fir;800;251;140
West;2100;411;377
 Oak;1100;201;170
 Yew;1000;210;207
"""
TOTALS_WITHOUT_A_STATION = """District,Station,Voters,Heron,Otter,Invalid
North,N1,900,120,230,5
North,N2,800,90,301,7
North,,1700,210,531,12
South,S1,600,77,123,3
South,S2,650,211,99,4
South,,1250,288,222,7
"""
RUSSIAN = """№ УИК,Территория,Число избирателей,Выдано бюллетеней,Недействительных,Партия А,Партия Б
1,Северная,1000,700,20,400,280
2,Южная,900,600,10,300,290
3,Западная,800,500,15,250,235
,Всего,2700,1800,45,950,805
"""
ARABIC = """رقم المركز,المركز,المسجلون,المقترعون,الأوراق الباطلة,قائمة أ,قائمة ب
١,الأول,١٠٠٠,٧٠٠,٢٠,٤٠٠,٢٨٠
٢,الثاني,٩٠٠,٦٠٠,١٠,٣٠٠,٢٩٠
٣,الثالث,٨٠٠,٥٠٠,١٥,٢٥٠,٢٣٥
,المجموع,٢٧٠٠,١٨٠٠,٤٥,٩٥٠,٨٠٥
"""
TURNOUT_IN_A_HUNDRED = """Station;Electors;Heron;Otter;Turnout
1;1000;400;280;68
2;900;300;290;66
3;800;250;235;61
"""
FILES: dict[str, tuple[str, str, tuple[int, ...], dict[str, int | None]]] = {
    "India's form 20": ("r.csv", FORM_20, (817, 829, 791), {"cast": 2460, "null": 6, "blank": 17}),
    "a part called a total": ("r.csv", POSTAL_CALLED_A_TOTAL, (429, 644), {"null": 7, "cast": 1080}),
    "votes together by no known name": (
        "r.csv",
        POSTAL_CALLED_A_TOTAL.replace("Votes Polled", "In the box"),
        (429, 644),
        {"null": 7},
    ),
    "a total that no word tells": (
        "r.csv",
        TOTAL_WITHOUT_A_WORD,
        (2560, 2040),
        {"registered": 7000, "cast": 4660, "null": 60},
    ),
    "totals above their parts": ("r.csv", TOTALS_ABOVE_THEIR_PARTS, (972, 807), {"registered": 4800}),
    "totals without a station": (
        "r.csv",
        TOTALS_WITHOUT_A_STATION,
        (498, 753),
        {"registered": 2950, "null": 19},
    ),
    "Russian": ("r.csv", RUSSIAN, (950, 805), {"registered": 2700, "cast": 1800, "null": 45}),
    "Arabic digits": ("r.csv", ARABIC, (950, 805), {"registered": 2700, "cast": 1800, "null": 45}),
    "turnout in a hundred": ("r.csv", TURNOUT_IN_A_HUNDRED, (950, 805), {"registered": 2700, "cast": None}),
    "under three lines of names": (
        "r.csv",
        UNDER_THREE_LINES,
        (1100, 1065),
        {"registered": 3400, "cast": 2200},
    ),
    "a title twice": ("r.csv", TITLES_TWICE, (60, 72), {}),
    "constituency totals": ("r.csv", CONSTITUENCY_TOTALS, (630, 530), {"registered": 1550, "null": 12}),
    "Turkish": ("r.csv", TURKISH, (585, 571), {"registered": 1380, "cast": 1180, "null": 24}),
    "lists by word": ("r.json", LISTS_BY_WORD, (306, 270), {"registered": 900, "blank": 18, "null": 12}),
    "yes and no": ("r.json", VOTE_IN_A_CANTON, (1000, 960), {"registered": 3000, "blank": 9, "null": 6}),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_counted_as_it_is_drafted(kind: str, tmp_path: Path) -> None:
    name, text, votes, counts = FILES[kind]
    encoding = "cp1254" if kind == "Turkish" else "utf-8"
    (tmp_path / name).write_bytes(text.encode(encoding))
    desk, _ = drafted_desk(tmp_path, [tmp_path / name])
    assert tuple(votes_by_name(desk).values()) == votes
    (contest,) = desk.election.contests
    figures = count(desk).nation(contest)
    assert {key: getattr(figures, key).sum for key in counts} == counts


def test_columns_that_cannot_be_votes_are_refused(tmp_path: Path) -> None:
    text = "station,cast,weight,height\n1,10,500,700\n2,12,600,800\n3,9,300,900\n"
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match="'weight' holds more than 'cast' on most rows"):
        drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)


def test_rankings_with_a_number_of_ballots_are_refused(tmp_path: Path) -> None:
    text = "Precinct,Ranking,Count\nP1,Heron > Otter,40\nP1,Otter > Heron,30\nP2,Heron > Otter,20\nP2,Oak,7\n"
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match="'Count' is the only column of votes, and no column says for whom"):
        drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)


def test_districts_with_candidates_of_their_own_and_many_independents(tmp_path: Path) -> None:
    rows = ["Constituency Code,Constituency Name,Candidate Name,Party,Votes"]
    whole = 0
    for district in range(1, 9):
        for place in range(8):
            party = ("Heron", "Otter")[place] if place < 2 else "Independent"
            person = "Ann Lee" if district < 3 and place == 7 else f"Person {district}-{chr(65 + place)}"
            votes = 1000 - 100 * place + district
            whole += votes
            rows.append(f"C{district},Place {district},{person},{party},{votes}")
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    made = drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)
    assert any("1 names stand in several units, such as 'Ann Lee'" in remark for remark in made.remarks)
    assert made.election.contests["contest"].level == "constituency"
    desk, results = drafted_desk(tmp_path / "again", [tmp_path / "r.csv"])
    assert [result.reading.findings.height for result in results if result.reading] == [0]
    figures = count(desk).nation("contest")
    assert figures.valid.sum == whole
    assert len(figures.votes) == 2 + 8 * 6 - 1  # the lists, and those who stand for none


def test_persons_whose_names_are_mostly_those_of_others_are_not_taken_for_one(tmp_path: Path) -> None:
    rows = ["Constituency Code,Candidate Name,Party,Votes"]
    names = [f"Person {chr(65 + n // 10)}{n % 10}" for n in range(70)]
    party = {names[0]: "Heron"}
    rows += [
        f"C{d},{name},{party.get(name, 'Independent')},{d + 7}"
        for d in (1, 2, 3)
        for name in names[d:] + names[:1]
    ]
    (tmp_path / "r.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    made = drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)
    assert any(remark.startswith("Some sheets have the same code") for remark in made.remarks)


@pytest.mark.parametrize(
    ("kind", "encoding", "told"),
    [("Russian", "cp1251", "cp1251"), ("Arabic digits", "utf-16", ""), ("Japanese", "cp932", "cp932")],
)
def test_letters_are_read_as_they_are_encoded(kind: str, encoding: str, told: str, tmp_path: Path) -> None:
    japanese = "番号,開票区,当日有権者数,投票者数,無効投票,自民党,公明党\n1,北,9,6,1,3,2\n2,南,8,7,1,4,2\n"
    text = japanese if kind == "Japanese" else FILES[kind][1]
    (tmp_path / "r.csv").write_bytes(text.encode(encoding))
    made = drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)
    names = [selection.name for selection in made.election.selections.values()]
    assert names == text.splitlines()[0].split(",")[-2:]
    assert any(f"read as {told}" in remark for remark in made.remarks) == bool(told)


def part(first: int, last: int, yes: int, *lists: str) -> list[list[fe.Cell]]:
    head: list[fe.Cell] = ["Station", "Voters", *(lists or ("Yes", "No"))]
    more = len(head) - 4
    rows: list[list[fe.Cell]] = [
        [n, 500, yes + n, 300 - yes - 2 * n, *[7 + n] * more] for n in range(first, last + 1)
    ]
    return [head, *rows]


def test_each_part_of_a_workbook_with_the_same_sheets_is_a_contest(tmp_path: Path) -> None:
    mayor = part(1, 6, 30, "Heron", "Otter", "Oak")
    parts = {"Question 1": part(1, 6, 10), "Question 2": part(1, 6, 50), "Mayor": mayor}
    (tmp_path / "r.xlsx").write_bytes(fe.workbook(parts))
    desk, results = drafted_desk(tmp_path, [tmp_path / "r.xlsx"])
    assert len(results) == 3
    names = desk.election.selections
    counted = count(desk)
    votes = {
        contest.name: {names[key].name: number for key, number in counted.nation(contest.id).votes.items()}
        for contest in desk.election.contests.values()
    }
    assert votes == {
        "Question 1": {"Yes": 81, "No": 1698},
        "Question 2": {"Yes": 321, "No": 1458},
        "Mayor": {"Heron": 201, "Otter": 1578, "Oak": 63},
    }


def test_parts_of_a_workbook_with_other_sheets_are_of_one_contest(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_bytes(fe.workbook({"North": part(1, 6, 10), "South": part(7, 12, 50)}))
    desk, _ = drafted_desk(tmp_path, [tmp_path / "r.xlsx"])
    assert votes_by_name(desk) == {"Yes": 81 + 357, "No": 1698 + 1386}


def test_a_part_of_a_workbook_with_shares_of_the_lists_is_no_contest(tmp_path: Path) -> None:
    head = ("District", "Voters", "Heron", "Otter", "Valid", "Turnout")
    rows = [(f"D{n}", 1000 + n, 300 + 7 * n, 200 - 7 * n, 500) for n in range(1, 22)]
    votes = [(*row, round(100 * row[4] / row[1], 2)) for row in rows]
    shares = [(*row[:2], row[2] / 5, row[3] / 5, *row[4:]) for row in votes]
    (tmp_path / "r.xlsx").write_bytes(fe.workbook({"Votes": [head, *votes], "Shares": [head, *shares]}))

    desk = drafted_desk(tmp_path, [tmp_path / "r.xlsx"])[0]

    assert list(desk.election.contests) == ["contest"]
    assert votes_by_name(desk) == {"Heron": sum(row[2] for row in rows), "Otter": sum(row[3] for row in rows)}


def test_parts_of_a_workbook_that_are_called_by_times_are_not_taken_for_contests_silently(
    tmp_path: Path,
) -> None:
    hours: dict[str, list[tuple[str | int, ...]]] = {}
    for hour in (20, 21, 22):
        rows: list[tuple[str | int, ...]] = [(f"D{n}", n * hour, 9 * n + hour) for n in range(1, 9)]
        hours[f"{hour}_45"] = [("District", "Heron", "Otter"), *rows]
    (tmp_path / "r.xlsx").write_bytes(fe.workbook(hours))

    remarks = drafted_election(tmp_path / "night", [tmp_path / "r.xlsx"], NOW).remarks

    assert any("they are called by times" in remark and "'22_45'" in remark for remark in remarks)


def test_who_stands_in_no_unit_is_in_no_table_of_units(tmp_path: Path) -> None:
    """Mayors of towns beside the heads of counties, which lie in no town."""
    document = [
        {
            "report": n,
            "town_id": n if n < 12 else None,
            "votes": [
                {"party": party, "candidate": f"{party} {n}", "votes": 40 + 7 * n + len(party)}
                for party in (("HERONS", "OTTERS", "DUCKS") if n < 12 else ("HERONS", "SWANS"))
            ],
        }
        for n in range(1, 15)
    ]
    (tmp_path / "r.json").write_text(json.dumps(document), encoding="utf-8")

    desk, results = drafted_desk(tmp_path, [tmp_path / "r.json"])

    assert "SWANS 12" in [selection.name for selection in desk.election.selections.values()]
    assert results[0].reading is not None
    assert "nothing names its sheet (the feed takes it from /town_id)" in (
        results[0].reading.findings["message"].item()
    )
