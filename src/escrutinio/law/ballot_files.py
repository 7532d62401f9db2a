"""Files of ranked ballots in the BLT format, which programs for the single transferable vote exchange.

Its lines, as OpaVote describes them (https://www.opavote.com/help/overview#blt-file-format, from memory):
candidates and seats; withdrawn candidates as negative numbers, if any; a line for each ballot, a weight, the
numbers of candidates in order, and 0; a line with 0; each candidate's name in quotes; the title. ``#``
begins a comment; ``-`` is a rank that was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from escrutinio.law.facts import WHOLE
from escrutinio.law.votes_table import Votes
from escrutinio.model.errors import LawError
from escrutinio.model.names import exact

_COMMENT = re.compile(r"#.*$")


def read_blt(text: str, contest: str, where: str = "ballots") -> Votes:
    """Read ballots of one contest, of the whole, and the number of its seats.

    A ballot ends at a rank that was left out; preferences for withdrawn candidates are passed over.

    Raises:
        LawError: the file is not of that format, with the line; or ranks are equal, or a weight is no whole
            number, which no law of the library counts.
    """
    lines = _lines(text)
    line, cells = _next(lines, where, "candidates and seats")
    if len(cells) != 2:
        raise _wrong("the first line is not two numbers, candidates and seats", where, line)
    candidates, seats = (_whole(cell, where, line) for cell in cells)
    withdrawn: set[int] = set()
    papers: list[tuple[int, list[str]]] = []
    while True:
        line, cells = _next(lines, where, "the line with 0 that ends the ballots")
        if cells == ["0"]:
            break
        if cells[0].startswith("-") and not papers and cells[0] != "-":
            withdrawn |= {_whole(cell.removeprefix("-"), where, line) for cell in cells}
            continue
        papers.append((line, cells))
    names = []
    for number in range(candidates):
        line, cells = _next(lines, where, f"the name of candidate {number + 1}", whole=True)
        names.append(exact(cells[0].strip().strip('"')))
    if len(set(names)) < len(names) or not all(names):
        raise _wrong("a candidate has no name, or two have one", where, line)
    ballots: dict[tuple[str, ...], int] = {}
    empty = 0
    for line, cells in papers:
        weight, ranking = _ballot(cells, names, withdrawn, where, line)
        if ranking:
            ballots[ranking] = ballots.get(ranking, 0) + weight
        else:
            empty += weight
    warnings = (f"{empty:,} ballots of the file rank nobody; they are left out.",) if empty else ()
    return Votes({}, {}, {contest: {WHOLE: ballots}}, {WHOLE: seats}, warnings)


def _ballot(
    cells: list[str], names: list[str], withdrawn: set[int], where: str, line: int
) -> tuple[int, tuple[str, ...]]:
    """The weight and the candidates of a ballot."""
    if cells[0].startswith("("):  # Some programs number the ballots.
        cells = cells[1:]
    if not cells or cells[-1] != "0":
        raise _wrong("the ballot does not end with 0", where, line)
    weight = _whole(cells[0], where, line)
    ranking: list[int] = []
    for cell in cells[1:-1]:
        if cell == "-":
            break
        if "=" in cell:
            raise LawError(
                "the ballot ranks candidates equally",
                where=f"{where}, line {line}",
                hint="No law of the library counts equal ranks: give each ballot as the law has it counted.",
            )
        number = _whole(cell, where, line)
        if not 1 <= number <= len(names):
            raise _wrong(f"there is no candidate {number}", where, line)
        if number in ranking:
            raise _wrong(f"candidate {number} is ranked twice", where, line)
        ranking.append(number)
    return weight, tuple(names[number - 1] for number in ranking if number not in withdrawn)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip() if line.lstrip().startswith('"') else _COMMENT.sub("", line).strip()
        if bare:
            yield number, bare


def _next(
    lines: Iterator[tuple[int, str]], where: str, what: str, *, whole: bool = False
) -> tuple[int, list[str]]:
    for number, line in lines:
        return number, [line] if whole else line.split()
    raise LawError(f"the file ends before {what}", where=where, hint="It should be in the BLT format.")


def _whole(text: str, where: str, line: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 12:
        raise _wrong(f"{text!r} is not a whole number", where, line)
    return int(text)


def _wrong(fault: str, where: str, line: int) -> LawError:
    return LawError(fault, where=f"{where}, line {line}", hint="It should be in the BLT format.")
