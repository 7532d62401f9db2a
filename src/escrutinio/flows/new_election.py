"""Makes an election folder: from a sample, from files of a source, or blank."""

from __future__ import annotations

import contextlib
import io
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath

import polars as pl

from escrutinio.evidence import make_key
from escrutinio.evidence.keys import default_name
from escrutinio.feeds import READERS, SourceFile, naming, parse_delivery, read_tables, source_files
from escrutinio.feeds.drafting import (
    CANDIDATES_FILE,
    STATIONS_FILE,
    FeedGuess,
    SourceTable,
    blank_definition,
    blank_stations,
    candidates_text,
    definition_text,
    guess_feed,
    is_of_shares,
    may_hold_votes,
    names_behind,
    names_of_numbers,
    side_counts,
    stations_text,
)
from escrutinio.feeds.recipes import Recipe, draft_by_recipe, get_recipe, known_recipe, recipe_with_columns
from escrutinio.flows.documents.new import NewDocument
from escrutinio.flows.draft_remarks import remarks_on_draft, remarks_on_parts
from escrutinio.flows.draft_trial import tried_draft
from escrutinio.ledger import Ledger
from escrutinio.ledger.reading_trial import write_given
from escrutinio.model import DEFINITION_FILE, REHEARSAL, Election, FeedError, UsageError, load_election, sheet
from escrutinio.samples import Night, get_sample


@dataclass(frozen=True)
class NewElection:
    """An election's folder that has just been made.

    Attributes:
        election: as it loads from there.
        remarks: what a person has to look at in its definition, as sentences.
    """

    election: Election
    remarks: tuple[str, ...] = ()


def sample_election(
    folder: Path, sample: str, data: Path | None, now: datetime, until: str | None = None
) -> NewElection:
    """Make a folder with a sample's definition, its stations file, and its night as a rehearsal.

    Args:
        folder: must not exist, or be empty.
        sample: the sample's name.
        data: the folder of the real sheets; None for reconstructed ones.
        now: the time recorded as that of taking in.
        until: ISO 8601 text; the night holds only the sheets observed by then.

    Raises:
        UsageError: the folder is in use, there is no such sample, or the data cannot be read.
    """
    _refuse_used(folder)
    night = get_sample(sample).build(data)
    return NewElection(_made(folder, lambda partial: fill_sample(partial, night, now, until)))


def blank_election(folder: Path, now: datetime) -> NewElection:
    """Make a folder with a definition and a stations file to be filled in.

    Args:
        folder: must not exist, or be empty.
        now: its day is taken for that of the election.

    Raises:
        UsageError: the folder is in use or cannot be made.
    """
    _refuse_used(folder)
    day = now.date()
    election = _made(folder, lambda partial: _write(partial, blank_definition(day), blank_stations()))
    return NewElection(election, ("Everything in it is made up: put your election in its place.",))


