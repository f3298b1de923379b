"""Who asks the ERP for a figure: an app that knows the ERP registers itself, governance asks it.

register_reader(lambda project, question, today: Decimal(…))
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.formula import Question
from golive.foundation.errors import Refused

Reader = Callable[[Any, "list[Question]", date], "dict[str, Decimal]"]
_reader: Reader | None = None


def register_reader(reader: Reader | None) -> Reader | None:
    """Name who asks, and return who asked before (tests put him back)."""
    global _reader
    before, _reader = _reader, reader
    return before


def ask(project: Any, questions: list[Question], today: date) -> dict[str, Decimal]:
    if not questions:
        return {}
    if _reader is None:
        raise Refused("no_erp", _("No ERP is running. Install or start one, then measure again."))
    return _reader(project, questions, today)
