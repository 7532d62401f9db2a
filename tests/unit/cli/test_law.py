"""``escrutinio law``: the library and a law applied to a table of votes, as a user meets them."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.flows.verifications import VERIFICATIONS
from escrutinio.law import law_ids
from escrutinio.model import EscrutinioError
from every_law import verified as verified_laws

LAW = """
title = "A house"
statute = "Act <1>"
source = "https://example.org/act"
elects = "3 members"
[chamber]
id = "house"
name = "House"
[[step]]
rule = "allocate"
article = "s. 1"
in = "whole"
seats = 3
"""
TABLES = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
ELEMENTS = {"section", "h2", "h3", "p", "ol", "li", "cite"} | TABLES
"""What the outcome is made of; anything else would be a name of the votes that was read as HTML."""
TIED = "list,votes\nA & B,40\n<C>,40\nD,40\nE,40\n"


def run(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, ["law", *map(str, arguments)], env={"COLUMNS": "80"})
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def law(tmp_path: Path) -> Path:
    (tmp_path / "house.toml").write_text(LAW, encoding="utf-8")
    (tmp_path / "votes.csv").write_text(TIED, encoding="utf-8")
    return tmp_path / "house.toml"


def test_the_list_has_every_law_in_every_form() -> None:
    document = json.loads(run("list", "--format", "json").stdout)
    rows = run("list", "--format", "csv").stdout.splitlines()
    table = run("list").stdout

    assert [entry["id"] for entry in document["laws"]] == list(law_ids())
    assert [row.split(",")[0] for row in rows[1:] if "/" in row.split(",")[0]] == list(law_ids())
    assert all(law_id in table for law_id in law_ids())
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.parametrize(
    ("asked", "named", "not_named"),
    [
        (("--country", "CO"), {"co/senado", "co/president"}, {"es/congreso"}),
        (("--country", "south korea"), {"kr/president"}, {"co/senado"}),
        (("--country", "gb"), {"uk/commons"}, {"ie/dail"}),
        (("--country", "Cote d’Ivoire"), {"ci/president"}, {"co/senado"}),
        (("--country", "Czech Republic"), {"cz/ep"}, {"sk/nr"}),
        (("--body", "office"), {"co/president", "bo/2020"}, {"co/senado"}),
        (("--body", "niedersachsen"), {"de/ni-landtag"}, {"de/nw-landtag"}),
        (("--body", "senate", "--country", "co", "--day", "2010-03-14"), {"co/senado-2003"}, {"co/senado"}),
        (("--country", "sv", "--day", "2024-02-04"), {"sv/asamblea-2023"}, {"sv/asamblea-2013"}),
    ],
)
def test_the_list_is_of_a_country_a_body_or_a_day(
    asked: tuple[str, ...], named: set[str], not_named: set[str]
) -> None:
    listed = json.loads(run("list", *asked, "--format", "json").stdout)["laws"]
    ids = {law["id"] for law in listed}
    assert named <= ids
    assert not not_named & ids
    assert all(law["bodies"] and law["country"] == law["id"].partition("/")[0] for law in listed)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--country", "xx"), "no law of the country 'xx'"),
        (("--country", "España"), "Did you mean es (Spain)?"),
        (("--country", "es", "--body", "lords"), "no law of es for the body 'lords'"),
        (("--country", "cz", "--body", "snemovna", "--day", "2021-03-01"), "in force on 2021-03-01"),
    ],
)
def test_a_list_of_nothing_is_refused_with_what_there_is(asked: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(app, ["law", "list", *asked])
    assert isinstance(done.exception, EscrutinioError)
    assert message in str(done.exception)


def test_a_law_written_in_python_is_decided_with_its_doubts() -> None:
    folder = VERIFICATIONS / "bo-2020"
    decided = run(
        "decide",
        "bo/2020",
        str(folder / "votes.csv"),
        "--facts",
        str(folder / "facts.toml"),
        "--format",
        "json",
    )
    assert json.loads(decided.stdout)["warnings"] == []


def test_the_list_says_how_good_each_law_is() -> None:
    words = " ".join(run("list", "--country", "nl").stdout.split())
    assert "verified: 1 official file · bounds: sharp · at once: yes" in words


def test_a_law_is_shown_with_its_articles_and_what_proves_it() -> None:
    shown = run("show", "bo/2020").stdout
    document = json.loads(run("show", "bo/2020", "--format", "json").stdout)

    assert "CPE 166; Ley 026 art. 52" in shown
    assert "Verified on official results" in shown
    assert [verification["id"] for verification in document["verifications"]] == ["bo-2020"]
    assert document["valid_from"] == "2020-10-18"


def test_a_table_of_votes_is_decided_as_the_official_result_was() -> None:
    folder = VERIFICATIONS / "nl-tweede-kamer-2023"
    asked = ("decide", "nl/tweede-kamer", folder / "votes.csv", "--facts", folder / "facts.toml")

    outcome = json.loads(run(*asked, "--format", "json").stdout)
    rows = run(*asked, "--format", "csv").stdout.splitlines()

    (chamber,) = outcome["chambers"].values()
    assert chamber["seats"]["VVD"] == 24
    assert sum(int(row.rpartition(",")[2]) for row in rows[1:]) == 150
    assert "Kieswet" in run(*asked, "--explain").stdout


def test_a_tie_is_named_until_its_lot_is_recorded(law: Path) -> None:
    votes, facts = law.with_name("votes.csv"), law.with_name("facts.toml")
    tied = run("decide", law, votes).stdout
    facts.write_text(
        '[[lot]]\ntied = ["A & B", "<C>", "D", "E"]\ndrawn = ["D", "E", "<C>"]\n', encoding="utf-8"
    )

    drawn = run("decide", law, votes, "--facts", facts, "--explain").stdout

    assert "<C>, A & B, D and E are level for 3 seats. Record the lot" in " ".join(tied.split())
    assert "are level" not in drawn
    assert "lots: D, E, <C> of" in " ".join(drawn.split())


class Reader(HTMLParser):
    """The names of a page's elements, each opened and closed in order; and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_seat_that_waits_for_a_second_round_says_who_stands(tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("unit,list,votes\nGovernor,A,40\nGovernor,B,25\nGovernor,C,25\n", encoding="utf-8")
    assert "Governor: run-off between A, B and C." in run("decide", "us/louisiana", votes).stdout
    many = "".join(f"Seat {number},{name},{3 - number % 2}\n" for number in range(9) for name in "ABC")
    votes.write_text(f"unit,list,votes\n{many}", encoding="utf-8")
    assert "A second round is due for 9 seats;" in run("decide", "us/louisiana", votes).stdout


