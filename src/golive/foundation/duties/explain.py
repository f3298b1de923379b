"""Every state in one sentence of the reader's language, with the rule and the dates it rests on. Pure words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from golive.engines.worktime import Rule
from golive.foundation.duties.catalogue import Duty, Term
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import State
from golive.foundation.words import Words

PHASE_NAMES = {
    "requirements": gettext_lazy("Requirements analysis"),
    "selection": gettext_lazy("System selection"),
    "implementation": gettext_lazy("System implementation"),
    "trial": gettext_lazy("Trial run"),
    "acceptance": gettext_lazy("Acceptance"),
    "care": gettext_lazy("After-care"),
}
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)


def cadence_of(duty: Duty) -> str:
    """ "Every Friday 18:00" — all the duty's cadences in a line."""
    return _("; ").join(term_words(duty, t) for t in duty.terms)


def cadence_of_row(row: Obligation, duty: Duty) -> str:
    """The one cadence of its duty, as the project holds it, that an obligation comes from."""
    kind = kind_of(row)
    return next((term_words(duty, t) for t in duty.terms if t.cadence in kind), cadence_of(duty))


def kind_of(row: Obligation) -> tuple[str, ...]:
    """Which cadences an obligation may come from, read from its key."""
    key = row.key
    if "label" in row.why:
        return ("event",)
    if key in PHASE_NAMES:
        return ("phase", "once")
    if key.startswith("D"):
        return ("after_go_live",)
    if "-W" in key:
        return ("weekly",)
    if "-Q" in key:
        return ("quarterly",)
    return ("monthly",) if key.count("-") == 1 else ("daily",)


def term_words(duty: Duty, term: Term) -> str:
    match term.cadence:
        case "once":
            return _("Once, by the end of phase %(phase)s") % {"phase": PHASE_NAMES[duty.phases[0]]}
        case "phase":
            names = _(", ").join(str(PHASE_NAMES[p]) for p in duty.phases)
            return _("By the end of each phase: %(phases)s") % {"phases": names}
        case "after_go_live":
            return _("%(days)s days after go-live") % {"days": _(", ").join(map(str, term.days))}
    assert term.rule is not None
    return rule_words(term.rule)


def rule_words(rule: Rule) -> str:
    facts = {
        "n": abs(rule.number),
        "time": "" if rule.minute is None else f"{rule.minute // 60:02}:{rule.minute % 60:02}",
    }
    match rule.kind:
        case "weekly":
            return _("Every %(day)s %(time)s") % {**facts, "day": WEEKDAYS[rule.number]}
        case "daily":
            return _("Every day %(time)s") % facts
        case "monthly" | "quarterly":
            return _periodic_words(rule) % facts
        case "workhours":
            return _("%(n)s working hours after the trigger") % facts
        case "workdays":
            return _("%(n)s working days after the trigger, %(time)s") % facts
    return _("%(n)s days after the trigger, %(time)s") % facts


def _periodic_words(rule: Rule) -> str:
    month = rule.kind == "monthly"
    if not rule.working:
        return _("Day %(n)s of every month %(time)s") if month else _("Day %(n)s of every quarter %(time)s")
    if rule.number == -1:
        return (
            _("Last working day of every month %(time)s") if month else _("Last working day of every quarter %(time)s")
        )
    if rule.number < 0:
        return (
            _("Working day %(n)s before the end of every month %(time)s")
            if month
            else _("Working day %(n)s before the end of every quarter %(time)s")
        )
    return _("Working day %(n)s of every month %(time)s") if month else _("Working day %(n)s of every quarter %(time)s")


def period_name(row: Obligation) -> str:
    """What the obligation is for: the event, the phase, the week or the month."""
    if row.why.get("label"):
        return Words.from_json(row.why["label"]).render()
    key = row.key
    if key in PHASE_NAMES:
        return str(PHASE_NAMES[key])
    if "-W" in key:
        return _("week %(week)s of %(year)s") % {"year": key[:4], "week": int(key[6:])}
    if key.startswith("D") and key[1:].isdigit():
        return _("%(days)s days after go-live") % {"days": key[1:]}
    return key


