"""Damaged files of every kind: a reading that is well formed, or a refusal, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import feed_elections as fe
from escrutinio.feeds import Reading, parse_delivery
from escrutinio.feeds.csv_reader import read_csv
from escrutinio.feeds.reading import parse_deliveries
from escrutinio.flows.new_election import recipe_election
from escrutinio.ledger import states_something
from escrutinio.model import Election, FeedError, Severity
from made_files import files_of
from searches import examples

WIDE = fe.plain(
    units={"region": {"column": "region", "values": {"North": "N"}, "default": "X"}},
    observed={"column": "when", "file_name": r"(\d{8}_\d{6})"},
)
LONG = fe.plain(
    layout="long",
    selection_column="word",
    votes_column="number",
    counts={"registered": "registered", "valid": "VALID"},
    votes={"A": "list a", "B": "list b"},
)
TYPES = {"day": "Election day", "mail": "By mail"}
TYPED_COLUMNS = fe.typed(
    TYPES,
    vote_type={"columns": {"day": "* on the day", "mail": "* by mail"}},
    counts={"registered": "registered", "valid": "valid"},
    units={"region": {"column": "region", "values": {"North": "N"}, "default": "X"}},
)
TYPED_ROWS = fe.typed(
    TYPES,
    vote_type={"column": "type"},
    layout="long",
    selection_column="word",
    votes_column="number",
    counts={"registered": "registered", "valid": "VALID"},
    votes={"A": "list a", "B": "list b"},
)
TYPED_FIGURES = [f"{name} {on}" for name in ("valid", "list_a", "list_b") for on in ("on the day", "by mail")]
TYPED_HEADER = ("contest", "sheet", "registered", "region", *TYPED_FIGURES)
TYPED = [(*row[:3], row[-1], 90, 50, 60, 30, 30, 20) for row in fe.ROWS]
TURNED = fe.plain(
    layout="long",
    turned=True,
    selection_column="selection",
    votes_column="votes",
    skip={"sheet": ["TOTAL"], "selection": ["TOTAL"]},
    counts={"registered": "registered", "valid": "VALID"},
    votes={"A": "list a", "B": "list b"},
    units={"region": {"column": "sheet", "values": {}, "default": "N"}},
)
BLOCKS_HEADER = ("mayor", "P 1", "P 2", "TOTAL")
BLOCKS: list[tuple[fe.Cell, ...]] = [
    ("registered", 200, 207, 407),
    ("list a", 61, 68, 129),
    ("list b", 32, 39, 71),
    ("VALID", 93, 107, 200),
    ("council", "P 1", None, "TOTAL"),
    ("registered", 200, None, 200),
    ("list a", 60, None, 60),
    ("list b", 31, None, 31),
    ("VALID", 91, None, 91),
]
LONG_HEADER = ("contest", "sheet", "word", "number", "registered", "region")
LONG_ROWS: list[tuple[fe.Cell, ...]] = [
    (contest, sheet, word, 10 + at, 200, "North")
    for contest, sheet in (("mayor", "1"), ("council", "1"), ("mayor", "2"))
    for at, word in enumerate(("list a", "list b", "VALID"))
]
TYPED_WORDS = [(*row[:4], 300, "North", kind) for row in LONG_ROWS for kind in TYPES.values()]
HEADER = (*fe.HEADER, "when")
ROWS = [(*row, "2024-05-05T20:15:00") for row in fe.ROWS]
CODES = {"bad-row", "bad-number", "row-repaired", "file-remark", "unknown-column", "selection-unknown",
         "duplicate-in-delivery", "not-counted", "total-row"}  # fmt: skip

SHARED = {
    "units": {"region": {"column": "region", "values": {"North": "N"}, "default": "X"}},
    "observed": {"column": "when", "file_name": r"(\d{8}_\d{6})"},
}
XML = fe.plain(rows="row", **SHARED)
PLACES = {name: [20 * at + 1, 20 * at + 20] for at, name in enumerate(HEADER)}
FIXED = fe.plain(fixed_width=PLACES, **SHARED)


def xml_rows() -> bytes:
    """The rows as elements, every other value as an attribute."""
    rows = "".join(
        "<row "
        + " ".join(f'{name}="{cell}"' for name, cell in list(zip(HEADER, row, strict=True))[::2])
        + ">"
        + "".join(f"<{name}>{cell}</{name}>" for name, cell in list(zip(HEADER, row, strict=True))[1::2])
        + "</row>\n"
        for row in ROWS
    )
    return f"<?xml version='1.0'?>\n<results>\n{rows}</results>\n".encode()


#: Small sound files of every kind.
FILES: dict[str, tuple[bytes, Election]] = {
    "plain.csv": (fe.csv_bytes(ROWS, HEADER), WIDE),
    "quoted.csv": (fe.csv_bytes(ROWS, HEADER).replace(b"North", b'"North, ""upper"""'), WIDE),
    "several-lines.csv": (fe.csv_bytes(ROWS, HEADER).replace(b"North", b'"North\nupper"'), WIDE),
    "long.csv": (fe.csv_bytes(LONG_ROWS, LONG_HEADER), LONG),
    "typed.csv": (fe.csv_bytes(TYPED, TYPED_HEADER), TYPED_COLUMNS),
    "typed.jsonl": (fe.json_lines(TYPED, TYPED_HEADER), TYPED_COLUMNS),
    "typed-long.csv": (fe.csv_bytes(TYPED_WORDS, (*LONG_HEADER, "type")), TYPED_ROWS),
    "tabs.tsv": (fe.csv_text(ROWS, HEADER, "\t").encode("latin-1"), WIDE),
    "plain.jsonl": (fe.json_lines(ROWS, HEADER), WIDE),
    "long.jsonl": (fe.json_lines(LONG_ROWS, LONG_HEADER), LONG),
    "plain.json": (b"[" + fe.json_lines(ROWS, HEADER).strip().replace(b"\n", b",\n") + b"]\n", WIDE),
    "long.json": (b"[" + fe.json_lines(LONG_ROWS, LONG_HEADER).strip().replace(b"\n", b",\n") + b"]\n", LONG),
    "turned.csv": (fe.csv_bytes(BLOCKS, BLOCKS_HEADER), TURNED),
    "turned.xlsx": (fe.workbook({"Results": [BLOCKS_HEADER, *BLOCKS]}, compressed=False), TURNED),
    "rows.xml": (xml_rows(), XML),
    "fixed.dat": (
        "".join("".join(str(cell).ljust(20) for cell in row) + "\n" for row in ROWS).encode(),
        FIXED,
    ),
    "packed.xlsx": (fe.workbook({"Results": [HEADER, *ROWS]}), WIDE),
    "stored.xlsx": (fe.workbook({"Results": [HEADER, *ROWS]}, compressed=False), WIDE),
    "plain.parquet": (fe.parquet({name: [row[i] for row in ROWS] for i, name in enumerate(HEADER)}), WIDE),
    "long.parquet": (
        fe.parquet({name: [row[i] for row in LONG_ROWS] for i, name in enumerate(LONG_HEADER)}),
        LONG,
    ),
}

