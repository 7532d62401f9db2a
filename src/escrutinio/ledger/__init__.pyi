from .arrivals import coming_in, first_arrivals
from .delivery import Delivery
from .schema import states_something
from .set_aside import SetAside
from .state import as_of, history
from .stations import load_stations
from .store import Ledger

__all__ = [
    "Delivery",
    "Ledger",
    "SetAside",
    "as_of",
    "coming_in",
    "first_arrivals",
    "history",
    "load_stations",
    "states_something",
]
