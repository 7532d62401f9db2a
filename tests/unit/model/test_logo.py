"""The logo of a site: what a file is, how large, and what an SVG file may not hold."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from escrutinio.model.logo import LARGEST, NoLogoError, read_logo

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 30">{}</svg>'
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 300, 60)


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", 22) + b"WEBP" + kind + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.svg", SVG.format("").encode(), (120, 30)),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="80px" height="20.5"/>', (80, 20.5)),
        ("a.png", PNG, (300, 60)),
        ("a.webp", webp(b"VP8 ", bytes(6) + struct.pack("<HH", 200, 50)), (200, 50)),
        ("a.webp", webp(b"VP8L", b"\x2f" + struct.pack("<I", 199 | 49 << 14) + bytes(5)), (200, 50)),
        ("a.webp", webp(b"VP8X", bytes(4) + b"\xc7\x00\x00" + b"\x31\x00\x00"), (200, 50)),
        ("a.png", SVG.format("").encode(), (120, 30)),  # what counts is what it is
    ],
)  # fmt: skip
def test_the_kind_and_the_size_come_from_the_file(
    tmp_path: Path, name: str, data: bytes, size: tuple[float, float]
) -> None:
    (tmp_path / name).write_bytes(data)

    logo = read_logo(tmp_path, name)

    assert (logo.width, logo.height) == size
    assert logo.name.endswith(f".{logo.kind}")


def test_the_name_changes_with_the_file_and_dark_styles_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(SVG.format("<rect width='9' height='9'/>"))
    plain = read_logo(tmp_path, "a.svg")
    (tmp_path / "a.svg").write_text(
        SVG.format("<style>@media (prefers-color-scheme: dark) { rect {} }</style>")
    )
    dark = read_logo(tmp_path, "a.svg")

    assert plain.name != dark.name
    assert (plain.follows_scheme, dark.follows_scheme) == (False, True)


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<g><foreignObject/></g>", "<foreignobject>"),
        ('<rect onclick="alert(1)"/>', "onclick"),
        ('<a href="javascript:alert(1)"/>', "leads elsewhere"),
        ('<image href="https://elsewhere.example/a.png"/>', "leads elsewhere"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="other.svg#a"/>', "leads elsewhere"),
        ("<style>@import 'a.css';</style>", "loads from elsewhere"),
        ('<rect fill="url(https://elsewhere.example/a)"/>', "loads from elsewhere"),
    ],
)
def test_an_svg_file_that_runs_or_loads_something_is_refused(tmp_path: Path, within: str, said: str) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(within))

    with pytest.raises(NoLogoError, match=said):
        read_logo(tmp_path, "a.svg")


def test_what_an_svg_file_may_hold(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text(
        SVG.format(
            '<linearGradient id="a"/><rect fill="url(#a)"/><use href="#a"/>'
            '<image href="data:image/png;base64,AA"/>'
        )
    )

    assert read_logo(tmp_path, "a.svg").kind == "svg"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.gif", b"GIF89a", "does not end in"),
        ("a.svg", b"<html/>", "no SVG, PNG or WebP"),
        ("a.png", b"\xff\xd8\xff\xe0JFIF", "no SVG, PNG or WebP"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "viewBox"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "entities"),
        ("a.png", PNG + bytes(LARGEST), "20,000 bytes"),
        ("a.webp", webp(b"ALPH", bytes(10)), "damaged"),
        ("a.svg", SVG.replace("120 30", "0 0 0 30").encode(), "does not say|wide"),
        ("a.svg", SVG.replace("0 0 120 30", "0 0 900 3").encode(), "900 wide and 3 high"),
        ("missing.svg", None, "cannot be read"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_reason(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)

    with pytest.raises(NoLogoError, match=said):
        read_logo(tmp_path, name)
