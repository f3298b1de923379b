"""A year after go-live in simulated time: 30, 90, 180 and 365 days are evaluated when they have passed, each with its paper."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from django.utils import translation

from golive.apps.diagnosis import services
from golive.apps.diagnosis.duties import effects_are_evaluated
from golive.apps.diagnosis.evaluation_paper import evaluation_document
from golive.apps.diagnosis.tests import factories
from golive.apps.governance import services as governance
from golive.foundation import clock
from golive.foundation.documents import word
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.worker import run_pending

pytestmark = pytest.mark.django_db
GO_LIVE = date(2026, 3, 2)
EVERY = 12  # hours between two requests


def day_after(days):
    return datetime(2026, 3, 2, 4, tzinfo=UTC) + timedelta(days=days)


def promised(cast):
    return governance.add_objective(
        cast.pm,
        cast.project,
        title="缩短采购周期",
        indicator="采购申请到下单的工作日",
        unit="天",
        baseline=Decimal("2.3"),
        target=Decimal("1.5"),
        due_on=GO_LIVE + timedelta(days=365),
        owner=cast.business,
    )


def begun(cast, before, days, objective, **values):
    after = factories.read(
        cast,
        name=f"采购（新 ERP，第 {days} 天）",
        moment="after",
        content=factories.purchase_csv(GO_LIVE.isoformat(), days * 24 // EVERY, ("总经理审批",), 11, EVERY),
    )
    given = {
        "title": f"采购流程上线 {days} 天",
        "horizon": days,
        "before": before,
        "after": after,
        "go_live": GO_LIVE,
        "settling_days": 7,
        "objective": objective,
        "measured_from": "提交申请",
        "measured_to": "下达订单",
        "target_days": objective.target,
    }
    return services.add_evaluation(cast.consultant, cast.project, **{**given, **values})


def words_of(content):
    paper = docx.Document(BytesIO(content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_a_year_of_evaluations_each_in_its_time(cast, client):
    """Duty "C5"."""
    with clock.at(day_after(-20)):
        before, objective = factories.read(cast), promised(cast)
    client.force_login(cast.sponsor)
    counted = []
    for days in (30, 90, 180, 365):
        with clock.at(day_after(days - 1)), pytest.raises(Refused, match="too_early"):
            begun(cast, before, days, objective)
        with clock.at(day_after(days)):
            row = begun(cast, before, days, objective)
            run_pending()
            row.refresh_from_db()
            assert row.verdict == "improved", row.result.get("headline")
            services.conclude_evaluation(cast.consultant, row, conclusion="取消总经理审批有效。")
            row.refresh_from_db()
            row = services.issue_evaluation(cast.consultant, row)
        counted.append(row.result["after"]["cases"])
        starts = [GO_LIVE + timedelta(hours=EVERY * n) for n in range(days * 24 // EVERY)]
        first, last = GO_LIVE + timedelta(days=7), GO_LIVE + timedelta(days=days)
        assert counted[-1] <= sum(first <= s < last for s in starts)
        assert counted[-1] >= sum(first <= s < last - timedelta(days=8) for s in starts)
        effects = {e["key"]: e for e in row.result["effects"]}
        span = effects["span: 提交申请 → 下达订单"]
        assert row.result["effects"][0] is span and span["target_met"] and span["after"] < 1.5 < span["before"]
        assert effects["wait: 总经理"]["verdict"] == "gone", "a step that is no longer taken is not “too few cases”"
        here = [cast.project.code, row.pk]
        for lang, said in (
            (
                "zh-hans",
                (
                    "效果评估报告",
                    f"上线后 {days} 天",
                    "缩短采购周期",
                    "2.3 → 1.5 天",
                    "已改善",
                    "环节已取消",
                    str(last),
                ),
            ),
            (
                "en",
                ("Evaluation report", f"{days} days after go-live", "2.3 → 1.5", "Improved", "step no longer taken"),
            ),
        ):
            with translation.override(lang):
                text = words_of(word.docx(evaluation_document(row)))
            assert [each for each in said if each not in text] == [], (lang, text)
        for kind, start in (("word", b"PK"), ("pdf", b"%PDF")):
            assert client.get(reverse(f"diagnosis:evaluation-{kind}", args=here)).content.startswith(start)
    assert counted == sorted(counted) and len(set(counted)) == 4
    assert {f.period for f in effects_are_evaluated(cast.project).facts} == {"D30", "D90", "D180", "D365"}


def test_a_log_that_does_not_reach_the_horizon_is_refused(cast):
    before = factories.read(cast)
    objective = promised(cast)
    after = factories.read(cast, moment="after", content=factories.purchase_csv("2026-03-02", 120))
    with pytest.raises(Refused, match="log_too_short"):
        begun(cast, before, 180, objective, after=after)


def test_a_trial_run_is_compared_before_go_live_and_is_no_evaluation_of_c5(cast):
    with clock.at(day_after(-20)):
        before, objective = factories.read(cast), promised(cast)
    with clock.at(day_after(40)):
        row = begun(cast, before, 30, objective, horizon=0)
        run_pending()
        row.refresh_from_db()
        services.issue_evaluation(cast.consultant, row)
    assert effects_are_evaluated(cast.project).facts == []
    with translation.override("zh-hans"):
        text = words_of(word.docx(evaluation_document(row)))
    assert "试运行报告" in text and "评估报告" not in text


def test_a_step_that_no_log_has_is_named(cast):
    log = factories.read(cast)
    row = services.add_evaluation(
        cast.consultant, cast.project, title="x", horizon=0, before=log, after=log, go_live=date(2026, 1, 15),
        settling_days=0, measured_from="不存在", measured_to="下达订单",
    )  # fmt: skip
    run_pending()
    row.refresh_from_db()
    assert row.state == "draft"
    assert "不存在" in str(Job.objects.order_by("-id").first().error)
