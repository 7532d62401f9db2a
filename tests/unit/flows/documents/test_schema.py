"""Schemas out of types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

import jsonschema_rs
import msgspec
import pytest

from escrutinio.flows.documents import document_schema, document_tag, schema_components, to_json, to_plain
from escrutinio.model import ResultsStatus


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Something with a name.

    Attributes:
        name: what it is called.
    """

    name: str


@dataclass(frozen=True)
class Quotient:
    """A quotient, see :class:`escrutinio.law.Law`.

    Args:
        exact: its value, as in ``election.toml``;
            never rounded.
    """

    kind: ClassVar[str] = "quotient"
    exact: Fraction


@dataclass(frozen=True)
class Tied:
    names: tuple[str, ...]


class Small(Named, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/small/3"):
    """Answer of nothing.

    What it says
    in two lines.

    Attributes:
        low, high: an end.
        step: a step.
        status: how far.
        shares: by name.
        pair: two.
        tree: itself.
    """

    low: Annotated[int, msgspec.Meta(ge=0)]
    high: Annotated[int, msgspec.Meta(ge=0)] | None
    step: Quotient | Tied | None
    status: ResultsStatus | Literal["none"]
    shares: Mapping[str, float | None]
    pair: tuple[int, str]
    tree: tuple[Small, ...]
    extra: str | msgspec.UnsetType = msgspec.UNSET


def test_document_is_a_schema_of_the_draft_with_words_for_every_key() -> None:
    schema = document_schema(Small)

    jsonschema_rs.meta.validate(schema)
    assert (schema["$id"], schema["title"]) == ("urn:escrutinio:schema:small:3", "Answer of nothing")
    assert schema["description"] == "What it says in two lines."
    properties = schema["properties"]
    assert properties["schema"]["const"] == "escrutinio/small/3"
    assert properties["name"] == {"description": "what it is called", "type": "string"}
    assert properties["low"] == {"description": "an end", "type": "integer", "minimum": 0}
    assert properties["high"] == {"description": "an end", "type": ["integer", "null"], "minimum": 0}
    assert properties["step"]["anyOf"] == [
        {"$ref": "#/$defs/Quotient"},
        {"$ref": "#/$defs/Tied"},
        {"type": "null"},
    ]
    assert set(schema["required"]) == {"schema", "name", *Small.__struct_fields__} - {"extra"}
    assert schema["additionalProperties"] is False


def test_dataclass_has_its_kind_and_exact_fractions() -> None:
    (reference,), definitions = schema_components([Quotient], "#/components/schemas/{name}")

    assert reference == {"$ref": "#/components/schemas/Quotient"}
    quotient = definitions["Quotient"]
    assert quotient["description"] == "A quotient, see Law."
    assert quotient["properties"]["kind"]["const"] == "quotient"
    assert quotient["properties"]["exact"]["description"] == "its value, as in election.toml; never rounded"
    assert quotient["required"] == ["kind", "exact"]
    assert "description" not in schema_components([Tied])[1]["Tied"]


def test_what_is_written_is_as_the_schema_says() -> None:
    leaf = Small(
        name="a",
        low=0,
        high=None,
        step=Tied(("A", "B")),
        status="none",
        shares={"A": None},
        pair=(1, "x"),
        tree=(),
    )
    tree = Small(
        name="b",
        low=1,
        high=2,
        step=None,
        status=ResultsStatus.CERTIFIED,
        shares={},
        pair=(1, "x"),
        tree=(leaf,),
    )

    plain = to_plain(tree)

    assert to_json(plain) == to_json(tree)
    schema = document_schema(Small)
    definitions = {**schema["$defs"], "Small": schema}
    jsonschema_rs.Draft202012Validator({**schema, "$defs": definitions}).validate(plain)


def test_fraction_is_written_exactly() -> None:
    assert to_json(Quotient(Fraction(123, 4))) == '{"exact":"123/4"}'


def test_what_has_no_form_in_json_is_refused() -> None:
    with pytest.raises(TypeError, match="no form in JSON"):
        schema_components([complex])
    with pytest.raises(TypeError, match="no document"):
        document_tag(Named)
    with pytest.raises(NotImplementedError, match="complex has no form"):
        to_json(1j)
