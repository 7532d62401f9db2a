"""Read a table of a law's file field by field: each is checked, and one that nobody reads is an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from escrutinio.model.errors import LawError


class Fields:
    """One table. Every method takes a field out; :meth:`done` refuses what is left."""

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._left = dict(table)
        self.where = where

    def has(self, name: str) -> bool:
        """Whether a field is there and not yet taken."""
        return name in self._left

    def holds_table(self, name: str) -> bool:
        """Whether a field is a table."""
        return isinstance(self._left.get(name), Mapping)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; one of several lines is joined to one."""
        value = self._take(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, value, "a text in quotes")
        return " ".join(value.split()) if "\n" in value else value

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, value, "true or false")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number of zero or more."""
        value = self._take(name, default)
        if type(value) is not int or value < 0:
            raise self.wrong(name, value, "a whole number of zero or more")
        return value

    def share(self, name: str, default: str | None = None) -> Fraction:
        """An exact share from 0 to 1, written ``"3/100"``, ``"3 %"`` or ``"0.7 %"``."""
        value = self._take(name, default)
        found = as_share(value)
        if found is None or not 0 <= found <= 1:
            raise self.wrong(name, value, 'a share such as "3 %" or "1/3"')
        return found

    def number_or_share(self, name: str) -> int | Fraction:
        """A whole number, or a share in quotes."""
        value = self._left.get(name)
        return self.share(name) if isinstance(value, str) else self.number(name)

    def choice(self, name: str, known: Sequence[str] | Mapping[str, Any], default: str | None = None) -> str:
        """One of the known words."""
        value = self._take(name, default)
        if value not in tuple(known):
            raise self.wrong(name, value, f"one of: {', '.join(known)}")
        return str(value)

    def day(self, name: str) -> date | None:
        """A date, None where there is none."""
        value = self._left.pop(name, None)
        if value is not None and (not isinstance(value, date) or hasattr(value, "hour")):
            raise self.wrong(name, value, "a date such as 2020-10-18, without quotes")
        return value

    def table(self, name: str) -> Mapping[str, Any]:
        """A table of names, empty where there is none."""
        value = self._left.pop(name, {})
        if not isinstance(value, Mapping):
            raise self.wrong(name, value, f"a table [{name}]")
        return value

    def numbers(self, name: str) -> dict[str, int]:
        """A table of whole numbers."""
        inner = Fields(self.table(name), f"{self.where}, {name}")
        return {key: inner.number(key) for key in tuple(inner._left)}

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none."""
        value = self._left.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, value, "a list of texts")
        return tuple(value)

    def exact_list(self, name: str) -> list[Fraction] | None:
        """A list of exact numbers, whole or in quotes; None where the field is not there or no list."""
        if not isinstance(self._left.get(name), list):
            return None
        value = self._left.pop(name)
        found = [as_share(one) for one in value]
        if None in found:
            raise self.wrong(name, value, 'exact numbers such as ["1.42", 3, 5]')
        return [one for one in found if one is not None]

    def tables(self, name: str) -> Iterator[Fields]:
        """A list of tables."""
        value = self._left.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.wrong(name, value, f"tables [[{name}]]")
        for number, item in enumerate(value, start=1):
            yield Fields(item, f"{self.where}, {name} {number}")

    def any(self, name: str, default: Any = None) -> Any:
        """A field of whatever form."""
        return self._left.pop(name, default)

    def names(self) -> tuple[str, ...]:
        """The names of the fields that are left."""
        return tuple(self._left)

    def rest(self) -> Mapping[str, Any]:
        """All fields that are left, which somebody else reads."""
        left, self._left = self._left, {}
        return left

    def done(self) -> None:
        """Refuse what nobody has read.

        Raises:
            LawError: a field is left, which is a slip of the pen or belongs elsewhere.
        """
        if self._left:
            names = ", ".join(sorted(self._left))
            raise LawError(
                f"unknown field: {names}", where=self.where, hint="Correct its name, or leave it out."
            )

    def wrong(self, name: str, value: object, wanted: str) -> LawError:
        """The error for a field that is not what it should be."""
        said = "is missing" if value is None else f"is {value!r}"
        return LawError(f"the field {name} {said}", where=self.where, hint=f"Give {wanted}.")

    def _take(self, name: str, default: Any) -> Any:
        return self._left.pop(name, default)


def as_share(value: object) -> Fraction | None:
    """A share from ``"3 %"``, ``"1/3"``, ``"0.05"`` or a whole number; None for anything else, floats too."""
    if type(value) is int:
        return Fraction(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    hundred = text.endswith("%")
    try:
        found = Fraction(text.removesuffix("%").strip().replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None
    return found / 100 if hundred else found
