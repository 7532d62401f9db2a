"""An outcome for people: the names of selections and units where its codes stand.

A law works with the codes of an election. Whoever shows its steps puts the names in first; text, HTML and the
site's page then set them alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from escrutinio.law.decisions import Decision, Elected, RunOff, Tie, Undecided
from escrutinio.law.outcome import Chamber, Outcome
from escrutinio.law.step_parts import DecisionTable, Step

_T = TypeVar("_T")

JOINED = (" / ", " + ")
"""What stands between two codes: of a unit and a list for one seat, and of lists that stand together."""

_NAMES = frozenset({"name", "unit", "party", "constituency", "excluded"})
"""The fields of one word that hold a code; in others, such as a divisor, what is a code by chance stays."""
_BEFORE_UNIT = re.compile(r" of |, | in ")
"""What stands before a unit at the end of a heading or of what is tied: "Seats of N", "First scrutiny, N"."""
_WHO = re.compile(r"^.+?(?= could not stand in )|(?<=, and ).+?(?= was elected in the first$)")
"""The selections that a reason is about."""
_OPEN = re.compile(r"(?<=^The seats of ).+?(?= are open\b)|(?<=^The seat of ).+?(?= is open\b)")
"""The unit of a warning."""


def names_of_codes(selections: Mapping[str, str], units: Mapping[str, str]) -> dict[str, str]:
    """Code -> what to call a selection or a unit.

    A name that two of them have stands with the code; a code that is both a selection's and a unit's stays.
    """
    names = {
        code: name
        for code, name in {**units, **selections}.items()
        if not (code in units and code in selections)
    }
    often = Counter(names.values())
    return {code: name if often[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def person_key(unit: str, selection: str) -> str:
    """The key, among names, of who stands for a selection in one unit."""
    return f"{unit}\t{selection}"


def outcome_with_names(outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    """The outcome with names in its steps, decisions and seats, and of the unit that a warning is about.

    Args:
        outcome: with codes.
        names: code -> name, see :func:`names_of_codes`; and who stands for a selection in a unit, see
            :func:`person_key`.
    """
    return replace(
        outcome,
        offices={office: _named(decision, names) for office, decision in outcome.offices.items()},
        chambers={key: _chamber(chamber, names) for key, chamber in outcome.chambers.items()},
        steps=tuple(step_with_names(step, names) for step in outcome.steps),
        warnings=tuple(text_with_names(warning, names) for warning in outcome.warnings),
    )


def _chamber(chamber: Chamber, names: Mapping[str, str]) -> Chamber:
    """The seats of a chamber; the kinds of seats are words, not codes."""
    units = {
        unit: replace(
            seats,
            name=names.get(unit, seats.name),
            seats=_named(seats.seats, names),
            by_kind={kind: _named(lists, names) for kind, lists in seats.by_kind.items()},
            ties=_named(seats.ties, names),
        )
        for unit, seats in chamber.units.items()
    }
    return replace(
        chamber,
        seats=_named(chamber.seats, names),
        by_kind={kind: _named(lists, names) for kind, lists in chamber.by_kind.items()},
        units=units,
        districts=_decisions(chamber.districts, names),
        ties=_named(chamber.ties, names),
    )


def step_with_names(step: Step, names: Mapping[str, str]) -> Step:
    """A step of a derivation with names, its heading too."""
    return replace(_named(step, names), rule=text_with_names(step.rule, names))


def text_with_names(text: str, names: Mapping[str, str]) -> str:
    """A heading, what is tied or a warning with the name of the unit in it."""
    text = _WHO.sub(lambda who: ", ".join(_word(code, names) for code in who[0].split(", ")), text)
    for between in _BEFORE_UNIT.finditer(text):
        if (unit := text[between.end() :]) in names:
            return f"{text[: between.end()]}{names[unit]}"
    if _OPEN.search(text):
        head, colon, why = _OPEN.sub(lambda unit: names.get(unit[0], unit[0]), text).partition(": ")
        return f"{head}{colon}{text_with_names(why.removesuffix('.'), names)}."
    return text


def _unit_of(what: str, names: Mapping[str, str]) -> str:
    """The unit at the end of what is tied; empty where it names none."""
    ends = (what[between.end() :] for between in _BEFORE_UNIT.finditer(what))
    return next((unit for unit in ends if unit in names), "")


def _in_unit(code: str, unit: str, names: Mapping[str, str]) -> str:
    """Who stands for a selection in a unit, or what the selection is called."""
    return names.get(person_key(unit, code)) or _word(code, names)


def _decisions(decisions: Mapping[str, Decision], names: Mapping[str, str]) -> dict[str, Decision]:
    """Unit -> decision, with the names of units and of who stands there."""
    found: dict[str, Decision] = {}
    for unit, decision in decisions.items():
        named: Decision = _named(decision, names)
        if isinstance(decision, Elected) and isinstance(named, Elected):
            named = replace(named, name=_in_unit(decision.name, unit, names))
        if isinstance(decision, RunOff) and isinstance(named, RunOff):
            named = replace(named, pair=tuple(_in_unit(code, unit, names) for code in decision.pair))
        if isinstance(decision, RunOff) and decision.tie and isinstance(named, RunOff) and named.tie:
            tied = tuple(_in_unit(code, unit, names) for code in decision.tie.tied)
            named = replace(named, tie=replace(named.tie, tied=tied))
        found[_word(unit, names)] = named
    return found


def _word(text: str, names: Mapping[str, str]) -> str:
    """The name of a code, or of codes that are joined."""
    if text in names:
        return names[text]
    for between in JOINED:
        parts = text.split(between)
        if len(parts) > 1 and all(part in names for part in parts):
            return between.join(names[part] for part in parts)
    return text


def _named(value: _T, names: Mapping[str, str]) -> _T:
    """A value with names where codes stand."""
    named: Any = value
    if type(value) is str:
        named = _word(str(value), names)
    elif isinstance(value, Mapping):
        named = {_named(key, names): _named(entry, names) for key, entry in value.items()}
    elif isinstance(value, tuple | list | frozenset):
        named = type(value)(_named(entry, names) for entry in value)
    elif is_dataclass(value) and not isinstance(value, type):
        changed = {
            each.name: _named(getattr(value, each.name), names)
            for each in fields(value)
            if each.init and (each.name in _NAMES or not isinstance(getattr(value, each.name), str))
        }
        if isinstance(value, Tie):
            changed["what"] = text_with_names(value.what, names)
            unit = _unit_of(value.what, names)
            changed["tied"] = tuple(_in_unit(code, unit, names) for code in value.tied)
        if isinstance(value, DecisionTable):
            changed["decisions"] = _decisions(value.decisions, names)
        if isinstance(value, Undecided):
            changed["text"] = text_with_names(value.text, names)
        named = replace(value, **changed)
    return named  # type: ignore[no-any-return]
