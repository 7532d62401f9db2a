"""How far moderators have read, and that a reply was marked as spam."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation


class Migration(migrations.Migration):
    """A table, and one more act of the log."""

    dependencies: ClassVar = [
        ("replies", "0004_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Operation]] = [
        migrations.CreateModel(
            name="LastLook",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("newest", models.BigIntegerField()),
            ],
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
                    ("spam", "Marked as spam"),
                    ("banned", "Banned"),
                    ("unbanned", "Ban lifted"),
                    ("closed", "Thread closed"),
                    ("opened", "Thread opened"),
                    ("mode", "Rule changed"),
                ],
                max_length=8,
            ),
        ),
    ]
