"""Purchasing as the records of the old program show it: five signatures, one of which nearly never says no; the process as it
shall be, approved by its owner; and the trial run in the ERP beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from golive.apps.diagnosis import engine_io
from golive.apps.diagnosis import services as diagnosis
from golive.demo.calendar import TZ
from golive.demo.timeline import Timeline, World
from golive.engines.worktime import Calendar
from golive.foundation import clock
from golive.foundation.jobs.worker import run_pending

# step, who does it, hours of working time it waits (mean), share of rejections
CHAIN = (
    ("部门经理审批", ("部门经理甲", "部门经理乙", "部门经理丙"), 5.0, 0.05),
    ("采购部经理审批", ("采购部经理",), 6.0, 0.04),
    ("财务审核", ("财务会计一", "财务会计二"), 10.0, 0.11),
    ("分管副总审批", ("分管副总",), 7.2, 0.006),
    ("总经理审批", ("总经理",), 8.6, 0.03),
)
AFTER = (("下达采购订单", ("采购员一", "采购员二", "采购员三"), 6.0), ("收货入库", ("原材料库", "备件库"), 14.0))


def tell(time: Timeline) -> None:
    last = time.story.last_day
    time.on(20, "10:00", _legacy_log)
    time.on(24, "15:00", _interviews)
    time.on(75, "10:30", _answers)
    time.on(last - 120, "14:00", _design)
    time.on(last - 112, "16:20", _approve)
    time.on(last - 8, "10:00", _trial_run)


def purchase_log(
    calendar: Calendar, begin: datetime, cases: int, dropped: tuple[str, ...] = (), seed: int = 5
) -> bytes:
    """One row for each signature and step, as the old program exports it: GB18030, times of the clock, no zone."""
    chance, zone = random.Random(seed), ZoneInfo(TZ)
    lines, at = ["申请单号,环节,完成时间,办理人,申请部门,金额"], begin
    for n in range(cases):
        at = calendar.add(at, round(chance.expovariate(1 / 95)))
        amount = round(chance.lognormvariate(8.9, 1.1))
        department = chance.choice(("生产部", "生产部", "仓储部", "信息部", "销售部"))
        for moment, step, who in _request(calendar, chance, at, f"{department}申请人", dropped):
            when = f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"
            lines.append(f"QG{n + 1:05d},{step},{when},{who},{department},{amount}")
    return ("\n".join(lines) + "\n").encode("gb18030")


def _request(
    calendar: Calendar, chance: random.Random, now: datetime, applicant: str, dropped: tuple[str, ...]
) -> Iterator[tuple[datetime, str, str]]:
    """What happens to one request, in working time."""
    yield now, "提交采购申请", applicant
    for step, people, hours, rejects in CHAIN:
        for attempt in range(0 if step in dropped else 3):
            now = calendar.add(now, max(1, round(chance.gammavariate(2.2, hours * 60 / 2.2))))
            if attempt == 2 or chance.random() >= rejects:
                yield now, step, chance.choice(people)
                break
            yield now, step.replace("审批", "驳回").replace("审核", "驳回"), chance.choice(people)
            now = calendar.add(now, round(chance.uniform(60, 400)))
            yield now, "修改申请", applicant
    for step, people, hours in AFTER:
        now = calendar.add(now, max(5, round(chance.gammavariate(2.0, hours * 60 / 2.0))))
        yield now, step, chance.choice(people)


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
    _bring_in(world, LEGACY, purchase_log(world.story.calendar, begin, 900), "before")
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
        reason="五级签字改为四级：分管副总一级只驳回千分之六，却平均等待近一天。",
    )
    offered = [c["change"] for c in engine_io.proposed_changes(row) if "分管副总" in c["words"]]
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
    """Six weeks of the trial run in the ERP; the comparison is computed and says what it says."""
    begin = clock.now().astimezone(UTC) - timedelta(days=45)
    _bring_in(world, TRIAL, purchase_log(world.story.calendar, begin, 130, ("分管副总审批",), 9), "after")
    diagnosis.add_evaluation(
        world.who("zheng.min"),
        world.project,
        title="试运行对比：采购申请审批",
        horizon=30,
        before=world.things[LEGACY],
        after=world.things[TRIAL],
        go_live=(clock.now() - timedelta(days=44)).date(),
        settling_days=7,
        target_days="6.5",
        objective=world.project.objectives.filter(title__contains="采购").first(),
    )
    run_pending()
