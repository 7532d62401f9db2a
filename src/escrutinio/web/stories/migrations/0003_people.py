"""What was changed of the people of the desk."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """One table more."""

    dependencies: ClassVar = [("stories", "0002_labels")]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="DeskChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("name", models.CharField(max_length=150)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("role", "New role"),
                            ("byline", "New byline"),
                            ("password", "New password"),
                            ("disabled", "Disabled"),
                            ("enabled", "Enabled"),
                        ],
                        max_length=12,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=160)),
                ("by_name", models.CharField(max_length=160)),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
    ]
