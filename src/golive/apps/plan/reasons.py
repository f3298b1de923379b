"""Why a task stands where it stands: the engine's driver in one sentence of the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from golive.apps.plan.models import LagKind, Task
from golive.apps.plan.models.lags import in_days
from golive.foundation.accounts.models import User


def neighbours(task: Task) -> dict[int, Task]:
    """The other tasks that its driver names, by key."""
    wanted = {task.driver.get("task"), task.driver.get("via")} - {None}
    return {t.pk: t for t in Task.objects.filter(project=task.project_id, pk__in=wanted)} if wanted else {}


def sentence(task: Task, others: Mapping[int, Task]) -> str:
    """`others`: what `neighbours` found."""
    if task.early_start is None:
        return _("Its dates are not computed yet.")
    kind = str(task.driver.get("kind", "project_start"))
    text = REASONS[kind](task, others) if kind in REASONS else ""
    if task.driver.get("via") in others:
        text += _(" It holds for its summary “%(task)s”.") % {"task": others[task.driver["via"]].name}
    if task.driver.get("resource"):
        absent = User.objects.filter(pk=task.driver["resource"]).first()
        text += _(" Leave of %(person)s moved it further.") % {"person": absent or _("its people")}
    elif task.driver.get("calendar"):
        text += _(" Days without work moved it further.")
    return text


def _of_start(task: Task, _others: Mapping[int, Task]) -> str:
    return _("Nothing holds it back: it starts with the project, on %(day)s.") % {"day": _day(task.early_start)}


def _of_calendar(task: Task, _others: Mapping[int, Task]) -> str:
    return _("It starts on %(day)s, the first working day of the project.") % {"day": _day(task.early_start)}


def _of_link(task: Task, others: Mapping[int, Task]) -> str:
    other = others.get(task.driver.get("task", 0))
    if other is None:
        return _("It follows another task.")
    patterns = {
        "FS": _("It starts on %(own)s, because “%(task)s” (%(owner)s) finishes on %(finish)s."),
        "SS": _("It starts on %(own)s, because “%(task)s” (%(owner)s) starts on %(start)s."),
        "FF": _("It starts on %(own)s, because it cannot finish before “%(task)s” (%(owner)s) finishes on %(finish)s."),
        "SF": _("It starts on %(own)s, because it cannot finish before “%(task)s” (%(owner)s) starts on %(start)s."),
    }
    text = patterns[str(task.driver.get("link", "FS"))] % {
        "own": _day(task.early_start),
        "task": other.name,
        "owner": other.owner or _("no owner"),
        "start": _day(other.early_start),
        "finish": _day(other.early_finish),
    }
    lag = int(task.driver.get("lag", 0))
    return text + _lag(lag, LagKind(task.driver["lag_kind"]), other) if lag else text


def _lag(lag: int, kind: LagKind, other: Task) -> str:
    if kind.is_percent:
        facts = {"percent": abs(lag), "task": other.name}
        if lag > 0:
            return _(" The link asks for %(percent)s%% of the duration of “%(task)s” between.") % facts
        return _(" The link lets them overlap by %(percent)s%% of the duration of “%(task)s”.") % facts
    days, elapsed = in_days(abs(lag), kind.day), kind == LagKind.ELAPSED
    if elapsed and lag > 0:
        return _(" The link asks for %(days)s calendar days between.") % {"days": days}
    if elapsed:
        return _(" The link lets them overlap by %(days)s calendar days.") % {"days": days}
    if lag > 0:
        return _(" The link asks for %(days)s working days between.") % {"days": days}
    return _(" The link lets them overlap by %(days)s working days.") % {"days": days}


def _of_constraint(task: Task, _others: Mapping[int, Task]) -> str:
    rule = Task.Constraint(task.driver["constraint"]).label
    if task.constraint_at is None:
        return _("A fixed date holds it: %(rule)s.") % {"rule": rule}
    return _("A fixed date holds it: %(rule)s %(day)s.") % {"rule": rule, "day": _day(task.constraint_at)}


def _of_actual(task: Task, _others: Mapping[int, Task]) -> str:
    if task.actual_finish:
        return _("It is done: finished on %(day)s.") % {"day": _day(task.actual_finish)}
    facts = {"day": _day(task.actual_start), "finish": _day(task.early_finish)}
    return _("It began on %(day)s; with the work that is left it finishes on %(finish)s.") % facts


def _of_today(task: Task, _others: Mapping[int, Task]) -> str:
    return _("It has not begun, so it cannot start before %(day)s.") % {"day": _day(task.early_start)}


def _of_child(task: Task, others: Mapping[int, Task]) -> str:
    other = others.get(task.driver.get("task", 0))
    facts = {"task": other.name if other else "", "day": _day(task.early_start)}
    return _("A summary: it begins on %(day)s with “%(task)s”.") % facts


def _of_levelling(task: Task, _others: Mapping[int, Task]) -> str:
    return _("Levelling put it off to %(day)s: before that, its people are booked.") % {"day": _day(task.early_start)}


REASONS: dict[str, Callable[[Task, Mapping[int, Task]], str]] = {
    "project_start": _of_start,
    "calendar": _of_calendar,
    "link": _of_link,
    "constraint": _of_constraint,
    "actual": _of_actual,
    "data_date": _of_today,
    "child": _of_child,
    "levelling": _of_levelling,
}


def _day(moment: datetime | None) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else "—"


def words_for(task: Task) -> dict[str, Any]:
    """What the page of a task shows: the reason, and what it means for the project."""
    return {"why": sentence(task, neighbours(task)), "float": _float(task)}


def _float(task: Task) -> str:
    if task.total_slack_minutes is None or task.percent == 100:
        return ""
    days = task.slack_days
    if task.total_slack_minutes < 0:
        return _("It is %(days)s working days too late for a date that was fixed after it.") % {"days": -days}
    if task.critical:
        return _("It is critical: every day it slips moves the end of the project.")
    return _("It may slip %(days)s working days before it moves the end of the project.") % {"days": days}
