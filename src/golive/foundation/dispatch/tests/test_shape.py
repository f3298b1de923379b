from golive.foundation.dispatch.registers import ROBOTS
from golive.foundation.dispatch.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks
from tests.connectors.notify.doubles import REAL


class TestRobots(RegisterChecks):
    register = ROBOTS
    allowed, forbidden = "pm", "vendor"
    change = {"name": "指导委员会群"}

    def make(self, cast, n):
        return factories.robot(cast, name=f"群 {n}")

    def values(self, cast):
        return {"name": "项目群", "kind": "dingtalk", "address": REAL["dingtalk"]}
