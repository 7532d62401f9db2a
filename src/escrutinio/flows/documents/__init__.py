"""What is published and what the commands answer, as types; their JSON schemas are made from them."""

from escrutinio.flows.documents.backtest import BacktestDocument
from escrutinio.flows.documents.calls import CallDocument
from escrutinio.flows.documents.check import CheckDocument
from escrutinio.flows.documents.count import CountDocument
from escrutinio.flows.documents.decide import DecideDocument
from escrutinio.flows.documents.encoding import to_json, to_plain
from escrutinio.flows.documents.export import ExportDocument
from escrutinio.flows.documents.figures import (
    CountHeading,
    ElectionHeading,
    ElectionLabel,
    SelectionLabel,
    ShareInterval,
    UnitFigures,
    WholeInterval,
)
from escrutinio.flows.documents.ingest import IngestDocument
from escrutinio.flows.documents.laws import LawDocument, LawsDocument
from escrutinio.flows.documents.new import NewDocument
from escrutinio.flows.documents.outcome import OutcomeDocument
from escrutinio.flows.documents.schema import JsonSchema, document_schema, document_tag, schema_components

DOCUMENTS: tuple[type, ...] = (
    NewDocument,
    IngestDocument,
    CountDocument,
    DecideDocument,
    CallDocument,
    CheckDocument,
    BacktestDocument,
    LawsDocument,
    LawDocument,
    OutcomeDocument,
    ExportDocument,
)
"""Every document with a schema in docs/reference/schemas."""

__all__ = [
    "DOCUMENTS",
    "BacktestDocument",
    "CallDocument",
    "CheckDocument",
    "CountDocument",
    "CountHeading",
    "DecideDocument",
    "ElectionHeading",
    "ElectionLabel",
    "ExportDocument",
    "IngestDocument",
    "JsonSchema",
    "LawDocument",
    "LawsDocument",
    "NewDocument",
    "OutcomeDocument",
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
