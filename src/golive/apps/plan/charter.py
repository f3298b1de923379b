"""The budget as the project charter shows it: the client's own, by phase and cost class."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.charter import Rows, part
from golive.apps.plan.models import CostLine
from golive.apps.plan.resources import budget_now
from golive.foundation.words import Words, words


@part("plan.budget", label=_("Budget"), order=50, inside=True, page="plan:cost_sheet")
def budget(project: Any) -> Rows:
    found = budget_now(project)
    rows: list[list[Words | str]] = [
        [r["name"], Words.of(CostLine.Class(r["cost_class"]).label), f"{r['fen'] / 100:,.2f}"] for r in found
    ]
    if rows:
        rows.append([words("Total"), "", f"{sum(r['fen'] for r in found) / 100:,.2f}"])
    return Rows([_("phase"), _("cost class"), _("Amount (yuan)")], rows)
