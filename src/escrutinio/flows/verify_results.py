"""Whether the results in a package are those that come out of its files, and what has been found of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from escrutinio.flows.compare import document_changes, table_changes
from escrutinio.flows.desk import Desk
from escrutinio.flows.documents.decide import DecideDocument
from escrutinio.flows.documents.deliveries import Change, LedgerProblem, OneSided, VerifiedPart
from escrutinio.flows.documents.laws import LawDocument
from escrutinio.flows.documents.project import ProjectDocument
from escrutinio.flows.evidence import SOFTWARE
from escrutinio.flows.package import LAW, About, law_json
from escrutinio.flows.package_results import (
    EXCLUDED,
    OUTCOME,
    PROJECTION,
    SETTINGS,
    STANDING,
    TOTALS,
    results,
)
from escrutinio.flows.so_many import so_many
from escrutinio.model import EvidenceError, sheet

ROW_KEY, _UNIT_KEY = (sheet.CONTEST, sheet.SHEET), (sheet.CONTEST, "level", "unit")
_PARTS = {
    TOTALS: "count",
    STANDING: "count",
    EXCLUDED: "count",
    OUTCOME: "law",
    LAW: "law",
    PROJECTION: "projection",
    SETTINGS: "projection",
}
_DOCUMENTS = {OUTCOME: DecideDocument, PROJECTION: ProjectDocument, LAW: LawDocument}


@dataclass
class Verification:
    """What has been found so far of a package that is unpacked in a folder.

    Attributes:
        folder: its files.
        problems: what is wrong.
        parts: by its name what agrees and what does not.
        changed: the files that are not as the manifest says.
        signed: whether the manifest is signed by the key; None where nothing is signed.
        one_sided: keys of documents that only the package has, or only this program.
    """

    folder: Path
    problems: list[LedgerProblem] = field(default_factory=list)
    parts: dict[str, VerifiedPart] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    signed: bool | None = None
    one_sided: list[OneSided] = field(default_factory=list)

    def problem(
        self,
        kind: str,
        message: str,
        *,
        file: str = "",
        sha256: str = "",
        path: str = "",
        changes: Sequence[Change] = (),
        sheets: Sequence[str] = (),
    ) -> None:
        """Note something that is wrong, see :class:`LedgerProblem`; of many sheets the first twenty."""
        self.problems.append(
            LedgerProblem(
                kind=kind,
                file=file,
                sha256=sha256,
                path=path,
                sheets=tuple(dict.fromkeys(sheets))[:20],
                message=message,
                changes=tuple(changes),
            )
        )

    def part(self, name: str, agrees: bool | None, detail: str) -> None:
        """Note whether a part agrees; the first thing that is wrong with it stays."""
        before = self.parts.get(name)
        if before is not None and before.agrees is False:
            return
        self.parts[name] = VerifiedPart(part=name, agrees=agrees, detail=detail)

    def signed_parts(self) -> list[VerifiedPart]:
        """What a signature stands for."""
        return [part for name, part in self.parts.items() if name in ("files", "log")]

    def read(self, name: str) -> bytes:
        """A file of the package.

        Raises:
            EvidenceError: it is not there.
        """
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            raise EvidenceError(f"the package has no {name}") from None


def verify_results(verification: Verification, desk: Desk, about: About) -> None:
    """Everything that is computed, against what the package says."""
    computed: Mapping[str, bytes] = results(desk)
    law = law_json(desk)
    both = {**computed, **({LAW: law} if law is not None else {})}
    sheets = so_many(_lines(computed[STANDING]), "sheet")
    details = {
        "count": f"{so_many(_lines(computed[TOTALS]), 'unit')} from {sheets}",
        "law": desk.election.law.id if desk.election.law else "",
        "projection": "the same draws from the same seed",
    }
    other = "" if about.software == SOFTWARE else f": {about.software} made it, and this is {SOFTWARE}"
    # Which program made it is said in one place, and is no figure.
    both[SETTINGS] = both[SETTINGS].replace(_named(SOFTWARE), _named(about.software))
    for name, data in both.items():
        part = _PARTS[name]
        path = verification.folder / name
        stated = path.read_bytes() if path.exists() else b""
        changes: tuple[Change, ...] = ()
        if stated != data:
            if name.endswith(".csv"):
                changes = table_changes(data, stated, _UNIT_KEY if name == TOTALS else ROW_KEY)
            else:
                compared = document_changes(data, stated, _DOCUMENTS.get(name))
                changes = compared.changes
                verification.one_sided += compared.one_sided(name)
            if changes or name in verification.changed:
                verification.problem(
                    "result",
                    f"{name} is not what comes out of the files{other}.",
                    path=name,
                    changes=changes,
                    sheets=[change.where for change in changes] if name == STANDING else (),
                )
        agrees = not changes and name not in verification.changed
        words = details[part] if agrees else f"{name} is not what comes out of the files"
        verification.part(part, agrees, words)
    if desk.election.law is None:
        verification.part("law", None, "the election names no law")
    if desk.election.projection is None:
        verification.part("projection", None, "the election is counted without one")


def _named(software: str) -> bytes:
    return f'"software": {json.dumps(software)}'.encode()


def _lines(table: bytes) -> int:
    return max(table.count(b"\n") - 1, 0)
