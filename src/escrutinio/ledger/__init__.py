"""The append-only history of deliveries and sheet versions; the roll; checks."""

from escrutinio.ledger.delivery import Delivery
from escrutinio.ledger.roll import load_roll
from escrutinio.ledger.state import as_of, history
from escrutinio.ledger.store import Ledger

__all__ = ["Delivery", "Ledger", "as_of", "history", "load_roll"]
