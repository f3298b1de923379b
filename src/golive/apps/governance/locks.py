"""What the go-live gate locks. Apps above call it inside the use case that starts a step in production."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Action
from golive.apps.governance.numbering import lock
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused

GO_LIVE = "implementation"  # every method has this phase; its gate is the one before production


def go_live_gate_is_passed(project: Project) -> bool:
    return Phase.objects.filter(project=project, key=GO_LIVE, state=Phase.State.PASSED).exists()


def must_be_open(project: Project, gate: str = "go_live", *, step: Any) -> None:
    """Refuse `step` (a name for people) while the gate is not passed, or while a condition of it is overdue. The project
    is locked meanwhile: a gate that is being judged is waited for, and the answer is the one of afterwards."""
    lock(project)
    key = GO_LIVE if gate == "go_live" else gate
    phase = Phase.objects.filter(project=project, key=key).first()
    if phase is None or phase.state != Phase.State.PASSED:
        raise Refused(
            "gate_locked",
            _(
                "%(step)s is locked: the go-live gate of “%(phase)s” has not been passed. Nothing was started. See under "
                "“Phases and gates” what is missing."
            ),
            step=str(step),
            phase=phase.name if phase else key,
        )
    today = clock.today(project.timezone)
    overdue = Action.objects.filter(
        project=project, decision__gate_review__phase=phase, state=Action.State.OPEN, due_on__lt=today
    ).order_by("due_on")
    late = overdue.first()
    if late is not None:
        raise Refused(
            "condition_overdue",
            _(
                "%(step)s is locked: the gate was passed on a condition that is overdue: %(action)s. Nothing was started."
            ),
            step=str(step),
            action=str(late),
        )
