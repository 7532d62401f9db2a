"""Reads a poll average: ``[projection.polls]`` of ``election.toml``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from escrutinio.model.choices import PollAverage
from escrutinio.model.toml_table import TomlTable, one_of, read_date

_POLLS_ADD_UP_TO = 101.0
"""Shares that are rounded one by one may add up to a little more than all."""
_POLLS_ADD_UP_FROM = 2.0
"""Several shares that add up to less are fractions, not per cent."""
_POLLS_IN_COMMON = 2.5
"""In points: what all polls of an election have in common beside what chance does to each."""


def read_polls(table: TomlTable, selections: Collection[str], day: date) -> PollAverage:
    """A poll average.

    Args:
        table: ``[projection.polls]``; what is wrong in it is noted there.
        selections: of the election.
        day: of voting; ``date.min`` where it is not known.
    """
    shares = {}
    of_lists = table.table("shares", required=True)
    for name in of_lists.names():
        if name not in selections:
            of_lists.problem(name, "no selection has this id", one_of(selections))
        of_list = of_lists.table(name)
        share = of_list.number("share", 1.0, above=0.0, needed=True)
        error = of_list.number("error", 1.0, above=0.0, needed=True)
        of_list.finish()
        shares[name] = (share / 100, error / 100)
    whole = 100 * sum(share for share, _ in shares.values())
    if not shares:
        table.problem("shares", "no share is given", "a share and an error for each list polled")
    elif whole < _POLLS_ADD_UP_FROM and len(shares) > 1:
        table.problem("shares", f"they add up to {whole:g} per cent", "per cent, such as 42.5 and not 0.425")
    if whole > _POLLS_ADD_UP_TO:
        table.problem(
            "shares", f"they add up to {whole:g} per cent", "at most 100 per cent of the valid votes"
        )
    if any(share >= 1 for share, _ in shares.values()):
        allowed = "less than 100 per cent: nobody has polled every vote for one list"
        table.problem("shares", "one list has 100 per cent", allowed)
    polled = read_date(table)
    if polled > day > date.min:
        table.problem("date", f"found {polled.isoformat()}", f"a day up to that of voting, {day.isoformat()}")
    polls = PollAverage(
        source=table.text("source", "whose average it is"),
        date=polled,
        shares=shares,
        common_error=table.number("common_error", _POLLS_IN_COMMON, above=0.0) / 100,
    )
    table.finish()
    return polls
