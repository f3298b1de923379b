"""What a path of a model leads to, and what it is called in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
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


class Heading:
    """The verbose name of a field with a capital letter."""

    def __init__(self, model_field: Any):
        self.field = model_field

    def __str__(self) -> str:
        return str(capfirst(str(self.field.verbose_name)))


class Joined:
    """Two words side by side."""

    def __init__(self, first: Any, second: Any):
        self.first, self.second = first, second

    def __str__(self) -> str:
        return f"{self.first} {self.second}"
