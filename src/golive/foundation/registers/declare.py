"""The words with which an app declares its registers in `registers.py`; see docs/recipes/add-a-register.md."""

from __future__ import annotations

from typing import Any

from golive.foundation.registers.definition import Action, Column, Definition
from golive.foundation.registers.urls import urls_of

__all__ = ["Action", "Column", "Register"]


class Register(Definition):
    """A register with its pages."""

    def urls(self) -> list[Any]:
        """For the urls.py of the app: `urlpatterns = [*RISKS.urls(), …]`."""
        return urls_of(self)
