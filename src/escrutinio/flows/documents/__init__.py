"""What is published and what the commands answer, as types; their JSON schemas are made from them."""

from escrutinio.flows.documents.count import CountDocument
from escrutinio.flows.documents.encoding import to_json, to_plain
from escrutinio.flows.documents.figures import (
    CountHeading,
    ElectionHeading,
    ElectionLabel,
    SelectionLabel,
    ShareInterval,
    UnitFigures,
    WholeInterval,
)
from escrutinio.flows.documents.schema import JsonSchema, document_schema, document_tag, schema_components

DOCUMENTS: tuple[type, ...] = (CountDocument,)
"""Every document with a schema in docs/reference/schemas."""

__all__ = [
    "DOCUMENTS",
    "CountDocument",
    "CountHeading",
    "ElectionHeading",
    "ElectionLabel",
    "JsonSchema",
    "SelectionLabel",
    "ShareInterval",
    "UnitFigures",
    "WholeInterval",
    "document_schema",
    "document_tag",
    "schema_components",
    "to_json",
    "to_plain",
]
