"""Quick counts: draws a sample of stations, and says what the sheets of a sample say of all of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
from msgspec import structs
from numpy.typing import NDArray

from escrutinio.flows.count import count, election_heading, heading
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.figures import ShareInterval
from escrutinio.flows.documents.sample import (
    SampleDrawDocument,
    SampledSelection,
    SampleEstimateDocument,
    SampleStratum,
)
from escrutinio.flows.project_document import figures_of_all
from escrutinio.flows.projected_contest import (
    DRAWS,
    SEED,
    headline_contest,
    known_contest,
    load_baseline,
    matched_baseline,
    projected_contests,
)
from escrutinio.flows.resolved import resolved_sheets, with_arrivals
from escrutinio.flows.sample_file import FILE, SAMPLE_COLUMNS
from escrutinio.ledger.stations import name_column
from escrutinio.model import DEFINITION_FILE, NATION, Contest, UsageError, sheet, votes_column
from escrutinio.projection import LEVELS, CannotSay, level_name
from escrutinio.projection.layout import indexed
from escrutinio.projection.sample import allocate, combined_ratio, draw_stations, expected_errors, reach
from escrutinio.projection.several_votes import earlier_in_votes, sheets_in_votes

_ALL = "all"
_LEAST_MATCHED = 0.8
"""With fewer voters at places with an earlier vote of their own, stations would seem too much alike."""


def draw_sample(
    desk: Desk, size: int, *, strata: str | None = None, seed: int = SEED, contest_id: str | None = None
) -> tuple[SampleDrawDocument, pl.DataFrame]:
    """Draw a stratified random sample of a contest's stations.

    Args:
        desk: the election.
        size: how many stations to draw.
        strata: the level whose units are the strata; None for one stratum.
        seed: of the random numbers: the same seed draws the same stations.
        contest_id: the contest; None for the headline contest.

    Returns:
        The answer; contest, sheet, stratum and probability of the stations drawn.

    Raises:
        UsageError: so many cannot be drawn, or the contest is not counted at the level.
    """
    contest = known_contest(desk.election, contest_id or headline_contest(desk.election))
    if strata is not None and (strata not in contest.levels or strata == NATION):
        allowed = ", ".join(name for name in contest.levels if name != NATION)
        raise UsageError(f"{contest.id} has no level {strata!r}", hint=f"It is at: {allowed}.")
    stations = desk.stations.filter(pl.col(sheet.CONTEST) == contest.id).sort(sheet.SHEET)
    stratum = pl.lit(_ALL) if strata is None else pl.col(strata).fill_null("")
    stations = stations.with_columns(stratum.cast(pl.String).alias("stratum"))
    names, index = indexed(stations["stratum"])
    sizes = np.bincount(index, minlength=len(names)).tolist()
    drawn = allocate(sizes, size)
    chosen = draw_stations(index, drawn, seed)
    probability = np.array(drawn, dtype=float)[index] / np.array(sizes, dtype=float)[index]
    frame = stations.with_columns(pl.Series("probability", probability))[chosen].select(SAMPLE_COLUMNS)
    document = SampleDrawDocument(
        **structs.asdict(election_heading(desk)),
        contest=contest.id,
        file=FILE,
        seed=seed,
        stations=stations.height,
        drawn=frame.height,
        strata=tuple(
            SampleStratum(stratum=name, stations=many, drawn=taken)
            for name, many, taken in zip(names, sizes, drawn, strict=True)
        ),
        expected_margins=_margins(desk, contest, stations, index, drawn),
    )
    return document, frame


def write_sample(folder: Path, frame: pl.DataFrame) -> Path:
    """Write the file of a sample into an election's folder; one that is there is kept.

    Raises:
        UsageError: there is one.
    """
    path = folder / FILE
    if path.exists():
        raise UsageError(
            f"{path} is there already",
            hint="A sample is drawn once. Move it away if it was never used.",
        )
    frame.write_csv(path)
    return path


def _margins(
    desk: Desk, contest: Contest, stations: pl.DataFrame, index: NDArray[np.int64], drawn: list[int]
) -> dict[str, float]:
    """List of the earlier election -> half the width of its 95 % interval; none without one."""
    election = desk.election
    if election.projection is None or contest.id != headline_contest(election):
        return {}
    place = election.projection.place
    above = dict.fromkeys([election.projection.area, election.projection.region])
    places = stations.select(
        pl.col(place).fill_null("").alias("place"),
        *[pl.col(level).fill_null("") for level in above if level != place],
        *[pl.col(name).alias("place_name") for name in [name_column(place)] if name in stations.columns],
    )
    baseline = earlier_in_votes(load_baseline(election), contest)
    matched = matched_baseline(places, baseline, election)
    registered = stations[sheet.REGISTERED].fill_null(0).to_numpy().astype(float)
    if matched is None or matched.share_matched(registered) < _LEAST_MATCHED:
        return {}
    columns = matched.of_lists
    voters = stations[sheet.REGISTERED].fill_null(stations[sheet.REGISTERED].mean() or 1.0).to_numpy()
    valid = matched.shares[:, columns].sum(axis=1) * voters.astype(float)
    shares = matched.shares[:, columns] / np.maximum(matched.shares[:, columns].sum(axis=1), 1e-9)[:, None]
    if valid.sum() <= 0:
        return {}
    errors = expected_errors(shares, valid, index, drawn)
    return {
        matched.categories[column]: float(reach(0.95) * error)
        for column, error in zip(columns, errors, strict=True)
    }


def estimate_sample(
    desk: Desk, until: datetime | None = None, *, contest_id: str | None = None, draws: int = DRAWS
) -> SampleEstimateDocument:
    """What the sheets of a sample say of all stations, by the design alone and by the model.

    Raises:
        UsageError: the election has no sample, or too little of it is in.
    """
    election = desk.election
    contest = known_contest(election, contest_id or headline_contest(election))
    if desk.sample is None:
        raise UsageError(
            "the election has no sample",
            hint=f"Draw one with escrutinio sample draw, and name it in {DEFINITION_FILE}: [projection] "
            f'sample = "{FILE}".',
        )
    sample = desk.sample.filter(pl.col(sheet.CONTEST) == contest.id)
    if sample.is_empty():
        raise UsageError(f"the sample has no stations of the contest {contest.id}")
    strata = (
        sample.group_by("stratum")
        .agg(pl.len().alias("drawn"), pl.col("probability").first())
        .sort("stratum")
        .with_row_index("number")
    )
    names, drawn = strata["stratum"].to_list(), strata["drawn"].to_list()
    sizes = [
        round(many / chance) for many, chance in zip(drawn, strata["probability"].to_list(), strict=True)
    ]
    resolved = resolved_sheets(desk, until)
    of_contest = sheets_in_votes(resolved.sheets, contest).filter(pl.col(sheet.CONTEST) == contest.id)
    sheets = of_contest.join(
        sample.join(strata, on="stratum").select(sheet.SHEET, "number"), on=sheet.SHEET, how="inner"
    )
    lists = [name for name in contest.selections if name not in contest.withdrawn]
    lists = [name for name in lists if votes_column(name) in sheets.columns]
    votes = sheets.select(pl.col(votes_column(name)).fill_null(0) for name in lists).to_numpy().astype(float)
    valid = sheets["valid"].fill_null(0).to_numpy().astype(float)
    stratum = sheets["number"].to_numpy().astype(np.int64)
    estimate = combined_ratio(votes, valid, stratum, sizes, drawn)
    arrived = with_arrivals(resolved.sheets, desk, until)
    _, modelled = projected_contests(desk, arrived, contest, draws=draws)
    figures = figures_of_all(modelled)
    model = figures.selections if figures else {}
    spans = {level_name(level): estimate.interval(level) for level in LEVELS}
    selections = {}
    for number, name in enumerate(lists):
        projected = model.get(name)
        selections[name] = SampledSelection(
            share=float(estimate.shares[number]),
            error=float(estimate.errors[number]),
            intervals={
                level: ShareInterval(low=float(span[number, 0]), high=float(span[number, 1]))
                for level, span in spans.items()
            },
            projected=projected.share if projected else None,
            projected_intervals=projected.intervals if projected else {},
        )
    return SampleEstimateDocument(
        **structs.asdict(heading(count(desk, until, levels=[NATION], resolved=resolved))),
        contest=contest.id,
        drawn=estimate.drawn,
        used=estimate.used,
        silent=tuple(names[number] for number in estimate.silent),
        selections=selections,
        reason=modelled.draws.reason if isinstance(modelled.draws, CannotSay) else "",
    )
