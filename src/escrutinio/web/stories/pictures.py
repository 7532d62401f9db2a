"""Pictures of stories: read, made small, written anew without anything that was hidden in them."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from escrutinio.model.files import write_whole

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
WIDEST = 1600
"""Pixels of the longer side of a picture as it is served."""
TYPES = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}
"""Formats that are taken; others are refused, above all those that can hold a script."""
NAME = re.compile(r"[0-9a-f]{40}\.(?:jpg|png|webp)")
_FOLDER = "stories"


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
        raise ValidationError(_("The picture is larger than 12 MB."))
    content, extension, size = _written_anew(upload)
    name = f"{hashlib.sha256(content).hexdigest()[:40]}.{extension}"
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        write_whole(path, content)
    return Picture(name, *size)


def path_of(name: str) -> Path:
    """Where a picture lies.

    Raises:
        ValueError: no picture can have such a name.
    """
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT, _FOLDER, name)


def content_type(name: str) -> str:
    """The content type that a picture's name stands for."""
    return next(kind for extension, kind in TYPES.values() if name.endswith(f".{extension}"))


def _written_anew(upload: UploadedFile[bytes]) -> tuple[bytes, str, tuple[int, int]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(upload, formats=list(TYPES)) as sent:
                kind = sent.format or ""
                if sent.width * sent.height > MOST_PIXELS:
                    raise ValidationError(_("The picture has more than 50 million pixels."))
                upright = ImageOps.exif_transpose(sent)
                plain = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except ValidationError:
        raise
    # The library raises many kinds of errors on files that are broken on purpose.
    except Exception:
        raise ValidationError(_("The file is not a readable picture. Use JPEG, PNG or WebP.")) from None
    plain.thumbnail((WIDEST, WIDEST))
    # A new picture, so that nothing but its pixels is carried over.
    fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    written = io.BytesIO()
    fresh.save(written, format=kind, **({"quality": 82} if kind != "PNG" else {"optimize": True}))
    return written.getvalue(), TYPES[kind][0], fresh.size
