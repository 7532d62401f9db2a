"""JSON Schema (draft 2020-12) out of types: msgspec Structs, frozen dataclasses, and what they are made of.

A class becomes a definition. Its first line is the description, and the section "Attributes:" (or "Args:")
of its docstring describes the properties. A tag, or a class variable ``kind`` with a text, becomes a
property with that one value. Every field is required, because every field is written, unless its type
allows ``msgspec.UNSET``; no other key is allowed.

msgspec writes schemas too. It refuses a union of dataclasses, of which the law's results are made, and takes
a whole docstring as one description; so this goes through the types itself.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import inspect
import re
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

DRAFT = "https://json-schema.org/draft/2020-12/schema"

JsonSchema = dict[str, Any]
"""A JSON Schema, or a part of one, as JSON has it."""

_PLAIN: Mapping[Any, JsonSchema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    None: {"type": "null"},
    type(None): {"type": "null"},
    Fraction: {"type": "string", "pattern": r"^-?\d+(/\d+)?$"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
    object: {},
}
_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "pattern": "pattern",
    "min_length": "minLength",
    "max_length": "maxLength",
    "title": "title",
    "description": "description",
}
_MAPPINGS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_ARRAYS = (list, set, frozenset, collections.abc.Sequence, collections.abc.Set, collections.abc.Iterable)


def document_schema(document: type) -> JsonSchema:
    """The schema of a document, a file by itself.

    Args:
        document: a Struct whose tag is the document's ``schema``, such as escrutinio/count/2.

    Raises:
        TypeError: it has no such tag, or holds something that has no form in JSON.
    """
    tag = document_tag(document)
    (_,), definitions = schema_components([document])
    own = definitions.pop(document.__name__)
    title, _, rest = _docstring(document).summary.partition("\n\n")
    return {
        "$schema": DRAFT,
        "$id": "urn:escrutinio:schema:" + ":".join(tag.split("/")[1:]),
        "title": title.rstrip("."),
        **own,
        **({"description": _one_line(rest)} if rest else {}),
        **({"$defs": definitions} if definitions else {}),
    }


def document_tag(document: type) -> str:
    """The ``schema`` of a document, such as escrutinio/count/2.

    Raises:
        TypeError: it has none.
    """
    config = getattr(document, "__struct_config__", None)
    if config is None or config.tag_field != "schema" or not isinstance(config.tag, str):
        raise TypeError(f"{document.__name__} is no document: it has no tag in the field schema")
    return config.tag


def schema_components(
    of_types: Iterable[Any], ref_template: str = "#/$defs/{name}"
) -> tuple[list[JsonSchema], dict[str, JsonSchema]]:
    """Schemas of several types, and the definitions that they refer to, by name.

    Args:
        of_types: the types.
        ref_template: where definitions will stand; in an OpenAPI file "#/components/schemas/{name}".

    Raises:
        TypeError: a type has no form in JSON, or two classes have the same name.
    """
    definitions = _Definitions(ref_template)
    schemas = [definitions.schema_of(of_type) for of_type in of_types]
    return schemas, dict(sorted(definitions.by_name.items()))


class _Definitions:
    def __init__(self, ref_template: str) -> None:
        self._ref_template = ref_template
        self._classes: dict[str, type] = {}
        self.by_name: dict[str, JsonSchema] = {}

    def schema_of(self, hint: Any) -> JsonSchema:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is Annotated:
            limits = [limit for limit in arguments[1:] if isinstance(limit, msgspec.Meta)]
            return {**self.schema_of(arguments[0]), **_limits(limits)}
        if origin is Literal:
            return {"const": arguments[0]} if len(arguments) == 1 else {"enum": list(arguments)}
        if origin in (Union, types.UnionType):
            return self._union([part for part in arguments if part is not msgspec.UnsetType])
        if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
            parts = [self.schema_of(part) for part in arguments]
            size = len(parts)
            return {
                "type": "array",
                "prefixItems": parts,
                "items": False,
                "minItems": size,
                "maxItems": size,
            }
        if origin is tuple or origin in _ARRAYS:
            return {"type": "array", "items": self.schema_of(arguments[0])}
        if origin in _MAPPINGS:
            return {"type": "object", "additionalProperties": self.schema_of(arguments[1])}
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        if isinstance(hint, type):
            if issubclass(hint, Enum):
                return {"enum": [member.value for member in hint]}
            if issubclass(hint, PurePath):
                return {"type": "string"}
            if issubclass(hint, msgspec.Struct) or dataclasses.is_dataclass(hint):
                return self._reference(hint)
        raise TypeError(f"{hint!r} has no form in JSON")

    def _union(self, parts: list[Any]) -> JsonSchema:
        if len(parts) == 1:
            return self.schema_of(parts[0])
        schemas = [self.schema_of(part) for part in parts]
        nullable, rest = {"type": "null"} in schemas, [part for part in schemas if part != {"type": "null"}]
        if nullable and len(rest) == 1 and isinstance(rest[0].get("type"), str):
            return {**rest[0], "type": [rest[0]["type"], "null"]}
        return {"anyOf": schemas}

    def _reference(self, cls: type) -> JsonSchema:
        name = cls.__name__
        if self._classes.setdefault(name, cls) is not cls:
            raise TypeError(f"two types of documents have the name {name}")
        if name not in self.by_name:
            self.by_name[name] = {}  # so that a type that holds itself ends
            self.by_name[name] = self._object(cls)
        return {"$ref": self._ref_template.format(name=name)}

    def _object(self, cls: type) -> JsonSchema:
        words = _described(cls)
        properties: dict[str, JsonSchema] = {}
        required = []
        for tag, value in _tags(cls):
            properties[tag] = {
                "description": words.get(tag) or _TAGS.get(tag, "which kind this is"),
                "const": value,
            }
            required.append(tag)
        for name, key, hint in _fields(cls):
            text = words.get(name) or _TAGS.get(key)
            description = {"description": text} if text else {}
            properties[key] = {**description, **self.schema_of(hint)}
            if msgspec.UnsetType not in get_args(hint):
                required.append(key)
        summary = _one_line(_docstring(cls).summary)
        return {
            **({"description": summary} if summary else {}),
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": False,
        }


_TAGS = {"schema": "which document this is, and its version", "kind": "which kind this is"}


def _limits(metas: Iterable[msgspec.Meta]) -> JsonSchema:
    return {
        key: getattr(meta, name)
        for meta in metas
        for name, key in _LIMITS.items()
        if getattr(meta, name) is not None
    }


def _tags(cls: type) -> Iterator[tuple[str, str | int]]:
    """The properties with one value: a Struct's tag, or a class variable ``kind``."""
    config = getattr(cls, "__struct_config__", None)
    if config is not None and config.tag is not None:
        yield config.tag_field, config.tag
    hint = get_type_hints(cls).get("kind")
    if get_origin(hint) is ClassVar or hint is ClassVar:
        yield "kind", cls.kind  # type: ignore[attr-defined]


