"""Countries of the library of laws, by the names that people give them."""

from __future__ import annotations

from difflib import get_close_matches

from escrutinio.law import get_law, law_ids
from escrutinio.model.errors import UsageError
from escrutinio.model.names import plain
from escrutinio.model.text import many_of

_CLOSE = 0.7
"""How alike two names are, of 1, so that one may be meant for the other: Deutschland is not Netherlands."""
ALSO_CALLED = {
    "gb": "uk",
    "el": "gr",
    "great_britain": "uk",
    "britain": "uk",
    "usa": "us",
    "united_states_of_america": "us",
    "america": "us",
    "korea": "kr",
    "republic_of_korea": "kr",
    "czech_republic": "cz",
    "macedonia": "mk",
    "bosnia": "ba",
    "ivory_coast": "ci",
    "congo": "cd",
    "east_timor": "tl",
    "the_netherlands": "nl",
    "holland": "nl",
    "the_gambia": "gm",
    "the_philippines": "ph",
}
"""Other codes and English names of countries: ISO 3166 has gb, the European Union el."""


def code_of(country: str) -> str:
    """The folder of a country, which is given by it or by an English name, with or without accents.

    Raises:
        UsageError: the library has no law of it; the hint says how countries are named and what it has.
    """
    asked = plain(country)
    asked = ALSO_CALLED.get(asked, asked)
    codes = sorted({law_id.partition("/")[0] for law_id in law_ids()})
    if asked in codes:
        return asked
    names = {get_law(law_id).title.partition(",")[0]: law_id.partition("/")[0] for law_id in law_ids()}
    by_plain = {plain(name): name for name in names}
    if asked in by_plain:
        return names[by_plain[asked]]
    close = [by_plain[name] for name in get_close_matches(asked, by_plain, n=1, cutoff=_CLOSE)]
    meant = f"Did you mean {names[close[0]]} ({close[0]})? " if close else ""
    raise UsageError(
        f"the library has no law of the country {country!r}",
        hint=f"{meant}Give its code or its name in English. It has: {many_of(codes)}.",
    )
