"""Looks at files of a source nobody has described yet, and drafts how they may be read."""

from escrutinio.feeds.drafting.definition import (
    blank_definition,
    blank_stations,
    definition_text,
    stations_text,
)
from escrutinio.feeds.drafting.guess import FeedGuess, guess_feed
from escrutinio.feeds.drafting.guessed_tables import guessed_tables
from escrutinio.feeds.drafting.source_table import SourceTable
from escrutinio.feeds.drafting.toml_text import STATIONS_FILE

__all__ = [
    "STATIONS_FILE",
    "FeedGuess",
    "SourceTable",
    "blank_definition",
    "blank_stations",
    "definition_text",
    "guess_feed",
    "guessed_tables",
    "stations_text",
]
