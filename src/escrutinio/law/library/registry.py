"""The laws this desk knows, by id: files of the library, modules where a file does not suffice, own files."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from escrutinio.law.evaluation.definition import Definition
from escrutinio.law.evaluation.evaluate import apply
from escrutinio.law.evaluation.reading import read_definition
from escrutinio.law.facts import toml_of
from escrutinio.law.library.law import Article, Body, Law
from escrutinio.law.library.several_bodies import read_several_bodies
from escrutinio.model.errors import LawError
from escrutinio.model.text import many_of

__all__ = ["LIBRARY", "Article", "Law", "get_law", "law_ids", "law_of", "read_law"]

LIBRARY = Path(__file__).parent
"""Where the library's files are: ``<country>/<edition>.toml``."""


def law_of(definition: Definition) -> Law:
    """A law that is given by a file."""
    return Law(
        id=definition.id,
        title=definition.title,
        statute=definition.statute,
        contests=definition.contests,
        units=MappingProxyType({}),
        rules=definition.rules,
        apply=partial(apply, definition),
        source=definition.source,
        elects=definition.elects,
        valid_from=definition.valid_from,
        valid_to=definition.valid_to,
        articles=tuple((rule.head.summary, rule.article) for rule in definition.rules),
        notes=definition.notes,
        first_contest=definition.contest,
        seats=definition.seats,
        definition=definition,
        valid=definition.valid.text if definition.valid else "",
        candidates=definition.candidates.text if definition.candidates else "",
        bodies=(Body(definition.body, definition.body_id, definition.body_name),),
    )


def read_law(path: Path, law_id: str = "") -> Law:
    """A law from a file.

    Args:
        path: the file.
        law_id: its id in the library; without it the file is one's own: its id is its name without the
            ending, and messages say its path.

    Raises:
        LawError: the file cannot be read or is no law.
    """
    where = law_id or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        said = f"cannot be read: {path.name} is not UTF-8"
        raise LawError(said, where=where, hint="Save it as UTF-8.") from None
    except OSError as error:
        # Pages and projections give the message without where it is.
        said = f"cannot be read: {path.name}: {error.strerror or error}"
        raise LawError(said, where=where) from None
    table = toml_of(text, where)
    if table.has("bodies"):
        return read_several_bodies(table, law_id or path.stem, where, partial(_beside, path), law_of)
    return law_of(read_definition(text, law_id or path.stem, where))


def _beside(path: Path, law_id: str) -> Law:
    """The law of an id, or of a file beside another."""
    return get_law(str(path.parent / law_id) if law_id.endswith(".toml") else law_id)


@lru_cache(maxsize=1)
def _paths() -> Mapping[str, Path]:
    paths = sorted(LIBRARY.glob("*/*.toml"))
    return MappingProxyType({f"{path.parent.name}/{path.stem}": path for path in paths})


@lru_cache(maxsize=1)
def _modules() -> Mapping[str, Law]:
    """Laws that are modules; imported when one is asked for that is no file."""
    from escrutinio.law.library.bo import general_election as bolivia

    return MappingProxyType({law.id: law for law in bolivia.LAWS})


@cache
def _library(law_id: str) -> Law:
    return read_law(_paths()[law_id], law_id)


def law_ids() -> tuple[str, ...]:
    """The ids of all known laws, sorted."""
    return tuple(sorted({*_modules(), *_paths()}))


def get_law(law_id: str) -> Law:
    """The law of that id, or of a file of one's own, whose name ends with ``.toml``.

    Raises:
        LawError: no such law; the message names those that are near.
    """
    if law_id in _paths():
        return _library(law_id)
    if law_id in _modules():
        return _modules()[law_id]
    if law_id.endswith(".toml"):
        return read_law(Path(law_id))
    country = law_id.partition("/")[0].casefold()
    near = [known for known in law_ids() if known.startswith(f"{country}/")]
    near = near or get_close_matches(law_id, law_ids(), 3, 0.3)
    known = f"Known: {many_of(near)}. " if near else ""
    raise LawError(
        f"unknown law {law_id!r}",
        hint=f"{known}escrutinio law list shows all. Or give the path of a .toml file.",
    )
