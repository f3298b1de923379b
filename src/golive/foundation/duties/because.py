"""Why an obligation is in its state: one sentence of the reader's language that names the dates, the rule, the calendar,
the records and what is missing. `explain.sentence` is its short form for lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from golive.engines.worktime import Calendar, DayKind
from golive.foundation.duties import explain
from golive.foundation.duties.catalogue import Duty, Term
from golive.foundation.duties.figures.forecast import HOLIDAYS
from golive.foundation.duties.models import Obligation
from golive.foundation.duties.states import State

NAMED = 3  # records and missing things named; the others are counted


def because(row: Obligation, duty: Duty, calendar: Calendar, *, sees: bool = True) -> str:
    """`duty`: as the project holds it. `sees`: whether the reader may see the records."""
    clauses = [_state(row)]
    if row.state != State.WITHDRAWN:
        clauses.append(_rule(row, duty, calendar))
    if sees:
        clauses += [*_records(row), *_missing(row), *_drift(row)]
    if row.lost_at:
        clauses.append(_("what had proved it is no longer there since %(at)s") % {"at": _moment(row.lost_at)})
    return _("; ").join(clauses) + _(".")


def _state(row: Obligation) -> str:
    facts = {"due": _moment(row.due_at), "opens": _moment(row.opens_at), "met": _moment(row.met_at)}
    match row.state:
        case State.UPCOMING:
            return _("It opens on %(opens)s and is due on %(due)s") % facts
        case State.DUE:
            return _("It is due on %(due)s and nothing on record proves it yet") % facts
        case State.PARTLY:
            return _("It is due on %(due)s and proved in part") % facts
        case State.OVERDUE:
            return _("It was due on %(due)s and is not proved") % facts
        case State.MET:
            return _("It was proved on %(met)s, in time for %(due)s") % facts
        case State.MET_LATE:
            return _("It was proved on %(met)s, after it was due on %(due)s") % facts
        case State.WAIVED:
            return _("It was due on %(due)s and is waived") % facts
        case State.UNCONNECTED:
            return _("It is due on %(due)s, and no evidence is connected to this duty yet") % facts
    if row.why.get("withdrawn") == "switched_off":
        return _("The duty was switched off in this project")
    return _("It is no longer owed: its phase moved, or what it followed from no longer exists")


def _rule(row: Obligation, duty: Duty, calendar: Calendar) -> str:
    """The rule, and by how much holidays and shifted working days moved the date from what it says."""
    kinds = explain.kind_of(row)
    term = next((t for t in duty.terms if t.cadence in kinds), None)
    said = explain.term_words(duty, term) if term else explain.cadence_of(duty)
    due = timezone.localtime(row.due_at, calendar.zone).date()
    nominal = _nominal(row.key, term)
    if nominal is None or nominal == due:
        return _("rule: %(rule)s, on the project's working calendar") % {"rule": said}
    facts = {"rule": said, "day": f"{nominal:%m-%d}", "due": f"{due:%m-%d}", "why": _why_free(nominal, calendar)}
    return _("rule: %(rule)s; %(day)s is %(why)s, so the project's working calendar puts it on %(due)s") % facts


def _nominal(key: str, term: Term | None) -> date | None:
    """The day the rule names, before the calendar moves it; None where it names none."""
    if term is None or term.rule is None or term.rule.working:
        return None
    if term.rule.kind == "weekly":
        year, week = key.split("-W")
        return date.fromisocalendar(int(year), int(week), term.rule.number + 1)
    if term.rule.kind == "monthly":
        year, month = key.split("-")
        first = date(int(year), int(month), 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return min(first + timedelta(days=term.rule.number - 1), last)
    return None


def _why_free(day: date, calendar: Calendar) -> str:
    special = calendar.days.get(day)
    if day in calendar.exceptions:
        return _("a day off of the project")
    if special is not None and special.kind is DayKind.HOLIDAY:
        return str(HOLIDAYS.get(special.name, _("a public holiday")))
    return _("a day off")


def _records(row: Obligation) -> Iterator[str]:
    facts: list[Mapping[str, Any]] = explain.facts_of(row)
    if facts:
        names = [f["label"] for f in facts[-NAMED:]]
        yield _("on record: %(names)s") % {"names": _listed(names, int(row.why.get("fact_count", len(names))))}


def _missing(row: Obligation) -> Iterator[str]:
    gaps = explain.missing_of(row)
    if gaps:
        names = [m["text"] for m in gaps[:NAMED]]
        yield _("missing: %(names)s") % {"names": _listed(names, row.missing_count or len(gaps))}


def _drift(row: Obligation) -> Iterator[str]:
    drift = explain.drift_of(row)
    if drift:
        names = _listed([f["label"] for f in drift[-NAMED:]], len(drift))
        yield _("not counted, because done by somebody who is not responsible: %(names)s") % {"names": names}


def _listed(names: list[str], count: int) -> str:
    text = _(", ").join(names)
    return _("%(names)s and %(n)s more") % {"names": text, "n": count - len(names)} if count > len(names) else text


def _moment(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""