def status_words(row: Obligation, now: datetime) -> str:
    """The words of the status pill: "2 d overdue", "due today", "3 d left", "on time"."""
    days = _day(row.due_at) - _day(now)
    match row.state:
        case State.OVERDUE:
            late = -days.days
            return _("%(days)s d overdue") % {"days": late} if late else _("Overdue today")
        case State.DUE | State.PARTLY:
            return _left(days)
        case State.MET:
            return _("On time")
        case State.MET_LATE if row.met_at:
            late = (_day(row.met_at) - _day(row.due_at)).days
            return _("%(days)s d late") % {"days": late} if late else _("Late the same day")
    return str(State(row.state).label)


def _left(days: timedelta) -> str:
    if days.days == 0:
        return _("Due today")
    return _("Due tomorrow") if days.days == 1 else _("%(days)s d left") % {"days": days.days}


def sentence(row: Obligation) -> str:
    """Why the obligation is in its state."""
    facts = {
        "opens": _moment(row.opens_at),
        "due": _moment(row.due_at),
        "found": row.why.get("fact_count", 0),
        "missing": row.why.get("missing_count", 0),
        "met": _moment(row.met_at),
    }
    lost = row.why.get("lost_at")
    before = _("What had proved it is no longer there since %(at)s. ") % {"at": _moment_text(lost)} if lost else ""
    return before + _reason(row) % facts


def _reason(row: Obligation) -> str:
    match row.state:
        case State.UPCOMING:
            return _("It opens on %(opens)s and is due on %(due)s.")
        case State.DUE:
            if row.why.get("missing_count"):
                return _("It is due on %(due)s; nothing is on record yet and %(missing)s things are missing.")
            return _("It is due on %(due)s; nothing is on record yet.")
        case State.PARTLY:
            return _("It is due on %(due)s; %(found)s proofs are on record and %(missing)s things are missing.")
        case State.OVERDUE:
            if row.why.get("missing_count"):
                return _("It was due on %(due)s; %(found)s proofs are on record and %(missing)s things are missing.")
            return _("It was due on %(due)s and nothing on record proves it.")
        case State.MET:
            return _("It was proved on %(met)s, before it was due on %(due)s.")
        case State.MET_LATE:
            return _("It was proved on %(met)s, after it was due on %(due)s.")
        case State.WAIVED:
            return _("It was due on %(due)s and is waived.")
        case State.UNCONNECTED:
            return _("No evidence is connected to this duty yet, so it cannot count as met. It is due on %(due)s.")
    if row.why.get("withdrawn") == "switched_off":
        return _("The duty was switched off in this project.")
    return _("It is no longer owed: its phase moved, or what it followed from no longer exists.")


def facts_of(row: Obligation) -> list[dict[str, Any]]:
    """The facts kept with a row: label, url, at, who, value."""
    return [_read(f) for f in row.why.get("facts", ())]


def drift_of(row: Obligation) -> list[dict[str, Any]]:
    """Facts of people whose facts do not count, as `facts_of`."""
    return [_read(f) for f in row.why.get("drift", ())]


def _read(fact: dict[str, Any]) -> dict[str, Any]:
    return {
        "label": Words.from_json(fact["label"]).render(),
        "url": fact["url"],
        "at": datetime.fromisoformat(fact["at"]),
        "who": fact["who"],
        "value": fact["value"],
    }


def missing_of(row: Obligation) -> list[dict[str, str]]:
    return [{"text": Words.from_json(m["text"]).render(), "url": m["url"]} for m in row.why.get("missing", ())]


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def _moment_text(text: str) -> str:
    return _moment(datetime.fromisoformat(text))
