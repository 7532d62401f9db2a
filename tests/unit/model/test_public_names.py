"""What the room offers."""

from __future__ import annotations

from escrutinio import model


def test_public_names_exist_and_are_sorted_once() -> None:
    assert len(set(model.__all__)) == len(model.__all__)
    assert all(hasattr(model, name) for name in model.__all__)
