"""What the pages of governance share."""

from __future__ import annotations

from django.urls import reverse

from golive.foundation.accounts.models import Project


def to(page: str, project: Project, **kwargs: object) -> str:
    return reverse(f"governance:{page}", kwargs={"project": project.code, **kwargs})
