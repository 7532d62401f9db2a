"""In which lines of a TOML file its keys stand, so that a mistake is found without searching."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)[^\[\]=]+(\]\]?)\s*(#.*)?$")


def with_lines(problems: Sequence[str], text: str) -> list[str]:
    """Mistakes that begin with the path of a key, each with the line of the key before it.

    Args:
        problems: as :class:`escrutinio.model.toml_table.TomlTable` keeps them. Of a key that is missing the
            line is that of its table; one whose place is not known stays as it is.
        text: the file, which is TOML.
    """
    lines = dict(_lines(text))
    paths = sorted(lines, key=len, reverse=True)
    return [_with_line(problem, lines, paths) for problem in problems]


def _with_line(problem: str, lines: Mapping[str, int], paths: Sequence[str]) -> str:
    for path in paths:
        if problem.startswith(path) and problem[len(path) : len(path) + 1] in (":", ".", "["):
            return f"line {lines[path]}: {problem}"
    return problem


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Path of a key or table -> its line, from 1; tables of an array are numbered from 1 as well."""
    rows = text.split("\n")
    numbers: dict[str, int] = {}
    table, at = "", 0
    while at < len(rows):
        row = rows[at]
        if not row.strip() or row.lstrip().startswith("#"):
            at += 1
        elif _HEADER.match(row) and (parts := _keys(row)):
            table = _numbered(parts[:-1], numbers)
            last = ".".join(filter(None, (table, parts[-1])))
            if row.lstrip().startswith("[["):
                numbers[last] = numbers.get(last, 0) + 1
                yield last, at + 1
                last = f"{last}[{numbers[last]}]"
            table = last
            yield table, at + 1
            at += 1
        else:
            end = _end(rows, at)
            path = table
            for part in _keys("\n".join(rows[at:end])):
                path = ".".join(filter(None, (path, part)))
                yield path, at + 1
            at = end


def _numbered(parts: Sequence[str], numbers: Mapping[str, int]) -> str:
    """The path of tables, of which those of an array have the number of the last."""
    path = ""
    for part in parts:
        path = ".".join(filter(None, (path, part)))
        path = f"{path}[{numbers[path]}]" if path in numbers else path
    return path


def _end(rows: Sequence[str], begin: int) -> int:
    """Where the value ends that begins in a row: the number of the row behind it."""
    for end in range(begin + 1, len(rows) + 1):
        if _values("\n".join(rows[begin:end])) is not None:
            return end
    return begin + 1


def _keys(text: str) -> list[str]:
    """The keys of a header or of an assignment, the outer first."""
    found: list[str] = []
    values: Any = _values(text)
    while isinstance(values, dict) and len(values) == 1:
        ((key, values),) = values.items()
        found.append(key)
    return found


def _values(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
