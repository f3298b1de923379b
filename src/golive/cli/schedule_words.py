"""Codes of the schedule engine in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from golive.cli.words import N_, _
from golive.engines.schedule import Driver, DriverKind, LagKind, Note, PlanError
from golive.engines.schedule.sheet import SheetError
from golive.engines.worktime import Coverage, CoverageWarning

REFUSALS = {
    "circle": N_("The links of these tasks run in a circle: %(tasks)s. Remove one of these links and compute again."),
    "missing": N_("Links or outline name tasks that are not in the plan: %(ids)s. Add them or remove the links."),
    "duplicate": N_("These task numbers occur more than once: %(ids)s. Every task needs its own."),
    "missing_calendar": N_("A calendar is missing (%(detail)s%(tasks)s). Add it to the plan or choose another."),
    "negative_duration": N_("These tasks have a negative duration: %(tasks)s. Correct it and compute again."),
    "no_date": N_("These tasks have a constraint without a date: %(tasks)s. Enter the date or remove the constraint."),
    "actual_order": N_("These tasks finished before they started: %(tasks)s. Correct the actual dates."),
    "summary_link": N_("A summary task cannot be held at its finish: %(tasks)s. Link its subtasks instead."),
    "no_working_time": N_(
        "Nobody ever works on these tasks, by their calendar (%(detail)s) and those of their people: %(tasks)s. Enter"
        " working hours or choose another calendar."
    ),
    "too_long": N_("The plan runs longer than calendars know (some 60 years). Check durations and dates."),
    "not_mspdi": N_("This is not a readable MS Project XML plan (%(detail)s). Save it from MS Project as XML."),
    "not_golive_json": N_("This is not a readable GoLive plan (%(detail)s)."),
    "missing_resource": N_("Assignments of these tasks name people who are not in the plan: %(tasks)s. Add them."),
    "duplicate_resource": N_("Two resources of the plan have the same number (among %(detail)s). Each needs its own."),
    "no_mpxj": N_(
        "%(detail)s plans are read by MPXJ, which is not installed here. Install Java and then `pip install golive[mpxj]`,"
        " or save the plan as XML in MS Project and use that file."
    ),
    "not_foreign": N_("MPXJ could not read this plan (%(detail)s). Save it as XML in the program it comes from."),
    "not_xlsx": N_("This is not a readable Excel workbook (%(detail)s). Save it as .xlsx and try again."),
    "no_table": N_(
        "No sheet of the workbook (%(detail)s) has a heading of a plan. Give its columns headings, at least the task name"
        " and one of duration, start, finish or predecessors."
    ),
    "no_tasks": N_("The sheet %(detail)s has the headings of a plan, but no task below them."),
    "no_start": N_("The sheet %(detail)s has no date at all. Enter a start date, or name one with --start."),
}
CELLS = {
    "duration": N_("is not a duration. Write 5d, 4h, 2w or a number of days."),
    "date": N_("is not a date. Write it as 2026-12-01, or format the cell as a date."),
    "links": N_("is not a list of predecessors. Write task numbers, such as 3 or 3FS+2d; 5SS."),
    "percent": N_("is not a percentage from 0 to 100."),
    "number": N_("is not a whole number."),
    "money": N_("is not an amount."),
    "bool": N_("is neither yes nor no."),
    "constraint": N_("is not a constraint with its date. Write ASAP, ALAP, SNET, SNLT, FNET, FNLT, MSO or MFO."),
    "calendar": N_("is not a calendar of the workbook."),
    "unknown_task": N_("names a predecessor that is no task of this sheet."),
    "ambiguous_task": N_("names a number that several tasks have. Give every task a number of its own."),
    "duplicate_id": N_("occurs more than once. Every task needs its own number."),
    "hours": N_("are no working hours of a date. Write 09:00-12:00 13:00-18:00."),
    "choice": N_("is not one of the words GoLive writes there."),
}
_CELLS_SHOWN = 20
DRIVERS = {
    DriverKind.PROJECT_START: N_("start of the project"),
    DriverKind.CALENDAR: N_("first working time of the project"),
    DriverKind.LINK: N_("%(link)s link from %(task)s"),
    DriverKind.CONSTRAINT: N_("constraint %(constraint)s"),
    DriverKind.ACTUAL: N_("actual date"),
    DriverKind.DATA_DATE: N_("data date"),
    DriverKind.MANUAL: N_("dates entered by hand"),
    DriverKind.LEVELLING: N_("levelling delay"),
    DriverKind.CHILD: N_("subtask %(task)s"),
    DriverKind.PROJECT_FINISH: N_("finish of the project"),
    DriverKind.DEADLINE: N_("deadline"),
}
NOTES = {
    "cross_project_link": N_("Links to other projects were left out: %(tasks)s."),
    "recurring_exception": N_("Of the recurring calendar exception %(detail)s only the first date was read."),
    "no_duration": N_("These tasks have neither a duration nor dates; one day was assumed: %(tasks)s."),
    "finished_but_not_done": N_(
        "These tasks have an actual finish but are not 100 %% done; it was not used: %(tasks)s."
    ),
}


_NAMED = 12  # tasks of one sentence


def _named(ids: Sequence[int], names: Mapping[int, str]) -> str:
    said = " → ".join(f"{uid} {names.get(uid, '')}".strip() for uid in ids[:_NAMED])
    return said if len(ids) <= _NAMED else _("%(tasks)s … and %(n)d more") % {"tasks": said, "n": len(ids) - _NAMED}


def refusal_words(error: PlanError, names: Mapping[int, str]) -> str:
    if isinstance(error, SheetError) and error.problems:
        return _cell_words(error)
    known = "too_long" if error.code == "no_working_time" and not error.task_ids else error.code
    text = REFUSALS.get(known, N_("The plan cannot be computed (%(detail)s)."))
    ids = ", ".join(map(str, error.task_ids))
    return _(text) % {"tasks": _named(error.task_ids, names), "ids": ids, "detail": error.detail or error.code}


def _cell_words(error: SheetError) -> str:
    """Every cell that could not be read, and what to write there."""
    lines = [_("The plan was not read, since these cells cannot be understood:")]
    for problem in error.problems[:_CELLS_SHOWN]:
        lines.append(f"  {problem.sheet}!{problem.cell}: “{problem.value}” {_(CELLS[problem.code])}")
    if len(error.problems) > _CELLS_SHOWN:
        lines.append(_("  … and %(number)d more.") % {"number": len(error.problems) - _CELLS_SHOWN})
    return "\n".join(lines)


def driver_words(
    driver: Driver, names: Mapping[int, str], people: Mapping[int, str] = MappingProxyType({}), day: int = 480
) -> str:
    """`day`: working minutes of one, in which a lag is told."""
    text = _(DRIVERS[driver.kind]) % {
        "task": _named([driver.task] if driver.task is not None else [], names),
        "link": driver.link or "",
        "constraint": driver.constraint or "",
    }
    if driver.lag_kind is not None:
        text = _("%(reason)s with a lag of %(lag)s") % {"reason": text, "lag": _lag(driver.lag, driver.lag_kind, day)}
    if driver.via is not None:
        text = _("%(reason)s, by %(summary)s") % {"reason": text, "summary": _named([driver.via], names)}
    if driver.resource is not None:
        text = _("%(reason)s, then the next working time of %(person)s") % {
            "reason": text,
            "person": people.get(driver.resource, driver.resource),
        }
    elif driver.calendar:
        text = _("%(reason)s, then the next working time") % {"reason": text}
    return text


def _lag(lag: int, kind: LagKind, day: int) -> str:
    if kind in (LagKind.PERCENT, LagKind.ELAPSED_PERCENT):
        return _("%(number)g %% of its duration") % {"number": lag}
    if kind is LagKind.ELAPSED:
        return _("%(number)g calendar days") % {"number": round(lag / 1440, 2)}
    return _("%(number)g working days") % {"number": round(lag / day, 2)}


def warning_words(warning: CoverageWarning) -> str:
    if warning.coverage is Coverage.PROVISIONAL:
        text = _("%(year)d: shifted working days are not announced yet; dates may move by some days.")
    else:
        text = _("%(year)d: public holidays are not known; dates are computed from weekends and fixed holidays.")
    return text % {"year": warning.year}


def note_words(note: Note, names: Mapping[int, str]) -> str:
    tasks = ", ".join(f"{uid} {names.get(uid, '')}".strip() for uid in note.task_ids)
    return _(NOTES[note.code]) % {"tasks": tasks, "detail": note.detail}
