"""The real exports, exactly as they were served, against a second reading that shares no code with the first.

CSV is read here with the csv module, the numbers of a row counted from its end, so that a text split in two
does not matter; workbooks are read by taking their cells out of the archive's XML.

What is tested: ``feeds.reading``, ``feeds.workbook_reader``, ``feeds.mapping``.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import feed_elections as fe
from escrutinio.feeds import Reading, read_delivery
from escrutinio.model import Election, FeedError, parse_election
from support import BOLIVIA

FOLDER = BOLIVIA / "exports"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the real exports are not beside the checkout: no folder {FOLDER}"
)

NAMES = [
    "ebol_20201018_195655.csv",
    "ebol_20201018_204655.csv",
    "ebol_20201018_221041.csv",
    "ebol_20201018_232833.csv",
    "ebol_20201019_013833.csv",
    "ebol_20201019_081834.xlsx",
    "ebol_20201019_135834.xlsx",
    "ebol_20201019_195835.xlsx",
    "ebol_20201020_021835.xlsx",
    "mf_20201018_213655.csv",
    "mf_20201019_001834.csv",
    "mf_20201019_024834.csv",
    "mf_20201019_052834.csv",
    "mf_20201019_101834.csv",
    "mf_20201019_164834.csv",
]
TORN = "ebol_20201019_013833.csv"
LAST = "ebol_20201020_021835.xlsx"

#: The words of the exports and our contests.
CONTESTS = {
    "PRESIDENTE": "president",
    "UNINOMINAL": "single-member",
    "DIPUTADO UNINOMINAL": "single-member",
    "DIPUTADO CIRCUNSCRIPCIÓN UNINOMINAL": "single-member",
    "DIPUTADO CIRCUNSCRIPCIÓN ESPECIAL": "special",
    "ESPECIAL": "special",
    "DIPUTADO ESPECIAL": "special",
}
#: Their columns and ours.
NUMBERS = {
    "INSCRITOS_HABILITADOS": "registered",
    "VOTO_EMITIDO": "cast",
    "VOTO_VALIDO": "valid",
    "VOTO_BLANCO": "blank",
    "VOTO_NULO": "null",
    "MAS_IPSP": "votes_MAS-IPSP",
    "CC": "votes_CC",
    "CREEMOS": "votes_CREEMOS",
    "FPV": "votes_FPV",
    "PAN_BOL": "votes_PAN-BOL",
    "ADN": "votes_ADN",
    "JUNTOS": "votes_JUNTOS",
    "LIBRE_21": "votes_LIBRE-21",
}


@cache
def election() -> Election:
    return parse_election(fe.sample_values(), Path())


@cache
def reading(name: str) -> Reading:
    return read_delivery(FOLDER / name, election())


def rows_of_csv(data: bytes) -> Iterator[dict[str, str]]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    header, *rows = [row for row in csv.reader(io.StringIO(text)) if row]
    for row in rows:
        # Sheet and contest stand at the beginning, all numbers at the end.
        yield {
            **dict(zip(header[:2], row, strict=False)),
            **dict(zip(header[:1:-1], row[::-1], strict=False)),
        }


def rows_of_workbook(data: bytes) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shared = archive.read("xl/sharedStrings.xml").decode()
        texts = [
            html.unescape("".join(re.findall(r"<t[^>]*>([^<]*)</t>", item)))
            for item in re.findall(r"<si>(.*?)</si>", shared, re.DOTALL)
        ]
        sheets = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
        for sheet in sheets:
            text = archive.read(sheet).decode()
            header: dict[str, str] = {}
            for row in re.findall(r"<row [^>]*>(.*?)</row>", text, re.DOTALL):
                cells = {
                    column: texts[int(value)] if kind == "s" else value
                    for column, kind, value in re.findall(
                        r'<c r="([A-Z]+)\d+" t="(\w+)"[^>]*><v>([^<]*)</v>', row
                    )
                }
                if not header:
                    header = cells
                else:
                    yield {header[column]: value for column, value in cells.items()}


@cache
def second_reading(name: str) -> dict[str, Counter[str]]:
    """Contest -> sums of all columns, the number of rows under "rows"."""
    data = (FOLDER / name).read_bytes()
    sums: dict[str, Counter[str]] = {}
    for row in rows_of_csv(data) if name.endswith(".csv") else rows_of_workbook(data):
        contest = sums.setdefault(CONTESTS[row["CANDIDATURA"]], Counter())
        contest["rows"] += 1
        for theirs, ours in NUMBERS.items():
            contest[ours] += int(float(row[theirs]))
    return sums


def test_all_fifteen_exports_are_there() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_rows_and_sums_are_those_of_a_second_reading(name: str) -> None:
    rows = reading(name).rows
    expected = second_reading(name)
    assert set(rows["contest"].unique()) == set(expected)
    for contest, sums in expected.items():
        own = rows.filter(pl.col("contest") == contest)
        found = {ours: int(own[ours].sum() or 0) for ours in NUMBERS.values()}
        assert {"rows": own.height, **found} == {"rows": sums["rows"], **{k: sums[k] for k in found}}
        assert own["sheet"].n_unique() == own.height


@pytest.mark.parametrize("name", NAMES)
def test_the_time_is_the_names_in_bolivia(name: str) -> None:
    _, day, clock = name.split(".")[0].split("_")
    moment = datetime.strptime(f"{day}{clock}+0000", "%Y%m%d%H%M%S%z") + timedelta(hours=4)
    assert reading(name).delivery.observed_at == moment
    assert reading(name).rows["observed_at"].unique().to_list() == [moment]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_but_the_repaired_rows(name: str) -> None:
    assert Counter(fe.codes(reading(name))) == ({"row-repaired": 16} if name == TORN else {})
    assert reading(name).rows["readable"].all()


@pytest.mark.parametrize("name", NAMES)
def test_the_delivery(name: str) -> None:
    delivery = reading(name).delivery
    assert (delivery.source, delivery.snapshot, delivery.file) == ("official-count", True, name)
    assert delivery.rows == reading(name).rows.height
    assert delivery.size == (FOLDER / name).stat().st_size
    order = [
        contest for contest in ("president", "single-member", "special") if contest in second_reading(name)
    ]
    assert list(delivery.contests) == order


def test_both_encodings_and_both_kinds_of_file_are_among_them() -> None:
    texts = [(FOLDER / name).read_bytes() for name in NAMES if name.endswith(".csv")]
    foreign = [data for data in texts if not data.isascii()]
    utf8 = [data for data in foreign if "\ufffd" not in data.decode("utf-8", "replace")]
    assert (len(NAMES) - len(texts), bool(utf8), bool(len(foreign) - len(utf8))) == (4, True, True)


def test_the_export_with_the_stray_quotes() -> None:
    with (FOLDER / TORN).open(encoding="latin-1", newline="") as file:
        lines = list(csv.reader(file))
    width = len(lines[0])
    split = [number for number, row in enumerate(lines, start=1) if len(row) == width + 1]
    assert len(split) == 16
    assert {len(row) for row in lines} == {width, width + 1}
    found = fe.found(reading(TORN), "row-repaired")
    assert sorted(finding.line for finding in found) == split
    assert {finding.sheet for finding in found} == {lines[number - 1][0] for number in split}
    assert {str(finding.severity) for finding in found} == {"info"}
    assert reading(TORN).rows.filter(pl.col("contest") == "president").height == 2609


def test_the_last_export_has_the_known_totals() -> None:
    president = reading(LAST).rows.filter(pl.col("contest") == "president")
    assert president.height == 18_557
    assert {name: president[f"votes_{name}"].sum() for name in ("MAS-IPSP", "CC", "CREEMOS")} == {
        "MAS-IPSP": 1_548_883,
        "CC": 1_075_654,
        "CREEMOS": 530_722,
    }
    assert president["valid"].sum() == 3_222_952


def test_units_are_the_departments_and_districts() -> None:
    rows = reading(LAST).rows
    assert set(rows["unit_department"].unique()) == {*map(str, range(1, 10)), "EXT"}
    districts = rows.filter(pl.col("contest") == "single-member")["unit_district"].unique().to_list()
    assert set(districts) <= {f"C{number:02}" for number in range(1, 64)}
    abroad = rows.filter(pl.col("unit_department") == "EXT")
    assert set(abroad["unit_district"].unique()) == {""}


@pytest.mark.parametrize("name", [TORN, LAST, "mf_20201018_213655.csv"])
@pytest.mark.parametrize("part", [0.001, 0.3, 0.77])
def test_a_torn_export_is_refused_or_ends_with_a_line(tmp_path: Path, name: str, part: float) -> None:
    data = (FOLDER / name).read_bytes()
    cut = data[: int(len(data) * part)]
    assert not cut.endswith(b"\n")
    (tmp_path / name).write_bytes(cut)
    with pytest.raises(FeedError) as caught:
        read_delivery(tmp_path / name, election())
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.hint