def _fields(cls: type) -> Iterator[tuple[str, str, Any]]:
    """Name, key in JSON and type of every field."""
    hints = get_type_hints(cls, include_extras=True)
    if issubclass(cls, msgspec.Struct):
        for name, key in zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True):
            yield name, key, hints[name]
    elif dataclasses.is_dataclass(cls):
        for field in dataclasses.fields(cls):
            yield field.name, field.name, hints[field.name]


@dataclasses.dataclass(frozen=True)
class _Docstring:
    summary: str
    attributes: Mapping[str, str]


_SECTION = re.compile(r"^(Attributes|Args|Returns|Raises|Yields|Examples?|Notes?):$")
_ENTRY = re.compile(r"^ {4}(\w+(?:, \w+)*): (.*)$")


def _described(cls: type) -> dict[str, str]:
    """What the docstrings of a class and of those it comes from say of its fields."""
    words: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        words |= _docstring(base).attributes
    return words


def _docstring(cls: type) -> _Docstring:
    text = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
    if text.startswith(f"{cls.__name__}("):  # what a dataclass without a docstring gets
        text = ""
    summary: list[str] = []
    entries: dict[str, list[str]] = {}
    section, names = "", tuple[str, ...]()
    for line in text.splitlines():
        if match := _SECTION.match(line):
            section, names = match[1], tuple[str, ...]()
        elif line and not line.startswith(" "):
            section = ""
        if not section:
            summary.append(line)
        elif section in ("Attributes", "Args"):
            if entry := _ENTRY.match(line):
                names = tuple(entry[1].split(", "))
                entries |= {name: [entry[2]] for name in names}
            elif line.strip():
                for name in names:
                    entries[name].append(line)
    attributes = {
        name: _one_line(_without_markup(" ".join(lines))).rstrip(".") for name, lines in entries.items()
    }
    return _Docstring(_without_markup("\n".join(summary)).strip(), attributes)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _without_markup(text: str) -> str:
    """Text without the marks of code and of references."""
    text = re.sub(r":\w+:`~?(?:[\w.]+\.)?(\w+)`", r"\1", text)
    return re.sub(r"``([^`]*)``", r"\1", text)
