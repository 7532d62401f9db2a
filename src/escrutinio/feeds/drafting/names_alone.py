"""Names of columns that say what they are only where nothing else stands in them."""

from __future__ import annotations

import re

from escrutinio.model.names import plain

_UNITS = re.compile(
    r"prov|provincias?|province|provinz|dep|depto|dpto|dept|departamento|department|departement|mun|muni"
    r"|municipio|municipality|commune|comuna|comune|gemeente|gemeinde|dist|distr|dto|district|distrito|distretto"
    r"|circ|cir|circunscripcion|circonscription|county|ward|kab|kec|kel|canton|kanton|okres|powiat|parroquia|zona"
)
_YES = re.compile(r"yes|si|oui|ja|sim|da|tak|evet|igen|ano|kylla|nai|aye|for|in_favou?r")


def is_unit_alone(name: str) -> bool:
    """Whether a name is that of a kind of unit and nothing else, as no list is called."""
    return _UNITS.fullmatch(plain(name)) is not None


def is_yes(name: str) -> bool:
    """Whether a name is the answer yes to a question."""
    return _YES.fullmatch(plain(name)) is not None
