"""The to-be process: drawn, simulated, submitted, approved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.diagnosis import engine_io
from golive.apps.diagnosis.models import Design
from golive.apps.diagnosis.permissions import may_approve, may_diagnose
from golive.apps.diagnosis.queries import MEANING
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import use_case

State = Design.State


@use_case("diagnosis.add_design", permission=may_diagnose, label=_("Draw a to-be process"))
def add_design(actor: Any, project: Project, *, title: str, log: Any, department: Any, reason: str = "") -> Design:
    """Begins with the process as the log shows it."""
    if log.project_id != project.pk or not log.is_ready:
        raise Refused("log_not_ready", _("The event log has not been read yet. Nothing was made; wait for its end."))
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two authors must not take one number
    number = Design.objects.filter(project=project).count() + 1
    as_is = engine_io.discovered_bpmn(log)
    now = clock.now()
    return Design.objects.create(
        project=project,
        code=f"P-{number:02d}",
        title=title,
        log=log,
        department=department,
        reason=reason,
        as_is=as_is,
        bpmn=as_is,
        author=actor,
        made_at=now,
        changed_at=now,
    )


@use_case("diagnosis.edit_design", permission=may_diagnose, label=_("Change a to-be process"), secret=("bpmn",))
def edit_design(actor: Any, design: Design, **values: Any) -> Design:
    """Title, owner, reason, picture, scenario. An approved one that changes must be approved again."""
    if design.state == State.WITHDRAWN:
        raise Refused("design_withdrawn", _("This design has been withdrawn. Nothing was changed."))
    if "bpmn" in values:
        engine_io.check_bpmn(values["bpmn"])
    if "scenario" in values:
        engine_io.check_scenario(design.log, values["scenario"])
    for name, value in values.items():
        setattr(design, name, value)
    design.changed_at, design.version = clock.now(), design.version + 1
    if design.state == State.RETURNED:
        design.state = State.DRAFT
    design.save()
    return design


@use_case("diagnosis.simulate_design", permission=may_diagnose, label=_("Simulate a to-be process"))
def simulate_design(actor: Any, design: Design) -> Job:
    """The present process and the coming one through the same weeks, in the background."""
    if not design.scenario.get("changes"):
        raise Refused(
            "nothing_changes", _("The scenario changes nothing yet. Say what is dropped, merged or automated.")
        )
    return enqueue(actor, "diagnosis.simulate", design.project, design_id=design.pk)


@use_case("diagnosis.keep_simulation", permission=may_diagnose, label=_("Keep a simulation"), secret=("found",))
def keep_simulation(actor: Any, design: Design, *, found: dict[str, Any], of: str) -> Design:
    design.simulation, design.simulated_at = {**found, "of": of}, clock.now()
    design.save(update_fields=["simulation", "simulated_at"])
    return design


@use_case("diagnosis.submit_design", permission=may_diagnose, label=_("Submit a to-be process for approval"))
def submit_design(actor: Any, design: Design) -> Design:
    if not design.is_simulated:
        raise Refused(
            "not_simulated",
            _(
                "The gain of exactly this design has not been simulated. Nothing was submitted; simulate it, then submit."
            ),
        )
    return _to(design, State.SUBMITTED)


@use_case("diagnosis.approve_design", permission=may_approve, label=_("Approve a to-be process"))
def approve_design(actor: Any, design: Design, *, seen_hash: str, comment: str = "") -> Design:
    """The process owner's signature under exactly what was drawn and simulated."""
    design = Design.objects.select_for_update().get(pk=design.pk)
    if design.state != State.SUBMITTED:
        raise Refused("not_submitted", _("This design is not waiting for approval. Nothing was signed."))
    signatures.sign(actor, design, meaning=MEANING, comment=comment, seen_hash=seen_hash)
    return design


@use_case("diagnosis.return_design", permission=may_approve, label=_("Return a to-be process"))
def return_design(actor: Any, design: Design, *, reason: str) -> Design:
    if design.state != State.SUBMITTED:
        raise Refused("not_submitted", _("This design is not waiting for approval. Nothing was signed."))
    design.answer = reason
    return _to(design, State.RETURNED)


@use_case("diagnosis.withdraw_design", permission=may_diagnose, label=_("Withdraw a to-be process"))
def withdraw_design(actor: Any, design: Design) -> Design:
    return _to(design, State.WITHDRAWN)


def _to(design: Design, state: str) -> Design:
    design.state, design.changed_at = state, clock.now()
    design.save()
    return design
