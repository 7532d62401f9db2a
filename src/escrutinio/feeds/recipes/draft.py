"""Drafts an election from files of a source that a recipe describes: who stands, the units, the sheets."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fnmatch import fnmatch
from pathlib import Path

import polars as pl

from escrutinio.feeds.column_choice import missing_columns
from escrutinio.feeds.drafting.toml_text import (
    FILE_NAME,
    MOMENT,
    Name,
    day_of,
    election_text,
    feed_text,
    named,
    observed_text,
    pattern_of,
    quoted,
    selection_text,
    stations_choice,
    text_list,
)
from escrutinio.feeds.files import read_source, read_tables
from escrutinio.feeds.raw_table import RawTable, code_text, find_column
from escrutinio.feeds.reading import name_fits
from escrutinio.feeds.recipes.columns import RecipeColumns, recipe_columns
from escrutinio.feeds.recipes.recipe import ONLY_CONTEST, Recipe
from escrutinio.feeds.recipes.vote_types import by_station, feed_values, type_names, types_in, types_text
from escrutinio.feeds.reshaping import reshaped
from escrutinio.feeds.row_selection import selected_rows
from escrutinio.feeds.source_files import SourceFile
from escrutinio.model import NATION, VOTE_TYPE, Election, Feed, FeedError, parse_election, sheet
from escrutinio.model.names import Spellings, folded
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class RecipeDraft:
    """An election's folder as it is drafted from files of a source.

    Attributes:
        definition: the text of its election.toml.
        stations: its stations file, as CSV.
        remarks: what a person has to look at, as sentences.
    """

    definition: str
    stations: str
    remarks: tuple[str, ...]


@dataclass
class _Seen:
    """What a feed reads of the files.

    Attributes:
        feed: the feed.
        files: the names of the files that it reads.
        standing: word for a contest -> words for selections, or names of columns, in the order of the files.
        counts: those that its files hold.
        unit_names: level -> code of a unit -> its name.
        types: the vote types that its files tell apart; None where some file does not.
    """

    feed: Feed
    files: list[str] = field(default_factory=list)
    standing: dict[str, dict[str, None]] = field(default_factory=dict)
    counts: set[str] = field(default_factory=set)
    unit_names: dict[str, dict[str, str]] = field(default_factory=dict)
    types: dict[str, None] | None = field(default_factory=dict)


def draft_by_recipe(
    recipe: Recipe, sources: Sequence[SourceFile], *, name: str, today: date, modified: datetime
) -> RecipeDraft:
    """The election that files of a source hold.

    Args:
        recipe: says how they are read.
        sources: the files.
        name: of the election.
        today: taken for the day of the election, if no file's name has one.
        modified: when the first file was written (UTC): its time of observation where nothing gives one.

    Raises:
        FeedError: a file is not of the source, or holds nothing that can be counted.
    """
    feeds = recipe.mappings()
    seen = {feed.id: _Seen(feed) for feed in feeds.values()}
    meanings: dict[str, str] = {}
    for source in sources:
        named = recipe.names is not None and name_fits(source.name, recipe.names[0])
        inside = recipe.names is not None and bool(recipe.names[0].rows)  # a document has names and votes
        if named or inside:
            meanings |= _meanings(recipe, source)
        if inside or not named:
            _look(recipe, source, feeds, seen)
    used = [of_feed for of_feed in seen.values() if of_feed.files]
    if not any(of_feed.standing for of_feed in used):
        raise FeedError(
            f"none of the files holds votes as the recipe {recipe.id} knows them",
            hint=f"It reads {many_of(p for feed in feeds.values() for p in feed.files)}.",
        )
    contests = _contests(recipe, used)
    selections = _selections(recipe, used, meanings)
    moment = next((found for source in sources if (found := MOMENT.search(source.file_name))), None)
    day = day_of(moment.group(1)) if moment else None
    head = (name, day or today, FILE_NAME if day else "")
    text = _definition(recipe, used, contests, selections, head, modified)
    election = _loaded(text, recipe)
    rows = pl.concat(
        [
            reading.rows
            for source in sources
            if _is_read(source, used)
            for reading in read_source(source, election)
        ],
        how="diagonal",
    )
    names: dict[str, dict[str, str]] = {}
    for level, by_code in ((level, codes) for of_feed in used for level, codes in of_feed.unit_names.items()):
        names.setdefault(level, {}).update(by_code)
    remarks = [
        f"Drafted by the recipe {recipe.id}, of {recipe.day.isoformat()}: {recipe.title}.",
        f"It was tried on: {recipe.tried}" if recipe.tried else "It has not been tried on a real file.",
        "Its stations file lists only the sheets of the files: put the full list in its place.",
        *recipe.by_hand,
        *_absent(used),
    ]
    return RecipeDraft(text, _stations(rows, election, names), tuple(remarks))


def _is_read(source: SourceFile, used: Sequence[_Seen]) -> bool:
    return any(source.file_name in of_feed.files for of_feed in used)


def _look(recipe: Recipe, source: SourceFile, feeds: Mapping[str, Feed], seen: Mapping[str, _Seen]) -> None:
    """Note what the feeds read of a file: those whose pattern fits its name, or else all that can read it."""
    fitting = [feed for feed in feeds.values() if name_fits(source.name, feed)] or list(feeds.values())
    reasons: list[str] = []
    for feed in fitting:
        try:
            tables = [read.table for read in read_tables(source, feed)]
        except FeedError as error:
            reasons.append(error.message)
            continue
        for table in tables:
            missing = missing_columns(table.header(), feed, table.doubled)
            if missing:
                reasons.append(f"these columns are missing: {', '.join(missing)}")
                continue
            _note(recipe, selected_rows(reshaped(table, feed), feed), seen[feed.id])
            seen[feed.id].files.append(source.file_name)
    if not any(source.file_name in of_feed.files for of_feed in seen.values()):
        raise FeedError(
            f"the file does not fit the recipe {recipe.id}: {'; '.join(dict.fromkeys(reasons))}",
            where=str(source.path),
            hint="Look at its first lines. `escrutinio feed list` shows other recipes.",
        )


def _note(recipe: Recipe, table: RawTable, seen: _Seen) -> None:
    feed = seen.feed
    mapping = recipe.vote_types.get(feed.id)
    types = types_in(table, feed, mapping) if mapping else None
    seen.types = None if types is None or seen.types is None else seen.types | dict.fromkeys(types)
    columns = recipe_columns(recipe, table, feed)
    frame = table.frame
    contest = (
        code_text(columns.contest, frame.schema[columns.contest])
        if columns.contest
        else pl.lit(feed.contest or ONLY_CONTEST)
    )
    seen.counts |= set(columns.counts)
    if feed.figures != "counts":
        for word, names in _standing(frame.with_columns(contest.alias("__contest")), columns):
            seen.standing.setdefault(word, {}).update(dict.fromkeys(names))
    for level in recipe.levels:
        unit = feed.units.get(level.id)
        name = find_column(table.header(), level.name_columns)
        parts = [find_column(table.header(), [column]) for column in unit.columns] if unit else []
        if name and parts and all(parts):
            code = pl.concat_str(
                [code_text(part, frame.schema[part]) for part in parts if part], separator="-"
            )
            pairs = frame.select(code.alias("code"), code_text(name, frame.schema[name]).alias("name"))
            pairs = pairs.drop_nulls().unique("code", keep="first", maintain_order=True)
            seen.unit_names.setdefault(level.id, {}).update(pairs.iter_rows())


def _standing(frame: pl.DataFrame, columns: RecipeColumns) -> Iterator[tuple[str, list[str]]]:
    """The contests of a table, by their word, and what stands in each."""
    for contest in frame["__contest"].drop_nulls().unique(maintain_order=True):
        own = frame.filter(pl.col("__contest") == contest)
        if columns.word:
            texts = own.select(code_text(columns.word, own.schema[columns.word])).to_series()
            known = {folded(word) for word in columns.count_words}
            yield (
                contest,
                [w for w in texts.drop_nulls().unique(maintain_order=True) if folded(w) not in known],
            )
        else:
            filled = [
                name
                for name in columns.votes
                if own[name].cast(pl.String).str.strip_chars().fill_null("").ne("").any()
            ]
            yield contest, filled


def _types(used: Sequence[_Seen]) -> list[Name]:
    """The vote types, where all files tell them apart."""
    if any(of_feed.types is None for of_feed in used):
        return []
    return type_names([word for of_feed in used for word in of_feed.types or ()])


def _meanings(recipe: Recipe, source: SourceFile) -> dict[str, str]:
    """What the words for selections mean, by the file that says so."""
    assert recipe.names is not None
    feed, name = recipe.names
    meanings: dict[str, str] = {}
    for table in (read.table for read in read_tables(source, feed)):
        columns = [find_column(table.header(), [column]) for column in (feed.sheet[0], name)]
        if all(columns):
            texts = [code_text(column, table.frame.schema[column]) for column in columns if column]
            meanings |= dict(table.frame.select(a=texts[0], b=texts[1]).drop_nulls().iter_rows())
    return meanings


def _selections(recipe: Recipe, used: Sequence[_Seen], meanings: Mapping[str, str]) -> dict[str, Name]:
    """The selection that each word means. Words of several feeds are one where they have the same name."""
    words_of = [
        dict.fromkeys(word for names in of_feed.standing.values() for word in names) for of_feed in used
    ]
    words = list(dict.fromkeys(word for own in words_of for word in own))
    names = {word: meanings.get(word) or _shown(recipe, used, word) for word in words}
    keys: dict[str, tuple[str, int]] = {}
    for own in words_of:
        times: dict[str, int] = {}
        for word in own:
            times[names[word]] = times.get(names[word], 0) + 1
            keys.setdefault(word, (names[word], times[names[word]]))
    different = list(dict.fromkeys(keys.values()))
    made = named([name for name, _ in different], avoid=sheet.COUNTS)
    by_key = dict(zip(different, made, strict=True))
    return {word: by_key[key] for word, key in keys.items()}


def _shown(recipe: Recipe, used: Sequence[_Seen], word: str) -> str:
    """The name of a selection: its word, or what a pattern leaves of the name of its column."""
    for of_feed in used:
        for pattern in recipe.vote_columns.get(of_feed.feed.id, ()):
            before, _, after = pattern.partition("*")
            if (
                word.startswith(before)
                and word.endswith(after)
                and any(word in names for names in of_feed.standing.values())
            ):
                return word[len(before) : len(word) - len(after)].strip() or word
    return word


def _contests(recipe: Recipe, used: Sequence[_Seen]) -> list[Name]:
    """The contest of each word: one of the recipe's where it is known, else one of its own."""
    words = list(dict.fromkeys(word for of_feed in used for word in of_feed.standing))
    values = {word: meant for of_feed in used for word, meant in of_feed.feed.contest_values.items()}
    known = Spellings(
        values.items(), ((contest_id, contest_id) for contest_id in recipe.contest_ids())
    ).of_words(words)
    own = {word: match.meaning for word, match in known.items()}
    names = {meant: recipe.contests[meant].name if recipe.contests else "Contest" for meant in own.values()}
    others = named([word for word in words if word not in own], avoid=[folded(name) for name in names])
    by_word = {other.word: other for other in others}
    return [Name(own[word], word, names[own[word]]) if word in own else by_word[word] for word in words]


