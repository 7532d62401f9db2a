"""Merkle trees of SHA-256 as RFC 6962, section 2.1, has them, with its two kinds of proof.

A proof of inclusion shows that a leaf is in a tree; a proof of consistency shows that a tree begins with
another one, so that nothing of the older has been changed or taken out. They are verified as RFC 9162,
sections 2.1.3.2 and 2.1.4.2, says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: 32 bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: 32 bytes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over some leaf hashes, or over the roots of complete trees of one size."""
    if not leaves:
        return EMPTY
    # Level by level: the last node of an odd level moves up as it is.
    level = list(leaves)
    while len(level) > 1:
        pairs = [node_hash(level[place], level[place + 1]) for place in range(0, len(level) - 1, 2)]
        level = pairs + level[-1:] if len(level) % 2 else pairs
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root.

    Args:
        leaves: the leaf hashes of the tree.
        index: which of them, from 0.
    """
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The hashes that lead from the tree of the first leaves to that of all.

    Args:
        leaves: the leaf hashes of the larger tree.
        size: leaves of the smaller one; from 1 to all of them.
    """
    return _subproof(leaves, size, whole=True)


def _subproof(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if size <= split:
        return [*_subproof(leaves[:split], size, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], size - split, whole=False), root(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return int(1 << ((size - 1).bit_length() - 1))


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], of_root: bytes) -> bool:
    """Whether a proof shows that a leaf is in a tree.

    Args:
        leaf: its hash.
        index: its place, from 0.
        size: leaves of the tree.
        proof: as :func:`inclusion_proof` gives it.
        of_root: the root of the tree.
    """
    if not 0 <= index < size:
        return False
    place, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            value = node_hash(step, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    return last == 0 and value == of_root


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that a tree begins with another one.

    Args:
        old: leaves and root of the older tree.
        new: leaves and root of the newer one.
        proof: as :func:`consistency_proof` gives it.
    """
    (size, old_root), (new_size, new_root) = old, new
    if size == new_size:
        return old_root == new_root and not proof
    if size == 0:
        return old_root == EMPTY and not proof
    if size > new_size or not proof:
        return False
    steps = list(proof) if size & (size - 1) else [old_root, *proof]
    place, last = size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
