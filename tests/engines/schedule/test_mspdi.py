"""MS Project XML: details on a small file, and the dates MS Project itself stored in real ones."""
# ruff: noqa: DTZ001 - plans have local times

import io
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from defusedxml import ElementTree

from golive.engines.schedule import Constraint, LagKind, Link, LinkType, PlanError, critical_path, read_mspdi
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


@pytest.mark.parametrize(
    ("pattern", "free"),
    [
        ("<Type>1</Type>", ["11-25", "11-26", "11-27", "11-28", "11-29", "11-30"]),
        ("<Type>7</Type><Period>2</Period><Occurrences>2</Occurrences>", ["11-25", "11-27"]),
        ("<Type>2</Type><Month>10</Month><MonthDay>26</MonthDay><Occurrences>9</Occurrences>", ["11-26"]),
        ("<Type>3</Type><Month>10</Month><MonthItem>7</MonthItem><MonthPosition>3</MonthPosition>", ["11-26"]),
        ("<Type>4</Type><Period>1</Period><MonthDay>30</MonthDay>", ["11-30"]),
        ("<Type>5</Type><Period>1</Period><MonthItem>1</MonthItem><MonthPosition>4</MonthPosition>", ["11-30"]),
        ("<Type>6</Type><Period>1</Period><DaysOfWeek>18</DaysOfWeek>", ["11-26", "11-30"]),  # Mondays and Thursdays
        ("<Type>6</Type><Period>2</Period><DaysOfWeek>18</DaysOfWeek>", ["11-26"]),
    ],
)
def test_recurring_exceptions(pattern, free):
    """From Wednesday, 25 November 2026 to Monday, 30 November; weekends are free anyway."""
    exception = (
        "<Exception><TimePeriod><FromDate>2026-11-25T00:00:00</FromDate><ToDate>2026-11-30T23:59:00</ToDate>"
        f"</TimePeriod>{pattern}<DayWorking>0</DayWorking></Exception></Exceptions>"
    )
    calendar = read(plan(task(1, "A", 8)).replace("</Exceptions>", exception)).calendars["1"]
    days = {d for d in calendar.exceptions if d > date(2026, 11, 24)}
    assert sorted(f"{d:%m-%d}" for d in days) == free


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
    """Person 1 works on Monday mornings only, person 2 as everybody; calendar 4 is Mondays from ten."""
    own = "<CalendarUID>4</CalendarUID>"
    alone = own + "<IgnoreResourceCalendar>1</IgnoreResourceCalendar>"
    pairs = [(1, 1), (2, 2), (3, 1), (4, 1), (5, 1), (5, 2)]
    one = "<Assignment><TaskUID>%d</TaskUID><ResourceUID>%d</ResourceUID><Units>1</Units><Work>PT8H0M0S</Work></Assignment>"
    tasks = [task(1, "A", 8), task(2, "B", 8), task(3, "C", 8, more=own), task(4, "D", 8, more=alone), task(5, "E", 8)]
    work = "".join(one % pair for pair in pairs)
    got = read(plan(*tasks).replace("</Calendars>", CALENDARS).replace("</Tasks>", PEOPLE % work))
    assert [(a.task, a.resource, a.work) for a in got.assignments] == [(t, r, 480) for t, r in pairs]
    moved = replace(got, start=datetime(2026, 11, 30, 8))  # a Monday
    found = {t.uid: (t.early_start, t.early_finish) for t in critical_path(moved).tasks.values()}
    monday, tuesday = datetime(2026, 11, 30), datetime(2026, 12, 1)
    hour = timedelta(hours=1)
    assert found == {
        1: (monday + 8 * hour, tuesday + 12 * hour),  # four hours on Monday, four on Tuesday
        2: (monday + 8 * hour, monday + 17 * hour),
        3: (monday + 10 * hour, tuesday + 15 * hour),  # two hours on Monday are common
        4: (monday + 10 * hour, monday + 18 * hour),  # person ignored
        5: (monday + 8 * hour, tuesday + 12 * hour),  # the later of both
    }


@pytest.mark.parametrize("text", ["<Project/>", "{}", plan(task(1, "A", 8)).replace("PT8H", "8 h")])
def test_other_files_are_refused(text):
    with pytest.raises(PlanError, match="not_mspdi"):
        read(text)


