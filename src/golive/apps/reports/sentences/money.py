"""What the project was to cost, has cost and will cost; as it stands now, because the sheet keeps no older day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from golive.apps.plan import costs
from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import LONGER, Row, Sentence, sentence
from golive.foundation.words import Words, words


def sheet(project: Any, period: Period) -> costs.Sheet:
    found: costs.Sheet = period.once("costs", lambda: costs.sheet(project))
    return found


def page(project: Any) -> str:
    return reverse("plan:cost_sheet", kwargs={"project": project.code})


def amount(fen: int) -> dict[str, str]:
    """Yuan as each language counts them."""
    yuan = Decimal(fen) / 100
    return {"zh": f"{yuan / 10_000:,.2f} 万元", "en": f"¥{yuan / 1000:,.1f}K"}


@sentence("money", section="money", order=10, kinds=LONGER)
def money(project: Any, period: Period) -> list[Sentence]:
    if not period.live:
        return []
    found, url = sheet(project, period), page(project)
    if not found.blocks:
        return [Sentence(words("No budget and no cost is booked."), url, tone="warn")]
    total = found.total
    text = words(
        "Budget %(budget)s; spent %(actual)s, committed %(committed)s, forecast at the end %(forecast)s.",
        budget=amount(total.budget),
        actual=amount(total.actual),
        committed=amount(total.committed),
        forecast=amount(total.forecast),
    )
    said = [Sentence(text, url, [], total.tone or "ok")]
    if found.alarms:
        over = sum(-c.remaining for c in found.alarms)
        text = words("Over budget: %(n)s lines, together %(over)s.", n=len(found.alarms), over=amount(over))
        worst = "bad" if any(c.tone == "bad" for c in found.alarms) else "warn"
        said.append(Sentence(text, url, [Row(_line(c), url) for c in found.alarms], worst))
    return said


def _line(cell: costs.Cell) -> Words:
    return words(
        "%(phase)s, %(class)s: %(over)s over",
        phase=cell.phase.name if cell.phase else "—",
        over=amount(-cell.remaining),
        **{"class": Words.of(costs.CostLine.Class(cell.cost_class).label)},
    )


@sentence("earned_value", section="money", order=20, kinds=LONGER)
def earned_value(project: Any, period: Period) -> list[Sentence]:
    found = sheet(project, period).earned if period.live else None
    if found is None or (found.total.cpi is None and found.total.spi is None):
        return []
    cpi, spi = found.total.cpi, found.total.spi
    text = words(
        "Earned value: cost index (CPI) %(cpi)s, schedule index (SPI) %(spi)s.", cpi=_index(cpi), spi=_index(spi)
    )
    worst = min(v for v in (cpi, spi) if v is not None)
    tone = "bad" if worst < Decimal("0.9") else "warn" if worst < 1 else "ok"
    url = reverse("plan:earned_value", kwargs={"project": project.code})
    return [Sentence(text, url, [], tone, (words("CPI / SPI"), f"{_index(cpi)} / {_index(spi)}"))]


def _index(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"
