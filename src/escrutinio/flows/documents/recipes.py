"""The answers of ``escrutinio feed list``, ``feed show`` and ``feed use``."""

from __future__ import annotations

import msgspec

from escrutinio.flows.documents.figures import Day


class RecipeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How the files of a source are read.

    Attributes:
        id: such as de/kerg2.
        title: the source in words.
        publisher: whose files they are.
        source: where they are published.
        day: on which the recipe was written or last tried.
        read_in: where the form of the files was read.
        tried: the real file it was tried on, and with which total; empty: on none.
    """

    id: str
    title: str
    publisher: str
    source: str
    day: Day
    read_in: str
    tried: str


class RecipeDocument(RecipeSummary, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/recipe/1"):
    """Answer of escrutinio feed show.

    A recipe: what it reads and what it leaves to you.

    Attributes:
        notes: what it leaves out; empty when nothing is.
        by_hand: what is left to be written by hand, as sentences.
        levels: the levels of units that the files name, from the top down.
        files: patterns of the names of the files.
    """

    notes: str
    by_hand: tuple[str, ...]
    levels: tuple[str, ...]
    files: tuple[str, ...]


class RecipesDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/recipes/1"
):
    """Answer of escrutinio feed list.

    Every recipe of the library.

    Attributes:
        recipes: by id.
    """

    recipes: tuple[RecipeSummary, ...]


class UsedRecipeDocument(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="escrutinio/used-recipe/1"
):
    """Answer of escrutinio feed use.

    What a recipe has added to an election.

    Attributes:
        election: its id.
        recipe: the id of the recipe.
        feeds: the ids of the new feeds.
        text: what was added to election.toml.
        remarks: what is left to be written by hand, as sentences.
    """

    election: str
    recipe: str
    feeds: tuple[str, ...]
    text: str
    remarks: tuple[str, ...]
