"""Values of the law as plain data that JSON can write, exactly, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from escrutinio.model.errors import LawError

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]
"""Exact plain data: fractions are text, and there is no floating-point number in it."""


def plain(value: object) -> Any:
    """Turn a value into data that JSON can write, with keys and sets in sorted order.

    Raises:
        LawError: the value holds something without an exact plain form, such as a float.
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    to_dict = getattr(value, "to_dict", None)
    if to_dict is not None:
        return to_dict()
    if is_dataclass(value):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    raise LawError(f"a value of type {type(value).__name__} has no exact plain form")


class Plain:
    """A dataclass that gives itself as plain data: its fields, and the properties named in ``also``."""

    also: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> JsonObject:
        """The fields by their names, then the properties, as :func:`plain` writes them."""
        names = [part.name for part in fields(self)]  # type: ignore[arg-type]
        return {name: plain(getattr(self, name)) for name in (*names, *self.also)}


def typed(hint: Any, data: Any) -> Any:
    """The value of a type from its plain data; the reverse of :func:`plain` for dataclasses of the law.

    Args:
        hint: a dataclass, or a union of dataclasses that each have a ``kind``, or a type of their fields.
        data: plain data.

    Raises:
        LawError: the data is not of that type.
    """
    try:
        return _typed(hint, data)
    except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise LawError(f"not the plain data of a value of the law: {error}") from error


def _typed(hint: Any, data: Any) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _one_of(args, data)
    if origin is Literal:
        return args[args.index(data)]
    if origin is tuple:
        return tuple(_typed(args[0], item) for item in data)
    if origin is not None and issubclass(origin, Mapping):
        return {_typed(args[0], key): _typed(args[1], item) for key, item in data.items()}
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints_of(hint)
        own = {part.name: _typed(hints[part.name], data[part.name]) for part in fields(hint) if part.init}
        return hint(**own)
    if isinstance(data, hint):
        return data
    if hint is Fraction or issubclass(hint, str):
        return hint(data)
    raise TypeError(f"{data!r} is no {hint.__name__}")


@cache
def _hints_of(dataclass: type) -> Mapping[str, Any]:
    """The types of a dataclass's fields; to work them out takes longer than all the rest."""
    return get_type_hints(dataclass)


def _one_of(hints: tuple[Any, ...], data: Any) -> Any:
    """A union: of None, numbers, and dataclasses by their kind."""
    if data is None and type(None) in hints:
        return None
    hints = tuple(hint for hint in hints if hint is not type(None))
    if len(hints) == 1:
        return _typed(hints[0], data)
    if isinstance(data, Mapping):
        return _typed(next(hint for hint in hints if kind_of(hint) == data["kind"]), data)
    # An exact number is a text in JSON, a whole one a number.
    return data if type(data) in hints else _typed(Fraction if Fraction in hints else hints[0], data)


@cache
def kind_of(hint: Any) -> str:
    """The tag of a dataclass in JSON."""
    return str(next(part.default for part in fields(hint) if part.name == "kind"))
