"""The form that publications have: a program reads those of its own form, and publishes anew over others."""

from __future__ import annotations

import hashlib
import json
from functools import cache

import msgspec

from escrutinio.flows.documents.advice import AdviceDocument
from escrutinio.flows.documents.boundaries import LevelMap
from escrutinio.flows.documents.called import CallsDocument
from escrutinio.flows.documents.explain import MovementDocument
from escrutinio.flows.documents.findings import FindingsDocument
from escrutinio.flows.documents.forensics import ForensicsDocument
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.documents.night import NightDocument
from escrutinio.flows.documents.photographs import Photograph
from escrutinio.flows.documents.places import PlacesDocument
from escrutinio.flows.documents.seat_draws import SeatDrawsDocument
from escrutinio.flows.documents.source_differences import SourceDifferencesDocument
from escrutinio.flows.documents.unit import UnitDocument
from escrutinio.flows.documents.what_if import WhatIfDocument
from escrutinio.flows.publication.frames import FRAMES

_DOCUMENTS = (
    AdviceDocument,
    CallsDocument,
    FindingsDocument,
    ForensicsDocument,
    FrontDocument,
    LevelMap,
    MovementDocument,
    NightDocument,
    Photograph,
    PlacesDocument,
    SeatDrawsDocument,
    WhatIfDocument,
    SourceDifferencesDocument,
    UnitDocument,
)


@cache
def form() -> str:
    """A hash of the schemas of all that a publication holds: another one means that it reads otherwise."""
    _, components = msgspec.json.schema_components(_DOCUMENTS)
    parts = [components, FRAMES]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:10]
