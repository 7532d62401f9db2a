"""Figures in the reader's form."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from escrutinio.flows.documents.projected import UnseenRegion
from escrutinio.model import SheetSum
from escrutinio.web.results.converters import CodeConverter, to_address
from escrutinio.web.results.templatetags import say, tiles


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (None, "–"),
        (0.0, "0.0 %"),
        (0.5511, "55.1 %"),
        (1.0, "100.0 %"),
        (0.99996, "99.9 %"),  # not all of it
        (0.00001, "<0.1 %"),  # and not nothing
    ],
)
def test_shares_never_round_to_all_or_nothing(share: float | None, shown: str) -> None:
    assert say.percent(share) == shown


@pytest.mark.parametrize(
    ("share", "shown"), [(1.0, "> 99 %"), (0.995, "> 99 %"), (0.5, "50 %"), (0.004, "< 1 %"), (0.0, "< 1 %")]
)
def test_a_chance_of_simulations_is_never_certain(share: float, shown: str) -> None:
    assert say.chance(share) == shown


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("America/La_Paz", "18 Oct 2020, 20:00</time> UTC\N{MINUS SIGN}4"),
        ("Asia/Kolkata", "19 Oct 2020, 05:30</time> UTC+5:30"),
        ("Europe/Lisbon", "19 Oct 2020, 01:00</time> UTC+1"),
        ("Africa/Accra", "19 Oct 2020, 00:00</time> UTC"),
    ],
)
def test_a_moment_says_in_what_time_it_is_told(zone: str, shown: str) -> None:
    assert say.moment_there("2020-10-19T00:00:00Z", zone).endswith(shown)


def test_no_line_ends_before_a_sign_of_per_cent() -> None:
    page = Template("{% load say %}{% filter unbroken %}{{ a }}, 90 % of <b>5 %</b> 7 %x{% endfilter %}")
    shown = page.render(Context({"a": say.percent(0.136)}))
    assert shown == "13.6\u00a0%, 90\u00a0% of <b>5\u00a0%</b> 7 %x"


@pytest.mark.parametrize(
    ("lead", "shown"),
    [(0.16, "16.0"), (-0.054, "\u22125.4"), (0.0, "0.0"), (None, "–"), (0.0004, "less than 0.1")],
)
def test_a_lead_has_no_plus(lead: float | None, shown: str) -> None:
    assert say.lead(lead) == shown


def test_regions_without_a_sheet_are_named_with_their_voters() -> None:
    regions = [
        UnseenRegion(unit=name, name=name, registered_share=number / 100)
        for number, name in enumerate("ABCDEFG", 1)
    ]
    with translation.override("es"):
        assert say.unseen_regions(regions[:2]) == "B (2 % de los electores), A (1 % de los electores)"
    with translation.override("en"):
        assert say.unseen_regions(regions).endswith("C (3 % of the voters), 2 more")


def test_numbers_are_in_the_readers_form() -> None:
    with translation.override("en"):
        assert (say.votes(3394052), say.percent(0.5511)) == ("3,394,052", "55.1 %")
    with translation.override("es"):
        assert (say.votes(3394052), say.percent(0.5511)) == ("3.394.052", "55,1 %")


def test_moments_are_in_the_elections_time() -> None:
    with translation.override("en"):
        shown = say.moment("2020-10-20T01:58:35Z", "America/La_Paz")
    assert shown == '<time datetime="2020-10-20T01:58:35Z">19 Oct 2020, 21:58</time>'


def test_a_bar_says_nothing_to_a_screen_reader_and_styles_nothing() -> None:
    page = Template('{% load say %}{% bar 0.25 "#123456" 0.2 0.3 %}').render(Context())
    assert 'aria-hidden="true"' in page
    assert "style=" not in page
    assert 'width="25.00"' in page


def test_colors_cannot_break_out_of_a_picture() -> None:
    page = Template("{% load say %}{% swatch color %}").render(Context({"color": '"><script>'}))
    assert "<script>" not in page


@pytest.mark.parametrize(
    "code", ["2", "1|sucre|escuela arabate", "a/b", "..", ".", "", "ñandú 100%", "~", "x~41"]
)
def test_every_code_has_an_address_of_its_own(code: str) -> None:
    address = to_address(code)
    assert address.strip(".")
    assert "/" not in address
    assert CodeConverter().to_python(address) == code


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (SheetSum(sum=1234, stated=2, sheets=2), "1,234"),
        (SheetSum(sum=0, stated=0, sheets=0), "0"),
        (SheetSum(sum=880, stated=1, sheets=2), "at least 880, known on 1 of 2 sheets"),
        (SheetSum(sum=None, stated=0, sheets=2), "not stated"),
    ],
)
def test_a_sum_over_sheets_is_never_shown_for_more_than_it_is(figure: SheetSum, words: str) -> None:
    assert say.over_sheets(figure) == words


def test_what_a_sheet_does_not_state_is_no_zero() -> None:
    assert (say.stated(None), say.stated(0)) == ("not stated", "0")


def test_the_whole_has_the_page_of_its_contest() -> None:
    assert tiles.unit_page("council", "region", "N") == "/en/results/council/region/N/"
    assert tiles.unit_page("council", "nation", "nation") == "/en/results/council/"
