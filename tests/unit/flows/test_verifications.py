"""Every law that has a verification gives the official result; and a verification that is wrong says so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import escrutinio.samples
from escrutinio.flows.laws import laws, laws_document
from escrutinio.flows.verifications import Grade, Verification, in_words, read_verification, read_verified_on
from escrutinio.law import derivation_text
from escrutinio.model import LawError
from every_law import by_country, decided, every_verification, verification_of

VERIFICATIONS = Path(escrutinio.samples.__file__).parent / "verifications"
FOLDERS = sorted(path for path in VERIFICATIONS.iterdir() if path.is_dir())


@by_country(folder.name for folder in FOLDERS)
def test_the_law_gives_the_official_result(names: list[str]) -> None:
    for name in names:
        verification, outcome = verification_of(name), decided(name)
        assert verification.checks > 0, name
        assert verification.differences(outcome) == [], name
        assert verification.source, name
        assert verification.day, name
        assert derivation_text(outcome, 110), name


def copied(tmp_path: Path, name: str, old: str, new: str, file: str = "facts.toml") -> Verification:
    folder = tmp_path / name
    shutil.copytree(VERIFICATIONS / name, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return read_verification(folder)


def test_a_wrong_official_figure_is_a_difference(tmp_path: Path) -> None:
    verification = copied(tmp_path, "at-nationalrat-2019", '"ÖVP" = 71', '"ÖVP" = 70')
    assert verification.differences(verification.decide()) == ["all: ÖVP has officially 70, here 71"]


def test_a_wrong_vote_is_a_difference_in_the_whole_and_in_the_unit(tmp_path: Path) -> None:
    verification = copied(
        tmp_path, "ch-ur-landrat-2020", "Altdorf,SVP,7756", "Altdorf,SVP,17756", "votes.csv"
    )
    found = verification.differences(verification.decide())
    assert any(line.startswith("all: SVP has officially 9, here") for line in found)
    assert any(line.startswith("Altdorf: ") for line in found)


def test_a_kind_of_seat_and_a_winner_without_seat_are_compared() -> None:
    norway = read_verification(VERIFICATIONS / "no-storting-2021")
    levelling = {"Oslo": {"V": 0, "H": 1}}
    wrong = replace(norway, result=replace(norway.official, kinds={"levelling": levelling}))
    assert wrong.differences(norway.decide()) == [
        "Oslo, levelling: H has officially 1, here 0",
        "Oslo, levelling: V has officially 0, here 1",
    ]
    germany = read_verification(VERIFICATIONS / "de-bundestag-2025")
    outcome = germany.decide()
    assert len(germany.official.without_seat) == 23
    changed = replace(germany, result=replace(germany.official, without_seat=("Nowhere",)))
    found = changed.differences(outcome)
    assert len(found) == 24
    assert "Nowhere: officially without a seat" in found
    assert "Trier: here without a seat" in found


def test_what_a_verification_says_of_itself_is_read_without_its_result() -> None:
    for folder in FOLDERS:
        whole, head = verification_of(folder.name), read_verified_on(folder)
        assert (head.id, head.law, head.title, head.source) == (
            whole.id,
            whole.law,
            whole.title,
            whole.source,
        )
        assert (head.day, head.grade, head.notes) == (whole.day, whole.grade, whole.notes)
        assert head.checks == whole.checks


def test_a_text_with_a_line_that_looks_like_a_table_is_read_to_its_end(tmp_path: Path) -> None:
    name = "cz-ep-2019"
    copied(tmp_path, name, 'notes = """', 'notes = """\n[result]')
    assert read_verified_on(tmp_path / name).notes.startswith("[result] ")


def test_the_law_must_be_in_force_on_the_day(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="no/storting-2002 was not in force on 2025-09-08"):
        copied(tmp_path, "no-storting-2021", "day = 2021-09-13", "day = 2025-09-08")
    with pytest.raises(LawError, match="day: it is missing"):
        copied(tmp_path, "no-storting-2017", "day = 2017-09-11\n", "")


def test_a_folder_without_files_and_an_unknown_field_are_named(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="cannot be read"):
        read_verification(tmp_path)
    with pytest.raises(LawError, match="siats: there is no such key"):
        copied(tmp_path, "cz-ep-2019", "[result.seats]", "[siats]")


def test_each_verification_has_a_grade_and_the_list_of_laws_says_it() -> None:
    known = every_verification()
    assert all(isinstance(verification.grade, Grade) for verification in known)
    assert [grade for grade in Grade if grade.official] == [Grade.OFFICIAL_FILE, Grade.OFFICIAL_FIGURE]
    listed = laws_document(laws(), known).laws
    own = [label for law in listed for label in law.verifications if label.law == law.id]
    assert len(own) == len(known)
    assert all(label.figures for law in listed for label in law.verifications)
    assert in_words([]) == "none"


def test_no_note_says_that_a_law_is_not_verified_which_is() -> None:
    listed = laws_document(laws(), every_verification()).laws
    wrong = [law.id for law in listed if law.verifications and "Not verified on an election" in law.notes]
    assert wrong == []


# A verification of several chambers: each is compared by its id.


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of a verification, its facts changed in one place."""
    for part in ("votes.csv", "facts.toml"):
        (tmp_path / part).write_text(
            (VERIFICATIONS / name / part).read_text(encoding="utf-8"), encoding="utf-8"
        )
    facts = (tmp_path / "facts.toml").read_text(encoding="utf-8")
    assert facts.count(old) == 1
    (tmp_path / "facts.toml").write_text(facts.replace(old, new), encoding="utf-8")
    return tmp_path


def test_every_chamber_is_compared() -> None:
    verification = read_verification(VERIFICATIONS / "bo-2020")
    assert set(verification.official.chambers) == {"senate", "deputies"}
    # President; senate by list and in nine departments; deputies by list, and by kind in each department.
    assert verification.checks > 60
    assert verification.differences(verification.decide()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"MAS-IPSP" = 75', '"MAS-IPSP" = 74', "all: MAS-IPSP has officially 74, here 75"),
        ('"MAS-IPSP" = 21', '"MAS-IPSP" = 22', "all: MAS-IPSP has officially 22, here 21"),
        ("chambers.senate]", "chambers.senado]", "there are no seats"),
        ('elected = "MAS-IPSP"', 'elected = "CC"', "elected: officially CC"),
    ],
)
def test_what_is_other_than_the_official_result_is_said(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    if "chambers" in old:
        folder = changed(tmp_path, "bo-2020", f"[result.{old}", f"[result.{new}")
    else:
        folder = changed(tmp_path, "bo-2020", old, new)
    verification = read_verification(folder)
    assert [line for line in verification.differences(verification.decide()) if line.startswith(said)]


def test_the_electors_of_a_college_are_its_chamber(tmp_path: Path) -> None:
    folder = changed(tmp_path, "us-president-2020", '"Joe Biden" = 306', '"Joe Biden" = 305')
    verification = read_verification(folder)
    assert verification.differences(verification.decide()) == ["all: Joe Biden has officially 305, here 306"]


def test_an_unknown_field_of_a_chamber_is_refused(tmp_path: Path) -> None:
    folder = changed(
        tmp_path, "bo-2020", "[result.chambers.senate]\nseats", "[result.chambers.senate]\nseat = 1\nseats"
    )
    with pytest.raises(LawError, match=r"seat: there is no such key \(did you mean 'seats'"):
        read_verification(folder)
