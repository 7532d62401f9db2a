"""Elections drafted from files, with the files taken in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from escrutinio.flows.count import count
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.ingest import IngestResult, ingest
from escrutinio.flows.new_election import drafted_election

NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)


def drafted_desk(
    folder: Path, files: Sequence[Path], later: Sequence[Path] = ()
) -> tuple[Desk, list[IngestResult]]:
    """The desk of an election that is drafted from files, with these and later ones taken in."""
    drafted_election(folder / "night", files, NOW)
    results = list(ingest(open_desk(folder / "night", for_ingest=True), [*files, *later], lambda: NOW))
    for result in results:
        assert result.refusal is None, result.refusal
    return open_desk(folder / "night"), results


def votes_by_name(desk: Desk) -> dict[str, int | None]:
    """The votes of the only contest by the names of its selections."""
    (contest,) = desk.election.contests
    votes = count(desk).nation(contest).votes
    return {desk.election.selections[key].name: number for key, number in votes.items()}
