"""Checks of a sheet against itself: do its numbers agree with each other?"""

from __future__ import annotations

import polars as pl

from escrutinio.ledger.checks.check import Check, also_at_reading, define_check
from escrutinio.ledger.checks.context import Context
from escrutinio.ledger.finding_frame import concat_findings, empty_findings, grouped
from escrutinio.ledger.finding_kinds import SELECTION_UNKNOWN
from escrutinio.ledger.stations import STATION
from escrutinio.model import Contest, Severity, selection_of, sheet, unit_column, votes_column

_CAST, _VALID, _BLANK, _NULL = (pl.col(name) for name in (sheet.CAST, sheet.VALID, sheet.BLANK, sheet.NULL))


@define_check(
    "votes-not-valid",
    Severity.ERROR,
    "the votes for the selections do not add up to the valid votes",
    "Σ votes of selections ≠ valid; where a ballot has n votes, Σ > n · min(valid, cast − blank − null)",
)
def votes_not_valid(check: Check, context: Context) -> pl.DataFrame:
    """The votes for all selections together differ from the valid votes that the sheet states.

    Where a ballot has several votes they may be fewer than it has, but not more.
    """
    findings = []
    for contest in context.election.contests.values():
        votes = context.votes(contest)
        if not votes:
            continue
        some = pl.any_horizontal(pl.col(votes).is_not_null())
        rows = context.of(contest).filter(some).with_columns(pl.sum_horizontal(votes).alias("votes"))
        if contest.votes_allowed > 1:
            findings.append(_over_ballots(check, rows, contest))
            continue
        rows = rows.filter(pl.col("votes") != _VALID)
        message = pl.format(
            "The selections have {} votes together, but the sheet states {} valid votes.",
            grouped("votes"),
            grouped(sheet.VALID),
        )
        findings.append(check.findings(rows, message, ["votes", sheet.VALID]))
    return concat_findings(findings)


def _over_ballots(check: Check, rows: pl.DataFrame, contest: Contest) -> pl.DataFrame:
    """The sheets with more votes than their ballots have; what a sheet does not state is no limit."""
    most = contest.votes_allowed
    cast = _CAST - pl.sum_horizontal(_BLANK, _NULL)
    rows = rows.with_columns(pl.min_horizontal(_VALID, cast).alias("ballots"))
    message = pl.format(
        f"The selections have {{}} votes together; the sheet's {{}} valid ballots have at most {most} each.",
        grouped("votes"),
        grouped("ballots"),
    )
    return check.findings(
        rows.filter(pl.col("votes") > most * pl.col("ballots")), message, ["votes", "ballots"]
    )


@define_check(
    "parts-not-cast",
    Severity.ERROR,
    "valid, blank and null votes do not add up to the votes cast",
    "valid + blank + null ≠ cast; where a kind is not stated, what is stated > cast (votes for selections "
    "in place of valid), or ≠ cast in a contest of which no sheet states that kind and 9 sheets in 10 add up "
    "without it",
)
def parts_not_cast(check: Check, context: Context) -> pl.DataFrame:
    """Valid, blank and null votes together differ from the votes cast that the sheet states."""
    return concat_findings((_all_parts(check, context), _stated_parts(check, context)))


def _stated_parts(check: Check, context: Context) -> pl.DataFrame:
    """Where a kind is not stated: more than were cast, or another number than on all but a few sheets."""
    kinds = (sheet.VALID, sheet.BLANK, sheet.NULL)
    findings = []
    message = pl.format(
        "The votes that the sheet states as valid, blank or null make {}, but it states {} votes cast.",
        grouped("parts"),
        grouped(sheet.CAST),
    )
    sheets = _with_kinds(context)
    for contest in context.election.contests.values():
        rows = sheets.filter(pl.col(sheet.CONTEST) == contest.id)
        silent = [kind for kind in kinds if rows[kind].null_count() == rows.height]
        votes = context.votes(contest) if contest.votes_allowed == 1 else []
        valid = pl.coalesce(_VALID, pl.sum_horizontal(votes)) if votes else _VALID
        parts = pl.sum_horizontal(valid, _BLANK, _NULL)
        rows = rows.with_columns(parts.alias("parts")).drop_nulls([sheet.CAST])
        unstated = pl.any_horizontal(pl.col(kind).is_null() for kind in kinds)
        wrong = unstated & (pl.col("parts") > _CAST)
        stated = [kind for kind in kinds if kind not in silent]
        if silent and sheet.VALID in stated and sheet.NULL in stated:
            known = pl.all_horizontal(pl.col(kind).is_not_null() for kind in stated)
            whole = rows.filter(known)
            add_up = whole.filter(pl.col("parts") == _CAST).height
            if add_up < whole.height and 10 * add_up >= 9 * whole.height:
                wrong = wrong | (known & (pl.col("parts") != _CAST))
        findings.append(check.findings(rows.filter(wrong), message, ["parts", sheet.CAST]))
    return concat_findings(findings)


