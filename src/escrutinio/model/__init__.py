"""The nouns: elections, contests, selections, units, sheets, statuses, findings and errors."""

from escrutinio.model.choices import (
    BaselineChoice,
    CallSettings,
    CheckSettings,
    LawChoice,
    PollAverage,
    ProjectionChoice,
    StationsChoice,
)
from escrutinio.model.definition import (
    DEFINITION_FILE,
    REHEARSAL,
    RESERVED_LEVELS,
    load_election,
    parse_election,
)
from escrutinio.model.election import NATION, Candidate, Contest, Election, Level, Selection
from escrutinio.model.errors import (
    DefinitionError,
    EscrutinioError,
    EvidenceError,
    FeedError,
    LawError,
    LedgerError,
    UnknownFigure,
    UsageError,
)
from escrutinio.model.feed import (
    Feed,
    FigureColumns,
    JoinedColumn,
    NumberForm,
    Observed,
    StatusColumn,
    TableColumns,
    UnitMapping,
)
from escrutinio.model.figures import Share, SheetShare, SheetSum, UnitCounts, UnitFigures, Whole
from escrutinio.model.finding import Finding, Severity
from escrutinio.model.languages import has_language, in_language, languages_of, name_in
from escrutinio.model.names import Names
from escrutinio.model.sheet import selection_of, unit_column, votes_column
from escrutinio.model.status import CountItemStatus, ResultsStatus, count_item_status
from escrutinio.model.vote_types import VOTE_TYPE, VoteType, VoteTypeMapping, count_item_type
from escrutinio.model.web_source import Page, WebSource, address_fault

__all__ = [
    "DEFINITION_FILE",
    "NATION",
    "REHEARSAL",
    "RESERVED_LEVELS",
    "VOTE_TYPE",
    "BaselineChoice",
    "CallSettings",
    "Candidate",
    "CheckSettings",
    "Contest",
    "CountItemStatus",
    "DefinitionError",
    "Election",
    "EscrutinioError",
    "EvidenceError",
    "Feed",
    "FeedError",
    "FigureColumns",
    "Finding",
    "JoinedColumn",
    "LawChoice",
    "LawError",
    "LedgerError",
    "Level",
    "Names",
    "NumberForm",
    "Observed",
    "Page",
    "PollAverage",
    "ProjectionChoice",
    "ResultsStatus",
    "Selection",
    "Severity",
    "Share",
    "SheetShare",
    "SheetSum",
    "StationsChoice",
    "StatusColumn",
    "TableColumns",
    "UnitCounts",
    "UnitFigures",
    "UnitMapping",
    "UnknownFigure",
    "UsageError",
    "VoteType",
    "VoteTypeMapping",
    "WebSource",
    "Whole",
    "address_fault",
    "count_item_status",
    "count_item_type",
    "has_language",
    "in_language",
    "languages_of",
    "load_election",
    "name_in",
    "parse_election",
    "selection_of",
    "unit_column",
    "votes_column",
]
