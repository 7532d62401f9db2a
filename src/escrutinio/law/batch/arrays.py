"""The arrays that come in: checked once, and then whole numbers that fit 64 bits."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from escrutinio.model.errors import LawError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LARGEST = 2**63 - 1


def counts(values: ArrayLike, what: str, shape: tuple[int | None, ...] | None = None) -> Ints:
    """Values as an int64 array of whole numbers of zero or more.

    Args:
        values: what was given.
        what: what it is, for the words of an error.
        shape: the shape it must have, None for an axis of any length; None for any shape.

    Raises:
        LawError: another shape, a type that is not whole numbers, or a number that is negative or too large.
    """
    array = np.asarray(values)
    if shape is not None and not (
        array.ndim == len(shape)
        and all(want is None or have == want for have, want in zip(array.shape, shape, strict=True))
    ):
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        raise LawError(f"{what} have the shape {array.shape}, not ({wanted})")
    if array.size == 0:
        # An empty list comes as float from NumPy, but holds no number that could be wrong.
        return array.astype(np.int64)
    # "i" and "u" are NumPy's kinds of whole numbers; bool is another kind.
    if array.dtype.kind not in "iu":
        raise LawError(f"{what} are of type {array.dtype}, not whole numbers", mend="Give them as int64.")
    if array.min() < 0:
        raise LawError(f"{what} hold a negative number: {array.min()}", mend="Check the simulation.")
    if int(array.max()) > LARGEST:
        raise LawError(f"{what} hold a number too large for 64 bits: {array.max()}")
    return array.astype(np.int64, copy=False)


def fits(largest: int, what: str) -> None:
    """Refuse numbers whose products would not fit 64 bits, where NumPy would go wrong in silence.

    Raises:
        LawError: ``largest``, the largest product, is too large.
    """
    if largest > LARGEST:
        raise LawError(
            f"{what} are too large for the batch evaluator: it would multiply up to {largest}",
            mend="Use the exact law, which has no such limit.",
        )
