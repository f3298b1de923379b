"""Who may attach, read and remove: whoever sees the record; removing is for the uploader and the project manager."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.files.guards import may_see, may_see_record
from golive.foundation.files.models import Attachment


def may_attach(actor: Any, record: Any) -> bool:
    return access.is_member(actor, getattr(record, "project", None)) and may_see_record(actor, record)


def may_read(actor: Any, attachment: Attachment) -> bool:
    return access.is_member(actor, attachment.project) and may_see(actor, attachment.subject)


def may_remove(actor: Any, attachment: Attachment) -> bool:
    if attachment.is_evidence or not may_read(actor, attachment):
        return False
    return actor.pk == attachment.uploaded_by_id or access.stands_for(actor, attachment.project, Party.PM)
