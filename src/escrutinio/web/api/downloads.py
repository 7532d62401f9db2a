"""Tables of the whole count to take away: written once for each publication, and kept as files beside it."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import polars as pl
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponseBase

from escrutinio.feeds import csv_bytes, parquet_bytes
from escrutinio.flows.publication import Publication, nist_report, table
from escrutinio.flows.source_differences import difference_rows
from escrutinio.model import EscrutinioError, UsageError, sheet
from escrutinio.model.files import write_whole
from escrutinio.web.api.answers import NOTHING, readable_by_all, wrong
from escrutinio.web.api.routes import CSV, JSON, PARQUET
from escrutinio.web.page_cache import FRESH
from escrutinio.web.published import publication
from escrutinio.web.shared.conditional import answer_if_changed

FOLDER = "published/downloads"
Write = Callable[[Publication, str], bytes]

_lock = Lock()


def kept_file(publication: Publication, name: str, write: Callable[[], bytes]) -> Path:
    """The file of that name, written where it is missing; those of other publications go."""
    place = Path(settings.FOLDER, FOLDER)
    path = place / publication.id / name
    with _lock:
        if not path.exists():
            data = write()
            for other in place.iterdir() if place.exists() else ():
                if other.name != publication.id:
                    shutil.rmtree(other, ignore_errors=True)
            path.parent.mkdir(parents=True, exist_ok=True)
            # Another process may be writing the same: each replaces the whole file by the same content.
            write_whole(path, data)
    return path


def _answer(
    request: HttpRequest,
    write: Write,
    media: str,
    ending: str,
    contest: str = "",
    *,
    whole: str = "results",
) -> HttpResponseBase:
    current = publication()
    if current is None:
        return wrong(NOTHING)
    name = f"{contest or whole}{ending}"
    try:
        if contest and contest not in current.front.contest_ids:
            current.contest(contest)  # says which there are
        path = kept_file(current, name, lambda: write(current, contest))
        # Parquet is compressed in itself.
        packed = media != PARQUET and "gzip" in request.headers.get("Accept-Encoding", "")
        if packed:
            path = kept_file(current, f"{name}.gz", lambda: gzip.compress(path.read_bytes(), 6, mtime=0))
        tag = f'"{current.id}{"-gz" if packed else ""}"'
        moment = current.as_of.strftime("%Y%m%dT%H%M%SZ")
        shown = f"{current.front.election.id}-{moment}-{name}"
        response = FileResponse(path.open("rb"), as_attachment=True, filename=shown, content_type=media)
        if packed:
            response["Content-Encoding"] = "gzip"
    except UsageError as error:
        return wrong(error)
    except (EscrutinioError, FileNotFoundError) as error:
        # Removed between opening and reading: by now there is a newer one.
        return wrong(error if isinstance(error, EscrutinioError) else NOTHING, 503)
    response["Cache-Control"] = f"public, max-age={FRESH}"
    response["Vary"] = "Accept-Encoding"
    return answer_if_changed(request, readable_by_all(response), tag)


def csv(request: HttpRequest, contest: str = "") -> HttpResponseBase:
    """One row per unit and list of a contest, or of all, as CSV."""
    return _answer(request, lambda f, c: csv_bytes(_rows(f, c)), f"{CSV}; charset=utf-8", ".csv", contest)


def parquet(request: HttpRequest, contest: str) -> HttpResponseBase:
    """One row per unit and list of a contest, as Parquet."""
    return _answer(request, lambda f, c: parquet_bytes(_rows(f, c)), PARQUET, ".parquet", contest)


def nist(request: HttpRequest) -> HttpResponseBase:
    """All contests in NIST's common data format."""
    return _answer(
        request, lambda f, _: json.dumps(nist_report(f), ensure_ascii=False).encode(), JSON, "-nist.json"
    )


def source_differences(request: HttpRequest) -> HttpResponseBase:
    """Where sources differ, one row per figure of a sheet, as CSV."""
    return _answer(
        request,
        lambda f, _: csv_bytes(difference_rows(f.source_differences.differences)),
        f"{CSV}; charset=utf-8",
        ".csv",
        whole="source-differences",
    )


def _rows(publication: Publication, contest: str) -> pl.DataFrame:
    rows = table(publication)
    return rows.filter(pl.col(sheet.CONTEST) == contest) if contest else rows
