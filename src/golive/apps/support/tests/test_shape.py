from golive.apps.support.registers import TICKETS
from golive.apps.support.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestTickets(RegisterChecks):
    register = TICKETS
    allowed = "it"

    def make(self, cast, n):
        return factories.ticket(cast, title=f"故障 {n}")
