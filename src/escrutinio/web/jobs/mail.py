"""Mail through the queue: a reader never waits for a mail server, and none is lost while that is away."""

from __future__ import annotations

import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from escrutinio.web.jobs.tasks import send_mail


class QueuedMail(BaseEmailBackend):
    """Django's mail backend; messages have a text and perhaps the same as HTML, and nothing attached."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Put messages into the queue; returns how many."""
        for message in messages:
            html = [
                content
                for content, kind in getattr(message, "alternatives", ())
                if isinstance(message, EmailMultiAlternatives) and kind == "text/html"
            ]
            send_mail.enqueue(
                {
                    "subject": str(message.subject),
                    "body": str(message.body),
                    "sender": str(message.from_email),
                    "to": list(message.to),
                    "cc": list(message.cc),
                    "bcc": list(message.bcc),
                    "reply_to": list(message.reply_to),
                    "html": str(html[0]) if html else None,
                    "headers": {name: str(value) for name, value in message.extra_headers.items()},
                }
            )
        return len(messages)


class WrittenMail(BaseEmailBackend):
    """Where there is no mail server: one file a message, and in local mode in the terminal, too."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Write messages to files whose names sort by time; returns how many."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            path = folder / f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.eml"
            path.write_bytes(message.message().as_bytes())
            # In production a log must not hold codes with which others could sign in.
            if not settings.ENVIRONMENT.production:
                sys.stderr.write(f"Mail to {', '.join(message.to)}: {message.subject}\n{message.body}\n")
        return len(messages)
