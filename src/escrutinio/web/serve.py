"""``escrutinio serve``: prepares a site, then becomes :mod:`escrutinio.web.keeper`, which keeps it going."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import django
from django.core.management import call_command
from django.db import connections
from django.db.utils import Error as DatabaseError

from escrutinio.flows.deliveries import received_since
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.publication import is_of_another_version, open_publication, start_night
from escrutinio.model import UsageError
from escrutinio.web.environment import PREFIX, Environment, read_environment
from escrutinio.web.keeper import PATIENCE, Site
from escrutinio.web.lockfile import SERVING, only_one
from escrutinio.web.replacing import go_on_as

SECONDS = 300.0
"""How long a replay takes."""
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to serve, and how.

    Attributes:
        folder: the election's folder.
        host, port: where to listen.
        replay: whether a rehearsal's night is replayed; else its finished count is shown.
        seconds: how long the replay takes.
        workers: processes that answer readers; None for what the environment says.
        watch: a folder whose files are taken in as they appear.
        poll: whether the pages of feeds with a url are asked for.
    """

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    replay: bool = True
    seconds: float = SECONDS
    workers: int | None = None
    watch: Path | None = None
    poll: bool = True


def serve(plan: Plan, tell: Tell) -> NoReturn:
    """Prepare the site of an election, then become the process that serves it until SIGINT or SIGTERM.

    Args:
        plan: what to serve.
        tell: shows a line to the user.

    Raises:
        UsageError: it cannot be served so, and why.
        EscrutinioError: the election cannot be opened.
    """
    desk = open_desk(plan.folder)
    _set_environment(plan)
    environment = read_environment()
    _check_address(plan, environment)
    if plan.watch is not None and not plan.watch.is_dir():
        raise UsageError(f"{plan.watch} is not a folder", hint="Create it, then start again.")
    with only_one(plan.folder, SERVING, PATIENCE):
        tell(f"{desk.election.name}: preparing the site")
        prepare(environment)
        replay = plan.replay and desk.rehearsing
        if replay:
            start_night(desk)
    site = Site(
        folder=plan.folder.absolute(),
        host=plan.host,
        port=plan.port,
        url=environment.url,
        workers=plan.workers or environment.workers,
        begun=time.time() if replay else None,
        seconds=plan.seconds,
        watch=plan.watch.absolute() if plan.watch is not None else None,
        poll=plan.poll,
        lines=tuple(_lines(plan, environment, desk)),
    )
    # What has prepared it takes memory that is not needed for weeks to come.
    go_on_as(site.arguments())


def prepare(environment: Environment) -> None:
    """Make or renew the database's tables and the static files.

    Raises:
        UsageError: the database cannot be reached, or a file cannot be written.
    """
    prepare_database(environment)
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise UsageError(f"the static files cannot be written: {error}") from None


def prepare_database(environment: Environment) -> None:
    """Make or renew the database's tables.

    Raises:
        UsageError: the database cannot be reached.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escrutinio.web.settings")
    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
        _for_its_owner_alone(environment.folder / "site.sqlite3")
    except DatabaseError as error:
        where = "the database of " + f"{PREFIX}DATABASE" if environment.database else "site.sqlite3"
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UsageError(f"{where} cannot be used: {first}") from None


def _for_its_owner_alone(database: Path) -> None:
    """Let nobody else on the machine read accounts and drafts."""
    for path in (database, *database.parent.glob(f"{database.name}-*")):
        if path.exists():
            path.chmod(0o600)


def _set_environment(plan: Plan) -> None:
    """What the processes of the site are told; what the user has set stays."""
    os.environ[f"{PREFIX}FOLDER"] = str(plan.folder.absolute())
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    os.environ.setdefault(f"{PREFIX}URL", f"http://{host}:{plan.port}")


def _check_address(plan: Plan, environment: Environment) -> None:
    if not _is_loopback(plan.host) and not environment.production:
        raise UsageError(
            f"{plan.host} is not a loopback address; non-loopback addresses require production mode",
            hint=f"Set {PREFIX}MODE=production and the other variables it needs; see docs/how-to/publish.md.",
        )
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plan.host, plan.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UsageError(
                    f"port {plan.port} is in use", hint=f"Use another one, such as --port {plan.port + 1}."
                ) from None
            raise UsageError(f"{plan.host}:{plan.port} cannot be used: {error.strerror}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _behind(desk: Desk) -> Iterator[str]:
    """What the site shows until the count is published anew, where deliveries have come since."""
    shown = open_publication(desk.election.folder)
    other = is_of_another_version(desk.election.folder)
    if shown is None:
        if desk.ledger.deliveries().height:
            what = "that they cannot show the count" if other else "that nothing has been published"
            yield f"Until the first count is ready, its pages say {what}."
        return
    since = received_since(desk, shown.published_at)
    if since:
        number = "1 delivery has" if since == 1 else f"{since:,} deliveries have"
        yield f"{number} come since it was last published: until it is again, it shows the count of before."


def _lines(plan: Plan, environment: Environment, desk: Desk) -> Iterator[str]:
    if desk.rehearsing and plan.replay:
        yield f"Rehearsal: the night is replayed in {plan.seconds:g} seconds, starting now."
    elif desk.rehearsing:
        yield "Rehearsal: the finished count is shown."
    else:
        yield "The count is published after every delivery."
        yield from _behind(desk)
    if plan.watch is not None:
        yield f"New files in {plan.watch} are ingested."
    polled = [feed.id for feed in desk.election.feeds.values() if feed.web is not None]
    if plan.poll and polled:
        yield f"Feeds that are polled: {', '.join(polled)}."
    if environment.production and not environment.mail:
        yield (
            f"Warning: {PREFIX}MAIL is not set. Nobody gets mail: readers cannot sign in by a code, "
            "and what would be sent is written to site-mail/."
        )
    yield f"The site is at {environment.url}/ (press Ctrl-C to stop)"
