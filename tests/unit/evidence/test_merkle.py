"""Trees, roots and proofs: against published vectors, and against each other for every small tree."""

from __future__ import annotations

import pytest

from escrutinio.evidence.merkle import (
    EMPTY,
    consistency_proof,
    includes,
    inclusion_proof,
    is_consistent,
    leaf_hash,
    root,
)

# The eight leaves and the roots of Certificate Transparency's own reference tests of RFC 6962.
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_are_those_of_the_reference(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY
    assert EMPTY.hex().startswith("e3b0c442")


def test_the_proofs_of_rfc_9162_have_its_nodes() -> None:
    """The tree of seven leaves of RFC 9162, section 2.1.5."""
    leaves = [leaf_hash(f"d{number}".encode()) for number in range(7)]
    a, b, c, d, e, f, j = leaves
    g, h, i = root([a, b]), root([c, d]), root([e, f])
    k, m = root([a, b, c, d]), root([e, f, j])
    assert inclusion_proof(leaves, 0) == [b, h, m]
    assert inclusion_proof(leaves, 3) == [c, g, m]
    assert inclusion_proof(leaves, 4) == [f, j, k]
    assert inclusion_proof(leaves, 6) == [i, k]
    assert consistency_proof(leaves, 3) == [c, d, g, m]
    assert consistency_proof(leaves, 4) == [m]
    assert consistency_proof(leaves, 6) == [i, j, k]


def test_every_proof_of_small_trees_holds_and_no_other_does() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(19)]
    for size in range(1, 20):
        tree, top = leaves[:size], root(leaves[:size])
        for index in range(size):
            proof = inclusion_proof(tree, index)
            assert includes(tree[index], index, size, proof, top)
            assert not includes(tree[index], index, size, [*proof, top], top)
            assert not includes(leaf_hash(b"other"), index, size, proof, top)
            if size > 1:
                assert not includes(tree[index], (index + 1) % size, size, proof, top)
        for old in range(size + 1):
            proof = consistency_proof(tree, old) if old else []
            before = old, root(tree[:old])
            assert is_consistent(before, (size, top), proof)
            forked = old, leaf_hash(b"other")
            assert not is_consistent(forked, (size, top), proof)
            if proof:
                assert not is_consistent(before, (size, top), proof[:-1])
                assert not is_consistent((old, before[1]), (size, leaf_hash(b"other")), proof)
