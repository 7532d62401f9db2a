"""``{% identity_bar %}`` for pages of other rooms."""

from __future__ import annotations

from django import template
from django.template import RequestContext

from escrutinio.web.accounts.identity import bar

register = template.Library()


@register.inclusion_tag("accounts/bar.html", takes_context=True)
def identity_bar(context: RequestContext, after: str = "", form: str = "") -> dict[str, object]:
    """Who is replying, or with what one can sign in; see :func:`escrutinio.web.accounts.identity.bar`."""
    return bar(context["request"], after, form)
