"""Moments, for templates."""

from __future__ import annotations

from datetime import UTC, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from escrutinio.web.shared.moments import moment_text

register = template.Library()


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """A moment as a ``time`` element, in the election's time."""
    if moment is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', iso(moment), moment_text(moment))


@register.filter
def iso(moment: datetime | None) -> str:
    """A moment as machines read it, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else ""
