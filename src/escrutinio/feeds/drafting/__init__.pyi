from .blank import blank_definition, blank_stations
from .column_profile import may_hold_votes
from .definition import definition_text
from .feed_guess import FeedGuess
from .guess import guess_feed
from .guessed_names import headings_of
from .guessed_tables import guessed_tables
from .listed import candidates_text, stations_text
from .share_check import is_of_shares, said_of_shares
from .side_tables import SideCounts, names_behind, names_of_numbers, side_counts
from .source_table import SourceTable
from .toml_text import CANDIDATES_FILE, STATIONS_FILE

__all__ = [
    "CANDIDATES_FILE",
    "STATIONS_FILE",
    "FeedGuess",
    "SideCounts",
    "SourceTable",
    "blank_definition",
    "blank_stations",
    "candidates_text",
    "definition_text",
    "guess_feed",
    "guessed_tables",
    "headings_of",
    "is_of_shares",
    "may_hold_votes",
    "names_behind",
    "names_of_numbers",
    "said_of_shares",
    "side_counts",
    "stations_text",
]
