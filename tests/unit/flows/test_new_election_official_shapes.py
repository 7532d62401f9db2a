"""Drafts of files in the forms in which electoral bodies publish them, counted without a word by hand."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from drafted_nights import NOW, drafted_desk, votes_by_name
from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk
from escrutinio.flows.new_election import drafted_election
from escrutinio.model import FeedError, Severity

# Provinces with lists of their own; who has no vote in a town has no row; valid votes with blank ones.
PROVINCES = (
    "Provincia,Municipio,Censo,Total votantes,Votos válidos,Votos en blanco,Votos nulos,Candidatura,Votos\n"
)
for _province, _own in (("Álava", "EH"), ("Lugo", "BNG")):
    for _town in range(1, 6):
        _cells = f"{_province},{_province} {_town},90,{30 + _town},{27 + _town},3,3"
        PROVINCES += f"{_cells},PP,20\n{_cells},{_own},4\n"
        PROVINCES += f"{_cells},PACMA,{_town}\n" if _town > 1 else f"{_cells},OTROS,1\n"

# An office that is the same for all, an election that is not one, words of blank votes in another column.
KINDS = "eleccion_tipo,distrito,mesa_id,mesa_electores,cargo_nombre,agrupacion,votos_tipo,votos_cantidad\n"
for _mesa in range(1, 5):
    for _office, _lists in (("Presidente", ("Alfa", "Beta")), ("Diputado", ("Alfa", "Gama"))):
        _row = f"GENERAL,1,{_mesa},400,{_office}"
        KINDS += "".join(f"{_row},{_list},POSITIVO,{20 + _mesa}\n" for _list in _lists)
        KINDS += f"{_row},,EN BLANCO,3\n{_row},,NULO,2\n{_row},,IMPUGNADO,1\n"

# A bilingual head, names in two columns, candidates and parties of each district.
DISTRICTS = (
    "Electoral District Number/Numéro de circonscription,Polling Station Number/Numéro du bureau de scrutin,"
    "Rejected Ballots for Polling Station/Bulletins rejetés du bureau,"
    "Candidate’s Family Name/Nom de famille du candidat,Candidate’s First Name/Prénom du candidat,"
    "Political Affiliation Name_English/Appartenance politique_Anglais,"
    "Candidate Poll Votes Count/Votes du candidat pour le bureau\n"
)
for _district, _persons in ((1, ("Lee,Ann,Heron", "Lee,Bo,Otter")), (2, ("Roy,Luc,Heron", "Côté,Ève,Oak"))):
    DISTRICTS += "".join(
        f"{_district},{poll},1,{who},{9 + poll}\n" for poll in range(1, 6) for who in _persons
    )

# Two ballots of each voter, whose votes are called valid ones.
BALLOTS = (
    "Municipality,Voting District,Registered Voters,Ballot Type,Spoilt Votes,Party Name,Valid Votes\n"
    + "".join(
        f"Alder,{station},300,{ballot},2,{party},{votes + station}\n"
        for station in (101, 102, 103)
        for ballot, votes in (("Ward", 10), ("PR", 20))
        for party in ("Heron", "Otter")
    )
)

# Offices with and without a district; voters among the offices.
OFFICES = "county,precinct,office,district,party,candidate,votes\n"
for _county, _seat in (("Adair", 6), ("Boone", 4)):
    for _ward in (1, 2):
        _place = f"{_county},Ward {_ward}"
        OFFICES += (
            f"{_place},Registered Voters,,,,900\n{_place},President,,R,A B,10\n{_place},President,,D,C D,9\n"
        )
        OFFICES += f"{_place},U.S. House,{_seat},R,E {_seat},5\n{_place},U.S. House,{_seat},D,F {_seat},4\n"

POLISH = (
    "Nr komisji;Gmina;Liczba kart otrzymanych;Liczba wyborców uprawnionych;Liczba kart wyjętych z urny;"
    + ("Liczba głosów nieważnych;w tym z innego powodu;Liczba głosów ważnych;KW Alfa;KW Beta\n")
)
POLISH += "".join(
    f"{n};Gmina {n % 2};900;800;{30 + 2 * n};2;1;{28 + 2 * n};{20 + n};{8 + n}\n" for n in range(1, 7)
)

HINDI = "क्रम संख्या,मतदान केन्द्र,राम कुमार,सीता देवी,विधिमान्य मतों का योग,प्रतिक्षेपित मत,नोटा,कुल\n"
HINDI += "".join(f"{n},{n},{10 + n},{20 + n},{30 + 2 * n},1,4,{35 + 2 * n}\n" for n in range(1, 7))

THAI = "จังหวัด,หน่วยเลือกตั้งที่,ผู้มีสิทธิเลือกตั้ง,บัตรเสีย,ก้าวไกล,เพื่อไทย\n"
THAI += "".join(f"เลย,{n},90,2,{10 + n},{20 + n}\n" for n in range(1, 5))

# Letters for counts that nobody knows, between codes and lists that say that they hold votes.
LETTERS = "precinct_nr,county,a,a1,b,ION POPESCU-voturi,DANA VASILE-voturi\n"
LETTERS += "".join(f"{n},ALBA,{900 + n},{n},{40 + 3 * n},{10 + n},{20 + n}\n" for n in range(1, 7))

# Titles of two cells, a number of a title, sums among the columns, a sheet that has not come.
PREP = "PREP 2031\nCORTE:,04/05/2031 20:00\nESPERADAS,REGISTRADAS\n12,11\n\n" + (
    "SECCION,ENTIDAD,TOTAL_SOBRANTES,TOTAL_PERSONAS,PAN,PRI,NULOS,TOTAL_VOTOS_CALCULADO,OBSERVACIONES,CONTABILIZADA\n"
)
PREP += (
    "".join(f"{n:04d},X,9,{32 + n},{10 + n},20,2,{32 + n},,1\n" for n in range(1, 8))
    + "0008,X,-,-,-,-,-,-,SIN ACTA,0\n"
)

# A title of two cells right above the names; labels on the first row of a group; a sum in each group.
KOREAN = """\
개표결과,,,,,
서울특별시,종로구,,,,
읍면동명,투표구명,선거인수,김갑을,이을병,무효 투표수
합계,,300,110,84,6
관외사전투표,,30,20,9,1
청운동,소계,150,50,45,3
,제1투,70,30,25,1
,제2투,80,20,20,2
사직동,소계,120,40,30,2
,제1투,60,10,15,1
,제2투,60,30,15,1
"""

# Notes below a table; signs that stand for 0, as the rows add up without them.
NOTES = "Region,Polling Station,Heron,Otter,Oak,Rejected Ballots,Total Votes\n"
NOTES += "".join(f"North,N{n},{10 + n},20,-,1,{31 + n}\n" for n in range(1, 7)) + "South,S1,1,2,3,0,6\n"
NOTES += "South,S2,N/A,N/A,N/A,N/A,N/A\nSource: the commission,,,,,,\n* Provisional,,,,,,\n"

FIXED = f"{'PROVINCIA':<12}{'MESA':<6}{'CENSO':>6}{'VOTANT':>6}{'ALFA':>6}{'BETA':>6}\n" + "".join(
    f"{'ALBACETE' if n < 5 else 'LUGO':<12}{n:04d}  {200 + n:>6}{30 + 2 * n:>6}{10 + n:>6}{20 + n:>6}\n"
    for n in range(1, 9)
)

ROWS_IN_XML = "<R>" + "".join(
    f'<OKRSEK CIS_OBEC="5" CIS_OKRSEK="{n}"><UCAST VOLICI="90" PLATNE_HLASY="{30 + 2 * n}"/>'
    f'<HLASY KSTRANA="4" HLASY="{10 + n}"/><HLASY KSTRANA="7" HLASY="{20 + n}"/></OKRSEK>'
    for n in range(1, 6)
)
ROWS_IN_XML += "</R>"

GREEK = "Δήμος,Α/Α Ε.Τ.,Εγγεγραμμένοι,Άκυρα,Λευκά,ΝΔ,ΠΑΣΟΚ\n"
GREEK += "".join(f"Πειραιώς,{n},90,1,2,{10 + n},{20 + n}\n" for n in range(1, 5))

TURNED = ",Summe,Station 1,Station 2,Station 3\nGültige Stimmen,60,10,20,30\nUngültige Stimmen,6,1,2,3\n"
TURNED += "Heron,30,5,10,15\nOtter,30,5,10,15\n"

NORWEGIAN = (
    "Kommunenavn;Stemmekretsnummer;Partinavn;Antall stemmeberettigede;Antall stemmer totalt;Oppslutning\n"
)
NORWEGIAN += "".join(
    f"Oslo;{n:04d};{party};900;{votes + n};25,3\n"
    for n in range(1, 6)
    for party, votes in (("A", 30), ("H", 40))
)

# Codes that say what lies in what, seats beside votes, a sum of all that has no place in the codes.
CODES = "Id,Name,PS_Mandates,PS_Votes,CH_Mandates,CH_Votes,BlankVotes\nL-500000,All,9,600,3,300,60\n"
for _code, _parts in (("010000", 6), ("010100", 3), ("010200", 3)):
    CODES += f"L-{_code},N {_code},{_parts},{100 * _parts},1,{50 * _parts},{10 * _parts}\n"
CODES += "".join(
    f"L-01{town:02d}{n:02d},Parish {town}{n},,{80 + 10 * n},,{40 + 5 * n},{8 + n}\n"
    for town in (1, 2)
    for n in (1, 2, 3)
)

# Codes of lists for names; figures that a program has put off by the least.
NUMBERED = "depto,mesa,electores,blancos,nulos,0014,0022,0038,0045,0101\n"
NUMBERED += "".join(
    f"Belgrano,{n:04d},381,{n},1,{10 + n},{5 + n},{3 + n},{n % 2},{90 + n}\n" for n in range(1, 7)
)
PUT_OFF = "entity_id\tvalid\trejected\telectors\tSLPP\tNDF\n" + "".join(
    f"EC-{n}\t{30 + 2 * n}.000000001\t1.9999999998\t89.99999999\t{10 + n}.0\t{19 + n}.9999999999\n"
    for n in range(1, 7)
)
# A town with the word for a sum; polling stations and voters by sex, of which some are not told.
REFERENDUM = "cod,desc_com,elettori_m,elettori_t,sezioni_perv,votanti_m,votanti_t,sk_bianche,sk_nulle,"
REFERENDUM += "voti_si,voti_no\n"
REFERENDUM += "".join(
    f"{n},{name},0,{90 + n},{n},0,{33 + 2 * n},2,1,{10 + n},{20 + n}\n"
    for n, name in enumerate(("ALBA", "SOMMA LOMBARDO", "TORINO", "VARESE", "ASTI", "IVREA"), start=1)
)

FILES: dict[str, tuple[str, str, dict[str, int], dict[str, int]]] = {
    "own lists in some provinces": (
        "m.csv",
        PROVINCES,
        {"PP": 200, "EH": 20, "PACMA": 28, "OTROS": 2, "BNG": 20},
        {"blank": 30, "null": 30, "registered": 900},
    ),
    "candidates of each district": (
        "d.csv",
        DISTRICTS,
        {"Ann Lee": 60, "Bo Lee": 60, "Luc Roy": 60, "Ève Côté": 60},
        {"null": 10},
    ),
    "Polish": (
        "k.csv",
        POLISH,
        {"KW Alfa": 141, "KW Beta": 69},
        {"registered": 4800, "null": 12, "cast": 222},
    ),
    "Hindi": ("h.csv", HINDI, {"राम कुमार": 81, "सीता देवी": 141}, {"blank": 24, "null": 6}),
    "Thai": ("t.csv", THAI, {"ก้าวไกล": 50, "เพื่อไทย": 90}, {"null": 8, "registered": 360}),
    "codes of units": ("c.csv", CODES, {"PS": 600, "CH": 300}, {"blank": 60}),
    "numbered lists": (
        "j.csv",
        NUMBERED,
        {"0014": 81, "0022": 51, "0038": 39, "0045": 3, "0101": 561},
        {"registered": 2286, "blank": 21, "null": 6},
    ),
    "put off": ("p.tsv", PUT_OFF, {"SLPP": 81, "NDF": 141}, {"valid": 222, "null": 12, "registered": 540}),
    "referendum": ("r.csv", REFERENDUM, {"si": 81, "no": 141}, {"cast": 240, "registered": 561}),
    "letters": ("l.csv", LETTERS, {"ION POPESCU": 81, "DANA VASILE": 141}, {}),
    "Mexican": ("p.csv", PREP, {"PAN": 98, "PRI": 140}, {"null": 14, "cast": 252}),
    "Korean": ("k.csv", KOREAN, {"김갑을": 110, "이을병": 84}, {"registered": 300, "null": 6}),
    "notes": ("n.csv", NOTES, {"Heron": 82, "Otter": 122, "Oak": 3}, {"null": 6, "cast": 213}),
    "fixed width": ("f.txt", FIXED, {"ALFA": 116, "BETA": 196}, {"registered": 1636}),
    "rows in rows": ("r.xml", ROWS_IN_XML, {"4": 65, "7": 115}, {"registered": 450, "valid": 180}),
    "Greek": ("g.csv", GREEK, {"ΝΔ": 50, "ΠΑΣΟΚ": 90}, {"null": 4, "blank": 8, "registered": 360}),
    "stations in columns": ("s.csv", TURNED, {"Heron": 30, "Otter": 30}, {"valid": 60, "null": 6}),
    "Norwegian": ("n.csv", NORWEGIAN, {"A": 165, "H": 215}, {"registered": 4500}),
}


def read_sum(desk: Desk, key: str) -> int | None:
    sums: int | None = getattr(count(desk).nation("contest"), key).sum
    return sums


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_counted_to_the_vote_and_nothing_is_found(tmp_path: Path, kind: str) -> None:
    name, text, votes, counts = FILES[kind]
    (tmp_path / name).write_text(text, encoding="utf-8")
    desk, results = drafted_desk(tmp_path, [tmp_path / name])
    assert votes_by_name(desk) == votes
    (contest,) = desk.election.contests
    figures = count(desk).nation(contest)
    assert {key: getattr(figures, key).sum for key in counts} == counts
    found = [result.reading.findings for result in results if result.reading]
    assert not [row for findings in found for row in findings.to_dicts() if row["severity"] == Severity.ERROR]


@pytest.mark.parametrize(
    ("text", "votes"),
    [
        (KINDS, {"Presidente": {"Alfa": 90, "Beta": 90}, "Diputado": {"Alfa": 90, "Gama": 90}}),
        (BALLOTS, {"Ward": {"Heron": 336, "Otter": 336}, "PR": {"Heron": 366, "Otter": 366}}),
        (
            OFFICES,
            {
                "President": {"A B": 40, "C D": 36},
                "U.S. House-6": {"E 6": 10, "F 6": 8},
                "U.S. House-4": {"E 4": 10, "F 4": 8},
            },
        ),
    ],
    ids=["kinds of votes", "ballots", "offices"],
)
def test_each_contest_of_a_long_file_has_its_own(
    tmp_path: Path, text: str, votes: dict[str, dict[str, int]]
) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    desk, results = drafted_desk(tmp_path, [tmp_path / "r.csv"])
    counted = count(desk)
    read = {
        contest.name: {
            desk.election.selections[key].name: n for key, n in counted.nation(contest.id).votes.items()
        }
        for contest in desk.election.contests.values()
    }
    assert read == votes
    assert [result.reading.findings.height for result in results if result.reading] == [0]


def test_parties_of_candidates_are_drafted(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(DISTRICTS, encoding="utf-8")
    made = drafted_election(tmp_path / "night", [tmp_path / "d.csv"], NOW)
    lists = {person.name: person.list for person in made.election.candidates.values()}
    assert lists == {"Ann Lee": "Heron", "Bo Lee": "Otter", "Luc Roy": "Heron", "Ève Côté": "Oak"}
    assert made.election.contests["contest"].ballots["1"] == ("ann-lee", "bo-lee")


def test_counts_and_names_in_other_files(tmp_path: Path) -> None:
    votes = "OKRES,OBEC,OKRSEK,KSTRANA,POC_HLASU\n" + "".join(
        f"11,{town},{n},{party},{n + party}\n" for town in (5, 6) for n in (1, 2, 3) for party in (4, 7)
    )
    counts = "OKRES,OBEC,OKRSEK,VOL_SEZNAM,PL_HL_CELK\n" + "".join(
        f"11,{town},{n},90,{2 * n + 11}\n" for town in (5, 6) for n in (1, 2, 3)
    )
    names = "KSTRANA,NAZEV\n4,Heron\n7,Otter\n9,Oak\n"
    files = [tmp_path / name for name in ("votes.csv", "counts.csv", "names.csv")]
    for file, text in zip(files, (votes, counts, names), strict=True):
        file.write_text(text, encoding="utf-8")
    drafted_election(tmp_path / "night", files, NOW)
    desk, _ = drafted_desk(tmp_path / "again", files[:2])
    assert votes_by_name(desk) == {"4": 36, "7": 54}
    assert read_sum(desk, "registered") == 540
    named = drafted_election(tmp_path / "named", files, NOW).election
    assert [selection.name for selection in named.selections.values()] == ["Heron", "Otter"]


def test_files_of_regions_are_read_by_one_feed(tmp_path: Path) -> None:
    header = "Region,Polling Station,Heron,Otter\n"
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for region in ("Northern", "Volta"):
            rows = "".join(f"{region},{region[0]}{n},{10 + n},{20 + n}\n" for n in range(1, 4))
            archive.writestr(f"results_{region}.csv", header + rows)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "all.zip"])
    assert votes_by_name(desk) == {"Heron": 72, "Otter": 132}


def test_rows_in_parents_are_told_by_the_numbers_of_the_parents(tmp_path: Path) -> None:
    sheets = [
        {
            "municipio": "Tela",
            "jrv": n,
            "inscritos": 90,
            "votos": {"nulos": 1, "partidos": [{"sigla": s, "votos": n} for s in ("H", "O")]},
        }
        for n in range(1, 6)
    ]
    (tmp_path / "p.json").write_text(json.dumps({"actas": sheets}), encoding="utf-8")
    desk, _ = drafted_desk(tmp_path, [tmp_path / "p.json"])
    assert votes_by_name(desk) == {"H": 15, "O": 15}
    assert read_sum(desk, "null") == 5


def test_persons_of_one_party_are_told_by_their_names_in_a_document(tmp_path: Path) -> None:
    districts = [
        {
            "district_code": 100 + district,
            "valid_votes": 30 + 3 * district,
            "result": [
                {
                    "party_name": party,
                    "name_kr": f"P {district}{place}",
                    "votenum": votes + district,
                    "rate": 3.5,
                }
                for place, (party, votes) in enumerate((("Heron", 12), ("None", 10), ("None", 8)))
            ],
        }
        for district in range(1, 6)
    ]
    (tmp_path / "a.json").write_text(json.dumps([{"results": districts}]), encoding="utf-8")
    desk, results = drafted_desk(tmp_path, [tmp_path / "a.json"])
    assert sum(votes or 0 for votes in votes_by_name(desk).values()) == 195
    assert len(votes_by_name(desk)) == 15
    assert [result.reading.findings.height for result in results if result.reading] == [0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Precinct,Voters,Ann Lee,Bo Ray,Write-in\nP1,90,1,2,3\nP2,90,2,3,4\nP3,90,3,4,5\n"
            "Precinct,Voters,Cy Fox,Di Roe,Write-in\nP1,90,1,2,0\n,90,2,3,0\nP3,90,3,4,0\n",
            "names of columns stand again in line 5",
        ),
        (
            ",Hill,Dale,Mill\nHeron,5,10,15\nGültige Stimmen,10,20,30\nUngültige Stimmen,1,2,3\n"
            "Otter,5,10,15\n",
            "the rows seem to be figures, such as 'Gültige Stimmen'",
        ),
        (
            "precinct,choice,vote for,election day,early voting,total votes\nP1,A,1,1,2,3\n",
            "no column says for whom the votes of each kind",
        ),
        (
            "lastname,age,points\nLee,40,10\nRay,50,20\nFox,60,30\nRoe,41,17\nPoe,42,18\nMay,43,19\n",
            "the rows seem to be persons",
        ),
        ("1;0101;4;20;7;30\n1;0102;4;21;7;31\n1;0103;4;22;7;32\n", "no line of the file names its columns"),
    ],
    ids=["several tables", "stations in columns", "types alone", "persons", "no names"],
)
def test_what_cannot_be_drafted_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match=reason):
        drafted_election(tmp_path / "night", [tmp_path / "r.csv"], NOW)


def test_a_known_form_of_file_is_drafted_by_its_recipe_unless_it_does_not_fit(tmp_path: Path) -> None:
    header = "county,precinct,office,district,party,candidate,votes\n"
    rows = "".join(f"Adams,P{n},Mayor,,,{name},{n}\n" for n in range(1, 4) for name in ("Ann Lee", "Bo Ray"))
    file = tmp_path / "20311104__xx__general__precinct.csv"
    file.write_text(header + rows, encoding="utf-8")
    made = drafted_election(tmp_path / "night", [file], NOW)
    assert made.remarks[0].startswith("Drafted by the recipe us/openelections-precinct")
    file.write_text(header.replace("candidate", "name_of_candidate") + rows, encoding="utf-8")
    made = drafted_election(tmp_path / "other", [file], NOW)
    assert not made.remarks[0].startswith("Drafted by the recipe")


def test_numbers_that_begin_anew_in_each_unit_stand_below_it(tmp_path: Path) -> None:
    file = tmp_path / "bureaux.csv"
    rows = [
        f"{dept};{place};{town};{bureau};500;{90 + place};{80 + bureau}"
        for dept, places in (("01", 2), ("02", 3), ("2A", 1), ("971", 4))
        for place in range(1, places + 1)
        for town in (f"Upper {dept}-{place}", f"Lower {dept}-{place}")
        for bureau in (1, 2)
    ]
    head = "Code du département;Code de la circonscription;Commune;Bureau;Inscrits;Alpha;Beta"
    file.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    desk, _ = drafted_desk(tmp_path, [file])
    assert [level.name for level in desk.election.levels][:2] == [
        "Departement",
        "Circonscription",
    ]


def test_states_of_one_result_are_not_sheets_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    states = (("preliminary", 0), ("validated", 5))
    rows = [
        f"{district};{state};{name};{votes + district + more}"
        for district in range(1, 9)
        for state, more in (*states, *([("judicially certified", 6)] if district == 3 else []))
        for name, votes in (("Alpha", 90), ("Beta", 80))
    ]
    file.write_text("\n".join(["District;Type of results;Candidate;Votes", *rows, ""]), encoding="utf-8")
    desk, _ = drafted_desk(tmp_path, [file])
    assert votes_by_name(desk)["Alpha"] == sum(90 + district + 5 for district in range(1, 9))
    made = drafted_election(tmp_path / "again", [file], NOW)
    assert any("only those of 'validated'" in remark for remark in made.remarks)


def test_a_state_that_each_row_has_by_itself_leaves_no_row_out(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    rows = [
        f"{district};{'final' if district % 2 else 'preliminary'};{name};{votes + district}"
        for district in range(1, 9)
        for name, votes in (("Alpha", 90), ("Beta", 80))
    ]
    file.write_text("\n".join(["District;Status;Candidate;Votes", *rows, ""]), encoding="utf-8")
    desk, _ = drafted_desk(tmp_path, [file])
    assert votes_by_name(desk)["Alpha"] == sum(90 + district for district in range(1, 9))


def test_in_a_primary_of_many_offices_votes_are_those_of_persons(tmp_path: Path) -> None:
    text = "ContestNumber,PrecinctNumber,WardNumber,Candidate,Party,Votes\n"
    for contest in range(301, 313):
        party = ("DEM", "REP", "STG")[contest % 3]
        for precinct in range(1, 7):
            row = f"{contest},{precinct},{1 + precinct % 2}"
            text += "".join(f"{row},Person {contest} {n},{party},{10 * n + precinct}\n" for n in range(1, 7))
            text += f"{row},WRITE-IN,{party},1\n{row},OVER VOTES,{party},0\n{row},UNDER VOTES,{party},4\n"
    (tmp_path / "primary.csv").write_text(text, encoding="utf-8")
    desk, _ = drafted_desk(tmp_path, [tmp_path / "primary.csv"])
    names = {key: selection.name for key, selection in desk.election.selections.items()}
    votes = {names[key]: number for key, number in count(desk).nation("301").votes.items()}
    # Six precincts: ten to sixty, and the number of the precinct, one to six.
    assert votes == {**{f"Person 301 {n}": 60 * n + 21 for n in range(1, 7)}, "WRITE-IN": 6}


@pytest.mark.parametrize("first", [False, True])
def test_of_two_ballots_in_a_row_one_is_drafted_and_the_other_named(tmp_path: Path, first: bool) -> None:
    kinds, parties = ("Erststimmen", "Zweitstimmen"), ("CDU", "SPD", "FDP", "AfD")
    names = ["Ungültige", "Gültige", *parties]
    head = [f"{kind}_{name}" if first else f"{name}_{kind}" for kind in kinds for name in names]
    text = ",".join(["Gemeinde", "Wahlberechtigte", "Wähler", *head]) + "\n"
    for town in range(1, 9):
        votes = [[1, 100, 40, 30, 20 - town, 10 + town], [2, 99, 35, 30, 24 - town, 10 + town]]
        cells = [f"Ort {town}", 150, 101, *votes[0], *votes[1]]
        text += ",".join(map(str, cells)) + "\n"
    (tmp_path / "towns.csv").write_text(text, encoding="utf-8")
    drafted = drafted_election(tmp_path / "draft", [tmp_path / "towns.csv"], NOW)
    assert any("'Erststimmen' and 'Zweitstimmen'" in note for note in drafted.remarks)
    desk, _ = drafted_desk(tmp_path, [tmp_path / "towns.csv"])
    assert votes_by_name(desk) == {"CDU": 280, "SPD": 240, "FDP": 24 * 8 - 36, "AfD": 116}
    assert [read_sum(desk, key) for key in ("valid", "null", "cast")] == [792, 16, 808]
