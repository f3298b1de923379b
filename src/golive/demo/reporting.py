"""Reports: the week every Friday, read by the sponsor on Monday; the month, the committee's pack and each phase before its
gate. The last ones are owed."""

from __future__ import annotations

from golive.apps.reports import services as reports
from golive.apps.reports.period import Kind
from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.notify import services as notify

TOO_GREEN = 10  # weeks before today: typed "green" while the evidence said otherwise


def tell(time: Timeline) -> None:
    mondays = time.story.mondays()
    for n, monday in enumerate(mondays[:-1]):
        weeks_ago = len(mondays) - n
        if time.story.at(monday + 4) >= time.story.at(monday + 7):
            continue  # a week of holidays: its Friday is not worked
        time.on(monday + 4, "17:10", lambda w, ago=weeks_ago: _send(w, ago))
        time.on(monday + 7, "08:50", _read)
    for friday in (m + 4 for m in mondays[:-1]):
        if time.story.at(friday + 7).month != time.story.at(friday).month:
            time.on(friday, "17:20", lambda w: _tell(w, Kind.MONTHLY, "下月重点：补齐逾期职责的证据。"))
    for day in range(26, time.story.last_day, 30):  # the committee meets the day after
        time.on(day, "16:30", lambda w: _tell(w, Kind.STEERING, "请委员会就待决事项作出决定。"))
    for day in (79, 117):
        time.on(day, "16:50", lambda w: _tell(w, Kind.PHASE, "阶段成果见附，请评审阶段门。"))


def _tell(world: World, kind: str, note: str) -> None:
    chen = world.who("chen.li")
    report = reports.edit(chen, reports.write(chen, world.project, kind=kind), note=note)
    if (world.story.today - clock.today("Asia/Shanghai")).days > 10:
        reports.read(world.who("wang.zong"), reports.send(chen, report))


def _send(world: World, weeks_ago: int) -> None:
    chen = world.who("chen.li")
    report = reports.write(chen, world.project)
    status = "green" if weeks_ago == TOO_GREEN else report.proven
    report = reports.edit(chen, report, status=status, note="各部门请于周五前更新任务进度。")
    world.things["weekly"] = reports.send(chen, report)


def _read(world: World) -> None:
    """The sponsor reads every report, except in the week he travelled."""
    if (world.story.today - clock.today("Asia/Shanghai")).days > 10:
        sponsor = world.who("wang.zong")
        reports.read(sponsor, world.things["weekly"])
        notify.read_all(sponsor, sponsor)
