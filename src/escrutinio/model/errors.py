"""One family of errors.

EscrutinioError
├── DefinitionError   election.toml (or the stations file it names) is wrong
├── EvidenceError     a log, its signature or a package is not what it should be
├── FeedError         a delivery is refused whole
├── LedgerError       the ledger cannot be opened or written
├── LawError          the totals do not fit the law that was named
│   └── LawFileError  a file of a law, or of facts, is wrong
├── UnknownFigure     a story asks for a figure that there is not
└── UsageError        a command was called in a way that cannot work

Each says what was wrong, where, and how to put it right. Bad *rows* are not errors: they become Findings.
"""

from __future__ import annotations

from collections.abc import Sequence


class EscrutinioError(Exception):
    """What went wrong, where, and what to do about it.

    Args:
        message: what is wrong, in one sentence.
        where: the file, key, line or sheet concerned; empty when there is none.
        hint: what the user can do; empty when nothing helps.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    @property
    def sentence(self) -> str:
        """What is wrong, as a sentence of its own."""
        text = f"{self.message[:1].upper()}{self.message[1:]}"
        return text if text.endswith((".", "?", "!")) else f"{text}."

    @property
    def sentences(self) -> str:
        """What is wrong and what to do about it, each as a sentence."""
        return f"{self.sentence} {self.hint}".rstrip()

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.message}" if self.where else self.message]
        if self.hint:
            parts.append(self.hint)
        return "\n".join(parts)


class DefinitionError(EscrutinioError):
    """The election's definition is wrong; ``problems`` lists every mistake found, not only the first."""

    def __init__(self, problems: Sequence[str], *, where: str = "") -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 mistake" if count == 1 else f"{count} mistakes"
        super().__init__(f"{head} in the election's definition", where=where, hint="\n".join(problems))


class FeedError(EscrutinioError):
    """A delivery is refused whole; the ledger is as it was before."""


class EvidenceError(EscrutinioError):
    """A log, a signature or a package is not what it should be, or cannot be written."""


class LedgerError(EscrutinioError):
    """The ledger cannot be opened, read or written."""


class LawError(EscrutinioError):
    """The totals do not fit the law: an unknown list, a missing district, a negative count."""


class LawFileError(LawError):
    """A file of a law, or of the facts it is applied to, is wrong; ``problems`` lists every mistake."""

    def __init__(self, problems: Sequence[str], *, where: str = "") -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "1 mistake" if count == 1 else f"{count} mistakes"
        super().__init__(f"{head} in the file", where=where, hint="\n".join(problems))


class UnknownFigure(EscrutinioError):  # noqa: N818  a name of the field, as it stands in stories
    """A story asks for a figure that there is not; ``hint`` names the nearest ones."""


class UsageError(EscrutinioError):
    """A command or function was called in a way that cannot work."""
