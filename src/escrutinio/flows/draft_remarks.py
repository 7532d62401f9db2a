"""What a person has to look at before a drafted election is used, as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from escrutinio.feeds.drafting import FeedGuess, SourceTable, headings_of, said_of_shares

_TIME = re.compile(r"(^|\D)([01]?\d|2[0-3])[_:.h-][0-5]\d(\D|$)")
_SHOWN = 8
"""Words that a remark lists."""


def remarks_on_draft(guess: FeedGuess, others: Sequence[tuple[str, SourceTable]]) -> Iterator[str]:
    """What a person has to look at before the draft is used."""
    yield "Its stations file lists only the sheets of the file: put the full list in its place."
    if not guess.unique:
        columns = ", ".join(guess.sheet)
        yield f"Some sheets have the same code ({columns}): find the columns that tell them apart."
    if guess.totals:
        words = [repr(word) for words in guess.totals.values() for word in words]
        more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        yield f"Rows of totals are left out: {', '.join(words[:_SHOWN])}{more}."
    for column in guess.unlabelled:
        yield f"Rows in which nothing stands under {column!r} add up others, and are left out."
    for column, read in guess.states.items():
        only = f"only those of {read[0]!r} under {column!r} are read"
        yield f"The file has the same results in several states: {only}."
    if guess.ballots:
        both = f"{guess.ballots.left!r} and {guess.ballots.read!r}"
        yield (
            f"Each row has two ballots, {both}: only the columns of {guess.ballots.read!r} are read. For the "
            "others write a contest and a feed more, with their columns."
        )
    if guess.parts:
        first, *_ = next(iter(guess.parts.values()))
        yield (
            f"The columns of candidates, such as {first!r}, are not read: their votes are among those of "
            f"their lists, such as {next(iter(guess.parts))!r}."
        )
    for column, left in guess.left_out.items():
        named = ", ".join(map(repr, left[:_SHOWN]))
        yield f"Rows with these words under {column!r} are of nobody and no contest, and left out: {named}."
    contests = headings_of(guess)
    if contests:
        yield (
            f"Look again: columns of votes stand below {' and '.join(map(repr, contests))}: where these are "
            "contests of their own, write a contest and a feed for each, with its columns."
        )
    shared = guess.in_several_units()
    if shared:
        yield (
            f"{len(shared)} names stand in several units, such as {shared[0]!r}: where they are different "
            "people, their votes are one figure above these units."
        )
    if guess.source.encoding not in ("", "utf-8-sig", "utf-16"):
        yield f"The file is not in UTF-8; its letters are read as {guess.source.encoding}: look at the names."
    if guess.separator:
        yield f"Numbers have {guess.separator!r} between thousands: 1{guess.separator}234 is read as 1234."
    if guess.lacking and "cast" not in guess.counts:
        kinds = " and no ".join(guess.lacking)
        yield (
            f"It has no {kinds} votes, and no votes cast: turnout is not stated. Where nobody casts such "
            f"votes, say so in the contest: {', '.join(f'no_{kind} = true' for kind in guess.lacking)}."
        )
    if guess.unused:
        yield f"Nothing was made of these columns: {', '.join(guess.unused)}."
    yield from said_of_shares(guess)
    for name, source in others:
        part = f", {source.table.part}" if source.table.part else ""
        yield f"{name}{part} has other columns and was not drafted: it needs a feed of its own."


def remarks_on_parts(guess: FeedGuess, parts: Mapping[str, FeedGuess]) -> Iterator[str]:
    """The same of the other parts of a workbook: part -> its feed."""
    if parts:
        called = (guess.source.table.part, *parts)
        names = ", ".join(map(repr, called))
        if all(map(_TIME.search, called)):
            advice = (
                "Look again: they are called by times. If each holds the whole count of its hour, the same "
                "votes stand in all of them: make a file of each, with its time in the name, and draft from "
                "the last one."
            )
        else:
            advice = "If they are regions of one contest, their sheets need codes of their own."
        yield f"Each part of the workbook is taken for a contest with a feed of its own: {names}. {advice}"
        yield "What has the same name in several contests is one selection: tell apart those that are two."
    for name, one in parts.items():
        words = dict.fromkeys(word for words in one.totals.values() for word in words)
        if words:
            yield f"Rows of totals are left out of {name!r}: {', '.join(map(repr, words))}."
        if one.unused:
            yield f"Nothing was made of these columns of {name!r}: {', '.join(one.unused)}."
