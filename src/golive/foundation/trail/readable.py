"""A line of the trail as people read it: the act by its name, the subject with its address, the details in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch
from django.utils.translation import gettext

from golive.foundation.registers.arguments import called
from golive.foundation.registers.definition import REGISTERS, Definition
from golive.foundation.registers.naming import field_at, heading
from golive.foundation.registers.queries import form_of, in_order, label_of, words_of
from golive.foundation.trail.queries import action_words


def rows(actor: Any, project: Any, entries: Iterable[Any]) -> list[dict[str, Any]]:
    """What the page shows of each entry; one question to the database for each kind of subject."""
    entries = list(entries)
    links = addresses(actor, project, {e.subject for e in entries})
    return [
        {
            "entry": e,
            "what": action_words(e.action),
            "kind": _kind(e.subject),
            "url": links.get(e.subject, ""),
            "details": details(e),
        }
        for e in entries
    ]


def details(entry: Any) -> list[dict[str, str]]:
    """The arguments of the act, called as in its form; empty ones are left out."""
    model = _model(entry.subject)
    register = _register(model)
    form = form_of(register, entry.action) if register is not None else None
    found = []
    for name, value in in_order(form, entry.detail):
        if value in (None, "", [], {}):
            continue
        if register is not None:
            found.append({"field": label_of(register, form, name), "new": words_of(register, form, name, value)})
        else:
            found.append({"field": _field_name(model, name), "new": _plain(model, name, value)})
    return found


def addresses(actor: Any, project: Any, keys: set[str]) -> dict[str, str]:
    """Subject → its page, for what still exists and the reader may open."""
    by_model: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        label, _colon, pk = key.partition(":")
        by_model[label].append(pk)
    found = {}
    for label, pks in by_model.items():
        for record in _records(actor, project, _model(label), pks):
            if url := _address(record):
                found[f"{label}:{record.pk}"] = url
    return found


def _records(actor: Any, project: Any, model: Any, pks: list[str]) -> Iterator[Any]:
    register, own = _register(model), model is not None and field_at(model, "project") is not None
    if register is not None:
        rows = register.rows(actor, project).filter(pk__in=pks) if register.permission(actor, project) else []
    elif model is None or not hasattr(model, "get_absolute_url"):
        rows = []
    else:
        rows = model._default_manager.filter(pk__in=pks, **({"project": project} if own else {}))
    for record in rows:
        if own:
            record.project = project  # for its address; not asked again for each line
        yield record


def _address(record: Any) -> str:
    register = _register(type(record))
    try:
        return register.address(record) if register is not None else str(record.get_absolute_url())
    except NoReverseMatch:
        return ""


def _model(key: str) -> Any:
    try:
        return apps.get_model(key.partition(":")[0])
    except (LookupError, ValueError):
        return None


def _register(model: Any) -> Definition | None:
    return next((r for r in REGISTERS.values() if r.model is model), None)


def _kind(key: str) -> str:
    model = _model(key)
    return str(model._meta.verbose_name) if model is not None else key.partition(":")[0]


def _field_name(model: Any, name: str) -> str:
    """A field without a name of its own is called after its attribute, which is looked up among the words."""
    model_field = field_at(model, name) if model is not None else None
    return gettext(str(heading(model_field))) if hasattr(model_field, "verbose_name") else called(name)


def _plain(model: Any, name: str, value: Any) -> str:
    """Codes by their label, records without their key, lists and tables with their parts side by side."""
    if isinstance(value, list):
        return ", ".join(_plain(model, name, v) for v in value)
    if isinstance(value, dict):
        return " · ".join(_plain(model, name, v) for v in value.values() if v not in (None, ""))
    model_field = field_at(model, name) if model is not None else None
    choices = dict(getattr(model_field, "flatchoices", None) or [])
    if value in choices:
        return str(choices[value])
    key, _space, label = str(value).partition(" ")
    return label if label and key.count(":") == 1 and key.count(".") == 1 and key[-1].isdigit() else str(value)
