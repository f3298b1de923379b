"""What the page of a simulation shows: its JSON as dates, sentences and pictures in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.plan import curves, queries
from golive.apps.plan.engine_io import calendar
from golive.apps.plan.engine_io.risk import Simulated, end_of
from golive.apps.plan.engine_io.risk import simulate as engine
from golive.apps.plan.models import RiskRun
from golive.apps.plan.risk_events import DAYS, ODDS
from golive.foundation import clock
from golive.foundation.accounts.models import Project

ITERATIONS = 10_000
FRESH = 30  # days until a simulation is of the past


def target_of(project: Project) -> datetime:
    """What was promised: the go-live of the approved baseline, or else the project's own date."""
    baseline = queries.approved_baseline(project)
    agreed = baseline.go_live if baseline else None
    return agreed or end_of(project.go_live_date, calendar(project))


def simulated(project: Project, *, iterations: int = ITERATIONS, seed: int = 1) -> Simulated:
    """The plan as it stands, ten thousand times. Writes nothing."""
    return engine(project, target_of(project), iterations=iterations, seed=seed)


def is_fresh(run: RiskRun) -> bool:
    return (clock.now() - run.made_at).days < FRESH


def shown(run: RiskRun, with_cost: bool) -> dict[str, Any]:
    """Everything a page says of one run; money only to whom it is for."""
    page = _Page(run)
    return {
        "run": run,
        "fresh": is_fresh(run),
        "percentiles": [(p, page.day(page.data["percentiles"][str(p)])) for p in (10, 20, 50, 80, 90)],
        "picture": page.picture(),
        "table": page.table(),
        "tornado": page.tornado(),
        "gains": page.gains(),
        "tasks": page.tasks(),
        "assumptions": page.assumptions(with_cost),
        "threats": page.data["threats"],
        "scale": [(n, f"{ODDS[n]:.0%}", "–".join(str(d) for d in DAYS[n])) for n in range(1, 6)],
        "cost": page.data["cost"] if with_cost else None,
        "spread_days": page.data["deviation_days"],
    }


def history(project: Project, runs: list[RiskRun]) -> dict[str, Any]:
    """P80 of the runs so far, the newest last."""
    zone = ZoneInfo(project.timezone)
    rows = [(r.made_at.astimezone(zone), r.p80.astimezone(zone)) for r in runs]
    target = next((r.target.astimezone(zone) for r in reversed(runs) if r.target), None)
    picture = curves.small(rows, target, (_("P80"), _("Target"))) if len(rows) > 1 else None
    return {"trend": picture}


