from golive.apps.requirements.registers import PROCESSES, REQUIREMENTS
from golive.apps.requirements.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestRequirements(RegisterChecks):
    register = REQUIREMENTS
    allowed, forbidden = "pm", "vendor"
    change = {"title": "按额度控制开票"}

    def make(self, cast, n):
        return factories.in_review(cast, title=f"需求 {n}")

    def values(self, cast):
        return {
            "title": "批次追溯",
            "process": factories.process(cast).pk,
            "priority": "should",
            "text": "每批入库有批号。",
            "acceptance": "可由批号查到供应商。",
        }


class TestProcesses(RegisterChecks):
    register = PROCESSES
    allowed, forbidden = "business", "vendor"
    change = {"name": "订单到收款"}

    def make(self, cast, n):
        return factories.process(cast, name=f"流程 {n}")

    def values(self, cast):
        return {"name": "采购", "department": cast.stores.pk}
