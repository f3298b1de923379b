"""Whether a plan is still the one that something was computed from."""

from __future__ import annotations

from hashlib import sha256

from golive.engines import schedule as engine


def fingerprint(plan: engine.Plan, schedule: engine.Schedule) -> str:
    """Of everything levelling starts from: where what is left stands, who does it, and when he can. A new day alone
    changes nothing, as long as no date moves with it."""
    dates = schedule.tasks
    left = [t for t in plan.tasks if t.actual_finish is None and not dates[t.uid].summary]
    uids = {t.uid for t in left}
    content = (
        [
            (
                t.uid,
                dates[t.uid].start,
                dates[t.uid].finish,
                t.priority,
                t.may_level,
                t.levelling_delay,
                t.deadline,
                t.skill,
                t.skill_level,
            )
            for t in left
        ],
        [(k.pred, k.succ, k.type, k.lag, k.lag_kind) for k in plan.links if k.succ in uids],
        [(a.task, a.resource, a.units) for a in plan.assignments if a.task in uids],
        [(r.uid, r.max_units, r.availability, r.skills) for r in plan.resources],
        [(key, sorted(days.exceptions.items())) for key, days in sorted(plan.calendars.items())],
    )
    return sha256(repr(content).encode()).hexdigest()
