"""What the evidence says about the project as a whole: green, yellow or red, and why.

One rule for all: what is behind its date makes yellow; five working days behind, for what decides over go-live, red.
Overdue duties make yellow whatever their number: each has its own path of escalation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from golive.apps.governance.registers import DECISIONS
from golive.apps.plan.models import DAY
from golive.apps.reports.models import Light
from golive.apps.reports.period import Period
from golive.apps.reports.sentences import control, duties, governance, money, plan
from golive.apps.reports.sentences.registry import Row, Sentence
from golive.foundation.words import words

FAR = 5  # working days
EVENING = 18 * 60


@dataclass(frozen=True, slots=True)
class Standing:
    """`outside`: those of the reasons that any member of the project may read; the rest is the client's own business."""

    reasons: list[Sentence]  # the worst first
    outside: list[Sentence]

    @property
    def status(self) -> str:
        return light([r.tone for r in self.reasons])

    def to_json(self) -> dict[str, Any]:
        reasons = [r.to_json("standing") | {"open": r in self.outside} for r in self.reasons]
        return {"status": self.status, "reasons": reasons}


def light(tones: list[str]) -> str:
    """Of all that speaks against green: nothing, something, something bad."""
    return str(Light.RED if "bad" in tones else Light.YELLOW if tones else Light.GREEN)


def standing(project: Any, period: Period) -> Standing:
    outside = [reason for query in (_go_live, _critical_tasks, _duties) for reason in query(project, period)]
    inside = [reason for query in (_gate, _decisions, _money, _risks) for reason in query(project, period)]
    reasons = sorted([*outside, *inside], key=lambda r: r.tone != "bad")
    return Standing(reasons, outside)


def _behind(project: Any, period: Period, due: datetime) -> int:
    """Full working days from a date to the moment of the report."""
    return int(plan.days(project, period).minutes_between(due, period.until) // DAY)


def _tone(days: float) -> str:
    return "bad" if days >= FAR else "warn"


def _go_live(project: Any, period: Period) -> Iterator[Sentence]:
    for said in plan.go_live(project, period):
        if said.tone in ("warn", "bad"):
            yield said


def _critical_tasks(project: Any, period: Period) -> Iterator[Sentence]:
    if not plan.baseline(project, period):
        return
    rows = [(t, _behind(project, period, t.baseline_finish)) for t in plan.late(project, period) if t.critical]
    if rows:
        worst = max(days for _task, days in rows)
        text = words("Critical tasks late: %(n)s, by up to %(days)s working days.", n=len(rows), days=worst)
        yield Sentence(text, plan.page("gantt", project), [plan.row(project, t) for t, _days in rows], _tone(worst))


def _gate(project: Any, period: Period) -> Iterator[Sentence]:
    """A gate not passed on its day, or one that closes within five working days and still lacks something."""
    phase = governance.current_phase(project, period)
    if phase is None:
        return
    calendar, url = plan.days(project, period), governance.gates_page(project)
    due = calendar.instant(phase.ends_on, EVENING)
    if due < period.until:
        days = _behind(project, period, due)
        text = words(
            "The gate of “%(phase)s” is not passed; working days past its date: %(days)s.", phase=phase.name, days=days
        )
        yield Sentence(text, url, tone=_tone(days))
        return
    state = governance.gate(project, period)
    lacking = [c for c in state.criteria if c.holds_shut] if state else []
    left = calendar.minutes_between(period.until, due) // DAY
    if lacking and left < FAR:
        text = words(
            "The gate of “%(phase)s” still lacks %(n)s criteria; working days left: %(days)s.",
            phase=phase.name,
            days=int(left),
            n=len(lacking),
        )
        yield Sentence(text, url, tone="warn")


def _decisions(project: Any, period: Period) -> Iterator[Sentence]:
    rows = [d for d in governance.waiting(project, period) if d.deadline < period.until]
    if rows:
        worst = max(_behind(project, period, d.deadline) for d in rows)
        text = words("Decisions overdue: %(n)s, by up to %(days)s working days.", n=len(rows), days=worst)
        links = [Row(str(d), DECISIONS.url("detail", project, d.pk)) for d in rows]
        yield Sentence(text, DECISIONS.url("", project), links, _tone(worst))


def _duties(project: Any, period: Period) -> Iterator[Sentence]:
    for said in duties.overdue_by_party(project, period)[:1]:
        if said.tone == "bad":
            yield Sentence(said.words, said.url, said.rows, "warn")


def _money(project: Any, period: Period) -> Iterator[Sentence]:
    """More than the budget will be spent; a tenth more is red, as on the cost sheet."""
    if not period.live:
        return
    total = money.sheet(project, period).total
    if total.budget and total.tone:
        text = words(
            "Forecast at completion %(forecast)s, budget %(budget)s: %(over)s over.",
            forecast=money.amount(total.forecast),
            budget=money.amount(total.budget),
            over=money.amount(-total.remaining),
        )
        yield Sentence(text, money.page(project), tone=total.tone)


def _risks(project: Any, period: Period) -> Iterator[Sentence]:
    for said in control.risks(project, period)[1:]:
        yield Sentence(said.words, said.url, said.rows, "warn")
