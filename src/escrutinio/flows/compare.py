"""Where two versions of a file of results differ: which sheet or unit, which figure, old and new."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from math import isclose

from escrutinio.flows.documents.deliveries import Change, OneSided
from escrutinio.flows.documents.schema import JsonSchema, schema_components

_MOST = 20
"""So many changes are named."""
_CLOSE = 1e-6
"""Numbers that are drawn may differ by so much between machines, as a part of them."""


def table_changes(old: bytes, new: bytes, key: Sequence[str]) -> tuple[Change, ...]:
    """The first changes of a table of CSV.

    Args:
        old: as it was, or should be.
        new: as it is.
        key: the columns that name a row; rows of one key are compared in their order.
    """
    before, after = _rows(old, key), _rows(new, key)
    return tuple(islice(_row_changes(before, after), _MOST))


@dataclass(frozen=True)
class ComparedDocuments:
    """Two versions of a document.

    Attributes:
        changes: the first figures that differ.
        only_old, only_new: keys that only one has, as versions of a program have others.
    """

    changes: tuple[Change, ...]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()

    def one_sided(self, file: str) -> list[OneSided]:
        """The keys that only one has, of a file of a package whose version is the new one."""
        here = [OneSided(file=file, key=key, in_package=False) for key in self.only_old]
        return here + [OneSided(file=file, key=key, in_package=True) for key in self.only_new]


def document_changes(old: bytes, new: bytes, document: type | None = None) -> ComparedDocuments:
    """The changes of a JSON document; fractions may differ in their last digits.

    Another version of a program may give a document more keys, or fewer. A key that only the old version has
    is no change where it says nothing there: 0, no, an empty text or list. One that only the new version has
    cannot be compared. An id of the election, such as a selection's, is no such key: one that is missing, or
    too many, is a change.

    Args:
        old: as this program writes it.
        new: as it is.
        document: the type of this program's document; None where any key that only one has is a change.
    """
    try:
        before, after = json.loads(old), json.loads(new)
    except ValueError:
        return ComparedDocuments((Change(where="", figure="", old="", new="this is no JSON"),))
    keys = _Keys()
    changes = list(_value_changes("", before, after, _root(document), keys))
    return ComparedDocuments(tuple(changes[:_MOST]), tuple(keys.only_old), tuple(keys.only_new))


@dataclass(frozen=True)
class _Form:
    """What a type says of a value: some schemas, any of which it may have; none where nothing is known."""

    schemas: tuple[JsonSchema, ...] = ()
    definitions: Mapping[str, JsonSchema] = field(default_factory=dict)

    @property
    def fields(self) -> frozenset[str]:
        """The keys of a document or of a part of one; none of what is kept by ids of the election."""
        return frozenset(name for schema in self._whole() for name in schema.get("properties", ()))

    def of(self, key: str) -> _Form:
        """The form of a value by its key, or by its id."""
        return self._inner(
            schema.get("properties", {}).get(key) or schema.get("additionalProperties")
            for schema in self._whole()
        )

    def item(self) -> _Form:
        """The form of what a list holds."""
        return self._inner(
            item for schema in self._whole() for item in (schema.get("items"), *schema.get("prefixItems", ()))
        )

    def _inner(self, schemas: Iterable[object]) -> _Form:
        return _Form(tuple(schema for schema in schemas if isinstance(schema, dict)), self.definitions)

    def _whole(self) -> Iterator[JsonSchema]:
        """The schemas, each reference followed and each choice taken apart."""
        waiting = list(self.schemas)
        while waiting:
            schema = waiting.pop()
            if "$ref" in schema:
                waiting.append(self.definitions[schema["$ref"].rpartition("/")[2]])
            else:
                waiting += schema.get("anyOf", ())
                yield schema


@cache
def _root(document: type | None) -> _Form:
    if document is None:
        return _Form()
    schemas, definitions = schema_components([document])
    return _Form(tuple(schemas), definitions)


@dataclass(frozen=True)
class _Keys:
    """The keys of documents that only one of two versions has."""

    only_old: dict[str, None] = field(default_factory=dict)
    only_new: dict[str, None] = field(default_factory=dict)

    def shared(self, old: Mapping[str, object], new: Mapping[str, object], form: _Form) -> list[str]:
        """The keys to compare: all of both, less those that only one version of the program has."""
        fields = form.fields
        if not fields or not fields >= old.keys():  # ids, not the keys of a document
            return list(dict.fromkeys([*old, *new]))
        here = [key for key, value in old.items() if key not in new and _says_nothing(value)]
        there = [key for key in new if key not in old and key not in fields]
        self.only_old.update(dict.fromkeys(here))
        self.only_new.update(dict.fromkeys(there))
        return [key for key in dict.fromkeys([*old, *new]) if key not in here and key not in there]


def _says_nothing(value: object) -> bool:
    """Whether a value is 0, no, empty or made of such."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not value or (isinstance(value, dict | list) and all(map(_says_nothing, parts)))


def _rows(data: bytes, key: Sequence[str]) -> dict[tuple[str, ...], dict[str, str]]:
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    text = io.StringIO(data.decode("utf-8", errors="replace"), newline="")
    seen: dict[tuple[str, ...], int] = {}
    try:
        for row in csv.DictReader(text):
            named = tuple(row.get(name) or "" for name in key)
            seen[named] = seen.get(named, 0) + 1
            rows[(*named, *([str(seen[named])] if seen[named] > 1 else []))] = {
                name: value or "" for name, value in row.items() if isinstance(name, str)
            }
    except csv.Error:
        pass  # what was read until then is compared
    return rows


def _row_changes(
    before: Mapping[tuple[str, ...], Mapping[str, str]], after: Mapping[tuple[str, ...], Mapping[str, str]]
) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        where = " ".join(filter(None, key))
        if old is None or new is None:
            words = ("", "a row that was not there") if old is None else ("a row", "")
            yield Change(where=where, figure="", old=words[0], new=words[1])
            continue
        for name in dict.fromkeys([*old, *new]):
            if old.get(name, "") != new.get(name, ""):
                yield Change(where=where, figure=name, old=old.get(name, ""), new=new.get(name, ""))


def _value_changes(path: str, old: object, new: object, form: _Form, keys: _Keys) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in keys.shared(old, new, form):
            where = f"{path}.{name}".lstrip(".")
            yield from _value_changes(where, old.get(name), new.get(name), form.of(name), keys)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, pair in enumerate(zip(old, new, strict=True)):
            yield from _value_changes(f"{path}[{place}]", *pair, form.item(), keys)
    elif isinstance(old, float) and isinstance(new, float):
        if not isclose(old, new, rel_tol=_CLOSE, abs_tol=_CLOSE):
            yield Change(where=path, figure="", old=str(old), new=str(new))
    elif type(old) is not type(new) or old != new:
        yield Change(where=path, figure="", old=_short(old), new=_short(new))


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
