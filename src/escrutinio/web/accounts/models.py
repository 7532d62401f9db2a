"""What is kept of readers: a name, which sessions are theirs, codes on their way, and how often was tried.

Their identities are django-allauth's: ``SocialAccount`` and, for addresses whose owner has proved it,
``EmailAddress``. Their ``User`` has neither password nor e-mail address nor group.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_NAME = 40
"""Characters of a display name."""


class Reader(models.Model):
    """Somebody who replies.

    Attributes:
        name: what others see.
        name_key: the name as it is compared; see :func:`escrutinio.web.accounts.names.key_of`.
        avatar: what the picture is drawn from: 16 hexadecimal digits, chosen at random.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reader")
    name = models.CharField(_("Name"), max_length=MOST_NAME)
    name_key = models.CharField(max_length=MOST_NAME * 4, unique=True)
    avatar = models.CharField(max_length=16)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class OpenSession(models.Model):
    """A session in which a reader is signed in, so that all of them can be ended."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions")
    session = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return str(self.user_id)


class MailedCode(models.Model):
    """A code that was mailed and has not been used.

    Attributes:
        key: a hash of what the browser that asked for it keeps in its session.
        code: the code as a keyed hash.
        tries: how often it has been tried.
    """

    key = models.CharField(max_length=64, primary_key=True)
    code = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.tries} tries until {self.until:%H:%M}"


class Use(models.Model):
    """How often something has been done since a moment."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    class Meta:
        """Named after what it is for."""

        verbose_name: ClassVar = "use of a limit"

    def __str__(self) -> str:
        return f"{self.count} since {self.since:%H:%M}"
