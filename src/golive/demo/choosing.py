"""How the product was chosen: five looked at, three compared, the winner turns on one weight; and the contract that followed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from golive.apps.governance import services as governance
from golive.apps.selection import services
from golive.apps.selection.models import Candidate, Contract, Criterion, Evaluator, Milestone, Selection
from golive.demo.timeline import Timeline, World
from golive.foundation import clock

CANDIDATES = (  # product, vendor, why it was dropped
    ("启程 ERP（基于 Tryton）", "启程信息", ""),
    ("云联制造版", "甲骨云联", ""),
    ("中联 ERP 9", "中联软件", ""),
    ("用好进销存", "用好科技", "没有生产模块，序列号和批次靠备注"),
    ("Atlas Enterprise", "Atlas", "报价下限 600 万元，超出预算四倍"),
)
TREE = (  # name, group, judged by, meaning
    ("业务满足", "", "scored", ""),
    ("批次与库存", "业务满足", "scored", "5：批次、库位、盘点全部标准功能；0：需要另购系统"),
    ("生产与计划", "业务满足", "scored", "5：按订单与按库存混合排产；0：只有工单登记"),
    ("脚本演示", "业务满足", "demo", "三个步骤的平均分"),
    ("技术", "", "scored", ""),
    ("接口与开放性", "技术", "scored", "5：接口公开、源代码可得；0：只能由厂商开发"),
    ("运维难度", "技术", "scored", "5：信息部四人可以自己运维；0：必须托管"),
    ("供应商", "", "scored", ""),
    ("实施能力", "供应商", "scored", "5：同行业十个以上项目，顾问名单写进合同"),
    ("客户口碑", "供应商", "reference", "老客户回访平均分"),
    ("五年总成本", "", "tco", "首年投入加五年费用，按 5% 折现"),
)
PAIRS = {  # of the first judge; the others differ in one
    ("业务满足", "技术"): 2, ("业务满足", "供应商"): 3, ("业务满足", "五年总成本"): 2,
    ("技术", "供应商"): 2, ("技术", "五年总成本"): 1, ("供应商", "五年总成本"): 0.5,
    ("批次与库存", "生产与计划"): 1, ("批次与库存", "脚本演示"): 2, ("生产与计划", "脚本演示"): 2,
    ("接口与开放性", "运维难度"): 1, ("实施能力", "客户口碑"): 2,
}  # fmt: skip
OTHER = {"zhao.gang": (("批次与库存", "生产与计划"), 2), "zhou.min": (("业务满足", "五年总成本"), 1)}
JUDGES = ("zhang.min", "zhao.gang", "zhou.min", "he.jian")
SCORES = {  # for the three in their order, by the judges in theirs
    "批次与库存": ((4, 4, 4, 4), (4, 4, 4, 5), (3, 3, 3, 3)),
    "生产与计划": ((3, 3, 3, 3), (5, 4, 4, 5), (3, 3, 3, 3)),
    "接口与开放性": ((5, 5, 4, 5), (3, 3, 4, 3), (3, 3, 2, 3)),
    "运维难度": ((4, 4, 4, 4), (2, 3, 3, 4), (4, 4, 3, 4)),
    "实施能力": ((4, 4, 4, 4), (5, 5, 5, 4), (3, 4, 3, 3)),
}
STEPS = (
    ("录入一张含批次的销售订单并发货", "自动检查信用额度和批次效期"),
    ("从采购申请到入库，两级审批", "全程不超过五分钟，审批在手机上"),
    ("盘点一个库位并过账差异", "差异自动生成凭证"),
)
SHOWN = ((4, 4, 4), (4, 5, 4), (3, 3, 3))  # for the three, by step
BIDS = (  # kind, text, 10,000 yuan, first year, last year
    (("implementation", "实施服务", "96", 0, 0), ("maintenance", "年度维护", "12", 1, 5), ("own", "自有人员", "30", 0, 0)),
    (("licence", "许可（120 用户）", "52", 0, 0), ("implementation", "实施服务", "78", 0, 0), ("subscription", "云服务与维护", "17", 1, 5)),
    (("licence", "许可（120 用户）", "45", 0, 0), ("implementation", "实施服务", "62", 0, 0), ("maintenance", "年度维护", "11", 1, 5)),
)  # fmt: skip
REFERENCES = (
    (0, "宁波通达泵业", "200 人，泵", "上线两年，库存准确率 99% 以上；报表要自己做，供应商响应快。", 4),
    (1, "苏州恒力机械", "600 人，通用机械", "生产计划好用；换顾问两次，费用超了三成。", 4),
    (2, "常州正阳阀门", "150 人，阀门", "能用，升级慢，接口要另付费。", 3),
)
LEVELS = (
    ("he.jian", "fits fits work fits fits fits", 12, "已在测试服务器安装并导入 2,000 条物料；与设备采集系统的接口文档公开，旧账的批次需先补齐。"),
    ("sun.ke", "work work work fits fits work", 35, "只提供公有云；与考勤和设备采集系统的接口要由厂商开发，备份不在我方手中。"),
    ("sun.ke", "fits work work fits work fits", 28, "可在我方服务器运行；120 个用户并发时录单响应 4 秒，接口按个收费。"),
)  # fmt: skip
ARCHITECTURE = (  # kind, name, version, what a product must fulfil, mandatory, [answer, evidence, days, yuan] by product
    ("hosting", "自有机房虚拟化平台", "VMware 7", "可部署在本厂机房，生产数据不出厂区", True, (
        ("fits", "测试服务器安装记录 4 月 28 日", 0, 0),
        ("work", "厂商可交付一体机，需另配两台主机", 8, 60000),
        ("fits", "厂商部署手册第 2 章", 0, 0))),
    ("database", "数据库", "PostgreSQL 15", "使用 PostgreSQL，或自带数据库且可由我方备份", True, (
        ("fits", "安装记录：PostgreSQL 15", 0, 0),
        ("work", "自带 MySQL，备份脚本由我方改", 4, 0),
        ("work", "自带 SQL Server，许可另购", 2, 38000))),
    ("interface", "设备采集系统接口", "REST，JSON", "按工单收发产量与停机，每分钟不少于 200 条", True, (
        ("work", "接口文档第 4 章；样例程序跑通", 12, 0),
        ("work", "厂商承诺开发，报价附件 3", 6, 80000),
        ("work", "按个收费，现有样例", 5, 45000))),
    ("identity", "统一身份认证", "AD / LDAP", "员工用域账号登录，离职即停用", False, (
        ("fits", "LDAP 模块试用通过", 0, 0),
        ("fits", "演示环境接入测试域", 0, 0),
        ("obstacle", "厂商书面答复：本版本不支持", 0, 0))),
    ("network", "厂区与办公网隔离", "等保二级", "生产网只开放 443 端口，远程维护经堡垒机", True, (
        ("fits", "端口清单已核对", 0, 0),
        ("work", "需为一体机单独划网段", 2, 0),
        ("fits", "端口清单已核对", 0, 0))),
)  # fmt: skip
DEAL = (  # instalment, 10,000 yuan, condition, of what, paid on day, voucher
    ("合同签订", "20.4", "in_force", "", 92, "FP-0407"),
    ("方案确认", "17", "obligation_accepted", "业务蓝图方案书", 160, "FP-0611"),
    ("系统配置完成", "13.6", "obligation_accepted", "系统配置与配置手册", 215, "FP-0745"),
    ("系统实施阶段门通过", "17", "gate_passed", "implementation", None, ""),
    ("试运行结束", "16", "gate_passed", "trial", None, ""),
    ("终验", "12", "gate_passed", "acceptance", None, ""),
)
OWED = (  # kind, side, what, accepted when, due on day, accepted on day
    ("deliverable", "vendor", "业务蓝图方案书", "六个部门签字", 160, 157),
    ("deliverable", "vendor", "系统配置与配置手册", "配置检查表全部通过", 215, 213),
    ("deliverable", "vendor", "用户手册与培训教材", "关键用户试用后签字", 285, None),
    ("service_level", "vendor", "上线后三个月驻场支持，高级别故障 4 小时内到场", "按服务台记录", None, None),
    ("obligation", "client", "每周提供不少于 40% 的关键用户时间", "按计划投入", None, None),
)  # fmt: skip
PURCHASES = (  # item, kind, quantity, 10,000 yuan, supplier, needed, ordered, expected, delivered
    ("应用与数据库服务器", "server", 2, "11.6", "华信设备", 152, 128, 150, 150),
    ("备份一体机", "server", 1, "5.6", "华信设备", 152, 128, 150, 150),
    ("手持扫码枪", "device", 14, "2.4", "力得条码", 270, 238, 276, None),
    ("标签打印机", "device", 4, "1.1", "力得条码", 280, None, None, None),
)
KEY = "selection"


def tell(time: Timeline) -> None:
    # Days that fall on holidays move on together, so the times of the clock keep the order.
    time.on(40, "08:50", _long_list)
    time.on(54, "09:00", _short_list)
    time.on(56, "09:20", _criteria)
    time.on(58, "10:00", _bids)
    time.on(60, "11:00", _weights)
    for n, judge in enumerate(JUDGES):
        time.on(63 + n, "15:30", lambda w, j=judge: _score(w, j))
    time.on(66, "15:00", _architecture)
    time.on(68, "16:00", _assess)
    time.on(70, "16:10", _call_customers)
    time.on(73, "16:20", _together)
    time.on(74, "16:30", _draw_up)
    time.on(75, "16:40", _ask)
    time.on(77, "17:20", _decide)
    for owed in OWED:
        if owed[5]:
            time.on(owed[5], "10:20", lambda w, o=owed: _deliver(w, o))
    for payment in DEAL:
        if payment[4]:
            time.on(payment[4], "15:00", lambda w, p=payment: _pay(w, p))
    for item in PURCHASES:
        time.on(min(item[6] or 236, 236), "11:30", lambda w, i=item: _buy(w, i))
        if item[8]:
            time.on(item[8], "16:40", lambda w, i=item: _receive(w, i))


def _selection(world: World) -> Selection:
    return Selection.objects.get(pk=world.things[KEY])


def _three(world: World) -> list[Candidate]:
    return list(Candidate.objects.filter(selection=world.things[KEY], stage__in=["short", "chosen"]).order_by("code"))


def _yuan(wan: str) -> Decimal:
    return Decimal(wan) * 10_000


def _long_list(world: World) -> None:
    chen = world.who("chen.li")
    row = services.add_selection(
        chen,
        world.project,
        title="ERP 产品与实施供应商",
        purpose="替换 2009 年的进销存程序，覆盖销售、采购、仓储、生产、财务。",
        weighting="pairwise",
        bids_open_at=world.story.at(69, "14:00"),
        scores_until=world.story.at(72, "18:00"),
        discount=5,
    )
    world.things[KEY] = row.pk
    for product, vendor, _why in CANDIDATES:
        organisation = world.who("qian.jin").organisation if vendor == "启程信息" else None
        services.add_candidate(
            chen, world.project, selection=row, product=product, vendor=vendor, organisation=organisation
        )


def _short_list(world: World) -> None:
    for c, (_product, _vendor, why) in zip(_selection(world).candidates.order_by("code"), CANDIDATES, strict=True):
        if why:
            services.drop_candidate(world.who("chen.li"), c, reason=why)
        else:
            services.shortlist(world.who("chen.li"), c, reason="覆盖全部“必须有”的需求，报价在预算之内")


def _criteria(world: World) -> None:
    chen, row = world.who("chen.li"), _selection(world)
    made: dict[str, Criterion] = {}
    for name, group, source, meaning in TREE:
        made[name] = services.add_criterion(
            chen, world.project, selection=row, name=name, parent=made.get(group), source=source, meaning=meaning
        )
    for n, (text, expected) in enumerate(STEPS, start=1):
        services.add_step(chen, world.project, selection=row, number=n, text=text, expected=expected)
    for judge in (*JUDGES, "liu.yang"):
        person = world.who(judge)
        e = services.name_evaluator(chen, world.project, selection=row, person=person)
        if judge == "liu.yang":
            services.declare_interest(person, e, conflict=True, interest="配偶在甲骨云联任销售经理")
        else:
            services.declare_interest(person, e, conflict=False)


def _bids(world: World) -> None:
    """Entered by the buyer, and seen by nobody else until day 69."""
    liu = world.who("liu.yang")
    for c, lines in zip(_three(world), BIDS, strict=True):
        for kind, text, wan, first, last in lines:
            values = {"kind": kind, "text": text, "first_year": first, "last_year": last}
            services.add_bid(liu, world.project, candidate=c, amount=_yuan(wan), **values)


def _weights(world: World) -> None:
    row = _selection(world)
    by_name = {c.name: c.pk for c in row.criteria.all()}
    for judge in JUDGES[:3]:
        said = dict(PAIRS)
        if judge in OTHER:
            pair, value = OTHER[judge]
            said[pair] = value
        given = {f"{by_name[a]}:{by_name[b]}": value for (a, b), value in said.items()}
        services.compare_pairs(world.who(judge), row, said=given)
    services.sign_weights(world.who("chen.li"), row)


def _score(world: World, judge: str) -> None:
    person, row = world.who(judge), _selection(world)
    mine, n = Evaluator.objects.get(selection=row, person=person), JUDGES.index(judge)
    leaves, steps = {c.name: c.pk for c in row.criteria.all()}, list(row.demo_steps.order_by("number"))
    scores: dict[str, Any] = {}
    for k, c in enumerate(_three(world)):
        scores |= {f"c{leaves[name]}:{c.pk}": given[k][n] for name, given in SCORES.items()}
        scores |= {f"s{step.pk}:{c.pk}": SHOWN[k][m] for m, step in enumerate(steps)}
    services.save_scores(person, mine, scores=scores)
    services.hand_in(person, Evaluator.objects.get(pk=mine.pk))


def _assess(world: World) -> None:
    for c, (who, levels, days, findings) in zip(_three(world), LEVELS, strict=True):
        aspects = ("platform", "interfaces", "data", "security", "capacity", "operation")
        values = dict(zip(aspects, levels.split(), strict=True))
        services.assess(world.who(who), world.project, candidate=c, effort_days=days, findings=findings, **values)


def _architecture(world: World) -> None:
    """IT writes down what every product must live with, and holds each short-listed one against it."""
    he = world.who("he.jian")
    for kind, name, release, demand, mandatory, answers in ARCHITECTURE:
        values = {"kind": kind, "name": name, "release": release, "demand": demand, "mandatory": mandatory, "owner": he}
        element = services.add_element(he, world.project, **values)
        for c, (answer, evidence, days, yuan) in zip(_three(world), answers, strict=True):
            line = {"answer": answer, "evidence": evidence, "effort_days": Decimal(days), "cost": Decimal(yuan)}
            services.add_element_fit(he, world.project, candidate=c, element=element, **line)


def _call_customers(world: World) -> None:
    three = _three(world)
    for n, customer, scale, answers, rating in REFERENCES:
        services.add_reference(
            world.who("zhang.min"),
            world.project,
            candidate=three[n],
            customer=customer,
            scale=scale,
            held_on=clock.today(world.project.timezone),
            answers=answers,
            rating=rating,
        )


def _together(world: World) -> None:
    row, leaf = _selection(world), Criterion.objects.get(selection=world.things[KEY], name="运维难度")
    services.agree_score(
        world.who("he.jian"),
        row,
        candidate=_three(world)[1],
        criterion=leaf,
        value=Decimal(3),
        reason="云上运维省人，但备份不在我方手中，折中为 3 分",
    )
    services.settle_scores(world.who("chen.li"), _selection(world))


def _draw_up(world: World) -> None:
    chen, project = world.who("chen.li"), world.project
    first = _three(world)[0]
    deal = services.add_contract(
        chen,
        project,
        title="ERP 实施合同",
        vendor="启程信息",
        organisation=first.organisation,
        candidate=first,
        amount=_yuan("96"),
        cost_class="services",
        phase=project.phases.get(key="implementation"),
        starts_on=world.story.at(78).date(),
        ends_on=world.story.go_live + timedelta(days=365),
        terms="Tryton 实施、两次模拟迁移、上线后三个月驻场支持。源代码随交付物移交甲方。",
    )
    made: dict[str, str] = {}
    for kind, side, text, measure, due, _done in OWED:
        due_on = world.story.at(due).date() if due else None
        values = {"kind": kind, "side": side, "text": text, "measure": measure, "due_on": due_on}
        made[text] = str(services.add_obligation(chen, project, contract=deal, **values).pk)
    for n, (title, wan, condition, about, _day, _voucher) in enumerate(DEAL, start=1):
        values = {"title": title, "condition": condition, "reference": made.get(about, about)}
        services.add_milestone(chen, project, contract=deal, number=n, amount=_yuan(wan), **values)


def _ask(world: World) -> None:
    row = services.ask_choice(
        world.who("chen.li"),
        _selection(world),
        decider=world.who("wang.zong"),
        deadline=clock.now() + timedelta(days=3),
        reason="评选委员会建议启程。差距不大：生产与计划的权重略高一点，第一名就会换成云联，请看敏感性。",
    )
    assert row.decision is not None


def _decide(world: World) -> None:
    decision = _selection(world).decision
    first = _three(world)[0]
    reason = "综合评分最高，且源代码开放，后续不受制于人。生产计划较弱，作为风险跟踪。"
    governance.decide(world.who("wang.zong"), decision, choice=first.code, reason=reason)


def _deal(world: World) -> Contract:
    return Contract.objects.get(project=world.project, candidate__selection=world.things[KEY])


def _deliver(world: World, owed: tuple[Any, ...]) -> None:
    row = _deal(world).obligations.get(text=owed[2])
    services.deliver(world.who("qian.jin"), row, note="已提交，请验收。")
    row.refresh_from_db()
    services.accept_delivery(world.who("chen.li"), row, note=owed[3])


def _pay(world: World, payment: tuple[Any, ...]) -> None:
    row = Milestone.objects.get(contract=_deal(world), title=payment[0])
    row = services.request_payment(world.who("qian.jin"), row, note="发票已开。")
    row = services.approve_payment(world.who("wang.zong"), row)
    today = clock.today(world.project.timezone)
    services.record_payment(world.who("chen.li"), row, paid_on=today, voucher=payment[5])


def _day(world: World, day: int | None) -> Any:
    return world.story.at(day).date() if day else None


def _buy(world: World, item: tuple[Any, ...]) -> None:
    name, kind, quantity, wan, supplier, needed, ordered, expected, _delivered = item
    services.add_item(
        world.who("sun.ke"),
        world.project,
        name=name,
        kind=kind,
        quantity=quantity,
        amount=_yuan(wan),
        supplier=supplier,
        needed_on=_day(world, needed),
        ordered_on=_day(world, ordered),
        expected_on=_day(world, expected),
    )


def _receive(world: World, item: tuple[Any, ...]) -> None:
    row = world.project.procurement.get(name=item[0])
    services.receive_item(world.who("sun.ke"), row, delivered_on=clock.today(world.project.timezone))
