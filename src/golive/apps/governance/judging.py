"""The sponsor's answer to the question whether a gate may be passed, and what he sees before he gives it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from golive.apps.governance import gates
from golive.apps.governance.acts import Did, act, effect, known
from golive.apps.governance.gates import CONDITIONS, PASS, STOP
from golive.apps.governance.models import Decision
from golive.apps.governance.permissions import may_judge_gate
from golive.apps.governance.services import gates as service
from golive.apps.projects import services as projects
from golive.apps.projects.models import Phase
from golive.foundation.errors import Refused
from golive.foundation.words import Words


@act(gates.ACT)
def judge_gate(actor: Any, decision: Decision, choice: str) -> Did:
    """The sponsor answers the project manager's question. Conditions are written on the gate's own page."""
    phase = Phase.objects.select_related("project").get(pk=decision.subject_id, project=decision.project)
    if not may_judge_gate(actor, phase):
        raise PermissionDenied(gates.ACT)
    if choice == CONDITIONS:
        raise Refused("conditions_wanted", _("Write the conditions on the page of the gate, and pass it there."))
    state = service._judged(phase)
    if choice == STOP:
        service._review(actor, state, STOP, decision.reason, decision)
        return gates.did_stop(phase)
    if state.lacking or not state.criteria:
        lacking = "；".join(str(c.criterion.label) for c in state.lacking)
        raise Refused("gate_shut", _("The gate stays shut, and nothing was changed. Missing: %(what)s"), what=lacking)
    projects.pass_phase(actor, phase)
    service._review(actor, state, PASS, decision.reason, decision)
    return gates.did_pass(phase)


@effect(gates.ACT)
def what_the_gate_says(decision: Decision) -> dict[str, list[Words]]:
    """What stands against passing it now, and which phase would begin."""
    phase = Phase.objects.select_related("project").filter(pk=decision.subject_id, project=decision.project).first()
    if phase is None:
        return {}
    return gates.what_it_would_do(gates.gate(phase))


@known(gates.ACT)
def what_the_gate_measured(decision: Decision) -> dict[str, Any]:
    """Every criterion as it stood: the sponsor's answer is kept with what it was given upon."""
    phase = Phase.objects.select_related("project").filter(pk=decision.subject_id, project=decision.project).first()
    return {} if phase is None else {"gate": gates.as_kept(gates.gate(phase))}