def _definition(
    recipe: Recipe,
    used: Sequence[_Seen],
    contests: Sequence[Name],
    selections: Mapping[str, Name],
    head: tuple[str, date, str],
    modified: datetime,
) -> str:
    name, day, said_by = head
    types = _types(used)
    ids = {word: one.id for word, one in selections.items()}
    levels = "".join(
        f"[[levels]]\nid = {quoted(level.id)}\nname = {quoted(level.name)}\n"
        + (f"parent = {quoted(level.parent)}\n" if level.parent != NATION else "")
        + "\n"
        for level in recipe.levels
    )
    parts = [
        f"# Drafted by the recipe {recipe.id}, of {recipe.day.isoformat()}: {recipe.title}.\n"
        f"# Published at {recipe.source}\n"
        "# `escrutinio feed try` shows what it makes of a file; every key is explained in\n"
        "# docs/reference/settings.md.\n",
        election_text(name, day, said_by),
        levels,
        types_text(types),
        "# What can be voted for. The colours are arbitrary.\n",
        *(selection_text(one, i) for i, one in enumerate(dict.fromkeys(selections.values()))),
        *(
            _contest(recipe, contest, [name.word for name in contests if name.id == contest.id], used, ids)
            for contest in {name.id: name for name in contests}.values()
        ),
        stations_choice(),
        *(_feed(recipe, of_feed, contests, ids, modified, types) for of_feed in used),
        "# The law by which it is decided: `escrutinio law list`.\n"
        f'# [law]\n# id = "..."\n# contests = {{ ROLE = "{contests[0].id}" }}\n'
        '# levels = { ROLE = "nation" }\n',
    ]
    return "\n".join(part for part in parts if part)


