"""Packages and their verification: nothing changes unnoticed, whoever verifies it."""

from __future__ import annotations

import ast
import json
import random
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.evidence import VerifierKey, make_key, second_verifier
from escrutinio.evidence.archive import is_as_written, writing
from escrutinio.evidence.log import read_log
from escrutinio.evidence.notes import COSIGNATURE, Note, Signature
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.deliveries import decide_on
from escrutinio.flows.desk import open_desk, require_unaltered
from escrutinio.flows.documents.deliveries import VerifyDocument
from escrutinio.flows.ingest import ingest
from escrutinio.flows.package import package
from escrutinio.flows.package_results import totals_csv
from escrutinio.flows.publication import publish
from escrutinio.flows.verify import repair, verify
from escrutinio.flows.verify_package import verify_package
from escrutinio.ledger import Ledger
from escrutinio.ledger.delivery_states import Decision
from escrutinio.model import EscrutinioError, EvidenceError, LedgerError
from small_elections import make_small
from support import DEFINITION, make_election, row, take
from tampering import (
    change_a_byte_of,
    change_a_byte_of_folder,
    change_a_vote_of_ledger,
    change_a_vote_of_package,
    unzipped,
    zipped,
)

LAKELAND = Path(__file__).parents[3] / "docs" / "how-to" / "lakeland"
NOW = datetime(2031, 5, 4, 20, tzinfo=UTC)
LATER = NOW.replace(minute=30)
TOWN = """
[election]
id = "town"
name = "Town"
date = 2031-05-04
timezone = "UTC"
[[selections]]
id = "heron"
name = "Heron"
color = "#2a6f97"
[[selections]]
id = "otter"
name = "Otter"
color = "#bc6c25"
[[contests]]
id = "council"
name = "Council"
selections = ["heron", "otter"]
[stations]
file = "stations.csv"
[[feeds]]
id = "town"
name = "The town"
files = ["*.csv"]
layout = "long"
turned = true
contest = "council"
sheet = "sheet"
selection_column = "selection"
votes_column = "votes"
ignore = ["contest"]
skip = { sheet = ["TOTAL"] }
counts = { blank = "BLANKS" }
votes = { heron = "Heron", otter = "Otter" }
observed = { file_name = '(\\d{8}_\\d{4})', format = "%Y%m%d_%H%M" }
"""
LAW = """id = "test/president"
title = "A president by plurality"
elects = "president"
statute = "made up"
source = "made up"
[[rules]]
rule = "plurality"
role = "votes"
article = "1"
"""


