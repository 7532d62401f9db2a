"""Which edition of a law is in force on a day."""

from __future__ import annotations

from datetime import date

import pytest

from escrutinio.law.library.editions import editions, law_on
from escrutinio.model import LawError


@pytest.mark.parametrize(
    ("law_id", "day", "edition"),
    [
        ("il/knesset", date(2009, 2, 10), "il/knesset-2006"),
        ("il/knesset", date(2019, 4, 9), "il/knesset"),
        ("cz/snemovna", date(2017, 10, 21), "cz/snemovna-2002"),
        ("cz/snemovna", date(2021, 10, 9), "cz/snemovna-2021"),
        ("gr/vouli", date(2023, 5, 21), "gr/vouli-2016"),
        ("gr/vouli", date(2023, 6, 25), "gr/vouli-2020"),
        ("co/senado", date(2010, 3, 14), "co/senado-2003"),
        ("co/senado", date(2014, 3, 9), "co/senado"),
        ("sv/asamblea", date(2024, 2, 4), "sv/asamblea-2023"),
        ("sv/president", date(2024, 2, 4), "sv/president"),
        ("sv/president", date(2027, 2, 28), "sv/president-2025"),
        ("kr/national-assembly", date(2024, 4, 10), "kr/national-assembly-2024"),
        ("kr/national-assembly", date(2028, 4, 12), "kr/national-assembly-2026"),
        ("gt/congreso", date(2015, 9, 6), "gt/congreso-2004"),
        ("hn/congreso", date(2013, 11, 24), "hn/congreso-2004"),
        ("se/riksdag", date(2014, 9, 14), "se/riksdag-2005"),
    ],
)
def test_a_law_without_a_year_is_its_edition_in_force(law_id: str, day: date, edition: str) -> None:
    assert law_on(law_id, day)[0].id == edition


@pytest.mark.parametrize(
    ("law_id", "day"),
    [
        ("cz/snemovna-2002", date(2021, 10, 9)),
        ("cz/snemovna", date(2021, 3, 1)),
        ("il/knesset", date(2014, 1, 1)),
        ("il/knesset-2006", date(2015, 3, 17)),
        ("us/burlington-2006", date(2021, 3, 2)),
        ("es/congreso", date(1982, 10, 28)),
    ],
)
def test_what_had_ended_or_not_begun_is_refused_unless_it_is_wanted(law_id: str, day: date) -> None:
    with pytest.raises(LawError, match=str(day)):
        law_on(law_id, day)
    if law_id != "cz/snemovna":
        law, (warning,) = law_on(law_id, day, whatever_day=True)
        assert law.id == law_id
        assert "is applied all the same" in warning


def test_an_edition_that_had_ended_names_the_one_in_force() -> None:
    with pytest.raises(LawError, match="In force was il/knesset"):
        law_on("il/knesset-2006", date(2015, 3, 17))


def test_a_law_with_editions_needs_a_day() -> None:
    with pytest.raises(LawError, match="no day says which is in force"):
        law_on("cz/snemovna", None)
    assert law_on("il/knesset", None)[0].id == "il/knesset"


def test_an_unknown_start_is_said() -> None:
    law, (warning,) = law_on("cz/snemovna-2002", date(1996, 6, 1))
    assert "since when" in warning
    assert law.in_force.startswith("start not known")


def test_editions_are_those_of_one_law() -> None:
    years = ["2004", "2008", "2016", "2020"]
    assert [law.id for law in editions("gr/vouli")] == [f"gr/vouli-{year}" for year in years]
    assert editions("xx/none") == []
