"""Stories for review and withdrawn ones, captions and credits of pictures, and claims that are flagged."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Two fields, and more to choose from in three."""

    dependencies: ClassVar = [("stories", "0003_people")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            "story", "picture_caption", models.CharField("Caption", max_length=300, blank=True)
        ),
        migrations.AddField(
            "story", "picture_credit", models.CharField("Credit", max_length=120, blank=True)
        ),
        migrations.AlterField(
            "revision",
            "act",
            models.CharField(
                choices=[
                    ("created", "Created"),
                    ("saved", "Saved"),
                    ("submitted", "Sent for review"),
                    ("scheduled", "Scheduled"),
                    ("unscheduled", "Returned to draft"),
                    ("published", "Published"),
                    ("corrected", "Corrected"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            "story",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("review", "For review"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("corrected", "Corrected"),
                    ("withdrawn", "Withdrawn"),
                ],
                db_index=True,
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            "flag",
            "kind",
            models.CharField(
                choices=[
                    ("moved", "A frozen figure no longer agrees with the count"),
                    ("gone", "A figure no longer exists"),
                    ("early", "A word that says a contest is decided, before it is"),
                    ("claim", "Somebody is said to lead who does not lead the count"),
                ],
                max_length=8,
            ),
        ),
    ]
