"""Damages files of every kind and reads them: each is read or refused, quickly, and no row lost in silence.

python bench/fuzz_readers.py             # 100,000 damaged files, as `make fuzz` does
python bench/fuzz_readers.py 2000 7      # as many, from the seed 7

The files are the small sound ones of the tests, and the made ones of every recipe. Each damaged file is read
with the feeds of its election, and every tenth is drafted from as if nobody had described it. It fails where
anything but a refusal is raised, where a file takes more than 10 seconds of the processor or the program more
than 1 GiB, and where a row of a table with a row for each sheet is neither counted nor in a finding. What
fails is kept in ``build/fuzz``.
"""

from __future__ import annotations

import faulthandler
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "property")]


import feed_elections as fe  # noqa: E402
from escrutinio.feeds import Reading, parse_deliveries  # noqa: E402
from escrutinio.feeds.drafting import guess_feed, guessed_tables  # noqa: E402
from escrutinio.feeds.raw_table import LINE, code_text  # noqa: E402
from escrutinio.feeds.reading import feeds_and_tables  # noqa: E402
from escrutinio.flows.new_election import recipe_election  # noqa: E402
from escrutinio.ledger.finding_frame import to_findings  # noqa: E402
from escrutinio.model import Election, FeedError  # noqa: E402
from made_files import MADE, files_of  # noqa: E402

TESTS = import_module("test_feeds_fuzz")
HOW_MANY, SEED = 100_000, 1
SECONDS, MEMORY = 10.0, 2**30
STUCK = 120
"""Seconds on the clock after which the place where the program stands is printed, and it ends."""
DRAFTED_FROM = 10
KEPT = ROOT / "build" / "fuzz"
SIGNS = (
    *(b'"', b"'", b",", b";", b"\n", b"\r", b"\0", b"-", b".5", b"{", b"}", b"<", b"&", b"]"),
    *(b"\xff", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"9" * 30, b"1e9", b"#REF!", b"NaN"),
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Data with a few damages; in half the cases those of an archive, as a workbook is, are in one part."""
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.5:
        return _within(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = _damage(data, chance)
    return data


def _within(data: bytes, chance: random.Random) -> bytes:
    """An archive with a damaged part and its right checksum, as from a program that writes wrong XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            text = old.read(name)
            new.writestr(zipfile.ZipInfo(name), _damage(text, chance) if name == chosen else text)
    return out.getvalue()


def _damage(data: bytes, chance: random.Random) -> bytes:
    """Data in which a bit is another, or a part is lost, comes twice, or is strange."""
    if data:
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 2, 7, 40, 200))
        match chance.randrange(7):
            case 0 if at < len(data):
                data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
            case 1:
                data = data[:at]
            case 2:
                data = data[:at] + data[at + size :]
            case 3:
                data = data[:at] + chance.choice(SIGNS) + data[at:]
            case 4:
                start = chance.randrange(len(data) + 1)
                data = data[:at] + data[start : start + size] + data[at:]
            case 5:  # a figure, which leaves the file well formed
                places = [place for place, byte in enumerate(data) if 48 <= byte < 58]
                if places:
                    at = chance.choice(places)
                    data = data[:at] + chance.choice((b"", b"0", b"7", b"-3", b"1.5", b"x")) + data[at + 1 :]
            case _:
                data = data[:at] + chance.randbytes(chance.randint(1, 8)) + data[at:]
    return data


def sound_files(folder: Path) -> Iterator[tuple[str, bytes, Election]]:
    """Name, bytes and election of every sound file."""
    for name, (data, election) in TESTS.FILES.items():
        yield f"{fe.FILE}-{name}", data, election
    for recipe in MADE:
        election = recipe_election(
            folder / recipe.replace("/", "-"), files_of(recipe), recipe, datetime(2031, 11, 5, tzinfo=UTC)
        ).election
        for path in files_of(recipe):
            if path.suffix not in (".zip", ".gz"):
                yield path.name, path.read_bytes(), election