def _all_parts(check: Check, context: Context) -> pl.DataFrame:
    """Where all kinds are stated."""
    rows = (
        _with_kinds(context)
        .with_columns((_VALID + _BLANK + _NULL).alias("parts"))
        .filter(pl.col("parts") != _CAST)
    )
    message = pl.format(
        "Valid {}, blank {} and null {} make {}, but the sheet states {} votes cast.",
        *(grouped(name) for name in (sheet.VALID, sheet.BLANK, sheet.NULL, "parts", sheet.CAST)),
    )
    numbers = [sheet.VALID, sheet.BLANK, sheet.NULL, "parts", sheet.CAST]
    return check.findings(rows, message, numbers)


@define_check(
    "cast-over-registered",
    Severity.ERROR,
    "more votes cast than voters registered",
    "max(cast, valid + blank + null) > registered, and registered > 0; over all vote types of a station",
)
def cast_over_registered(check: Check, context: Context) -> pl.DataFrame:
    """More votes were cast than voters are registered; what a sheet does not state adds nothing."""
    rows = _with_least_cast(context)
    message = pl.format(
        "{} votes were cast, but only {} voters are registered.", grouped("most"), grouped("voters")
    )
    if context.election.vote_types:
        station = pl.coalesce(STATION, sheet.SHEET)
        rows = rows.with_columns(pl.col("most").sum().over(sheet.CONTEST, station))
        message = pl.format(
            "{} votes were cast at this station in all vote types, but only {} voters are registered.",
            grouped("most"),
            grouped("voters"),
        )
    rows = rows.filter(pl.col("voters") > 0, pl.col("most") > pl.col("voters"))
    return check.findings(rows, message, ["most", "voters"])


@define_check(
    "votes-without-voters",
    Severity.WARNING,
    "votes where 0 voters are registered",
    "registered = 0, and cast, or valid + blank + null, > 0",
)
def votes_without_voters(check: Check, context: Context) -> pl.DataFrame:
    """Votes were cast at a table with 0 registered voters, so that their number is not known."""
    rows = _with_least_cast(context).filter(pl.col("voters") == 0, pl.col("most") > 0)
    message = pl.format(
        "{} votes were cast where 0 voters are registered: how many there are is not known. "
        "Leave the number blank in the stations file, or give the right one.",
        grouped("most"),
    )
    return check.findings(rows, message, ["most", "voters"])


def _with_least_cast(context: Context) -> pl.DataFrame:
    """The sheets with ``voters``, and with ``most``: the votes that were cast at the least."""
    own = pl.when(pl.col(sheet.REGISTERED) > 0).then(sheet.REGISTERED)
    voters = pl.coalesce(own, "stations_registered", sheet.REGISTERED).alias("voters")
    parts = pl.sum_horizontal(pl.coalesce(_VALID, "votes"), _BLANK, _NULL)
    frames = []
    for contest in context.election.contests.values():
        votes = context.votes(contest)
        listed = pl.sum_horizontal(votes) if votes else pl.lit(0)
        if contest.votes_allowed > 1:  # so many ballots at the least
            listed = (listed + contest.votes_allowed - 1) // contest.votes_allowed
        frames.append(context.of(contest).with_columns(listed.cast(pl.Int64).alias("votes")))
    sheets = pl.concat(frames) if frames else context.sheets.with_columns(pl.lit(0).alias("votes"))
    return sheets.with_columns(voters, pl.max_horizontal(_CAST, parts).alias("most"))


def _with_kinds(context: Context) -> pl.DataFrame:
    """The sheets, with 0 for the kinds of vote that their contest does not have."""
    contests = context.election.contests.values()
    without = {
        sheet.BLANK: [contest.id for contest in contests if contest.no_blank],
        sheet.NULL: [contest.id for contest in contests if contest.no_null],
    }
    return context.sheets.with_columns(
        pl.when(pl.col(sheet.CONTEST).is_in(ids)).then(pl.col(kind).fill_null(0)).otherwise(kind).alias(kind)
        for kind, ids in without.items()
    )


