"""`@use_case` marks a function that changes data, and does the four chores around it.

The chores: check the permission, open a transaction, write the audit line, and list the
function so that tests, pages and the API can find every write in the program.

A use case is called `verb(actor, subject, *, ...)`. The subject is the record it works on, or
the project (or other parent) in which it makes a new one. It returns the record it changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from golive.foundation.audit import services as audit

log = logging.getLogger("golive.use_cases")

Permission = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class UseCase:
    name: str  # "requirements.sign": also audit action, URL name and file name of the test
    label: Any  # lazy translation: what the audit page and the button call it
    permission: Permission
    run: Callable[..., Any]


REGISTRY: dict[str, UseCase] = {}
AFTER: list[Callable[[Any, str], None]] = []  # called with (project or None, use case name) after the commit


def use_case(
    name: str, *, permission: Permission, label: Any, secret: tuple[str, ...] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare one thing a person can do. `secret` names arguments that never reach the audit trail."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        if name in REGISTRY:
            raise ValueError(f"use case {name} is declared twice")

        @wraps(function)
        def run(actor: Any, subject: Any, **kwargs: Any) -> Any:
            if not permission(actor, subject):
                log.warning("refused %s to %s on %r", name, actor, subject)
                raise PermissionDenied(name)
            with transaction.atomic():
                result = function(actor, subject, **kwargs)
                about = result if isinstance(result, models.Model) else subject
                project = project_of(about) or project_of(subject)
                detail = {k: plain(v) for k, v in kwargs.items() if k not in secret}
                detail |= getattr(about, "audit_detail", dict)()  # what a record seals into its line
                audit.record(actor, name, about, project=project, detail=detail)
                transaction.on_commit(lambda: _tell(project, name))
            return result

        run.use_case_name = name  # type: ignore[attr-defined]
        REGISTRY[name] = UseCase(name, label, permission, run)
        return run

    return wrap


def may(name: str, actor: Any, subject: Any) -> bool:
    """Whether `actor` is allowed the use case on `subject`; pages ask this before they show a button."""
    return REGISTRY[name].permission(actor, subject)


def project_of(subject: Any) -> Any:
    """The project a record belongs to: itself, its `project`, or None."""
    if getattr(subject, "_meta", None) is not None and subject._meta.label == "accounts.Project":
        return subject
    return getattr(subject, "project", None)


def plain(value: Any) -> Any:
    """A value as the audit trail keeps it: JSON types, records by label and key, long text cut."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk} {value}"[:200]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in list(value.items())[:100]}
    if isinstance(value, list | tuple | set | frozenset | models.QuerySet):
        items = list(value)
        return [plain(v) for v in items[:50]] + ([f"… {len(items)}"] if len(items) > 50 else [])
    return str(value)[:2000]


def _tell(project: Any, name: str) -> None:
    for listener in AFTER:
        listener(project, name)
