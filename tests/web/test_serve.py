"""``escrutinio serve`` as a user meets it: it starts, goes on, ends, and says what is wrong."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.publication import Publication
from escrutinio.ledger import Ledger
from escrutinio.web.trouble import troubles
from live_site import COMMAND, LiveSite, free_port, site_environment, until
from support import csv_bytes, make_election, row, singles, snapshot_name, take

BACKGROUND, WEB = "escrutinio.web.jobs", "escrutinio.web.server"


def refused(folder: Path, *options: str, **environment: str) -> str:
    """What serving a folder is refused with."""
    ended = subprocess.run(
        [str(COMMAND), "serve", str(folder), *options],
        env={**site_environment(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    place = tmp_path / "election"
    take(Ledger(place, make_election(place)), [row("001", 30, 20)])
    return place


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    place = tmp_path / "arriving"
    place.mkdir()
    return place


@pytest.fixture
def site(small: Path, watched: Path) -> Iterator[LiveSite]:
    with LiveSite.started(small, "--watch", str(watched)) as found:
        until(lambda: found.publication() is not None, what="the first publication")
        yield found


@pytest.mark.postgres
def test_a_site_publishes_what_arrives_survives_its_processes_and_ends_with_ctrl_c(
    site: LiveSite, watched: Path
) -> None:
    assert sheets_in(site) == 1

    # An election is served once.
    assert "is already being served" in refused(site.folder, "--port", str(free_port()))

    # What arrives in the watched folder is taken in and published.
    (watched / snapshot_name(5)).write_bytes(csv_bytes([row("001", 30, 20), row("002", 1, 2)]))
    until(lambda: sheets_in(site) == 2, what="the delivery on the site")

    # So is what another process has taken in.
    rows = [row("001", 30, 20), row("002", 1, 2), row("003", 1, 2)]
    take(open_desk(site.folder, for_ingest=True).ledger, rows, minutes=9)
    until(lambda: sheets_in(site) == 3, what="the other process's delivery")

    # A process that is killed is started again.
    before = site.children()
    assert set(before) == {BACKGROUND, WEB}
    os.kill(before[BACKGROUND], signal.SIGKILL)
    until(lambda: site.children().get(BACKGROUND) not in (None, before[BACKGROUND]), what="its new process")
    take(open_desk(site.folder, for_ingest=True).ledger, [row("001", 0, 50)], minutes=20)
    until(lambda: leader(site) == "B", what="a publication by the new process")

    # Ctrl-C ends all.
    running = site.children()
    assert site.end() == 0
    assert not [pid for pid in running.values() if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in site.said()


def sheets_in(site: LiveSite) -> int:
    found = site.publication()
    return found.front.headline.counted.sheets_reported if found else 0


def leader(site: LiveSite) -> str:
    found = site.publication()
    return str(found.front.headline.counted.leader) if found else ""


def test_processes_of_a_site_end_when_the_one_that_started_them_is_killed(
    small: Path, empty_database: Path | None
) -> None:
    with LiveSite.started(small, database=empty_database) as site:
        running = site.children()
        site.process.kill()

        until(lambda: not [pid for pid in running.values() if alive(pid)], 20, "the end of its processes")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


def test_a_process_that_keeps_dying_never_ends_the_site(small: Path, empty_database: Path | None) -> None:
    with LiveSite.started(small, database=empty_database) as site:
        killed: set[int] = set()

        def killed_three_times() -> bool:
            pid = site.children().get(BACKGROUND)
            if pid is not None and pid not in killed:
                killed.add(pid)
                os.kill(pid, signal.SIGKILL)
            return len(killed) == 3

        until(killed_three_times, 60, "the background process to be started again and again")

        assert site.process.poll() is None
        assert urlopen(f"{site.url}/health", timeout=20).status == 200
        assert "the background process ended with code -9 and is restarted in 2 s" in site.said()
        said = "the background process ended with code -9"
        named = ("the background process", said)
        until(
            lambda: [(trouble.what, trouble.reason) for trouble in troubles(small)] == [named],
            20,
            "its trouble",
        )
        until(lambda: troubles(small) == [], 60, "the trouble to be over")


@pytest.fixture
def rehearsal(tmp_path: Path) -> Path:
    """An election with a night to rehearse with: twelve sheets, one every ten minutes."""
    place = tmp_path / "night"
    election = make_election(place)
    Ledger(place, election).table.create()
    night = singles([row(f"{number:03d}", 10 + number, 20) for number in range(1, 13)], range(0, 120, 10))
    take(Ledger(place / "rehearsal", election), night, "night.parquet")
    return place


def test_a_rehearsal_is_replayed_begins_anew_with_each_start_and_ends_with_the_first_delivery(
    rehearsal: Path, empty_database: Path | None
) -> None:
    with LiveSite.started(rehearsal, "--seconds", "20", database=empty_database) as site:
        assert "replayed in 20 seconds" in site.said()
        until(lambda: replays(site) and sheets_in(site) >= 6, what="half of the night")

    with LiveSite.started(rehearsal, "--seconds", "600", database=empty_database) as site:
        until(lambda: sheets_in(site) == 1, what="its beginning")
        assert len(published(site).night.points) == 1

        take(open_desk(site.folder, for_ingest=True).ledger, [row("001", 5, 4)], minutes=9)
        until(lambda: not replays(site), what="the count")
        assert published(site).front.rehearsal is False
        assert len(published(site).night.points) == 1


def test_a_replay_goes_on_where_a_killed_process_left_it(
    rehearsal: Path, empty_database: Path | None
) -> None:
    with LiveSite.started(rehearsal, "--seconds", "10", database=empty_database) as site:
        until(lambda: sheets_in(site) >= 3, what="some of the night")
        os.kill(site.children()[BACKGROUND], signal.SIGKILL)
        until(lambda: sheets_in(site) == 12, what="its end")

        points = [point.sheets_reported for point in published(site).night.points]
    assert points == sorted(set(points))


def published(site: LiveSite) -> Publication:
    found = site.publication()
    assert found is not None
    return found


def replays(site: LiveSite) -> bool:
    found = site.publication()
    return found is not None and found.about.replay


# Refusals.


def test_a_port_in_use_is_named(small: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert f"port {port} is in use" in refused(small, "--port", str(port))


def test_other_machines_are_let_in_by_production_mode_only(small: Path) -> None:
    assert "ESCRUTINIO_MODE=production" in refused(small, "--host", "0.0.0.0")


def test_production_refuses_what_is_unsafe(small: Path) -> None:
    said = refused(small, "--host", "0.0.0.0", ESCRUTINIO_MODE="production")

    assert "ESCRUTINIO_SECRET_KEY" in said
    assert "ESCRUTINIO_HOSTS" in said
    assert "ESCRUTINIO_URL" in said


def test_a_folder_without_election_is_named(tmp_path: Path) -> None:
    assert "election.toml" in refused(tmp_path)


@pytest.mark.postgres
def test_a_database_that_cannot_be_reached_is_named(small: Path) -> None:
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"

    assert "the database of ESCRUTINIO_DATABASE cannot be used" in refused(small, ESCRUTINIO_DATABASE=address)


def test_without_the_extra_it_says_what_to_install(small: Path, tmp_path: Path) -> None:
    (tmp_path / "django.py").write_text("raise ModuleNotFoundError('No module', name='django')\n")

    said = refused(small, PYTHONPATH=str(tmp_path))

    assert "the site needs django, which is not installed" in said
    assert "escrutinio[web]" in said


def test_the_other_commands_do_without_django() -> None:
    code = """
import sys, typer
from escrutinio.cli.main import app
assert len(list(typer.main.get_command(app).commands.values())) > 10
sys.exit(any(name.startswith('django') for name in sys.modules))
"""

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_ps_is_here() -> None:
    assert shutil.which("ps"), "the tests of the site's processes need ps"