RECIPES = ["es/infoelectoral-mesas", "int/nist-cdf", "nl/eml-510", "us/clarity-detail", "fr/bureaux-2022"]
NOW = datetime(2031, 11, 5, tzinfo=UTC)

Damage = Callable[[bytes], bytes]


def _at(data: bytes, place: float) -> int:
    return int(place * len(data))


places = st.floats(0, 1, exclude_max=True)
bits = st.builds(
    lambda place, bit: (
        lambda data: (
            data[: _at(data, place)]
            + bytes([data[_at(data, place)] ^ (1 << bit)])
            + data[_at(data, place) + 1 :]
            if data
            else data
        )
    ),
    places,
    st.integers(0, 7),
)
cuts = st.builds(lambda place: lambda data: data[: _at(data, place)], places)
losses = st.builds(
    lambda place, size: lambda data: data[: _at(data, place)] + data[_at(data, place) + size :],
    places,
    st.sampled_from([1, 2, 7, 40]),
)
signs = st.sampled_from(
    [
        b'"',
        b"'",
        b",",
        b";",
        b"\n",
        b"\r",
        b"\0",
        b"-",
        b".5",
        b"\xff",
        b"\xe2\x80\xa8",
        b"{",
        b"}",
        b"9" * 30,
        b"1e9",
    ]
)
inserts = st.builds(
    lambda place, new: lambda data: data[: _at(data, place)] + new + data[_at(data, place) :],
    places,
    signs | st.binary(min_size=1, max_size=8),
)
copies = st.builds(
    lambda start, size, place: (
        lambda data: (
            data[: _at(data, place)]
            + data[_at(data, start) : _at(data, start) + size]
            + data[_at(data, place) :]
        )
    ),
    places,
    st.sampled_from([3, 20, 80]),
    places,
)
damages: st.SearchStrategy[list[Damage]] = st.lists(
    bits | cuts | losses | inserts | copies, min_size=1, max_size=4
)


