"""What anyone can check a result with: the package, a verifier, and the log as static files."""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from escrutinio.evidence.log import Log, checkpoint_bytes, read_log
from escrutinio.evidence.tiles import tile as tile_of
from escrutinio.evidence.tiles import tile_files
from escrutinio.flows.desk import open_desk
from escrutinio.flows.package import package as write_package
from escrutinio.flows.package import second_verifier
from escrutinio.flows.publication.evidence import log_folder_of, log_problem
from escrutinio.flows.publication.store import published
from escrutinio.model import EscrutinioError, EvidenceError, UsageError
from escrutinio.model.files import LOCK, locked
from escrutinio.web.api.answers import NOTHING, readable_by_all, wrong
from escrutinio.web.api.routes import PYTHON, TEXT, ZIP
from escrutinio.web.page_cache import FRESH
from escrutinio.web.published import publication
from escrutinio.web.shared.conditional import answer_if_changed

FOLDER, FILE, OF = "package", "package.zip", "of"
RENEWED = 600.0
"""Seconds for which a package is given to readers though more has come in: to make one takes a while."""
LASTING = 31_536_000
"""Seconds for which a tile may be kept: it never changes."""


def package(request: HttpRequest) -> HttpResponseBase:
    """Everything that the result is made of, as one file."""
    current = publication()
    if current is None:
        return wrong(NOTHING)
    try:
        path = _kept_package(current.id)
        state = path.stat()
        file = path.open("rb")
    except (EscrutinioError, OSError) as error:
        known = error if isinstance(error, EscrutinioError) else UsageError("the package is being made anew")
        return wrong(known, 503)
    name = f"{current.front.election.id}.zip"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=ZIP)
    return _answer(request, response, f"{state.st_mtime_ns:x}-{state.st_size:x}")


def verifier(request: HttpRequest) -> HttpResponseBase:
    """The verifier that needs Python alone."""
    data = second_verifier()
    return _answer(request, HttpResponse(data, content_type=f"{PYTHON}; charset=utf-8"), _digest(data))


def checkpoint(request: HttpRequest) -> HttpResponseBase:
    """The newest checkpoint of the log."""
    log = _log()
    if isinstance(log, HttpResponse):
        return log
    if log.note is None:
        return wrong(_no_log())
    data = bytes(log.note)
    return _answer(request, HttpResponse(data, content_type=f"{TEXT}; charset=utf-8"), _digest(data))


def tile(request: HttpRequest, path: str) -> HttpResponseBase:
    """A tile of the log, or a bundle of its entries."""
    log = _log()
    if isinstance(log, HttpResponse):
        return log
    data = tile_of(path, log.entries, log.leaf_hashes)
    if data is None:
        return wrong(UsageError(f"the log has no {path}"))
    response = HttpResponse(data, content_type="application/octet-stream")
    response.public = True  # type: ignore[attr-defined]  # an export may have it as a file
    return _answer(request, response, _digest(data), LASTING)


def log_addresses() -> list[str]:
    """The addresses of all tiles of the log as it is now."""
    log = _log()
    if isinstance(log, HttpResponse):
        return []
    return [f"/log/{name}" for name in tile_files(log.entries, log.leaf_hashes)]


def _log() -> Log | HttpResponse:
    current = publication()
    if current is None:
        return wrong(NOTHING)
    try:
        folder = log_folder_of(current, Path(settings.FOLDER))
        return _read(folder, checkpoint_bytes(folder))
    except EscrutinioError as error:
        return wrong(error, 503)


def _no_log() -> UsageError:
    """Why there is a publication and no log."""
    current = publication()
    said = log_problem(current.id, Path(settings.FOLDER)) if current is not None else None
    if said is not None:
        return UsageError(f"there is no log: {said.message}", hint="The desk has to put this right.")
    return UsageError(
        "nothing has been entered into the log yet", hint="The next publication enters what came in."
    )


@lru_cache(maxsize=2)
def _read(folder: Path, _checkpoint: bytes) -> Log:
    """A log as far as a checkpoint: read once for all tiles that are asked for."""
    return read_log(folder)


def _kept_package(publication_id: str) -> Path:
    """The package, made where it is missing or too old; by one process, while others wait."""
    place = published(Path(settings.FOLDER)) / FOLDER
    path, of = place / FILE, place / OF
    with locked(place / LOCK, lambda error: _unwritable(place, error)):
        try:
            fresh = of.read_text() == publication_id or time.time() - path.stat().st_mtime < RENEWED
            fresh = fresh and path.exists()
        except OSError:
            fresh = False
        if not fresh:
            for left in place.glob(f".{FILE}.*"):  # by a process that was killed
                left.unlink(missing_ok=True)
            write_package(open_desk(Path(settings.FOLDER)), path)
            of.write_text(publication_id)
    return path


def _unwritable(place: Path, error: OSError) -> EvidenceError:
    return EvidenceError(f"the package cannot be written: {error.strerror}", where=str(place))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _answer(
    request: HttpRequest, response: HttpResponseBase, tag: str, lasting: int = FRESH
) -> HttpResponseBase:
    response["Cache-Control"] = f"public, max-age={lasting}"
    return answer_if_changed(request, readable_by_all(response), f'"{tag}"')
