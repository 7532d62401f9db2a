"""Lots: what people drew where the law leaves a tie to chance, recorded so that everybody can follow it.

A rule never draws a lot itself. It gives a :class:`~escrutinio.law.outcome.Tie`; an official draws; the
record of it, a :class:`Lot`, goes back in with the same votes, and the derivation says that it was used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from escrutinio.law.decisions import Tie
from escrutinio.law.plain import Plain
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of


@dataclass(frozen=True)
class Lot(Plain):
    """One lot that was drawn.

    Args:
        tied: the names that were tied, sorted.
        drawn: those that the lot preferred, the first drawn first. As many as there are places, or more.
        what: what was tied, as the tie says it; empty for any tie of just these names.
    """

    tied: tuple[str, ...]
    drawn: tuple[str, ...]
    what: str = ""
    kind: Literal["lot"] = field(default="lot", kw_only=True, repr=False)

    @classmethod
    def of(cls, tied: Iterable[str], drawn: Iterable[str], what: str = "") -> Lot:
        """A lot, checked.

        Raises:
            LawError: a name is drawn twice or was not tied.
        """
        names, preferred = tuple(sorted(tied)), tuple(drawn)
        strangers = sorted(set(preferred) - set(names))
        if strangers or len(set(preferred)) != len(preferred) or len(set(names)) != len(names):
            raise LawError(
                f"a lot among {many_of(names)} cannot have drawn {many_of(preferred)}",
                hint="Name those who were tied, and of them those who were drawn, each once.",
            )
        return cls(names, preferred, what)


class LotRecord(tuple[Lot, ...]):
    """The lots of one election, which remembers those that broke a tie.

    Whoever applies a whole law passes it on in place of the lots, and can then say which were used.
    """

    used: list[Lot]

    def __new__(cls, lots: Iterable[Lot] = ()) -> LotRecord:
        """The lots, none of them used yet."""
        made = super().__new__(cls, lots)
        made.used = []
        return made

    @property
    def unused(self) -> tuple[Lot, ...]:
        """Those that no tie has asked for: a slip of the pen, or a tie that there no longer is."""
        return tuple(lot for lot in self if lot not in self.used)


def draw(tie: Tie, lots: Sequence[Lot]) -> tuple[tuple[str, ...], Lot] | None:
    """Who takes the tied places, by the record of a lot; and that lot. None where none is recorded.

    A lot that names what was tied comes before one that does not.

    Raises:
        LawError: the lot drew fewer names than there are places, or two records of it disagree.
    """
    for wanted in (tie.what, ""):
        recorded = [lot for lot in lots if lot.tied == tie.tied and lot.what == wanted]
        if not recorded:
            continue
        chosen = {frozenset(lot.drawn[: tie.seats]) for lot in recorded}
        if len(chosen) > 1:
            raise LawError(
                f"two lots are recorded for {tie.what} among {many_of(tie.tied)}, and they disagree"
            )
        lot = recorded[0]
        if len(lot.drawn) < tie.seats:
            raise LawError(
                f"the lot for {tie.what} among {many_of(tie.tied)} drew {len(lot.drawn)} of {tie.seats}",
                hint="Name as many as there are places.",
            )
        if isinstance(lots, LotRecord) and lot not in lots.used:
            lots.used.append(lot)
        return lot.drawn[: tie.seats], lot
    return None


def read_lots(rows: Iterable[Mapping[str, Any]]) -> tuple[Lot, ...]:
    """Lots from plain data, such as ``{"tied": ["A", "B"], "drawn": ["B"], "what": "seats"}``.

    Raises:
        LawError: a row is not of that form; see :meth:`Lot.of`.
    """
    lots = []
    for row in rows:
        tied, drawn, what = row.get("tied"), row.get("drawn"), row.get("what", "")
        if not _names(tied) or not _names(drawn) or not isinstance(what, str):
            raise LawError(
                f"not a lot: {dict(row)!r}",
                hint='Write it as {"tied": ["A", "B"], "drawn": ["B"]}, with "what" if needed.',
            )
        lots.append(Lot.of(tied or (), drawn or (), what))
    return tuple(lots)


def _names(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value)
