"""Pictures of stories: read, made small, written anew without anything that was hidden in them.

A picture's name says all that a page has to know of it: ``DIGEST-1600x900.jpg``. Beside it lie smaller ones
for narrow screens, ``DIGEST-1600x900-480.jpg``. Older ones have neither a size nor smaller ones.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image

from escrutinio.flows.pictures import MOST_BYTES, PictureError, PictureFault, read_picture, written
from escrutinio.model.files import write_whole

WIDEST = 1600
"""Pixels of the longer side of a picture as it is served."""
TYPES = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
"""What they are called as files, and for browsers."""
WIDTHS = (480, 960)
"""Pixels of the smaller ones."""
NAME = re.compile(r"[0-9a-f]{40}(?:-(?P<width>\d{1,4})x(?P<height>\d{1,4}))?\.(?:jpg|png|webp)")
_SMALLER = re.compile(r"([0-9a-f]{40}-\d{1,4}x\d{1,4})-(?:480|960)(\.(?:jpg|png|webp))")
_FOLDER = "stories"
_WORDS = {
    PictureFault.TOO_LARGE: _("The picture is larger than 12 MB."),
    PictureFault.TOO_MANY_PIXELS: _("The picture has more than 50 million pixels."),
    PictureFault.UNREADABLE: _("The file is not a readable picture. Use JPEG, PNG or WebP."),
}


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: its name is made from its content."""

    name: str
    width: int
    height: int


def keep_picture(upload: UploadedFile[bytes]) -> Picture:
    """Check a picture and write it anew below ``MEDIA_ROOT``.

    Position, camera and everything else beside the picture itself is dropped: it can give away a source.

    Raises:
        ValidationError: it is too large, or no picture of a known format.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(_WORDS[PictureFault.TOO_LARGE])
    try:
        picture, kind = read_picture(upload, WIDEST)
    except PictureError as error:
        raise ValidationError(_WORDS[error.fault]) from None
    content = written(picture, kind)
    size = f"{picture.width}x{picture.height}"
    name = f"{hashlib.sha256(content).hexdigest()[:40]}-{size}.{TYPES[kind][0]}"
    for width, smaller in zip((*smaller_widths(name), None), (*smaller_names(name), name), strict=True):
        path = path_of(smaller)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_whole(path, content if width is None else written(_narrower(picture, width), kind))
    return Picture(name, picture.width, picture.height)


def smaller_widths(name: str) -> tuple[int, ...]:
    """The widths in which a picture is kept as well."""
    known = NAME.fullmatch(name)
    width = int(known["width"] or 0) if known else 0
    return tuple(each for each in WIDTHS if each < width)


def smaller_names(name: str) -> tuple[str, ...]:
    """The names of the smaller ones, the narrowest first."""
    stem, _, ending = name.rpartition(".")
    return tuple(f"{stem}-{width}.{ending}" for width in smaller_widths(name))


def whole_name(name: str) -> str:
    """The name of the picture that a smaller one was made of; any other name as it is."""
    return _SMALLER.sub(r"\1\2", name)


def path_of(name: str) -> Path:
    """Where a picture lies.

    Raises:
        ValueError: no picture can have such a name.
    """
    if not NAME.fullmatch(whole_name(name)):
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT, _FOLDER, name)


def content_type(name: str) -> str:
    """The content type that a picture's name stands for."""
    return next(kind for extension, kind in TYPES.values() if name.endswith(f".{extension}"))


def _narrower(picture: Image.Image, width: int) -> Image.Image:
    return picture.resize((width, max(1, round(picture.height * width / picture.width))))
