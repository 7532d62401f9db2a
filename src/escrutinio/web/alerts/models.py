"""What each receiver has been told, and what waits for it: so that no alert goes twice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class State(models.TextChoices):
    """What became of an alert."""

    WAITING = "waiting"
    SENT = "sent"
    OLD = "old"
    """It had happened before the receiver was named: it is not told."""
    GIVEN_UP = "given up"


class Delivery(models.Model):
    """One alert for one receiver."""

    receiver = models.CharField(max_length=200)
    alert = models.CharField(max_length=400)
    kind = models.CharField(max_length=20)
    noted_at = models.DateTimeField()
    body = models.TextField(blank=True)
    """The very text that is sent, at each attempt the same."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    """Nothing is tried before."""
    claimed_until = models.DateTimeField(null=True)
    """So long somebody has it at hand; null where nobody does."""
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    """Why the last attempt failed; empty where none did."""
    reached = models.BigIntegerField(default=0)
    """Of mail to readers: the last one whose mail is in the queue."""

    class Meta:
        """A receiver has an alert once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["receiver", "alert"], name="alert_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["receiver", "state"], name="alert_waiting")]

    def __str__(self) -> str:
        return f"{self.receiver} {self.alert}"


class Subscriber(models.Model):
    """An address that has alerts by mail; before it is confirmed it has the mails that ask, and no other."""

    address = models.EmailField(max_length=254, unique=True)
    language = models.CharField(max_length=12)
    kinds = models.CharField(max_length=200)
    """What it is told of, with spaces between."""
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)
