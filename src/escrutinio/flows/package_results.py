"""The results of an election folder as files that are the same whoever computes them."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl

from escrutinio.flows.count import Count, count
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.encoding import to_json
from escrutinio.flows.evidence import SOFTWARE
from escrutinio.flows.project import project
from escrutinio.flows.project_document import projection_document
from escrutinio.flows.projected_contest import DRAWS, SEED
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.flows.results import decision_document
from escrutinio.ledger import as_of, schema
from escrutinio.model import EscrutinioError, sheet
from escrutinio.projection import Settings
from escrutinio.tabulation import SHEETS_REPORTED, UNIT

TOTALS, STANDING, EXCLUDED = "results/totals.csv", "results/sheets.csv", "results/left-out.csv"
OUTCOME, PROJECTION, SETTINGS = "results/outcome.json", "results/projection.json", "results/settings.json"
LEVEL = "level"
_FIGURES = (SHEETS_REPORTED, *sheet.COUNTS)


def results(desk: Desk) -> dict[str, bytes]:
    """Count, decide and project all that is known: name -> content.

    A law that decides nothing and a projection that cannot be had leave their reason in their file.

    Raises:
        EscrutinioError: it cannot be counted.
    """
    resolved = resolved_sheets(desk)
    counted = count(desk, resolved=resolved)
    files = {
        TOTALS: totals_csv(counted),
        STANDING: _sheets_csv(desk, resolved),
        EXCLUDED: _csv(resolved.excluded.select(sheet.KEY).sort(sheet.KEY)),
        SETTINGS: _json({"software": SOFTWARE, "draws": DRAWS, "seed": SEED, **asdict(Settings())}),
    }
    if desk.election.law is not None:
        files[OUTCOME] = _outcome(desk, resolved, counted)
    if desk.election.projection is not None:
        files[PROJECTION] = _projection(desk, resolved, counted)
    return files


def totals_csv(counted: Count) -> bytes:
    """Every sum: a row per contest, level and unit, with sheets reported, counts and votes.

    A figure that no sheet states is left empty. Rows and columns are in order, lines end with a line feed.
    """
    parts = []
    for contest, levels in counted.sums.items():
        for level, sums in levels.items():
            names = [name for name in sums.columns if name in _FIGURES or name.startswith(sheet.VOTES_PREFIX)]
            head = (pl.lit(contest).alias(sheet.CONTEST), pl.lit(level).alias(LEVEL), pl.col(UNIT))
            parts.append(sums.select(*head, *names))
    whole = pl.concat(parts, how="diagonal")
    votes = sorted(name for name in whole.columns if name.startswith(sheet.VOTES_PREFIX))
    first = [sheet.CONTEST, LEVEL, UNIT, *_FIGURES]
    return _csv(whole.select(*first, *votes).sort(sheet.CONTEST, LEVEL, UNIT))


def _sheets_csv(desk: Desk, resolved: ResolvedSheets) -> bytes:
    """Every sheet that counts, with its units, its figures, and the delivery and line it was read from."""
    origin = as_of(desk.ledger).select(*sheet.KEY, schema.SOURCE, schema.DELIVERY, sheet.LINE)
    rows = resolved.sheets.join(origin, on=list(sheet.KEY), how="left")
    levels = [level for level in desk.election.level_ids() if level in rows.columns]
    votes = sorted(name for name in rows.columns if name.startswith(sheet.VOTES_PREFIX))
    first = [*sheet.KEY, schema.SOURCE, schema.DELIVERY, sheet.LINE, *levels, *sheet.COUNTS]
    return _csv(rows.select(*first, *votes).sort(sheet.KEY))


def _outcome(desk: Desk, resolved: ResolvedSheets, counted: Count) -> bytes:
    try:
        return _json(decision_document(decide(desk, resolved=resolved, counted=counted)))
    except EscrutinioError as error:
        return _json({"reason": error.message})


def _projection(desk: Desk, resolved: ResolvedSheets, counted: Count) -> bytes:
    try:
        document = projection_document(project(desk, resolved=resolved, counted=counted))
    except EscrutinioError as error:
        return _json({"reason": error.message})
    return _json(document)


def _json(document: object) -> bytes:
    return to_json(document, indent=1).encode() + b"\n"


def _csv(frame: pl.DataFrame) -> bytes:
    return frame.write_csv().encode()
