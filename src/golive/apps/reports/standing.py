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
from golive.apps.reports.sentences import control, duties, governance, plan
from golive.apps.reports.sentences.registry import Row, Sentence
from golive.apps.reports.week import Week
from golive.foundation.words import words

FAR = 5  # working days
EVENING = 18 * 60


@dataclass(frozen=True, slots=True)
class Standing:
    status: str
    reasons: list[Sentence]  # the worst first

    def to_json(self) -> dict[str, Any]:
        return {"status": self.status, "reasons": [r.to_json("standing") for r in self.reasons]}


def standing(project: Any, week: Week) -> Standing:
    queries = (_go_live, _critical_tasks, _gate, _decisions, _duties, _risks)
    found = [reason for query in queries for reason in query(project, week)]
    reasons = [r for r in found if r.tone == "bad"] + [r for r in found if r.tone != "bad"]
    status = Light.GREEN if not reasons else Light.RED if reasons[0].tone == "bad" else Light.YELLOW
    return Standing(str(status), reasons)


def _behind(project: Any, week: Week, due: datetime) -> int:
    """Full working days from a date to the moment of the report."""
    return int(plan.days(project, week).minutes_between(due, week.until) // DAY)


def _tone(days: float) -> str:
    return "bad" if days >= FAR else "warn"


def _go_live(project: Any, week: Week) -> Iterator[Sentence]:
    for said in plan.go_live(project, week):
        if said.tone in ("warn", "bad"):
            yield said


def _critical_tasks(project: Any, week: Week) -> Iterator[Sentence]:
    if not plan.baseline(project, week):
        return
    rows = [(t, _behind(project, week, t.baseline_finish)) for t in plan.late(project, week) if t.critical]
    if rows:
        worst = max(days for _task, days in rows)
        text = words("Critical tasks late: %(n)s, by up to %(days)s working days.", n=len(rows), days=worst)
        yield Sentence(text, plan.page("gantt", project), [plan.row(project, t) for t, _days in rows], _tone(worst))


def _gate(project: Any, week: Week) -> Iterator[Sentence]:
    """A gate not passed on its day, or one that closes within five working days and still lacks something."""
    phase = governance.current_phase(project, week)
    if phase is None:
        return
    calendar, url = plan.days(project, week), governance.gates_page(project)
    due = calendar.instant(phase.ends_on, EVENING)
    if due < week.until:
        days = _behind(project, week, due)
        text = words(
            "The gate of “%(phase)s” is not passed; working days past its date: %(days)s.", phase=phase.name, days=days
        )
        yield Sentence(text, url, tone=_tone(days))
        return
    state = governance.gate(project, week)
    lacking = [c for c in state.criteria if c.holds_shut] if state else []
    left = calendar.minutes_between(week.until, due) // DAY
    if lacking and left < FAR:
        text = words(
            "The gate of “%(phase)s” still lacks %(n)s criteria; working days left: %(days)s.",
            phase=phase.name,
            days=int(left),
            n=len(lacking),
        )
        yield Sentence(text, url, tone="warn")


def _decisions(project: Any, week: Week) -> Iterator[Sentence]:
    rows = [d for d in governance.waiting(project, week) if d.deadline < week.until]
    if rows:
        worst = max(_behind(project, week, d.deadline) for d in rows)
        text = words("Decisions overdue: %(n)s, by up to %(days)s working days.", n=len(rows), days=worst)
        links = [Row(str(d), DECISIONS.url("detail", project, d.pk)) for d in rows]
        yield Sentence(text, DECISIONS.url("", project), links, _tone(worst))


def _duties(project: Any, week: Week) -> Iterator[Sentence]:
    for said in duties.overdue_by_party(project, week)[:1]:
        if said.tone == "bad":
            yield Sentence(said.words, said.url, said.rows, "warn")


def _risks(project: Any, week: Week) -> Iterator[Sentence]:
    for said in control.risks(project, week)[1:]:
        yield Sentence(said.words, said.url, said.rows, "warn")
