import pytest

from golive.apps.requirements.tests import factories as requirements
from golive.apps.selection import services
from golive.apps.selection.models import BidLine
from golive.apps.selection.registers import CANDIDATES, CRITERIA, EVALUATORS, SELECTIONS
from golive.apps.selection.registers_found import ASSESSMENTS, BIDS, FITS, REFERENCES, STEPS
from golive.apps.selection.tests import factories
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.tests import factories as accounts
from golive.foundation.registers.tests.inherited import RegisterChecks


class Checks(RegisterChecks):
    """One selection for all records of a test."""

    allowed, forbidden = "pm", "vendor"

    def chosen(self, cast):
        if getattr(self, "_of", None) != cast.project.pk:
            self._of, self._row = cast.project.pk, factories.selection(cast)
        return self._row

    def candidate(self, cast):
        return factories.candidate(cast, self.chosen(cast))


class TestSelections(RegisterChecks):
    register = SELECTIONS
    allowed, forbidden = "pm", "vendor"
    change = {"title": "条码系统"}

    def make(self, cast, n):
        return factories.selection(cast, title=f"选型 {n}")

    def values(self, cast):
        return {"title": "ERP", "weighting": "direct", "years": 5, "discount": 0}


class TestCandidates(Checks):
    register = CANDIDATES
    change = {"product": "智造云 5"}

    def make(self, cast, n):
        return factories.candidate(cast, self.chosen(cast), product=f"产品 {n}")

    def values(self, cast):
        return {"selection": self.chosen(cast).pk, "product": "新产品", "vendor": "新公司"}


class TestCriteria(Checks):
    register = CRITERIA
    change = {"name": "易用"}

    def make(self, cast, n):
        return factories.criterion(cast, self.chosen(cast), name=f"指标 {n}")

    def values(self, cast):
        return {"selection": self.chosen(cast).pk, "name": "扩展性", "weight": 3, "source": "scored"}


@pytest.mark.slow  # the same checks stand on the registers around it
class TestEvaluators(Checks):
    register = EVALUATORS

    def make(self, cast, n):
        person = accounts.person(organisation=cast.project.client)
        accounts.place(cast.project, person, Party.BUSINESS, cast.sales)
        return factories.evaluator(cast, self.chosen(cast), person)

    def values(self, cast):
        return {"selection": self.chosen(cast).pk, "person": cast.qa.pk}


@pytest.mark.slow  # the same checks stand on the registers around it
class TestFits(Checks):
    register = FITS
    change = {"answer": "gap"}

    def make(self, cast, n):
        need = requirements.requirement(cast)
        values = {"candidate": self.candidate(cast), "requirement": need, "answer": "standard"}
        return services.add_fit(cast.pm, cast.project, **values)

    def values(self, cast):
        return {"candidate": self.candidate(cast).pk, "requirement": requirements.requirement(cast).pk, "answer": "gap"}


@pytest.mark.slow  # the same checks stand on the registers around it
class TestSteps(Checks):
    register = STEPS
    change = {"text": "录入采购订单"}

    def make(self, cast, n):
        return factories.step(cast, self.chosen(cast), number=n + 1)

    def values(self, cast):
        return {"selection": self.chosen(cast).pk, "number": 99, "text": "盘点"}


@pytest.mark.slow  # the same checks stand on the registers around it
class TestReferences(Checks):
    register = REFERENCES
    change = {"rating": 2}

    def make(self, cast, n):
        return factories.reference(cast, self.candidate(cast), customer=f"客户 {n}")

    def values(self, cast):
        return {
            "candidate": self.candidate(cast).pk,
            "customer": "北方阀门",
            "held_on": "2026-05-04",
            "answers": "好",
            "rating": 5,
        }


class TestBids(Checks):
    register = BIDS
    change = {"text": "许可（50 用户）"}

    def make(self, cast, n):
        row = BidLine.objects.filter(project=cast.project).first()
        return factories.bid(cast, row.candidate if row else self.candidate(cast), text=f"许可 {n}")

    def values(self, cast):
        data = {"candidate": self.candidate(cast).pk, "kind": "licence", "text": "许可", "amount": "12.5万"}
        return {**data, "first_year": 0, "last_year": 0, "growth": 0}


class TestAssessments(Checks):
    register = ASSESSMENTS
    allowed, forbidden = "it", "vendor"
    change = {"effort_days": 9}

    def make(self, cast, n):
        return factories.assessment(cast, self.candidate(cast))

    def values(self, cast):
        data = dict.fromkeys(("platform", "interfaces", "data", "security", "capacity", "operation"), "work")
        return {**data, "candidate": self.candidate(cast).pk, "effort_days": 3, "findings": "需要接口"}
