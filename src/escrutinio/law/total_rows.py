"""Rows of a table of votes that are sums of others: taken for a list, such a row would win seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from escrutinio.law.facts import WHOLE
from escrutinio.model.names import plain

Table = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Contest -> unit -> list -> votes."""

_SUM = """
total|totals|totales|totaux|totale|totali|totais|totaal|totalt|totaux generaux|grand total|sum total
overall|subtotal|overall total|total general|total generale|total geral|total nacional|total national
sum|sums|suma|suma total|sumas|soma|somma|summe|summa|gesamt|gesamtsumme|insgesamt|gesamtzahl|zusammen|razem
łącznie|lacznie|ogołem|ogolem|celkem|spolu|ukupno|skupaj|osszesen|mindosszesen|yhteensa|i alt|ialt
gesamtergebnis|samtals|kokku|kopa|is viso|toplam|genel toplam|jumlah|tong|tong cong|kabuuan|itogo|vsego
общо|всичко|всего|итого|разом|усього|всього|укупно|вкупно|συνολο|συνολα|合計|合计|總計|总计|小計|小计|総計|計
합계|총계|소계|계|المجموع|مجموع|الإجمالي|الاجمالي|اجمالي|סך הכל|סהכ|סה כ|कुल|योग|মোট|รวม|tot
"""
_OTHER = """
all|all lists|all candidates|all parties|all votes|total votes|total valid|total valid votes|total votes cast
total pais|total votos|total de votos|all units|total votos validos|votos totales|votos validos|votos emitidos
total des voix|total des suffrages|suffrages exprimes|valid|valid votes|votes cast|turnout|gultige stimmen
gultige|kabuuang bilang|whole country
"""


def _words(lines: str) -> frozenset[str]:
    return frozenset(plain(word) for line in lines.split("\n") for word in line.split("|") if word)


SUM = _words(_SUM)
"""Words for the sum of others in many languages, as :func:`plain` has them."""
TOTAL = SUM | _words(_OTHER)
"""The same, and words for the valid votes and for everybody."""
_BALLOTS = {
    "blank": "blank|blanks|blank votes|blank ballots|blancos|votos en blanco|en blanco|"
    "votos blancos|votos em branco|brancos|blancs|votes blancs|schede bianche|"
    "leere stimmen",
    "null": "null|nulls|null votes|nulos|votos nulos|nuls|votes nuls|invalid|invalid votes|"
    "invalid ballots|spoiled|spoilt|rejected|ungültig|ungültige stimmen|schede nulle|"
    "informal|informal votes",
    "registered": "registered|registered voters|electors|electorate|inscritos|inscrits|"
    "wahlberechtigte|eligible voters|padrón|censo",
}
BALLOTS = {plain(word): count for count, words in _BALLOTS.items() for word in words.split("|")}
"""Names that no list has but tables give to counts of ballots and voters -> the count."""


@dataclass(frozen=True)
class TotalRow:
    """A row that looks like a sum, or like a count of ballots.

    Args:
        text: what it is, in words.
        sure: whether it is one for certain, so that no result can be right with it.
        hint: what to do.
    """

    text: str
    sure: bool
    hint: str


@lru_cache(maxsize=100_000)
def is_total(name: str) -> bool:
    """Whether a name is a word for a sum, with or without punctuation and numbers around it."""
    return "_".join(part for part in plain(name).split("_") if not part.isdecimal()) in TOTAL


def total_rows(lists: Table) -> Iterator[TotalRow]:
    """The rows that are, or may be, the sum of others: by name, by being their sum, or both.

    A name alone is not enough where the number is less than the sum of the others: a list may be called so.
    A sum alone is not enough either: one list of three can have as many votes as the others together.
    """
    for contest, units in lists.items():
        yield from _of_units(contest, units)
        for unit, votes in units.items():
            yield from _of_lists(contest, unit, votes)


def _of_lists(contest: str, unit: str, votes: Mapping[str, int]) -> Iterator[TotalRow]:
    whole, where = sum(votes.values()), contest if unit == WHOLE else f"{contest}, unit {unit}"
    for name, number in votes.items():
        count = BALLOTS.get(plain(name))
        if count is not None:
            text = f"{where}: a row is called {name!r}, as if that were a list"
            yield TotalRow(text, True, f"Write [{count}] in its place.")
            continue
        others = whole - number
        summed = number > 0 and number == others and sum(map(bool, votes.values())) > 2
        if is_total(name) and number >= others > 0:
            as_many = "as many votes as" if number == others else "more votes than"
            yield TotalRow(
                f"{where}: the row {name!r} has {as_many} all others together: it is a total, not a list",
                True,
                "Leave the row out, or write [valid] or [cast] in place of the name.",
            )
        elif is_total(name):
            yield TotalRow(f"{where}: a list is called {name!r}", False, "Leave it out if it is a total.")
        elif summed:
            yield TotalRow(
                f"{where}: {name!r} has exactly as many votes as all others together",
                False,
                "Leave it out if it is a total.",
            )


def _of_units(contest: str, units: Mapping[str, Mapping[str, int]]) -> Iterator[TotalRow]:
    """Units that hold, list by list, what the others hold together."""
    whole: dict[str, int] = {}
    for votes in units.values():
        for name, number in votes.items():
            whole[name] = whole.get(name, 0) + number
    for unit, votes in units.items():
        everything = sum(votes.values())
        others = sum(whole.values()) - everything
        same = all(2 * votes.get(name, 0) == number for name, number in whole.items()) and everything > 0
        if same and (len(units) > 2 or is_total(unit)):
            yield TotalRow(
                f"{contest}: the unit {unit!r} holds, list by list, the sum of the other units",
                is_total(unit),
                "Leave its rows out if it is a total.",
            )
        elif is_total(unit) and len(units) > 1:
            yield TotalRow(
                f"{contest}: a unit is called {unit!r}",
                everything >= others,
                "Leave its rows out if it is a total.",
            )
