"""Every document there is, for their schemas."""

from escrutinio.flows.documents.advice import AdviceDocument
from escrutinio.flows.documents.alert import AlertDocument
from escrutinio.flows.documents.archive import ArchiveDocument
from escrutinio.flows.documents.backtest import BacktestDocument
from escrutinio.flows.documents.called import CallsDocument
from escrutinio.flows.documents.calls import CallDocument
from escrutinio.flows.documents.check import CheckDocument
from escrutinio.flows.documents.contests import ContestDocument, ContestsDocument, UnitsDocument
from escrutinio.flows.documents.count import CountDocument
from escrutinio.flows.documents.decide import BoundsDocument, DecideDocument
from escrutinio.flows.documents.deliveries import DeliveriesDocument, RepairDocument, VerifyDocument
from escrutinio.flows.documents.explain import ExplainDocument, MovementDocument
from escrutinio.flows.documents.export import ExportDocument
from escrutinio.flows.documents.feed_try import FeedTryDocument
from escrutinio.flows.documents.findings import FindingsDocument
from escrutinio.flows.documents.forensics import ForensicsDocument
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.ingest import IngestDocument
from escrutinio.flows.documents.laws import LawDocument, LawsDocument, LawVerifyDocument
from escrutinio.flows.documents.new import NewDocument
from escrutinio.flows.documents.night import NightDocument
from escrutinio.flows.documents.outcome import OutcomeDocument
from escrutinio.flows.documents.package import LogDocument, PackageDocument
from escrutinio.flows.documents.people import PeopleDocument
from escrutinio.flows.documents.places import PlacesDocument
from escrutinio.flows.documents.project import ProjectDocument
from escrutinio.flows.documents.recipes import RecipeDocument, RecipesDocument, UsedRecipeDocument
from escrutinio.flows.documents.replay import ReplayDocument
from escrutinio.flows.documents.sample import SampleDrawDocument, SampleEstimateDocument
from escrutinio.flows.documents.seat_draws import SeatDrawsDocument
from escrutinio.flows.documents.source_differences import SourceDifferencesDocument
from escrutinio.flows.documents.stories import StoriesDocument, StoryDocument
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.documents.what_if import WhatIfDocument

PUBLISHED: tuple[type, ...] = (
    FrontDocument,
    AdviceDocument,
    ContestsDocument,
    ContestDocument,
    UnitsDocument,
    UnitDocument,
    BoundsDocument,
    FindingsDocument,
    SourceDifferencesDocument,
    CallsDocument,
    MovementDocument,
    NightDocument,
    SeatDrawsDocument,
    WhatIfDocument,
    PlacesDocument,
    StoriesDocument,
    StoryDocument,
)
"""The documents of a publication."""
DOCUMENTS: tuple[type, ...] = (
    NewDocument,
    FeedTryDocument,
    IngestDocument,
    CountDocument,
    DecideDocument,
    ProjectDocument,
    CallDocument,
    ReplayDocument,
    CheckDocument,
    ExplainDocument,
    ForensicsDocument,
    DeliveriesDocument,
    LogDocument,
    PackageDocument,
    VerifyDocument,
    RepairDocument,
    BacktestDocument,
    SampleDrawDocument,
    SampleEstimateDocument,
    LawsDocument,
    LawVerifyDocument,
    RecipeDocument,
    RecipesDocument,
    UsedRecipeDocument,
    LawDocument,
    OutcomeDocument,
    ExportDocument,
    ArchiveDocument,
    PeopleDocument,
    AlertDocument,
    *PUBLISHED,
)
"""Every document with a schema in docs/reference/schemas."""
