"""The site's settings for its tests: those it always has, with a small election, without what costs time."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from support import make_election

_folder = Path(tempfile.mkdtemp(prefix="escrutinio-site-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
make_election(_folder)
(_folder / "published" / "static").mkdir(parents=True)  # as collecting would
os.environ["ESCRUTINIO_FOLDER"] = str(_folder)
# The browser's driver keeps an event loop in the tests' thread; Django would take that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from escrutinio.web.settings import *  # noqa: E402, F403
from escrutinio.web.settings import DATABASES as _DATABASES  # noqa: E402
from escrutinio.web.settings import STORAGES as _STORAGES  # noqa: E402

# Names of static files without hashes: nothing has to be collected first.
STORAGES = {
    **_STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "sqlite3" in _DATABASES["default"]["ENGINE"]:
    # A file, as the site has one: what lies in memory is locked otherwise when several threads write.
    DATABASES = {"default": {**_DATABASES["default"], "TEST": {"NAME": str(_folder / "test.sqlite3")}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
