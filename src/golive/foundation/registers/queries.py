"""Reads: comments of a record, a person's views and uploads, the history in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from golive.foundation.accounts import access
from golive.foundation.audit.services import entries_for, subject_key
from golive.foundation.registers.arguments import called
from golive.foundation.registers.definition import Definition
from golive.foundation.registers.models import Comment, SavedView, Upload
from golive.foundation.registers.naming import field_at, heading
from golive.foundation.signatures.models import Signature
from golive.foundation.use_cases import REGISTRY

SHOWN = 100


def comments_on(*records: Any) -> QuerySet[Comment]:
    """Call it with records that the actor may see."""
    keys = [subject_key(record) for record in records]
    return Comment.objects.filter(subject__in=keys).select_related("author__organisation").order_by("id")


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
    known: dict[tuple[Any, str], Any] = {}
    lines = []
    for entry in entries_for(record):
        changes = []
        form = form_of(register, entry.action)
        for name, value in in_order(form, entry.detail):
            key = (form, name)
            if field_at(register.model, name) is None:
                known.pop(key, None)  # no field of the record: a question added is no change of the one before it
            if (value not in (None, "", [], False) and known.get(key) != value) or (
                key in known and known[key] != value
            ):
                old, new = words_of(register, form, name, known.get(key)), words_of(register, form, name, value)
                changes.append({"field": label_of(register, form, name), "old": old, "new": new})
            known[key] = value
        case = REGISTRY.get(entry.action)
        what = case.label if case else entry.action
        lines.append({"when": entry.at, "who": entry.actor_name, "what": what, "changes": changes})
    return lines[: -SHOWN - 1 : -1]


def form_of(register: Definition, action: str) -> Any:
    """The form behind an audited act: the "text" of an answer is not the "text" of the record."""
    return next((a.form for a in register.actions if a.use_case == action and a.form is not None), register.form)


def in_order(form: Any, detail: dict[str, Any]) -> list[tuple[str, Any]]:
    """The arguments of an audited act as its form asks for them: JSON in PostgreSQL forgets in which order they came."""
    place = {name: n for n, name in enumerate(getattr(form, "base_fields", {}))}
    return sorted(detail.items(), key=lambda argument: place.get(argument[0], len(place)))


def label_of(register: Definition, form: Any, name: str) -> str:
    """What an argument of an audited act is called."""
    form_field = getattr(form, "base_fields", {}).get(name)
    asked = str(form_field.label) if form_field is not None and form_field.label else ""
    if asked and form is not register.form:
        return asked
    if name in register.by_name:
        return str(register.by_name[name].label)
    for model in (register.model, Signature):  # the second for the opinion of who signed
        model_field = field_at(model, name)
        if model_field is not None and hasattr(model_field, "verbose_name"):
            return str(heading(model_field))
    return asked or called(name)


def words_of(register: Definition, form: Any, name: str, value: Any) -> str:
    """An argument as the audit trail kept it, in words: codes by their label, records without their key."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(words_of(register, form, name, v) for v in value)
    if isinstance(value, dict):  # an option of a decision, a line of a table
        return " · ".join(words_of(register, form, name, v) for v in value.values() if v not in (None, ""))
    choices = dict(getattr(field_at(register.model, name), "flatchoices", None) or [])
    form_field = getattr(form, "base_fields", {}).get(name)
    if type(form_field) in (
        forms.ChoiceField,
        forms.MultipleChoiceField,
    ):  # one of records would ask the database for all of them
        choices |= dict(form_field.choices)  # type: ignore[arg-type]
    if value in choices:
        return str(choices[value])
    text = str(value)
    key, _space, label = text.partition(" ")
    return label if label and key.count(":") == 1 and key.count(".") == 1 and key[-1].isdigit() else text
