"""What a path of a model leads to, and what it is called in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst


def field_at(model: type[models.Model], path: str) -> Any:
    """The model field at the end of a path, or None for an annotation or a property."""
    found: Any = None
    for step in path.split("__"):
        try:
            found = model._meta.get_field(step)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found


def _heading(model_field: Any) -> str:
    return str(capfirst(str(model_field.verbose_name)))


def _joined(first: Any, second: Any) -> str:
    return f"{first} {second}"


heading = lazy(_heading, str)  # the verbose name of a field with a capital letter
joined = lazy(_joined, str)  # two words side by side
