"""Evidence that anyone can check: an append-only log of what came in, signed, and packages of everything."""

from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.growth import grown_since
from escrutinio.evidence.keys import SigningKey, key_of, make_key
from escrutinio.evidence.leaves import DecisionLeaf, DeliveryLeaf, Leaf, PublicationLeaf
from escrutinio.evidence.log import Log
from escrutinio.evidence.notes import VerifierKey

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
