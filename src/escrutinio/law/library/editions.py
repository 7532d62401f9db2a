"""Which edition of a law is in force on the day of an election.

The editions of a law are ``cz/snemovna-2002`` and its like: the law's name, and the year it is from; a law
with one edition may have no year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from escrutinio.law.library.law import Law
from escrutinio.law.library.registry import get_law, law_ids
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

_YEAR = re.compile(r"-\d{4}$")


def editions(law_id: str) -> list[Law]:
    """The editions of the law that the library has, the earliest first; none for a name it does not know."""
    name = _YEAR.sub("", law_id)
    known = [get_law(other) for other in law_ids() if _YEAR.sub("", other) == name]
    return sorted(known, key=lambda law: (law.valid_from or date.min, law.valid_to or date.max))


def law_on(
    law_id: str, day: date | None, *, whatever_day: bool = False, override: str = "--edition"
) -> tuple[Law, tuple[str, ...]]:
    """A law as it is in force on the day of an election, and what has to be said of that.

    Args:
        law_id: of an edition; of a law, whose edition in force is taken; or the path of a law's file.
        day: of the election; None where nobody says, and then nothing is checked.
        whatever_day: whether the edition that is named is applied even if it was not in force.
        override: how a user asks for that, for the hints.

    Raises:
        LawError: an unknown law, or one that was not in force on that day.
    """
    own = law_id.endswith(".toml")
    if day is None:
        if not own and law_id not in law_ids() and (known := editions(law_id)):
            raise LawError(
                f"{law_id} has editions, and no day says which is in force",
                hint=f"Give the day of the election, or name one: {many_of(law.id for law in known)}.",
            )
        return get_law(law_id), ()
    if own or law_id in law_ids():
        law = get_law(law_id)
        if law.in_force_on(day):
            return law, tuple(_unknown_start(law, day))
        if whatever_day:
            words = (
                f"{law.id} was not in force on {day} (in force: {law.in_force}); it is applied all the same."
            )
            return law, (words,)
        if own or _YEAR.search(law_id):
            raise LawError(
                f"{law.id} was not in force on {day} (in force: {law.in_force})",
                hint=_other_editions(law_id, day, own, override),
            )
    known = editions(law_id)
    if not known:
        return get_law(law_id), ()
    for law in known:
        if law.in_force_on(day):
            return law, tuple(_unknown_start(law, day))
    raise LawError(
        f"the library has no edition of {law_id} that was in force on {day}",
        hint=f"It has {'; '.join(f'{law.id} ({law.in_force})' for law in known)}. Give the path of a law's "
        f"file, or name one of these with {override}.",
    )


def _unknown_start(law: Law, day: date) -> Iterator[str]:
    if law.valid_from is None:
        yield f"{law.id} does not say since when it is in force: whether it was on {day} is not known."


def _other_editions(law_id: str, day: date, own: bool, override: str) -> str:
    others = [] if own else [law.id for law in editions(law_id) if law.in_force_on(day)]
    if others:
        return f"In force was {', '.join(others)}."
    return f"No edition for that day is known. To apply this one all the same, add {override}."
