"""The export: the whole public site as files; links lead to files, and only what changed is written."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema_rs
import pytest

from escrutinio.flows.desk import open_desk
from escrutinio.flows.documents import ExportDocument, document_schema
from escrutinio.flows.publication import Publication, open_publication, publish
from escrutinio.model import UsageError
from escrutinio.web import export_files
from escrutinio.web.export import Exported, Plan, check_url, export_site, later_deliveries
from escrutinio.web.export_files import MANIFEST, STAGING, replace_site, writing_to
from escrutinio.web.export_pages import file_name
from escrutinio.web.stories.models import Story
from support import at
from web.replies.making import put, reader

pytestmark = pytest.mark.django_db

Deliver = Callable[[int, int, int], Publication]
URL = "https://results.example.org"
LOCAL = re.compile(r"127\.0\.0\.1|localhost|testserver|\.invalid")
TEXTS = (".html", ".json", ".atom", ".xml", ".txt", ".css", ".js")
LINKS = re.compile(r"""<(?:a|link|script|img|iframe|source)\b[^>]*?\s(?:href|src)="([^"]*)\"""", re.DOTALL)


def export(to: Path, folder: Path, url: str = URL, **plan: object) -> Exported:
    return export_site(Plan(folder, to, workers=1, **plan), url, lambda done, total: None)  # type: ignore[arg-type]


def files(site: Path) -> dict[str, Path]:
    return {str(path.relative_to(site)): path for path in sorted(site.rglob("*")) if path.is_file()}


def links(site: Path, page: Path) -> Iterator[str]:
    """Internal links of a page, from the root."""
    here = f"{URL}/{page.relative_to(site).as_posix().removesuffix('index.html')}"
    for link in LINKS.findall(page.read_text(encoding="utf-8")):
        where = urlsplit(urljoin(here, html.unescape(link)))
        if f"{where.scheme}://{where.netloc}" == URL:
            assert not where.query, f"a file takes no question: {link} in {page}"
            yield unquote(where.path)


def dead_links(site: Path) -> list[tuple[str, str]]:
    return [
        (page, link)
        for page, path in files(site).items()
        if page.endswith(".html")
        for link in links(site, path)
        if not (site / file_name(link)).is_file()
    ]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_every_link_of_every_page_leads_to_a_file(
    deliver: Deliver, folder: Path, site: Path, stories: list[Story]
) -> None:
    deliver(5, 30, 40)

    done = export(site, folder)

    assert done.dead == {}
    assert dead_links(site) == []
    written = files(site)
    # Beside the site's files lie the list of what was written and the lock of the folder.
    own = {name for name in written if not name.startswith(".")}
    assert own == set(json.loads((site / MANIFEST).read_text())["files"])
    assert done.files == done.written == len(own)
    for language in ("en", "es"):
        for page in (
            "",
            "night/",
            "law/",
            "bounds/",
            "findings/",
            "stories/",
            "api/",
            "embed/",
        ):
            assert f"{language}/{page}index.html" in written
        assert f"{language}/results/council/place/PN1/index.html" in written
        # The election has neither seats nor a map, and no page leads to theirs.
        assert not {f"{language}/seats/index.html", f"{language}/map/index.html"} & set(written)
    assert {"live.json", "robots.txt", "sitemap.xml", "index.html", "downloads/results-nist.json"} <= set(
        written
    )
    assert {"en/stories/one/index.html", "es/stories/uno/index.html"} <= set(written)
    assert not [name for name in written if "secret" in name]


def test_addresses_in_documents_lead_to_files(deliver: Deliver, folder: Path, site: Path) -> None:
    deliver(5, 30, 40)
    export(site, folder)

    for contest in json.loads((site / "api/contests.json").read_text())["contests"]:
        units = json.loads((site / contest["addresses"]["units"].lstrip("/")).read_text())["units"]
        for where in [*contest["addresses"].values(), *(unit["address"] for unit in units)]:
            assert (site / file_name(where)).is_file()
    for where in re.findall(rf"{URL}(/[^<\"]*)", (site / "sitemap.xml").read_text()):
        assert (site / file_name(where)).is_file(), where


def test_nothing_of_the_running_site_is_left(
    deliver: Deliver, folder: Path, site: Path, stories: list[Story]
) -> None:
    deliver(5, 30, 40)
    export(site, folder)

    for name, path in files(site).items():
        if name.endswith(TEXTS):
            assert not LOCAL.search(path.read_text(encoding="utf-8")), name
    assert not [name for name in files(site) if "/desk/" in name or "/search/" in name]
    pages = [path.read_text(encoding="utf-8") for name, path in files(site).items() if name.endswith(".html")]
    assert not [page for page in pages if "<form" in page or "/desk/" in page]
    assert f'<link rel="canonical" href="{URL}/es/law/">' in (site / "es/law/index.html").read_text()


def test_an_imprint_at_the_same_host_is_no_page_of_the_site(
    deliver: Deliver, folder: Path, site: Path
) -> None:
    with (folder / "election.toml").open("a", encoding="utf-8") as definition:
        definition.write(f'\n[site]\nimprint = "{URL}/imprint"\n')
    deliver(5, 30, 40)

    assert export(site, folder).dead == {}
    assert f'href="{URL}/imprint"' in (site / "en/index.html").read_text(encoding="utf-8")


def test_without_an_address_links_begin_at_the_root(deliver: Deliver, folder: Path, site: Path) -> None:
    deliver(5, 30, 40)

    export(site, folder, url="")

    assert '<link rel="canonical" href="/es/law/">' in (site / "es/law/index.html").read_text()
    assert not (site / "sitemap.xml").exists()
    for name, path in files(site).items():
        if name.endswith(TEXTS):
            assert not LOCAL.search(path.read_text(encoding="utf-8")), name


def test_pages_are_those_of_the_publication_and_its_language(
    deliver: Deliver, folder: Path, site: Path
) -> None:
    found = deliver(5, 30, 40)

    export(site, folder, language="es")

    page = (site / "es/index.html").read_text()
    assert '<html lang="es">' in page
    assert f'data-publication="{found.id}"' in page
    assert json.loads((site / "live.json").read_text())["id"] == found.id
    assert 'url=/es/"' in (site / "index.html").read_text()


def test_levels_that_are_left_out_have_no_links(deliver: Deliver, folder: Path, site: Path) -> None:
    deliver(5, 30, 40)

    export(site, folder, levels=["region"])

    assert dead_links(site) == []
    assert (site / "en/results/council/region/N/index.html").exists()
    assert not [name for name in files(site) if "/town/" in name or "/place/" in name]
    assert "Region N" in (site / "en/results/council/index.html").read_text()
    listed = json.loads((site / "api/contests/council/units.json").read_text())["units"]
    assert {unit["level"] for unit in listed} == {"nation", "region"}
    with pytest.raises(UsageError, match="there is no level 'county'"):
        export(site, folder, levels=["county"])


def test_what_has_not_changed_is_not_written_again(deliver: Deliver, folder: Path, site: Path) -> None:
    deliver(5, 30, 40)
    export(site, folder)
    before = {name: path.stat().st_mtime_ns for name, path in files(site).items() if name != MANIFEST}

    again = export(site, folder)

    assert (again.written, again.removed) == (0, 0)
    assert {name: path.stat().st_mtime_ns for name, path in files(site).items() if name != MANIFEST} == before

    deliver(6, 1, 60)
    after = export(site, folder)

    assert 0 < after.written < after.files
    now = {name: path.stat().st_mtime_ns for name, path in files(site).items() if name != MANIFEST}
    assert {name for name in now if name.startswith("static/") and now[name] != before[name]} == set()
    assert dead_links(site) == []


def test_what_is_no_longer_there_is_removed_if_an_export_wrote_it(
    deliver: Deliver, folder: Path, site: Path
) -> None:
    deliver(5, 30, 40)
    export(site, folder)
    (site / "CNAME").write_text("results.example.org")
    (site / "en/results/council/town/own.txt").write_text("mine")

    done = export(site, folder, levels=["region"])

    assert done.removed > 0
    assert (site / "CNAME").exists()
    assert [name for name in files(site) if "/town/" in name] == ["en/results/council/town/own.txt"]
    assert not (site / "en/results/council/place").exists()


def test_a_folder_with_something_else_in_it_is_refused(deliver: Deliver, folder: Path, site: Path) -> None:
    deliver(5, 30, 40)
    site.mkdir()
    (site / "thesis.txt").write_text("mine")

    with pytest.raises(UsageError, match="is not empty, and no export made it"):
        export(site, folder)

    assert list(files(site)) == ["thesis.txt"]


def test_two_exports_do_not_write_to_one_folder(site: Path) -> None:
    with (
        writing_to(site),
        pytest.raises(UsageError, match="another export is writing"),
        writing_to(site),
    ):
        raise AssertionError("not reached")


def test_nothing_published_is_said(folder: Path, site: Path) -> None:
    with pytest.raises(UsageError, match="nothing has been published"):
        export(site, folder)


def test_an_export_shows_one_publication_whatever_comes_meanwhile(
    deliver: Deliver, folder: Path, site: Path
) -> None:
    first = deliver(5, 30, 40)
    minutes = iter(range(6, 12))

    def told(done: int, total: int) -> None:
        deliver(next(minutes, 11), 1, 60)

    export_site(Plan(folder, site, workers=1), URL, told)

    assert first.id != (open_publication(folder) or first).id
    shown = {
        name: re.findall(r'data-publication="([^"]+)"', path.read_text())
        for name, path in files(site).items()
        if name.endswith(".html") and "/embed/" not in name
    }
    assert {id_ for ids in shown.values() for id_ in ids} == {first.id}


def test_what_has_come_in_since_is_counted(deliver: Deliver, folder: Path) -> None:
    deliver(5, 30, 40)  # published at minute 5; all of the tests' deliveries come in at minute 1000
    desk = open_desk(folder)
    assert later_deliveries(desk) == 2
    publish(desk, now=at(1001))
    assert later_deliveries(desk) == 0


def test_files_are_moved_assets_first_and_live_last(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [
        "live.json",
        "index.html",
        "en/index.html",
        "en/results/c/index.html",
        "api/front.json",
        "static/a.1.css",
    ]
    moved: list[str] = []
    replace = Path.replace

    def noted(self: Path, to: Path) -> Path:
        moved.append(str(to.relative_to(site)))
        return replace(self, to)

    monkeypatch.setattr(Path, "replace", noted)

    with writing_to(site) as target:
        for name in names:
            target.put(name, b"x")
        replace_site(target, names, {})

    assert [name for name in moved if name != MANIFEST] == [
        "static/a.1.css",
        "api/front.json",
        "en/results/c/index.html",
        "en/index.html",
        "index.html",
        "live.json",
    ]
    assert not (site / STAGING).exists()


def test_an_export_that_is_cut_off_leaves_the_old_site(
    deliver: Deliver, folder: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(5, 30, 40)
    export(site, folder)
    before = {name: path.read_bytes() for name, path in files(site).items()}
    deliver(6, 1, 60)

    def cut(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_site(Plan(folder, site, workers=1), URL, cut)

    assert {name: path.read_bytes() for name, path in files(site).items()} == before


def test_an_export_that_is_cut_off_while_moving_is_completed_by_the_next(
    deliver: Deliver, folder: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(5, 30, 40)
    export(site, folder)
    deliver(6, 1, 60)

    def full(target: Path, name: str) -> None:
        raise OSError(28, "No space left on device", name)

    with monkeypatch.context() as patched:
        patched.setattr(export_files, "_remove", full)
        with pytest.raises(UsageError, match="No space left"):
            export(site, folder, levels=["region"])
    export(site, folder, levels=["region"])

    assert dead_links(site) == []
    assert not [name for name in files(site) if "/place/" in name]


@pytest.mark.parametrize("damage", ["{", '{"files": ["../outside.txt", "/etc/x", "live.json"]}'])
def test_a_manifest_cannot_lead_out_of_the_folder(
    deliver: Deliver, folder: Path, site: Path, damage: str
) -> None:
    deliver(5, 30, 40)
    site.mkdir()
    outside = site.parent / "outside.txt"
    outside.write_text("mine")
    (site / MANIFEST).write_text(damage)

    if damage == "{":
        with pytest.raises(UsageError, match="is damaged"):
            export(site, folder)
    else:
        export(site, folder)

    assert outside.read_text() == "mine"


@pytest.mark.parametrize(
    "url", ["results.example.org", "ftp://x.org", "https://x.org/results", "https://x.org/?a=1"]
)
def test_what_is_no_root_of_a_site_is_refused(url: str) -> None:
    with pytest.raises(UsageError):
        check_url(url)


@pytest.mark.parametrize("url", ["", "https://x.org", "https://x.org/", "http://127.0.0.1:9000"])
def test_roots_of_sites_are_taken(url: str) -> None:
    check_url(url)


def test_the_command_exports_in_two_processes(folder: Path, site: Path) -> None:
    command = [sys.executable, "-c", "from escrutinio.cli.main import main; main()", "export", str(folder)]
    options = ["--to", str(site), "--url", URL, "--workers", "2", "--format", "json"]

    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["ESCRUTINIO_URL"] = "http://127.0.0.1:8000"

    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False, timeout=120, env=environment
    )

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    jsonschema_rs.Draft202012Validator(document_schema(ExportDocument)).validate(said)
    assert said["broken_links"] == {}
    # Without the list of what was written and the lock of the folder, which are not the site's.
    assert said["files"] == sum(not name.startswith(".") for name in files(site))
    assert dead_links(site) == []
    hashed = [name for name in files(site) if name.startswith("static/")]
    assert hashed
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in hashed)


@pytest.mark.postgres
def test_threads_are_read_in_an_export_and_written_on_the_running_site(
    deliver: Deliver, folder: Path, site: Path, stories: list[Story]
) -> None:
    deliver(5, 30, 40)
    ana = reader("Ana")
    put(stories[0], author=ana, author_name="Ana", text="what I think")
    put(stories[0], author=ana, author_name="Ana", text="and more")

    done = export(site, folder)

    page = site / file_name(stories[0].get_absolute_url())
    alone = page.read_text(encoding="utf-8")
    assert done.dead == {}
    assert dead_links(site) == []
    assert "what I think" in alone
    assert ana.reader.avatar in alone
    assert (page.parent / "replies" / "newest" / "1" / "index.html").is_file()
    assert (page.parent / "replies" / "replies.atom").is_file()
    for needs_the_site in ("Leave a reply", "Follow by e-mail", "Alerts by e-mail", "Search stories"):
        assert needs_the_site not in alone, "a button that does nothing"
    night = site / "en" / "night" / "index.html"
    assert "Alerts by e-mail" not in night.read_text(encoding="utf-8")

    done = export(site, folder, live="https://live.example.org")

    together = page.read_text(encoding="utf-8")
    assert done.dead == {}
    assert f'href="https://live.example.org{stories[0].get_absolute_url()}reply/"' in together
    assert f'href="https://live.example.org{stories[0].get_absolute_url()}replies/1/report/"' in together
    assert 'href="https://live.example.org/en/alerts/"' in together
    assert night.read_text(encoding="utf-8").count('href="https://live.example.org/en/alerts/"') == 2


def test_what_cannot_be_written_is_said(deliver: Deliver, folder: Path, site: Path) -> None:
    deliver(5, 30, 40)
    assert export(site, folder).failed == {}
    entries = folder / "log" / "entries"
    entries.write_bytes(entries.read_bytes().replace(b'"rows":', b'"rows": ', 1))
    shutil.rmtree(folder / "published" / "package")

    done = export(site, folder)

    assert list(done.failed) == ["/downloads/package.zip"]
    assert "the log has been changed" in done.failed["/downloads/package.zip"]
    assert not (site / "downloads" / "package.zip").exists()
