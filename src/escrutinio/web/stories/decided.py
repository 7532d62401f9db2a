"""Whether a contest or a chamber is decided: by a call that stands, or because nothing can change it."""

from __future__ import annotations

from escrutinio.flows.publication import Figure, Publication

Subject = tuple[str, str]
"""``contest`` or ``chamber``, and its id."""


def subject_of(figure: Figure, publication: Publication) -> Subject | None:
    """What a figure is about; None of one that is about neither, such as the moment of the count."""
    for kind in ("contest", "chamber"):
        if kind in figure.label:
            return kind, figure.label[kind]["id"]
    return headline(publication) if figure.kind == "chance" else None


def headline(publication: Publication) -> Subject:
    """The contest that the front page is about."""
    return "contest", publication.front["headline"]["contest"]


def subject_name(subject: Subject, publication: Publication) -> str:
    """Its name."""
    kind, name = subject
    known = publication.front["contests"] if kind == "contest" else publication.front["chambers"]
    return next((str(one["name"]) for one in known if one["id"] == name), name)


def is_called(subject: Subject, publication: Publication) -> bool:
    """Whether one may say who has won it.

    A contest is called when a call for an office that is filled by it stands, or when somebody is elected to
    it whatever the missing sheets hold; a chamber, when the same holds for its majority. What fills no office
    is decided when all of its sheets are in.
    """
    kind, name = subject
    standing = {(one["about"]["kind"], one["about"]["of"]) for one in publication.front["calls"]["standing"]}
    change = publication.front["bounds"] or {"offices": [], "chambers": []}
    if kind == "chamber":
        sure = any(one["id"] == name and one["majority_decided"] for one in change["chambers"])
        return sure or ("majority", name) in standing
    roles = (publication.front["law"] or {"contests": {}})["contests"]
    offices = [one for one in change["offices"] if roles.get(one["id"], one["id"]) == name]
    if not offices:
        status = next((one["status"] for one in publication.front["contests"] if one["id"] == name), "")
        return bool(publication.front["final"]) or status in _WHOLE
    return any(one["elected"] or ("first-round", one["id"]) in standing for one in offices)


_WHOLE = ("unofficial-complete", "certified")
