"""The tables of replies, as Django writes them down."""

# ruff: noqa: D101, RUF012

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("stories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=160)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("approved", "Approved"),
                            ("hidden", "Hidden"),
                            ("removed", "Removed"),
                            ("kept", "Looked at and left"),
                            ("banned", "Banned"),
                            ("unbanned", "Ban lifted"),
                            ("closed", "Thread closed"),
                            ("opened", "Thread opened"),
                            ("mode", "Rule changed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("story", models.BigIntegerField(null=True)),
                ("number", models.PositiveIntegerField(null=True)),
                ("account", models.BigIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Rules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("before", "Before they are shown"), ("after", "After they are shown")],
                        default="after",
                        max_length=6,
                        verbose_name="Moderators read replies",
                    ),
                ),
                (
                    "hold_first",
                    models.BooleanField(default=True, verbose_name="Hold the first reply of an account"),
                ),
                ("hold_links", models.BooleanField(default=True, verbose_name="Hold replies with links")),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="One on each line.",
                        max_length=20000,
                        verbose_name="Words that hold a reply",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="thread",
                        serialize=False,
                        to="stories.story",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("site", "As on the whole site"),
                            ("before", "Before they are shown"),
                            ("after", "After they are shown"),
                        ],
                        default="site",
                        max_length=6,
                    ),
                ),
                ("closed", models.BooleanField(default=False)),
                ("closed_reason", models.CharField(blank=True, max_length=500)),
                ("last_number", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Ban",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=80)),
                ("root", models.CharField(max_length=20)),
                ("has_place", models.BooleanField(default=False)),
                ("author_name", models.CharField(blank=True, max_length=80)),
                ("text", models.TextField(blank=True, max_length=5000)),
                ("html", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Waiting for a moderator"),
                            ("shown", "Shown"),
                            ("hidden", "Hidden by a moderator"),
                            ("removed", "Removed by a moderator"),
                            ("deleted", "Removed by its author"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("all", "Replies to this story are read by a moderator before they are shown."),
                            ("first", "A first reply is read by a moderator before it is shown."),
                            ("links", "A reply with links is read by a moderator before it is shown."),
                            ("words", "It has a word that a moderator has to look at."),
                            ("spam", "It is being checked for spam, or looks like it."),
                            ("imported", "It was waiting in the system that it was brought from."),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("posted_at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("token", models.CharField(max_length=64, null=True, unique=True)),
                ("external", models.CharField(max_length=120, null=True, unique=True)),
                ("told", models.BooleanField(default=False)),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answers",
                        to="replies.reply",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stories.story"
                    ),
                ),
            ],
            options={
                "base_manager_name": "with_unshown",
                "default_manager_name": "shown",
            },
            managers=[
                ("shown", django.db.models.manager.Manager()),
                ("with_unshown", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.CharField(blank=True, max_length=500)),
                ("settled", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="replies.reply",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("language", models.CharField(max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stories.story"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("story", "address"), name="follow_once")],
            },
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["story", "has_place", "path"], name="reply_place"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["state", "posted_at"], name="reply_state"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["author", "posted_at"], name="reply_author"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(fields=("story", "number"), name="reply_number"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(fields=("reply", "by"), name="report_once"),
        ),
    ]