@define_check(
    "kind-not-in-contest",
    Severity.WARNING,
    "votes of a kind that the contest does not have",
    "blank > 0 and no_blank, or null > 0 and no_null",
)
def kind_not_in_contest(check: Check, context: Context) -> pl.DataFrame:
    """The sheet states blank or null votes, and the election's definition says that there are none."""
    findings = []
    for kind, column in ((sheet.BLANK, _BLANK), (sheet.NULL, _NULL)):
        for contest in context.election.contests.values():
            if not (contest.no_blank if kind == sheet.BLANK else contest.no_null):
                continue
            message = pl.format(
                f"The sheet states {{}} {kind} votes, but election.toml says no_{kind} of its contest; "
                "they are counted.",
                grouped(kind),
            )
            findings.append(check.findings(context.of(contest).filter(column > 0), message, [kind]))
    return concat_findings(findings)


@define_check(
    "nobody-voted",
    Severity.INFO,
    "a sheet on which nobody voted",
    "cast = 0",
)
def nobody_voted(check: Check, context: Context) -> pl.DataFrame:
    """The sheet came in, and it states that nobody voted."""
    rows = context.sheets.filter(pl.coalesce(_CAST, _VALID) == 0)
    message = pl.lit("The sheet says that nobody voted at this table.")
    return check.findings(rows, message, [sheet.CAST, sheet.REGISTERED])


@define_check(
    "selection-withdrawn",
    Severity.ERROR,
    "votes for a selection that has withdrawn",
    "votes > 0 and selection ∈ withdrawn of the contest",
)
def selection_withdrawn(check: Check, context: Context) -> pl.DataFrame:
    """A selection that has withdrawn has votes."""
    findings = []
    for contest in context.election.contests.values():
        rows = context.of(contest)
        for column in context.votes(contest):
            if selection_of(column) not in contest.withdrawn:
                continue
            name = pl.lit(context.election.figure_name(column))
            message = pl.format("{} has withdrawn, but has votes on the sheet: {}.", name, grouped(column))
            numbers = [pl.lit(selection_of(column)).alias("selection"), pl.col(column).alias("votes")]
            some = rows.filter(pl.col(column) > 0)
            findings.append(check.findings(some, message, numbers))
    return concat_findings(findings)


@also_at_reading(SELECTION_UNKNOWN)
def selection_unknown(check: Check, context: Context) -> pl.DataFrame:
    """A selection that does not stand in this contest has votes; they are not counted."""
    findings = []
    all_votes = [name for name in context.sheets.columns if name.startswith(sheet.VOTES_PREFIX)]
    findings += [_not_in_unit(check, context, contest) for contest in context.election.contests.values()]
    for contest in context.election.contests.values():
        rows = context.of(contest)
        for column in sorted(set(all_votes) - set(context.votes(contest))):
            message = pl.format(
                "{} does not stand in this contest; its {} votes are not counted.",
                pl.lit(context.election.figure_name(column)),
                grouped(column),
            )
            numbers = [pl.lit(selection_of(column)).alias("selection"), pl.col(column).alias("votes")]
            some = rows.filter(pl.col(column) > 0)
            findings.append(check.findings(some, message, numbers))
    return concat_findings(findings)


def _not_in_unit(check: Check, context: Context, contest: Contest) -> pl.DataFrame:
    """Votes for those who, by the table of candidates, do not stand in the sheet's unit."""
    if not contest.ballots:
        return empty_findings()
    level = contest.level
    rows = context.of(contest).join(
        context.stations.select(*sheet.KEY, pl.col(level).alias("unit")), on=list(sheet.KEY), how="left"
    )
    if unit_column(level) in rows.columns:
        rows = rows.with_columns(
            pl.when("in_stations").then("unit").otherwise(unit_column(level)).alias("unit")
        )
    votes = context.votes(contest)
    if not votes:
        return empty_findings()
    cells = (
        rows.select("unit", *sheet.KEY, "file", sheet.LINE, "delivery", *votes)
        .unpivot(votes, index=["unit", *sheet.KEY, "file", sheet.LINE, "delivery"], value_name="votes")
        .filter(pl.col("votes") > 0, pl.col("unit").is_in(list(contest.ballots)))
    )
    standing = pl.DataFrame(
        [(unit, votes_column(name)) for unit, names in contest.ballots.items() for name in names],
        schema={"unit": pl.String, "variable": pl.String},
        orient="row",
    )
    strangers = cells.join(standing, on=["unit", "variable"], how="anti").with_columns(
        pl.col("variable").str.strip_prefix(sheet.VOTES_PREFIX).alias("selection")
    )
    message = pl.format(
        "By the table of candidates {} does not stand in the {} '{}'; its {} votes are not counted.",
        pl.col("selection").replace(context.election.full_names),
        pl.lit(context.election.level_name(level)),
        "unit",
        grouped("votes"),
    )
    return check.findings(strangers, message, ["selection", "unit", "votes"])
