from .blank import blank_definition, blank_stations
from .definition import definition_text, stations_text
from .guess import FeedGuess, guess_feed
from .guessed_tables import guessed_tables
from .source_table import SourceTable
from .toml_text import STATIONS_FILE

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
