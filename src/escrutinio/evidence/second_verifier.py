"""Checks a package of an election with nothing but Python: python -I verify.py PACKAGE --key KEY

This file shares no code with the program that made the package. It verifies the signatures, the log, every
digest, that every sheet of the result is in a file that came in, and that the totals are the sums of the
sheets. It does not read the sources, apply the law, or project. Without a public key it believes the one in
the package: compare it with what the publisher shows elsewhere.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

MOST_FILES, MOST_BYTES = 10_000, 4 * 2**30
UNREADABLE = (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, RuntimeError, zlib.error)
COUNTS = ("registered", "cast", "valid", "blank", "null")
Files = dict[str, bytes]
Key = tuple[str, bytes, bytes]
Point = tuple[int, int, int, int]
Row = dict[str, str]
Deliveries = dict[tuple[str, str], dict[tuple[str, str], list[Row]]]
Sums = dict[tuple[str, str, str], dict[str, int]]


class Wrong(Exception):
    """What does not agree."""


# Ed25519, as RFC 8032, section 5.1.7, verifies it. Slow, and short enough to be read.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def add(a: Point, b: Point) -> Point:
    """The sum of two points in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def times(number: int, point: Point) -> Point:
    """A point so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for; None where they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE: Any = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether 64 bytes are the signature of a message by a public key of 32 bytes."""
    key, commitment = point_of(public), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or key is None or commitment is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(commitment, times(h, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 == (left[1] * right[2] - right[1] * left[2]) % P


def read(path: Path) -> Files:
    """The files of a package: name -> bytes."""
    if path.is_dir():
        inside = (file for file in path.rglob("*") if file.is_file())
        return {file.relative_to(path).as_posix(): file.read_bytes() for file in inside}
    files: dict[str, bytes] = {}
    whole = path.read_bytes()
    left = min(max(32 * 2**20, 100 * len(whole)), MOST_BYTES)
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            raise Wrong(f"the package holds more than {MOST_FILES} files")
        for entry in entries:
            name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
            odd = name.startswith("/") or ".." in name.split("/") or "\\" in name or name.endswith("/")
            if odd or name in files or kind not in (0, stat.S_IFREG):
                raise Wrong(f"the package holds {name!r}, which no package does")
            with archive.open(entry) as file:
                files[name] = file.read(left + 1)
            left -= len(files[name])
            if left < 0:
                raise Wrong("the package unpacks to far more than a count of its size")
    if whole[-71:] != b"sha256:" + hashlib.sha256(whole[:-64]).hexdigest().encode():
        raise Wrong("the archive itself has been changed: its bytes are not those that were written")
    return files


def note(data: bytes, name: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A signed note: its text, and its signatures as (name, id, value)."""
    text, _, lines = data.decode().rpartition("\n\n")
    signatures = []
    for line in lines.split("\n")[:-1]:
        dash, signer, blob = line.split(" ")
        value = base64.b64decode(blob, validate=True)
        if dash != "—" or base64.b64encode(value).decode() != blob:
            raise Wrong(f"{name} has a line that is no signature")
        signatures.append((signer, value[:4], value[4:]))
    return text + "\n", signatures


def key_of(text: str) -> Key:
    """A public key: its name, its id, its 32 bytes."""
    name, _, rest = text.strip().partition("+")
    number, _, blob = rest.partition("+")
    value = base64.b64decode(blob, validate=True)
    own = hashlib.sha256(name.encode() + b"\n" + value).digest()[:4]
    if value[:1] != b"\x01" or len(value) != 33 or own.hex() != number:
        raise Wrong("this is no public key, or one that has been changed: its id does not fit it")
    return name, own, value[1:]


def verify_note(files: Files, name: str, key: Key | None) -> str:
    """The text of a note that the key has signed; of one without a key, its text."""
    text, signatures = note(files[name], name)
    if key is None:
        return text
    own = [value for signer, number, value in signatures if (signer, number) == key[:2]]
    if not own or not all(signed(key[2], text.encode(), value) for value in own):
        raise Wrong(f"{name} is not signed by {key[0]}, or has been changed since")
    return text


def check_manifest(files: Files, key: Key | None) -> int:
    """Every file is as the manifest says, and there is no other."""
    lines = verify_note(files, "manifest", key).split("\n")[1:-1]
    known = {line.split("  ", 2)[2]: line.split("  ", 2)[:2] for line in lines}
    for name in sorted(set(known) ^ (set(files) - {"manifest"})):
        raise Wrong(f"{name} is {'missing' if name in known else 'not in the manifest'}")
    for name, (digest, size) in known.items():
        now = hashlib.sha256(files[name]).hexdigest()
        if now != digest or len(files[name]) != int(size):
            raise Wrong(f"{name} has been changed: sha256 was {digest}, is {now}")
    return len(known)


def root(hashes: list[bytes]) -> bytes:
    """The root of a tree as RFC 6962 has it."""
    while len(hashes) > 1:
        places = range(0, len(hashes) - 1, 2)
        pairs = [hashlib.sha256(b"\x01" + hashes[at] + hashes[at + 1]).digest() for at in places]
        hashes = pairs + hashes[-1:] if len(hashes) % 2 else pairs
    return hashes[0] if hashes else hashlib.sha256(b"").digest()


def check_log(files: Files, key: Key | None) -> list[dict[str, Any]]:
    """The entries are those of the checkpoint, each naming the one before it."""
    if "log/checkpoint" not in files:
        return []
    _, size, top = verify_note(files, "log/checkpoint", key).split("\n")[:3]
    lines = files["log/entries"].split(b"\n")[:-1]
    entries, hashes, previous = list[dict[str, Any]](), list[bytes](), ""
    for number, line in enumerate(lines):
        entry = json.loads(line)
        if entry["previous"] != previous:
            raise Wrong(f"entry {number} of the log does not follow the one before it")
        hashes.append(hashlib.sha256(b"\x00" + line).digest())
        previous = hashes[-1].hex()
        entries.append(entry)
    if int(size) != len(entries) or base64.b64encode(root(hashes)).decode() != top:
        raise Wrong("the log has been changed: its entries are not those of its checkpoint")
    return entries


def check_deliveries(files: Files, entries: list[dict[str, Any]]) -> Deliveries:
    """The bytes and the rows of every delivery are those of the log; delivery -> contest, sheet -> rows."""
    last: dict[tuple[str, str, str], int] = {}
    for number, entry in enumerate(entries):
        if entry["kind"] == "delivery":
            last[entry["sha256"], entry["feed"], entry["observed_at"]] = number
    rows: Deliveries = {}
    for number in last.values():
        entry = entries[number]
        raw, table = "raw/" + entry["sha256"], f"ledger/rows-{number:05}.csv"
        if hashlib.sha256(files[raw]).hexdigest() != entry["sha256"]:
            raise Wrong(f"{entry['file']} ({raw}) is not the file that came in")
        if hashlib.sha256(files[table]).hexdigest() != entry["rows_sha256"]:
            raise Wrong(f"the rows of {entry['file']} ({table}) are not those of the log")
        for row in read_table(files, table):
            own = rows.setdefault((entry["sha256"], entry["feed"]), {})
            own.setdefault((row["contest"], row["sheet"]), []).append(row)
    return rows


def read_table(files: Files, name: str) -> Iterable[Row]:
    """The rows of a table."""
    return csv.DictReader(io.StringIO(files[name].decode(), newline=""))


def check_sheets(files: Files, rows: Deliveries) -> tuple[Sums, int]:
    """Every vote of every sheet that counts is in a row that came in; the sums of all units."""
    sums: Sums = {}
    every: dict[tuple[str, str], list[Row]] = {}
    count, levels = 0, None
    for delivery in rows.values():
        for key, own in delivery.items():
            every.setdefault(key, []).extend(own)
    for row in read_table(files, "results/sheets.csv"):
        key = row["contest"], row["sheet"]
        votes = [name for name in row if name.startswith("votes_")]
        if levels is None:
            names = list(row)
            levels = names[names.index("line") + 1 : names.index("registered")]
        near = rows.get((row["delivery"], row["source"]), {}).get(key, ())
        for name in votes:
            said = {row.get(name, "") for row in near} or {""}
            said |= {"0"} if said == {""} else {row.get(name, "") for row in every.get(key, ())}
            if row[name] not in said:
                raise Wrong(f"{' '.join(key)}: {name} is {row[name] or 'empty'}, and no file says so")
        for level in ("nation", *levels):
            unit = "nation" if level == "nation" else row[level]
            total = sums.setdefault((row["contest"], level, unit), dict.fromkeys(("sheets_reported",), 0))
            total["sheets_reported"] += 1
            for name in (*COUNTS, *votes):
                if row[name]:
                    total[name] = total.get(name, 0) + int(row[name])
        count += 1
    return sums, count


def check_totals(files: Files, sums: Sums) -> int:
    """Every total is the sum of its sheets."""
    count, seen = 0, set()
    for row in read_table(files, "results/totals.csv"):
        key = row["contest"], row["level"], row["unit"]
        own = sums.get(key, {})
        seen.add(key)
        for name in ("sheets_reported", *COUNTS, *(name for name in row if name.startswith("votes_"))):
            if int(row[name] or 0) != own.get(name, 0):
                what = f"{name} is {row[name]}, and its sheets add up to {own.get(name, 0)}"
                raise Wrong(f"{' '.join(key)}: {what}")
            count += 1
    tabulated = {key[:2] for key in seen}
    for key in sums:
        if key not in seen and key[:2] in tabulated:
            raise Wrong(f"{' '.join(key)}: its sheets are in no total")
    return count


def main(package: str, key: str = "") -> int:
    """Check a package and say what agrees."""
    try:
        files = read(Path(package))
        text = key or files.get("log/key", b"").decode()
        public = key_of(text) if text else None
        print("key       ", text.strip() or "none: nothing is signed, and anybody could have made it")
        print(f"files      agree: {check_manifest(files, public)} are as in the manifest")
        entries = check_log(files, public)
        print(f"log        agrees: {len(entries)} entries")
        rows = check_deliveries(files, entries)
        print(f"deliveries agree: {len(rows)}, with their rows")
        sums, count = check_sheets(files, rows)
        print(f"sheets     agree: {count}, each in a file that came in")
        print(f"totals     agree: {check_totals(files, sums)} are the sums of their sheets")
    except (Wrong, zipfile.BadZipFile, *UNREADABLE) as error:
        why = "" if isinstance(error, Wrong) else f"the package cannot be read: {type(error).__name__}: "
        print(f"WRONG      {why}{error}")
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", help="the zip file, or the folder that it was unpacked to")
    parser.add_argument("--key", default="", help="the public key that must have signed the package")
    sys.exit(main(**vars(parser.parse_args())))
