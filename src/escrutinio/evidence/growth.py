"""Whether a log has only grown since a checkpoint that somebody has kept."""

from __future__ import annotations

from collections.abc import Sequence

from escrutinio.evidence.checkpoint import Checkpoint
from escrutinio.evidence.merkle import consistency_proof, is_consistent, root
from escrutinio.evidence.notes import Note, VerifierKey
from escrutinio.model import EvidenceError


def grown_since(kept: Note, leaves: Sequence[bytes], origin: str, key: VerifierKey | None) -> Checkpoint:
    """The checkpoint that was kept, where the log has only grown since.

    Args:
        kept: what somebody has kept.
        leaves: the hashes of the log's entries now.
        origin: the log's name now.
        key: by which the log is signed now; None where it is not.

    Raises:
        EvidenceError: the log is another one, is signed by another key, was rewound, or was forked.
    """
    old = Checkpoint.of(kept)
    if old.origin != origin:
        raise EvidenceError(f"the checkpoint is of another log: {old.origin}; this one is {origin}")
    if kept.signatures:
        if key is None:
            raise EvidenceError("the log was signed, and is not any more")
        if not kept.signed_by(key):
            raise EvidenceError(f"the log is signed by another key: {key} has not signed the checkpoint")
    if old.size > len(leaves):
        raise EvidenceError(f"the log was rewound: it had {old.size:,} entries, and has {len(leaves):,}")
    proof = consistency_proof(leaves, old.size) if old.size else []
    if not is_consistent((old.size, old.root), (len(leaves), root(leaves)), proof):
        raise EvidenceError(f"the log was forked: its first {old.size:,} entries are not those it had")
    return old
