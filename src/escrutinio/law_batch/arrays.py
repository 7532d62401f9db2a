"""The arrays that come in: checked once, and then whole numbers that fit 64 bits.

Arrays of other libraries than NumPy are taken as they are where they name their functions as the Python array
API standard says (``__array_namespace__``), so that the rules run where the arrays are, on a GPU too.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from escrutinio.model.errors import LawError

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LARGEST = 2**63 - 1

T = TypeVar("T")


def namespace(array: Any) -> Any:
    """The functions that go with an array: its own library's, NumPy's for lists and numbers."""
    own = getattr(array, "__array_namespace__", None)
    return np if own is None or isinstance(array, np.ndarray) else own()


def astype(array: Any, dtype: Any) -> Any:
    """The same values as another type."""
    # NumPy has the standard's function only since 2.1.
    if isinstance(array, (np.ndarray, np.generic)):
        return array.astype(dtype, copy=False)
    return namespace(array).astype(array, dtype, copy=False)


def beside(array: Any, values: Any) -> Any:
    """Whole numbers as an array of the same library, on the same device."""
    xp = namespace(array)
    return xp.asarray(values, dtype=xp.int64, device=array.device)


def listed(array: Any) -> Any:
    """The numbers as Python's own, in lists."""
    # Every library has tolist, but the standard does not.
    return array.tolist() if hasattr(array, "tolist") else np.from_dlpack(array).tolist()


def counts(
    values: ArrayLike, what: str, shape: tuple[int | None, ...] | None = None, beside_array: Any = None
) -> Ints:
    """Values as an int64 array of whole numbers of zero or more.

    Args:
        values: what was given.
        what: what it is, for the words of an error.
        shape: the shape it must have, None for an axis of any length; None for any shape.
        beside_array: an array whose library and device the result has; None for that of ``values``.

    Raises:
        LawError: another shape, a type that is not whole numbers, or a number that is negative or too large.
    """
    array: Any = values if namespace(values) is not np else np.asarray(values)
    xp = namespace(array)
    if shape is not None and not (
        array.ndim == len(shape)
        and all(want is None or have == want for have, want in zip(array.shape, shape, strict=True))
    ):
        wanted = ", ".join("any" if length is None else str(length) for length in shape)
        raise LawError(f"{what} have the shape {array.shape}, not ({wanted})")
    # An empty list comes as float from NumPy, but holds no number that could be wrong.
    if 0 not in array.shape:
        if not xp.isdtype(array.dtype, "integral"):
            raise LawError(f"{what} are of type {array.dtype}, not whole numbers", hint="Give them as int64.")
        if (least := int(xp.min(array))) < 0:
            raise LawError(f"{what} hold a negative number: {least}", hint="Check the simulation.")
        if (most := int(xp.max(array))) > LARGEST:
            raise LawError(f"{what} hold a number too large for 64 bits: {most}")
    numbers = astype(array, xp.int64)
    if beside_array is not None and namespace(beside_array) is not xp:
        numbers = beside(beside_array, listed(numbers))
    if numbers.dtype != namespace(numbers).int64:
        raise LawError(
            f"{what} cannot be 64-bit numbers in this array library, only {numbers.dtype}",
            hint="Let it use 64 bits; for JAX set jax_enable_x64.",
        )
    return numbers  # type: ignore[no-any-return]


def largest(array: Any) -> int:
    """The largest number; 0 of none."""
    return 0 if 0 in array.shape else int(namespace(array).max(array))


def fits(largest: int, what: str) -> None:
    """Refuse numbers whose products would not fit 64 bits, where NumPy would go wrong in silence.

    Raises:
        LawError: ``largest``, the largest product, is too large.
    """
    if largest > LARGEST:
        raise LawError(
            f"{what} are too large for the batch evaluator: it would multiply up to {largest}",
            hint="Use the exact law, which has no such limit.",
        )


def in_parts(number: int, size: int, work: Callable[[slice], T], workers: int | None = None) -> list[T]:
    """Call ``work`` on every slice of ``size`` out of ``number``, on several threads; its results in order.

    NumPy lets other threads run while it computes, so threads are enough.

    Args:
        number: how many there are; with none there is one slice, an empty one.
        size: how many go together: few enough that their arrays stay in a processor's cache.
        work: what is done with them; it must write nothing but what is its slice's alone.
        workers: how many threads; None for as many as there are processors.
    """
    parts = [slice(low, min(low + size, number)) for low in range(0, max(number, 1), size)]
    threads = min(workers or os.cpu_count() or 1, len(parts))
    if threads <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))


def lists_first(votes: Any) -> Any:
    """An array of (n, lists) as (lists, n): each list's numbers lie together, and passes are along them."""
    return np.ascontiguousarray(votes.T) if isinstance(votes, np.ndarray) else votes.T