def test_the_html_is_whole_and_names_are_text(law: Path) -> None:
    page = run("decide", law, law.with_name("votes.csv"), "--format", "html").stdout
    reader = Reader()
    reader.feed(page)

    assert not reader.open
    assert set(reader.seen) <= ELEMENTS
    assert reader.seen.count("table") == reader.seen.count("caption")
    assert "(undecided)" in reader.text
    assert "A & B" in reader.text
    assert "<C>" in reader.text
    assert "s. 1" in reader.text


def test_proofs_say_what_is_the_same_what_differs_and_what_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "the same" in run("verify", "mx/president").stdout
    unverified = next(law_id for law_id in law_ids() if law_id not in verified_laws())
    assert f"No official result to verify {unverified} with yet." in run("verify", unverified, code=1).stdout
    wrong = tmp_path / "mx-wrong"
    wrong.mkdir()
    for name in ("votes.csv", "facts.toml"):
        text = (VERIFICATIONS / "mx-president-2018" / name).read_text(encoding="utf-8")
        (wrong / name).write_text(text.replace("elected = ", 'elected = "Nobody" # '), encoding="utf-8")
    monkeypatch.setattr("escrutinio.flows.laws.VERIFICATIONS", tmp_path)
    assert "officially Nobody" in " ".join(run("verify", code=1).stdout.replace("│", " ").split())
    document = json.loads(run("verify", "--format", "json", code=1).stdout)
    assert document["schema"] == "escrutinio/law-verify/1"
    assert not document["same"]
    (verified,) = document["verifications"]
    assert (verified["law"], verified["same"]) == ("mx/president", False)
    assert "officially Nobody" in verified["differences"][0]
    assert "officially Nobody" in run("verify", "--format", "csv", code=1).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "es/none"), "es/congreso"),
        (("verify", "es/none"), "escrutinio law list"),
        (("decide", "es/congreso", "none.csv"), "none.csv"),
        (("list", "--day", "2010-13-01"), "Give it like 2023-07-23"),
    ],
)
def test_mistakes_are_told(arguments: tuple[str, ...], message: str) -> None:
    done = CliRunner().invoke(app, ["law", *arguments])
    assert isinstance(done.exception, EscrutinioError)
    assert message in f"{done.exception} {done.exception.hint}"


def test_margins_of_seats_are_worked_out_only_where_steps_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "law.toml").write_text(LAW + 'by = "dhondt"\n', encoding="utf-8")
    (tmp_path / "votes.csv").write_text("list,votes\nA,50\nB,30\n", encoding="utf-8")
    asked: list[int] = []

    def last_seat_votes(votes: object, size: int, *rest: object, **more: object) -> dict[str, object]:
        asked.append(size)
        return {}

    monkeypatch.setattr("escrutinio.law.evaluation.steps.shown.last_seat_votes", last_seat_votes)
    for options, times in ((), 0), (("--format", "csv"), 0), (("--explain",), 1), (("--format", "json"), 1):
        asked.clear()
        run("decide", tmp_path / "law.toml", tmp_path / "votes.csv", *options)
        assert len(asked) == times


def test_where_lists_take_turns_the_lot_to_record_is_the_first(law: Path, tmp_path: Path) -> None:
    (tmp_path / "level.csv").write_text("unit,list,votes\nX,A,100\nX,B,100\n", encoding="utf-8")
    (tmp_path / "facts.toml").write_text("[seats]\nX = 3\n", encoding="utf-8")
    turns = "the lot to record is the one drawn the first time"
    spain = run("decide", "es/congreso", tmp_path / "level.csv", "--facts", tmp_path / "facts.toml")
    other = run("decide", law, tmp_path / "votes.csv")

    assert turns in " ".join(spain.stdout.split())
    assert "Record the lot" in " ".join(other.stdout.split())
    assert turns not in " ".join(other.stdout.split())
