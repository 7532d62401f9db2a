"""Documents of a publication with the names for readers of one language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import singledispatchmethod
from typing import Any, TypeVar, cast

import msgspec

from escrutinio.flows.documents.chambers import ChamberSummary
from escrutinio.flows.documents.figures import ElectionHeading, ElectionLabel, SelectionLabel
from escrutinio.flows.documents.front import Headline, MajorityBounds
from escrutinio.flows.documents.names import NamesByLanguage
from escrutinio.flows.documents.published import ContestLabel, LevelLabel
from escrutinio.flows.documents.results import OfficeResult
from escrutinio.flows.documents.source_differences import FigureEffect, SourceDifference
from escrutinio.law.rendering.labels import Words
from escrutinio.model import NATION, Election, sheet
from escrutinio.model.translations import SOURCE

_T = TypeVar("_T")
_Names = Mapping[str, str]
"""Field -> what stands in it."""


def names_by_language(election: Election) -> NamesByLanguage:
    """All names of what has more than one."""
    return NamesByLanguage(
        election=election.names,
        contests={key: one.names for key, one in election.contests.items() if one.names},
        levels={level.id: level.names for level in election.levels if level.names},
        selections={key: one.names for key, one in election.selections.items() if one.names},
        shorts={key: one.shorts for key, one in election.selections.items() if one.shorts},
        chambers={
            key: {language: name for language, name in names.items() if language}
            for key, names in (election.law.names.items() if election.law else ())
            if any(names)
        },
    )


def chamber_by_contest(shown: Election, chambers: Collection[str]) -> dict[str, str]:
    """The only chamber of a law, and the name of the only contest that the law takes.

    Empty where there are more, where the election gives the chamber a name, and where the contest has one
    name for all readers: then the law's name stands.
    """
    law = shown.law
    contests = set(law.contests.values()) if law else set()
    if law is None or len(chambers) != 1 or len(contests) != 1 or law.names:
        return {}
    (contest,) = (shown.contests[name] for name in contests)
    return dict.fromkeys(chambers, contest.name) if contest.names else {}


def body_name(name: str, language: str) -> str:
    """What the law calls a chamber or an office, where that is a word and no name: *Senate*, *Senado*."""
    return Words(language).said(name, "body")


class Renaming:
    """From the plain names in documents to those of a language.

    Args:
        plain: the election with the names that the documents have.
        shown: the same election with those that readers get.
        units: code and plain name of a unit -> its name for these readers.
        chambers: the chambers of the law, see :func:`chamber_by_contest`.
        language: of these readers.
    """

    def __init__(
        self,
        plain: Election,
        shown: Election,
        units: Mapping[tuple[str, str], str],
        chambers: Collection[str] = (),
        language: str = SOURCE,
    ) -> None:
        self._language = language
        self._plain = plain
        self._shown = shown
        self._units = units
        self._persons = {
            (key[2], plain.label_in(*key)): shown.label_in(*key)
            for key, person in plain.candidates.items()
            if person.names or person.lists
        }
        self._chambers = {
            key: next(iter(names.values())) for key, names in (shown.law.names.items() if shown.law else ())
        }
        self._chambers = chamber_by_contest(shown, chambers) | self._chambers

    def of(self, value: _T) -> _T:
        """A document, or a part of one, with other names; itself where it has none."""
        return cast("_T", self._of(value))

    def _of(self, value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            changed = {name: new for name, old in fields.items() if (new := self._of(old)) is not old}
            changed |= self._unit(fields)
            changed |= {key: name for key, name in self._names(value).items() if name != fields[key]}
            return msgspec.structs.replace(value, **changed) if changed else value
        if isinstance(value, Mapping):
            parts = {key: self._of(one) for key, one in value.items()}
            return parts if any(parts[key] is not one for key, one in value.items()) else value
        if isinstance(value, tuple):
            items = tuple(map(self._of, value))
            return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        return value

    def _unit(self, fields: Mapping[str, Any]) -> _Names:
        """The other name of the unit that a part of a document is about."""
        if not self._units or not isinstance(fields.get("unit"), str):
            return {}
        field = "unit_name" if "unit_name" in fields else "name"
        name = self._units.get((fields["unit"], fields.get(field, "")))
        return {field: name} if name else {}

    @singledispatchmethod
    def _names(self, _value: msgspec.Struct) -> _Names:
        return {}

    @_names.register
    def _election(self, _value: ElectionLabel) -> _Names:
        return {"name": self._shown.name}

    @_names.register
    def _heading(self, value: ElectionHeading) -> _Names:
        return {"note": self._shown.note} if value.note and value.note == self._plain.note else {}

    @_names.register
    def _selection(self, value: SelectionLabel) -> _Names:
        plain, shown = self._plain.selections.get(value.id), self._shown.selections.get(value.id)
        if plain is None or shown is None:
            return {}
        if value.name == plain.name:
            return {"name": shown.name, "short": shown.label}
        known = self._persons.get((value.id, value.name))
        if known:
            return {"name": known, "short": known} if value.short == value.name else {"name": known}
        # A person, with the list behind.
        behind = f" ({plain.label})"
        person = value.name.removesuffix(behind)
        name = person if person == value.name else f"{person} ({shown.label})"
        return {"name": name, "short": name} if value.short == value.name else {"name": name}

    @_names.register
    def _contest(self, value: ContestLabel) -> _Names:
        return self._contest_name(value.id)

    @_names.register
    def _headline(self, value: Headline) -> _Names:
        return self._contest_name(value.contest)

    @_names.register
    def _office(self, value: OfficeResult) -> _Names:
        return self._contest_name(value.contest)

    @_names.register
    def _level(self, value: LevelLabel) -> _Names:
        names = (level.name for level in self._shown.levels if level.id == value.id)
        return {"name": next(names, value.name)}

    @_names.register
    def _chamber(self, value: ChamberSummary) -> _Names:
        return self._chamber_name(value.id, value.name)

    @_names.register
    def _bounds(self, value: MajorityBounds) -> _Names:
        return self._chamber_name(value.id, value.name)

    @_names.register
    def _difference(self, value: SourceDifference) -> _Names:
        whole = {"unit_name": self._shown.name} if value.level == NATION else {}
        return {**whole, **self._figure(value.figure)}

    @_names.register
    def _effect(self, value: FigureEffect) -> _Names:
        return self._figure(value.figure)

    def _figure(self, figure: str) -> _Names:
        shown = self._shown.selections.get(sheet.selection_of(figure))
        return {"name": shown.name} if figure.startswith(sheet.VOTES_PREFIX) and shown else {}

    def _chamber_name(self, chamber: str, name: str) -> _Names:
        return {"name": self._chambers.get(chamber) or body_name(name, self._language)}

    def _contest_name(self, contest: str) -> _Names:
        shown = self._shown.contests.get(contest)
        return {"name": shown.name} if shown else {}
