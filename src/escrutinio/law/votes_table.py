"""The table of votes that a law is applied to.

It is a CSV with a header. Its columns are ``contest`` (left out: the contest that the law asks for first),
``unit`` (left out: the whole country), ``list`` or ``ballot``, and ``votes``. Instead of a list's name,
``[valid]``, ``[blank]``, ``[null]``, ``[cast]``, ``[registered]`` and ``[population]`` count ballots or
people, and ``[others]`` the votes of all lists that have no row: they can win nothing. ``ballot`` holds a
ranking such as ``A > B > C``. Everything else is in a TOML file beside it; see
:mod:`escrutinio.law.facts`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from escrutinio.law.facts import COUNTS, WHOLE, ElectionFacts, Rankings
from escrutinio.law.total_rows import total_rows
from escrutinio.law.totals import ContestTotals
from escrutinio.model.errors import LawError
from escrutinio.model.names import composed, difference, look_alikes
from escrutinio.model.text import some_of

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = ("contest", "unit", "list", "ballot", "votes")


@dataclass(frozen=True)
class Votes:
    """A votes table that has been read: contest -> unit -> list, count or ranking -> number.

    Args:
        lists: contest -> unit -> list -> votes.
        counts: contest -> what is counted -> unit -> number.
        ballots: contest -> unit -> ranking -> ballots.
        seats: unit -> seats, where the file of the ballots says it.
        warnings: what may be wrong in it, in words.
    """

    lists: Mapping[str, Mapping[str, Mapping[str, int]]]
    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    ballots: Mapping[str, Mapping[str, Rankings]]
    seats: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def complete(self, facts: ElectionFacts) -> ElectionFacts:
        """The facts of the election, with the counts of ballots and the rankings of this table.

        Raises:
            LawError: this table and the facts say different numbers of seats.
        """
        for unit, seats in self.seats.items():
            if facts.seats.get(unit, seats) != seats:
                raise LawError(
                    f"the file of the ballots has {seats} seats, the facts say {facts.seats[unit]}",
                    hint="Correct the one that is wrong.",
                )
        return replace(facts, counts=self.counts, ballots=self.ballots, seats={**self.seats, **facts.seats})

    def totals(self) -> dict[str, ContestTotals]:
        """The totals of each contest; its valid votes are those that the table states."""
        return {
            contest: ContestTotals(units, dict(self.counts.get(contest, {}).get("valid", {})))
            for contest, units in self.lists.items()
        }


def read_votes(lines: Iterable[str], contest: str, where: str = "votes") -> Votes:
    """Read a votes table.

    Args:
        lines: of the CSV, the header first.
        contest: of rows that do not name theirs.
        where: the file, for messages.

    Raises:
        LawError: a column is unknown or missing, a number is none, or a row is there twice, with the line.
    """
    # A name that came once with composed letters and once with decomposed ones is one name.
    reader = csv.reader(map(composed, lines))
    rows = _rows(reader, where)
    header = [name.strip() for name in next(rows, ())]
    _check_header(header, where)
    lists: dict[str, dict[str, dict[str, int]]] = {}
    counts: dict[str, dict[str, dict[str, int]]] = {}
    ballots: dict[str, dict[str, dict[tuple[str, ...], int]]] = {}
    for row in rows:
        if not row:
            continue
        line = f"{where}, line {reader.line_num}"
        if len(row) != len(header):
            raise LawError("a row with more or fewer fields than the header", where=line)
        cells = dict(zip(header, map(str.strip, row), strict=True))
        if not any(cells.values()):
            continue
        number = _whole(cells["votes"], line)
        role, unit = cells.get("contest") or contest, cells.get("unit") or WHOLE
        name, ranking = cells.get("list", ""), cells.get("ballot", "")
        if name and ranking:
            raise LawError("a row with a list and a ballot", where=line, hint="Give each a row of its own.")
        if ranking.startswith("["):
            name, ranking = ranking, ""
        numbers: dict[Any, int]
        key: Any = name
        if ranking:
            numbers, key = ballots.setdefault(role, {}).setdefault(unit, {}), _ranking(ranking, line)
        elif name.startswith("[") and name.endswith("]"):
            if name[1:-1] not in COUNTS:
                known = ", ".join(f"[{count}]" for count in COUNTS)
                raise LawError(f"unknown count {name}", where=line, hint=f"Counts are {known}.")
            numbers, key = counts.setdefault(role, {}).setdefault(name[1:-1], {}), unit
        elif name:
            numbers = lists.setdefault(role, {}).setdefault(unit, {})
        else:
            raise LawError(
                "a row without a list or a ballot", where=line, hint="Name whom the votes are for."
            )
        if key in numbers:
            raise LawError(
                f"the votes of {name or ranking} are there twice",
                where=line,
                hint="Give them one row in each unit: leave out what repeats, else add them up.",
            )
        numbers[key] = number
    _refuse_look_alikes(lists, ballots, where)
    return Votes(lists, counts, ballots, warnings=tuple(_doubtful(lists, counts, ballots, where)))


def _doubtful(
    lists: Mapping[str, Mapping[str, Mapping[str, int]]],
    counts: Mapping[str, Mapping[str, Mapping[str, int]]],
    ballots: Mapping[str, Mapping[str, Rankings]],
    where: str,
) -> Iterator[str]:
    """What may be wrong in the table.

    Raises:
        LawError: a row is the sum of others.
    """
    plumped = {
        contest: {
            unit: {ranking[0]: number for ranking, number in rankings.items() if len(ranking) == 1}
            for unit, rankings in units.items()
        }
        for contest, units in ballots.items()
    }
    for table in (lists, plumped):
        for row in total_rows(table):
            if row.sure:
                raise LawError(row.text, where=where, hint=row.hint)
            if table is lists:
                yield f"{row.text}. {row.hint}"
    for contest, units in lists.items():
        for unit, valid in counts.get(contest, {}).get("valid", {}).items():
            of_lists = sum(units.get(unit, {}).values())
            if unit == WHOLE and WHOLE not in units:
                of_lists = sum(sum(votes.values()) for votes in units.values())
            if valid < of_lists:
                of_whom = "" if unit == WHOLE else f" of {unit}"
                yield (
                    f"[valid]{of_whom} is {valid:,}, fewer than the {of_lists:,} votes of the lists; "
                    "the votes of the lists are used."
                )
    for by_count in counts.values():
        for unit, registered in by_count.get("registered", {}).items():
            cast = by_count.get("cast", {}).get(unit, 0)
            if cast > registered:
                of_whom = "" if unit == WHOLE else f" of {unit}"
                yield (
                    f"[cast]{of_whom} is {cast:,}, more than the {registered:,} [registered] voters: check "
                    "both."
                )


def _refuse_look_alikes(
    lists: Mapping[str, Mapping[str, Mapping[str, int]]],
    ballots: Mapping[str, Mapping[str, Rankings]],
    where: str,
) -> None:
    """Refuse names that a reader takes for one and the same: their votes would be those of two.

    Raises:
        LawError: there are such names, with what tells them apart.
    """
    for by_contest, of in ((lists, "list"), (ballots, "candidate")):
        for units in by_contest.values():
            names = [name for keys in units.values() for key in keys for name in _names(key)]
            for kind, words in ((of, names), ("unit", units)):
                for name, other in look_alikes(words):
                    raise LawError(
                        f"the {kind}s {name!r} and {other!r} look alike but are not the same: the second has "
                        f"{difference(other, name)}",
                        where=where,
                        hint=f"Write each {kind}'s name in one way.",
                    )


def _names(key: str | tuple[str, ...]) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key


def _rows(rows: Reader, where: str) -> Iterator[list[str]]:
    """The rows; what the reader cannot read is an error of ours.

    Raises:
        LawError: a field is longer than the reader takes, or a line is broken.
    """
    try:
        yield from rows
    except csv.Error as error:
        raise LawError(f"not CSV: {error}", where=f"{where}, line {rows.line_num}") from None


def _check_header(header: list[str], where: str) -> None:
    """Refuse a header that lacks a column, has one twice, or has one that nobody reads.

    Raises:
        LawError: as said.
    """
    unknown = [name for name in header if name not in COLUMNS]
    if len(set(header)) < len(header):
        hint = "Give each column once."
    elif len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        hint = "Separate the columns by commas."
    elif len(unknown) == len(header) or ("votes" not in header and len(unknown) > 1):
        hint = "Write a row for each list, and these names in the first line."
    elif unknown:
        hint = f"Leave out {some_of(name or 'the one without a name' for name in unknown)}."
    elif "votes" not in header or not {"list", "ballot"} & set(header):
        hint = ""
    else:
        return
    raise LawError(
        f"the header of the votes is {some_of(header) or 'empty'}",
        where=where,
        hint=f"Its columns are votes, list or ballot, and if needed unit and contest. {hint}".strip(),
    )


def _ranking(text: str, where: str) -> tuple[str, ...]:
    """The candidates of a ballot such as ``A > B > C``.

    Raises:
        LawError: a place is empty, somebody is ranked twice, or two are ranked equally.
    """
    if "=" in text:
        raise LawError(
            f"the ballot {text!r} ranks candidates equally",
            where=where,
            hint="No law of the library counts equal ranks: give each ballot as the law has it counted, "
            "up to the equal rank.",
        )
    names = tuple(part.strip() for part in text.split(">"))
    if not all(names) or len(set(names)) < len(names):
        raise LawError(
            f"the ballot is {text!r}", where=where, hint="Write it as A > B > C, each candidate once."
        )
    return names


def _whole(text: str, where: str) -> int:
    # int alone would take 1_000, +5, and the digits of every script.
    try:
        number = int(text) if text.isascii() and text.isdecimal() else -1
    except ValueError:  # More digits than Python takes.
        number = -1
    if number < 0:
        raise LawError(
            f"the votes are {text!r}", where=where, hint="Give a whole number without spaces or separators."
        )
    return number