def _contest(
    recipe: Recipe, contest: Name, called: Sequence[str], used: Sequence[_Seen], ids: Mapping[str, str]
) -> str:
    words = dict.fromkeys(
        word for of_feed in used for own in called for word in of_feed.standing.get(own, ())
    )
    lines = [
        "[[contests]]",
        f"id = {quoted(contest.id)}",
        f"name = {quoted(contest.name)}",
        f"selections = {text_list(dict.fromkeys(ids[word] for word in words))}",
    ]
    own = recipe.contests.get(contest.id)
    level = own.level if own else recipe.contest_level
    if level != NATION:
        lines.append(f"level = {quoted(level)}")
    lines += ["no_blank = true"] * recipe.no_blank + ["no_null = true"] * recipe.no_null
    return "\n".join(lines) + "\n"


def _feed(
    recipe: Recipe,
    seen: _Seen,
    contests: Sequence[Name],
    ids: Mapping[str, str],
    modified: datetime,
    types: Sequence[Name],
) -> str:
    (values,) = (dict(table) for table in recipe.feeds if table["id"] == seen.feed.id)
    patterns = list(seen.feed.files)
    strange = [file for file in seen.files if not any(fnmatch(file, pattern) for pattern in patterns)]
    values["files"] = [*patterns, *dict.fromkeys(map(pattern_of, strange))]
    if seen.feed.contest_columns:
        values["contest_values"] = {contest.word: contest.id for contest in contests}
    else:
        values["contest"] = seen.feed.contest
    if types:
        values["vote_type"] = feed_values(recipe.vote_types[seen.feed.id], types)
        if not recipe.vote_types[seen.feed.id].columns:  # their sum is not read beside them
            ignored = values.get("ignore")
            known = ignored if isinstance(ignored, list) else []
            values["ignore"] = [*known, *(names[0] for names in seen.feed.votes_columns)]
    counts = values.get("counts")
    if isinstance(counts, Mapping):
        values["counts"] = {key: column for key, column in counts.items() if key in seen.counts}
    words = list(dict.fromkeys(word for names in seen.standing.values() for word in names))
    if words:
        values["votes"] = {ids[word]: word for word in words}
    if seen.feed.observed.columns or seen.feed.observed.file_name:
        return feed_text(values)
    values.pop("observed", None)
    return feed_text(values) + "\n" + observed_text(seen.files, modified)


