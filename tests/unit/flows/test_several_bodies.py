"""One law for several bodies, from the sheets to seats, bounds, projections and what can be supposed.

What is tested: ``law.library.several_bodies``, ``flows.chosen_law``, ``flows.results``, ``bounds.compose``,
``flows.what_if``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from escrutinio.bounds import compose
from escrutinio.cli.of_laws import law_list
from escrutinio.flows.call_assessments import office_question
from escrutinio.flows.chosen_law import of_body, second_rounds
from escrutinio.flows.count import count
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.laws import decide_table, laws, verified_on, verify
from escrutinio.flows.project import project
from escrutinio.flows.results import office_results
from escrutinio.flows.seats import ProjectedOutcome
from escrutinio.flows.what_if import Supposed, suppose
from escrutinio.law import ElectionFacts, RunOff, get_law
from escrutinio.law.decisions import chosen
from escrutinio.law.library.editions import law_on
from escrutinio.law_batch import DrawnContest, DrawnElection, decide_draws
from escrutinio.model import NATION, DefinitionError, LawError
from general_elections import (
    AR_FACTS,
    ARGENTINA,
    LISTS,
    OWN_LAW,
    PHILIPPINES,
    make_general,
    own_law,
)

IN = {"N1": (90, 60, 10), "N2": (70, 65, 20), "S1": (30, 80, 15), "S2": (20, 60, 5)}
HALF = {**IN, "N2": None, "S2": None}


def test_a_president_with_rounds_a_senate_and_deputies(tmp_path: Path) -> None:
    decision = decide(make_general(tmp_path, "ar/general", ARGENTINA, IN, facts=AR_FACTS))
    # 265 for Belén Báez, 210 for Ana Álvarez, 50 for Ciro Cruz: over 45 %.
    assert chosen(decision.outcome.offices["president"]) == "bel"
    assert decision.outcome.chambers["senado"].seats == {"ana": 3, "bel": 3}
    assert decision.outcome.chambers["diputados"].units["N"].seats == {"ana": 3, "bel": 2}
    assert decision.outcome.chambers["diputados"].units["S"].seats == {"ana": 1, "bel": 2}
    assert decision.bounds.decided
    titles = [step.rule for step in decision.outcome.steps]
    assert titles[0].startswith("President")
    assert any(title.startswith("Chamber of Deputies") for title in titles)


def test_what_is_missing_stays_open_in_every_body(tmp_path: Path) -> None:
    desk = make_general(tmp_path, "ar/general", ARGENTINA, HALF, facts=AR_FACTS)
    decision = decide(desk)
    assert not decision.outcome.final
    assert set(decision.bounds.offices["president"].can_be_elected) == set(LISTS)
    assert not decision.bounds.without
    for body in ("senado", "diputados"):
        assert decision.bounds.chambers[body].units
        assert not decision.bounds.chambers[body].decided
    assert not decision.bounds.decided
    (office,) = office_results(decision)
    assert (office.id, office.contest, office.name) == ("president", "president", "president")


def test_bodies_without_a_contest_are_left_out_and_others_need_all_of_theirs(tmp_path: Path) -> None:
    alone = make_general(tmp_path / "alone", "ar/general", {"president": "nation"}, IN)
    outcome = decide(alone).outcome
    assert (list(outcome.offices), dict(outcome.chambers)) == (["president"], {})
    japan = {"proportional": "nation", "house": "nation"}
    wrong = make_general(tmp_path / "wrong", "jp/sangiin", japan, IN)
    with pytest.raises(DefinitionError, match=r"law\.contests\.house: no such role; allowed: proportional"):
        decide(wrong)


def test_two_offices_a_senate_and_districts(tmp_path: Path) -> None:
    facts = "[bodies.senate.seats]\nnation = 12\n[bodies.house-districts.seats]\nN = 1\nS = 1\n"
    desk = make_general(tmp_path, "ph/general", PHILIPPINES, IN, facts=facts)
    decision = decide(desk)
    offices = {name: chosen(office) for name, office in decision.outcome.offices.items()}
    assert offices == {"president": "bel", "vice-president": "bel"}
    assert decision.outcome.chambers["house-districts"].seats == {"ana": 1, "bel": 1}
    assert decision.outcome.chambers["senate"].size == 12
    assert {office.id: office.contest for office in office_results(decision)} == {
        "president": "president",
        "vice-president": "vice-president",
    }


def test_a_law_of_ones_own_by_which_one_vote_decides_two_bodies(tmp_path: Path) -> None:
    law = own_law(tmp_path)
    decision = decide(make_general(tmp_path, law, {"mayor": "nation"}, HALF))
    assert decision.law.valid_from == date(2030, 1, 1)
    assert chosen(decision.outcome.offices["mayor"]) == "bel"
    council = decision.outcome.chambers["council"]
    assert (council.name, council.size, council.seats) == ("Town Council", 7, {"ana": 3, "bel": 4})
    assert set(decision.bounds.offices) == {"mayor"}
    assert decision.bounds.chambers["council"].seats["ciro"].max_seats >= 3


def test_a_body_whose_bounds_nobody_has_worked_out_leaves_the_others_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {rule: bounds for rule, bounds in compose.BOUNDS.items() if rule.__name__ != "Allocate"}
    monkeypatch.setattr(compose, "BOUNDS", known)
    law = own_law(tmp_path)
    decision = decide(make_general(tmp_path, law, {"mayor": "nation"}, HALF))
    assert [each.rule for each in decision.bounds.without] == ["allocate (Town Council)"]
    assert set(decision.bounds.offices) == {"mayor"}
    assert "council" not in decision.bounds.chambers
    assert not decision.bounds.decided


def test_every_body_is_projected_and_supposed(tmp_path: Path) -> None:
    districts = "ABCDEFGHIJ"
    many = {f"{unit}{number}": (90, 60 + number, 10) for unit in districts for number in range(6)}
    some = {code: None if code.endswith(("1", "3")) else votes for code, votes in many.items()}
    contests = {"president": "nation", "diputados": "district"}
    facts = "[bodies.diputados.seats]\n" + "".join(f"{unit} = 2\n" for unit in districts)
    desk = make_general(tmp_path, "ar/general", contests, some, facts=facts)
    found = project(desk, draws=50, seed=1).outcome
    assert isinstance(found, ProjectedOutcome)
    assert found.outcome.office == "president"
    assert (found.outcome.elected >= 0).all()
    assert found.outcome.chambers["diputados"].seats.sum(axis=1).tolist() == [20] * 50
    supposed = suppose(count(desk))
    assert isinstance(supposed, Supposed)
    assert set(supposed.outcome.chambers) == {"diputados"}
    assert supposed.outcome.two_rounds


def test_every_office_has_its_chances() -> None:
    def drawn(votes: list[list[int]]) -> DrawnContest:
        of_lists = np.array(votes, dtype=np.int64)[:, None, :]
        return DrawnContest((NATION,), ("ana", "bel"), of_lists, of_lists.sum(axis=2))

    election = DrawnElection(
        {
            "president": drawn([[6, 4], [6, 4], [3, 7], [6, 4]]),
            "vice-president": drawn([[1, 9], [6, 4], [3, 7], [3, 7]]),
        },
        ElectionFacts(),
    )
    outcome = decide_draws(get_law("ph/general"), election)
    found = ProjectedOutcome(outcome, 0.0, 4).summary
    chances = {office: dict(first.elected) for office, first in found.offices.items()}
    assert chances == {
        "president": {"ana": 0.75, "bel": 0.25},
        "vice-president": {"bel": 0.75, "ana": 0.25},
    }
    assert found.first_round == found.offices["president"]
    assert {first.run_off for first in found.offices.values()} == {None}


def test_the_second_round_of_one_body_may_come_later(tmp_path: Path) -> None:
    close = {"N1": (50, 49, 40), "S1": (49, 50, 41)}
    desk = make_general(tmp_path, "ar/general", ARGENTINA, close, facts=AR_FACTS)
    decision = decide(desk)
    assert isinstance(decision.outcome.offices["president"], RunOff)
    assert second_rounds(decision.law) == {"president-run-off"}
    assert office_question(*of_body(decision.law, decision.choice, "president"), decision) == "first-round"


def test_a_table_of_votes_names_contests_and_leaves_bodies_out(tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("contest,list,votes\npresident,A,60\npresident,B,40\n", encoding="utf-8")
    outcome = decide_table("py/general", votes, None, day=date(2023, 4, 30))
    assert chosen(outcome.offices["president"]) == "A"
    assert outcome.chambers == {}
    assert [warning for warning in outcome.warnings if "it is not decided" in warning] == [
        "There are no votes for Senate: it is not decided.",
        "There are no votes for Chamber of Deputies: it is not decided.",
    ]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ("[seats]\nN = 3\n", "do not say of which body"),
        ("[bodies.diputado.seats]\nN = 3\n", "no such body"),
        ("[bodies.president.seats]\nN = 3\n", r"president.*\[seats\]"),
    ],
)
def test_facts_say_which_body_they_are_of(tmp_path: Path, facts: str, words: str) -> None:
    desk = make_general(tmp_path, "ar/general", ARGENTINA, IN, facts=facts)
    with pytest.raises(LawError, match=words):
        decide(desk)
    (tmp_path / "facts.toml").write_text("[bodies.x.seats]\nN = 3\n", encoding="utf-8")
    (tmp_path / "one.csv").write_text("list,votes\nA,60\n", encoding="utf-8")
    with pytest.raises(LawError, match="the law is of one body"):
        decide_table("mx/president", tmp_path / "one.csv", tmp_path / "facts.toml")


def test_a_body_whose_law_refuses_its_votes_is_not_decided_and_the_others_are(tmp_path: Path) -> None:
    facts = "[bodies.diputados.seats]\nN = 5\n"
    decision = decide(make_general(tmp_path, "ar/general", ARGENTINA, IN, facts=facts))
    assert chosen(decision.outcome.offices["president"]) == "bel"
    assert set(decision.outcome.chambers) == {"senado"}
    (warning,) = decision.outcome.warnings
    assert warning.startswith("Chamber of Deputies is not decided: no number of seats for unit S.")
    assert "[bodies.diputados.seats]" in warning
    assert set(decision.bounds.chambers) == {"senado"}
    assert decision.bounds.not_stated == "no number of seats for unit S"
    assert not decision.bounds.decided


def test_seats_of_a_unit_without_stations_are_pointed_at(tmp_path: Path) -> None:
    facts = "[bodies.diputados.seats]\nN = 5\nS = 3\nS11 = 2\nQ = 1\n"
    decision = decide(make_general(tmp_path, "ar/general", ARGENTINA, IN, facts=facts))
    said = "[bodies.diputados.seats] names Q, S11, and no polling station lies there. Did you mean S1?"
    assert said in decision.outcome.warnings
    right = make_general(tmp_path / "right", "ar/general", ARGENTINA, IN, facts=AR_FACTS)
    assert decide(right).outcome.warnings == ()


def test_mistakes_of_a_file_are_listed_at_once(tmp_path: Path) -> None:
    own_law(tmp_path)
    path = tmp_path / "town.toml"
    path.write_text(
        OWN_LAW.replace("council.toml", "counsel.toml").replace('name = "Town', 'nam = "Town')
        + '[bodies.other]\nlaw = "bo/2020"\n[bodies.last]\nlaw = "mx/president"\ncontests = { vote = "x" }\n',
        encoding="utf-8",
    )
    with pytest.raises(LawError) as caught:
        get_law(str(path))
    for words in (
        "bodies.council.law: cannot be read",
        "no such key",
        "not a law of one body",
        "contest vote",
    ):
        assert words in caught.value.hint
    path.write_text(OWN_LAW.replace("[bodies", "valid_from = 2029-06-01\n[bodies", 1), encoding="utf-8")
    with pytest.raises(LawError, match="1 mistake") as caught:
        get_law(str(path))
    assert "found 2029-06-01, when council.toml is not in force" in caught.value.hint


def test_the_library_has_laws_of_several_bodies_whose_laws_are_in_force_with_them() -> None:
    several = [law for law in laws() if law.parts]
    assert len(several) >= 50
    for law in several:
        assert len(law.parts) > 1
        assert len({part.name for part in law.parts}) == len(law.parts)
        for day in filter(None, (law.valid_from, law.valid_to)):
            assert all(part.law.in_force_on(day) for part in law.parts)
        assert all(part.law.valid_to is None for part in law.parts) or law.valid_to
    assert law_on("br/general", date(2026, 10, 4))[0].id == "br/general-2024"


def test_verified_is_what_each_body_is(capsys: pytest.CaptureFixture[str]) -> None:
    listed = laws("cl", "president", date(2021, 11, 21))
    assert [law.id for law in listed] == ["cl/general-2017", "cl/president"]
    Console(width=80).print(law_list(listed, verified_on(listed)))
    assert "diputados 2 official figure copied" in " ".join(capsys.readouterr().out.split())
    checked = {result.verification.law.id for result in verify("cl/general-2017")}
    assert {"cl/diputados", "cl/president"} <= checked


def test_a_law_of_several_bodies_asks_for_one_of_them_and_not_for_all(tmp_path: Path) -> None:
    wrong = make_general(tmp_path, "ar/general", {"votes": "nation"}, IN)
    with pytest.raises(DefinitionError) as caught:
        decide(wrong)
    (problem,) = caught.value.problems
    assert "found votes; allowed: president, " in problem
    assert "one body at least" in problem


def test_a_level_of_a_body_that_is_left_out_is_told_from_one_that_no_body_has(tmp_path: Path) -> None:
    make_general(tmp_path, "ar/general", {"president": "nation"}, IN)
    definition = tmp_path / "election.toml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("\nlevels = { ", '\nlevels = { senado = "nation", '), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        decide(open_desk(tmp_path))
    (problem,) = caught.value.problems
    assert problem.startswith("law.levels.senado: law.contests names no contest that plays it")


def test_seats_that_nobody_says_are_asked_for_where_they_are_written(tmp_path: Path) -> None:
    desk = make_general(tmp_path, "ar/general", {"diputados": "district"}, IN)
    with pytest.raises(LawError) as caught:
        decide(desk)
    assert "[bodies.diputados.seats]" in caught.value.hint


def test_facts_of_a_body_that_is_left_out_are_told_so(tmp_path: Path) -> None:
    facts = "[bodies.senado.seats]\nN = 3\n"
    desk = make_general(tmp_path, "ar/general", {"president": "nation"}, IN, facts=facts)
    with pytest.raises(LawError, match=r"\[bodies\.senado\], and no such body is decided") as caught:
        decide(desk)
    assert "left out" in caught.value.hint


def test_bodies_with_a_comma_in_their_names_are_told_apart() -> None:
    assert "Senate; House of Representatives, districts; " in get_law("ph/general").elects
