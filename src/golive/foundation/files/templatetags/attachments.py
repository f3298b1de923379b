"""{% load attachments %}{% attachments requirement %}: the files of a record, with upload and remove where allowed."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from golive.foundation.audit.services import subject_key
from golive.foundation.files import queries
from golive.foundation.files.permissions import may_attach, may_remove

register = template.Library()


@register.inclusion_tag("files/attachments.html", takes_context=True)
def attachments(context: template.Context, record: Any) -> dict[str, Any]:
    """Shows nothing to those who may not see the record: the guard is asked here too."""
    actor = context["request"].user
    if not may_attach(actor, record):
        return {"hidden": True}
    code = record.project.code
    rows = [
        {
            "name": f.name,
            "url": f.get_absolute_url(),
            "size": f.size,
            "who": str(f.uploaded_by),
            "when": f.at,
            "remove_url": reverse("files:remove", kwargs={"project": code, "pk": f.pk}) if may_remove(actor, f) else "",
        }
        for f in queries.of(record)
    ]
    attach_url = reverse("files:attach", kwargs={"project": code, "subject": subject_key(record)})
    return {"files": rows, "attach_url": attach_url, "request": context["request"]}
