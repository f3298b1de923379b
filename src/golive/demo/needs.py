"""What the departments need, what the vendor answers, who signs; and one change after the signature."""

from __future__ import annotations

from decimal import Decimal

from golive.apps.requirements import services as requirements
from golive.demo.timeline import Timeline, World

# department: (key user, code, process, [(title, text, acceptance, priority, fit, effort, objective)])
NEEDS = {
    "销售部": (
        "zhang.min",
        "XS",
        "销售订单处理",
        [
            (
                "订单承诺日期校验",
                "录入销售订单时，系统按可用库存与在产数量给出可承诺日期，低于客户要求日期时提示。",
                "给定库存与在产，承诺日期与手工推算一致；提示可越过但留痕。",
                "must",
                "configuration",
                "3",
                "O-01",
            ),
            (
                "客户信用额度控制",
                "订单金额加未收款超过信用额度时不能确认，须财务放行。",
                "超额订单无法确认；放行记录可查。",
                "must",
                "standard",
                "0",
                "",
            ),
            (
                "客户跟进记录",
                "销售员记录拜访与报价，转为订单时自动带出。",
                "报价转订单后关联可追溯。",
                "should",
                "standard",
                "0",
                "O-05",
            ),
            (
                "发货提醒",
                "发货前两天未备齐的订单每天早上列给销售内勤。",
                "清单与库存一致，每天八点前生成。",
                "should",
                "customisation",
                "5",
                "O-01",
            ),
        ],
    ),
    "采购部": (
        "liu.yang",
        "CG",
        "采购申请到付款",
        [
            (
                "采购审批按金额分级",
                "五万元以下由采购部经理审批，以上加副总经理，不再逐级五人签字。",
                "两档金额各走对应审批，平均审批不超过一天。",
                "must",
                "configuration",
                "2",
                "O-02",
            ),
            (
                "供应商询价比价",
                "同一物料可向多家询价，系统列出比价表。",
                "三家报价自动生成比价表，选定后转订单。",
                "should",
                "standard",
                "0",
                "O-02",
            ),
            (
                "到货自动通知",
                "仓库收货后自动通知申请人与采购员。",
                "收货一小时内收到通知。",
                "could",
                "customisation",
                "3",
                "",
            ),
            (
                "采购接口对接供应商平台",
                "向两家主要供应商的平台推送订单并取回交期。",
                "订单推送成功率不低于 99%，失败可重推。",
                "must",
                "customisation",
                "14",
                "O-02",
            ),
        ],
    ),
    "仓储部": (
        "zhao.gang",
        "CC",
        "收发存与盘点",
        [
            (
                "批次管理",
                "外购密封件与轴承按批次收发，可追溯到供应商与检验单。",
                "任一成品可查到所用批次。",
                "must",
                "standard",
                "0",
                "O-03",
            ),
            (
                "盘点差异处理",
                "盘点录入实盘数后列出差异，复盘、审批后自动过账。",
                "差异须复盘与审批，过账后账实一致。",
                "must",
                "configuration",
                "2",
                "O-03",
            ),
            (
                "库位管理",
                "三个仓库按库位存放，出库按先进先出推荐库位。",
                "出库建议符合先进先出。",
                "should",
                "standard",
                "0",
                "O-03",
            ),
            (
                "扫码收发货",
                "用扫码枪完成收货、发货与移库。",
                "一单不超过三次扫码即可完成。",
                "should",
                "customisation",
                "8",
                "O-03",
            ),
        ],
    ),
    "生产部": (
        "wu.yue",
        "SC",
        "生产计划与领料",
        [
            (
                "按订单生成生产任务",
                "销售订单确认后按 BOM 展开生成生产任务与缺料清单。",
                "缺料清单与手工展开一致。",
                "must",
                "standard",
                "0",
                "O-01",
            ),
            (
                "限额领料",
                "按任务 BOM 限额领料，超额须车间主任批准。",
                "超额领料无法直接出库。",
                "must",
                "configuration",
                "2",
                "",
            ),
            ("完工入库", "完工入库自动倒冲材料。", "倒冲数量与 BOM 一致。", "should", "standard", "0", "O-03"),
        ],
    ),
    "财务部": (
        "zhou.min",
        "CW",
        "月末结账",
        [
            (
                "应收应付自动生成凭证",
                "发货与收货后自动生成应收、应付凭证。",
                "凭证借贷平衡，可追溯到单据。",
                "must",
                "standard",
                "0",
                "O-04",
            ),
            (
                "存货成本月末一次加权",
                "月末按一次加权平均计算存货成本。",
                "与手工底稿差异为零。",
                "must",
                "gap",
                "10",
                "O-04",
            ),
            (
                "结账检查清单",
                "结账前逐项检查未过账单据、负库存、暂估。",
                "检查不通过不能结账。",
                "should",
                "customisation",
                "6",
                "O-04",
            ),
            (
                "三张报表",
                "月末一键生成资产负债表、利润表、现金流量表。",
                "与现行报表口径一致。",
                "must",
                "configuration",
                "4",
                "O-04",
            ),
        ],
    ),
    "人力资源部": (
        "zhang.qian",
        "RS",
        "人员与权限",
        [
            (
                "入离职账号联动",
                "入职开通、离职停用 ERP 账号，当天完成。",
                "离职当日账号不可登录。",
                "must",
                "configuration",
                "1",
                "",
            ),
        ],
    ),
}
CHANGED = "批次管理"  # changed after it was signed; nobody has signed the new text yet
UNSIGNED = "采购接口对接供应商平台"
VAGUE = "三张报表"


