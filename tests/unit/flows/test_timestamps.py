"""Time stamps: asked of a real authority, kept beside the log, packed with it, believed if right."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from escrutinio.cli.main import app
from escrutinio.evidence.log import read_log
from escrutinio.evidence.timestamps import checkpoint_at, stamp_request, stamped
from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents.deliveries import VerifyDocument
from escrutinio.flows.log import log_document
from escrutinio.flows.package import package
from escrutinio.flows.publication import publish
from escrutinio.flows.timestamps import stamp_log
from escrutinio.flows.verify import verify
from escrutinio.flows.verify_package import verify_package
from escrutinio.model import EvidenceError, UsageError
from odd_server import odd_server
from small_elections import make_small
from stamp_authority import Authority
from tampering import unzipped, zipped

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to answer")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "stamps")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = make_small(tmp_path / "night", "mx/president", {"N1": (10, 20, 30)})
    assert run("log", desk.election.folder, "--make-key").exit_code == 0
    return desk.election.folder


@pytest.fixture
def stamped_folder(folder: Path, authority: Authority) -> Path:
    with authority.serving() as url:
        stamp_log(open_desk(folder), url, authority.root.read_bytes())
    return folder


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def stamps(document: VerifyDocument) -> tuple[bool | None, str]:
    return next((part.agrees, part.detail) for part in document.parts if part.part == "time stamps")


def file_of(folder: Path) -> Path:
    (path,) = (folder / "log" / "timestamps").iterdir()
    return path


def test_an_authority_says_when_the_log_had_its_entries(folder: Path, authority: Authority) -> None:
    before = datetime.now(UTC)
    with authority.serving() as url:
        shown = run("log", folder, "--stamp", url, "--authority", authority.root)
    assert shown.exit_code == 0
    assert "1 time stamp; the last says that it had 1 entry by" in shown.stdout
    (stamp,) = log_document(open_desk(folder)).time_stamps
    assert stamp.entries == 1
    assert abs(stamp.at - before) < timedelta(minutes=5)
    agrees, words = stamps(verify(open_desk(folder), authority=authority.root.read_bytes()))
    assert agrees is True
    assert words.startswith("1 entry by ")


def test_who_has_signed_is_not_said_without_certificates(stamped_folder: Path) -> None:
    agrees, words = stamps(verify(open_desk(stamped_folder)))
    assert agrees is None
    assert "--authority FILE verifies who signed" in words
    assert verify(open_desk(stamped_folder)).problems == ()


def test_a_stamp_stays_good_while_the_log_grows(stamped_folder: Path, authority: Authority) -> None:
    publish(open_desk(stamped_folder), now=datetime(2031, 5, 4, 20, tzinfo=UTC))
    found = verify(open_desk(stamped_folder), authority=authority.root.read_bytes())
    assert stamps(found)[0] is True
    assert stamps(found)[1].startswith("1 entry by ")
    assert len(read_log(stamped_folder).entries) > 1


def test_a_package_holds_the_stamps(stamped_folder: Path, authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "night.zip"
    package(open_desk(stamped_folder), file)
    found = verify_package(str(file), authority=authority.root.read_bytes())
    assert stamps(found)[0] is True
    assert found.problems == ()

    files = unzipped(file)
    (name,) = (name for name in files if name.startswith("log/timestamps/"))
    stamp = bytearray(files[name])
    stamp[-10] ^= 1
    zipped(file, {**files, name: bytes(stamp)})
    changed = verify_package(str(file), authority=authority.root.read_bytes())
    assert stamps(changed) == (False, "1 time stamp of 1 cannot be believed")
    assert any(problem.path == name for problem in changed.problems)


def test_another_authority_has_not_signed_it(stamped_folder: Path, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other", "another root")
    shown = run("verify", stamped_folder, "--authority", other.root)
    assert shown.exit_code == 1
    words = " ".join(shown.stdout.split())
    assert "No authority of the certificates that were given has signed the time stamp of" in words
    assert "(unable to get local issuer certificate)" in words


def test_a_stamp_of_another_log_is_none_of_this(stamped_folder: Path, authority: Authority) -> None:
    log = read_log(stamped_folder)
    elsewhere = checkpoint_at(1, "elsewhere.example.org", log.leaf_hashes)
    path = file_of(stamped_folder)
    path.write_bytes(authority.reply(stamp_request(elsewhere).as_bytes()))
    problems = verify(open_desk(stamped_folder)).problems
    assert [problem.message for problem in problems] == [
        "The time stamp is not of this log as it was at size 1."
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2-0123456789abcdef.tsr", "the log was rewound"),
        ("stamp.tsr", "stamp.tsr is no name of a time stamp"),
    ],
)
def test_a_stamp_says_of_how_many_entries_it_is(stamped_folder: Path, name: str, words: str) -> None:
    path = file_of(stamped_folder)
    path.rename(path.with_name(name))
    (problem,) = verify(open_desk(stamped_folder)).problems
    assert words.casefold() in problem.message.casefold()
    assert log_document(open_desk(stamped_folder)).time_stamps == ()


def test_an_answer_to_another_request_is_refused(folder: Path, authority: Authority) -> None:
    checkpoint = checkpoint_at(1, "a log", read_log(folder).leaf_hashes)
    asked, other = stamp_request(checkpoint), stamp_request(checkpoint)
    response = authority.reply(other.as_bytes())
    with pytest.raises(EvidenceError, match="answers another request"):
        stamped(checkpoint, response, asked)


def test_an_answer_in_an_order_that_cannot_be_read_is_asked_for_again(
    folder: Path, authority: Authority
) -> None:
    def answer(query: bytes) -> bytes:
        # OpenSSL lists a chain as it finds it, which need not be the order of DER.
        return authority.reply(query, authority.root)

    with odd_server() as server:
        server.pages["/stamp"] = lambda handler: handler.whole(answer(handler.server.bodies[-1]))
        both = authority.own.read_bytes() + authority.root.read_bytes()
        stamp = stamp_log(open_desk(folder), server.url("/stamp"), both)
        assert stamp.size == 1
    assert stamps(verify(open_desk(folder), authority=both))[0] is True


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"no stamp", 200, "the time stamp cannot be read"),
        (b"x" * 70_000, 200, "larger than 65,536 bytes"),
        (b"", 503, "the server says 503"),
        (b"0\x030\x01\x02", 200, "cannot be read"),
    ],
)
def test_an_authority_that_gives_none_is_said_and_nothing_is_kept(
    folder: Path, body: bytes, status: int, words: str
) -> None:
    with odd_server() as server:
        server.pages["/stamp"] = lambda handler: handler.whole(body, status=status)
        error = run("log", folder, "--stamp", server.url("/stamp")).exception
    assert isinstance(error, EvidenceError)
    assert words in error.message
    assert not (folder / "log" / "timestamps").exists()


def test_what_the_command_needs_is_said(folder: Path, tmp_path: Path) -> None:
    assert isinstance(run("log", folder, "--authority", tmp_path / "none").exception, UsageError)
    wrong = run("log", folder, "--stamp", "ftp://example.org").exception
    assert isinstance(wrong, EvidenceError)
    (tmp_path / "empty.pem").write_bytes(b"nothing")
    none = run("verify", folder, "--authority", tmp_path / "empty.pem").exception
    assert isinstance(none, EvidenceError)
    assert "no certificate" in none.message