def well_formed(reading: Reading, election: Election, data: bytes) -> None:
    rows = reading.rows
    assert rows.height > 0
    assert rows.select("contest", "sheet", "observed_at", "line", "readable").null_count().row(0) == (0,) * 5
    assert set(rows["contest"].unique()) <= set(election.contests)
    assert rows.filter(pl.col("sheet").str.strip_chars() == "").is_empty()
    assert rows.schema["observed_at"] == pl.Datetime("us", "UTC")
    numbers = [name for name, dtype in rows.schema.items() if dtype == pl.Int64 and name != "line"]
    # In the long layout the rows say who stands in a unit, so a list may have no row in a contest of units.
    by_rows = pl.lit(election.feeds["night"].layout == "long") & (pl.col("contest") == "council")
    lists = set() if rows.select(by_rows.all()).item() else {"votes_A", "votes_B"}
    assert {"registered", "valid", *lists} <= set(numbers)
    for name in numbers:
        assert rows[name].min() is None or 0 <= rows[name].min() <= rows[name].max() <= 10**9  # type: ignore[operator]
    assert reading.delivery.rows == rows.height
    assert reading.delivery.observed_at.tzinfo is not None
    assert reading.delivery.size == len(data)
    assert set(reading.delivery.contests) == set(rows["contest"].unique())
    for finding in fe.found(reading):  # also reads the numbers of each as JSON
        assert finding.code in CODES
        assert finding.severity in Severity
        assert finding.message
        assert finding.delivery == reading.delivery.id
    if "votes_A" not in rows.columns:  # it stands in none of the units, as far as the file says
        rows = rows.with_columns(pl.lit(None, dtype=pl.Int64).alias("votes_A"))
    # A list of which no sheet of a unit says anything does not stand there, in a contest of units.
    elsewhere = pl.lit(value=False)
    if "unit_region" in rows.columns:
        nobody = pl.col("votes_A").is_null().all().over("contest", "unit_region")
        elsewhere = (pl.col("contest") == "council") & nobody
    # A number that is needed and null has been found, unless the row is damaged or states nothing at all.
    bad = {(finding.contest, finding.sheet, finding.line) for finding in fe.found(reading, "bad-number")}
    for row in rows.filter(
        pl.col("readable")
        & states_something(rows.columns)
        & (pl.col("valid").is_null() | (pl.col("votes_A").is_null() & ~by_rows & ~elsewhere))
    ).to_dicts():
        assert (row["contest"], row["sheet"], row["line"]) in bad


def try_to_read(name: str, data: bytes, election: Election) -> Reading | None:
    """A reading or None for a refusal; whatever else is raised is a fault."""
    try:
        reading = parse_delivery(data, f"{fe.FILE}-{name}", election)
    except FeedError as error:
        refusal = error
    else:
        well_formed(reading, election, data)
        return reading
    assert refusal.message
    assert "\n" not in refusal.message.strip()
    assert len(refusal.message) < 2000
    return None


@pytest.mark.parametrize("name", FILES)
def test_sound_files_are_read(name: str) -> None:
    data, election = FILES[name]
    reading = try_to_read(name, data, election)
    assert reading is not None
    assert reading.rows.height == 3 * (len(TYPES) if "typed" in name else 1)
    codes = set(fe.codes(reading))
    if name == "several-lines.csv":
        assert codes == {"file-remark"}, "that lines were joined is told"
    else:
        assert codes <= ({"bad-number", "selection-unknown"} if "long" in name else set())


@pytest.mark.parametrize("name", FILES)
@examples(80)
@example(damages=[lambda data: b'"' + data[:99] + b'"' + data[99:]])
@example(damages=[lambda data: b'"' + data.replace(b"list a,60", b"list c,60")])
@given(damages=damages)
def test_damaged_files_are_read_or_refused(name: str, damages: list[Damage]) -> None:
    data, election = FILES[name]
    for damage in damages:
        data = damage(data)
    try_to_read(name, data, election)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Election]]:
    """Recipe -> one of its made files, and the election that is drafted from all of them."""
    folder = tmp_path_factory.mktemp("drafted")
    return {
        recipe: (
            files_of(recipe)[-1],
            recipe_election(folder / recipe.replace("/", "-"), files_of(recipe), recipe, NOW).election,
        )
        for recipe in RECIPES
    }


