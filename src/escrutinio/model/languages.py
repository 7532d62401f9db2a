"""Names in several languages: which one a reader gets, and an election as that reader has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from escrutinio.model.election import Candidate, Election, Selection
from escrutinio.model.names import Names


def name_in(names: Names, language: str, plain: str) -> str:
    """The name for readers of a language.

    Args:
        names: language -> name.
        language: of the reader. Where there is no name in it, one of the same language elsewhere is taken:
            ``es`` for ``es-BO``, and the other way round.
        plain: the name where there is none in the language.
    """
    by_tag = {tag.casefold(): name for tag, name in names.items()}
    wanted = language.casefold()
    first = wanted.partition("-")[0]
    if wanted in by_tag or first in by_tag:
        return by_tag.get(wanted) or by_tag[first]
    return next((name for tag, name in by_tag.items() if tag.partition("-")[0] == first), plain)


def languages_of(election: Election) -> tuple[str, ...]:
    """The languages in which an election has names, in the order of its definition."""
    tables = [election.names, election.notes, *(contest.names for contest in election.contests.values())]
    tables += [level.names for level in election.levels]
    tables += [
        names for selection in election.selections.values() for names in (selection.names, selection.shorts)
    ]
    tables += election.law.names.values() if election.law else []
    tables += [
        names for candidate in election.candidates.values() for names in (candidate.names, candidate.lists)
    ]
    tables += [election.baseline.names] if election.baseline else []
    tags = [*(tag for names in tables for tag in names if tag), *election.stations.languages]
    return tuple(dict.fromkeys(tags))


def has_language(election: Election, language: str) -> bool:
    """Whether an election has any name for readers of a language."""
    return any(name_in({tag: tag}, language, "") for tag in languages_of(election))


def in_language(election: Election, language: str) -> Election:
    """An election with the names for readers of a language in the place of its plain ones."""
    if not languages_of(election):
        return election
    selections = {key: _selection(one, language) for key, one in election.selections.items()}
    law, baseline = election.law, election.baseline
    if law is not None:
        # Of a body of the law the first name is the plain one.
        law = replace(law, names={body: _first_in(names, language) for body, names in law.names.items()})
    return replace(
        election,
        name=name_in(election.names, language, election.name),
        note=name_in(election.notes, language, election.note),
        selections=selections,
        contests={
            key: replace(one, name=name_in(one.names, language, one.name))
            for key, one in election.contests.items()
        },
        levels=tuple(
            replace(level, name=name_in(level.names, language, level.name)) for level in election.levels
        ),
        law=law,
        boundaries={
            level: replace(one, note=name_in(one.notes, language, one.note))
            for level, one in election.boundaries.items()
        },
        baseline=baseline and replace(baseline, name=name_in(baseline.names, language, baseline.name)),
        candidates={
            key: _person(person, election.selections.get(key[2]), selections.get(key[2]), language)
            for key, person in election.candidates.items()
        },
        language=language,
    )


def _person(
    person: Candidate, plain: Selection | None, selection: Selection | None, language: str
) -> Candidate:
    name = name_in(person.names, language, person.name)
    if plain and selection and person.name == plain.name and not person.names:
        name = selection.name  # a person who is the selection goes by its name
    return replace(person, name=name, list=name_in(person.lists, language, person.list))


def _selection(selection: Selection, language: str) -> Selection:
    name = name_in(selection.names, language, selection.name)
    return replace(selection, name=name, short=name_in(selection.shorts, language, selection.short))


def _first_in(names: Names, language: str) -> Mapping[str, str]:
    """Names with the one for a language first."""
    plain = next(iter(names.values()))
    chosen = name_in(names, language, plain)
    return {language: chosen, **names} if chosen != plain else names
