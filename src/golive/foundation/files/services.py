"""What a person does with files."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.foundation import clock
from golive.foundation.files import storage
from golive.foundation.files.models import Attachment
from golive.foundation.files.permissions import may_attach, may_remove
from golive.foundation.use_cases import use_case


@use_case("files.attach", permission=may_attach, label=_("Attach a file"))
def attach(actor: Any, record: Any, *, upload: Any) -> Attachment:
    """Attach an uploaded file (Django's UploadedFile) to a record."""
    return storage.take_upload(record.project, actor, upload, record)


@use_case("files.remove", permission=may_remove, label=_("Remove a file"))
def remove(actor: Any, attachment: Attachment) -> Attachment:
    """Nobody sees the file any more; the row and the bytes stay for the audit."""
    attachment.removed_at = clock.now()
    attachment.save(update_fields=["removed_at"])
    return attachment
