"""Adds the feeds of a recipe to an election that is defined already."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from escrutinio.feeds.drafting.toml_text import Name, feed_text
from escrutinio.feeds.recipes.recipe import Recipe
from escrutinio.feeds.recipes.vote_types import feed_values
from escrutinio.model import (
    DEFINITION_FILE,
    DefinitionError,
    Election,
    Feed,
    UsageError,
    VoteTypeMapping,
    parse_election,
)
from escrutinio.model.names import composed, folded
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class RecipeUse:
    """What a recipe adds to an election.

    Attributes:
        feeds: the ids of the new feeds.
        text: what is added to its election.toml.
        definition: the whole text of its election.toml with it.
        remarks: what is left to be written by hand, as sentences.
    """

    feeds: tuple[str, ...]
    text: str
    definition: str
    remarks: tuple[str, ...]


def use_recipe(recipe: Recipe, election: Election, contests: Mapping[str, str]) -> RecipeUse:
    """The feeds of a recipe, as an election's definition needs them.

    Args:
        recipe: the recipe.
        election: the election; its levels and selections are looked for by id.
        contests: contest of the recipe, or word of its files -> contest of the election; not needed where
            there is one only. Of several contests of the recipe, those that are not named are not read.

    Raises:
        UsageError: a contest is not known, or it is not said which is meant.
        DefinitionError: the definition has mistakes with the recipe.
    """
    unknown = sorted(set(contests.values()) - set(election.contests))
    if unknown:
        raise UsageError(
            f"the election has no contest {unknown[0]!r}", hint=f"It has {many_of(election.contests)}."
        )
    mappings, left = _read_of(recipe, recipe.mappings(), election, contests)
    levels = set(election.level_ids())
    remarks = list(recipe.by_hand)
    if left:
        remarks.append(f"These contests of the files are not read: {', '.join(left)}.")
    ids: dict[str, str] = {}
    for old in mappings:
        ids[old] = _free(old, election, ids)
    texts = []
    for table in recipe.feeds:
        if table["id"] not in mappings:
            continue
        values = dict(table)
        feed = mappings[str(values["id"])]
        values["id"] = ids[feed.id]
        if feed.joins:
            values["joins"] = ids[feed.joins]
        if feed.contest_columns:
            meant = {
                word: contests.get(word) or _contest(own, election, contests)
                for word, own in feed.contest_values.items()
                if own not in left or word in contests
            }
            if len(set(meant.values())) < len({feed.contest_values[word] for word in meant}):
                remarks.append("Several contests of the files would be read as one: see contest_values.")
            meant |= {word: one for word, one in contests.items() if word not in recipe.contests}
            values["contest_values"] = meant
            if left and not feed.contests:
                values["contests"] = list(dict.fromkeys(meant.values()))
            if not meant:
                remarks.append(f"Write the words of {feed.contest_columns[0]} under contest_values.")
            standing = list(dict.fromkeys(meant.values())) or list(election.contests)
        else:
            standing = [_contest(feed.contest or "", election, contests)]
            values["contest"] = standing[0]
        if feed.contests:
            values["contests"] = list(
                dict.fromkeys(
                    _contest(contest, election, contests) for contest in feed.contests if contest not in left
                )
            )
        units = values.get("units")
        if isinstance(units, Mapping):
            values["units"] = {level: unit for level, unit in units.items() if level in levels}
            lost = [level for level in units if level not in levels]
            if lost:
                remarks.append(f"The election has no level {', '.join(lost)}: its units are not read.")
        if election.vote_types and feed.id in recipe.vote_types:
            known = [Name(vote_type.id, vote_type.name, vote_type.name) for vote_type in election.vote_types]
            mapping = recipe.vote_types[feed.id]
            meant_types = _types_meant(mapping, known)
            if mapping.patterns and not meant_types:
                words = ", ".join(mapping.patterns)
                raise UsageError(
                    f"no vote type of the election is called as one of the recipe: {words}",
                    hint="Give those under [[vote_types]] the recipe's names, or take [[vote_types]] out.",
                )
            unread = [
                name for name in mapping.patterns if name not in {vote_type.word for vote_type in meant_types}
            ]
            if unread:
                remarks.append(
                    f"The election has no vote type {', '.join(unread)}: their votes are not read."
                )
            values["vote_type"] = feed_values(mapping, known if mapping.columns else meant_types)
            remarks.append("Look at vote_type: it says which of its words, or columns, are which vote type.")
        patterns = recipe.vote_columns.get(feed.id, ())
        if patterns:
            selections = dict.fromkeys(
                selection for contest in standing for selection in election.contests[contest].selections
            )
            values["votes"] = {
                selection: _spellings(election, selection, patterns) for selection in selections
            }
        texts.append(feed_text(values))
    counts = sorted({key for feed in mappings.values() for key, parts in feed.counts.items() if parts})
    if counts:
        remarks.append(f"It reads {', '.join(counts)}: take out those that your files do not have.")
    remarks.append("Where a source's word for a selection is not its id, write it under votes.")
    head = (
        f"\n# By the recipe {recipe.id}, of {recipe.day.isoformat()}: {recipe.title}.\n"
        f"# Published at {recipe.source}\n"
    )
    text = head + "\n".join(texts)
    definition = _definition_with(text, election.folder)
    return RecipeUse(tuple(ids.values()), text, definition, tuple(remarks))


def _read_of(
    recipe: Recipe, feeds: Mapping[str, Feed], election: Election, contests: Mapping[str, str]
) -> tuple[Mapping[str, Feed], list[str]]:
    """The feeds that are wanted, and the contests of the recipe that are not.

    Where a recipe knows several contests, those are read that are named, or that the election has by their
    id. An election may have one of them and not the others.

    Raises:
        UsageError: it is not said which of them the election's only contest is.
    """
    words = {word: own for feed in feeds.values() for word, own in feed.contest_values.items()}
    named = {*contests, *(words[word] for word in contests if word in words), *election.contests}
    left = [own for own in recipe.contests if own not in named]
    if len(recipe.contests) < 2 or not left:
        return feeds, []
    if len(left) == len(recipe.contests):
        known = many_of(recipe.contests)
        hint = f"Give it with --contest {left[0]}=ID; the election has {', '.join(election.contests)}."
        raise UsageError(f"it is not said which contest of the recipe is meant: {known}", hint=hint)
    wanted = {
        key: feed
        for key, feed in feeds.items()
        if feed.contest not in left and not (feed.contests and set(feed.contests) <= set(left))
    }
    return {key: feed for key, feed in wanted.items() if not feed.joins or feed.joins in wanted}, left


def _types_meant(mapping: VoteTypeMapping, known: Sequence[Name]) -> list[Name]:
    """The election's vote types with the recipe's word for each: the type's, or the name of its column."""
    words = {folded(pattern): word for word, patterns in mapping.patterns.items() for pattern in patterns}
    words |= {folded(word): word for word in mapping.patterns}
    found = ((name, words.get(folded(name.name)) or words.get(folded(name.id))) for name in known)
    return [replace(one, word=word) for one, word in found if word]


