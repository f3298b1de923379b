from golive.apps.reports.registers import REPORTS
from golive.apps.reports.tests.factories import earlier, report
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestReports(RegisterChecks):
    register = REPORTS
    allowed = "pm"

    def make(self, cast, n):
        return report(cast, period=earlier(n))
