"""Reads: comments of a record, a person's views and uploads, the history in words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from golive.foundation.accounts import access
from golive.foundation.audit.services import entries_for, subject_key
from golive.foundation.registers.definition import Definition
from golive.foundation.registers.models import Comment, SavedView, Upload
from golive.foundation.registers.naming import field_at, heading
from golive.foundation.use_cases import REGISTRY

SHOWN = 100


def comments_on(record: Any) -> QuerySet[Comment]:
    """Call it with a record that the actor may see."""
    return Comment.objects.filter(subject=subject_key(record)).select_related("author__organisation").order_by("id")


def mentions_of(actor: Any) -> QuerySet[Comment]:
    """Where somebody called the actor, newest first."""
    rows = Comment.objects.filter(mentions=actor, project__in=access.projects_of(actor))
    return rows.select_related("author", "project").order_by("-id")


def visible_views(actor: Any) -> QuerySet[SavedView]:
    return SavedView.objects.filter(person=actor, project__in=access.projects_of(actor))


def visible_uploads(actor: Any) -> QuerySet[Upload]:
    return Upload.objects.filter(person=actor, project__in=access.projects_of(actor))


def history(register: Definition, record: Any) -> list[dict[str, Any]]:
    """What was done to the record, newest first; of each act only the arguments that differ from the last time."""
    known: dict[str, Any] = {}
    lines = []
    for entry in entries_for(record):
        changes = []
        for name, value in entry.detail.items():
            if (value not in (None, "", []) and known.get(name) != value) or (name in known and known[name] != value):
                old, new = _words(register, name, known.get(name)), _words(register, name, value)
                changes.append({"field": _label(register, name), "old": old, "new": new})
            known[name] = value
        case = REGISTRY.get(entry.action)
        what = case.label if case else entry.action
        lines.append({"when": entry.at, "who": entry.actor_name, "what": what, "changes": changes})
    return lines[: -SHOWN - 1 : -1]


def _label(register: Definition, name: str) -> str:
    if name in register.by_name:
        return str(register.by_name[name].label)
    model_field = field_at(register.model, name)
    if model_field is not None and hasattr(model_field, "verbose_name"):
        return str(heading(model_field))
    form_field = getattr(register.form, "base_fields", {}).get(name)
    return str(form_field.label) if form_field is not None and form_field.label else name


def _words(register: Definition, name: str, value: Any) -> str:
    """An argument as the audit trail kept it, in words: codes by their label, records without their key."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(_words(register, name, v) for v in value)
    if isinstance(value, dict):  # an option of a decision, a line of a table
        return " · ".join(_words(register, name, v) for v in value.values() if v not in (None, ""))
    choices = dict(getattr(field_at(register.model, name), "flatchoices", None) or [])
    if value in choices:
        return str(choices[value])
    text = str(value)
    key, _space, label = text.partition(" ")
    return label if label and key.count(":") == 1 and key.count(".") == 1 and key[-1].isdigit() else text
