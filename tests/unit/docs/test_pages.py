"""The pages hang together: links lead somewhere, commands exist, examples run.

What is tested: the pages of docs with cli, flows, feeds and law.
"""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
import unicodedata
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from escrutinio.cli.main import app
from escrutinio.feeds import read_delivery
from escrutinio.flows.check import check
from escrutinio.flows.count import count
from escrutinio.flows.decide import decide
from escrutinio.flows.desk import open_desk
from escrutinio.flows.laws import decide_table
from escrutinio.law import read_law
from escrutinio.law.step_labels import Label
from escrutinio.ledger import Ledger, load_stations
from escrutinio.model import Election, LawError, load_election

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
LAKELAND = DOCS / "how-to" / "lakeland"
README = ROOT / "README.md"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
HOSTS = ("pypi.org", "pythonhosted.org", "npmjs.com", "anaconda.org", "conda-forge", "docker.io", "crates.io")


def names(pages: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in pages]


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as the usual renderers make them."""
    found = set()
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        kept = [char for char in title.lower() if char.isalnum() or char in " -_"]
        found.add(unicodedata.normalize("NFC", "".join(kept)).strip().replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", PAGES, ids=names(PAGES))
def test_every_link_leads_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("http"):
            continue
        file, _, anchor = target.partition("#")
        other = (path.parent / file).resolve() if file else path
        assert other.exists(), target
        if anchor:
            assert anchor in anchors(other), target


@pytest.mark.parametrize("path", PAGES, ids=names(PAGES))
def test_no_page_names_a_registry_or_a_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not [host for host in HOSTS if host in text]
    assert not re.findall(r"(?:/home/|/root/|/tmp/|/work/|/Users/|C:\\)", text)


def test_index_lists_every_page() -> None:
    linked = set(re.findall(r"\]\(([^)#]+\.md)\)", (DOCS / "README.md").read_text(encoding="utf-8")))

    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")} - {"README.md"}

    assert linked == pages


def test_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    named = set(re.findall(r"`make ([a-z]+)`", README.read_text(encoding="utf-8")))

    assert named
    assert named <= targets


def test_readme_gives_the_reason_for_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    needed = {re.split(r"[<>=!~\[; ]", item)[0] for group in groups for item in group} - {"escrutinio"}

    rows = re.findall(r"^\|(.+)\|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    split = [[cell.strip() for cell in row.split("|")] for row in rows]
    extras = set(project["optional-dependencies"])
    plain = {row[0].strip("`") for row in split if len(row) == 2 and re.fullmatch(r"`[a-z0-9-]+`", row[0])}
    extra = {row[1].strip("`") for row in split if len(row) == 3 and row[0].strip("`") in extras}

    assert plain == {re.split(r"[<>=]", item)[0] for item in project["dependencies"]}
    assert plain | extra == needed


def test_extras_of_the_readme_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = README.read_text(encoding="utf-8")

    for extra, items in project["optional-dependencies"].items():
        for item in items:
            name = re.split(r"[<>=\[]", item)[0]
            assert name == "escrutinio" or f"| `{extra}` | `{name}` |" in text, item


# The example.


def test_lakeland_is_what_the_how_to_shows() -> None:
    definition = (LAKELAND / "election.toml").read_text(encoding="utf-8")
    lines = {line.split("  #")[0].strip() for line in definition.splitlines()}

    for name in ("define-an-election.md", "read-a-new-source.md"):
        text = (DOCS / "how-to" / name).read_text(encoding="utf-8")
        for block in re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL):
            if "bo/2020" in block or block.startswith(("# Another source.", "# Another election:")):
                continue
            strange = [line for line in block.splitlines() if line.split("  #")[0].strip() not in lines]
            assert not strange, name


def lakeland(folder: Path) -> Election:
    """The example, with all that its commission has published."""
    for name in ("election.toml", "stations.csv", "assembly.toml"):
        (folder / name).write_bytes((LAKELAND / name).read_bytes())
    election = load_election(folder)
    ledger = Ledger(folder, election)
    for file in sorted((LAKELAND / "files").glob("commission_*.csv")):
        read = read_delivery(file, election)
        ledger.append(read.delivery, read.rows, read.findings, read.data, read.delivery.observed_at)
    return election


def test_lakeland_is_decided_under_its_own_law(tmp_path: Path) -> None:
    lakeland(tmp_path)

    decision = decide(open_desk(tmp_path))

    chamber = decision.outcome.chambers["assembly"]
    assert decision.outcome.law == "assembly"
    assert chamber.size == 9
    # Oak has 120 of 960 valid votes, 12.5 %: below the threshold of 15 %.
    assert set(chamber.seats) == {"heron", "otter"}
    # The sheets' own valid votes are the base, ten more than the lists have.
    assert decision.outcome.steps[0].number(Label.VALID) == 960
    assert not decision.bounds.decided, "sheets are missing"


def test_the_law_of_lakeland_is_what_the_how_to_shows(tmp_path: Path) -> None:
    text = (DOCS / "how-to" / "add-a-law.md").read_text(encoding="utf-8")
    law, lot, several = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    said = (LAKELAND / "assembly.toml").read_text(encoding="utf-8").splitlines()
    assert [line for line in law.splitlines() if line] == [line for line in said if line and line[0] != "#"]
    votes, facts = tmp_path / "votes.csv", tmp_path / "facts.toml"
    votes.write_text(re.findall(r"```csv\n(.*?)```", text, flags=re.DOTALL)[0], encoding="utf-8")
    facts.write_text(lot, encoding="utf-8")

    with pytest.raises(LawError, match="fits no tie"):  # There is none: it shows the form.
        decide_table(str(LAKELAND / "assembly.toml"), votes, facts)
    outcome = decide_table(str(LAKELAND / "assembly.toml"), votes, None)

    assert sum(outcome.chambers["assembly"].seats.values()) == 9
    assert outcome.ties == ()
    (tmp_path / "assembly.toml").write_text(law, encoding="utf-8")
    (tmp_path / "both.toml").write_text(several, encoding="utf-8")
    both = read_law(tmp_path / "both.toml")
    assert (list(both.contests), both.valid_from) == (["mayor", "assembly"], date(2029, 1, 1))


def test_lakeland_counts_as_the_how_to_shows(tmp_path: Path) -> None:
    election = lakeland(tmp_path)

    counted = count(open_desk(tmp_path)).nation("assembly")

    assert load_stations(election).height == 12
    assert (counted.votes, counted.valid.sum) == ({"heron": 420, "otter": 410, "oak": 120}, 960)
    assert check(open_desk(tmp_path), codes=("votes-not-valid",)).findings["sheet"].to_list() == ["301"]


def test_lakeland_observers_file_is_read_as_the_how_to_shows() -> None:
    election = load_election(LAKELAND)

    read = read_delivery(LAKELAND / "files" / "observers.csv", election)

    row = read.rows.row(0, named=True)
    assert read.rows.height == 1
    assert (row["sheet"], row["votes_heron"], row["votes_otter"], row["votes_oak"]) == ("201", 120, 80, 30)
    assert (row["blank"], row["null"]) == (4, 3)


def blocks(name: str, heading: str) -> list[str]:
    text = (DOCS / "how-to" / name).read_text(encoding="utf-8")
    part = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", part, flags=re.DOTALL)


def test_polars_examples_run(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elections").mkdir()
    (tmp_path / "elections" / "night").symlink_to(sample_folder)
    monkeypatch.chdir(tmp_path)
    scope: dict[str, object] = {}

    for code in blocks("read-the-ledger-with-other-tools.md", "Polars"):
        exec(code, scope)

    assert "35599 ┆ 6159211 ┆ 1775953" in capsys.readouterr().out
    standing, versions = scope["standing"], scope["versions"]
    assert isinstance(standing, pl.DataFrame)
    assert isinstance(versions, pl.DataFrame)
    assert 0 < standing.height < versions.height == 70306


# What the pages show is what the commands print.


def shown() -> list[tuple[str, str, str]]:
    """Page, commands and output wherever a block of commands on the two elections has its output below it."""
    found = []
    for path in PAGES:
        fences = re.findall(
            r"^```(\w*)\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        for (kind, commands), (next_kind, output) in pairwise(fences):
            on_examples = re.search(r"^escrutinio \w+ elections/(?:night|lakeland)", commands, re.MULTILINE)
            if kind == "sh" and next_kind == "text" and on_examples:
                found.append((str(path.relative_to(ROOT)), commands, output))
    return found


def in_order(part: list[str], whole: list[str]) -> bool:
    lines = iter(whole)
    return all(line in lines for line in part)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> Path:
    folder = tmp_path_factory.mktemp("workplace")
    (folder / "elections").mkdir()
    (folder / "elections" / "night").symlink_to(sample_folder)
    shutil.copytree(LAKELAND, folder / "elections" / "lakeland")
    return folder


@pytest.fixture(scope="module")
def outputs() -> dict[tuple[str, ...], str]:
    """What commands have printed, so that one that stands on two pages runs once."""
    return {}


@pytest.mark.parametrize(
    ("page", "commands", "output"), shown(), ids=[example[1].strip() for example in shown()]
)
def test_output_on_the_page_is_what_is_printed(
    page: str,
    commands: str,
    output: str,
    workplace: Path,
    outputs: dict[tuple[str, ...], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    making = "escrutinio new" in commands
    monkeypatch.chdir(tmp_path if making else workplace)
    printed: list[str] = []
    for line in commands.splitlines():
        words = shlex.split(line.replace("elections/lakeland/files/commission_*.csv", "FILES"), comments=True)
        if words[:1] != ["escrutinio"]:
            continue
        files = sorted(map(str, Path("elections/lakeland/files").glob("commission_*.csv")))
        arguments = [argument for word in words[1:] for argument in (files if word == "FILES" else [word])]
        if arguments[0] == "replay":
            seconds = arguments.index("--seconds") if "--seconds" in arguments else len(arguments)
            arguments[seconds : seconds + 2] = ["--seconds", "0"]
        if arguments[0] != "replay" or tuple(arguments) not in outputs:
            result = CliRunner().invoke(app, arguments)
            assert result.exit_code == 0, result.output
            outputs[tuple(arguments)] = result.stdout
        printed += [line.rstrip() for line in outputs[tuple(arguments)].splitlines()]

    wanted = [line.rstrip() for line in output.splitlines() if line.strip()]
    assert in_order(wanted, printed), page


def test_the_page_about_the_library_of_laws_runs() -> None:
    text = (DOCS / "how-to" / "use-the-law-as-a-library.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)

    scope: dict[str, object] = {}
    for block in code:
        exec(block, scope)

    assert len(code) == 7
    assert "html" in scope


@pytest.mark.parametrize(
    ("path", "framed"),
    [
        ("/en/embed/president/", True),
        ("/pt-br/embed/president/", True),
        ("/zh-hans/embed/map/region/", True),
        ("/quz/embed/president/", True),
        ("/es-419/embed/president/", True),
        ("/en/embed/", False),
        ("/en/stories/embed/x/", False),
        ("/static/embed/x", False),
    ],
)
def test_the_web_server_lets_frames_of_every_language_be_framed(path: str, framed: bool) -> None:
    text = (DOCS / "how-to" / "export-the-site.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r'\(\$uri ~ "([^"]*embed[^"]*)"\)', text)
    assert (re.search(rule, path) is not None) is framed
