"""Reads of files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from golive.foundation.accounts import access
from golive.foundation.audit.services import subject_key
from golive.foundation.files.models import Attachment


def visible(actor: Any) -> QuerySet[Attachment]:
    """Rows of the actor's projects. Whether he may open one is asked of its record: permissions.may_read."""
    rows = Attachment.objects.filter(removed_at=None, project__in=access.projects_of(actor))
    return rows.select_related("uploaded_by", "project")


def of(record: Any) -> QuerySet[Attachment]:
    """The files of a record that the reader is known to see."""
    return Attachment.objects.filter(subject=subject_key(record), removed_at=None).select_related(
        "uploaded_by", "project"
    )


def counts(records: Iterable[Any]) -> dict[int, int]:
    """How many files each of the records has, in one query, by key."""
    by_subject = {subject_key(r): r.pk for r in records}
    found = dict.fromkeys(by_subject.values(), 0)
    for subject in Attachment.objects.filter(subject__in=by_subject, removed_at=None).values_list("subject", flat=True):
        found[by_subject[subject]] += 1
    return found
