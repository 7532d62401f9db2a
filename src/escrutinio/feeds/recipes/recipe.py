"""A recipe: the feeds for the files of one source, and where their form was read.

The keys of its file are in docs/reference/recipes.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from escrutinio.model import NATION, Contest, Feed, FeedError, VoteTypeMapping
from escrutinio.model.feed_definition import feed_mappings
from escrutinio.model.names import composed
from escrutinio.model.text import many_of
from escrutinio.model.toml_table import TomlTable

LIBRARY = Path(__file__).parent / "library"
"""Where the recipes are: ``<country>/<name>.toml``; ``int`` holds those of no country."""
ONLY_CONTEST = "contest"
"""The contest of a recipe that names none, where no column of its files does."""
_OWN_KEYS = ("vote_columns", "vote_types")
"""What a recipe says in a feed beside the keys of ``[[feeds]]``."""


@dataclass(frozen=True)
class RecipeLevel:
    """A level of units that the files of a source name.

    Attributes:
        id, name: as in ``[[levels]]``.
        parent: the level above; ``nation`` at the top.
        name_columns: the column with the units' names, in its spellings; empty where codes are all there is.
    """

    id: str
    name: str
    parent: str
    name_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecipeContest:
    """A contest that the files of a source hold.

    Attributes:
        name: in words.
        level: the level at which it is decided.
    """

    name: str
    level: str


@dataclass(frozen=True)
class Recipe:
    """How the files of a source are read.

    Attributes:
        id: such as ``de/kerg2``.
        title: the source in words.
        publisher: whose files they are.
        source: where they are published.
        day: on which the recipe was written or last tried.
        read_in: where the form of the files was read.
        tried: the real file it was tried on, and with which total; empty: on none.
        notes: what it leaves out.
        by_hand: what is left to be written by hand, as sentences.
        levels: from the top down.
        contests: those that the files hold under fixed columns, by id; empty: one, or those of a column.
        contest_level: the level at which all others are decided.
        no_blank, no_null: whether there are no votes of that kind, or they are not kept apart.
        feeds: their tables as in an election.toml, without contests and selections.
        vote_columns: feed -> patterns of the names of its columns of votes, in which ``*`` stands for the
            name of the selection; without any, all columns that the recipe does not name are such.
        vote_types: feed -> how it tells vote types apart, where its files do: by a column, or by columns that
            stand under the types' names.
        names: the file that says what the words for selections mean, as a feed whose ``sheet`` is the word;
            and the column of the names.
    """

    id: str
    title: str
    publisher: str
    source: str
    day: date
    read_in: str
    tried: str
    notes: str
    by_hand: tuple[str, ...]
    levels: tuple[RecipeLevel, ...]
    contests: Mapping[str, RecipeContest]
    contest_level: str
    no_blank: bool
    no_null: bool
    feeds: tuple[Mapping[str, object], ...]
    vote_columns: Mapping[str, tuple[str, ...]]
    vote_types: Mapping[str, VoteTypeMapping]
    names: tuple[Feed, str] | None

    def contest_ids(self) -> list[str]:
        """The contests under fixed columns, or the only one."""
        return list(self.contests) or [ONLY_CONTEST]

    def mappings(self) -> dict[str, Feed]:
        """Its feeds, with contests of its own; none has a selection yet."""
        problems: list[str] = []
        return _mappings(self, problems)


def read_recipe(text: str, recipe_id: str, where: str) -> Recipe:
    """A recipe from the text of its file.

    Raises:
        FeedError: with every mistake in it.
    """
    try:
        values = tomllib.loads(composed(text))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"this is not valid TOML: {error}", where=where) from None
    problems: list[str] = []
    root = TomlTable(values, "", problems)
    levels = _levels(root)
    level_ids = [NATION, *(level.id for level in levels)]
    contests: dict[str, RecipeContest] = {}
    for table in root.tables("contests"):
        name = table.text("name", "the contest's name")
        contests[table.identifier()] = RecipeContest(name, table.choice("level", level_ids, NATION))
        table.finish()
    decided = root.table("contest")
    feeds = values.get("feeds")
    tables = [table for table in feeds if isinstance(table, dict)] if isinstance(feeds, list) else []
    recipe = Recipe(
        id=recipe_id,
        title=root.text("title", "the source in words"),
        publisher=root.text("publisher", "whose files they are"),
        source=root.text("source", "where the files are published"),
        day=root.day("day") or date.min,
        read_in=root.text("read_in", "where the form of the files was read"),
        tried=root.text("tried", "the real file it was tried on", ""),
        notes=root.text("notes", "what it leaves out", ""),
        by_hand=root.texts("by_hand", "what is left to be written by hand"),
        levels=levels,
        contests=contests,
        contest_level=decided.choice("level", level_ids, NATION),
        no_blank=decided.flag("no_blank", default=False),
        no_null=decided.flag("no_null", default=False),
        feeds=tuple(_without(table, _OWN_KEYS) for table in tables),
        vote_columns={str(table.get("id")): _texts(table.get("vote_columns")) for table in tables},
        vote_types={
            str(table["id"]): _vote_types(one)
            for table in tables
            if "id" in table and isinstance(one := table.get("vote_types"), dict)
        },
        names=_names(root),
    )
    decided.finish()
    if not tables:
        problems.append("feeds: it is missing; allowed: one table [[feeds]] or more")
    elif not problems:
        _mappings(recipe, problems)
    root.skip("feeds")
    root.finish()
    if problems:
        raise FeedError("; ".join(problems), where=where, hint="The keys are in docs/reference/recipes.md.")
    return recipe


def _levels(root: TomlTable) -> tuple[RecipeLevel, ...]:
    levels: list[RecipeLevel] = []
    for table in root.tables("levels"):
        parent = levels[-1].id if levels else NATION
        names = table.texts("name_column", "the column with the units' names")
        levels.append(RecipeLevel(table.identifier(), table.text("name", "the level's name"), parent, names))
        table.finish()
    return tuple(levels)


def _vote_types(table: Mapping[str, object]) -> VoteTypeMapping:
    columns = table.get("columns")
    patterns = columns.items() if isinstance(columns, dict) else ()
    return VoteTypeMapping(
        columns=_texts(table.get("column")), patterns={str(name): _texts(one) for name, one in patterns}
    )


def _names(root: TomlTable) -> tuple[Feed, str] | None:
    if not root.has("names"):
        return None
    table = root.table("names")
    name = table.text("name_column", "the column with the names")
    values = {key: value for key, value in table.plain().items() if key != "name_column"}
    feed = {"id": "names", "contest": ONLY_CONTEST, **values}
    problems = root.problems
    return _parsed([feed], [ONLY_CONTEST], (), problems)["names"], name


def _mappings(recipe: Recipe, problems: list[str]) -> dict[str, Feed]:
    contests = recipe.contest_ids()
    tables = []
    for table in recipe.feeds:
        fixed = table.get("contest") or table.get("contest_column")
        tables.append(dict(table) if fixed else {**table, "contest": contests[0]})
    return _parsed(tables, contests, [level.id for level in recipe.levels], problems)


def _parsed(
    tables: Sequence[Mapping[str, object]],
    contests: Sequence[str],
    levels: Sequence[str],
    problems: list[str],
) -> dict[str, Feed]:
    made = {
        contest: Contest(id=contest, name=contest, selections=(), levels=(NATION,)) for contest in contests
    }
    return feed_mappings(
        TomlTable({"feeds": list(tables)}, "", problems), made, (), list(levels), ZoneInfo("UTC")
    )


def _without(table: Mapping[str, object], keys: Sequence[str]) -> dict[str, object]:
    return {key: value for key, value in table.items() if key not in keys}


def _texts(value: object) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(str(item) for item in items)


@lru_cache(maxsize=1)
def _paths() -> Mapping[str, Path]:
    return {f"{path.parent.name}/{path.stem}": path for path in sorted(LIBRARY.glob("*/*.toml"))}


def recipe_ids() -> tuple[str, ...]:
    """The ids of all recipes of the library, sorted."""
    return tuple(_paths())


def get_recipe(recipe_id: str) -> Recipe:
    """The recipe of that id, or of a file of one's own, whose name ends with ``.toml``.

    Raises:
        FeedError: there is none, or its file has mistakes.
    """
    path = _paths().get(recipe_id)
    if path is None and recipe_id.endswith(".toml"):
        path = Path(recipe_id)
    if path is None:
        near = get_close_matches(recipe_id, recipe_ids(), 3, 0.3)
        raise FeedError(
            f"there is no recipe {recipe_id!r}",
            hint=f"Near: {many_of(near)}. " * bool(near)
            + "`escrutinio feed list` shows all. Or give the path of a .toml file.",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FeedError(f"the recipe cannot be read: {error}", where=str(path)) from None
    return read_recipe(text, recipe_id if path is _paths().get(recipe_id) else path.stem, str(path))
