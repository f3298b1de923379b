"""The sponsor's answer to the question whether a gate may be passed, and what he sees before he gives it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import gates
from golive.apps.governance.acts import act, effect
from golive.apps.governance.models import Decision
from golive.apps.governance.permissions import may_judge_gate
from golive.apps.governance.services import gates as service
from golive.apps.governance.services.gates import CONDITIONS, PASS, STOP
from golive.apps.projects import services as projects
from golive.apps.projects.models import Phase
from golive.foundation.errors import Refused
from golive.foundation.words import Words, words


@act(gates.ACT)
def judge_gate(actor: Any, decision: Decision, choice: str) -> None:
    """The sponsor answers the project manager's question. Conditions are written on the gate's own page."""
    phase = Phase.objects.select_related("project").get(pk=decision.subject_id, project=decision.project)
    if not may_judge_gate(actor, phase):
        raise PermissionDenied(gates.ACT)
    if choice == CONDITIONS:
        raise Refused("conditions_wanted", _("Write the conditions on the page of the gate, and pass it there."))
    state = service._judged(phase)
    if choice == STOP:
        service._review(actor, state, STOP, decision.reason, decision)
        return
    if state.lacking or not state.criteria:
        lacking = "；".join(str(c.criterion.label) for c in state.lacking)
        raise Refused("gate_shut", _("The gate stays shut, and nothing was changed. Missing: %(what)s"), what=lacking)
    projects.pass_phase(actor, phase)
    service._review(actor, state, PASS, decision.reason, decision)


@effect(gates.ACT)
def what_the_gate_says(decision: Decision) -> dict[str, list[Words]]:
    """What stands against passing it now, and which phase would begin."""
    phase = Phase.objects.select_related("project").filter(pk=decision.subject_id, project=decision.project).first()
    if phase is None:
        return {}
    state = gates.gate(phase)
    lacking = [
        words("%(what)s: %(value)s", what=Words.of(c.criterion.label), value=c.measured.value) for c in state.lacking
    ]
    following = Phase.objects.filter(project=phase.project, order__gt=phase.order).order_by("order").first()
    begins = [words("“%(phase)s” begins", phase=following.name)] if following else []
    met = words(
        "%(met)s of %(all)s criteria satisfied or waived",
        met=len(state.criteria) - len(lacking),
        all=len(state.criteria),
    )
    return {PASS: [met, *lacking, *begins], CONDITIONS: begins, STOP: [words("“%(phase)s” goes on", phase=phase.name)]}
