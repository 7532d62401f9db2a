"""A label in plain English; the database does not change."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """One choice is called otherwise."""

    dependencies: ClassVar = [("stories", "0001_initial")]

    operations: ClassVar[list[Operation]] = [
        migrations.AlterField(
            model_name="revision",
            name="act",
            field=models.CharField(
                choices=[
                    ("created", "Created"),
                    ("saved", "Saved"),
                    ("scheduled", "Scheduled"),
                    ("unscheduled", "Returned to draft"),
                    ("published", "Published"),
                    ("corrected", "Corrected"),
                ],
                max_length=12,
            ),
        ),
    ]
