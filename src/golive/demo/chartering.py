"""What the project is and must reach: its charter, its approved budget, baselines locked, objectives measured, risks in figures."""

from __future__ import annotations

from decimal import Decimal

from golive.apps.control import services as control
from golive.apps.control.models import Issue, Risk
from golive.apps.governance import services as governance
from golive.apps.governance.models import Objective
from golive.apps.plan import services as plan
from golive.apps.requirements import services as requirements
from golive.apps.requirements.models import Process
from golive.apps.selection import services as selection
from golive.apps.selection.models import Contract
from golive.demo.timeline import Timeline, World
from golive.foundation import clock
from golive.foundation.accounts.queries import system_actor

CHARTER = {
    "background": "2009 年的进销存已无人维护，库存、采购和财务各记一套账：库存与实盘差 6%，采购一单平均 7.1 个工作日，"
    "月结 11 天，交付承诺有 38% 不能兑现。",
    "scope_in": "华东精工本部：销售、采购、仓储、生产计划、财务\n物料、客户、供应商、期初库存与余额的数据迁移\n"
    "与采购平台的接口、最终用户培训、上线后两年运维",
    "scope_out": "人事与薪酬\n车间设备数据采集\n海外子公司",
    "success": "五项目标中四项在上线后十二个月内经数据证明达标\n上线切换在一个周末内完成，期初账实相符\n"
    "关键用户全部通过考试，上线两个月后无平行表格",
    "assumptions": "关键用户每周保证两个半天；月末五天与盘点期间不安排测试；上线日期不早于财务年度结账。",
}
# the number of an objective, days before today, its value or the figures of its formula
MEASURED = (
    ("O-01", 150, "64.5"),
    ("O-01", 60, "68.2"),
    ("O-02", 120, "6.6"),
    ("O-02", 30, "5.9"),
    ("O-03", 90, {"matched": "4712", "counted": "4980"}),
    ("O-03", 12, {"matched": "4873", "counted": "5006"}),
    ("O-04", 28, "10"),
)
PICKED = ("technical.interface", "organisation.cutover_overrun", "organisation.test_rushed")
# risk, odds in per cent, days, damage and reserve in yuan
FIGURES = (
    ("历史数据质量差，影响上线", 45, "8", "120000", "50000"),
    ("关键用户本职工作繁忙，投入不足", 40, "6", "80000", "30000"),
    ("供应商接口开发延期", None, "5", "60000", None),
)
SERVED = {"采购": ("O-02",), "库存": ("O-03",), "销售": ("O-01",)}  # what a process of that name serves

# the phases that work for an objective; "" of the others
WORKED = {"O-05": ["care"], "": ["requirements", "implementation", "trial"]}


def tell(time: Timeline) -> None:
    time.on(11, "09:20", _ask_budget)
    time.on(12, "15:00", _write)
    time.on(13, "10:10", _approve_budget)
    time.on(14, "10:00", _sign)
    time.on(65, "10:00", _link)
    time.on(84, "10:00", _sign_for_the_vendor)
    time.on(70, "16:20", _pick)
    last = time.story.last_day
    time.on(last - 10, "15:40", _lock)
    time.on(last - 12, "16:30", _figures)
    for code, back, value in MEASURED:
        time.on(last - back, "11:20", lambda w, c=code, v=value: _measure(w, c, v))  # type: ignore[misc]
    time.on(last - 15, "09:35", _rise)


def _ask_budget(world: World) -> None:
    world.things["budget"] = plan.ask_budget(world.who("chen.li"), world.project)


def _approve_budget(world: World) -> None:
    decision = world.things["budget"].decision
    governance.decide(world.who("wang.zong"), decision, choice="A", reason="同意按阶段使用，超出部分另行报批。")


def _write(world: World) -> None:
    chen = world.who("chen.li")
    draft = governance.write_charter(chen, world.project, **CHARTER)
    world.things["charter"] = governance.issue_charter(chen, draft, note="启动会讨论稿定稿")


def _sign(world: World) -> None:
    governance.sign_charter(world.who("wang.zong"), world.things["charter"], comment="同意立项。")


def _sign_for_the_vendor(world: World) -> None:
    """Chosen the day before, he reads the charter for the first time; the contract names him."""
    deal = Contract.objects.get(project=world.project, candidate__isnull=False)
    selection.name_representative(world.who("chen.li"), deal, person=world.who("qian.jin"))
    governance.sign_charter(world.who("qian.jin"), world.things["charter"])


def _link(world: World) -> None:
    for process in Process.objects.filter(project=world.project).order_by("id"):
        for word, codes in SERVED.items():
            if word in process.name:
                requirements.serve_objectives(world.who("chen.li"), process, objectives=list(codes))
    for objective in Objective.objects.filter(project=world.project).select_related("project"):
        governance.link_phases(world.who("chen.li"), objective, phases=WORKED.get(objective.code, WORKED[""]))


def _pick(world: World) -> None:
    he = world.who("he.jian")
    for risk in control.pick_risks(world.who("chen.li"), world.project, keys=PICKED):
        control.edit_risk(world.who("chen.li"), risk, owner=he)


def _figures(world: World) -> None:
    for title, percent, days, damage, reserve in FIGURES:
        risk = Risk.objects.select_related("project").get(project=world.project, title=title)
        control.edit_risk(
            world.who("chen.li"),
            risk,
            odds_percent=percent,
            impact_days=Decimal(days),
            impact_yuan=Decimal(damage),
            reserve_yuan=Decimal(reserve) if reserve else None,
        )


def _lock(world: World) -> None:
    """All but the market share, for which nobody has brought the figures of the association yet."""
    for row in Objective.objects.filter(project=world.project).exclude(code="O-05").select_related("project"):
        governance.lock_baseline(world.who("wang.zong"), row)


def _measure(world: World, code: str, value: str | dict[str, str]) -> None:
    row = Objective.objects.select_related("project", "owner").get(project=world.project, code=code)
    if isinstance(value, dict):
        figures = {name: Decimal(figure) for name, figure in value.items()}
        governance.measure_objective(row.owner, row, figures=figures, note="仓库与财务共同盘点")
        return
    today = clock.today(world.project.timezone)
    governance.add_measurement(row.owner, world.project, objective=row, on=today, value=Decimal(value))


def _rise(world: World) -> None:
    """Nobody in sales has answered the stores: by the rule it lies before the sponsor by now."""
    issue = Issue.objects.filter(project=world.project, state=Issue.State.OPEN).order_by("id").first()
    if issue is not None:
        control.escalate_issue(system_actor(), issue, level=Issue.Level.SPONSOR)
