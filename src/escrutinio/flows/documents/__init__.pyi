from .backtest import BacktestDocument
from .calls import CallDocument
from .check import CheckDocument
from .count import CountDocument
from .decide import BoundsDocument, DecideDocument
from .deliveries import DeliveriesDocument, RepairDocument, VerifyDocument
from .encoding import to_json, to_plain
from .every_document import DOCUMENTS, PUBLISHED
from .explain import ExplainDocument
from .export import ExportDocument
from .figures import (
    CountHeading,
    ElectionHeading,
    ElectionLabel,
    SelectionLabel,
    ShareInterval,
    UnitFigures,
    WholeInterval,
)
from .forensics import ForensicsDocument
from .ingest import IngestDocument
from .laws import LawDocument, LawsDocument, LawVerifyDocument
from .new import NewDocument
from .outcome import OutcomeDocument
from .project import ProjectDocument
from .recipes import RecipeDocument, RecipesDocument, UsedRecipeDocument
from .replay import ReplayDocument
from .schema import JsonSchema, document_schema, document_tag, schema_components
from .source_differences import SourceDifferencesDocument
from .stories import StoriesDocument, StoryDocument

__all__ = [
    "DOCUMENTS",
    "PUBLISHED",
    "BacktestDocument",
    "BoundsDocument",
    "CallDocument",
    "CheckDocument",
    "CountDocument",
    "CountHeading",
    "DecideDocument",
    "DeliveriesDocument",
    "ElectionHeading",
    "ElectionLabel",
    "ExplainDocument",
    "ExportDocument",
    "ForensicsDocument",
    "IngestDocument",
    "JsonSchema",
    "LawDocument",
    "LawVerifyDocument",
    "LawsDocument",
    "NewDocument",
    "OutcomeDocument",
    "ProjectDocument",
    "RecipeDocument",
    "RecipesDocument",
    "RepairDocument",
    "ReplayDocument",
    "SelectionLabel",
    "ShareInterval",
    "SourceDifferencesDocument",
    "StoriesDocument",
    "StoryDocument",
    "UnitFigures",
    "UsedRecipeDocument",
    "VerifyDocument",
    "WholeInterval",
    "document_schema",
    "document_tag",
    "schema_components",
    "to_json",
    "to_plain",
]
