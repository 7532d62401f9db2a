"""The seats of an earlier election, as a file states them: by list, for units of a chamber or all of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from escrutinio.ledger.finding_frame import empty_findings, findings_from
from escrutinio.ledger.finding_kinds import EARLIER_SEATS
from escrutinio.model import DefinitionError, Election

CHAMBER, UNIT, PREFIX = "chamber", "unit", "seats_"
MOST_SEATS = 10_000


@dataclass(frozen=True)
class EarlierSeats:
    """Who had which seats last time.

    Attributes:
        by_unit: (chamber, unit) -> list of then -> its seats. The chamber is empty where the file names none,
            the unit where the seats are those of the whole chamber.
    """

    by_unit: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)

    def of(self, chamber: str, unit: str = "", *, alone: bool) -> Mapping[str, int] | None:
        """List of then -> its seats; None where they are not known.

        Args:
            chamber: its id.
            unit: the unit's code; empty for the whole chamber.
            alone: whether the election fills no other chamber: then the file need not name it.
        """
        seats = self.by_unit.get((chamber, unit))
        return self.by_unit.get(("", unit)) if seats is None and alone else seats


def read_earlier_seats(election: Election) -> EarlierSeats:
    """The seats of the earlier election; none where the definition names no file with them.

    Raises:
        DefinitionError: the file cannot be read, or holds something other than seats.
    """
    if election.baseline is None or not election.baseline.seats:
        return EarlierSeats()
    path = election.folder / election.baseline.seats
    frame = _read(path)
    lists = [name for name in frame.columns if name.startswith(PREFIX)]
    problems = [] if UNIT in frame.columns else ["it has no column unit"]
    problems += [] if lists else ["it has no column of seats, such as seats_LIST"]
    seats: dict[tuple[str, str], dict[str, int]] = {}
    for number, row in enumerate([] if problems else frame.iter_rows(named=True), start=2):
        cells = {name.removeprefix(PREFIX): (row[name] or "").strip() for name in lists}
        key = ((row.get(CHAMBER) or "").strip(), (row[UNIT] or "").strip())
        wrong = [text for text in cells.values() if text and not _are_seats(text)]
        if wrong:
            problems.append(f"line {number} holds {wrong[0]!r} for seats; allowed: whole numbers")
        elif key in seats:
            problems.append(f"line {number} has the same chamber and unit as a line above")
        elif any(cells.values()):  # of a row without any number nothing is known
            seats[key] = {name: int(text) for name, text in cells.items() if text and int(text)}
    if problems:
        raise DefinitionError([f"baseline.seats: {problems[0]}"], where=str(path))
    return EarlierSeats(seats)


def earlier_seats_findings(election: Election) -> pl.DataFrame:
    """What is wrong with the file of the seats of then."""
    try:
        read_earlier_seats(election)
    except DefinitionError as error:
        assert election.baseline is not None, "without one there is nothing to read"
        said = f"Gains and losses of seats cannot be said: {'; '.join(error.problems)}."
        row = pl.DataFrame({"message": [said], "file": [election.baseline.seats]})
        return findings_from(row, EARLIER_SEATS, pl.col("message"))
    return empty_findings()


def _are_seats(text: str) -> bool:
    return text.isascii() and text.isdecimal() and int(text[:9]) <= MOST_SEATS and len(text) < 9


def _read(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise DefinitionError([f"baseline.seats: it cannot be read: {reason}"], where=str(path)) from None
