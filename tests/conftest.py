"""How the tests are spread over processes: each has one processor, and what is dear is started once."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import settings

from searches import CI

settings.load_profile(CI)  # unless the command line names another, which is loaded after this

# For the processes that pytest-xdist starts after this, and those that the tests start. A process cannot set
# it for itself here: the settings of the site, which are read before this, import polars and numpy.
for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

# The tests start Python some hundred times, which takes half as long where it keeps what it has compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SITES = ("reader_site", "live_site")
SITE_AS_FILES = {"exported_site": "live_site"}
"""What is made from a site -> the site."""
SHARED = (*SITES, "replayed")
"""Real servers and a replayed night that many tests share: all who ask for one run in the same process."""
EVERY_LAW = (
    "tests/property/test_batch_every_law.py",
    "tests/property/test_bounds_of_every_law.py",
    "tests/unit/cli/test_law.py",
    "tests/unit/law/library/test_every_law_adds_up.py",
    "tests/unit/law/library/test_first_sheets.py",
    "tests/unit/law/rendering/test_every_law.py",
    "tests/web/results/test_law_page.py",
    "tests/unit/docs/test_schemas.py",
    "tests/unit/flows/test_verifications.py",
)
"""These read or decide the elections of the whole library, which one process need do once."""
LONG = (
    "live_site",
    "every_law",
    "tests/web/test_serve.py",
    "tests/property/test_feeds_fuzz.py",
    "reader_site",
    "tests/unit/flows/test_package.py",
    "tests/web/jobs/test_queue.py",
    "tests/integration/test_backtests.py",
    "tests/unit/tabulation/test_fold.py",
    "tests/web/test_export.py",
    "tests/unit/ledger/test_store.py",
    "tests/unit/cli/test_main.py",
    "tests/unit/flows/publication/test_publisher.py",
    "tests/unit/docs/test_pages.py",
    "tests/integration/test_bolivia_2020.py",
    "tests/unit/ledger/test_many_deliveries.py",
)
"""What takes longest begins first, so that no process is left alone with it. What mostly waits, for
a site or a browser, takes turns with what computes, so that no processor waits with it."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Name the group of each test, for ``--dist loadgroup``: its site, else its file; and sort them."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    yield
    # Afterwards the node ids are others: pytest-xdist puts the groups behind them.
    order = {group: place for place, group in enumerate(LONG)}
    items.sort(key=lambda item: order.get(_marked(item), len(LONG)))
    if getattr(config.option, "loadgroup", False) and not all(
        item.nodeid.endswith(f"@{_marked(item)}") for item in items
    ):
        # As with pytest 9.2 and pytest-xdist 3.8: every process would start every site of its own.
        raise pytest.UsageError("pytest-xdist does not keep groups of tests together with this pytest")


def pytest_collection_finish() -> None:
    """Take what stays until the end, such as ten thousand tests, out of what the collector looks through."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _group(item: pytest.Item) -> str:
    needed = set(getattr(item, "fixturenames", ()))
    # What a fixture asks for while it runs is a parameter here: the site itself, or its pages as files.
    needed |= {
        SITE_AS_FILES.get(value, value) for value in _parameters(item).values() if isinstance(value, str)
    }
    site = next((name for name in SHARED if name in needed), None)
    file = item.nodeid.partition("::")[0]
    return site or ("every_law" if file in EVERY_LAW else file)


def _parameters(item: pytest.Item) -> Mapping[str, object]:
    call = getattr(item, "callspec", None)
    return call.params if call is not None else {}


def _marked(item: pytest.Item) -> str:
    marker = item.get_closest_marker("xdist_group")
    assert marker is not None
    return str(marker.args[0])
