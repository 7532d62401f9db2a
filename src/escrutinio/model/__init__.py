"""The nouns: elections, contests, selections, units, sheets, statuses, findings and errors."""

from escrutinio.model.definition import DEFINITION_FILE, load_election, parse_election
from escrutinio.model.election import (
    NATION,
    BaselineChoice,
    CheckSettings,
    Contest,
    Election,
    Feed,
    FigureColumns,
    LawChoice,
    Level,
    Observed,
    ProjectionChoice,
    Selection,
    StationsChoice,
    StatusColumn,
    UnitMapping,
)
from escrutinio.model.errors import (
    DefinitionError,
    EscrutinioError,
    FeedError,
    LawError,
    LedgerError,
    UnknownFigure,
    UsageError,
)
from escrutinio.model.figures import Share, UnitCounts, UnitFigures, Whole
from escrutinio.model.finding import Finding, Severity
from escrutinio.model.sheet import selection_of, unit_column, votes_column
from escrutinio.model.status import CountItemStatus, ResultsStatus, count_item_status

__all__ = [
    "DEFINITION_FILE",
    "NATION",
    "BaselineChoice",
    "CheckSettings",
    "Contest",
    "CountItemStatus",
    "DefinitionError",
    "Election",
    "EscrutinioError",
    "Feed",
    "FeedError",
    "FigureColumns",
    "Finding",
    "LawChoice",
    "LawError",
    "LedgerError",
    "Level",
    "Observed",
    "ProjectionChoice",
    "ResultsStatus",
    "Selection",
    "Severity",
    "Share",
    "StationsChoice",
    "StatusColumn",
    "UnitCounts",
    "UnitFigures",
    "UnitMapping",
    "UnknownFigure",
    "UsageError",
    "Whole",
    "count_item_status",
    "load_election",
    "parse_election",
    "selection_of",
    "unit_column",
    "votes_column",
]