def drafted_election(folder: Path, files: Sequence[Path], now: datetime) -> NewElection:
    """Make a folder whose definition is drafted from files of a source.

    Args:
        folder: must not exist, or be empty.
        files: of one source. Those with the columns of the largest table are looked at together.
        now: its day is taken for that of the election where no file's name has one.

    Raises:
        FeedError: a file cannot be read, or nothing can be made of it.
        UsageError: the folder is in use or cannot be made.
    """
    _refuse_used(folder)
    sources = list(_sources(files))
    known = known_recipe(sources)
    if known:
        with contextlib.suppress(FeedError):  # such as another kind of election of the same source
            return _by_recipe(folder, known, sources, now)
    try:
        tables = [(source, table) for source in sources for table in read_tables(source)]
        file, first, guess = _guessed(tables)
    except FeedError:
        fitting = recipe_with_columns(sources)
        if fitting is None:
            raise
        return _by_recipe(folder, fitting, sources, now)
    of_shares = [table for _, table in tables if table is not first and is_of_shares(guess, table)]
    tables = [pair for pair in tables if pair[1] not in of_shares]
    lists = [table for source, table in tables if source is file and table.rows not in ("", first.rows)]
    tables = [pair for pair in tables if pair[1].rows in ("", first.rows)]
    alike = [first, *_alike(first, guess, tables)]
    parts = _other_parts(guess, [table for source, table in tables if source is file and table not in alike])
    unlike = [(source, table) for source, table in tables if source is not file and table not in alike]
    called, names_table = names_behind(guess, [table for _, table in unlike])
    sides = {source.file_name: side for source, table in unlike if (side := side_counts(guess, table))}
    text = definition_text(
        guess,
        file=file.file_name,
        name=folder.name,
        today=now.date(),
        modified=_modified(file.path),
        others=list(parts.values()),
        alike=[table for source, table in tables if source is file and table in alike[1:]],
        more=[source.file_name for source, table in tables if source is not file and table in alike],
        counted=sides,
        called=called or names_of_numbers(guess.selections, lists),
        contests_called=names_of_numbers(guess.contests, lists),
    )
    stations = stations_text(guess, list(parts.values()))
    candidates = candidates_text(guess)
    election = _made(folder, lambda partial: _write(partial, text, stations, candidates))
    side_tables = [side.source for side in sides.values()] + ([names_table] if names_table else [])
    drafted = [
        *alike,
        *side_tables,
        *(table for table in (pair[1] for pair in tables) if table.table.part in parts),
    ]
    others = [(source.file_name, table) for source, table in tables if table not in drafted]
    remarks = [*remarks_on_draft(guess, others), *remarks_on_parts(guess, parts)]
    remarks += [
        f"{table.table.part or 'A table'} holds shares of the lists and is left out." for table in of_shares
    ]
    recipe = recipe_with_columns(sources)
    if recipe:
        remarks.append(f"The recipe {recipe.id} knows these columns: --recipe {recipe.id} drafts by it.")
    return NewElection(election, (*remarks, *tried_draft(folder, sources)))


def recipe_election(folder: Path, files: Sequence[Path], recipe_id: str, now: datetime) -> NewElection:
    """Make a folder whose definition is drafted from files of a source that a recipe describes.

    Args:
        folder: must not exist, or be empty.
        files: of the source.
        recipe_id: a recipe of the library, or the path of a recipe's file.
        now: its day is taken for that of the election where no file's name has one.

    Raises:
        FeedError: there is no such recipe, or a file does not fit it.
        UsageError: the folder is in use or cannot be made.
    """
    _refuse_used(folder)
    return _by_recipe(folder, get_recipe(recipe_id), list(_sources(files)), now)


def _by_recipe(folder: Path, recipe: Recipe, sources: Sequence[SourceFile], now: datetime) -> NewElection:
    modified = _modified(sources[0].path)
    draft = draft_by_recipe(recipe, sources, name=folder.name, today=now.date(), modified=modified)
    election = _made(folder, lambda partial: _write(partial, draft.definition, draft.stations))
    return NewElection(election, (*draft.remarks, *tried_draft(folder, sources)))


def _guessed(
    tables: Sequence[tuple[SourceFile, SourceTable]],
) -> tuple[SourceFile, SourceTable, FeedGuess]:
    """The largest table that can be drafted, with its file.

    The rows of a document may be in several places: the first of which each row's sheet is known is taken.
    """
    by_size = sorted(tables, key=lambda pair: pair[1].table.frame.height, reverse=True)
    guesses: list[tuple[SourceFile, SourceTable, FeedGuess]] = []
    refusals: list[FeedError] = []
    for file, table in by_size:
        try:
            with naming(file.path):
                alone = guess_feed(table) if table.table.part else None
                alike = _alike(table, alone, tables)
                guesses.append((file, table, guess_feed(table, alike) if alike or alone is None else alone))
        except FeedError as error:
            refusals.append(error)
            if table.table.part and not may_hold_votes(table):
                continue  # the largest part of a workbook may be a list of contents, or of voters
        if not table.rows or (guesses and guesses[-1][2].unique):
            break
    if not guesses:
        raise refusals[0]
    return guesses[-1] if guesses[-1][2].unique else guesses[0]


def _alike(
    table: SourceTable, guess: FeedGuess | None, tables: Sequence[tuple[SourceFile, SourceTable]]
) -> list[SourceTable]:
    """The tables of the same form that hold other sheets, or other hours, of the same contest.

    Another part of a workbook with the same sheets is a contest of its own.
    """
    same = [one for _, one in tables if one is not table and _same_form(one, table)]
    if guess is None or not table.table.part:
        return same
    return [
        known
        for known in same
        if known.table.part == table.table.part or not _shares_sheets(guess, table, known)
    ]


