from .checkpoint import Checkpoint
from .growth import grown_since
from .keys import SigningKey, key_of, make_key
from .leaves import DecisionLeaf, DeliveryLeaf, Leaf, PublicationLeaf
from .log import Log
from .notes import VerifierKey

__all__ = [
    "Checkpoint",
    "DecisionLeaf",
    "DeliveryLeaf",
    "Leaf",
    "Log",
    "PublicationLeaf",
    "SigningKey",
    "VerifierKey",
    "grown_since",
    "key_of",
    "make_key",
]
