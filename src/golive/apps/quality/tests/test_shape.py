from golive.apps.quality.registers import DELIVERABLES
from golive.apps.quality.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestDeliverables(RegisterChecks):
    register = DELIVERABLES
    allowed, forbidden = "pm", "vendor"
    change = {"title": "接口设计说明书（修订）"}

    def make(self, cast, n):
        return factories.deliverable(cast, title=f"交付物 {n}")

    def values(self, cast):
        return {
            "title": "测试报告",
            "kind": "document",
            "phase": factories.phase(cast).pk,
            "criteria": "覆盖全部需求",
            "owner": cast.vendor.pk,
            "reviewer": cast.it.pk,
            "due_on": "2026-12-20",
        }