def _loaded(text: str, recipe: Recipe) -> Election:
    return parse_election(tomllib.loads(text), Path(recipe.id))


def _stations(rows: pl.DataFrame, election: Election, names: Mapping[str, Mapping[str, str]]) -> str:
    """The stations file with the sheets that were read, and the names of their units."""
    if election.vote_types:
        rows = by_station(rows)
    columns = [pl.col(sheet.CONTEST), pl.col(sheet.SHEET)]
    there = [pl.col(sheet.REGISTERED).drop_nulls().first()] if sheet.REGISTERED in rows.columns else []
    there += [pl.col("vote_types").first()] if election.vote_types else []
    for level in election.level_ids():
        if election.vote_types and level == VOTE_TYPE:
            continue
        column = sheet.unit_column(level)
        if column in rows.columns:
            there.append(pl.col(column).drop_nulls().first().alias(level))
    frame = rows.group_by(columns, maintain_order=True).agg(there)
    if sheet.REGISTERED not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.Int64).alias(sheet.REGISTERED))
    for level, by_code in names.items():
        if level in frame.columns and by_code:
            name = pl.col(level).replace_strict(dict(by_code), default=None, return_dtype=pl.String)
            frame = frame.with_columns(name.alias(f"{level}_name"))
    return frame.write_csv()


def _absent(used: Sequence[_Seen]) -> Iterator[str]:
    for of_feed in used:
        wanted = [key for key, parts in of_feed.feed.counts.items() if parts and key not in of_feed.counts]
        if wanted:
            yield f"The files do not state {', '.join(wanted)}, as others of the source may."
