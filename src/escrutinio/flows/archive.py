"""Several elections in one folder: what is published of each, the newest election first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from escrutinio.flows.deliveries import received_since
from escrutinio.flows.desk import Desk, open_desk
from escrutinio.flows.documents.archive import (
    ArchivedChamber,
    ArchivedElection,
    ArchivedState,
    UnreadElection,
)
from escrutinio.flows.documents.front import FrontDocument
from escrutinio.flows.publication import Publication, open_publication, publish
from escrutinio.model import DEFINITION_FILE, EscrutinioError, UsageError
from escrutinio.model.web_source import address_fault


@dataclass(frozen=True)
class Archived:
    """An election of the archive.

    Attributes:
        folder: the name of its folder.
        publication: what is published of it.
        url: where its own site is; empty where that is not known.
    """

    folder: str
    publication: Publication
    url: str

    @property
    def state(self) -> ArchivedState:
        """How far the count is."""
        return _state(self.publication.front)

    def document(self) -> ArchivedElection:
        """It in short."""
        front = self.publication.front
        return ArchivedElection(
            folder=self.folder,
            election=front.election,
            rehearsal=front.rehearsal,
            state=self.state,
            publication=front.publication,
            as_of=front.as_of,
            results=front.results,
            chambers=tuple(
                ArchivedChamber(
                    id=chamber.id,
                    name=chamber.name,
                    size=chamber.size,
                    complete=chamber.complete,
                    majority_result=chamber.majority_result,
                    lists=chamber.counted.lists,
                )
                for chamber in front.chambers
            ),
            turnout=front.headline.counted.turnout,
            url=self.url,
        )


def election_folders(place: Path) -> list[Path]:
    """The election folders directly below a folder, by name.

    Raises:
        UsageError: there is none.
    """
    if not place.is_dir():
        raise UsageError(f"{place} is not a folder")
    try:
        folders = sorted(path.parent for path in place.glob(f"*/{DEFINITION_FILE}"))
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}") from None
    if not folders:
        own = (place / DEFINITION_FILE).exists()
        raise UsageError(
            f"{place} has no election folders directly below it",
            hint=f"{place} is an election folder itself: give the folder that holds it."
            if own
            else f"An election folder has an {DEFINITION_FILE}.",
        )
    return folders


def read_links(given: Sequence[str], folders: Sequence[Path]) -> Mapping[str, str]:
    """Name of an election folder -> the address of its own site.

    Args:
        given: each as ``NAME=URL``.
        folders: the election folders.

    Raises:
        UsageError: one is no such pair, names no election folder or no address.
    """
    names = [folder.name for folder in folders]
    links: dict[str, str] = {}
    for text in given:
        name, equals, url = text.partition("=")
        if not equals:
            raise UsageError(f"--link {text!r} is no name and address", hint="Write it like NAME=URL.")
        if name not in names:
            raise UsageError(f"--link names no election folder {name!r}", hint=f"There are: {_some(names)}.")
        if name in links:
            raise UsageError(f"--link gives two addresses for {name!r}", hint="Give one.")
        if fault := address_fault(url):
            raise UsageError(f"--link {name!r}: {url!r} is no address: {fault}")
        links[name] = url
    return links


def read_elections(
    folders: Sequence[Path],
    links: Mapping[str, str],
    *,
    now: datetime,
    renew: bool = False,
    told: Callable[[int], None] = lambda done: None,
) -> tuple[list[Archived], list[UnreadElection]]:
    """What is published of each election, the newest first; and those that cannot be read, with the reason.

    Args:
        folders: the election folders.
        links: see :func:`read_links`.
        now: the time (UTC).
        renew: whether each count is published as it stands; else only where nothing has been published, or
            something has come in since.
        told: hears how many folders are done.
    """
    elections: list[Archived] = []
    unread: list[UnreadElection] = []
    for done, folder in enumerate(folders, start=1):
        try:
            publication = _published(folder, now, renew=renew)
        except EscrutinioError as error:
            unread.append(UnreadElection(folder=folder.name, reason=_reason(error), hint=error.hint))
        except OSError as error:
            reason = f"{error.filename or folder} cannot be read: {error.strerror}"
            unread.append(UnreadElection(folder=folder.name, reason=reason, hint=""))
        else:
            elections.append(Archived(folder.name, publication, links.get(folder.name, "")))
        told(done)
    # Folders are in the order of their names, which elections of one day keep.
    elections.sort(key=lambda one: one.publication.front.election.date, reverse=True)
    return elections, unread


def _published(folder: Path, now: datetime, *, renew: bool) -> Publication:
    desk = open_desk(folder)
    shown = open_publication(folder)
    # What is shown may be older than what has come in: a site that runs may be about to publish it.
    if renew or shown is None or shown.front.rehearsal != desk.rehearsing or _is_behind(shown, desk, now):
        shown = publish(desk, now=now)
    return shown.load()


def _is_behind(shown: Publication, desk: Desk, now: datetime) -> bool:
    return not shown.front.replay and received_since(desk, shown.published_at, now) > 0


def _reason(error: EscrutinioError) -> str:
    return f"{error.where}: {error.message}" if error.where else error.message


def _state(front: FrontDocument) -> ArchivedState:
    if front.empty:
        return ArchivedState.NOTHING_COUNTED
    return ArchivedState.FINISHED if front.final else ArchivedState.INCOMPLETE


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + more
