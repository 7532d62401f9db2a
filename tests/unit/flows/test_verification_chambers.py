"""A verification of several chambers: each is compared by its id, and what is other is said."""

from pathlib import Path

import pytest

from escrutinio.flows.verifications import read_verification
from escrutinio.model.errors import LawError

VERIFICATIONS = Path(__file__).parents[3] / "src" / "escrutinio" / "samples" / "verifications"


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
