"""Photographs of persons: files of the election's folder that the table of candidates names, made small.

What is wrong with one is a finding, and stops nothing. A small picture is kept under a hash of the file that
it is made of, so that it is made once, and browsers may keep it for ever.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from escrutinio.flows.documents.photographs import Photograph
from escrutinio.flows.pictures import MOST_BYTES, PictureError, PictureFault, read_picture, written
from escrutinio.ledger.finding_frame import findings_from
from escrutinio.ledger.finding_kinds import PHOTOGRAPHS
from escrutinio.model import Election
from escrutinio.model.files import write_whole

if TYPE_CHECKING:
    from PIL.Image import Image

FOLDER = "photographs"
"""Where small pictures are kept, below the folder of publications."""
SIDES = (96, 192)
"""Pixels of their sides; the larger one for the head of a page, and for screens with two pixels for one."""
NAMED = 20
"""So many photographs that cannot be shown are named; of more, the number is said."""
_MADE = b"square, face above the middle, 1"
"""How small pictures are made: another way gives them other names."""
_FACE = (0.5, 0.2)
"""What is kept of a picture that is no square: faces are above the middle."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_WORDS = {
    PictureFault.TOO_LARGE: "it is larger than 12 MB. Save it smaller",
    PictureFault.TOO_MANY_PIXELS: "it has more than 50 million pixels. Save it smaller",
    PictureFault.UNREADABLE: "it is no picture that can be read. Save it as JPEG, PNG or WebP",
}


@dataclass(frozen=True)
class _Fault:
    """Why a photograph cannot be shown, and how to mend that, as the end of a sentence."""

    words: str


def keep_photographs(election: Election, place: Path) -> tuple[Photograph, ...]:
    """Make the photographs of an election small, and remove those that are no longer of it.

    Args:
        election: its table of candidates names them.
        place: the folder of publications.

    Returns:
        Those that can be shown, in the order of the table.
    """
    kept, shown = place / FOLDER, []
    for (contest, unit, selection), person in election.candidates.items():
        if not person.photo:
            continue
        file = _file(election.folder, person.photo)
        picture = file if isinstance(file, _Fault) else _read(file, kept)
        if isinstance(picture, str):
            shown.append(
                Photograph(
                    contest=contest,
                    unit=unit,
                    selection=selection,
                    picture=picture,
                    credit=person.photo_credit,
                )
            )
    used = {photograph.file(side) for photograph in shown for side in SIDES}
    with contextlib.suppress(FileNotFoundError):
        for path in kept.iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)
    return tuple(shown)


def photograph_findings(election: Election) -> pl.DataFrame:
    """What is wrong with the photographs that the table of candidates names."""
    messages = []
    for photo in dict.fromkeys(person.photo for person in election.candidates.values() if person.photo):
        file = _file(election.folder, photo)
        fault = file if isinstance(file, _Fault) else _read(file)
        if isinstance(fault, _Fault):
            messages.append(f"The photograph {photo} cannot be shown: {fault.words}.")
    if len(messages) > NAMED:
        more = len(messages) - NAMED
        messages[NAMED:] = [f"Photographs that cannot be shown, beside those that are named: {more:,}."]
    frame = pl.DataFrame({"message": messages}, schema={"message": pl.String})
    rows = frame.with_columns(pl.lit(election.candidates_file).alias("file"))
    return findings_from(rows, PHOTOGRAPHS, pl.col("message"))


def _file(folder: Path, name: str) -> Path | _Fault:
    """The file of the election's folder that has a name."""
    if _ADDRESS.match(name):
        return _Fault("it is an address. Put the picture into the election's folder, and name its file")
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            return _Fault("it lies outside the election's folder. Put it there")
        if not path.is_file():
            return _Fault("the election's folder has no such file. Put it there, or correct its name")
        return path
    except (OSError, ValueError):
        return _Fault("no file can have that name. Correct it")


def _read(path: Path, kept: Path | None = None) -> str | _Fault:
    """What the small pictures of a photograph are called; with ``kept`` they are there afterwards.

    The file is read once for each state of it, and again where somebody has removed its small pictures.
    """
    try:
        status = path.stat()
        state = (path, status.st_mtime_ns, status.st_size, kept)
        picture = _read_once(*state)
        if kept is None or isinstance(picture, _Fault) or _all_there(kept, picture):
            return picture
        return _read_whole(*state)
    except OSError as error:
        return _Fault(f"it cannot be read or made small: {error.strerror or error}. Mend that")


def _read_whole(path: Path, changed: int, size: int, kept: Path | None) -> str | _Fault:
    del changed
    if size > MOST_BYTES:
        return _Fault(_WORDS[PictureFault.TOO_LARGE])
    content = path.read_bytes()
    name = hashlib.sha256(_MADE + content).hexdigest()[:40]
    if kept is None or not _all_there(kept, name):
        try:
            # Of a picture that is three times as high as wide a square still has all the pixels it needs.
            picture, _ = read_picture(io.BytesIO(content), 3 * max(SIDES))
        except PictureError as error:
            return _Fault(_WORDS[error.fault])
        if kept is not None:
            _keep(picture, kept, name)
    return name


_read_once = lru_cache(maxsize=10_000)(_read_whole)


def _small(kept: Path, name: str) -> dict[int, Path]:
    """Pixels -> the file of the small picture of that size."""
    return {side: kept / f"{name}-{side}.webp" for side in SIDES}


def _all_there(kept: Path, name: str) -> bool:
    return all(file.is_file() for file in _small(kept, name).values())


def _keep(picture: Image, kept: Path, name: str) -> None:
    from PIL import ImageOps

    kept.mkdir(parents=True, exist_ok=True)
    for side, file in _small(kept, name).items():
        write_whole(file, written(ImageOps.fit(picture, (side, side), centering=_FACE), "WEBP"))
