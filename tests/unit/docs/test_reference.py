"""The reference says what the program has: no more and no less.

What is tested: the pages of docs/reference with cli, model, ``ledger.checks`` and ``law.library``.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import re
import shutil
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk
from escrutinio.law import get_law, law_ids
from escrutinio.law.library.bo import y2020
from escrutinio.ledger import Ledger, schema
from escrutinio.ledger.checks import CHECKS
from escrutinio.ledger.stations import stations_schema
from escrutinio.model import EscrutinioError, errors, parse_election, selection_of
from escrutinio.model.sheet import UNIT_PREFIX, VOTES_PREFIX
from escrutinio.model.toml_table import TomlTable

ROOT = Path(__file__).parents[3]
REFERENCE = ROOT / "docs" / "reference"
LAKELAND = ROOT / "docs" / "how-to" / "lakeland" / "election.toml"
SAMPLE = ROOT / "src" / "escrutinio" / "samples" / "bolivia_2020" / "election.toml"
ROOMS = sorted(
    ".".join(path.parent.relative_to(ROOT / "src").parts)
    for path in (ROOT / "src").rglob("__init__.py")
    if "__all__" in path.read_text(encoding="utf-8")
)


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def sections(text: str, level: str = "#{2,3}") -> dict[str, str]:
    """Heading without marks -> the text below it, to the next heading."""
    parts = re.split(rf"^{level} (.+)$", text, flags=re.MULTILINE)
    return {title.strip().strip("`"): body for title, body in zip(parts[1::2], parts[2::2], strict=True)}


def cells(body: str) -> Iterator[list[str]]:
    """The rows of the tables of a section, without their heads."""
    for line in body.splitlines():
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def first_words(body: str) -> set[str]:
    """The words in backticks in the first cells of a section's tables."""
    return {word for row in cells(body) for word in re.findall(r"`([^`]+)`", row[0])}


# Commands.


def commands() -> dict[str, Any]:
    """Every command by its words; those of a group by all of them, such as "law decide"."""
    group: Any = typer.main.get_command(app)
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= (
            {f"{name} {word}": subcommand for word, subcommand in inner.items()} if inner else {name: command}
        )
    return found


def names_of(command: Any) -> set[str]:
    """Options as they are typed, arguments in capitals."""
    found: set[str] = set()
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            found.add((parameter.metavar or parameter.name).strip("[]").partition(".")[0].upper())
        else:
            found.update((*parameter.opts, *parameter.secondary_opts))
    return found


def test_commands_page_has_every_command() -> None:
    described = {
        title.removeprefix("escrutinio ")
        for title in sections(page("commands.md"))
        if title.startswith("escrutinio ")
    }

    assert described == set(commands())


@pytest.mark.parametrize("name", commands())
def test_commands_page_has_every_option_of(name: str) -> None:
    body = sections(page("commands.md"))[f"escrutinio {name}"]

    described = first_words(body)

    assert described == names_of(commands()[name])


def test_commands_page_names_no_option_that_does_not_exist() -> None:
    group: Any = typer.main.get_command(app)
    typed = set(names_of(group)).union(*(names_of(command) for command in commands().values()))
    known = {"--help", *(name for name in typed if name.startswith("--"))}

    named = set(re.findall(r"--[a-z][a-z-]+", page("commands.md")))

    assert named == known


def test_commands_page_gives_the_defaults() -> None:
    for name, command in commands().items():
        body = sections(page("commands.md"))[f"escrutinio {name}"]
        given = {row[0].strip("`"): row[1].strip("`") for row in cells(body) if len(row) == 3}
        for parameter in command.params:
            if parameter.default not in (None, False, (), "") and parameter.param_type_name == "option":
                assert given[parameter.opts[0]] == str(parameter.default), (name, parameter.opts[0])


CSV_QUESTIONS = {
    "law list": ["law", "list"],
    "ingest": ["ingest", "LAKELAND", "FILE"],
    "decide": ["decide", "NIGHT"],
    "check": ["check", "NIGHT"],
    "replay": ["replay", "NIGHT", "--frames", "1"],
    "project": ["project", "NIGHT", "--draws", "100"],
    "backtest": ["backtest", "NIGHT", "--shares", "50"],
}


