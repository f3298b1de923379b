"""A purchasing process with a needless approval: 120 orders, five steps, the fourth nearly never says no."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile

from golive.apps.diagnosis import services
from golive.foundation.accounts.models import Department
from golive.foundation.jobs.worker import run_pending

STEPS = ("提交申请", "部门经理审批", "财务审批", "总经理审批", "下达订单")
WAITS = {"部门经理审批": 8, "财务审批": 20, "总经理审批": 30, "下达订单": 3}  # hours


@cache
def purchase_csv(
    begin: str = "2026-01-05", cases: int = 120, skip: tuple[str, ...] = (), seed: int = 7, every: int = 5
) -> bytes:
    chance = random.Random(seed)
    lines = ["采购单号,环节,完成时间,办理人,金额"]
    start = datetime.fromisoformat(begin)
    for n in range(cases):
        at = start + timedelta(hours=n * every + chance.random() * 3)
        amount = round(chance.lognormvariate(9, 1))
        for step in STEPS:
            if step in skip:
                continue
            at += timedelta(hours=WAITS.get(step, 0) * (0.4 + 1.2 * chance.random()))
            who = {"部门经理审批": "王经理", "财务审批": "赵会计", "总经理审批": "李总"}.get(step, f"采购员{n % 4}")
            lines.append(f"PO-{n:04d},{step},{at:%Y-%m-%d %H:%M:%S},{who},{amount}")
            if step == "财务审批" and chance.random() < 0.12:
                at += timedelta(hours=2)
                lines.append(f"PO-{n:04d},财务驳回,{at:%Y-%m-%d %H:%M:%S},赵会计,{amount}")
    return "\n".join(lines).encode("gb18030")


def upload(name="purchase.csv", content=None):
    return SimpleUploadedFile(name, content or purchase_csv())


def draft(cast, name="采购（旧系统）", content=None, **values):
    given = {"name": name, "process": "采购", "moment": "before", **values}
    return services.add_log(cast.consultant, cast.project, upload=upload(content=content), **given)


def read(cast, **values):
    """A log that was read, with its findings."""
    log = draft(cast, **values)
    services.map_columns(cast.consultant, log, mapping=log.mapping)
    run_pending()
    log.refresh_from_db()
    return log


def department(cast):
    return Department.objects.filter(organisation=cast.project.client).first()


def design(cast, log=None):
    return services.add_design(
        cast.consultant,
        cast.project,
        title="采购审批简化",
        log=log or read(cast),
        department=department(cast),
        reason="总经理审批几乎不驳回",
    )


def evaluation(cast, **values):
    log = read(cast)
    given = {
        "title": "试运行对比",
        "horizon": 0,
        "before": log,
        "after": log,
        "go_live": date(2026, 1, 25),
        "settling_days": 3,
    }
    return services.add_evaluation(cast.consultant, cast.project, **{**given, **values})
