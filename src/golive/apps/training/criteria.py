"""The go-live gate asks for trained people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.training import queries
from golive.apps.training.registers import COURSES
from golive.foundation.words import words

BAR = 90  # % of the course places that must be passed


@criterion("training_passed", phases=("implementation",), label=_("Users trained and certified"))
def users_have_passed(project) -> Measured:
    rows = queries.learners(project)
    passed = sum(r.passed_at is not None for r in rows)
    share = 100 * passed / len(rows) if rows else 0
    missing = [
        Missing(
            words("%(person)s: “%(course)s” not passed", person=str(r.person), course=r.course.title),
            COURSES.address(r.course),
        )
        for r in rows
        if r.passed_at is None
    ]
    if not rows:
        missing = [Missing(words("A course for key users and end users"), COURSES.url("", project))]
    value = words("%(passed)s of %(owed)s passed; %(bar)s %% are needed", passed=passed, owed=len(rows), bar=BAR)
    return Measured(share >= BAR, value, missing, COURSES.url("", project), f"{share:.0f} %", share)
