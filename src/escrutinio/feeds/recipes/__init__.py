"""Recipes: how the files of known sources are read, dated and cited, for an election to take over."""

from escrutinio.feeds.recipes.draft import RecipeDraft, draft_by_recipe
from escrutinio.feeds.recipes.known import known_recipe, recipe_with_columns
from escrutinio.feeds.recipes.recipe import Recipe, RecipeLevel, get_recipe, recipe_ids
from escrutinio.feeds.recipes.use import RecipeUse, use_recipe

__all__ = [
    "Recipe",
    "RecipeDraft",
    "RecipeLevel",
    "RecipeUse",
    "draft_by_recipe",
    "get_recipe",
    "known_recipe",
    "recipe_ids",
    "recipe_with_columns",
    "use_recipe",
]