@pytest.fixture(scope="module")
def lakeland(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chamber and districts, by two feeds, with a withdrawn delivery, published and signed."""
    folder = tmp_path_factory.mktemp("package") / "lakeland"
    shutil.copytree(LAKELAND, folder)
    make_key(folder, "results.example.org/lakeland")
    desk = open_desk(folder, for_ingest=True)
    for _ in ingest(desk, sorted((LAKELAND / "files").glob("*.csv")), lambda: NOW):
        pass
    decide_on(desk, "observers.csv", Decision.WITHDRAW, reason="Ana saw it fall", by="Ana Secreta", now=NOW)
    decide_on(desk, "observers.csv", Decision.RESTORE, reason="Ana was wrong", by="Ana Secreta", now=NOW)
    publish(open_desk(folder), now=NOW)
    package(open_desk(folder), folder.parent / "lakeland.zip")
    return folder


@pytest.fixture
def folder(lakeland: Path, tmp_path: Path) -> Path:
    shutil.copytree(lakeland, tmp_path / "night")
    return tmp_path / "night"


@pytest.fixture
def packed(lakeland: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(lakeland.parent / "lakeland.zip", tmp_path / "night.zip"))


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def agreements(document: VerifyDocument) -> dict[str, bool | None]:
    return {part.part: part.agrees for part in document.parts}


def with_a_sheet(folder: Path) -> Path:
    """An election whose only sheet was taken in without the terminal, which enters it into the log."""
    take(Ledger(folder, make_election(folder)), [row("001", 30, 20)])
    return folder


def sheets_named(document: VerifyDocument) -> set[str]:
    return {name for problem in document.problems for name in problem.sheets}


def problems_of(package: Path) -> VerifyDocument | str:
    try:
        return verify_package(str(package))
    except EscrutinioError as error:
        return error.message


def second(path: Path) -> int:
    return second_verifier.main(str(path))


def test_a_package_agrees_in_every_part(lakeland: Path, packed: Path) -> None:
    document = verify_package(str(packed))
    assert document.problems == ()
    assert agreements(document) == {
        "files": True,
        "log": True,
        "deliveries": True,
        "rows": True,
        "count": True,
        "law": True,
        "projection": None,
    }
    assert document.key.startswith("results.example.org/lakeland+")
    shown = run("verify", packed).stdout
    assert "Everything agrees." in shown
    assert f"Signed by {document.key}\n" in shown, "a key is printed in one piece"
    assert f"Its public key: {document.key}\n" in run("log", lakeland).stdout
    assert max(map(len, shown.splitlines())) <= 120
    assert second(packed) == 0


def test_the_same_folder_gives_the_same_bytes(folder: Path, packed: Path, tmp_path: Path) -> None:
    shown = run("package", folder, "--to", tmp_path / "again.zip")
    assert shown.exit_code == 0, shown.output
    assert (tmp_path / "again.zip").read_bytes() == packed.read_bytes()


def test_no_key_and_nobodys_words_are_in_a_package(lakeland: Path, packed: Path) -> None:
    secret = (lakeland / "signing.key").read_bytes().strip().split(b"+", 4)[4]
    for name, data in unzipped(packed).items():
        assert secret not in data, name
        assert b"Ana" not in data, name
    assert "Ana" not in (lakeland / "log" / "entries").read_text()


def test_what_a_package_says_to_programs(packed: Path) -> None:
    files = unzipped(packed)
    described = json.loads(files["datapackage.json"])
    paths = {resource["path"] for resource in described["resources"]}
    assert paths | {"datapackage.json", "ro-crate-metadata.json", "manifest"} == set(files)
    (rows,) = (resource for resource in described["resources"] if resource["path"] == "results/sheets.csv")
    assert {"name": "sheet", "type": "string"} in rows["schema"]["fields"]
    crate = json.loads(files["ro-crate-metadata.json"])["@graph"]
    parts = {part["@id"] for part in crate if part["@type"] == "File"}
    (root,) = (part for part in crate if part["@id"] == "./")
    assert {part["@id"] for part in root["hasPart"]} == parts
    assert crate[0]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.1"}


def test_every_kind_of_election_is_packed_and_verified(tmp_path: Path) -> None:
    law = tmp_path / "one" / "law.toml"
    law.parent.mkdir()
    law.write_text(LAW)
    votes = {"N1": (10, 20, 30), "N2": (), "S1": (1, 2, 3)}
    desk = make_small(tmp_path / "one", "law.toml", votes, registered=0, roles="votes")
    written = package(desk, tmp_path / "one.zip")
    assert (written.key, written.deliveries) == ("", desk.ledger.deliveries().height)
    document = verify_package(str(tmp_path / "one.zip"))
    assert (document.problems, document.key) == ((), "")
    assert second(tmp_path / "one.zip") == 0
    assert "definition/law.toml" in unzipped(tmp_path / "one.zip")
    assert "Nothing is signed" in run("verify", tmp_path / "one.zip").stdout


@pytest.mark.parametrize("seed", range(30))
def test_a_changed_byte_of_a_package_is_noticed_by_both(packed: Path, seed: int) -> None:
    change_a_byte_of(packed, random.Random(seed))
    assert second(packed) == 1
    if seed < 6:  # the rest by the script of the benchmarks
        found = problems_of(packed)
        assert isinstance(found, str) or found.problems


@pytest.mark.parametrize("seed", range(8))
def test_a_changed_vote_of_a_package_is_named(packed: Path, seed: int) -> None:
    changed = change_a_vote_of_package(packed, random.Random(seed))
    found = problems_of(packed)
    assert isinstance(found, VerifyDocument)
    assert changed.sheet in sheets_named(found)
    assert changed.file in {problem.path for problem in found.problems}
    changes = [change for problem in found.problems for change in problem.changes]
    assert any(change.where == changed.sheet and int(change.new) > int(change.old) for change in changes)
    assert second(packed) == 1


@pytest.mark.parametrize("seed", range(40))
def test_a_changed_byte_of_a_folder_is_noticed(folder: Path, seed: int) -> None:
    changed = change_a_byte_of_folder(folder, random.Random(seed))
    found = verify(open_desk(folder, for_repair=True))
    assert found.problems, changed


@pytest.mark.parametrize("seed", range(10))
def test_a_changed_vote_of_a_ledger_is_named_even_when_its_digests_fit(folder: Path, seed: int) -> None:
    changed = change_a_vote_of_ledger(folder, random.Random(seed), with_digests=seed % 2 == 0)
    found = verify(open_desk(folder, for_repair=True))
    assert changed.sheet in sheets_named(found), changed


def test_both_verifiers_agree_on_turned_tables_with_votes_that_no_sheet_states(tmp_path: Path) -> None:
    folder, target = tmp_path / "town", tmp_path / "town.zip"
    folder.mkdir()
    (folder / "election.toml").write_text(TOWN)
    (folder / "stations.csv").write_text("contest,sheet,registered\ncouncil,Ward 1,\ncouncil,Ward 2,\n")
    table = "COUNCIL,Ward 1,Ward 2,TOTAL\nBLANKS,3,2,5\nHeron,120,90,210\nOtter,80,,80\n"
    early, late = (tmp_path / f"alder_20310504_{time}.csv" for time in ("1900", "2000"))
    early.write_text(table)
    late.write_text(table.replace("120", "121"))
    desk = open_desk(folder, for_ingest=True)
    for _ in ingest(desk, [early, late], lambda: NOW):
        pass
    decide_on(desk, late.name, Decision.WITHDRAW, reason="a test", by="Ana", now=NOW)
    publish(open_desk(folder), now=LATER)
    package(open_desk(folder), target)

    assert second_verifier.main(str(target)) == 0
    assert verify_package(str(target)).problems == ()
    results = unzipped(target)
    assert b"council,nation,nation,2,,,290,5,,210,80\n" in results["results/totals.csv"]
    assert results["results/sheets.csv"].endswith(b",90,\n")


def test_a_vote_that_was_changed_with_its_digests_is_not_counted(folder: Path) -> None:
    change_a_vote_of_ledger(folder, random.Random(0), with_digests=True)
    with pytest.raises(LedgerError, match="has been changed since its files were taken in: rows changed"):
        require_unaltered(open_desk(folder), earlier=True)


def test_a_rewritten_result_is_not_believed(packed: Path) -> None:
    """Whoever changes rows, results and manifest alike has no key to sign them."""
    files = unzipped(packed)
    name = next(name for name in files if name.startswith("raw/"))
    files[name] += b"\n"
    zipped(packed, files)
    found = problems_of(packed)
    assert isinstance(found, VerifyDocument)
    assert {"file-altered", "raw-altered"} <= {problem.kind for problem in found.problems}
    del files["log/key"]
    zipped(packed, files)
    found = problems_of(packed)
    assert isinstance(found, VerifyDocument)
    assert any("its public key is not there" in problem.message for problem in found.problems)


def test_a_log_that_grew_and_one_that_did_not(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes((folder / "log" / "checkpoint").read_bytes())
    before = Path(shutil.copytree(folder, tmp_path / "before"))
    publish(open_desk(folder), now=NOW.replace(hour=21))
    package(open_desk(folder), tmp_path / "new.zip")
    shown = run("verify", tmp_path / "new.zip", "--since", kept).stdout
    assert "the log only grew" in shown
    assert "the log only grew" in run("verify", folder, "--since", kept).stdout
    newer = tmp_path / "newer"
    newer.write_bytes((folder / "log" / "checkpoint").read_bytes())
    publish(open_desk(before), now=NOW.replace(hour=22))
    rewound, forked = run("verify", tmp_path / "new.zip", "--since", newer), None
    assert rewound.exit_code == 0
    package(open_desk(before), tmp_path / "fork.zip")
    forked = run("verify", tmp_path / "fork.zip", "--since", newer)
    assert forked.exit_code == 1
    assert "The log was forked" in forked.stdout
    (before / "signing.key").unlink()
    make_key(before, "results.example.org/lakeland")
    publish(open_desk(before), now=NOW.replace(hour=23))
    resigned = run("verify", before, "--since", kept)
    assert resigned.exit_code == 1
    assert "signed by another key" in resigned.stdout


def test_entries_without_a_checkpoint_are_no_empty_log(folder: Path) -> None:
    (folder / "log" / "checkpoint").unlink()
    found = run("verify", folder)
    assert found.exit_code == 1
    assert "the log has been begun, and its checkpoint is not there" in " ".join(found.stdout.split())
    before = (folder / "log" / "entries").read_bytes()
    later = folder / "files" / "commission_20310504_2100.csv"
    later.write_bytes((folder / "files" / "commission_20310504_2000.csv").read_bytes() + b"\n")
    said = " ".join(run("ingest", folder, later).output.split())
    assert "Not entered into the log: the log has been begun, and its checkpoint is not there" in said
    assert (folder / "log" / "entries").read_bytes() == before


@pytest.mark.parametrize("older", [False, True], ids=["marked", "of an older version"])
def test_a_log_that_was_taken_away_as_a_whole_is_missed(folder: Path, tmp_path: Path, older: bool) -> None:
    """By what was left: the mark beside the ledger, or a publication that was entered."""
    shutil.rmtree(folder / "log")
    if older:
        (folder / ".logged").unlink()
    why = f"there was a log, and it is gone: {'the publication ' if older else '.logged beside the ledger'}"
    found = run("verify", folder)
    assert found.exit_code == 1
    assert why in " ".join(found.stdout.split())
    assert "from a copy" in details(run("log", folder).stdout)
    assert "although there was one" in " ".join(run("check", folder, "--code", "lost-log").stdout.split())
    assert run("package", folder, "--to", tmp_path / "refused.zip").exit_code == 1
    assert run("repair", folder).exit_code == 1
    for hour in (21, 22):
        publish(open_desk(folder), now=NOW.replace(hour=hour))
        assert not (folder / "log" / "checkpoint").exists(), "no other log is begun without a word"
        assert run("verify", folder).exit_code == 1

    assert run("log", folder, "--begin-another").exit_code == 0
    publish(open_desk(folder), now=NOW.replace(hour=23))
    assert run("verify", folder).exit_code == 0
    assert check(open_desk(folder), codes=("lost-log",)).findings.is_empty()
    refused = run("log", folder, "--begin-another")
    assert "nothing is wrong with the log" in str(refused.exception)


def test_a_ledger_that_never_had_a_log_has_lost_none(tmp_path: Path) -> None:
    folder = with_a_sheet(tmp_path / "small")
    assert run("verify", folder).exit_code == 0
    publish(open_desk(folder), now=NOW)
    assert run("verify", folder).exit_code == 0
    assert (folder / ".logged").exists()


def test_a_package_before_anything_came_in_begins_no_log(tmp_path: Path) -> None:
    make_election(tmp_path)
    make_key(tmp_path, "results.example.org/night")

    package(open_desk(tmp_path), tmp_path / "empty.zip")
    empty = verify_package(str(tmp_path / "empty.zip"))
    with_a_sheet(tmp_path)
    package(open_desk(tmp_path), tmp_path / "first.zip")

    assert empty.signed
    assert empty.problems == ()
    assert agreements(empty)["log"] is None
    assert second(tmp_path / "empty.zip") == 0
    assert agreements(verify_package(str(tmp_path / "first.zip")))["log"]


def test_a_file_that_two_feeds_read_is_packed_once(tmp_path: Path) -> None:
    _, feed, _ = DEFINITION.split("[[feeds]]")
    again = feed.replace('"snapshots"', '"again"')
    make_election(tmp_path, definition=f"{DEFINITION}\n[[feeds]]{again}")
    for name in ("snapshots", "again"):
        take(open_desk(tmp_path, for_ingest=True).ledger, [row("001", 30, 20)], feed=name)

    made = package(open_desk(tmp_path), tmp_path / "night.zip")

    assert made.deliveries == 2
    assert verify_package(str(tmp_path / "night.zip")).problems == ()
    assert second(tmp_path / "night.zip") == 0


def test_nothing_is_said_of_a_log_that_perhaps_never_was(tmp_path: Path) -> None:
    """No publication was entered, as none could be."""
    folder = with_a_sheet(tmp_path / "small")
    (folder / "log").write_bytes(b"a file where the folder should be")
    publish(open_desk(folder), now=NOW)
    (folder / "log").unlink()
    assert run("verify", folder).exit_code == 0


def test_a_package_without_its_log_is_refused(packed: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    kept = {name: data for name, data in unzipped(packed).items() if not name.startswith("log/")}
    with writing(again) as archive:
        for name, data in kept.items():
            archive.add(name, data)
    document = verify_package(str(again))
    assert agreements(document)["log"] is False
    assert any("there are files that came in" in problem.message for problem in document.problems)


def test_a_rewound_log_is_refused(folder: Path, packed: Path, tmp_path: Path) -> None:
    publish(open_desk(folder), now=NOW.replace(hour=21))
    kept = tmp_path / "kept"
    kept.write_bytes((folder / "log" / "checkpoint").read_bytes())
    found = run("verify", packed, "--since", kept)
    assert found.exit_code == 1
    assert "The log was rewound" in found.stdout
    other = run("verify", packed, "--key", make_key(tmp_path, "other").public)
    assert "not signed by other" in other.stdout


def test_another_key_is_said_of_what_it_signs_and_of_nothing_else(packed: Path, tmp_path: Path) -> None:
    """The count follows from the files, whoever has signed them."""
    make_key(tmp_path, "results.example.org/lakeland")
    document = verify_package(str(packed), key=(tmp_path / "signing.pub").read_text())

    agree = agreements(document)
    assert (agree["files"], agree["log"], agree["count"], agree["law"]) == (False, False, True, True)
    assert document.deliveries > 0
    assert document.signed is False
    assert [problem.kind for problem in document.problems] == ["evidence", "evidence"]


def test_nothing_is_said_of_a_count_whose_log_cannot_be_believed(packed: Path, tmp_path: Path) -> None:
    """Without a log nobody knows which files came in, nor whether the totals follow from them."""
    shutil.unpack_archive(packed, tmp_path / "inside")
    entries = tmp_path / "inside" / "log" / "entries"
    entries.write_bytes(entries.read_bytes().replace(b'"rows":', b'"raws":', 1))
    again = tmp_path / "again.zip"
    with writing(again) as archive:
        for name in zipfile.ZipFile(packed).namelist():
            archive.add(name, (tmp_path / "inside" / name).read_bytes())
    document = verify_package(str(again))

    agree = agreements(document)
    assert agree["log"] is False
    assert {agree[part] for part in ("deliveries", "rows", "count", "law", "projection")} == {None}
    assert {problem.path for problem in document.problems} == {"log/entries"}


def evil(
    path: Path, name: str, data: bytes = b"x", mode: int = stat.S_IFREG | 0o644, twice: bool = False
) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.create_system = 3
        entry.external_attr = mode << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, data)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: evil(path, "../../escaped"), "leads out of its folder"),
        (lambda path: evil(path, "/etc/escaped"), "leads out of its folder"),
        (lambda path: evil(path, "raw\\..\\escaped"), "leads out of its folder"),
        (lambda path: evil(path, "C:escaped"), "leads out of its folder"),
        (lambda path: evil(path, "link", b"/etc/passwd", stat.S_IFLNK | 0o777), "is a link or a folder"),
        (lambda path: evil(path, "raw/"), "is a link or a folder"),
        (lambda path: evil(path, "Manifest"), "stands twice"),
        (lambda path: evil(path, "bomb", b"\0" * 2**27), "unpacks to more than"),
        (lambda path: path.write_bytes(b"PK nothing"), "no readable archive"),
    ],
    ids=["up", "root", "backslash", "drive", "link", "folder", "twice", "bomb", "garbage"],
)
def test_what_could_do_harm_is_refused(packed: Path, make: Callable[[Path], None], reason: str) -> None:
    make(packed)
    with pytest.raises(EvidenceError, match=reason):
        verify_package(str(packed))
    assert second(packed) == 1


def test_the_second_verifier_stands_alone(packed: Path, tmp_path: Path) -> None:
    path = Path(second_verifier.__file__)
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names.add(str(node.module).partition(".")[0])
    assert names <= sys.stdlib_module_names
    alone = tmp_path / "verify.py"
    alone.write_bytes(unzipped(packed)["verify.py"])
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(unpacked)
    for target in (packed, unpacked):
        done = subprocess.run(
            [sys.executable, "-I", alone, target], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "totals     agree" in done.stdout


def test_pure_python_verifies_the_vectors_of_rfc_8032() -> None:
    """Section 7.1, tests 1 to 3."""
    for public, message, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0"
            "595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eae"
            "b4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9"
            "716ed28dc027beceea1ec40a",
        ),
    ):
        key, text, value = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
        assert second_verifier.signed(key, text, value)
        assert not second_verifier.signed(key, text + b"x", value)
        assert not second_verifier.signed(key, text, value[:-1] + bytes([value[-1] ^ 1]))


def test_a_repair_is_entered_and_the_folder_agrees_again(folder: Path) -> None:
    change_a_vote_of_ledger(folder, random.Random(3), with_digests=False)
    desk = open_desk(folder, for_repair=True)
    assert verify(desk).problems
    repair(desk, NOW)
    assert verify(open_desk(folder)).problems == ()


def test_a_log_that_cannot_be_kept_does_not_stop_a_publication(folder: Path) -> None:
    path = folder / "log" / "entries"
    path.write_bytes(path.read_bytes().replace(b"commission", b"commissiom", 1))
    published = publish(open_desk(folder), now=NOW.replace(hour=21))
    said = json.loads((folder / "published" / "log-problem.json").read_text())
    assert said == {"publication": published.id, "message": said["message"]}
    assert "the log has been changed" in said["message"]


def test_the_command_log_makes_a_key_and_takes_witnesses(tmp_path: Path) -> None:
    folder = tmp_path / "lakeland"
    shutil.copytree(LAKELAND, folder)
    taken = run("ingest", folder, *sorted((LAKELAND / "files").glob("commission*.csv")))
    assert taken.exit_code == 0, taken.output
    assert "It is not signed" in run("log", folder).stdout
    made = run("log", folder, "--make-key", "--name", "results.example.org/lakeland", "--format", "json")
    document = json.loads(made.stdout)
    assert (document["signed"], document["entries"]) == (True, len(read_log(folder).entries))
    assert run("log", folder, "--make-key").exit_code == 1
    wrong = run("log", folder, "--witness", document["key"]).exception
    assert isinstance(wrong, EvidenceError)


def test_a_key_that_comes_later_signs_the_seal_too(tmp_path: Path) -> None:
    desk = make_small(tmp_path / "one", "mx/president", {"N1": (1, 2, 3)})
    run("package", desk.election.folder, "--to", tmp_path / "before.zip")
    run("log", desk.election.folder, "--make-key")
    found = verify(open_desk(desk.election.folder))
    assert found.problems == ()
    assert agreements(found)["files"] is True


def test_a_witness_signs_beneath_the_checkpoint(folder: Path, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    witness = VerifierKey("witness.example.net", COSIGNATURE, private.public_key().public_bytes_raw())
    note = Note.parse((folder / "log" / "checkpoint").read_bytes())
    seconds = 1_936_000_000
    value = private.sign(f"cosignature/v1\ntime {seconds}\n{note.text}".encode())
    line = Signature(witness.name, witness.id, seconds.to_bytes(8) + value)
    signed = tmp_path / "signed"
    signed.write_bytes(bytes(note.with_signatures([line])))

    unknown = run("log", folder, "--cosigned", signed).exception
    assert isinstance(unknown, EvidenceError)
    shown = run("log", folder, "--witness", witness, "--cosigned", signed)
    assert "Signed by the witnesses: witness.example.net" in shown.stdout
    assert verify(open_desk(folder)).witnesses == ("witness.example.net",)
    package(open_desk(folder), tmp_path / "signed.zip")
    assert verify_package(str(tmp_path / "signed.zip")).witnesses == ("witness.example.net",)
    assert second(tmp_path / "signed.zip") == 0

    late = Signature(witness.name, witness.id, (seconds + 1).to_bytes(8) + value)
    (folder / "log" / "checkpoint").write_bytes(bytes(note.with_signatures([late])))
    assert any("is false" in problem.message for problem in verify(open_desk(folder)).problems)


def details(shown: str) -> str:
    return " ".join(shown.split())


def test_a_changed_file_is_named_once_and_so_is_what_agrees_no_more(packed: Path) -> None:
    files = unzipped(packed)
    files["README.md"] += b"more"
    zipped(packed, files)
    shown = details(run("verify", packed).stdout)
    assert "files DIFFERS 1 file not as the manifest says" in shown
    assert (
        "file-altered README.md A file has been changed since the manifest was written. sha256: was" in shown
    )
    files = unzipped(packed)
    files["results/totals.csv"] = files["results/totals.csv"].replace(b"nation", b"notion", 1)
    zipped(packed, files)
    shown = details(run("verify", packed).stdout)
    assert "files DIFFERS 2 files not as the manifest says" in shown
    assert "count DIFFERS results/totals.csv is not what comes out of the files" in shown


@pytest.mark.parametrize("name", ["log/entries", "log/checkpoint", "log/key"])
def test_a_package_without_a_part_of_its_log_says_so_without_a_path_of_ours(packed: Path, name: str) -> None:
    files = unzipped(packed)
    del files[name]
    zipped(packed, files)
    shown = run("verify", packed)
    assert shown.exit_code == 1
    assert "Signed by" not in shown.stdout
    assert "escrutinio-" not in shown.output
    assert "Nothing is signed" not in shown.stdout
    assert second(packed) == 1


def test_the_document_says_whether_it_is_signed(packed: Path, tmp_path: Path) -> None:
    assert verify_package(str(packed)).signed is True
    other = str(make_key(tmp_path, "other").public)
    assert verify_package(str(packed), key=other).signed is False
    files = unzipped(packed)
    del files["log/key"]
    zipped(packed, files)
    found = verify_package(str(packed))
    assert (found.signed, found.key) == (False, "")
    assert "public key of that signature is not here" in run("verify", packed).stdout


def test_the_second_verifier_says_how_it_is_called(packed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", second_verifier.__file__]
    shown = subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout
    assert "--key" in shown
    other = str(make_key(tmp_path, "other").public)
    done = subprocess.run([*command, packed, "--key", other], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "manifest is not signed by other" in done.stdout


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "changed"])
def test_without_the_key_of_its_log_a_desk_is_told_what_to_do(
    folder: Path, tmp_path: Path, lost: bool
) -> None:
    (folder / "signing.key").unlink()
    if not lost:
        make_key(folder, "results.example.org/lakeland")
    kept = (folder / "log" / "checkpoint").read_bytes()
    shown = run("log", folder)
    assert shown.exit_code == 0
    assert "from a copy" in details(shown.stdout)
    made = run("package", folder, "--to", tmp_path / "refused.zip")
    assert (made.exit_code, (tmp_path / "refused.zip").exists()) == (1, False)
    assert "the log is signed" in str(made.exception)
    assert run("log", folder, "--make-key").exit_code == 1
    assert (folder / "signing.key").exists() != lost, "no key is made that could sign nothing"
    publish(open_desk(folder), now=NOW.replace(hour=23))
    assert (folder / "log" / "checkpoint").read_bytes() == kept
    found = verify(open_desk(folder))
    assert found.signed is False

    # What the hint says works: another log, under another key.
    done = run("log", folder, "--begin-another", *(["--make-key"] if lost else []))
    assert done.exit_code == 0
    aside = folder / done.stdout.split(" is now in ")[1].split(".")[0]
    assert (aside / "checkpoint").read_bytes() == kept
    publish(open_desk(folder), now=NOW.replace(hour=23, minute=30))
    found = verify(open_desk(folder))
    assert (found.problems, found.signed) == ((), True)


def test_two_who_write_the_same_package_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "night.zip"
    with writing(path) as first, writing(path) as second_one:
        first.add("a", b"one")
        second_one.add("a", b"two" * 1000)
        first.add("b", b"one")
    assert is_as_written(path)
    assert unzipped(path) == {"a": b"one", "b": b"one"}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("lost", ["delivery", "decision"])
def test_a_repair_has_from_the_log_what_the_table_has_lost(folder: Path, lost: str) -> None:
    decide_on(open_desk(folder), "observers.csv", Decision.WITHDRAW, reason="Ana saw it", by="Ana", now=LATER)
    publish(open_desk(folder), now=NOW.replace(hour=21))
    before = totals_csv(count(open_desk(folder)))
    for part in (folder / "ledger" / f"record={lost}").rglob("*.parquet"):
        part.unlink()
    document = repair(open_desk(folder, for_repair=True), NOW.replace(hour=22))
    assert (dict(document.done), document.lost) == ({"same": 3}, ())
    assert totals_csv(count(open_desk(folder))) == before
    assert verify(open_desk(folder)).problems == ()


def test_a_repair_believes_no_log_that_was_changed(folder: Path) -> None:
    entries = folder / "log" / "entries"
    entries.write_bytes(entries.read_bytes().replace(b"observers", b"observerz"))
    for part in (folder / "ledger" / "record=delivery").rglob("*.parquet"):
        part.unlink()
    lost = repair(open_desk(folder, for_repair=True), NOW.replace(hour=22)).lost
    assert {problem.kind for problem in lost} == {"unrecorded", "evidence"}
    assert any("The log has been changed" in problem.message for problem in lost)