class _Page:
    def __init__(self, run: RiskRun) -> None:
        self.run, self.data = run, run.result
        self.zone = ZoneInfo(run.project.timezone)
        self.names: Mapping[str, str] = self.data["names"]
        self.threats = {t["code"]: t for t in self.data["threats"]}

    def moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def day(self, text: str) -> date:
        return self.moment(text).date()

    def picture(self) -> curves.Picture:
        target = self.run.target.astimezone(self.zone) if self.run.target else None
        marks = [
            (self.moment(self.data["percentiles"]["50"]), "P50", "p50"),
            (self.moment(self.data["percentiles"]["80"]), "P80", "p80"),
            (target, _("Target"), "target"),
        ]
        histogram = [(self.moment(a), self.moment(b), n) for a, b, n in self.data["histogram"]]
        curve = [(self.moment(d), share) for d, share in self.data["curve"]]
        return curves.spread(histogram, curve, marks, target)

    def table(self) -> list[tuple[str, date]]:
        """The curve in figures, for whoever does not look at pictures."""
        return [(f"P{p}", self.day(self.data["percentiles"][str(p)])) for p in range(10, 100, 10)]

    def name(self, row: Mapping[str, Any]) -> str:
        if row["task"] is not None:
            return self.names.get(str(row["task"]), "")
        return f"{row['event']} {self.threats.get(row['event'], {}).get('name', '')}".strip()

    def url(self, row: Mapping[str, Any]) -> str:
        if row["task"] is not None:
            return reverse("plan:tasks-detail", args=[self.run.project.code, row["task"]])
        return str(self.threats.get(row["event"], {}).get("url", ""))

    def tornado(self) -> list[dict[str, Any]]:
        """Each driver with the mean go-live at its best and at its worst, as a bar on one scale of days."""
        bars = self.data["tornado"][:10]
        if not bars:
            return []
        lows, highs = [self.moment(b["low"]) for b in bars], [self.moment(b["high"]) for b in bars]
        first, whole = min(*lows, *highs), max(*lows, *highs)
        span = max((whole - first).total_seconds(), 1)

        def place(moment: datetime) -> float:
            return round(100 * (moment - first).total_seconds() / span, 1)

        found = []
        for bar, low, high in zip(bars, lows, highs, strict=True):
            left, right = sorted((place(low), place(high)))
            found.append(
                {
                    "name": self.name(bar),
                    "url": self.url(bar),
                    "is_event": bar["event"] is not None,
                    "low": low.date(),
                    "high": high.date(),
                    "days": bar["days"],
                    "left": left,
                    "width": round(max(right - left, 0.8), 1),
                }
            )
        return found

    def gains(self) -> list[dict[str, Any]]:
        """What to do about it, what helps most first."""
        return [self._gain(row) for row in self.data["gains"][:8] if row["days"] >= 0.1]

    def _gain(self, row: Mapping[str, Any]) -> dict[str, Any]:
        facts = {"name": self.name(row), "days": f"{row['days']:.1f}", "day": self.day(row["p80"]).isoformat()}
        if row["event"] is not None:
            text = _("Prevent %(name)s: P80 comes %(days)s working days earlier, to %(day)s.") % facts
        else:
            text = (
                _(
                    "Find out how long “%(name)s” really takes (a trial, smaller steps, somebody who has done it): "
                    "with half the uncertainty P80 comes %(days)s working days earlier, to %(day)s."
                )
                % facts
            )
        return {"text": text, "url": self.url(row), "days": row["days"]}

    def tasks(self) -> list[dict[str, Any]]:
        rows = [t for t in self.data["tasks"] if t["criticality"] >= 0.005][:10]
        return [t | {"name": self.names.get(str(t["task"]), ""), "url": self.url(t | {"event": None})} for t in rows]

    def assumptions(self, with_cost: bool) -> list[str]:
        found = [s for row in self.data["assumptions"] if (s := _assumed(row))]
        if self.data["threats"]:
            found.append(
                _(
                    "Risks of the register are tied to no task: each one that happens delays go-live itself, one after another."
                )
            )
        if years := self.data["years"]:
            text = _(
                "The official days off of %(years)s are not published yet; only weekends and statutory holidays count."
            )
            found.append(text % {"years": ", ".join(map(str, years))})
        if with_cost and self.data["cost"]:
            found.append(
                _("Own staff cost their budget, and more as tasks take longer; what is bought costs its budget.")
            )
        facts = {"n": f"{self.run.iterations:,}", "seed": self.run.seed}
        found.append(
            _("%(n)s runs through the plan, seed %(seed)s: the same plan gives the same answer again.") % facts
        )
        return found


def _assumed(row: Mapping[str, Any]) -> str:
    n, value = len(row["tasks"]), row["value"]
    match row["code"]:
        case "spread":
            text = _(
                "Tasks without an estimate at best and at worst: %(n)s; each is taken as %(low)s to %(high)s of its duration."
            )
            return text % {"n": n, "low": f"{value[0]:.0%}", "high": f"{value[2]:.0%}"}
        case "correlation":
            text = _("Durations of one project are late together: a correlation of %(rho)s is assumed among all.")
            return text % {"rho": value[0]}
        case "event_on_finished":
            return _("Some risks concern tasks that are done: they change nothing there any more.")
        case "as_late_as_possible":
            return _("Tasks planned as late as possible are counted with their early dates.")
        case "not_equal":
            text = _("Without any uncertainty the simulation misses the computed date by %(n)s minutes.")
            return text % {"n": round(value[0])}
    return ""
