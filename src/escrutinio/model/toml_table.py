"""Reading a TOML table key by key, keeping every mistake with its key, what was found and what is allowed."""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from escrutinio.model.toml_lines import with_lines

_MISSING = object()
_LARGEST = 10**9
_SHOWN = 80
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""A language as BCP 47 has it (https://www.rfc-editor.org/info/bcp47), such as ``qu`` or ``es-BO``."""
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_ID_ALLOWED = "letters, digits, '-' and '_', beginning with a letter or digit"


class TomlTable:
    """A table of a TOML file under inspection.

    Ask for each key once; at the end :meth:`finish` reports keys that nobody asked for. Mistakes are appended
    to ``problems`` and a harmless value is returned, so that one run shows them all.

    Args:
        values: what stands in it.
        path: its full name; empty for the file itself.
        problems: where mistakes are kept.
        text: the file, for the lines of its mistakes; empty where there is none.
    """

    def __init__(self, values: Mapping[str, Any], path: str, problems: list[str], text: str = "") -> None:
        self._values = values
        self._text = text
        self._path = path
        self.problems = problems
        self._asked: set[str] = set()

    def path(self, key: str) -> str:
        """The full name of a key, as a user would look for it."""
        return f"{self._path}.{key}" if self._path else key

    def problem(self, key: str, fault: str, allowed: str) -> None:
        """Keep a mistake."""
        self.problems.append(f"{self.path(key)}: {fault}; allowed: {allowed}")

    def told(self) -> list[str]:
        """The mistakes, each with its line where that is known."""
        return with_lines(self.problems, self._text)

    def _get(self, key: str) -> Any:
        self._asked.add(key)
        return self._values.get(key, _MISSING)

    def _typed(self, key: str, kind: type | tuple[type, ...], allowed: str, default: Any) -> Any:
        value = self._get(key)
        if value is _MISSING:
            if default is _MISSING:
                self.problem(key, "it is missing", allowed)
                return None
            return default
        is_stray_bool = isinstance(value, bool) and kind is not bool
        if not isinstance(value, kind) or is_stray_bool:
            self.problem(key, f"found {shown(value)}", allowed)
            return None if default is _MISSING else default
        return value

    def text(self, key: str, allowed: str, default: str | None = None) -> str:
        """A non-empty text; required unless there is a default."""
        value = self._typed(key, str, allowed, _MISSING if default is None else default)
        if value is None:
            return ""
        if default is None and not value.strip():
            self.problem(key, "it is empty", allowed)
        return str(value)

    def names_of(self, key: str, allowed: str, default: str | None = None) -> tuple[str, dict[str, str]]:
        """A name, and the names by language where it is a table of them; the first is the plain one."""
        if not isinstance(self._values.get(key), dict):
            return self.text(key, allowed, default), {}
        names = self.text_map(key)
        wrong = [tag for tag, name in names.items() if not LANGUAGE.fullmatch(tag) or not name.strip()]
        if wrong or not names:
            fault = f"found {shown(dict.fromkeys(wrong, '...'))}" if wrong else "it is empty"
            by_language = 'or several by language such as { es = "...", qu = "..." }'
            self.problem(key, fault, f"{allowed}, {by_language}")
        return next(iter(names.values()), ""), names

    def languages(self, key: str) -> tuple[str, ...]:
        """Languages as BCP 47 has them, each once."""
        tags = self.texts(key, 'a list of languages such as ["es", "qu"]')
        wrong = [tag for tag in tags if not LANGUAGE.fullmatch(tag)]
        if wrong:
            self.problem(key, f"found {shown(wrong)}", 'a list of languages such as ["es", "qu"]')
        return tuple(dict.fromkeys(tags))

    def identifier(self) -> str:
        """The table's ``id``, which is required."""
        value = self.text("id", _ID_ALLOWED)
        if value and not ID.fullmatch(value):
            self.problem("id", f"found {shown(value)}", _ID_ALLOWED)
        return value

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """A text that must be one of the choices."""
        allowed = one_of(choices)
        value = self.text(key, allowed, default)
        if value and value not in choices:
            self.problem(key, f"found {shown(value)}{near(value, choices)}", allowed)
            return default or ""
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        return bool(self._typed(key, bool, "true or false", default))

    def integer(self, key: str, default: int, *, least: int = -_LARGEST) -> int:
        """A whole number within bounds."""
        allowed = f"a whole number from {least} to {_LARGEST}"
        value = int(self._typed(key, int, allowed, default))
        if not least <= value <= _LARGEST:
            self.problem(key, f"found {shown(value)}", allowed)
            return default
        return value

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number of zero or more; required unless there is a default."""
        allowed = "a whole number of zero or more"
        value = self._typed(key, int, allowed, _MISSING if default is None else default)
        if value is not None and not 0 <= value <= _LARGEST:
            self.problem(key, f"found {shown(value)}", allowed)
            value = None
        return value if value is not None else default or 0

    def share(self, key: str, default: str | None = None) -> Fraction:
        """An exact share from 0 to 1, such as ``"3 %"`` or ``"1/3"``; required unless there is a default."""
        allowed = 'a share such as "3 %" or "1/3"'
        value = self._get(key)
        if value is _MISSING:
            value = default
        share = None if value is None else exact_number(value)
        if share is None or not 0 <= share <= 1:
            self.problem(key, "it is missing" if value is None else f"found {shown(value)}", allowed)
            return Fraction(0)
        return share

    def share_needed(self) -> tuple[Fraction, bool]:
        """The share under ``more_than`` or ``at_least``, and whether exactly so much is enough."""
        key = self.which(("more_than", "at_least")) or "more_than"
        return self.share(key, "1/2"), key == "at_least"

    def count_or_share(self, key: str) -> int | Fraction:
        """A whole number of zero or more, or a share in quotes."""
        return self.share(key) if isinstance(self._values.get(key), str) else self.count(key)

    def exact_numbers(self, key: str, allowed: str) -> list[Fraction]:
        """A list of exact numbers, whole or in quotes; empty where the key is missing or wrong."""
        value = self._typed(key, list, allowed, [])
        numbers = [exact_number(item) for item in value or []]
        if None in numbers:
            self.problem(key, f"found {shown(value)}", allowed)
            return []
        return [number for number in numbers if number is not None]

    def counts(self, key: str) -> dict[str, int]:
        """A table of whole numbers of zero or more, by name."""
        table = self.table(key)
        return {name: table.count(name) for name in table.names()}

    def words(self, key: str, allowed: str) -> tuple[str, ...]:
        """A text or a list of texts, any of which may be empty, without blanks around them."""
        value = self._get(key)
        items = [] if value is _MISSING else [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            self.problem(key, f"found {shown(value)}", allowed)
            return ()
        return tuple(item.strip() for item in items)

    def day(self, key: str) -> date | None:
        """A date, None where there is none."""
        value = self._get(key)
        if value is _MISSING:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.problem(key, f"found {shown(value)}", "a date such as 2020-10-18, without quotes")
            return None
        return value

    def which(self, keys: Collection[str], *, required: bool = True) -> str:
        """The one key of several that stands in the table; empty where none or more than one does."""
        self._asked.update(keys)
        there = [key for key in keys if key in self._values]
        if len(there) > 1:
            self.problem(there[-1], f"{', '.join(there)} stand together", f"one of {one_of(keys)}")
        elif not there and required:
            self.problems.append(f"{self._path}: a key is missing; allowed: one of {one_of(keys)}")
        return there[0] if len(there) == 1 else ""

    def number(self, key: str, default: float, *, above: float, needed: bool = False) -> float:
        """A number above a bound; the default stands in where it is wrong, or missing and not needed."""
        allowed = f"a number above {above:g}"
        value = self._typed(key, (int, float), allowed, _MISSING if needed else default)
        if value is None:
            return default
        if not above < value <= _LARGEST or math.isnan(value):
            self.problem(key, f"found {shown(value)}", allowed)
            return default
        return float(value)

    def of_type(self, key: str, kind: type, allowed: str, *, required: bool = False) -> Any:
        """A value of a TOML type such as a date; None when it is missing or wrong."""
        return self._typed(key, kind, allowed, _MISSING if required else None)

    def texts(self, key: str, allowed: str, *, required: bool = False) -> tuple[str, ...]:
        """A text or a list of texts, as a tuple."""
        value = self._get(key)
        if value is _MISSING:
            if required:
                self.problem(key, "it is missing", allowed)
            return ()
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
            self.problem(key, f"found {shown(value)}", allowed)
            return ()
        if required and not items:
            self.problem(key, "it is empty", allowed)
        return tuple(items)

    def groups(self, key: str, allowed: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, empty where it is missing or wrong."""
        value = self._typed(key, list, allowed, [])
        if not all(
            isinstance(group, list) and all(isinstance(name, str) for name in group) for group in value
        ):
            self.problem(key, f"found {shown(value)}", allowed)
            return ()
        return tuple(tuple(group) for group in value)

    def choices(self, key: str, choices: Collection[str], *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, each one of the choices."""
        allowed = f"a list of {one_of(choices)}"
        values = self.texts(key, allowed, required=required)
        for value in values:
            if value not in choices:
                self.problem(key, f"found {shown(value)}{near(value, choices)}", allowed)
        for value in sorted(value for value, times in Counter(values).items() if times > 1):
            self.problem(key, f"{value!r} stands twice", "each once")
        return tuple(dict.fromkeys(value for value in values if value in choices))

    def text_map(self, key: str) -> dict[str, str]:
        """A table of texts by name."""
        value = self._typed(key, dict, "a table of texts", {})
        wrong = [name for name, text in value.items() if not isinstance(text, str)]
        for name in wrong:
            self.problem(f"{key}.{name}", f"found {shown(value[name])}", "a text in quotes")
        return {name: text for name, text in value.items() if name not in wrong}

    def table(self, key: str, *, required: bool = False) -> TomlTable:
        """A table below this one; empty when it is missing."""
        value = self._typed(key, dict, f"a table [{self.path(key)}]", _MISSING if required else {})
        return TomlTable(value or {}, self.path(key), self.problems)

    def tables(self, key: str, *, required: bool = False) -> list[TomlTable]:
        """The tables of an array of tables."""
        allowed = f"one or more tables [[{self.path(key)}]]"
        value = self._typed(key, list, allowed, _MISSING if required else [])
        if value is not None and not all(isinstance(item, dict) for item in value):
            self.problem(key, "found something that is no table", allowed)
            return []
        return [
            TomlTable(item, f"{self.path(key)}[{i + 1}]", self.problems) for i, item in enumerate(value or [])
        ]

    def names(self) -> Sequence[str]:
        """All keys that stand in the table."""
        return list(self._values)

    def is_list(self, key: str) -> bool:
        """Whether a key stands in the table and is a list."""
        return isinstance(self._values.get(key), list)

    def is_table(self, key: str) -> bool:
        """Whether a key stands in the table and is a table."""
        return isinstance(self._values.get(key), dict)

    def plain(self) -> Mapping[str, Any]:
        """The table as TOML has it, to be described; it counts nothing as asked for."""
        return self._values

    def skip(self, *keys: str) -> None:
        """Leave keys to somebody else."""
        self._asked.update(keys)

    def has(self, key: str) -> bool:
        """Whether a key stands in the table; it counts as asked for, so that a message names it."""
        self._asked.add(key)
        return key in self._values

    def finish(self) -> None:
        """Report keys that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                known = sorted(self._asked)
                self.problem(key, f"there is no such key{near(key, known)}", one_of(known))


def unique_ids(tables: Sequence[TomlTable], ids: Sequence[str]) -> None:
    """Keep a mistake for every table whose id another one has."""
    seen: dict[str, str] = {}
    for table, name in zip(tables, ids, strict=True):
        # Names of columns are found whatever their case and punctuation, so those cannot tell ids apart.
        form = re.sub("[-_]+", "_", name.casefold()).strip("_")
        if name and seen.get(form) == name:
            table.problem("id", f"{name!r} stands twice", "each id once")
        elif name and form in seen:
            table.problem(
                "id",
                f"{name!r} differs from {seen[form]!r} in case or punctuation only",
                "ids with other letters",
            )
        seen.setdefault(form, name)


def shown(value: object) -> str:
    """A value as a message shows it: on one line, shortened when it is long."""
    try:
        text = repr(value)
    except ValueError:  # a whole number of thousands of digits has no text
        return "a number of thousands of digits"
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."


def one_of(choices: Collection[str]) -> str:
    """The choices in words, shortened when there are many."""
    names = [repr(choice) for choice in choices]
    if not names:
        return "none are defined"
    if len(names) > 40:
        return ", ".join(names[:40]) + f" ... ({len(names)} in all)"
    return ", ".join(names)


def exact_number(value: object) -> Fraction | None:
    """A number from ``"3 %"``, ``"1/3"``, ``"0.05"`` or a whole number; None for all else, floats too."""
    if type(value) is int:
        return Fraction(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        number = Fraction(text.removesuffix("%").strip().replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None
    return number / 100 if text.endswith("%") else number


def near(value: str, choices: Collection[str]) -> str:
    """'; did you mean ...?' when a choice is close."""
    close = difflib.get_close_matches(value, list(choices), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def read_date(table: TomlTable) -> date:
    """What stands under ``date``; ``date.min`` where it is no date, which is noted."""
    allowed = "a date such as 2020-10-18"
    value = table.of_type("date", date, allowed, required=True)
    if isinstance(value, datetime):
        table.problem("date", f"found the time {value.isoformat()}", allowed)
    return value if isinstance(value, date) else date.min
