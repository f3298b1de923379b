"""Plans in Excel: ours out and in again, and the workbooks project managers keep."""
# ruff: noqa: DTZ001 - plans have local times

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
import xlsxwriter

from golive.engines.schedule import (
    Constraint,
    LagKind,
    Link,
    LinkType,
    PlanError,
    critical_path,
    difference,
    read_mspdi,
)
from golive.engines.schedule.sheet import SheetError, read_xlsx, write_xlsx
from golive.engines.schedule.sheet.cells import Unreadable, duration, duration_words, links, moment, people
from golive.engines.worktime import always_on, week
from tests.engines.schedule.test_exchange import PEOPLE, PLAN
from tests.shared_data import shared


def workbook(*rows, sheet="Sheet1", indents=(), formats=None) -> bytes:
    """`indents`: of the names, by line; `formats`: number formats by column."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet)
        for n, row in enumerate(rows):
            for column, value in enumerate(row):
                form = {"num_format": (formats or {}).get(column, "General")}
                if isinstance(value, date):
                    page.write_datetime(n, column, value, book.add_format({"num_format": "yyyy-mm-dd"}))
                elif indents and column == 1 and n:
                    page.write(n, column, value, book.add_format({"indent": indents[n - 1]}))
                else:
                    page.write(n, column, value, book.add_format(form))
    return out.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_our_workbook_reads_back_as_the_same_plan(language):
    back = read_xlsx(write_xlsx(PLAN, language=language))
    assert difference(PLAN, back) == []
    assert (back.name, back.calendar, dict(back.calendars)) == (PLAN.name, PLAN.calendar, dict(PLAN.calendars))
    assert critical_path(back) == critical_path(PLAN)


def test_people_splits_and_money_survive_and_what_is_lost_is_reported():
    back = read_xlsx(write_xlsx(replace(PEOPLE, resources=PEOPLE.resources[1:], assignments=PEOPLE.assignments[2:])))
    lost = {
        d.field
        for d in difference(replace(PEOPLE, resources=PEOPLE.resources[1:], assignments=PEOPLE.assignments[2:]), back)
    }
    assert lost == {"baselines"}  # number 10 has no room in a sheet
    assert back.tasks[6].baseline(0).cost == PEOPLE.tasks[6].baseline(0).cost
    assert back.resources == PEOPLE.resources[1:]


def test_real_plans_survive():
    for path in sorted(shared("schedule/mspdi").glob("*.xml"))[1::5]:
        plan = read_mspdi(path)
        assert {d.field for d in difference(plan, read_xlsx(write_xlsx(plan)))} <= {"assignment"}, path.name


HEADING = ["序号", "任务名称", "工期（天）", "前置任务", "开始日期", "负责人", "完成百分比"]


def test_a_managers_plan_with_wbs_numbers_and_predecessors():
    plan = read_xlsx(
        workbook(
            ["ERP 项目实施计划"],
            [],
            ["WBS", *HEADING],
            ["1", 1, "准备", None, None, date(2026, 12, 1), None, None],
            ["1.1", 2, "蓝图", "5 天", None, date(2026, 12, 1), "张三、李四[40%]", 0.5],
            ["1.2", 3, "配置", 2, "2FS+1d", None, "张三", 0],
            [],
            ["2", 4, "上线", 0, "3；1.1SS", None, None, 0],
        )
    )
    assert [(t.uid, t.name, t.parent, t.duration) for t in plan.tasks] == [
        (1, "准备", None, 0),
        (2, "蓝图", 1, 2400),
        (3, "配置", 1, 960),
        (4, "上线", None, 0),
    ]
    assert plan.links == (Link(2, 3, LinkType.FS, 480), Link(3, 4), Link(2, 4, LinkType.SS))
    assert [(r.name) for r in plan.resources] == ["张三", "李四"]
    assert [(a.task, a.resource, a.units, a.work) for a in plan.assignments] == [
        (2, 1, 1.0, 2400),
        (2, 2, 0.4, 960),
        (3, 1, 1.0, 960),
    ]
    assert plan.tasks[1].percent_complete == 50 and plan.start == datetime(2026, 12, 1)
    found = critical_path(plan).tasks
    assert found[2].early_start == datetime(2026, 12, 1, 9)
    assert found[4].early_start == datetime(2026, 12, 10, 18)  # five days, one of waiting, two: China's calendar


def test_dates_alone_make_a_plan_that_stays_where_it_is():
    plan = read_xlsx(
        workbook(
            ["No", "Task", "Start", "End", "Duration"],
            [1, "Build", "2026-12-01", "2026/12/3", None],
            [2, "Go live", None, 46370.0, None],  # a date that lost its format
            [3, "Review", "2026年12月10日 13:00", None, "4h"],
        )
    )
    found = critical_path(plan).tasks
    assert (found[1].start, found[1].finish) == (datetime(2026, 12, 1, 9), datetime(2026, 12, 3, 18))
    assert plan.tasks[1].constraint is Constraint.FNET and found[2].finish == datetime(2026, 12, 14, 18)
    assert (found[3].start, found[3].finish) == (datetime(2026, 12, 10, 13), datetime(2026, 12, 10, 17))


@pytest.mark.parametrize(
    ("names", "formats"), [(["A", "    B", "        C", "D"], ()), (["A", "B", "C", "D"], (0, 1, 2, 0))]
)
def test_outline_by_blanks_or_by_the_cells_indent(names, formats):
    rows = [[n, name, "1d"] for n, name in enumerate(names, 1)]
    plan = read_xlsx(workbook(["No", "Name", "Duration"], *rows, indents=formats), start=datetime(2026, 12, 1))
    assert [t.parent for t in plan.tasks] == [None, 1, 2, None] and plan.tasks[1].name == "B"


def test_every_cell_that_cannot_be_read_is_named():
    bad = workbook(
        HEADING,
        [1, "甲", "five", "9", "32.13.2026", "x", 0.5],
        [2, "乙", "2d", "1FS+soon", None, None, "140%"],
        sheet="计划",
    )
    with pytest.raises(SheetError) as error:
        read_xlsx(bad)
    found = {(p.sheet, p.cell, p.code, p.value) for p in error.value.problems}
    assert found == {
        ("计划", "C2", "duration", "five"),
        ("计划", "D2", "unknown_task", "9"),
        ("计划", "E2", "date", "32.13.2026"),
        ("计划", "D3", "links", "1FS+soon"),
        ("计划", "G3", "percent", "140%"),
    }


def test_numbers_that_begin_anew_in_every_stage_are_no_names_of_predecessors():
    rows = [("序号", "任务名称", "工期", "开始", "前置任务"), (1, "甲", 3, "2026-03-02", ""), (2, "乙", 3, "", "1")]
    assert len(read_xlsx(workbook(*rows)).links) == 1
    again = [*rows, (1, "丙", 2, "", ""), (2, "丁", 2, "", "")]
    with pytest.raises(SheetError) as refusal:
        read_xlsx(workbook(*again))
    assert [(p.cell, p.code) for p in refusal.value.problems] == [("E3", "ambiguous_task")]
    with pytest.raises(SheetError, match="no_tasks"):
        read_xlsx(workbook(rows[0]))


def test_no_duration_is_a_day_and_is_said():
    plan = read_xlsx(workbook(["Task", "Duration"], ["A", None], ["B", "1d"]), start=datetime(2026, 12, 1))
    assert [t.duration for t in plan.tasks] == [480, 480] and [n.task_ids for n in plan.notes] == [(1,)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no workbook", "not_xlsx"),
        (workbook(["a", "b"], [1, 2]), "no_table"),
        (workbook(["Task", "Duration"], ["A", 1]), "no_start"),
    ],
    ids=["no workbook", "no table", "no start"],  # a workbook carries the time it was made
)
def test_other_workbooks_are_refused(content, code):
    with pytest.raises(PlanError, match=code):
        read_xlsx(content)


def test_the_calendar_of_a_workbook_without_one_can_be_given():
    plan = read_xlsx(workbook(["Task", "Duration"], ["A", "24h"]), start=datetime(2026, 12, 5), calendar=always_on())
    assert critical_path(plan).finish == datetime(2026, 12, 6)


@pytest.mark.parametrize(
    ("said", "minutes", "elapsed"),
    [
        ("5d", 2400, False), ("5 天", 2400, False), (5, 2400, False), ("2.5", 1200, False), ("1 wk?", 2400, False),
        ("2 周", 4800, False), ("1mon", 9600, False), ("3小时", 180, False), ("30 mins", 30, False), ("2ed", 2880, True),
        ("2 elapsed days", 2880, True), ("3 日历天", 4320, True), ("１０工作日", 4800, False),
    ],
)  # fmt: skip
def test_durations(said, minutes, elapsed):
    assert duration(said, 480) == (minutes, elapsed)
    for chinese in (False, True):
        assert duration(duration_words(minutes, elapsed, 480, chinese), 480) == (minutes, elapsed)


@pytest.mark.parametrize("said", ["d", "5x", "-3d", "1.2.3d", "five days"])
def test_what_is_no_duration(said):
    with pytest.raises(Unreadable, match="duration"):
        duration(said, 480)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("3", ("3", LinkType.FS, 0, LagKind.WORKING)),
        ("3FS+2d", ("3", LinkType.FS, 960, LagKind.WORKING)),
        ("1.2.3 ss - 4 h", ("1.2.3", LinkType.SS, -240, LagKind.WORKING)),
        ("7FF+2ed", ("7", LinkType.FF, 2880, LagKind.ELAPSED)),
        ("7SF-50%", ("7", LinkType.SF, -50, LagKind.PERCENT)),
        ("7+25e%", ("7", LinkType.FS, 25, LagKind.ELAPSED_PERCENT)),
        ("12完成-开始(FS)＋3 天", ("12", LinkType.FS, 1440, LagKind.WORKING)),
        ("12开始-开始", ("12", LinkType.SS, 0, LagKind.WORKING)),
    ],
)
def test_predecessors(said, expected):
    (found,) = links(said, 480)
    assert (found.to, found.type, found.lag, found.kind) == expected


def test_lists_of_predecessors_people_and_moments():
    assert [r.to for r in links("3，4；5、6\n7", 480)] == ["3", "4", "5", "6", "7"] and links(None, 480) == []
    assert people("张三[40%]、Li Si (50%)；王五") == [("张三", 0.4), ("Li Si", 0.5), ("王五", 1.0)]
    assert moment("2026.12.1 周二") == datetime(2026, 12, 1) == moment(46357) and moment(
        "20261201", end=True
    ) == datetime(2026, 12, 2)
    with pytest.raises(Unreadable):
        moment("12/1/26")  # of December or of January?


def test_week_hours_of_a_calendar_go_out_as_they_are():
    own = replace(
        PLAN,
        calendars={**PLAN.calendars, "cn": replace(PLAN.calendars["night"], weekly=week("08:00-20:00", "10:00-12:00"))},
    )
    assert dict(read_xlsx(write_xlsx(own)).calendars) == dict(own.calendars)


def outline(plan):
    names = {t.uid: t.name for t in plan.tasks}
    return [(t.name, names.get(t.parent)) for t in plan.tasks]


def test_an_outline_by_the_numbers_in_the_first_column():
    head = ("序号", "任务名称", "工期", "开始时间", "前置任务", "资源名称")
    rows = [
        ("1", "准备"),
        ("1.1", "启动会", "1个工作日", "2026年3月2日"),
        ("1.2", "组队", "3 工作日", "", "1.1"),
        ("2", "上线", 0, "", "1.2FS+1天"),
    ]
    got = read_xlsx(workbook(("ERP 实施计划",), head, *rows))
    assert outline(got) == [("准备", None), ("启动会", "准备"), ("组队", "准备"), ("上线", None)] and not got.notes
    assert got.links == (Link(2, 3), Link(3, 4, lag=480))


def test_an_outline_as_chinese_papers_are_numbered():
    """一、 stands above 1; predecessors name the numbers that are written, not the lines."""
    head = ("WBS", "任务名称", "工期(天)", "开始日期", "前置任务(序号)")
    rows = [
        ("一", "准备"),
        ("1", "启动会", 1, "2026-03-02"),
        ("2", "组队", 3, "", "1"),
        ("二", "实施"),
        ("3", "配置", 10, "", "2"),
        ("合计", "", 14),
    ]
    got = read_xlsx(workbook(head, *rows))
    assert outline(got) == [("准备", None), ("启动会", "准备"), ("组队", "准备"), ("实施", None), ("配置", "实施")]
    assert got.links == (Link(2, 3), Link(3, 5))


def test_stages_in_merged_cells_become_summaries():
    head = ("阶段", "序号", "工作任务", "工期（天）", "计划开始日期", "前置任务")
    rows = [
        ("准备阶段", 1, "启动会", 1, "3月2日"),
        ("", 2, "组队", 3, "", 1),
        ("实施阶段", 3, "配置", 10, "", "2"),
        ("", 4, "上线", 0, "", "3"),
    ]
    got = read_xlsx(workbook(head, *rows), start=datetime(2026, 2, 20))
    assert outline(got)[0::3] == [("准备阶段", None), ("实施阶段", None)] and outline(got)[5] == ("上线", "实施阶段")
    assert got.links == (Link(2, 3), Link(3, 5), Link(5, 6)) and got.start == datetime(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "since", "found"),
    [
        ("3月2日", "2026-02-20", "2026-03-02"),
        ("1/15", "2026-11-01", "2027-01-15"),
        ("12.30", "2027-01-10", "2027-12-30"),
        ("10月8日 星期四", "2026-11-01", "2026-10-08"),
    ],
)
def test_days_without_a_year(said, since, found):
    assert moment(said, since=date.fromisoformat(since)) == datetime.fromisoformat(found)
    with pytest.raises(Unreadable):
        moment(said)
