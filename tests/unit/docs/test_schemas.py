"""The JSON answers are as their schemas say, and the schemas describe every key.

What is tested: ``flows.documents`` and what makes its documents in flows, cli and ledger.
"""

from __future__ import annotations

import json
import re
import runpy
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.flows.calls import calls_document, update_calls
from escrutinio.flows.check import check, check_document
from escrutinio.flows.count import count, count_document
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents import IngestDocument, OutcomeDocument, to_json, to_plain
from escrutinio.flows.documents.ingest import IngestStatus
from escrutinio.flows.ingest import ingest, ingest_document
from escrutinio.flows.project import project
from escrutinio.flows.project_document import projection_document
from escrutinio.flows.replay import frame, frame_document
from escrutinio.flows.results import decision_document
from escrutinio.law import Elected, RunOff, Tie, Undecided
from escrutinio.model import NATION
from every_law import decided, every_verification

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "docs" / "reference" / "schemas"
LAKELAND = ROOT / "docs" / "how-to" / "lakeland"
NAMES = (
    "people",
    "new",
    "recipes",
    "recipe",
    "used-recipe",
    "feed-try",
    "ingest",
    "count",
    "decide",
    "project",
    "call",
    "backtest",
    "sample-draw",
    "sample-estimate",
    "explain",
    "forensics",
    "check",
    "deliveries",
    "log",
    "package",
    "verify",
    "repair",
    "replay",
    "laws",
    "law",
    "law-verify",
    "outcome",
    "archive",
    "export",
)
PUBLISHED = (
    "front",
    "advice",
    "contests",
    "contest",
    "units",
    "unit",
    "bounds",
    "findings",
    "source-differences",
    "calls",
    "movement",
    "night",
    "places",
    "seat-draws",
    "what-if",
    "stories",
    "story",
    "alert",
)
"""Documents of a publication, its stories and its alerts, held against these schemas where they are made."""
MIDDLE = datetime(2020, 10, 19, 6, tzinfo=UTC)
BEFORE = datetime(2020, 10, 1, tzinfo=UTC)
EARLY = datetime(2020, 10, 19, 3, tzinfo=UTC)
FEW = datetime(2020, 10, 19, 1, tzinfo=UTC)
LATE = datetime(2020, 10, 20, 16, tzinfo=UTC)


def load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def validate(name: str, document: Any) -> None:
    # As a reader gets it: what JSON cannot write would fail here.
    as_read = json.loads(to_json(document))
    jsonschema_rs.Draft202012Validator(load(name)).validate(as_read)


