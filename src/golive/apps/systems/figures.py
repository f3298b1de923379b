"""Figures of the ERP for the formulas of objectives: registered with governance when the program starts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from golive.apps.governance import erp_figures
from golive.apps.governance.formula import Question
from golive.apps.systems import engine_io


def read(project: Any, questions: list[Question], today: date) -> dict[str, Decimal]:
    """Each question by its name. Refused where no ERP runs or where it does not understand."""
    asked = [(q.name, q.function, q.record, q.field, q.domain(today)) for q in questions]
    return engine_io.figures(project, asked)


erp_figures.register_reader(read)
