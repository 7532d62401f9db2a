"""What columns about candidates are called, and words for candidates of no party."""

from __future__ import annotations

import re

from escrutinio.feeds.drafting.column_words import Role, role_of
from escrutinio.model.names import plain

_INDEPENDENT = re.compile(
    r"independ(a|e|ie)nte?[ais]{0,2}|indipendent[ei]|ind(ep)?|parteilose?r?|unabh(a|ae)ngige?r?|einzel(bewerber|kandidat)(in)?"
    r"|onafhankelijke?|bebas|independen|bag[iı]ms[iı]z|fuggetlen|niezalezn[yai]|bezpartyjn[yai]|nezavisl[yai]|nestranik"
    r"|nezavisn[ai]|neodvisn[ai]|sitoutumaton|uksikkandidaat|partilos|uavhengig|unaffiliated|non_?part(y|isan)"
    r"|no_(party|affiliation|party_(preference|affiliation))|(sin|sem)_partido|sans_etiquette"
    r"|स्वतन्त्र|निर्दलीय|স্বতন্ত্র"
    r"|независим(ый|ая|и)?|самовыдвижение|самовисування"
)
"""What candidates without a party are called, in the forms of :func:`escrutinio.model.names.plain`."""
_OF_PERSONS = re.compile(
    r"(.*_)?(family|surname|last|lastname|first|firstname|given|forenames?|apellidos?|cognome|nachname|nazwisko"
    r"|prenom|vorname)(_name)?"
)


_NAMES = re.compile(r"(.*_)?(name|nombre|nome|nom|naam|nama)(_.*)?")


def is_of_person(name: str) -> bool:
    """Whether a column's name is that of a person's name, or of what is voted for."""
    return role_of(name) is Role.SELECTION or _OF_PERSONS.fullmatch(plain(name)) is not None


_ABOUT_PERSONS = re.compile(
    r"(.*_)?(age|edad|idade|alter|eta|wiek|vek|alder|umur|usia|sex|sexo|sexe|gender|genero|geschlecht|genre|sesso|plec"
    r"|pohlavi|jantina|birth(day|date|_year|place)?|born|nacimiento|nascimento|naissance|geburts(jahr|datum|ort)|dob"
    r"|education|qualifications?|experience|profession|occupation|ocupacion|ocupacao|beruf|zawod|povolani"
    r"|residence|residencia|wohnort|bydliste|zamieszkania|bopael|address|anschrift|father|mother|spou[sc]e|husband|wife)(_.*)?"
)


def is_about_person(name: str) -> bool:
    """Whether a column's name says something about a person, such as the age: no unit is called so."""
    return _ABOUT_PERSONS.fullmatch(plain(name)) is not None


def is_of_names(label: str) -> bool:
    """Whether a column's name says that names stand in it, of whom or what it may be; not of a relative."""
    return _NAMES.fullmatch(plain(label)) is not None and not is_about_person(label)


def is_independent(word: str) -> bool:
    """Whether a word in a column of parties says that a candidate stands for none: ``BEBAS (BEBAS)``."""
    parts = re.split(r"[()/]", word)
    named = [plain(part) for part in parts if part.strip()]
    return bool(named) and all(map(_INDEPENDENT.fullmatch, named))
