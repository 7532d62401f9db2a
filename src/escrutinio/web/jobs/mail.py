"""Mail through the queue: a reader never waits for a mail server, and none is lost while that is away."""

from __future__ import annotations

from collections.abc import Sequence

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
                }
            )
        return len(messages)
