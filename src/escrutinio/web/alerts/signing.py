"""The signature of an alert, as Standard Webhooks has it (https://www.standardwebhooks.com, from memory)."""

from __future__ import annotations

import base64
import binascii
import hmac
from contextlib import suppress

PREFIX = "whsec_"


def signature(secret: str, message: str, timestamp: int, body: bytes) -> str:
    """HMAC with SHA-256 over ``message.timestamp.body``, in base64 after ``v1,``.

    Args:
        secret: its bytes are those of its text; with ``whsec_`` before it, what follows is base64 of them.
        message: the id of the alert.
        timestamp: seconds since 1970, when it is sent.
        body: as sent.
    """
    key = secret.encode()
    if secret.startswith(PREFIX):
        with suppress(binascii.Error):  # a text that only begins so
            key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
