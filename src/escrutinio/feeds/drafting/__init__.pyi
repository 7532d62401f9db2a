from .blank import blank_definition, blank_stations
from .definition import candidates_text, definition_text, stations_text
from .guess import FeedGuess, guess_feed
from .guessed_tables import guessed_tables
from .source_table import SourceTable
from .toml_text import CANDIDATES_FILE, STATIONS_FILE

__all__ = [
    "CANDIDATES_FILE",
    "STATIONS_FILE",
    "FeedGuess",
    "SourceTable",
    "blank_definition",
    "blank_stations",
    "candidates_text",
    "definition_text",
    "guess_feed",
    "guessed_tables",
    "stations_text",
]
