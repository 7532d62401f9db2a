"""Findings as a frame: many of them at once, in columns. One schema for feeds, ledger and checks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import polars as pl

from escrutinio.ledger.finding_kinds import FindingKind
from escrutinio.model import Finding, Severity

FINDING_SCHEMA: Mapping[str, type[pl.DataType]] = {
    "code": pl.String,
    "severity": pl.String,
    "message": pl.String,
    "contest": pl.String,
    "sheet": pl.String,
    "file": pl.String,
    "line": pl.Int64,
    "delivery": pl.String,
    "numbers": pl.String,  # a JSON object
    "before": pl.String,
    "after": pl.String,
}


_FEW = 8
"""So many values of a list are told; the others are looked up in the file."""
_NONE = pl.DataFrame(schema=dict(FINDING_SCHEMA))


def empty_findings() -> pl.DataFrame:
    """A frame of no findings."""
    return _NONE.clone()


def told_in_a_line(values: pl.Expr, between: str = ", ") -> pl.Expr:
    """The values of lists as text that a person can read: of many the first ones and the last."""
    texts = values.cast(pl.List(pl.String))
    first = texts.list.head(_FEW).list.join(between)
    many = pl.format(f"{{}}{between}...{between}{{}}", first, texts.list.last())
    return pl.when(texts.list.len() > _FEW + 1).then(many).otherwise(texts.list.join(between))


def findings_from(
    frame: pl.DataFrame,
    kind: FindingKind,
    message: pl.Expr,
    numbers: Iterable[str | pl.Expr] = (),
    *,
    before: pl.Expr | None = None,
    after: pl.Expr | None = None,
) -> pl.DataFrame:
    """One finding per row of ``frame``.

    Args:
        frame: the rows concerned; contest, sheet, file, line and delivery are taken over where they exist.
        kind: gives the code and the severity.
        message: an expression giving the sentence.
        numbers: columns or expressions that went into the formula; they become a JSON object by name.
        before: what it was, for changes.
        after: what it is now, for changes.
    """
    if frame.is_empty():
        return empty_findings()
    # A null in the sentence would make it vanish; a finding always has its words.
    parts = {
        "code": pl.lit(kind.code),
        "severity": pl.lit(str(kind.severity)),
        "message": message.fill_null("(some of its numbers are missing)"),
        "numbers": pl.struct(list(numbers)).struct.json_encode()
        if (numbers := list(numbers))
        else pl.lit("{}"),
        "before": before if before is not None else pl.lit(""),
        "after": after if after is not None else pl.lit(""),
    }
    for name in ("contest", "sheet", "file", "delivery"):
        parts[name] = pl.col(name) if name in frame.columns else pl.lit("")
    parts["line"] = pl.col("line") if "line" in frame.columns else pl.lit(0)
    columns = [parts[name].cast(dtype).alias(name) for name, dtype in FINDING_SCHEMA.items()]
    return frame.select(columns).with_columns(pl.col("contest", "sheet", "file", "delivery").fill_null(""))


def grouped(number: str | pl.Expr) -> pl.Expr:
    """A whole number, or the figures of a column, as sentences have it: ``1,234,567``."""
    value = pl.col(number) if isinstance(number, str) else number
    turned = value.cast(pl.String).str.reverse()
    parted = turned.str.replace_all(r"(\d{3})", "${1},").str.reverse()
    return parted.str.strip_prefix(",").str.replace("-,", "-", literal=True)


def concat_findings(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings of several frames."""
    filled = [frame for frame in frames if not frame.is_empty()]
    return pl.concat(filled) if filled else empty_findings()


def to_findings(frame: pl.DataFrame) -> list[Finding]:
    """The findings of a frame as values."""
    return [
        Finding(
            code=row["code"],
            severity=Severity(row["severity"]),
            message=row["message"],
            contest=row["contest"],
            sheet=row["sheet"],
            file=row["file"],
            line=row["line"] or 0,
            delivery=row["delivery"],
            numbers=json.loads(row["numbers"]),
            before=row["before"],
            after=row["after"],
        )
        for row in frame.iter_rows(named=True)
    ]