@pytest.mark.parametrize("name", CSV_QUESTIONS)
def test_commands_page_gives_the_csv_columns_of(name: str, thinned_folder: Path, tmp_path: Path) -> None:
    for file in ("election.toml", "stations.csv"):
        (tmp_path / file).write_bytes((LAKELAND.parent / file).read_bytes())
    places = {
        "LAKELAND": str(tmp_path),
        "NIGHT": str(thinned_folder),
        "FILE": str(LAKELAND.parent / "files" / "observers.csv"),
    }
    words = [places.get(word, word) for word in CSV_QUESTIONS[name]]

    printed = CliRunner().invoke(app, [*words, "--format", "csv"]).stdout.splitlines()[0].split(",")

    body = sections(page("commands.md"))[f"escrutinio {name}"]
    assert re.findall(r"^CSV columns: (.+?)\.", body, re.MULTILINE) == [", ".join(printed)]


def test_commands_page_gives_the_csv_columns_of_call(thinned_folder: Path, tmp_path: Path) -> None:
    # Calls are kept in the folder: it is not the shared one that is called.
    folder = tmp_path / "night"
    shutil.copytree(thinned_folder, folder)
    arguments = ["call", str(folder), "--format", "csv"]

    printed = CliRunner().invoke(app, arguments).stdout.splitlines()[0].split(",")

    body = sections(page("commands.md"))["escrutinio call"]
    assert re.findall(r"^CSV columns: (.+?)\.", body, re.MULTILINE) == [", ".join(printed)]


def test_commands_page_gives_the_csv_columns_of_a_projection_that_cannot_say(thinned_folder: Path) -> None:
    arguments = ["project", str(thinned_folder), "--as-of", "2020-10-18T12:00", "--format", "csv"]

    printed = CliRunner().invoke(app, arguments).stdout.splitlines()[0].split(",")

    body = sections(page("commands.md"))["escrutinio project"]
    assert re.findall(r"^Without a projection: (.+?)\.", body, re.MULTILINE) == [", ".join(printed)]


def test_commands_page_gives_the_first_csv_columns_of_count(thinned_folder: Path) -> None:
    printed = (
        CliRunner().invoke(app, ["count", str(thinned_folder), "--format", "csv"]).stdout.splitlines()[0]
    )

    named = re.findall(r"The columns are (.+), then", sections(page("commands.md"))["escrutinio count"])

    assert [printed.split(",")[:3]] == [cell.split(", ") for cell in named]


def test_errors_page_shows_the_level_at_which_a_contest_is_not_tabulated(thinned_folder: Path) -> None:
    arguments = ["count", str(thinned_folder), "--contest", "special", "--level", "district"]

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 1
    assert result.stderr.strip() in page("errors.md")


# Settings.

FREE_KEYS = {
    "feeds.vote_type.values": "WORD",
    "feeds.vote_type.columns": "TYPE",
    "stations.columns": "COLUMN",
    "law.contests": "ROLE",
    "law.levels": "ROLE",
    "projection.polls.shares": "SELECTION",
    "feeds.contest_values": "WORD",
    "feeds.each": "PLACE",
    "feeds.only": "COLUMN",
    "feeds.skip": "COLUMN",
    "feeds.votes": "SELECTION",
    "feeds.width": "COLUMN",
    "feeds.fixed_width": "COLUMN",
}


def keys_asked(monkeypatch: pytest.MonkeyPatch, *definitions: dict[str, Any]) -> set[tuple[str, str]]:
    """Table and key of everything that reading the definitions asks for."""
    asked: set[tuple[str, str]] = set()
    get = TomlTable._get

    def recording(self: TomlTable, key: str) -> Any:
        path = re.sub(r"\[\d+\]", "", self._path)
        asked.add((path, key))
        return get(self, key)

    monkeypatch.setattr(TomlTable, "_get", recording)
    for definition in definitions:
        parse_election(definition, Path("nowhere"))
    return asked


