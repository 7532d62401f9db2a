"""Photographs of persons: made small and bare, what cannot be shown is found, and stops nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from escrutinio.flows.check import check
from escrutinio.flows.desk import open_desk
from escrutinio.flows.photographs import FOLDER, NAMED, SIDES, keep_photographs
from escrutinio.model import Election, load_election
from support import DEFINITION, make_election


def with_photographs(folder: Path, *photos: str) -> Election:
    """An election whose lists have persons with these photographs."""
    rows = [
        f"council,,{selection},Person {selection},{photo},Lakeland Press"
        for selection, photo in zip("ABC", photos, strict=False)
    ]
    write_table(folder, "unit,selection,name,photo,photo_credit", *rows or ["council,,A,,,"])
    return load_election(folder)


def write_table(folder: Path, columns: str, *rows: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "candidates.csv").write_text("\n".join([f"contest,{columns}", *rows, ""]), encoding="utf-8")
    if not (folder / "election.toml").exists():
        make_election(folder, definition=DEFINITION + "[candidates]\n")


def draw(path: Path, size: tuple[int, int] = (300, 900), exif: Image.Exif | None = None) -> None:
    """A picture, red in its upper part and blue below."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.new("RGB", size, "blue")
    picture.paste("red", (0, 0, size[0], size[1] // 2))
    picture.save(path, exif=exif or Image.Exif())


def found(folder: Path) -> list[str]:
    rows = check(open_desk(folder, for_ingest=True)).findings.iter_rows(named=True)
    return [row["message"] for row in rows if row["code"] == "photographs"]


def test_a_photograph_becomes_small_squares_of_its_upper_part(tmp_path: Path) -> None:
    folder, place = tmp_path / "e", tmp_path / "published"
    election = with_photographs(folder, "photos/a.jpg", "b.png", "c.webp")
    exif = Image.Exif()
    exif[0x010E] = "taken at a secret place"
    draw(folder / "photos/a.jpg", exif=exif)
    draw(folder / "b.png")
    draw(folder / "c.webp", (900, 300))

    kept = keep_photographs(election, place)

    assert [(photograph.unit, photograph.selection, photograph.credit) for photograph in kept] == [
        ("nation", name, "Lakeland Press") for name in "ABC"
    ]
    for photograph in kept:
        for side in SIDES:
            path = place / FOLDER / photograph.file(side)
            assert b"secret" not in path.read_bytes()
            with Image.open(path) as small:
                assert (small.format, small.size) == ("WEBP", (side, side))
                if photograph.selection != "C":
                    middle = small.convert("RGB").crop((side // 2, side // 2, side // 2 + 1, side // 2 + 1))
                    assert middle.tobytes()[0] > 200 > 50 > middle.tobytes()[2]
    assert found(folder) == []


def test_one_that_is_changed_has_another_name_and_the_old_one_goes(tmp_path: Path) -> None:
    folder, place = tmp_path / "e", tmp_path / "published"
    election = with_photographs(folder, "a.jpg")
    draw(folder / "a.jpg")
    (first,) = keep_photographs(election, place)
    assert keep_photographs(election, place) == (first,)
    draw(folder / "a.jpg", (500, 500))
    (second,) = keep_photographs(election, place)
    assert second.picture != first.picture
    assert sorted(path.name for path in (place / FOLDER).iterdir()) == sorted(
        second.file(side) for side in SIDES
    )
    assert keep_photographs(with_photographs(folder, ""), place) == ()
    assert list((place / FOLDER).iterdir()) == []


@pytest.mark.parametrize(
    ("photo", "content", "words"),
    [
        ("none.jpg", None, "the election's folder has no such file. Put it there, or correct its name."),
        ("../out.jpg", None, "it lies outside the election's folder. Put it there."),
        ("/etc/hostname", None, "it lies outside the election's folder. Put it there."),
        ("https://example.org/a.jpg", None, "it is an address. Put the picture into the election's folder"),
        ("a" * 300, None, "no file can have that name. Correct it."),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is no picture that can be read."),
        (
            "a.jpg",
            b"\xff\xd8\xff\xe0 broken",
            "it is no picture that can be read. Save it as JPEG, PNG or WebP.",
        ),
        ("huge.png", b"", "it is larger than 12 MB. Save it smaller."),
    ],
)
def test_one_that_cannot_be_shown_is_found(
    tmp_path: Path, photo: str, content: bytes | None, words: str
) -> None:
    draw(tmp_path / "out.jpg")
    folder = tmp_path / "e"
    election = with_photographs(folder, photo)
    if content is not None:
        (folder / photo).write_bytes(content)
    if photo == "huge.png":
        os.truncate(folder / photo, 12 * 1024 * 1024 + 1)

    assert keep_photographs(election, tmp_path / "published") == ()
    (message,) = found(folder)
    assert message.startswith(f"The photograph {photo} cannot be shown: {words}")


def test_of_very_many_that_are_missing_some_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "e"
    people = [f"council,,p{number},Person,{number}.jpg" for number in range(NAMED + 5)]
    write_table(folder, "unit,selection,name,photo", *people)
    messages = found(folder)
    assert len(messages) == NAMED + 1
    assert messages[-1] == "Photographs that cannot be shown, beside those that are named: 5."
