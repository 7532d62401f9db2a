"""Changes a byte or a vote at random, many times over, and counts what goes unnoticed.

    nice python bench/changes.py [CASES] [SEED] [FOLDER ...]

Without the folders of elections that have deliveries it makes a small one, and else copies each, in turn.
A quarter of the cases each: a byte of a package, a vote of a package, a byte of an election folder (ledger,
kept bytes, log), a vote of its ledger, in every second case with digests that are made to fit. A case is
noticed when ``escrutinio verify`` names a problem or refuses; of a package the second verifier has to notice
it as well. Where a sheet was changed, it has to be named.
"""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from escrutinio.evidence import make_key, second_verifier  # noqa: E402
from escrutinio.flows.desk import open_desk  # noqa: E402
from escrutinio.flows.documents.deliveries import VerifyDocument  # noqa: E402
from escrutinio.flows.ingest import ingest  # noqa: E402
from escrutinio.flows.package import package  # noqa: E402
from escrutinio.flows.publication import publish  # noqa: E402
from escrutinio.flows.verify import verify  # noqa: E402
from escrutinio.flows.verify_package import verify_package  # noqa: E402
from escrutinio.model import EscrutinioError  # noqa: E402
from tampering import (  # noqa: E402  # where the tests have it
    change_a_byte_of,
    change_a_byte_of_folder,
    change_a_vote_of_ledger,
    change_a_vote_of_package,
)

LAKELAND = ROOT / "docs" / "how-to" / "lakeland"
NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)
KINDS = ("byte of package", "vote of package", "byte of folder", "vote of ledger")


def made(place: Path) -> Path:
    """A small election, its deliveries signed."""
    folder = place / "lakeland"
    shutil.copytree(LAKELAND, folder)
    make_key(folder, "results.example.org/lakeland")
    files = sorted((LAKELAND / "files").glob("*.csv"))
    for _ in ingest(open_desk(folder, for_ingest=True), files, lambda: NOW):
        pass
    return folder


def copied(place: Path, given: Path) -> Path:
    """A copy of an election."""
    folder = place / given.name
    shutil.copytree(given, folder)
    return folder


def packed(folder: Path) -> tuple[Path, Path]:
    """An election, published, and its package."""
    publish(open_desk(folder), now=NOW)
    target = folder.with_suffix(".zip")
    package(open_desk(folder), target)
    return folder, target


def found(what: Path) -> VerifyDocument | None:
    """What verifying says; None where it refuses."""
    try:
        return verify_package(str(what)) if what.is_file() else verify(open_desk(what, for_repair=True))
    except EscrutinioError:
        return None


def noticed(document: VerifyDocument | None, sheet: str) -> bool:
    """Whether a change was noticed, and the sheet named."""
    if document is None:
        return not sheet
    named = {name for problem in document.problems for name in problem.sheets}
    return bool(document.problems) and (not sheet or sheet in named)


def case(kind: str, folder: Path, packed: Path, place: Path, number: int) -> str:
    """One change; what went wrong, or nothing."""
    chance = random.Random(number)
    if kind.endswith("package"):
        target, sheet = place / "changed.zip", ""
        shutil.copyfile(packed, target)
        if kind.startswith("byte"):
            change_a_byte_of(target, chance)
        else:
            sheet = change_a_vote_of_package(target, chance).sheet
        with contextlib.redirect_stdout(io.StringIO()):
            second = second_verifier.main(str(target))
        return "" if second and noticed(found(target), sheet) else f"{kind} {number}: {sheet} second {second}"
    target = place / "changed"
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(folder, target)
    if kind.startswith("byte"):
        changed = change_a_byte_of_folder(target, chance)
    else:
        changed = change_a_vote_of_ledger(target, chance, with_digests=number % 2 == 0)
    return "" if noticed(found(target), changed.sheet) else f"{kind} {number}: {changed}"


def main(cases: int, seed: int, given: Sequence[Path]) -> int:
    """All cases; the number that went unnoticed."""
    done: Counter[str] = Counter()
    missed: list[str] = []
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        elections = [packed(folder) for folder in [copied(place, one) for one in given] or [made(place)]]
        for number in range(cases):
            kind = KINDS[number % len(KINDS)]
            folder, package_of = elections[number // len(KINDS) % len(elections)]
            try:
                wrong = case(kind, folder, package_of, place, seed + number)
            except Exception as error:  # a fault of the program: the run goes on, and it counts as one
                wrong = f"{kind} {seed + number} of {folder.name}: {error!r}"
            done[kind] += 1
            if wrong:
                missed.append(wrong)
                print("UNNOTICED", wrong, flush=True)
            if (number + 1) % 500 == 0:
                print(
                    f"{number + 1} cases in {time.monotonic() - started:.0f} s, {len(missed)} missed",
                    flush=True,
                )
    for kind, count in done.items():
        print(f"{kind:<16} {count:>6} cases, {sum(line.startswith(kind) for line in missed)} unnoticed")
    return len(missed)


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    folders = [Path(word) for word in sys.argv[3:]]
    sys.exit(min(main(numbers[0] if numbers else 1000, numbers[1] if len(numbers) > 1 else 0, folders), 1))
