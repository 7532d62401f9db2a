"""Forensics: which sheets are worth a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from escrutinio.explain.forensics import (
    LEVEL,
    REFUSED,
    TESTS,
    UNKNOWN,
    CannotTell,
    Flag,
    OddityTest,
    Sheets,
    Verdict,
    oddity_test,
    run_tests,
)
from escrutinio.flows.count import election_heading, iso, unit_names
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.forensics import ForensicsDocument, OddityResult, OddSheet, RefusedTest
from escrutinio.flows.explained_units import explained_levels
from escrutinio.flows.projected_contest import headline_contest, known_contest
from escrutinio.flows.resolved import ResolvedSheets, resolved_sheets
from escrutinio.ledger import as_of, schema
from escrutinio.model import NATION, Contest, Election, UsageError, sheet, votes_column

SEED = 1
LISTED = 100
"""So many sheets of a test are listed in the document."""
WIDESPREAD = 0.1
"""Where more than this share of the sheets stand out, and more than are listed, or more than half of them,
the alarm concerns the count, or how it was made, and not single sheets."""
_COLUMNS = 12
_GROUP = "group"


@dataclass(frozen=True)
class Examined:
    """The sheets of a contest as the tests take them, and which sheets they are.

    Attributes:
        sheets: as the tests take them.
        rows: one row per sheet, in the same order: sheet, place, and its group.
        ranked: group -> its selections, in the order of the columns.
        left_out: sheets that do not state their votes, or more than are valid.
        place_level: the level of the places; empty where there is none.
    """

    sheets: Sheets
    rows: pl.DataFrame
    ranked: dict[str, tuple[str, ...]]
    left_out: int
    place_level: str


def forensics(
    desk: Desk,
    until: datetime | None = None,
    *,
    contest: str | None = None,
    tests: Sequence[str] = (),
    seed: int = SEED,
    resolved: ResolvedSheets | None = None,
) -> ForensicsDocument:
    """Look for odd sheets.

    Args:
        desk: the election.
        until: the moment (UTC); None for all that is known.
        contest: None for the headline contest.
        tests: their names; none for all.
        seed: of the random numbers.
        resolved: the sheets of the moment, where they are at hand.

    Raises:
        UsageError: there is no such contest or test, a test is refused, or no sheet is in.
    """
    election = desk.election
    wanted = [oddity_test(name) for name in dict.fromkeys(tests)] or list(TESTS)
    of = known_contest(election, contest or headline_contest(election))
    resolved = resolved or resolved_sheets(desk, until)
    examined = examined_sheets(resolved.sheets, election, of)
    verdicts = list(zip(wanted, run_tests(wanted, examined.sheets, seed), strict=True))
    sources = _sources(desk, of, until) if any(_flags(verdict) for _, verdict in verdicts) else {}
    names = unit_names(desk.stations, examined.place_level) if examined.place_level else {}
    results = tuple(_result(test, verdict, examined, names, sources) for test, verdict in verdicts)
    head = election_heading(desk)
    made = sum(result.available for result in results)
    return ForensicsDocument(
        election=head.election,
        note=head.note,
        rehearsal=head.rehearsal,
        as_of=iso(until),
        contest=of.id,
        contest_name=of.name,
        place_level=examined.place_level,
        level=LEVEL,
        left_out=examined.left_out,
        any_alarm=1 - (1 - LEVEL) ** made,
        tests=results,
        refused=tuple(RefusedTest(test=name, reason=reason) for name, reason in REFUSED.items()),
    )


def examined_sheets(located: pl.DataFrame, election: Election, contest: Contest) -> Examined:
    """The sheets of a contest as the tests take them; see :func:`escrutinio.tabulation.resolve_units`.

    Raises:
        UsageError: no sheet is in, or none states its votes.
    """
    own = located.filter(pl.col(sheet.CONTEST) == contest.id)
    columns = [name for name in map(votes_column, contest.selections) if name in own.columns]
    if own.is_empty() or not columns:
        raise UsageError(f"there is nothing to look at: no sheet of {contest.name} is in")
    listed = pl.sum_horizontal(columns)
    some = pl.any_horizontal(pl.col(columns).is_not_null())
    valid = listed if contest.votes_allowed > 1 else pl.col(sheet.VALID)
    usable = own.with_columns(valid.alias("total")).filter(
        some.fill_null(value=False) & (pl.col("total") >= listed)
    )
    if usable.is_empty():
        raise UsageError(f"there is nothing to look at: no sheet of {contest.name} states its votes")
    levels = explained_levels(election, contest)
    groups = pl.lit("") if contest.level == NATION else pl.col(contest.level).fill_null("")
    place_level = levels[-1] if levels else ""
    usable = usable.sort(sheet.SHEET).with_columns(
        groups.alias(_GROUP),
        (pl.col(place_level).fill_null("") if levels else pl.lit("")).alias("place_code"),
    )
    votes, selections, ranked = _ranked_votes(usable, columns)
    region = _numbers(usable, levels[:1])
    area = _numbers(usable, levels[:-1] or levels[:1])
    # Sheets that lie in no place have nothing to be compared with.
    alone = (usable["place_code"] == "").to_numpy()
    place = _numbers(usable, levels)
    place[alone] = place.max(initial=0) + 1 + np.arange(int(alone.sum()))
    _, place = np.unique(place, return_inverse=True)
    counts = {
        name: usable[name].cast(pl.Int64).fill_null(UNKNOWN).to_numpy()
        for name in (sheet.REGISTERED, sheet.CAST)
    }
    sheets = Sheets(
        registered=counts[sheet.REGISTERED],
        cast=counts[sheet.CAST],
        votes=votes,
        place=place.astype(np.int64),
        area=area,
        region=region,
        selections=selections,
        ballots=_ballots(usable, columns),
    )
    rows = usable.select(sheet.SHEET, "place_code", _GROUP)
    return Examined(sheets, rows, ranked, own.height - usable.height, place_level)


def forensics_rows(document: ForensicsDocument) -> pl.DataFrame:
    """One row for each sheet that is listed, or one for a test without any."""
    rows = []
    for test in document.tests:
        of_test = {
            "test": test.test,
            "available": test.available,
            "alarm": test.alarm,
            "observed": test.observed,
            "expected": test.expected,
            "z": test.z,
            "p": test.p,
            "false_alarms": test.false_alarms,
        }
        rows += [
            {
                **of_test,
                "sheet": listed.sheet if listed else None,
                "place": listed.place if listed else None,
                "file": listed.file if listed else None,
                "line": listed.line if listed else None,
                "weight": listed.weight if listed else None,
            }
            for listed in test.listed or (None,)
        ]
    return pl.from_dicts(rows, infer_schema_length=None)


def _numbers(usable: pl.DataFrame, levels: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    if not levels:
        return np.zeros(usable.height, dtype=np.int64)
    number = pl.struct(pl.col(level).fill_null("") for level in levels).rank("dense")
    return (usable.select(number.cast(pl.Int64)).to_series() - 1).to_numpy(writable=True)


def _ballots(usable: pl.DataFrame, columns: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """A number that two sheets share if their votes for every selection, and valid votes, are the same."""
    whole = pl.struct(*[pl.col(name).fill_null(0) for name in columns], "total").rank("dense")
    return usable.select(whole.cast(pl.Int64)).to_series().to_numpy()


def _ranked_votes(
    usable: pl.DataFrame, columns: Sequence[str]
) -> tuple[
    np.ndarray[tuple[int, int], np.dtype[np.int64]],
    np.ndarray[tuple[int, int], np.dtype[np.int64]],
    dict[str, tuple[str, ...]],
]:
    """The votes of the largest selections of each group in their order, then all other valid votes.

    Beside them the number of the selection in each column, and the selections of each group.
    """
    votes = usable.select(pl.col(columns).fill_null(0).cast(pl.Int64)).to_numpy()
    total = usable["total"].cast(pl.Int64).to_numpy()
    kept = min(_COLUMNS, len(columns))
    result = np.zeros((usable.height, kept + 1), dtype=np.int64)
    selections = np.full((usable.height, kept + 1), len(columns), dtype=np.int64)
    ranked = {}
    groups = usable[_GROUP]
    for group in groups.unique().sort():
        rows = np.flatnonzero((groups == group).to_numpy())
        order = np.argsort(-votes[rows].sum(axis=0), kind="stable")[:kept]
        result[rows, :kept] = votes[np.ix_(rows, order)]
        selections[rows, :kept] = order
        ranked[group] = tuple(sheet.selection_of(columns[number]) for number in order)
    result[:, kept] = total - result[:, :kept].sum(axis=1)
    return result, selections, ranked


def _flags(verdict: Verdict | CannotTell) -> tuple[Flag, ...]:
    return verdict.flags if isinstance(verdict, Verdict) else ()


def _sources(desk: Desk, contest: Contest, until: datetime | None) -> dict[str, tuple[str, int | None]]:
    """Sheet -> file and line."""
    rows = as_of(desk.ledger, until).filter(pl.col(sheet.CONTEST) == contest.id)
    return {row[0]: (row[1], row[2]) for row in rows.select(sheet.SHEET, schema.FILE, sheet.LINE).iter_rows()}


def _result(
    test: OddityTest,
    verdict: Verdict | CannotTell,
    examined: Examined,
    names: dict[str, str],
    sources: dict[str, tuple[str, int | None]],
) -> OddityResult:
    told = verdict if isinstance(verdict, Verdict) else None
    flags = _flags(verdict)
    odd = sum(1 + len(flag.others) for flag in flags)
    widespread = (
        told is not None
        and told.alarm
        and (not odd or (_many(odd, verdict.sheets) and (told.ranked or not _confined(flags, examined))))
    )
    # What is not ranked sheet by sheet has no first ones to list.
    listed = flags[:LISTED] if told is not None and (told.ranked or not widespread) else ()
    return OddityResult(
        test=test.id,
        title=test.title,
        figure=test.figure,
        innocent=test.innocent,
        source=test.source,
        available=told is not None,
        reason="" if isinstance(verdict, Verdict) else verdict.reason,
        alarm=told is not None and told.alarm,
        observed=told.observed if told else None,
        expected=told.expected if told else None,
        deviation=told.deviation if told else None,
        z=told.z if told else None,
        p=told.p if told else None,
        false_alarms=test.false_alarms,
        draws=told.draws if told else 0,
        sheets=verdict.sheets,
        regions=told.regions if told else 0,
        regions_high=told.regions_high if told else 0,
        odd_sheets=odd,
        widespread=widespread,
        listed=tuple(_odd(flag, examined, names, sources) for flag in listed),
    )


def _confined(flags: Sequence[Flag], examined: Examined) -> bool:
    """Whether the sheets lie in no more than half of the regions."""
    region = examined.sheets.region
    return 2 * len({int(region[flag.sheet]) for flag in flags}) <= int(region.max()) + 1


def _many(odd: int, sheets: int) -> bool:
    return odd > sheets / 2 or odd > max(LISTED, WIDESPREAD * sheets)


def _odd(
    flag: Flag, examined: Examined, names: dict[str, str], sources: dict[str, tuple[str, int | None]]
) -> OddSheet:
    code, place, group = examined.rows.row(flag.sheet)
    selections = examined.ranked[group]
    file, line = sources.get(code, ("", None))
    known = len(selections)
    columns = flag.columns if flag.columns and max(flag.columns) < known else None
    return OddSheet(
        sheet=code,
        place=names.get(place, place),
        place_id=place,
        file=file,
        line=line,
        weight=flag.weight,
        selections=tuple(selections[number] for number in columns) if columns else (),
        others=tuple(examined.rows.row(other)[0] for other in flag.others),
    )
