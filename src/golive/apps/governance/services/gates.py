from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance import queries
from golive.apps.governance.criteria import CRITERIA
from golive.apps.governance.models import CriterionWaiver, GateReview
from golive.apps.governance.permissions import may_judge_gate
from golive.apps.projects import services as projects
from golive.apps.projects.models import Phase
from golive.foundation import clock
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("governance.waive_criterion", permission=may_judge_gate, label=_("Waive a criterion of a gate"))
def waive_criterion(actor: Any, phase: Phase, *, criterion: str, reason: str, until: date) -> CriterionWaiver:
    """Let a gate open in spite of one criterion. The reason is owed, the waiver ends by itself and stays in sight."""
    asked = CRITERIA.get(criterion)
    if asked is None or phase.key not in asked.phases:
        raise Refused("criterion_unknown", _("This gate does not ask for that."))
    if not reason.strip():
        raise Refused(
            "reason_missing", _("A waiver needs a reason: it is what others will read when something goes wrong.")
        )
    today = clock.today(phase.project.timezone)
    if until < today:
        raise Refused("waiver_in_the_past", _("The waiver would be over before it begins. Choose a later day."))
    stale = CriterionWaiver.objects.filter(phase=phase, criterion=criterion, ended_at__isnull=True)
    if stale.filter(until__gte=today).exists():
        raise Refused("waived_already", _("This criterion is waived already."))
    stale.update(ended_at=clock.now())
    return CriterionWaiver.objects.create(
        project=phase.project,
        phase=phase,
        criterion=criterion,
        reason=reason.strip(),
        until=until,
        by=actor,
        at=clock.now(),
    )


def _may_end(actor: Any, waiver: CriterionWaiver) -> bool:
    return may_judge_gate(actor, waiver.phase)


@use_case("governance.end_waiver", permission=_may_end, label=_("End a waiver"))
def end_waiver(actor: Any, waiver: CriterionWaiver) -> CriterionWaiver:
    waiver.ended_at = clock.now()
    waiver.save(update_fields=["ended_at"])
    return waiver


@use_case("governance.pass_gate", permission=may_judge_gate, label=_("Pass the gate"))
def pass_gate(actor: Any, phase: Phase, *, note: str = "") -> GateReview:
    """Pass the gate of the current phase. Refused, with everything that is missing, while evidence is lacking."""
    state = queries.gate(phase)
    shut = [c for c in state.criteria if c.holds_shut]
    if shut:
        lacking = "；".join(str(c.criterion.label) for c in shut)
        raise Refused("gate_shut", _("The gate stays shut, and nothing was changed. Missing: %(what)s"), what=lacking)
    projects.pass_phase(actor, phase)
    return _review(actor, state, GateReview.Verdict.PASS, note)


@use_case("governance.stop_gate", permission=may_judge_gate, label=_("Stop at the gate"))
def stop_gate(actor: Any, phase: Phase, *, note: str) -> GateReview:
    """The sponsor says no, or not yet; why is owed. The phase goes on."""
    if phase.state != Phase.State.CURRENT:
        raise Refused("phase_not_current", _("Only the current phase can be passed."))
    if not note.strip():
        raise Refused("reason_missing", _("Say what has to change before the gate is looked at again."))
    return _review(actor, queries.gate(phase), GateReview.Verdict.STOP, note.strip())


def _review(actor: Any, state: queries.GateState, verdict: str, note: str) -> GateReview:
    measured = [
        {
            "code": c.criterion.code,
            "ok": c.measured.ok,
            "value": c.measured.value.to_json(),
            "missing": [m.text.to_json() for m in c.measured.missing],
            "waived": c.waiver.reason if c.waiver else "",
        }
        for c in state.criteria
    ]
    return GateReview.objects.create(
        project=state.phase.project,
        phase=state.phase,
        verdict=verdict,
        note=note,
        measured=measured,
        by=actor,
        at=clock.now(),
    )
