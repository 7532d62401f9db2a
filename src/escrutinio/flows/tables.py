"""The answers of the flows as flat tables, for CSV."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import polars as pl
from msgspec import structs

from escrutinio.model import NATION, SheetSum, UnitFigures, sheet

if TYPE_CHECKING:  # a command reads the documents of its own answer alone
    from escrutinio.flows.documents.archive import ArchiveDocument
    from escrutinio.flows.documents.calls import CallDocument
    from escrutinio.flows.documents.count import CountDocument
    from escrutinio.flows.documents.deliveries import Change, DeliveriesDocument, LedgerProblem
    from escrutinio.flows.documents.export import ExportDocument
    from escrutinio.flows.documents.feed_try import FeedTryDocument
    from escrutinio.flows.documents.ingest import IngestDocument
    from escrutinio.flows.documents.new import NewDocument
    from escrutinio.flows.documents.package import LogDocument, PackageDocument
    from escrutinio.flows.documents.project import ProjectDocument, ProjectedFigures

_SUMS = ("registered_expected", "registered_reported", *sheet.COUNTS)
_OVER_SHEETS = (*_SUMS, "turnout", "blank_share_of_cast", "null_share_of_cast")
"""The figures of a unit that are over sheets."""


def new_rows(document: NewDocument) -> pl.DataFrame:
    """What was made, one row."""
    return pl.DataFrame([structs.asdict(document)])


def package_rows(document: PackageDocument) -> pl.DataFrame:
    """The package that was written, one row."""
    row = {key: value for key, value in structs.asdict(document).items() if key != "election"}
    return pl.DataFrame([row])


def log_rows(document: LogDocument) -> pl.DataFrame:
    """The log, one row."""
    row = {key: value for key, value in structs.asdict(document).items() if key != "election"}
    stamps = " ".join(f"{stamp.entries}@{stamp.at.isoformat()}" for stamp in document.time_stamps)
    return pl.DataFrame([{**row, "witnesses": " ".join(document.witnesses), "time_stamps": stamps}])


def trial_rows(document: FeedTryDocument) -> pl.DataFrame:
    """The totals of a file as it would be read, one row for each feed, contest and figure."""
    rows = [{"feed": feed.feed, **structs.asdict(total)} for feed in document.feeds for total in feed.totals]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def unit_rows(document: CountDocument) -> pl.DataFrame:
    """A count's document as one row per contest, level and unit, with columns per selection."""
    rows = []
    for contest in document.contests:
        for level in contest.levels:
            for unit in level.units:
                figures = _flat(unit.counted)
                votes = {f"votes_{name}": votes for name, votes in figures.pop("votes").items()}
                shares = {f"share_{name}": share for name, share in figures.pop("shares_of_valid").items()}
                of_ballots = figures.pop("shares_of_ballots").items()
                shares |= {f"share_of_ballots_{name}": share for name, share in of_ballots}
                head = {"rehearsal": document.rehearsal, "contest": contest.id, "level": level.level}
                label = {"unit": unit.unit, "name": unit.name, "status": unit.status}
                rows.append({**head, **label, **figures, **votes, **shares})
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def _flat(counted: UnitFigures) -> dict[str, Any]:
    """Figures by column: of a sum over sheets the sum, of a share the share, and how many sheets state it.

    What no sheet states is empty, and so are the votes of a kind that the contest does not have.
    """
    row: dict[str, Any] = {}
    for name, figure in structs.asdict(counted).items():
        if name in _OVER_SHEETS:
            value = figure.sum if isinstance(figure, SheetSum) else figure and figure.share
            row |= {name: value, f"{name}_sheets": figure and figure.stated}
        else:
            row[name] = figure
    return row


