import pytest

from golive.apps.selection.registers_contracts import CONTRACTS, ITEMS, MILESTONES, OBLIGATIONS
from golive.apps.selection.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class OfContract(RegisterChecks):
    """One contract for all records of a test."""

    allowed, forbidden = "pm", "it"

    def deal(self, cast):
        if getattr(self, "_of", None) != cast.project.pk:
            self._of, self._row = cast.project.pk, factories.contract(cast)
        return self._row


class TestContracts(RegisterChecks):
    register = CONTRACTS
    allowed, forbidden = "pm", "vendor"
    change = {"title": "ERP 二期"}

    def make(self, cast, n):
        return factories.contract(cast, title=f"合同 {n}")

    def values(self, cast):
        return {"title": "运维", "vendor": "智造软件", "amount": "12万", "cost_class": "services"}


@pytest.mark.slow  # the same checks stand on contracts and payments
class TestObligations(OfContract):
    register = OBLIGATIONS
    change = {"text": "培训教材"}

    def make(self, cast, n):
        return factories.obligation(cast, self.deal(cast), text=f"交付物 {n}")

    def values(self, cast):
        return {"contract": self.deal(cast).pk, "kind": "deliverable", "side": "vendor", "text": "源代码"}


class TestMilestones(OfContract):
    register = MILESTONES
    change = {"title": "终验款"}

    def make(self, cast, n):
        return factories.milestone(cast, self.deal(cast), number=n + 1)

    def values(self, cast):
        data = {"contract": self.deal(cast).pk, "number": 90, "title": "质保金", "amount": "1万"}
        return {**data, "condition": "day", "planned_on": "2027-12-01"}


@pytest.mark.slow  # the same checks stand on contracts and payments
class TestItems(RegisterChecks):
    register = ITEMS
    allowed, forbidden = "it", "vendor"
    change = {"name": "数据库服务器"}

    def make(self, cast, n):
        return factories.item(cast, name=f"采购项 {n}")

    def values(self, cast):
        return {"name": "扫码枪", "kind": "device", "quantity": 12, "needed_on": "2026-12-15", "amount": "9600"}
