"""Tries an election that has just been drafted on its own files: what it counts, and what does not add up.

A draft that reads a file wrongly seldom looks wrong. What it makes of the file does: figures that contradict
each other, the same votes under several codes, a selection that is the sum of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from escrutinio.feeds import SourceFile, Trial, try_file
from escrutinio.feeds.total_rows import telling_rows
from escrutinio.flows.desk import open_desk
from escrutinio.flows.so_many import so_many
from escrutinio.ledger import states_something
from escrutinio.ledger.finding_kinds import SOURCE_TOTAL, TOTAL_ROW
from escrutinio.model import Contest, Election, FeedError, Severity, sheet

_MOST_BYTES = 200 * 2**20
"""Larger files are not read a second time."""
_FEED, _FILE = "__feed", "__file"
_CONTESTS, _LEADERS, _KINDS = 3, 3, 3
"""So many are named."""
_DOUBTS = 8
"""So many are told, of all contests together."""
_MANY = 0.02
"""A share of the sheets: with more, figures that contradict each other are no slips of single sheets."""
_FEWEST = 5
"""Among fewer sheets, the same numbers may be there by chance."""
_TELLING = 100
"""With fewer votes two selections may have the same by chance."""
_HALF = 0.5
_MOST_LEVELS = 8
"""With fewer levels of totals in a table, its votes are so many times what they are."""
_NO_NAME = re.compile(r"(?i)https?:|www\.|^/|\.(html?|php|json|aspx?)$|^[\d.,]*%$|^\d{4}-\d\d-\d\d")
_LOOKS_LIKE_A_CODE = re.compile(r"[a-z]{1,4}")
"""A list may be called so, and so may the valid votes, ``vv``; whoever leads everywhere seldom is."""
_NO_CODE = re.compile(r"(?i)https?:|www\.|%")


def tried_draft(folder: Path, sources: Sequence[SourceFile]) -> tuple[str, ...]:
    """What a drafted election counts of its own files, and what does not add up, as sentences.

    Args:
        folder: of the election.
        sources: the files that it was drafted from.
    """
    if sum(len(source.data) for source in sources) > _MOST_BYTES:
        return ("The draft was not tried on its files, which are large: `escrutinio feed try` does.",)
    desk = open_desk(folder)
    said: list[str] = []
    trials: list[Trial] = []
    for path in dict.fromkeys(_file_of(source) for source in sources):
        try:
            trials += try_file(path, desk.election, stations=desk.stations)
        except FeedError as error:
            said.append(f"Look again: the draft cannot read {path.name}: {error.message}.")
    rows = _last_versions(trials) if trials else pl.DataFrame()
    if rows.is_empty():
        return (*said, "Look again: the draft reads no sheet of the files.")
    said = [*_counted(rows, desk.election), *_own_totals(trials, desk.election), *said]
    return (*said, *_doubts(trials, rows, desk.election))


def _last_versions(trials: Sequence[Trial]) -> pl.DataFrame:
    """The rows of all files, without those whose sheet a later file of the same feed has again."""
    ordered = sorted(trials, key=lambda trial: trial.reading.delivery.observed_at)
    numbered = [
        trial.reading.rows.with_columns(pl.lit(trial.feed.id).alias(_FEED), pl.lit(n).alias(_FILE))
        for n, trial in enumerate(ordered)
    ]
    rows = pl.concat(numbered, how="diagonal")
    last = pl.col(_FILE) == pl.col(_FILE).max().over(_FEED, *sheet.KEY, sheet.PART)
    return rows.filter(last).drop(_FEED, _FILE)


def _file_of(source: SourceFile) -> Path:
    return source.path if source.path.exists() else source.path.parent


def _own_totals(trials: Sequence[Trial], election: Election) -> Iterator[str]:
    """Whether the sums are those of the rows of totals that the files have."""
    for trial in trials:
        for total in trial.totals:
            own = trial.reading.rows.filter(pl.col(sheet.CONTEST) == total.contest)
            sums = {name: int(own[name].sum() or 0) for name in total.figures if name in own.columns}
            if election.vote_types:  # each type of a station has its voters
                sums.pop(sheet.REGISTERED, None)
            differing = [name for name, value in sums.items() if value != total.figures[name]]
            where = f"the file's own total in line {total.line}"
            if sums and not differing:
                yield f"The sums are those of {where}."
            elif differing:
                first = differing[0]
                figure = _figure(first, election)
                yield (
                    f"Look again: {where} has {total.figures[first]:,} of {figure}, and the sheets "
                    f"{sums[first]:,}."
                )


def _doubts(trials: Sequence[Trial], rows: pl.DataFrame, election: Election) -> Iterator[str]:
    yield from _by_findings(trials, rows)
    codes = rows[sheet.SHEET].drop_nulls()
    if codes.filter(codes.str.contains(_NO_CODE.pattern)).len() > _HALF * codes.len():
        yield f"Look again: the sheets' codes do not look like codes, such as {codes[0]!r}."
    doubts: list[str] = []
    for contest in rows[sheet.CONTEST].unique(maintain_order=True):
        own = rows.filter((pl.col(sheet.CONTEST) == contest) & pl.col(sheet.READABLE))
        for doubt in (*_of_sums(own), *_of_votes(own, election.contests[contest], election)):
            several = f" ({election.contests[contest].name})" if len(election.contests) > 1 else ""
            doubts.append(f"Look again{several}: {doubt}")
    yield from doubts[:_DOUBTS]
    if len(doubts) > _DOUBTS:
        yield f"Look again: there are {so_many(len(doubts) - _DOUBTS, 'doubt')} more like these."


def _sums(rows: pl.DataFrame) -> list[tuple[str, int]]:
    """Selection -> its votes, the most first."""
    names = [name for name in rows.columns if name.startswith(sheet.VOTES_PREFIX)]
    sums = [(sheet.selection_of(name), int(rows[name].sum() or 0)) for name in names]
    return sorted(sums, key=lambda pair: -pair[1])


def _figure(name: str, election: Election) -> str:
    selection = None if name in sheet.COUNTS else election.selections.get(sheet.selection_of(name))
    return selection.name if selection else name


def _counted(rows: pl.DataFrame, election: Election) -> Iterator[str]:
    """How many sheets and votes there are in each contest, and for whom the most."""
    contests = rows[sheet.CONTEST].unique(maintain_order=True).to_list()
    for contest in contests[:_CONTESTS]:
        every = rows.filter(pl.col(sheet.CONTEST) == contest)
        own = every.filter(pl.col(sheet.READABLE))
        sums = _sums(own)
        leading = [(election.selections[name].name, votes) for name, votes in sums[:_LEADERS] if votes]
        of = f" of {election.contests[contest].name}" if len(contests) > 1 else ""
        most = "; the most: " + ", ".join(f"{name} {votes:,}" for name, votes in leading) if leading else ""
        votes = so_many(sum(votes for _, votes in sums), "vote")
        counted = own.filter(states_something(own.columns))[sheet.SHEET].n_unique()
        waiting = own[sheet.SHEET].n_unique() - counted
        contradicting = every[sheet.SHEET].n_unique() - own[sheet.SHEET].n_unique()
        rest = "".join(
            f" {so_many(number, 'sheet')} more {'is' if number == 1 else 'are'} not counted{why}."
            for number, why in (
                (waiting, " yet"),
                (contradicting, ", as rows are damaged or contradict each other"),
            )
            if number
        )
        yield f"It counts {so_many(counted, 'sheet')}{of} with {votes}{most}.{rest}"
    if len(contests) > _CONTESTS:
        yield f"It counts {so_many(len(contests) - _CONTESTS, 'contest')} more."


def _by_findings(trials: Sequence[Trial], rows: pl.DataFrame) -> Iterator[str]:
    """The kinds of errors that were found, those of most sheets first, and rows that seem to be totals."""
    findings = pl.concat([trial.reading.findings for trial in trials], how="diagonal")
    totals = pl.col("code").is_in([TOTAL_ROW.code, SOURCE_TOTAL.code])
    serious = findings.filter((pl.col("severity") == Severity.ERROR.value) | totals)
    kinds = serious.group_by("code", maintain_order=True).agg(
        pl.struct("contest", "line").n_unique().alias("lines"), pl.col("message").first()
    )
    for _, many, message in kinds.sort("lines", descending=True).head(_KINDS).iter_rows():
        yield f"Look again: in {so_many(many, 'row')} ({rows.height:,} sheets are read), such as: {message}"


def _of_sums(rows: pl.DataFrame) -> Iterator[str]:
    """Where the figures of many sheets contradict each other."""
    votes = pl.sum_horizontal(pl.col(name) for name in rows.columns if name.startswith(sheet.VOTES_PREFIX))
    checks = (
        (sheet.VALID, votes != pl.col(sheet.VALID), "the selections' votes do not add up to the valid ones"),
        (sheet.CAST, votes > pl.col(sheet.CAST), "there are more votes than ballots"),
        (sheet.REGISTERED, votes > pl.col(sheet.REGISTERED), "there are more votes than registered voters"),
    )
    for figure in (sheet.NULL, sheet.BLANK):
        beside = rows.filter(pl.col(figure) > votes).height if figure in rows.columns else 0
        if beside > _HALF * rows.height:
            of_all = f"{beside:,} of {so_many(rows.height, 'sheet')}"
            yield f"there are more {figure} votes than votes for selections in {of_all}."
    several = " (where a ballot has several votes, write votes_allowed in the contest)"
    for figure, wrong, sentence in checks:
        known = rows.filter(pl.col(figure).is_not_null()) if figure in rows.columns else rows.clear()
        if figure == sheet.REGISTERED and known.height:  # 0 voters are no limit: check says so of each sheet
            without = known.filter(pl.col(figure) == 0, votes > 0).height
            known = known.filter(pl.col(figure) > 0)
            if without:
                have = "has" if without == 1 else "have"
                yield (
                    f"{so_many(without, 'sheet')} with votes {have} 0 registered voters, as for votes by "
                    "post: how many voters there are is taken as not known."
                )
        many = known.filter(wrong).height if known.height else 0
        if many > _MANY * known.height:
            hint = several if figure != sheet.VALID and many > _HALF * known.height else ""
            yield f"{sentence} in {many:,} of {so_many(known.height, 'sheet')}{hint}."


def _of_votes(rows: pl.DataFrame, contest: Contest, election: Election) -> Iterator[str]:
    """What is odd about the votes themselves: sheets, or selections, that are others once more."""
    names = [
        name for selection in contest.selections if (name := sheet.votes_column(selection)) in rows.columns
    ]
    called = {name: election.selections[sheet.selection_of(name)].name for name in names}
    strange = [repr(name) for name in called.values() if _NO_NAME.search(name)]
    if strange:
        yield f"these do not look like names: {', '.join(strange[:_LEADERS])}."
    votes = rows.select(pl.col(name).fill_null(0) for name in names)
    votes = votes.filter(pl.any_horizontal(pl.all() > 0)) if names else votes
    without = rows.height - votes.height
    if rows.height >= _FEWEST and without > _HALF * rows.height:
        yield (
            f"{without:,} of {so_many(rows.height, 'sheet')} have no votes: are they not counted yet, or in "
            "columns that are not read?"
        )
    if votes.height < _FEWEST:
        return
    if votes.n_unique() == 1:
        yield f"all {so_many(votes.height, 'sheet')} have the same votes."
        return
    telling = votes.filter(pl.Series(telling_rows(votes.to_numpy())))
    again = telling.height - telling.n_unique()
    if again:
        yield f"{so_many(again, 'time')} a sheet has the votes of another once more: is it counted twice?"
    whole = votes.sum_horizontal()
    largest = whole.max()
    times = whole.sum() / largest if isinstance(largest, int) and largest else 0
    if times == 2:
        yield "one sheet has the votes of all others together: is it a total?"
    elif times in range(3, _MOST_LEVELS) and isinstance(largest, int) and largest > _TELLING * _TELLING:
        yield (
            f"all sheets together have just {times:.0f} times the votes of one of them: is it a total, and "
            "are others totals of its parts?"
        )
    empty = sum(rows[name].null_count() for name in names)
    if len(names) > 2 and empty <= _HALF * rows.height * len(names):  # else each unit has its own
        adds_up = sheet.VALID in rows.columns and rows[sheet.VALID].sum() == whole.sum()
        yield from _of_selections(votes, whole, called, adds_up=adds_up)


def _of_selections(
    votes: pl.DataFrame, whole: pl.Series, called: Mapping[str, str], *, adds_up: bool
) -> Iterator[str]:
    """Selections that are no votes of their own, by the votes of all sheets.

    Args:
        votes: of each sheet.
        whole: their sums.
        called: column -> the selection's name.
        adds_up: whether valid votes are stated and the selections' votes add up to them.
    """
    total_possible = not adds_up and len(called) > _LEADERS and votes.height >= _FEWEST
    seen: dict[tuple[int, ...], str] = {}
    for name, own in called.items():
        column = votes[name]
        vector = tuple(column.to_list())
        if 2 * ((2 * column == whole) & (column > 0)).sum() > votes.height:
            yield f"{own!r} has the votes of all others together: is it a total?"
        elif total_possible and _LOOKS_LIKE_A_CODE.fullmatch(own) and (2 * column > whole).all():
            yield f"{own!r} has more votes than all others together in every sheet: is it a total?"
        elif any(vector) and len(set(vector)) == 1:
            yield f"{own!r} has the same votes in every sheet."
        elif sum(vector) > _TELLING and vector in seen:
            yield f"{own!r} and {seen[vector]!r} have the same votes in every sheet."
        seen[vector] = own