def in_general(table: str, key: str) -> tuple[str, str]:
    """The table and key with the names that a definition is free to choose in capitals."""
    if table in FREE_KEYS:
        return table, FREE_KEYS[table]
    table = re.sub(r"^boundaries\..+", "boundaries.LEVEL", table)
    table = re.sub(r"^projection\.polls\.shares\..+", "projection.polls.shares.SELECTION", table)
    return re.sub(r"^feeds\.units\..+", "feeds.units.LEVEL", table), key


def _all_of_a_feed(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition with a feed that has also the tables that neither example has."""
    tables = {
        "only": {"COLUMN": "x"},
        "skip": {"COLUMN": "x"},
        "counted": {"column": "x", "values": "x"},
        "tables": {"counted": "x", "total": "x"},
        "width": {"COLUMN": 3},
        "fixed_width": {"COLUMN": [1, 3]},
        "snapshot": False,
        "url": "https://results.example.org/{PLACE}.csv",
        "each": {"PLACE": ["x"]},
    }
    law = {**definition["law"], "facts": "facts.toml"}
    polls = {"source": "x", "date": date(2024, 1, 1), "shares": {"oak": {"share": 1.0, "error": 1.0}}}
    projection = {"place": "town", "area": "town", "region": "region", "polls": polls, "vote_type": "town"}
    return {
        **definition,
        "law": law,
        "projection": projection,
        "feeds": [{**definition["feeds"][0], **tables}],
    }


def _by_vote_type(definition: dict[str, Any], mapping: dict[str, Any]) -> dict[str, Any]:
    """The definition with vote types, which its feed tells apart in some way."""
    types = [{"id": "day", "nist": "election-day"}, {"id": "mail"}]
    return {**definition, "vote_types": types, "feeds": [{**definition["feeds"][0], "vote_type": mapping}]}


def test_settings_page_has_every_key_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lakeland = tomllib.loads(LAKELAND.read_text(encoding="utf-8"))
    sample = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))

    by_rows = _by_vote_type(lakeland, {"column": "kind", "values": {"WORD": "day"}})
    by_columns = _by_vote_type(lakeland, {"columns": {"mail": "* mail"}})
    definitions = (lakeland, sample, _all_of_a_feed(lakeland), by_rows, by_columns)
    asked = {in_general(*pair) for pair in keys_asked(monkeypatch, *definitions)}

    described = {
        (title.strip("[]"), key)
        for title, body in sections(page("settings.md")).items()
        for key in first_words(body)
    }
    # There is no table of this name by itself, only one for each level.
    tables = {"boundaries.LEVEL" if key == "boundaries" else key for table, key in asked if table == ""}
    named = ("", "feeds.units", "boundaries", "law.names")  # by ids of their own
    assert {pair for pair in asked if pair[0] not in named} == described
    assert tables <= {title.strip("[]") for title in sections(page("settings.md"))}


# Checks.


def test_checks_page_has_every_check() -> None:
    titles = sections(page("checks.md"))

    assert {check.code for check in CHECKS} == set(titles) - {"The words of the formulas"}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.code))
def test_checks_page_says_when_and_how_grave(check: Any) -> None:
    body = sections(page("checks.md"))[check.code]

    assert [str(check.severity), check.formula] in list(cells(body))
    assert check.title.casefold() in body.casefold()
    assert body.strip().splitlines()[-1].endswith("."), "what to do"


# Ledger.


def general_column(name: str) -> str:
    if name.startswith(VOTES_PREFIX):
        return f"{VOTES_PREFIX}SELECTION"
    return f"{UNIT_PREFIX}LEVEL" if name.startswith(UNIT_PREFIX) else name


def test_ledger_page_has_every_column(thinned_desk: Desk) -> None:
    parts = sections(page("ledger.md"))
    titles = ("Every record", "A delivery", "A sheet", "A finding", "A decision")

    described = set().union(*(first_words(parts[title]) for title in titles))

    assert described == {general_column(name) for name in schema.table_schema(thinned_desk.election)}


def test_ledger_page_has_every_column_that_is_on_disk(thinned_desk: Desk) -> None:
    on_disk = thinned_desk.ledger.table.columns()

    assert on_disk == list(schema.table_schema(thinned_desk.election))
    assert selection_of("votes_A-B") == "A-B"


def test_ledger_page_has_the_columns_of_the_stations_file(thinned_desk: Desk) -> None:
    election = thinned_desk.election
    endings = ("", "_name", *(f"_name_{language}" for language in election.stations.languages))
    levels = {f"{level}{ending}" for level in election.level_ids() for ending in endings}

    described = first_words(sections(page("ledger.md"))["The stations file"])

    expected = set(stations_schema(election)) - levels
    assert described == expected | {"LEVEL", "LEVEL_name", "LEVEL_name_LANGUAGE", "vote_types"}


def test_ledger_page_names_functions_that_exist() -> None:
    room = importlib.import_module("escrutinio.ledger")

    for word in first_words(sections(page("ledger.md"))["What is read out of it"]):
        name = word.split("(")[0]
        owner, _, method = name.partition(".")
        if name.startswith("escrutinio"):
            continue
        assert hasattr(Ledger, method) if method else hasattr(room, owner), name


# Errors and laws.


def test_errors_page_has_the_whole_family() -> None:
    family = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, EscrutinioError)
    }

    rows = {row[0].strip("`") for row in cells(page("errors.md"))} - {"class"}

    assert rows == family


def test_laws_page_has_every_law() -> None:
    text = page("laws.md")

    described = {row[0].strip("`") for row in cells(text) if re.fullmatch(r"`[a-z]{2}/\d{4}`", row[0])}

    laws = [get_law(law_id) for law_id in law_ids()]
    assert described == {law.id for law in laws if law.definition is None and not law.parts}
    for law_id in described:
        law = get_law(law_id)
        assert law.statute in text
        assert set(law.contests) <= first_words(sections(text)["Roles"])


def test_generated_pages_are_as_they_would_be_written_now() -> None:
    spec = importlib.util.spec_from_file_location("law_pages", ROOT / "tools" / "law_pages.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    for name, write in tool.PAGES.items():
        assert page(name) == write(), "run tools/law_pages.py"


def test_laws_page_cites_every_step_with_its_article(thinned_desk: Desk) -> None:
    moments = [None, datetime.fromisoformat("2020-10-19T02:00:00-04:00")]
    departments = [department.name for department in y2020.STATUTE.departments]
    rows = {(row[0], row[1]) for row in cells(sections(page("laws.md"))["Steps"]) if len(row) == 3}

    steps = [step for moment in moments for step in decide(thinned_desk, moment).outcome.steps]

    assert steps
    for step in steps:
        rule = re.sub(rf", (?:{'|'.join(departments)})$", ", DEPARTMENT", step.rule)
        assert (rule, step.article) in rows


def test_laws_page_has_the_seats_of_the_statute() -> None:
    rows = list(cells(sections(page("laws.md"))["Seats"]))[1:]

    expected = [
        [
            department.name,
            f"`{department.code}`",
            f"{department.districts[0]} to {department.districts[-1]}",
            str(len(department.districts)),
            str(department.listed),
            str(department.special),
            str(department.deputies),
            str(y2020.STATUTE.senators_each),
        ]
        for department in y2020.STATUTE.departments
    ]
    assert rows == expected


# The public names of the rooms.


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_of_a_room_has_a_docstring(room: str) -> None:
    module = importlib.import_module(room)

    silent = [
        name
        for name in module.__all__
        if (inspect.isclass(value := getattr(module, name)) or inspect.isfunction(value))
        and not (value.__doc__ or "").strip()
    ]

    assert not silent
    assert (module.__doc__ or "").strip()


def test_design_page_has_the_layers_of_the_import_rules() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    text = (ROOT / "docs" / "explanation" / "design.md").read_text(encoding="utf-8")

    drawn = re.findall(r"```text\n(.*?)```", text, flags=re.DOTALL)[0].splitlines()

    assert [re.sub(r"\s+\(.*\)", "", line) for line in drawn] == layers
    assert {room.split(".")[1] for room in ROOMS} <= first_words(text)
