"""The append-only history of deliveries and sheet versions; the stations file; checks."""

from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.schema import states_something
from escrutinio.ledger.set_aside import SetAside
from escrutinio.ledger.state import as_of, first_arrivals, history
from escrutinio.ledger.stations import load_stations
from escrutinio.ledger.store import Ledger

__all__ = [
    "Delivery",
    "Ledger",
    "SetAside",
    "as_of",
    "first_arrivals",
    "history",
    "load_stations",
    "states_something",
]
