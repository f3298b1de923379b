"""Who may comment, keep a view and import."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.registers.definition import REGISTERS
from golive.foundation.registers.threads import may_join
from golive.foundation.use_cases import may


def may_comment(actor: Any, record: Any) -> bool:
    """Whoever sees the record in its register, or where else it is talked about."""
    return may_join(actor, record)


def may_save_view(actor: Any, project: Any) -> bool:
    return access.is_member(actor, project)


def may_drop_view(actor: Any, view: Any) -> bool:
    return bool(view.person_id == actor.pk)


def may_upload(actor: Any, project: Any) -> bool:
    return access.is_member(actor, project)


def may_import(actor: Any, upload: Any) -> bool:
    """His own workbook, into a register in which he may make records. Each row is checked again by its use case."""
    register = REGISTERS[upload.register]
    return upload.person_id == actor.pk and may(register.create, actor, upload.project)
