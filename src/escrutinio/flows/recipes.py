"""Recipes for the files of known sources: what there is, and their use in an election."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from escrutinio.feeds.recipes import Recipe, get_recipe, recipe_ids
from escrutinio.feeds.recipes import use_recipe as feeds_of_recipe
from escrutinio.flows.documents.recipes import (
    RecipeDocument,
    RecipesDocument,
    RecipeSummary,
    UsedRecipeDocument,
)
from escrutinio.model import DEFINITION_FILE, UsageError, load_election
from escrutinio.model.files import write_whole


def recipes() -> list[Recipe]:
    """All recipes of the library, by id."""
    return [get_recipe(recipe_id) for recipe_id in recipe_ids()]


def recipes_document(listed: Sequence[Recipe]) -> RecipesDocument:
    """Recipes as a document."""
    return RecipesDocument(recipes=tuple(_summary(recipe) for recipe in listed))


def recipe_document(recipe: Recipe) -> RecipeDocument:
    """A recipe as a document, with the form of its files."""
    one = _summary(recipe)
    return RecipeDocument(
        **{name: getattr(one, name) for name in one.__struct_fields__},
        notes=recipe.notes,
        by_hand=recipe.by_hand,
        levels=tuple(level.id for level in recipe.levels),
        files=tuple(dict.fromkeys(name for feed in recipe.mappings().values() for name in feed.files)),
    )


def _summary(recipe: Recipe) -> RecipeSummary:
    return RecipeSummary(
        id=recipe.id,
        title=recipe.title,
        publisher=recipe.publisher,
        source=recipe.source,
        day=recipe.day.isoformat(),
        read_in=recipe.read_in,
        tried=recipe.tried,
    )


def recipe_rows(listed: Sequence[Recipe]) -> pl.DataFrame:
    """One row a recipe."""
    rows = [
        {
            "recipe": recipe.id,
            "title": recipe.title,
            "publisher": recipe.publisher,
            "day": recipe.day,
            "tried": recipe.tried,
            "source": recipe.source,
        }
        for recipe in listed
    ]
    return pl.DataFrame(rows, schema_overrides={"day": pl.Date})


def use_recipe(folder: Path, recipe_id: str, contests: Mapping[str, str]) -> UsedRecipeDocument:
    """Add the feeds of a recipe to an election's definition.

    Args:
        folder: of the election.
        recipe_id: a recipe of the library, or the path of a recipe's file.
        contests: contest of the recipe, or word of its files -> contest of the election.

    Raises:
        FeedError: there is no such recipe.
        UsageError: it is not said which contest is meant, or the definition cannot be written.
        DefinitionError: the definition has mistakes with the recipe.
    """
    election = load_election(folder)
    use = feeds_of_recipe(get_recipe(recipe_id), election, contests)
    path = folder / DEFINITION_FILE
    try:
        write_whole(path, use.definition)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return UsedRecipeDocument(
        election=election.id, recipe=recipe_id, feeds=use.feeds, text=use.text, remarks=use.remarks
    )
