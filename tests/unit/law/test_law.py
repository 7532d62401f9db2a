"""The public names of the law.

What is tested: the package law itself.
"""

from __future__ import annotations

import escrutinio.law


def test_public_names_exist_and_are_sorted() -> None:
    assert sorted(escrutinio.law.__all__) == escrutinio.law.__all__
    assert all(hasattr(escrutinio.law, name) for name in escrutinio.law.__all__)
