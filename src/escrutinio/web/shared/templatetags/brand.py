"""Whose site it is, for templates."""

from __future__ import annotations

from django import template

from escrutinio.web.shared.brand import style_address

register = template.Library()


@register.simple_tag
def site_style(name: str) -> str:
    """Where a style sheet is, in the colours of the site: ``site`` or ``embed``."""
    return style_address(name)
