"""The law applied in an election's folder: recorded lots, editions, and sheets with errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk
from escrutinio.law import Elected
from escrutinio.law.decisions import Tie
from escrutinio.ledger.checks import CHECKS, Context, run_checks
from escrutinio.model import Severity
from escrutinio.model.errors import LawError
from small_elections import make_small

LEVEL = {"mx/president": "nation", "uk/commons": "district", "il/knesset": "nation"}


def desk_with_lot(
    folder: Path, law: str, votes: Mapping[str, Sequence[int]], tied: Sequence[str], drawn: Sequence[str]
) -> Desk:
    folder.mkdir()
    (folder / "facts.toml").write_text(f"[[lot]]\ntied = {list(tied)}\ndrawn = {list(drawn)}\n")
    return make_small(
        folder, law, votes, level=LEVEL[law], extra='facts = "facts.toml"', registered=1_000_000
    )


def test_a_recorded_lot_settles_its_tie(tmp_path: Path) -> None:
    desk = desk_with_lot(tmp_path / "p", "mx/president", {"N1": (40, 40, 9)}, "ab", "b")
    outcome = decide(desk).outcome
    assert isinstance(outcome.offices["president"], Elected)
    assert outcome.offices["president"].name == "b"
    assert not outcome.warnings


@pytest.mark.parametrize("law", LEVEL)
def test_a_lot_that_fits_no_tie_of_a_complete_count_is_refused(tmp_path: Path, law: str) -> None:
    votes = {"N1": (40_000, 30_000, 9_000), "S1": (9_000, 30_000, 20_000)}
    desk = desk_with_lot(tmp_path / "n", law, votes, "ac", "a")
    with pytest.raises(LawError, match="fits no tie: a, c") as caught:
        decide(desk, refuse_idle_lots=True)
    assert caught.value.where.endswith("facts.toml")
    # What is published is not silenced by a slip in a lot.
    (warning,) = decide(desk).outcome.warnings
    assert warning == "A recorded lot fits no tie: a, c."


@pytest.mark.parametrize("law", LEVEL)
def test_while_sheets_are_missing_a_lot_may_wait_for_its_tie(tmp_path: Path, law: str) -> None:
    desk = desk_with_lot(tmp_path / "n", law, {"N1": (40_000, 30_000, 9_000), "S1": ()}, "ac", "a")
    (warning,) = decide(desk, refuse_idle_lots=True).outcome.warnings
    assert warning == "A recorded lot fits no tie so far, and may be waiting for one: a, c."


def test_an_earlier_moment_knows_nothing_of_the_lots_that_were_drawn_later(tmp_path: Path) -> None:
    desk = desk_with_lot(tmp_path / "n", "mx/president", {"N1": (40, 30, 9)}, "ac", "a")
    (warning,) = decide(desk, datetime(2031, 5, 6, tzinfo=UTC), refuse_idle_lots=True).outcome.warnings
    assert "fits no tie at this moment" in warning


def test_without_a_lot_the_tie_stays(tmp_path: Path) -> None:
    desk = make_small(tmp_path, "mx/president", {"N1": (40, 40, 9)})
    assert isinstance(decide(desk).outcome.offices["president"], Tie)


def test_a_first_sheet_with_fewer_votes_than_the_law_can_share_leaves_the_seats_open(tmp_path: Path) -> None:
    decision = decide(make_small(tmp_path, "il/knesset", {"N1": (91, 300, 60), "S1": ()}))
    (warning,) = decision.outcome.warnings
    assert warning.startswith("All seats are open so far: 451 votes are too few for 120 seats")
    house = decision.outcome.chambers["knesset"]
    assert (house.size, house.undecided) == (120, 120)
    assert not decision.bounds.not_stated


def test_an_edition_that_was_not_in_force_says_how_the_folder_asks_for_it(tmp_path: Path) -> None:
    desk = make_small(tmp_path / "a", "cz/snemovna-2002", {"N1": (40, 30, 9)})
    with pytest.raises(LawError, match="was not in force") as caught:
        decide(desk)
    assert "--edition" not in (caught.value.hint or "")
    own = tmp_path / "b"
    own.mkdir()
    text = (files("escrutinio.law.library") / "mx/president.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\nelects")
    lines = [line for line in head.splitlines() if not line.startswith("valid_")]
    (own / "own.toml").write_text("\n".join([*lines, "valid_to = 1999-12-31", f"elects{rest}"]))
    with pytest.raises(LawError, match="was not in force") as caught:
        decide(make_small(own, "own.toml", {"N1": (40, 30, 9)}))
    assert "edition = true in the table [law] of election.toml" in (caught.value.hint or "")


def test_sheets_are_questioned_by_checks_that_find_errors_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Sequence[str] | None] = []

    def noted(context: Context, codes: Sequence[str] | None = None):  # type: ignore[no-untyped-def]
        ran.append(codes)
        return run_checks(context, codes)

    monkeypatch.setattr("escrutinio.flows.decide.run_checks", noted)
    # More ballots than voters on one sheet.
    desk = make_small(tmp_path, "mx/president", {"N1": (900, 300, 9), "N2": (40, 30, 9)})
    decision = decide(desk, question_errors=True)
    assert decision.questioned == 1
    (codes,) = ran
    by_code = {check.code: check.severity for check in CHECKS}
    assert codes is not None
    assert {by_code[code] for code in codes} == {Severity.ERROR}
