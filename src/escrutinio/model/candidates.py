"""The table of candidates: who stands where, said once, in a CSV file of the election's folder.

Its columns are in docs/reference/settings.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from escrutinio.model.election import NATION, Candidate, Selection
from escrutinio.model.names import composed
from escrutinio.model.toml_table import COLOR, ID, TomlTable, near, one_of

COLUMNS = (
    "contest",
    "unit",
    "selection",
    "name",
    "short",
    "list",
    "color",
    "photo",
    "photo_credit",
    "incumbent",
    "running_mate",
)
BY_LANGUAGE = ("name", "short", "list")
"""The columns that may have others beside them with the same in other languages, such as ``name_qu``."""
_NEEDED = ("selection",)
_YES = frozenset({"yes", "true", "1", "y", "x"})
_NO = frozenset({"", "no", "false", "0", "n"})
_NO_COLOR = "#767676"
_MOST_PROBLEMS = 10


@dataclass(frozen=True)
class CandidateTable:
    """What the table says.

    Attributes:
        selections: those that it defines itself: persons who are in no ``[[selections]]``.
        standing: contest -> the selections that it names, in its order.
        ballots: contest -> unit -> the selections that stand there.
        candidates: contest, unit and selection -> the person.
        file: where it was read, below the election's folder; empty where there is none.
    """

    selections: Mapping[str, Selection] = field(default_factory=dict)
    standing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ballots: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    candidates: Mapping[tuple[str, str, str], Candidate] = field(default_factory=dict)
    file: str = ""


def read_candidates(
    root: TomlTable, folder: Path, selections: Mapping[str, Selection], contests: Mapping[str, str]
) -> CandidateTable:
    """The table that ``[candidates]`` names; an empty one where there is none.

    Args:
        root: the whole definition; mistakes are added to its problems.
        folder: the election's folder.
        selections: those of the definition.
        contests: the ids of the contests -> the level at which each is decided.
    """
    given = root.has("candidates")
    table = root.table("candidates")
    name = table.text("file", "the table of candidates, a CSV file", "candidates.csv")
    renamed = table.text_map("columns")
    languages = table.languages("languages")
    known = [*COLUMNS, *(f"{column}_{tag}" for tag in languages for column in BY_LANGUAGE)]
    for key in renamed:
        if key not in known:
            table.problem(f"columns.{key}", "the table of candidates has no such column", ", ".join(known))
    table.finish()
    if not given:
        return CandidateTable()
    try:
        path = folder / name
        # What is published has the file right beside the definition.
        path = path if path.exists() else folder / path.name
        text = composed(path.read_text(encoding="utf-8-sig"))
        table_of = csv.DictReader(io.StringIO(text), strict=True)
        rows, header = list(table_of), table_of.fieldnames or ()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        table.problem("file", f"{name} cannot be read: {error}", "a CSV file in UTF-8")
        return CandidateTable()
    reader = _Reader(
        table,
        name,
        selections,
        contests,
        {column: renamed.get(column, column) for column in known},
        languages,
    )
    return replace(reader.read(rows, header), file=name)


class _Reader:
    def __init__(
        self,
        table: TomlTable,
        file: str,
        selections: Mapping[str, Selection],
        contests: Mapping[str, str],
        columns: Mapping[str, str],
        languages: Sequence[str],
    ) -> None:
        self._table, self._file, self._selections = table, file, selections
        self._contests, self._columns, self._languages = contests, columns, languages
        by_unit = [contest for contest, level in contests.items() if level != NATION]
        self._usual = next(iter(by_unit if len(by_unit) == 1 else contests), "")
        self._sure = len(by_unit) == 1 or len(contests) == 1
        self._found = 0
        self._made: dict[str, Selection] = {}
        self._ballots: dict[str, dict[str, list[str]]] = {}
        self._standing: dict[str, dict[str, None]] = {}
        self._candidates: dict[tuple[str, str, str], Candidate] = {}

    def read(self, rows: Sequence[Mapping[str, str | None]], header: Collection[str]) -> CandidateTable:
        needed = [*_NEEDED, *({"unit"} if self._contests.get(self._usual, NATION) != NATION else ())]
        absent = [self._columns[key] for key in needed if self._columns[key] not in header]
        if absent:
            self._table.problem(
                "file",
                f"{self._file} has no column {', '.join(absent)}",
                f"a table with the columns {', '.join(COLUMNS)}; only {' and '.join(needed)} are needed",
            )
            return CandidateTable()
        if not rows:
            self._table.problem("file", f"{self._file} has a header and no rows", "a row for each candidate")
        for line, row in enumerate(rows, start=2):
            self._row(line, {key: (row.get(name) or "").strip() for key, name in self._columns.items()})
        if self._found > _MOST_PROBLEMS:
            self._table.problem("file", f"{self._found - _MOST_PROBLEMS} more rows have mistakes", "none")
        return CandidateTable(
            self._made,
            {contest: tuple(names) for contest, names in self._standing.items()},
            {
                contest: {unit: tuple(names) for unit, names in units.items()}
                for contest, units in self._ballots.items()
            },
            self._candidates,
            self._file,
        )

    def _row(self, line: int, row: Mapping[str, str]) -> None:
        contest = row["contest"] or (self._usual if self._sure else "")
        if contest not in self._contests:
            self._wrong(line, f"the contest {contest!r} is not known", one_of(self._contests))
            return
        level, unit, name = self._contests[contest], row["unit"], row["selection"]
        if level == NATION:
            unit = NATION
        elif not unit:
            self._wrong(line, "it names no unit", f"the code of a unit of the level {level}")
            return
        if name not in self._selections and not self._define(line, name, row):
            return
        if row["incumbent"].lower() not in _YES | _NO:
            self._wrong(line, f"found {row['incumbent']!r} under incumbent", "yes, no or nothing")
        here = self._ballots.setdefault(contest, {}).setdefault(unit, [])
        if (contest, unit, name) in self._candidates:
            self._wrong(line, f"{name!r} stands twice in {unit!r}", "one row for each unit and selection")
            return
        here.append(name)
        self._standing.setdefault(contest, {})[name] = None
        self._candidates[contest, unit, name] = Candidate(
            name=row["name"],
            list=self._list(row["list"]),
            photo=row["photo"],
            photo_credit=row["photo_credit"],
            incumbent=row["incumbent"].lower() in _YES,
            running_mate=row["running_mate"],
            names=self._by_language("name", row),
            lists=self._by_language("list", row),
        )

    def _define(self, line: int, name: str, row: Mapping[str, str]) -> bool:
        """Take a person for a selection of its own; False where it cannot be one."""
        if not ID.fullmatch(name):
            fault = f"found the selection {name!r}{near(name, self._selections)}"
            self._wrong(line, fault, "letters, digits, - and _")
            return False
        if not row["name"] and name not in self._made:
            self._wrong(line, f"{name!r} is in no [[selections]] and has no name here", "a name")
            return False
        color = row["color"] or (
            self._selections[row["list"]].color if row["list"] in self._selections else _NO_COLOR
        )
        if not COLOR.fullmatch(color):
            self._wrong(line, f"found the colour {color!r}", "a colour such as '#3366cc'")
            color = _NO_COLOR
        names, shorts = self._by_language("name", row), self._by_language("short", row)
        self._made.setdefault(name, Selection(name, row["name"], color, row["short"], names, shorts))
        return True

    def _by_language(self, column: str, row: Mapping[str, str]) -> dict[str, str]:
        named = {tag: row.get(f"{column}_{tag}", "") for tag in self._languages}
        return {tag: text for tag, text in named.items() if text}

    def _list(self, text: str) -> str:
        """The list's name, where the table gives its id."""
        return self._selections[text].label if text in self._selections else text

    def _wrong(self, line: int, fault: str, allowed: str) -> None:
        self._found += 1
        if self._found <= _MOST_PROBLEMS:
            self._table.problem("file", f"{self._file}, line {line}: {fault}", allowed)
