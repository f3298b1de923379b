from golive.apps.diagnosis import services
from golive.apps.diagnosis.registers import NOTES
from golive.apps.diagnosis.tests import factories
from golive.foundation.registers.tests.inherited import RegisterChecks


class TestNotes(RegisterChecks):
    register = NOTES
    allowed, forbidden = "consultant", "vendor"
    change = {"text": "又去看了一次"}

    def make(self, cast, n):
        return services.add_note(
            cast.consultant,
            cast.project,
            kind="interview",
            day="2026-11-02",
            department=factories.department(cast),
            with_whom=f"采购员 {n}",
            text="等总经理签字要两天",
        )

    def values(self, cast):
        return {
            "kind": "visit",
            "day": "2026-11-03",
            "department": factories.department(cast).pk,
            "with_whom": "仓库",
            "text": "纸质单据堆在桌上",
        }
