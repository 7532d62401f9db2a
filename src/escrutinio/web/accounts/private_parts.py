"""The parts of django-allauth that it calls internal, in one place.

Any release may move them, so the range of versions is pinned in pyproject.toml, and
tests/web/accounts/test_private_parts.py says when they have moved or mean something else.
"""

from __future__ import annotations

from allauth.core.internal.cryptokit import generate_user_code, normalize_user_code


def new_code() -> str:
    """A code to type: two groups of four letters out of twenty that cannot be taken for one another."""
    return str(generate_user_code())


def normal_code(typed: str) -> str:
    """A code without regard to case, spaces and hyphens."""
    return str(normalize_user_code(typed))