def _shares_sheets(guess: FeedGuess, table: SourceTable, other: SourceTable) -> bool:
    if guess.long or not set(guess.sheet) <= set(table.table.frame.columns):
        return False
    own, others = (
        set(source.table.frame.select(guess.sheet).drop_nulls().rows()) for source in (table, other)
    )
    return 2 * len(own & others) > min(len(own), len(others))


def _other_parts(guess: FeedGuess, tables: Sequence[SourceTable]) -> dict[str, FeedGuess]:
    """How other parts of a workbook are read, by their names: each is a contest with the same sheets."""
    if not guess.source.table.part or guess.contest or guess.long:
        return {}
    parts = {}
    for table in tables:
        with contextlib.suppress(FeedError):
            other = guess_feed(table)
            if other.unique and _same_sheets(guess, other):
                parts[table.table.part] = other
    return parts


def _same_sheets(guess: FeedGuess, other: FeedGuess) -> bool:
    """Whether two tables have the same kinds of sheets: named, and in units, by the same columns."""
    types = [each.types.patterns if each.types else None for each in (guess, other)]
    same = (guess.sheet, guess.levels, guess.station, guess.vote_type, types[0]) == (
        (other.sheet, other.levels, other.station, other.vote_type, types[1])
    )
    return same and not other.long and other.contest is None


def _same_form(table: SourceTable, other: SourceTable) -> bool:
    return table.rows == other.rows and table.table.header() == other.table.header()


def _sources(files: Sequence[Path]) -> Iterator[SourceFile]:
    """The files, and all in archives that can be read."""
    for file in files:
        yield from source_files(file, lambda name: PurePath(name).suffix.lower() in READERS)


def _modified(path: Path) -> datetime:
    """When a file, or the archive that it is in, was written (UTC)."""
    there = path if path.exists() else path.parent
    return datetime.fromtimestamp(there.stat().st_mtime, UTC)


def _refuse_used(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is not an empty folder", hint="Name a new folder.")


def _made(folder: Path, fill: Callable[[Path], None]) -> Election:
    """The election in a folder that is filled beside it and moved into place: there is never half of one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        partial.mkdir()
        fill(partial)
        make_key(partial, default_name(load_election(partial).id))
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be made: {error.strerror}") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return load_election(folder)


def _write(folder: Path, definition: str, stations: str, candidates: str = "") -> None:
    (folder / DEFINITION_FILE).write_text(definition, encoding="utf-8")
    (folder / STATIONS_FILE).write_text(stations, encoding="utf-8")
    if candidates:
        (folder / CANDIDATES_FILE).write_text(candidates, encoding="utf-8")
    Ledger(folder, load_election(folder)).table.create()


def new_document(folder: Path, made: NewElection) -> NewDocument:
    """What was made, as a document."""
    return NewDocument(
        folder=str(folder), election=made.election.id, note=made.election.note, remarks=made.remarks
    )


def fill_sample(folder: Path, night: Night, now: datetime, until: str | None = None) -> None:
    """Write a sample's definition and stations file into an empty folder, and its night as a rehearsal.

    Args:
        folder: is there, and is empty.
        night: the sample.
        now: the time recorded as that of taking in.
        until: ISO 8601 text; the night holds only the sheets observed by then.

    Raises:
        UsageError: ``until`` is not a time.
    """
    (folder / DEFINITION_FILE).write_text(night.definition, encoding="utf-8")
    write_given(night.stations, folder / "stations.parquet")
    if night.baseline is not None:
        write_given(night.baseline, folder / "baseline.parquet")
    for name, content in night.files.items():
        (folder / name).write_bytes(content)
    election = load_election(folder)
    sheets = night.sheets
    if until is not None:
        try:
            moment = election.parse_time(until)
        except ValueError:
            raise UsageError(f"{until!r} is not a time", hint="Give it like 2020-10-19T08:30.") from None
        sheets = sheets.filter(pl.col(sheet.OBSERVED_AT) <= moment)
    Ledger(folder, election).table.create()
    rehearsal = Ledger(folder / REHEARSAL, election)
    rehearsal.table.create()
    if sheets.is_empty():
        return
    buffer = io.BytesIO()
    sheets.write_parquet(buffer)
    reading = parse_delivery(buffer.getvalue(), "night.parquet", election)
    rehearsal.append(reading.delivery, reading.rows, reading.findings, reading.data, now)
