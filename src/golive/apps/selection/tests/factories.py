"""A selection as it runs: three candidates, a small tree of criteria, evaluators of the cast."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from golive.apps.selection import services
from golive.apps.selection.models import Criterion
from golive.foundation import clock

MARKS = {"功能": (4, 3, 2), "服务": (2, 5, 3)}


def selection(cast, **values):
    data = {"title": "ERP 产品", "weighting": "direct"}
    return services.add_selection(cast.pm, cast.project, **{**data, **values})


def candidate(cast, chosen, **values):
    data = {"product": "智造云", "vendor": "智造软件"}
    return services.add_candidate(cast.pm, cast.project, selection=chosen, **{**data, **values})


def criterion(cast, chosen, **values):
    data = {"name": "功能", "weight": 2, "source": "scored"}
    return services.add_criterion(cast.pm, cast.project, selection=chosen, **{**data, **values})


def evaluator(cast, chosen, person=None):
    return services.name_evaluator(cast.pm, cast.project, selection=chosen, person=person or cast.business)


def bid(cast, candidate_, **values):
    data = {"kind": "licence", "text": "许可", "amount": 300_000, "first_year": 0, "last_year": 0, "growth": 0}
    return services.add_bid(cast.pm, cast.project, candidate=candidate_, **{**data, **values})


def assessment(cast, candidate_, **values):
    data = dict.fromkeys(("platform", "interfaces", "data", "security", "capacity", "operation"), "fits")
    data |= {"findings": "已在测试服务器上装过", "effort_days": 5}
    return services.assess(cast.it, cast.project, candidate=candidate_, **{**data, **values})


def step(cast, chosen, **values):
    data = {"number": 1, "text": "录入销售订单", "expected": "自动检查库存"}
    return services.add_step(cast.pm, cast.project, selection=chosen, **{**data, **values})


def reference(cast, candidate_, **values):
    data = {"customer": "泰和泵业", "held_on": date(2026, 5, 4), "answers": "上线一年，稳定", "rating": 4}
    return services.add_reference(cast.pm, cast.project, candidate=candidate_, **{**data, **values})


def ready(cast, **values) -> Any:
    """Two criteria (2 : 1), costs (1); three short-listed with bids; two evaluators."""
    row = selection(cast, **values)
    for name, weight, source in (("功能", 2, "scored"), ("服务", 1, "scored"), ("成本", 1, "tco")):
        criterion(cast, row, name=name, weight=weight, source=source)
    for n, (product, amount) in enumerate((("智造云", 500_000), ("精益通", 400_000), ("工贸宝", 350_000))):
        c = candidate(cast, row, product=product, vendor=f"公司{n}")
        services.shortlist(cast.pm, c)
        bid(cast, c, amount=amount)
    for person in (cast.business, cast.it):
        evaluator(cast, row, person)
    return row


def marks(row, **given) -> dict[str, int]:
    """`MARKS` (or what is given) as the sheet sends it."""
    found = {}
    table = {**MARKS, **given}
    criteria = Criterion.objects.filter(selection=row, source="scored")
    for c in criteria:
        for candidate_, value in zip(row.candidates.order_by("code"), table[c.name], strict=True):
            found[f"c{c.pk}:{candidate_.pk}"] = value
    return found


def scored(cast, row, **given) -> Any:
    """Weights signed, both evaluators handed in."""
    row = services.sign_weights(cast.pm, row)
    for e in row.evaluators.order_by("id"):
        services.declare_interest(e.person, e, conflict=False)
        e.refresh_from_db()
        services.save_scores(e.person, e, scores=marks(row, **given))
        services.hand_in(e.person, e)
    return row


def settled(cast, **values) -> Any:
    row = scored(cast, ready(cast, **values))
    for c in row.candidates.all():
        assessment(cast, c)
    return services.settle_scores(cast.pm, row)


def asked(cast, **values) -> Any:
    row = settled(cast, **values)
    return services.ask_choice(cast.pm, row, decider=cast.sponsor, deadline=clock.now() + timedelta(days=3))


def contract(cast, **values):
    data = {"title": "ERP 实施", "vendor": "智造软件", "organisation": cast.vendor.organisation, "amount": 100_000}
    return services.add_contract(cast.pm, cast.project, **{**data, **values})


def obligation(cast, deal, **values):
    data = {"text": "蓝图方案书", "measure": "评审通过"}
    return services.add_obligation(cast.pm, cast.project, contract=deal, **{**data, **values})


def milestone(cast, deal, **values):
    data = {"number": 1, "title": "蓝图确认", "amount": 30_000, "condition": "in_force"}
    return services.add_milestone(cast.pm, cast.project, contract=deal, **{**data, **values})


def in_force(cast, **values):
    """30,000 for an accepted deliverable, 70,000 when the contract is in force."""
    deal = contract(cast, **values)
    owed = obligation(cast, deal)
    milestone(cast, deal, condition="obligation_accepted", reference=str(owed.pk))
    milestone(cast, deal, number=2, title="试运行", amount=70_000)
    return services.begin_contract(cast.pm, deal)


def item(cast, **values):
    data = {"name": "应用服务器", "kind": "server", "quantity": 1, "amount": 60_000, "needed_on": clock.today()}
    return services.add_item(cast.it, cast.project, **{**data, **values})


def element(cast, **values):
    data = {"kind": "database", "name": "数据库平台", "release": "PostgreSQL 16", "demand": "运行在 PostgreSQL 上"}
    return services.add_element(cast.it, cast.project, **{**data, **values})


def element_fit(cast, candidate_, element_, **values):
    data = {"answer": "fits", "evidence": "试装报告"}
    return services.add_element_fit(cast.it, cast.project, candidate=candidate_, element=element_, **{**data, **values})