def agreement(path) -> tuple[bool, bool]:
    """Whether early dates, and whether late dates and total slack too, are those stored: to the minute."""
    got = read_mspdi(path)
    computed = critical_path(got).tasks
    pairs = [(computed[t.uid], t.stored) for t in got.tasks if t.stored.early_start and t.stored.early_finish]

    def same(*names: str) -> bool:
        return all(abs(getattr(c, n) - getattr(s, n)) <= MINUTE for c, s in pairs for n in names)

    early = same("early_start", "early_finish")
    slack = all(abs(c.total_slack - s.total_slack) <= 1 for c, s in pairs)
    return early, early and slack and same("late_start", "late_finish")


def test_real_plans_have_the_dates_ms_project_stored():
    """The others: late dates left stale by MS Project (4), slack converted wrongly (1), a night shift lost in
    conversion (1), a file never computed (1)."""
    found = {f.name: agreement(f) for f in sorted(shared("schedule/mspdi").glob("*.xml"))}
    assert len(found) == 32
    assert sum(early for early, _ in found.values()) >= 30, found
    assert sum(both for _, both in found.values()) >= 25, found


@pytest.mark.parametrize("encoding", ["gb2312", "GBK", "utf-16", "utf-8", "big5"])
def test_files_of_any_encoding(encoding):
    name = "仓库盘点" if encoding != "big5" else "倉庫盤點"
    text = plan(task(1, name, 8)).replace('encoding="UTF-8"', f'encoding="{encoding}"')
    assert f'encoding="{encoding}"' in text
    got = read_mspdi(io.BytesIO(text.encode("gb18030" if encoding.lower().startswith("gb") else encoding)))
    assert got.tasks[0].name == name


def test_files_without_namespace_or_with_another_one():
    text = plan(task(1, "A", 8))
    for other in ("", ' xmlns="http://schemas.microsoft.com/project/2010"'):
        got = read(text.replace(' xmlns="http://schemas.microsoft.com/project"', other))
        assert [t.duration for t in got.tasks] == [480]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("PT8H0M0S", 480),
        ("PT8.5H", 510),
        ("P1DT2H", 1560),
        ("PT90M", 90),
        ("PT0H0M29S", 0),
        ("PT0H0M30S", 1),
        ("P2D", 2880),
    ],
)
def test_durations_of_other_programs(written, minutes):
    assert read(plan(task(1, "A", 8).replace("PT8H0M0S", written))).tasks[0].duration == minutes


def test_flags_and_numbers_of_other_programs():
    more = (
        "<Manual>true</Manual><Active>false</Active><Priority>700.0</Priority><PercentComplete>12.5</PercentComplete>"
    )
    (got,) = read(plan(task(1, "A", 8, more=more))).tasks
    assert (got.manual, got.active, got.priority, got.percent_complete) == (True, False, 700, 12.5)


def test_a_value_that_cannot_be_read_is_said_with_its_task():
    with pytest.raises(PlanError) as wrong:
        read(plan(task(1, "A", 8), task(7, "盘点", 8, more="<ConstraintDate>soon</ConstraintDate>")))
    assert (
        wrong.value.code == "not_mspdi"
        and "task 7 “盘点”" in wrong.value.detail
        and "ConstraintDate" in wrong.value.detail
    )


ODD = ["", "-1", "NaN", "25:00:00", "2026-02-30T00:00:00", "9999-12-31T23:59:00", "1e400"]


def test_whatever_stands_in_a_file_is_a_plan_or_an_answer():
    """Every element of a file that uses much, with every odd value and without it: a plan, or a PlanError; never else."""
    link = "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type><LinkLag>10</LinkLag><LagFormat>7</LagFormat></PredecessorLink>"
    more = "<ConstraintType>4</ConstraintType><ConstraintDate>2026-12-01T08:00:00</ConstraintDate><PercentComplete>50</PercentComplete><ActualStart>2026-11-24T08:00:00</ActualStart>"
    root = ElementTree.fromstring(
        plan(task(1, "A", 8), task(2, "B", 8, level=2, more=more), task(3, "C", 8, more=link))
    )
    answers = set()
    for node in [n for n in root.iter() if not len(n)]:
        kept = node.text
        for value in ODD:
            node.text = value
            try:
                critical_path(read_mspdi(io.BytesIO(ElementTree.tostring(root))))
                answers.add("plan")
            except PlanError as error:
                answers.add(error.code)
        node.text = kept
    assert "plan" in answers and "not_mspdi" in answers
