from golive.apps.control.registers import ISSUES, RISKS
from golive.apps.control.registers_changes import CHANGES
from golive.apps.control.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestRisks(RegisterChecks):
    register = RISKS
    allowed, forbidden = "pm", "vendor"
    change = {"title": "采购接口延期两周"}

    def make(self, cast, n):
        return factories.risk(cast, title=f"风险 {n}")

    def values(self, cast):
        return {"title": "停电", "category": "technical", "probability": 2, "impact": 5, "owner": cast.it.pk}


class TestIssues(RegisterChecks):
    register = ISSUES
    allowed, forbidden = "pm", None
    change = {"title": "两处格式不一"}

    def make(self, cast, n):
        return factories.issue(cast, title=f"问题 {n}")

    def values(self, cast):
        return {"title": "编码重复", "severity": "high", "owner": cast.it.pk, "due_on": "2026-12-10"}


class TestChanges(RegisterChecks):
    register = CHANGES
    allowed, forbidden = "pm", None
    change = {"title": "增加批次与效期管理"}

    def make(self, cast, n):
        return factories.change(cast, title=f"变更 {n}")

    def values(self, cast):
        return {"title": "合并两张单据", "reason": "仓库重复录入", "refs": "REQ-3"}
