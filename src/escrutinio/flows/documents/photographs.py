"""Photographs of persons, as a publication keeps them."""

from __future__ import annotations

import msgspec


class Photograph(msgspec.Struct, frozen=True, kw_only=True):
    """A photograph of who stands for a selection in a unit.

    Attributes:
        contest: the contest's id.
        unit: the code of the unit; of a contest that is decided as a whole, ``nation``.
        selection: the selection's id.
        picture: what its small pictures are called, a hash of the file that they are made of.
        credit: whose picture it is; may be empty.
    """

    contest: str
    unit: str
    selection: str
    picture: str
    credit: str = ""

    def file(self, side: int) -> str:
        """The name of the small picture that is so many pixels wide and high."""
        return f"{self.picture}-{side}.webp"
