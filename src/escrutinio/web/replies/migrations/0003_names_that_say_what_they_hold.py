"""``why`` becomes ``hold_reason`` and ``told`` becomes ``notified``; labels in plain English."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """Columns are renamed where they are; no row is written anew."""

    dependencies: ClassVar = [("replies", "0002_append_only")]

    operations: ClassVar[list[Operation]] = [
        migrations.RenameField("reply", "why", "hold_reason"),
        migrations.RenameField("reply", "told", "notified"),
        migrations.AlterField(
            model_name="reply",
            name="hold_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("all", "A moderator reads all replies to this story before they appear."),
                    ("first", "A moderator reads your first reply before it appears."),
                    ("links", "A moderator reads replies with links before they appear."),
                    ("words", "It contains a word that a moderator has to check."),
                    ("spam", "It is being checked for spam, or looks like it."),
                    ("imported", "It was waiting for approval in the system it was imported from."),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="logentry",
            name="act",
            field=models.CharField(
                choices=[
                    ("approved", "Approved"),
                    ("hidden", "Hidden"),
                    ("removed", "Removed"),
                    ("kept", "Reviewed, no action"),
                    ("banned", "Banned"),
                    ("unbanned", "Ban lifted"),
                    ("closed", "Thread closed"),
                    ("opened", "Thread opened"),
                    ("mode", "Rule changed"),
                ],
                max_length=8,
            ),
        ),
        migrations.AlterField(
            model_name="rules",
            name="hold_first",
            field=models.BooleanField(default=True, verbose_name="Hold the first reply from each account"),
        ),
        migrations.AlterField(
            model_name="rules",
            name="mode",
            field=models.CharField(
                choices=[("before", "Before they are shown"), ("after", "After they are shown")],
                default="after",
                max_length=6,
                verbose_name="When moderators read replies",
            ),
        ),
        migrations.AlterField(
            model_name="rules",
            name="words",
            field=models.TextField(
                blank=True,
                help_text="One per line.",
                max_length=20_000,
                verbose_name="Words that put a reply on hold",
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="mode",
            field=models.CharField(
                choices=[
                    ("site", "Same as the whole site"),
                    ("before", "Before they are shown"),
                    ("after", "After they are shown"),
                ],
                default="site",
                max_length=6,
            ),
        ),
    ]
