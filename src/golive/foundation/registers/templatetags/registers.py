"""{% attachments record %}: the files of a record, where the product keeps files."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def attachments(context: template.Context, record: Any) -> SafeString:
    """Rendered by the part that keeps files, with the record and the request."""
    part = get_template("files/attachments.html")
    return part.render({"record": record, "request": context["request"]}, context["request"])
