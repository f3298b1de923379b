"""What people do to the frame of a project."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.projects import methods
from golive.apps.projects.models import Phase, SpecialDay
from golive.apps.projects.permissions import may_halt, may_pass, may_shape
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("projects.lay_out_phases", permission=may_shape, label=_("Lay out the phases from the method"))
def lay_out_phases(actor: Any, project: Project) -> Project:
    """Make the phases of the project's method between its start and go-live dates; the first one begins."""
    if project.phases.exists():
        raise Refused("phases_exist", _("The phases are laid out already. Move them one by one instead."))
    span = (project.go_live_date - project.start_date).days
    for order, phase in enumerate(methods.load(project.method).phases):
        starts = project.start_date + timedelta(days=round(span * phase.start) + phase.start_after)
        ends = project.start_date + timedelta(days=round(span * phase.end) + phase.end_after)
        Phase.objects.create(
            project=project,
            key=phase.key,
            order=order,
            name=phase.name.in_language(project.language),
            starts_on=starts,
            ends_on=ends,
            state=Phase.State.CURRENT if order == 0 else Phase.State.PLANNED,
            dated_at=clock.now(),
        )
    project.state = Project.State.RUNNING
    project.save(update_fields=["state"])
    return project


@use_case("projects.move_phase", permission=may_shape, label=_("Move a phase"))
def move_phase(actor: Any, phase: Phase, *, starts_on: date, ends_on: date) -> Phase:
    """Change when a phase is planned; a passed phase stays as it was."""
    if phase.state == Phase.State.PASSED:
        raise Refused("phase_passed", _("This phase has been passed; its dates are history and stay."))
    if ends_on < starts_on:
        raise Refused("phase_ends_before_start", _("The phase must not end before it starts."))
    phase.starts_on, phase.ends_on, phase.dated_at = starts_on, ends_on, clock.now()
    phase.save(update_fields=["starts_on", "ends_on", "dated_at"])
    return phase


@use_case("projects.pass_phase", permission=may_pass, label=_("Pass a phase"))
def pass_phase(actor: Any, phase: Phase) -> Phase:
    """The phase is done and the next one begins. Called by the decision of its gate."""
    phase = Phase.objects.select_for_update().get(pk=phase.pk)
    if phase.state != Phase.State.CURRENT:
        raise Refused("phase_not_current", _("Only the current phase can be passed."))
    phase.state, phase.passed_at = Phase.State.PASSED, clock.now()
    phase.save(update_fields=["state", "passed_at"])
    following = Phase.objects.filter(project=phase.project, order__gt=phase.order).order_by("order").first()
    if following:
        following.state = Phase.State.CURRENT
        following.save(update_fields=["state"])
        if following.key == "care":
            Project.objects.filter(pk=phase.project_id).update(state=Project.State.IN_CARE)
    return phase


@use_case("projects.set_special_day", permission=may_shape, label=_("Set a special day"))
def set_special_day(actor: Any, project: Project, *, day: date, is_working: bool, note: str) -> SpecialDay:
    """A company holiday, or a weekend on which the project works."""
    row, _made = SpecialDay.objects.update_or_create(
        project=project, day=day, defaults={"is_working": is_working, "note": note}
    )
    return row


RUNNING = (Project.State.PREPARING, Project.State.RUNNING, Project.State.IN_CARE)


@use_case("projects.hold", permission=may_halt, label=_("Put the project on hold"))
def hold(actor: Any, project: Project, *, reason: str) -> Project:
    """The clocks of all duties stand still from now on; what is done is still seen."""
    _need(project, RUNNING, reason)
    return _become(project, Project.State.ON_HOLD)


@use_case("projects.resume", permission=may_halt, label=_("Go on with the project"))
def resume(actor: Any, project: Project, *, reason: str) -> Project:
    """The clocks run again: what was open keeps the working time it had left."""
    _need(project, (Project.State.ON_HOLD, Project.State.CLOSED), reason)
    accepted = project.phases.filter(key="acceptance", state=Phase.State.PASSED).exists()
    return _become(project, Project.State.IN_CARE if accepted else Project.State.RUNNING)


@use_case("projects.close", permission=may_halt, label=_("Close the project"))
def close(actor: Any, project: Project, *, reason: str) -> Project:
    """Nothing is owed any more; everything stays readable, and the project can be taken up again."""
    _need(project, (*RUNNING, Project.State.ON_HOLD), reason)
    return _become(project, Project.State.CLOSED)


def _need(project: Project, states: tuple[str, ...], reason: str) -> None:
    if project.state not in states:
        raise Refused(
            "wrong_state",
            _("The project is in the state “%(state)s”, in which this cannot be done. Nothing was changed."),
            state=str(Project.State(project.state).label),
        )
    if not reason.strip():
        raise Refused("reason_needed", _("A reason is needed, because it stays visible. Nothing was changed."))


def _become(project: Project, state: str) -> Project:
    project.state = state
    project.save(update_fields=["state"])
    return project