@pytest.fixture(scope="module")
def lakeland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lakeland with its two snapshots and a file that is refused: every kind of finding of a small night."""
    folder = tmp_path_factory.mktemp("lakeland")
    for name in ("election.toml", "stations.csv"):
        (folder / name).write_bytes((LAKELAND / name).read_bytes())
    return folder


@pytest.fixture(scope="module")
def taken(lakeland: Path) -> IngestDocument:
    desk = open_desk(lakeland, for_ingest=True)
    (lakeland / "commission_20310504_2100.csv").write_text("cut", encoding="utf-8")
    files = [
        *sorted((LAKELAND / "files").glob("commission_*.csv")),
        lakeland / "commission_20310504_2100.csv",
    ]
    files.append(files[0])
    return ingest_document(ingest(desk, files, lambda: MIDDLE), desk.election)


def version(name: str) -> str:
    schema = load(name)
    found: str = schema.get("oneOf", [schema])[0]["properties"]["schema"]["const"]
    return found


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


def test_schemas_are_those_of_the_types() -> None:
    files = runpy.run_path(str(ROOT / "tools" / "schemas.py"))["schema_files"]()

    for name, text in files.items():
        assert (SCHEMAS / name).read_text(encoding="utf-8") == text, "run tools/schemas.py"


@pytest.mark.parametrize("name", [*NAMES, *PUBLISHED])
def test_schema_is_a_schema(name: str) -> None:
    schema = load(name)

    jsonschema_rs.meta.validate(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for document in schema.get("oneOf", [schema]):
        assert re.fullmatch(rf"escrutinio/{name}/\d+", document["properties"]["schema"]["const"])


@pytest.mark.parametrize("name", [*NAMES, *PUBLISHED])
def test_schema_describes_every_key_and_allows_no_other(name: str) -> None:
    schema = load(name)
    described = {key for key, value in schema.get("$defs", {}).items() if value.get("description")}

    for node in walk(schema):
        if "properties" not in node or not isinstance(node["properties"], dict):
            continue
        assert node["additionalProperties"] is False
        assert set(node["required"]) == set(node["properties"])
        for key, value in node["properties"].items():
            words = value.get("description") or value.get("$ref", "").rpartition("/")[2] in described
            assert words, key


def test_there_is_a_schema_for_every_command_and_published_document_and_no_other() -> None:
    names = (*NAMES, *PUBLISHED)
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{name}.schema.json" for name in names}
    text = (SCHEMAS.parent / "schemas.md").read_text(encoding="utf-8")
    for name in names:
        assert version(name) in text
        assert f"schemas/{name}.schema.json" in text


@pytest.mark.parametrize("until", [None, MIDDLE, BEFORE], ids=["all", "middle", "nothing"])
def test_count_of_the_sample(thinned_desk: Desk, until: datetime | None) -> None:
    # Polling places are many and alike.
    levels = [NATION, *(level for level in thinned_desk.election.level_ids() if level != "place")]

    counted = count(thinned_desk, until, levels=levels)

    validate("count", count_document(counted, levels=levels))


@pytest.mark.parametrize("until", [None, MIDDLE, BEFORE], ids=["all", "middle", "nothing"])
def test_decision_on_the_sample(thinned_desk: Desk, until: datetime | None) -> None:
    document = decision_document(decide(thinned_desk, until, question_errors=until is None))

    validate("decide", to_plain(document))


@pytest.mark.parametrize("until", [None, LATE, MIDDLE], ids=["all", "late", "middle"])
def test_projection_of_the_sample(thinned_desk: Desk, until: datetime | None) -> None:
    document = to_plain(projection_document(project(thinned_desk, until, draws=200)))

    validate("project", document)
    assert document["available"] is True
    assert document["outcome"]["chambers"]


def test_an_early_projection_of_the_whole_sample(sample_folder: Path) -> None:
    document = to_plain(projection_document(project(open_desk(sample_folder), EARLY, draws=200)))

    validate("project", document)
    assert document["available"] is True
    assert document["outcome"]["chambers"]


def test_projection_of_another_contest_and_level(thinned_desk: Desk) -> None:
    found = project(thinned_desk, LATE, draws=200, contest="single-member", level="district")

    document = to_plain(projection_document(found))

    validate("project", document)
    assert (document["contest"], document["level"], len(document["units"])) == (
        "single-member",
        "district",
        63,
    )


@pytest.mark.parametrize("until", [BEFORE, FEW], ids=["nothing", "few"])
def test_projection_that_cannot_say(thinned_desk: Desk, until: datetime) -> None:
    document = to_plain(projection_document(project(thinned_desk, until)))

    validate("project", document)
    assert document["available"] is False
    assert document["reason"].startswith("Cannot say yet:")


def test_projection_without_law_and_baseline(thinned_folder: Path) -> None:
    desk = open_desk(thinned_folder)
    plain = replace(desk, election=replace(desk.election, law=None, baseline=None))

    document = to_plain(projection_document(project(plain, MIDDLE, draws=200)))

    validate("project", document)
    assert (document["outcome"], document["baseline_matched"]) == (None, None)


def test_calls_of_the_sample(thinned_folder: Path, tmp_path: Path) -> None:
    # Calls are kept in the folder: it is not the shared one that is called.
    folder = tmp_path / "night"
    shutil.copytree(thinned_folder, folder)
    desk = open_desk(folder)

    documents = [
        to_plain(calls_document(update_calls(desk, moment, now=datetime(2020, 10, 24, tzinfo=UTC))))
        for moment in (FEW, MIDDLE, None, None)
    ]

    for document in documents:
        validate("call", document)
    assert documents[0]["questions"][0]["silences"][1]["kind"] == "no-projection"
    assert len(documents[2]["calls"]) == 3
    assert {call["state"] for call in documents[2]["calls"]} == {"proposed"}
    assert documents[3]["proposed"] == []


def test_backtest_of_the_sample_through_the_command(thinned_folder: Path) -> None:
    arguments = ["backtest", str(thinned_folder), "--shares", "0.1,40", "--format", "json"]

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 0
    document = json.loads(result.stdout)
    validate("backtest", document)
    assert [step["available"] for step in document["elections"][0]["steps"]] == [False, True]


def test_backtest_at_which_nothing_could_be_said(thinned_folder: Path) -> None:
    arguments = ["backtest", str(thinned_folder), "--shares", "0.1", "--without-baseline", "--format", "json"]

    result = CliRunner().invoke(app, arguments)

    validate("backtest", json.loads(result.stdout))
    assert json.loads(result.stdout)["coverage"] == {
        "cells": 0,
        "inside": {"50": None, "90": None, "95": None},
    }


def test_check_of_the_sample(thinned_desk: Desk) -> None:
    document = check_document(check(thinned_desk))

    validate("check", document)
    assert document.findings
    assert (document.rehearsal, document.note) == (True, thinned_desk.election.note)


def test_replay_of_the_sample_through_the_command(thinned_folder: Path) -> None:
    result = CliRunner().invoke(app, ["replay", str(thinned_folder), "--frames", "3", "--format", "json"])

    assert result.exit_code == 0
    document = json.loads(result.stdout)
    validate("replay", document)
    assert document["rehearsal"] is True
    assert document["note"].startswith("Reconstructed sheets")
    assert [moment["projection"]["available"] for moment in document["frames"]] == [False, True, True, True]


def test_replay_before_anything_was_in(thinned_desk: Desk) -> None:
    election = {"id": "x", "name": "X", "date": "2031-05-04"}
    head = {"schema": "escrutinio/replay/5", "election": election, "note": "", "rehearsal": False}

    validate("replay", {**head, "frames": [to_plain(frame_document(frame(thinned_desk, BEFORE)))]})


def test_laws_and_a_law_through_the_command() -> None:
    for name, arguments in (("laws", ["list"]), ("law", ["show", "bo/2020"])):
        result = CliRunner().invoke(app, ["law", *arguments, "--format", "json"])

        validate(name, json.loads(result.stdout))


def test_outcome_of_every_law_on_its_verifications() -> None:
    validator = jsonschema_rs.Draft202012Validator(load("outcome"))

    for verification in every_verification():
        document = to_plain(OutcomeDocument.of(decided(verification.id)))
        wrong = next(validator.iter_errors(document), None)
        assert wrong is None, (verification.id, wrong)


def test_new_through_the_command(tmp_path: Path) -> None:
    arguments = ["new", str(tmp_path / "night"), "--sample", "bolivia-2020", "--as-of", "2020-10-18T23:00"]
    arguments += ["--format", "json"]

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code == 0
    validate("new", json.loads(result.stdout))


def test_ingest_with_all_three_answers(taken: IngestDocument) -> None:
    validate("ingest", taken)

    assert [file.status for file in taken.files] == [
        IngestStatus.TAKEN_IN,
        IngestStatus.TAKEN_IN,
        IngestStatus.REFUSED,
        IngestStatus.ALREADY_KNOWN,
    ]
    assert [bool(file.message) for file in taken.files] == [False, False, True, False]


def test_ingest_says_nothing_of_what_it_did_not_read(taken: IngestDocument) -> None:
    unread = ("feed", "observed_at", "sha256", "rows", "findings", "sheets_not_counted", "sheets_unexpected")

    first, _, refused, known = taken.files

    assert None not in [getattr(first, key) for key in unread]
    for file in (refused, known):
        assert {getattr(file, key) for key in unread} == {None}


def test_ingest_says_how_many_sheets_are_not_in_the_stations_file(tmp_path: Path) -> None:
    for name in ("election.toml", "stations.csv"):
        (tmp_path / name).write_bytes((LAKELAND / name).read_bytes())
    text = (LAKELAND / "files" / "commission_20310504_1900.csv").read_text(encoding="utf-8")
    file = tmp_path / "commission_20310504_1900.csv"
    file.write_text(text.replace(";101;", ";999;"), encoding="utf-8")
    desk = open_desk(tmp_path, for_ingest=True)

    document = ingest_document(ingest(desk, [file], lambda: MIDDLE), desk.election)

    validate("ingest", document)
    assert [(file.rows, file.sheets_unexpected) for file in document.files] == [(3, 2)]


@pytest.mark.usefixtures("taken")
def test_check_with_changes_and_withdrawals(lakeland: Path) -> None:
    document = check_document(check(open_desk(lakeland)))

    validate("check", document)
    found = set(document.findings_by_code)
    assert {"votes-not-valid", "selection-withdrawn", "changed", "withdrawn"} <= found


@pytest.mark.usefixtures("taken")
def test_count_without_rehearsal(lakeland: Path) -> None:
    document = count_document(count(open_desk(lakeland)), levels=[NATION, "region", "town"])

    validate("count", document)
    assert document.rehearsal is False


@pytest.mark.parametrize(
    "decision",
    [
        Elected("A", "most votes"),
        RunOff(("A", "B"), None, "nobody"),
        RunOff(("A",), Tie.of(["B", "C"], 1, "places"), "nobody"),
        Tie.of(["A", "B"], 1, "the seat"),
        Undecided("no votes counted"),
    ],
    ids=["elected", "run-off", "run-off-tied", "tie", "undecided"],
)
def test_every_kind_of_decision_has_its_place(decision: Elected | RunOff | Tie | Undecided) -> None:
    for name in ("decide", "replay"):
        schema = {"$ref": f"#/$defs/{type(decision).__name__}", "$defs": load(name)["$defs"]}
        jsonschema_rs.Draft202012Validator(schema).validate(to_plain(decision))
