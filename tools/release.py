"""Builds what is released into dist/: a wheel that is the same each time, a bill of materials, digests.

The wheel is built from what is committed, in a folder of its own. The bill of materials (CycloneDX) lists
every package of requirements.lock with its digests.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Build and compare; the exit code is 1 when two wheels differ."""
    to = ROOT / "dist"
    to.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        wheels = [built_wheel(ROOT, Path(place)) for place in (first, second)]
        contents = [wheel.read_bytes() for wheel in wheels]
        if contents[0] != contents[1]:
            sys.stderr.write("two wheels of the same commit differ\n")
            return 1
        wheel = to / wheels[0].name
        wheel.write_bytes(contents[0])
    bill = to / f"{wheel.name.removesuffix('.whl')}.cdx.json"
    make_bill(bill)
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in (wheel, bill)]
    (to / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="ascii")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def built_wheel(source: Path, place: Path) -> Path:
    """Build the wheel of what is committed in a folder of its own."""
    tree = place / "source"
    archive = subprocess.run(["git", "archive", "HEAD"], cwd=source, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as packed:
        packed.extractall(tree, filter="data")
    when = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=source, check=True, capture_output=True, text=True
    ).stdout.strip()
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    subprocess.run(
        [*command, "--no-build-isolation", "--wheel-dir", str(place), str(tree)],
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": when},
    )
    (wheel,) = place.glob("*.whl")
    return wheel


def make_bill(to: Path) -> None:
    """Write the bill of materials of what the lock file installs."""
    command = [str(Path(sys.executable).with_name("cyclonedx-py")), "requirements", "requirements.lock"]
    options = ["--pyproject", "pyproject.toml", "--output-reproducible", "--output-format", "JSON"]
    subprocess.run([*command, *options, "--output-file", str(to)], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
