"""The weekly report: written from the records every Friday, read by the sponsor on Monday; the last one is owed."""

from __future__ import annotations

from golive.apps.reports import services as reports
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


def _send(world: World, weeks_ago: int) -> None:
    chen = world.who("chen.li")
    report = reports.write_weekly(chen, world.project)
    status = "green" if weeks_ago == TOO_GREEN else report.proven
    report = reports.edit_weekly(chen, report, status=status, note="各部门请于周五前更新任务进度。")
    world.things["weekly"] = reports.send_weekly(chen, report)


def _read(world: World) -> None:
    """The sponsor reads every report, except in the week he travelled."""
    if (world.story.today - clock.today("Asia/Shanghai")).days > 10:
        sponsor = world.who("wang.zong")
        reports.read_weekly(sponsor, world.things["weekly"])
        notify.read_all(sponsor, sponsor)