@pytest.mark.parametrize("recipe", RECIPES)
@examples(10)
@given(damages=damages)
def test_damaged_files_of_known_sources_are_read_or_refused_with_a_reason(
    drafted: dict[str, tuple[Path, Election]], recipe: str, damages: list[Damage]
) -> None:
    path, election = drafted[recipe]
    data = path.read_bytes()
    for damage in damages:
        data = damage(data)
    refusal = ""
    try:
        readings = parse_deliveries(data, path.name, election)
        assert all(reading.rows.height for reading in readings)
    except FeedError as error:
        refusal = error.message
    assert "cannot be read with this mapping" not in refusal, "a fault of the reader is behind it"


def test_a_file_in_which_nothing_is_known_is_refused_with_the_reason(
    drafted: dict[str, tuple[Path, Election]],
) -> None:
    path, election = drafted["es/infoelectoral-mesas"]
    strange = re.sub(rb"(?m)^(.{23}).{6}", rb"\g<1>999999", path.read_bytes())
    with pytest.raises(FeedError, match="nothing in the file is a selection"):
        parse_deliveries(strange, path.name, election)


@pytest.mark.parametrize("encoding", ["UTF-abc", "x", "utf-7", "shift_jis", "UTF-32"])
def test_an_encoding_that_cannot_be_read_is_named(encoding: str) -> None:
    data = xml_rows().replace(
        b"<?xml version='1.0'?>", f"<?xml version='1.0' encoding='{encoding}'?>".encode()
    )
    with pytest.raises(FeedError, match=r"encoding|not XML") as refused:
        parse_delivery(data, f"{fe.FILE}-rows.xml", XML)
    assert "mapping" not in refused.value.message


@pytest.mark.parametrize("ending", ["csv", "tsv", "json", "jsonl", "xml", "xlsx", "xls", "ods", "parquet"])
@examples(40)
@given(data=st.binary(max_size=200))
@example(data=b"PK\x05\x06" + b"\0" * 18)
@example(data=b"PAR1" + b"\xff" * 20 + b"PAR1")
@example(data=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
def test_any_bytes_are_refused(ending: str, data: bytes) -> None:
    assert try_to_read("any." + ending, data, WIDE) is None


@pytest.mark.parametrize("name", ["plain.csv", "long.csv", "plain.jsonl", "plain.json", "rows.xml"])
@examples(80)
@example(text="1", place=0.78)  # in the name of list_a
@given(
    text=st.text(alphabet=st.sampled_from('mayorcouncil12,"\n\r;{}:x-. \u2028\x85'), max_size=60),
    place=places,
)
def test_any_text_between_the_rows_is_read_or_refused(name: str, text: str, place: float) -> None:
    data, election = FILES[name]
    at = data.index(b"\n", 0) + 1 + int(place * (len(data) - data.index(b"\n", 0) - 1))
    try_to_read(name, data[:at] + text.encode() + data[at:], election)


@examples(200)
@given(
    rows=st.lists(
        st.lists(st.sampled_from(["x", "12", "a b"]), min_size=3, max_size=3), min_size=2, max_size=8
    ),
    at=st.integers(0, 7),
    column=st.integers(0, 2),
)
def test_one_stray_quote_loses_no_other_line(rows: list[list[str]], at: int, column: int) -> None:
    """Whatever line a quote strays into, every other line comes out as it went in."""
    at %= len(rows)
    torn = [list(row) for row in rows]
    torn[at][column] = '"' + torn[at][column]
    text = "a,b,c\n" + "".join(",".join(row) + "\n" for row in torn)
    (table,) = read_csv(text.encode(), ["utf-8"], ",")
    assert table.frame["__line"].to_list() == list(range(2, len(rows) + 2))
    found = table.frame.select("a", "b", "c").rows()
    assert [list(row) for i, row in enumerate(found) if i != at] == [
        row for i, row in enumerate(rows) if i != at
    ]


@pytest.mark.parametrize("name", ["packed.xlsx", "stored.xlsx"])
@examples(60)
@given(damages=damages, part=st.integers(0, 4))
def test_damage_within_a_workbook_whose_checksums_are_right(
    name: str, damages: list[Damage], part: int
) -> None:
    """A program that writes wrong XML writes a right checksum for it."""
    whole, election = FILES[name]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for number, entry in enumerate(old.infolist()):
            text = old.read(entry)
            if number == part:
                for damage in damages:
                    text = damage(text)
            new.writestr(zipfile.ZipInfo(entry.filename), text)
    try_to_read(name, out.getvalue(), election)
