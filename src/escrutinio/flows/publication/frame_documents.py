"""Documents that a publication makes of its tables when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from msgspec.structs import asdict

from escrutinio.flows.documents.findings import CheckTally, FindingsDocument
from escrutinio.flows.documents.places import PlaceOnMap, PlacesDocument
from escrutinio.flows.documents.published import PublishedHeading
from escrutinio.flows.publication.counted import rank
from escrutinio.flows.publication.frames import LEVEL, NAME
from escrutinio.flows.publication.unit_page import finding_row
from escrutinio.ledger.checks import CHECKS
from escrutinio.ledger.stations import LATITUDE, LONGITUDE
from escrutinio.model import Contest, Election, Severity
from escrutinio.tabulation import UNIT, unit_figures


def findings_document(heading: PublishedHeading, rows: pl.DataFrame) -> FindingsDocument:
    """Findings, in the order of their table, with counts by severity and by check."""
    by_code = dict(rows.group_by("code").len().iter_rows())
    by_severity = dict(rows.group_by("severity").len().iter_rows())
    return FindingsDocument(
        **asdict(heading),
        total=rows.height,
        by_severity={severity.value: by_severity.get(severity, 0) for severity in Severity},
        by_check=tuple(
            CheckTally(
                code=check.code,
                severity=check.severity,
                title=check.title,
                formula=check.formula,
                count=by_code.get(check.code, 0),
            )
            for check in CHECKS
        ),
        findings=tuple(finding_row(row) for row in rows.iter_rows(named=True)),
    )


def places_document(
    heading: PublishedHeading, rows: pl.DataFrame, contest: Contest, election: Election
) -> PlacesDocument:
    """Polling places with coordinates, and who leads in each."""
    places = tuple(_place(row, contest, election) for row in rows.iter_rows(named=True))
    return PlacesDocument(**asdict(heading), contest=contest.id, places=places)


def _place(row: Mapping[str, Any], contest: Contest, election: Election) -> PlaceOnMap:
    figures = unit_figures(row, contest, all_listed=election.stations.complete)
    ranking = rank(figures, contest)
    return PlaceOnMap(
        unit=row[UNIT],
        level=row[LEVEL],
        name=row[NAME],
        lat=row[LATITUDE],
        lon=row[LONGITUDE],
        sheets_share=figures.sheets_share,
        registered_expected=figures.registered_expected.sum if figures.registered_expected.complete else None,
        leader=ranking.leader,
        lead=ranking.lead.share if ranking.lead else None,
    )
