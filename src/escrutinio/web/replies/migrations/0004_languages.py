"""Who follows a story does so in one of the site's languages, whichever they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """A column with room for longer codes."""

    dependencies: ClassVar = [("replies", "0003_names_that_say_what_they_hold")]

    operations: ClassVar[list[Operation]] = [
        migrations.AlterField("follow", "language", models.CharField(max_length=12)),
    ]
