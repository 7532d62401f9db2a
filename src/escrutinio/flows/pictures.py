"""Pictures from outside: read within limits, the right way up, written anew with nothing hidden in them."""

from __future__ import annotations

import io
import warnings
from enum import Enum
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
"""What is read; others are refused, above all those that can hold a script."""


class PictureFault(Enum):
    """Why a file is not taken as a picture."""

    TOO_LARGE = "larger than 12 MB"
    TOO_MANY_PIXELS = "more than 50 million pixels"
    UNREADABLE = "no JPEG, PNG or WebP that can be read"


class PictureError(ValueError):
    """A file that is not taken as a picture.

    Attributes:
        fault: why.
    """

    def __init__(self, fault: PictureFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_picture(file: IO[bytes], widest: int) -> tuple[Image, str]:
    """Nothing but the pixels of a picture, the right way up, and its format.

    Position, camera and everything else beside the picture itself is dropped.

    Args:
        file: its bytes.
        widest: the most pixels that its longer side has afterwards.

    Returns:
        The picture, and JPEG, PNG or WEBP.

    Raises:
        PictureError: it has too many pixels, or is no picture of a known format.
    """
    # Elections without a picture do not wait for the library.
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(file, formats=FORMATS) as sent:
                kind = sent.format or ""
                if sent.width * sent.height > MOST_PIXELS:
                    raise PictureError(PictureFault.TOO_MANY_PIXELS)
                # Of a JPEG a part of the pixels is enough; twice as many as asked for keep it sharp.
                sent.draft(None, (2 * widest, 2 * widest))
                upright = ImageOps.exif_transpose(sent)
                plain = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except PictureError:
        raise
    # The library raises many kinds of errors on files that are broken on purpose.
    except Exception:
        raise PictureError(PictureFault.UNREADABLE) from None
    plain.thumbnail((widest, widest))
    # A new picture, so that nothing but its pixels is carried over.
    return Image.frombytes(plain.mode, plain.size, plain.tobytes()), kind


def written(picture: Image, kind: str) -> bytes:
    """A picture as a file of a format."""
    file = io.BytesIO()
    picture.save(file, format=kind, **({"quality": 82} if kind != "PNG" else {"optimize": True}))
    return file.getvalue()
