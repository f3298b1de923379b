"""What the pages of risks and issues show beside their lists."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from golive.apps.control import aging
from golive.apps.control.models import Issue
from golive.foundation.duties.registry import calendar_of

WIDE, HIGH, FOOT = 360, 84, 16
BANDS = ((0, 2), (3, 5), (6, 10), (11, None))  # working days


def kpis(sums: dict[str, Any], register: str) -> list[dict[str, Any]]:
    """Each figure opens the rows behind it, in the register at that address."""
    rows, high = f"{register}?state=open", f"{register}?state=open&high=1"

    def yuan(value: Any) -> str:
        return "—" if value is None else f"¥{value:,.0f}"

    short = sums["yuan"] is not None and (sums["reserve"] or 0) < sums["yuan"]
    return [
        {"name": _("Open risks"), "value": sums["open"], "note": _("%(n)s high") % {"n": sums["high"]}, "url": rows},
        {
            "name": _("High without owner or response"),
            "value": sums["bare"],
            "tone": "bad" if sums["bare"] else "ok",
            "url": high,
        },
        {
            "name": _("Expected delay (days)"),
            "value": f"{sums['days']:.1f}",
            "note": _("odds × days, all open risks"),
            "url": rows,
        },
        {"name": _("Expected damage"), "value": yuan(sums["yuan"]), "note": _("odds × money"), "url": rows},
        {"name": _("Reserve"), "value": yuan(sums["reserve"]), "tone": "warn" if short else "", "url": rows},
    ]


def trend(weeks: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The weeks as stacked bars; None while there was never a risk."""
    most = max((w["high"] + w["medium"] + w["low"] for w in weeks), default=0)
    if not most:
        return None
    room = WIDE / len(weeks)
    bars = []
    for n, week in enumerate(weeks):
        top = float(HIGH - FOOT)
        for name in ("low", "medium", "high"):
            tall = (HIGH - FOOT - 4) * week[name] / most
            top -= tall
            if tall:
                box = {"x": round(n * room + 3, 1), "y": round(top, 1), "w": round(room - 6, 1), "h": round(tall, 1)}
                bars.append({**box, "level": name, "week": week["week"], "count": week[name]})
    marks = [{"x": round(n * room + room / 2, 1), "week": w["week"]} for n, w in enumerate(weeks) if n % 3 == 0]
    return {"w": WIDE, "h": HIGH, "foot": HIGH - 4, "bars": bars, "marks": marks, "now": weeks[-1]}


def ages(project: Any, rows: Any) -> list[dict[str, Any]]:
    """Open issues by how long they wait, and how many of them stand how far up."""
    days = calendar_of(project)
    waited = [(aging.age(i, days), i.level) for i in rows.filter(state=Issue.State.OPEN)]
    found = []
    for low, high in BANDS:
        inside = [level for age, level in waited if age >= low and (high is None or age <= high)]
        text = _("%(low)s days and more") if high is None else _("%(low)s to %(high)s days")
        found.append(
            {"label": text % {"low": low, "high": high}, "count": len(inside), "risen": sum(map(bool, inside))}
        )
    return found
