"""MS Project XML: details on a small file, and the dates MS Project itself stored in real ones."""
# ruff: noqa: DTZ001 - plans have local times

import io
from datetime import date, datetime, timedelta

import pytest

from golive.engines.schedule import Constraint, LagKind, Link, LinkType, PlanError, critical_path, read_mspdi
from golive.engines.worktime import hours_text
from tests.cli.plans import plan, task
from tests.shared_data import shared

MINUTE = timedelta(minutes=1)


def read(text: str):
    return read_mspdi(io.BytesIO(text.encode()))


def test_outline_links_constraints_and_calendar():
    lag = (
        "<PredecessorLink><PredecessorUID>2</PredecessorUID><Type>3</Type><LinkLag>4800</LinkLag>"
        "<LagFormat>8</LagFormat></PredecessorLink>"
        "<PredecessorLink><PredecessorUID>3</PredecessorUID><Type>0</Type><LinkLag>-50</LinkLag>"
        "<LagFormat>19</LagFormat></PredecessorLink>"
    )
    late = "<ConstraintType>7</ConstraintType><ConstraintDate>2026-12-01T17:00:00</ConstraintDate>"
    got = read(
        plan(
            task(1, "A", 0),
            task(2, "B", 12, level=2, more=late),
            task(3, "C", 8, level=2, more="<IsNull>0</IsNull>"),
            task(4, "D", 8, more=lag),
        )
    )
    assert [(t.uid, t.parent, t.duration) for t in got.tasks] == [
        (1, None, 0),
        (2, 1, 720),
        (3, 1, 480),
        (4, None, 480),
    ]
    assert got.links == (
        Link(2, 4, LinkType.SS, 480, LagKind.ELAPSED),
        Link(3, 4, LinkType.FF, -50, LagKind.PERCENT),
    )
    assert (got.tasks[1].constraint, got.tasks[1].constraint_date) == (Constraint.FNLT, datetime(2026, 12, 1, 17))
    calendar = got.calendars["1"]
    assert calendar.working_days(date(2026, 11, 20), date(2026, 11, 25)) == [date(2026, 11, n) for n in (20, 23, 25)]


def test_what_the_plan_does_not_carry_is_said():
    cross = "<PredecessorLink><PredecessorUID>9</PredecessorUID><CrossProject>1</CrossProject></PredecessorLink>"
    doubtful = "<ActualFinish>2026-11-20T17:00:00</ActualFinish><PercentComplete>20</PercentComplete>"
    got = read(plan(task(1, "A", 8, more=cross), task(2, "B", 8, more=doubtful)))
    assert [(n.code, n.task_ids) for n in got.notes] == [("finished_but_not_done", (2,)), ("cross_project_link", (1,))]
    assert got.tasks[1].actual_finish is None


PEOPLE = """</Tasks>
<Resources><Resource><UID>1</UID><Type>1</Type><CalendarUID>2</CalendarUID></Resource>
<Resource><UID>2</UID><Type>1</Type><CalendarUID>3</CalendarUID></Resource></Resources>
<Assignments>%s</Assignments>"""
CALENDARS = """<Calendar><UID>2</UID><Name>mornings</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays>
<WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime>
<ToTime>12:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays></Calendar>
<Calendar><UID>3</UID><Name>same as the base</Name><BaseCalendarUID>1</BaseCalendarUID></Calendar>
<Calendar><UID>4</UID><Name>Mondays from ten</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays>
<WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>10:00:00</FromTime>
<ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay></WeekDays></Calendar></Calendars>"""


def test_tasks_follow_the_calendars_of_their_people():
    own = "<CalendarUID>4</CalendarUID>"
    alone = own + "<IgnoreResourceCalendar>1</IgnoreResourceCalendar>"
    pairs = [(1, 1), (2, 2), (3, 1), (4, 1), (5, 1), (5, 2)]
    work = "".join(f"<Assignment><TaskUID>{t}</TaskUID><ResourceUID>{r}</ResourceUID></Assignment>" for t, r in pairs)
    tasks = [task(1, "A", 8), task(2, "B", 8), task(3, "C", 8, more=own), task(4, "D", 8, more=alone), task(5, "E", 8)]
    got = read(plan(*tasks).replace("</Calendars>", CALENDARS).replace("</Tasks>", PEOPLE % work))
    monday = date(2026, 11, 23)
    hours = {t.uid: hours_text(got.calendars[t.calendar or got.calendar].hours_on(monday)) for t in got.tasks}
    standard = "08:00-12:00 13:00-17:00"
    assert hours == {1: "08:00-12:00", 2: standard, 3: "10:00-12:00", 4: "10:00-24:00", 5: standard}
    assert [(n.code, n.task_ids) for n in got.notes] == [("several_resource_calendars", (5,))]


@pytest.mark.parametrize("text", ["<Project/>", "{}", plan(task(1, "A", 8)).replace("PT8H", "8 h")])
def test_other_files_are_refused(text):
    with pytest.raises(PlanError, match="not_mspdi"):
        read(text)


def early_dates_agree(path) -> bool:
    got = read_mspdi(path)
    computed = critical_path(got).tasks
    return all(
        abs(computed[t.uid].early_start - t.stored.early_start) <= MINUTE
        and abs(computed[t.uid].early_finish - t.stored.early_finish) <= MINUTE
        for t in got.tasks
        if t.stored and t.stored.early_start and t.stored.early_finish
    )


def test_real_plans_have_the_early_dates_ms_project_stored():
    files = sorted(shared("schedule/mspdi").glob("*.xml"))
    agreeing = [f.name for f in files if early_dates_agree(f)]
    assert len(files) == 32
    assert len(agreeing) >= 25, agreeing  # the rest: people with different calendars, splits, stale files