def _free(wanted: str, election: Election, ids: Mapping[str, str]) -> str:
    taken = {*election.feeds, *ids.values()}
    return next(
        identifier
        for identifier in (wanted, *(f"{wanted}-{i}" for i in range(2, 1000)))
        if identifier not in taken
    )


def _contest(own: str, election: Election, contests: Mapping[str, str]) -> str:
    if own in contests:
        return contests[own]
    if own in election.contests:
        return own
    if len(election.contests) == 1:
        return next(iter(election.contests))
    raise UsageError(
        f"it is not said which contest the recipe's {own!r} is",
        hint=f"Give it with --contest {own}=ID; the election has {many_of(election.contests)}.",
    )


def _spellings(election: Election, selection: str, patterns: tuple[str, ...]) -> list[str]:
    one = election.selections[selection]
    names = dict.fromkeys([one.short, one.name, one.id, *one.shorts.values(), *one.names.values()])
    return [pattern.replace("*", name) for pattern in patterns for name in names if name]


def _definition_with(added: str, folder: Path) -> str:
    """The text of an election's definition with something at its end; what would spoil it is refused."""
    path = folder / DEFINITION_FILE
    try:
        whole = path.read_text(encoding="utf-8-sig") + added
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError([f"the file cannot be read as UTF-8 text: {error}"], where=str(path)) from None
    try:
        parse_election(tomllib.loads(composed(whole)), folder)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([f"feeds cannot be added at its end: {error}"], where=str(path)) from None
    return whole