def call_rows(document: CallDocument) -> pl.DataFrame:
    """The calls as rows, in the order in which they were proposed; see ``CallEntry``."""
    columns = dict.fromkeys(("id", "state", "question", "of", "answer", "basis", "moment"), pl.String)
    schema = {**columns, "coverage": pl.Float64, "chance": pl.Float64, "risk": pl.Float64}
    rows = [
        {
            "id": call.id,
            "state": call.state,
            "question": call.question.kind,
            "of": call.question.of,
            "answer": ", ".join(call.answer),
            **structs.asdict(call.evidence),
            "confirmed_by": ", ".join(call.confirmed_by),
            "doubt": call.doubt or "",
        }
        for call in document.calls
    ]
    return pl.DataFrame(rows, schema={**schema, "confirmed_by": pl.String, "doubt": pl.String})


def projection_rows(document: ProjectDocument) -> pl.DataFrame:
    """A projection's document as rows: unit, selection, votes and share expected, intervals of the share.

    The unit "nation" is the whole. There is one row without figures when there is no projection.
    """
    head = {
        "rehearsal": document.rehearsal,
        "contest": document.contest,
        "available": document.available,
    }
    if document.nation is None:
        return pl.DataFrame([{**head, "reason": document.reason}])
    units: list[tuple[str, ProjectedFigures]] = [(NATION, document.nation)]
    units += [(unit.unit, unit) for unit in document.units]
    rows = []
    for unit, figures in units:
        for name, selection in figures.selections.items():
            row = {
                **head,
                "unit": unit,
                "selection": name,
                "votes": selection.votes,
                "share": selection.share,
            }
            for level, interval in selection.intervals.items():
                row |= {f"low_{level}": interval.low, f"high_{level}": interval.high}
            chances = figures.chances
            row |= {
                "earlier": selection.earlier,
                "swing": selection.swing,
                "chance_leads": chances.leads.get(name, 0.0),
                "chance_first_two": chances.first_two.get(name, 0.0),
                "chance_above_half": chances.above_half.get(name, 0.0),
                "chance_ahead": chances.ahead.get(name, 0.0),
            }
            rows.append(row)
    return pl.from_dicts(rows, infer_schema_length=None)


def export_rows(document: ExportDocument) -> pl.DataFrame:
    """What was written of a site, one row."""
    return pl.DataFrame([structs.asdict(document)]).drop("broken_links", "not_written")


def archive_rows(document: ArchiveDocument) -> pl.DataFrame:
    """The elections of an archive, one row each; then those that cannot be read, with the reason."""
    rows: list[dict[str, object]] = [
        {
            "folder": entry.folder,
            "election": entry.election.id,
            "name": entry.election.name,
            "date": entry.election.date,
            "state": str(entry.state),
            "rehearsal": entry.rehearsal,
            "as_of": entry.as_of,
            "turnout": entry.turnout.share,
            "url": entry.url,
            "reason": "",
        }
        for entry in document.elections
    ]
    rows += [{"folder": gone.folder, "reason": gone.reason} for gone in document.unread]
    columns = (
        "folder",
        "election",
        "name",
        "date",
        "state",
        "rehearsal",
        "as_of",
        "turnout",
        "url",
        "reason",
    )
    types = {"rehearsal": pl.Boolean(), "turnout": pl.Float64()}
    return pl.DataFrame(rows, schema={name: types.get(name, pl.String()) for name in columns})


def delivery_rows(document: DeliveriesDocument) -> pl.DataFrame:
    """The deliveries of a ledger, one row each."""
    rows = [{**structs.asdict(row), "contests": " ".join(row.contests)} for row in document.deliveries]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def _change_in_words(change: Change) -> str:
    return f"{change.where} {change.figure}: {change.old} -> {change.new}"


def problem_rows(problems: Iterable[LedgerProblem]) -> pl.DataFrame:
    """What is wrong with a ledger, one row each."""
    rows = [
        {
            **structs.asdict(problem),
            "sheets": ", ".join(problem.sheets),
            "changes": "; ".join(_change_in_words(change) for change in problem.changes),
        }
        for problem in problems
    ]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()


def ingest_rows(document: IngestDocument) -> pl.DataFrame:
    """What became of files, one row each."""
    rows = [{**structs.asdict(file), "contests": " ".join(file.contests)} for file in document.files]
    return pl.from_dicts(rows, infer_schema_length=None) if rows else pl.DataFrame()