def rows_lost(readings: list[Reading], data: bytes, name: str, election: Election) -> list[int]:
    """The lines of a table with a row for each sheet that are neither counted nor in a finding."""
    if "night" not in election.feeds or election.feeds["night"].layout == "long" or len(readings) != 1:
        return []
    (reading,) = readings
    told = {*reading.rows["line"].to_list(), *(one.line for one in to_findings(reading.findings))}
    # A row that says the same of a sheet once more is no other row.
    sheets = set(reading.rows["sheet"].to_list())
    lost = []
    for _, tables in feeds_and_tables(data, name, election, None):
        for table in tables:
            if "sheet" in table.frame.columns:
                written = code_text("sheet", table.frame.schema["sheet"]).alias("sheet")
                codes = table.frame.select(written)["sheet"].to_list()
                pairs = zip(table.frame[LINE].to_list(), codes, strict=True)
                lost += [line for line, code in pairs if line not in told and not _of_sheets(code, sheets)]
    return lost


def _of_sheets(code: str | None, sheets: Set[str]) -> bool:
    """Whether a code is that of a sheet, or of one for each vote type."""
    return code is not None and any(code == sheet or sheet.startswith(f"{code}-") for sheet in sheets)


def drafted(data: bytes, name: str) -> None:
    """Draft a feed from a file, or refuse it."""
    with suppress(FeedError):
        tables = guessed_tables(data, name)
        guess_feed(max(tables, key=lambda one: one.table.frame.height))


def look_at(name: str, data: bytes, election: Election, *, draft: bool) -> str:
    """Read a damaged file: whether it was ``read`` or ``refused``.

    Raises:
        Exception: whatever is wrong with what was made of it.
    """
    if draft:
        drafted(data, name)
    try:
        readings = parse_deliveries(data, name, election)
    except FeedError as error:
        refused = error.message
    else:
        refused = ""
    if refused:
        assert "cannot be read with this mapping" not in refused, "a fault of the reader is behind it"
        return "refused"
    for reading in readings:
        assert reading.rows.height
        if "night" in election.feeds:
            TESTS.well_formed(reading, election, data)
    lost = rows_lost(readings, data, name, election)
    assert not lost, f"lines {lost} are neither counted nor in a finding"
    return "read"


def timed(work: Callable[[], str]) -> tuple[str, float]:
    """What some work gives, and how many seconds of the processor it took."""
    faulthandler.dump_traceback_later(STUCK, exit=True)
    began = time.process_time()
    try:
        return work(), time.process_time() - began
    finally:
        faulthandler.cancel_dump_traceback_later()


def main(how_many: int, seed: int) -> int:
    """Damage and read as many files; how many of them have failed."""
    results: dict[str, Counter[str]] = {}
    slowest, failed = 0.0, 0
    with tempfile.TemporaryDirectory() as place:
        sound = list(sound_files(Path(place)))
        for number in range(how_many):
            name, data, election = sound[number % len(sound)]
            broken = damaged(data, random.Random(f"{seed}-{number}"))
            kind = PurePath(name).suffix
            counted = results.setdefault(kind, Counter())
            draft = number // len(sound) % DRAFTED_FROM == 0

            try:
                result, seconds = timed(partial(look_at, name, broken, election, draft=draft))
                assert seconds < SECONDS, f"it took {seconds:.1f} s"
            except Exception as error:
                failed += 1
                KEPT.mkdir(parents=True, exist_ok=True)
                (KEPT / f"{seed}-{number}-{name}").write_bytes(broken)
                print(
                    f"{name}, seed {seed}, number {number}: {type(error).__name__}: {error}"[:500], flush=True
                )
                counted["failed"] += 1
                continue
            slowest = max(slowest, seconds)
            counted[result] += 1
    for kind, counted in sorted(results.items()):
        print(f"{kind}: {counted.total():,} files, {counted['read']:,} read, {counted['refused']:,} refused")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(f"{how_many:,} files, {failed} failed; slowest {slowest:.2f} s; at most {peak / 2**20:,.0f} MiB")
    return failed + (peak > MEMORY)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    sys.exit(1 if main(*given, *(HOW_MANY, SEED)[len(given) :]) else 0)
