"""The official results of Bolivia's election of 2020, from its real sheets and from the reconstructed night.

Official figures: TSE, Publicación de resultados Elecciones Generales 2020 (Separata), 29-10-2020.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest

from escrutinio.flows.check import check, check_document
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import UnitFigures, to_plain
from escrutinio.flows.ingest import ingest
from escrutinio.flows.replay import differences_from_official, frame, moments
from escrutinio.flows.results import decision_document
from escrutinio.ledger import as_of
from ready_elections import copy_of_sample, real_sample
from support import BOLIVIA, SHARED, needs_data

NATION = {"MAS-IPSP": 3_394_052, "CC": 1_775_953, "CREEMOS": 862_186, "FPV": 95_255, "PAN-BOL": 31_765}
VALID, BLANK, NULL, CAST = 6_159_211, 91_419, 233_378, 6_484_008
SENATE = {"MAS-IPSP": 21, "CC": 11, "CREEMOS": 4}
DEPUTIES = {
    "single-member": {"MAS-IPSP": 42, "CC": 11, "CREEMOS": 10},
    "list": {"MAS-IPSP": 26, "CC": 28, "CREEMOS": 6},
    "special": {"MAS-IPSP": 7},
}
# Department: votes of the five lists, senators, deputies of MAS-IPSP, CC and CREEMOS.
DEPARTMENTS = {
    "1": ((148_452, 139_176, 6_791, 6_178, 1_996), (2, 2, 0), (5, 5, 0)),
    "2": ((1_162_949, 486_139, 12_319, 28_763, 11_032), (3, 1, 0), (21, 8, 0)),
    "3": ((773_386, 371_826, 13_356, 11_867, 3_216), (3, 1, 0), (13, 6, 0)),
    "4": ((186_452, 97_812, 2_746, 6_301, 2_940), (3, 1, 0), (6, 3, 0)),
    "5": ((211_571, 131_635, 10_248, 9_408, 4_364), (3, 1, 0), (8, 5, 0)),
    "6": ((124_586, 150_405, 16_023, 6_994, 1_342), (2, 2, 0), (5, 4, 0)),
    "7": ((576_567, 275_868, 717_742, 18_037, 4_137), (2, 0, 2), (11, 4, 13)),
    "8": ((71_957, 81_182, 49_128, 4_031, 963), (1, 2, 1), (3, 3, 2)),
    "9": ((25_883, 14_635, 14_817, 1_025, 157), (2, 1, 1), (3, 1, 1)),
    "EXT": ((112_249, 27_275, 19_016, 2_651, 1_618), None, None),
}
LAST_EXPORT = {"MAS-IPSP": 1_548_883, "CC": 1_075_654, "CREEMOS": 530_722}


def now() -> datetime:
    return datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module", params=["reconstructed", pytest.param("real", marks=needs_data)])
def night(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    make = real_sample if request.param == "real" else copy_of_sample
    return open_desk(make(tmp_path_factory, "election"))


@pytest.fixture(scope="module")
def decided(night: Desk) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(decision_document(decide(night)))
    return plain


def test_the_nation_to_the_vote(decided: dict[str, Any]) -> None:
    president = msgspec.convert(decided["totals"]["president"], UnitFigures)
    assert {name: president.votes[name] for name in NATION} == NATION
    sums = (president.valid, president.blank, president.null, president.cast)
    assert all(figure is not None and figure.complete for figure in sums)
    assert tuple(figure.sum for figure in sums if figure is not None) == (
        VALID,
        BLANK,
        NULL,
        CAST,
    )
    assert president.sheets_reported == president.sheets_expected == 35_599


def test_who_is_elected(decided: dict[str, Any]) -> None:
    assert decided["offices"]["president"]["kind"] == "elected"
    assert decided["offices"]["president"]["name"] == "MAS-IPSP"
    assert decided["final"] is True
    assert decided["ties"] == []


def some(seats: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in seats.items() if number}


def test_the_seats_of_both_chambers(decided: dict[str, Any]) -> None:
    senate, deputies = decided["chambers"]["senate"], decided["chambers"]["deputies"]
    assert some(senate["seats"]) == SENATE
    assert some(deputies["seats"]) == {"MAS-IPSP": 75, "CC": 39, "CREEMOS": 16}
    assert {kind: some(seats) for kind, seats in deputies["by_kind"].items()} == DEPUTIES


@pytest.mark.parametrize("code", DEPARTMENTS)
def test_every_department(night: Desk, decided: dict[str, Any], code: str) -> None:
    votes, senators, deputies = DEPARTMENTS[code]
    counted = count(night, levels=["department"])
    document = count_document(counted, contests=["president"], levels=["department"], unit=code)
    (unit,) = document.contests[0].levels[0].units
    assert tuple(unit.counted.votes[name] for name in NATION) == votes
    lists = ("MAS-IPSP", "CC", "CREEMOS")
    for chamber, expected in (("senate", senators), ("deputies", deputies)):
        if expected is not None:
            seats = decided["chambers"][chamber]["units"][code]["seats"]
            assert tuple(seats.get(name, 0) for name in lists) == expected


def test_every_single_member_winner(decided: dict[str, Any]) -> None:
    golden = SHARED / "golden" / "bo_2020_deputies.json"
    if not golden.exists():
        pytest.skip("the folder shared/golden is not beside the checkout")
    winners = {
        f"C{int(number):02d}": "MAS-IPSP" if winner == "MAS" else winner
        for department in json.loads(golden.read_text(encoding="utf-8"))["districts"]
        for number, winner in department["uninominal_by_constituency"].items()
    }
    assert len(winners) == 63
    districts = decided["chambers"]["deputies"]["districts"]
    assert {code: district["name"] for code, district in districts.items()} == winners


def test_nothing_is_open_when_all_is_in(decided: dict[str, Any]) -> None:
    assert decided["bounds"]["decided"]
    seats = decided["bounds"]["chambers"]["deputies"]["seats"]
    assert {
        name: (span["min_seats"], span["max_seats"]) for name, span in seats.items() if span["max_seats"]
    } == {
        "MAS-IPSP": (75, 75),
        "CC": (39, 39),
        "CREEMOS": (16, 16),
    }


def test_equal_to_the_official_totals_of_the_sample(night: Desk) -> None:
    assert differences_from_official(count(night, levels=["department"])) == []
    early = moments(night, 10)[5]
    assert differences_from_official(count(night, early, levels=["department"]))


def test_through_the_night_the_law_says_that_it_is_not_final(night: Desk) -> None:
    times = moments(night, 10)
    assert times == sorted(set(times))
    first = frame(night, times[1]).decision
    assert not first.outcome.final
    assert not first.bounds.decided
    president = first.counted.nation("president")
    assert president.least_votes["CC"] > president.least_votes["MAS-IPSP"], "cities report first"
    assert frame(night, times[-1]).decision.outcome.final


def test_the_steps_name_article_input_and_result(decided: dict[str, Any]) -> None:
    assert len(decided["steps"]) > 30
    for step in decided["steps"]:
        assert step["article"]
        assert step["text"]
        assert step["inputs"]
        assert step["results"]


def exports() -> list[Path]:
    """In the order of their times."""
    return sorted((BOLIVIA / "exports").iterdir(), key=lambda path: path.name.split("_", 1)[1])


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = real_sample(tmp_path_factory, "exports")
    taken = list(ingest(open_desk(folder, for_ingest=True), exports(), now))
    assert [result.status for result in taken] == ["taken in"] * 15
    return open_desk(folder)


@needs_data
def test_the_exports_in_time_order_equal_the_last_one(exported: Desk) -> None:
    assert not exported.rehearsing, "the real count never mixes with the rehearsal"
    president = count(exported).nation("president")
    assert president.sheets_reported == 18_557
    assert president.valid.sum == 3_222_952
    assert {name: president.votes[name] for name in LAST_EXPORT} == LAST_EXPORT


@needs_data
def test_the_exports_again_in_any_order_count_nothing_more(
    exported: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before = as_of(exported.ledger)
    again = list(ingest(open_desk(exported.election.folder, for_ingest=True), exports()[::-1], now))
    assert {result.status for result in again} == {"already known"}
    assert as_of(exported.ledger).equals(before)

    folder = real_sample(tmp_path_factory, "shuffled")
    shuffled = exports() + exports()[:3]
    random.Random(7).shuffle(shuffled)
    list(ingest(open_desk(folder, for_ingest=True), shuffled, now))
    other = open_desk(folder)
    assert as_of(other.ledger).equals(before)
    for moment in moments(other, 5):
        assert as_of(other.ledger, moment).equals(as_of(exported.ledger, moment))


@needs_data
def test_revised_and_vanished_sheets_are_listed(exported: Desk) -> None:
    findings = check(exported).findings
    gone = findings.filter(pl.col("code") == "withdrawn")
    # Sheet 2369 disappeared between 20:46 and 21:36 on the first evening, three more until 22:10.
    first = gone.filter(pl.col("contest") == "president").select("sheet", "file").rows()
    assert ("2369", "mf_20201018_213655.csv") in first
    assert {sheet for sheet, file in first if file == "ebol_20201018_221041.csv"} == {"1050", "1662", "2368"}
    # In the last export three sheets are gone from two contests; one has other numbers than before, and one
    # that had disappeared at 08:18 is back with other numbers.
    last = gone.filter(pl.col("file") == "ebol_20201020_021835.xlsx")
    assert sorted(last.select("contest", "sheet").rows()) == [
        (contest, sheet)
        for contest in ("president", "single-member")
        for sheet in ("60739", "61728", "61845")
    ]
    changed = findings.filter((pl.col("code") == "changed") & (pl.col("file") == "ebol_20201020_021835.xlsx"))
    adn = "Acción Democrática Nacionalista"
    assert changed.select("sheet", "before", "after").rows() == [
        ("1726", f"valid 156, null 3, {adn} 1", f"valid 155, null 4, {adn} 0"),
        ("60040", f"valid 157, null 24, {adn} 2", f"valid 155, null 26, {adn} 0"),
    ]


@needs_data
def test_votes_of_withdrawn_lists_are_found(exported: Desk) -> None:
    tally = check_document(check(exported)).findings_by_code
    findings = check(exported, codes=("selection-withdrawn",)).findings
    president = findings.filter(pl.col("contest") == "president")
    assert president["sheet"].n_unique() == 387, (
        "sheets of the last export that counted votes of withdrawn lists"
    )
    assert tally["row-repaired"] == 16


@needs_data
def test_each_moment_equals_the_export_of_that_moment(exported: Desk) -> None:
    """The president's sheets as of an export's time are the export's own rows, read by another route."""
    import csv
    import io

    for path in exports():
        if path.suffix != ".csv" or path.name == "ebol_20201019_013833.csv":
            continue
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        rows = [row for row in csv.DictReader(io.StringIO(text)) if row["CANDIDATURA"] == "PRESIDENTE"]
        stamp = datetime.strptime(path.stem.split("_", 1)[1], "%Y%m%d_%H%M%S")  # noqa: DTZ007
        until = stamp.replace(tzinfo=exported.election.timezone).astimezone(UTC)
        stood = as_of(exported.ledger, until).filter(pl.col("contest") == "president")
        assert stood.height == len(rows)
        for theirs, ours in (("MAS_IPSP", "votes_MAS-IPSP"), ("VOTO_EMITIDO", "cast"), ("VOTO_NULO", "null")):
            assert stood[ours].sum() == sum(int(row[theirs]) for row in rows)
