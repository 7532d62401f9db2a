"""The table of alerts, as Django writes it down."""

# ruff: noqa: D101, RUF012

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("receiver", models.CharField(max_length=200)),
                ("alert", models.CharField(max_length=400)),
                ("kind", models.CharField(max_length=20)),
                ("noted_at", models.DateTimeField()),
                ("body", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sent", "Sent"),
                            ("old", "Old"),
                            ("given up", "Given Up"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("due_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "indexes": [models.Index(fields=["receiver", "state"], name="alert_waiting")],
                "constraints": [models.UniqueConstraint(fields=("receiver", "alert"), name="alert_once")],
            },
        ),
    ]
