from golive.apps.training.registers import COURSES
from golive.apps.training.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestCourses(RegisterChecks):
    register = COURSES
    allowed, forbidden = "vendor", "user"
    change = {"title": "采购订单录入"}

    def make(self, cast, n):
        return factories.course(cast, questions=0, title=f"课程 {n}")

    def values(self, cast):
        return {"title": "盘点操作", "pass_mark": "80", "due_on": "2026-12-20", "lesson": "先盘后调"}
