"""``import_replies STORY_OR_MAP FILE``: replies of a WordPress or Disqus export."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from escrutinio.web.replies.exports import ExportError, read_export
from escrutinio.web.replies.importing import bring, read_map, story_at


class Command(BaseCommand):
    """The command."""

    help = "Bring the replies of a WordPress (WXR) or Disqus export under stories; twice is once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What it is told."""
        parser.add_argument("target", help="a story's address, or a CSV file: page, address of its story")
        parser.add_argument("file", type=Path, help="the export, XML")
        parser.add_argument(
            "--site", default="", help="a name for where they come from, if there are several"
        )

    def handle(self, *_args: Any, **given: Any) -> None:
        """Bring them in.

        Raises:
            CommandError: the file is not read; nothing of the story at hand is brought in then.
        """
        target = Path(given["target"])
        try:
            if target.suffix == ".csv":
                report = bring(
                    read_export(given["file"]),
                    {page: story_at(slug) for page, slug in read_map(target).items()},
                    given["site"],
                )
            else:
                report = bring(read_export(given["file"]), story_at(given["target"]), given["site"])
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{report.brought} imported, {report.known} already known, {report.elsewhere} for other pages"
        )
