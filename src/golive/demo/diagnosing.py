"""Purchasing as the records of the old program show it: five signatures, one of which nearly never says no; the process as it
shall be, approved by its owner; and the trial run in the ERP beside it: three signatures, the general manager's from 50,000 yuan.

Go-live lies ahead, so nothing is evaluated 30 days after it: what is compared is the trial run, and the comparison says so.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from golive.apps.diagnosis import engine_io
from golive.apps.diagnosis import services as diagnosis
from golive.apps.diagnosis.models import TRIAL as TRIAL_RUN
from golive.demo.calendar import TZ
from golive.demo.timeline import Timeline, World
from golive.engines.worktime import Calendar
from golive.foundation import clock
from golive.foundation.jobs.worker import run_pending


class Step(NamedTuple):
    """Who does it, how many hours of working time it waits (mean), its share of rejections, from which amount on."""

    name: str
    people: tuple[str, ...]
    hours: float
    rejects: float = 0.0
    least: int = 0


HEADS, BUYERS, STORES = (
    ("部门经理甲", "部门经理乙", "部门经理丙"),
    ("采购员一", "采购员二", "采购员三"),
    ("原材料库", "备件库"),
)
FINANCE = ("财务会计一", "财务会计二")
OLD_WAY = (
    Step("部门经理审批", HEADS, 6.5, 0.05),
    Step("采购部经理审批", ("采购部经理",), 8.0, 0.04),
    Step("财务审核", FINANCE, 13.0, 0.11),
    Step("分管副总审批", ("分管副总",), 9.4, 0.006),
    Step("总经理审批", ("总经理",), 11.2, 0.03),
    Step("下达采购订单", BUYERS, 7.8),
    Step("收货入库", STORES, 14.0),
)
# As it was designed: one signature less, one only for large amounts; and on the phone nobody waits for a folder.
NEW_WAY = (
    Step("部门经理审批", HEADS, 4.2, 0.05),
    Step("采购部经理审批", ("采购部经理",), 4.6, 0.04),
    Step("财务审核", FINANCE, 7.5, 0.11),
    Step("总经理审批", ("总经理",), 8.0, 0.03, 50_000),
    Step("下达采购订单", BUYERS, 2.6),
    Step("收货入库", STORES, 14.0),
)
ASKED, ORDERED = "提交采购申请", "下达采购订单"


def tell(time: Timeline) -> None:
    last = time.story.last_day
    time.on(20, "10:00", _legacy_log)
    time.on(24, "15:00", _interviews)
    time.on(75, "10:30", _answers)
    time.on(last - 120, "14:00", _design)
    time.on(last - 112, "16:20", _approve)
    time.on(last - 8, "10:00", _trial_run)


def purchase_log(calendar: Calendar, begin: datetime, cases: int, way: tuple[Step, ...], seed: int = 5) -> bytes:
    """One row for each signature and step up to now, as the old program exports it: GB18030, times of the clock, no zone."""
    chance, zone = random.Random(seed), ZoneInfo(TZ)
    lines, at = ["申请单号,环节,完成时间,办理人,申请部门,金额"], begin
    for n in range(cases):
        at = calendar.add(at, round(chance.expovariate(1 / 95)))
        amount = round(chance.lognormvariate(8.9, 1.1))
        department = chance.choice(("生产部", "生产部", "仓储部", "信息部", "销售部"))
        for moment, step, who in _request(calendar, chance, at, f"{department}申请人", way, amount):
            if moment > clock.now():
                break
            when = f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
            lines.append(f"QG{n + 1:05d},{step},{when},{who},{department},{amount}")
    return ("\n".join(lines) + "\n").encode("gb18030")


def _request(
    calendar: Calendar, chance: random.Random, now: datetime, applicant: str, way: tuple[Step, ...], amount: int
) -> Iterator[tuple[datetime, str, str]]:
    """What happens to one request, in working time."""
    yield now, ASKED, applicant
    for step in way:
        if amount < step.least:
            continue
        for attempt in range(3):
            now = calendar.add(now, max(1, round(chance.gammavariate(2.2, step.hours * 60 / 2.2))))
            if attempt == 2 or chance.random() >= step.rejects:
                yield now, step.name, chance.choice(step.people)
                break
            yield now, step.name.replace("审批", "驳回").replace("审核", "驳回"), chance.choice(step.people)
            now = calendar.add(now, round(chance.uniform(60, 400)))
            yield now, "修改申请", applicant


def _bring_in(world: World, name: str, content: bytes, moment: str) -> None:
    who = world.who("zheng.min")
    upload = SimpleUploadedFile(f"{name}.csv", content)
    log = diagnosis.add_log(who, world.project, upload=upload, name=name, process="采购", moment=moment)
    diagnosis.map_columns(who, log, mapping=log.mapping)
    run_pending()
    log.refresh_from_db()
    world.things[name] = log


LEGACY, TRIAL = "采购申请审批（旧系统，近一年）", "采购申请审批（ERP 试运行）"


def _legacy_log(world: World) -> None:
    begin = clock.now().astimezone(UTC) - timedelta(days=360)
    _bring_in(world, LEGACY, purchase_log(world.story.calendar, begin, 900, OLD_WAY), "before")
    log = world.things[LEGACY]
    diagnosis.configure_log(world.who("zheng.min"), log, config={**log.config, "cost_per_hour": 80})
    run_pending()
    log.refresh_from_db()


def _finding(world: World, rule: str, subject: str = ""):
    rows = world.things[LEGACY].findings.filter(rule=rule, state="open").order_by("rank")
    return next((f for f in rows if subject in f.figures.get("subject", "")), None)


def _interviews(world: World) -> None:
    departments = {p.department.name: p.department for p in world.people.values() if p.department}
    for kind, name, whom, text in (
        (
            "interview",
            "采购部",
            "采购部刘洋",
            "急件要拿着单子一级一级找人签，分管副总经常出差，单子就压在那里，从没见他驳回过。",
        ),
        ("interview", "财务部", "财务部周敏", "预算超了我们会退，一年要退一成左右，这一关不能省。"),
        ("visit", "总经理办公室", "总经理办公室", "办公桌上两摞待签申请单，最下面一张是八天前的。"),
    ):
        diagnosis.add_note(
            world.who("li.wenbo"),
            world.project,
            kind=kind,
            day=clock.today(TZ),
            department=departments[name],
            with_whom=whom,
            text=text,
            log=world.things[LEGACY],
            finding=_finding(world, "removable_approval", "分管副总"),
        )


def _answers(world: World) -> None:
    """One finding becomes a requirement; the others are set aside or stay for the design."""
    row = _finding(world, "removable_approval", "分管副总")
    process = world.project.processes.filter(name__contains="采购").first()
    if row is not None and process is not None:
        diagnosis.follow_up(
            world.who("li.wenbo"),
            row,
            kind="requirement",
            answer="取消分管副总审批环节",
            process=process,
            acceptance="采购申请不再经过分管副总；金额五万元以上由总经理审批。",
        )
    for each in world.things[LEGACY].findings.filter(state="open").order_by("rank")[3:]:
        diagnosis.set_aside(world.who("zheng.min"), each, reason="影响小，列入上线后观察。")


def _design(world: World) -> None:
    he, log = world.who("zheng.min"), world.things[LEGACY]
    owner = world.who("liu.yang").department
    row = diagnosis.add_design(
        he,
        world.project,
        title="采购申请审批简化",
        log=log,
        department=owner,
        reason="五级签字改为三级：分管副总一级只驳回千分之六，却平均等待一天多，取消；总经理只批五万元以上。",
    )
    offered = [c["change"] for c in engine_io.proposed_changes(row) if "分管副总" in c["words"]]
    offered.append({"threshold": {"step": "总经理审批", "below": 50_000}})
    row = diagnosis.edit_design(he, row, scenario={"changes": offered, "cases": 600, "replications": 8})
    diagnosis.simulate_design(he, row)
    run_pending()
    row.refresh_from_db()
    world.things["采购目标流程"] = diagnosis.submit_design(he, row)


def _approve(world: World) -> None:
    row = world.things["采购目标流程"]
    row.refresh_from_db()
    diagnosis.approve_design(world.who("liu.yang"), row, seen_hash=row.content_hash, comment="同意，先在试运行中观察。")


def _trial_run(world: World) -> None:
    """Six weeks of the trial run in the ERP beside what the sponsor was promised; computed, and it says what it says."""
    zheng, begin = world.who("zheng.min"), clock.now().astimezone(UTC) - timedelta(days=45)
    _bring_in(world, TRIAL, purchase_log(world.story.calendar, begin, 150, NEW_WAY, 9), "after")
    objective = world.project.objectives.get(title__contains="采购")
    row = diagnosis.add_evaluation(
        zheng,
        world.project,
        title="试运行对比：从采购申请到下单",
        horizon=TRIAL_RUN,
        before=world.things[LEGACY],
        after=world.things[TRIAL],
        go_live=(clock.now() - timedelta(days=44)).date(),
        settling_days=7,
        objective=objective,
        measured_from=ASKED,
        measured_to=ORDERED,
        target_days=objective.target,
    )
    run_pending()
    row.refresh_from_db()
    if row.state == row.State.COMPUTED:
        diagnosis.conclude_evaluation(
            zheng,
            row,
            conclusion="试运行范围内，取消分管副总一级、总经理只批五万元以上后，从申请到下单明显缩短。"
            "试运行只有六周、单据不多，不等于上线后的效果；上线满 30 天再用同样的口径评估。",
        )
        row.refresh_from_db()
        diagnosis.issue_evaluation(zheng, row)