def tell(time: Timeline) -> None:
    for number, department in enumerate(NEEDS):
        time.on(36 + 2 * number, "10:30", lambda w, d=department: _write(w, d))
        time.on(60 + number, "14:00", lambda w, d=department: _submit(w, d))
        time.on(68 + number, "16:00", lambda w, d=department: _sign(w, d))
        time.on(126 + number, "11:00", lambda w, d=department: _answer(w, d))
    time.on(time.story.last_day - 9, "09:40", _change)


def _write(world: World, department: str) -> None:
    key_user, code, process_name, rows = NEEDS[department]
    actor = world.who(key_user)
    process = requirements.add_process(actor, world.project, name=process_name, department=actor.department, code=code)
    for title, text, acceptance, priority, _fit, _effort, objective in rows:
        made = requirements.add_requirement(
            actor, world.project, process=process, title=title, text=text, acceptance=acceptance, priority=priority
        )
        if objective:
            requirements.trace_objective(world.who("chen.li"), made, objective=objective)
        world.things[title] = made


def _each(world: World, department: str) -> list[tuple]:
    rows = []
    for row in NEEDS[department][3]:
        requirement = world.things[row[0]]
        requirement.refresh_from_db()
        rows.append((requirement, row))
    return rows


def _submit(world: World, department: str) -> None:
    for requirement, _row in _each(world, department):
        requirements.submit(world.who(NEEDS[department][0]), requirement)


def _sign(world: World, department: str) -> None:
    for requirement, row in _each(world, department):
        if row[0] != UNSIGNED:
            requirements.sign(
                world.who(NEEDS[department][0]), requirement, comment="已核对", seen_hash=requirement.content_hash
            )


def _answer(world: World, department: str) -> None:
    """The vendor, on site by now, says what is standard and what is not; one answer is still owed."""
    for requirement, row in _each(world, department):
        if row[0] == VAGUE:
            continue
        requirements.answer_fit(
            world.who("lu.feng"), requirement, answer=row[4], text="已在演示环境核对。", effort_days=Decimal(row[5])
        )


def _change(world: World) -> None:
    """The stores want more than they signed: the old signature no longer covers the text."""
    requirement = world.things[CHANGED]
    requirement.refresh_from_db()
    requirements.edit_requirement(
        world.who("zhao.gang"),
        requirement,
        text=requirement.text + "成品泵也须按批次出库，并在送货单上打印批号。",
        note="客户要求送货单带批号",
    )
