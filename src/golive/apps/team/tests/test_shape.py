from datetime import date

from golive.apps.team.registers import GOALS, POSITIONS
from golive.apps.team.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestPositions(RegisterChecks):
    register = POSITIONS
    allowed, forbidden = "pm", "vendor"
    change = {"title": "财务模块顾问"}

    def make(self, cast, n):
        return factories.position(cast, title=f"顾问 {n}")

    def values(self, cast):
        return {"title": "测试工程师", "party": "T", "level": 2, "share": 60, "needed_on": "2026-12-20"}


class TestGoals(RegisterChecks):
    register = GOALS
    allowed, forbidden = "pm", None
    change = {"how": "参加供应商课程"}

    def make(self, cast, n):
        return factories.goal(cast, skill=factories.skill(cast, f"技能 {n}"), due_on=date(2026, 12, 1))

    def values(self, cast):
        return {
            "person": cast.it.pk,
            "skill": factories.skill(cast).pk,
            "level": 2,
            "how": "练习",
            "due_on": "2026-12-20",
        }
