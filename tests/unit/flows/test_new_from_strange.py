"""Files of unlike countries are drafted so that the count is right, or are refused; never silently wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
FILES = {
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
