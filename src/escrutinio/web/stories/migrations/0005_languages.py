"""The languages of stories and sections are those of the site, whichever they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

import escrutinio.web.languages


class Migration(migrations.Migration):
    """Two columns with room for longer codes."""

    dependencies: ClassVar = [("stories", "0004_review_and_pictures")]

    operations: ClassVar[list[Operation]] = [
        migrations.AlterField(
            model_name=name,
            name="language",
            field=models.CharField(
                choices=escrutinio.web.languages.language_choices, max_length=12, verbose_name="Language"
            ),
        )
        for name in ("section", "story")
    ]
