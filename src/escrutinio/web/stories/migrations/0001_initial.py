"""The tables of stories, as Django writes them down."""

# ruff: noqa: D101, RUF012

import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingMark",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name="SignInTry",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("slug", models.SlugField(max_length=60, verbose_name="Address")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")], max_length=2, verbose_name="Language"
                    ),
                ),
            ],
            options={
                "ordering": ["language", "name"],
                "constraints": [models.UniqueConstraint(fields=("language", "slug"), name="section_address")],
            },
        ),
        migrations.CreateModel(
            name="Story",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("headline", models.CharField(max_length=160, verbose_name="Headline")),
                ("summary", models.CharField(blank=True, max_length=400, verbose_name="Summary")),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="Address")),
                ("byline", models.CharField(blank=True, max_length=160, verbose_name="Byline")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("es", "Spanish")], max_length=2, verbose_name="Language"
                    ),
                ),
                ("body", models.TextField(blank=True, max_length=60000, verbose_name="Text")),
                ("html", models.TextField(blank=True, editable=False)),
                ("bound", models.JSONField(default=list, editable=False)),
                ("search_text", models.TextField(blank=True, editable=False)),
                ("picture", models.CharField(blank=True, editable=False, max_length=80)),
                ("picture_width", models.PositiveIntegerField(default=0, editable=False)),
                ("picture_height", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "picture_alt",
                    models.CharField(blank=True, max_length=300, verbose_name="What the picture shows"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                            ("corrected", "Corrected"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, null=True, verbose_name="Publish at")),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("changed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("saved_at", models.DateTimeField(editable=False)),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
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
                    "original",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="stories.story",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stories.section",
                        verbose_name="Section",
                    ),
                ),
            ],
            options={
                "base_manager_name": "with_unpublished",
                "default_manager_name": "public",
            },
            managers=[
                ("public", django.db.models.manager.Manager()),
                ("with_unpublished", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Slug",
            fields=[
                ("slug", models.SlugField(max_length=80, primary_key=True, serialize=False)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slugs", to="stories.story"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=160)),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("saved", "Saved"),
                            ("scheduled", "Scheduled"),
                            ("unscheduled", "Taken back to draft"),
                            ("published", "Published"),
                            ("corrected", "Corrected"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("content", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("moved", "A frozen figure no longer agrees with the count"),
                            ("gone", "A figure no longer exists"),
                            ("early", "A word that says a contest is decided, before it is"),
                        ],
                        max_length=8,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("details", models.JSONField()),
                ("since", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("seen_by", models.CharField(blank=True, max_length=160)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="stories.story"
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "what"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("text", models.CharField(max_length=600)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BoundFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expression", models.CharField(max_length=200)),
                ("frozen", models.CharField(blank=True, max_length=40)),
                ("known", models.JSONField()),
                ("publication", models.CharField(max_length=80)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="stories.story",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(fields=["language", "-published_at"], name="story_by_language"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=("story", "number"), name="revision_number"),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(fields=("story", "kind", "what"), name="flag_once"),
        ),
        migrations.AddConstraint(
            model_name="boundfigure",
            constraint=models.UniqueConstraint(fields=("story", "expression", "frozen"), name="figure_once"),
        ),
    ]
