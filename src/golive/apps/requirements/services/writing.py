from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Objective
from golive.apps.requirements import notices
from golive.apps.requirements.models import Priority, Process, Requirement
from golive.apps.requirements.numbering import next_code
from golive.apps.requirements.permissions import may_change, may_trace, may_write
from golive.apps.requirements.versions import is_kept, keep, locked
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case

State = Requirement.State


@use_case("requirements.add_requirement", permission=may_write, label=_("Write a requirement"))
def add_requirement(
    actor: Any,
    project: Project,
    *,
    process: Process,
    title: str,
    text: str,
    acceptance: str,
    priority: str = Priority.MUST,
    department: Any = None,
) -> Requirement:
    """A draft. Without a department it is for the department of its process."""
    _same_project(project, process)
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    now = clock.now()
    return Requirement.objects.create(
        project=project,
        code=next_code(Requirement.objects.filter(project=project), "REQ", 3),
        process=process,
        department=department or process.department,
        title=title,
        text=text,
        acceptance=acceptance,
        priority=priority,
        author=actor,
        created_at=now,
        changed_at=now,
    )


@use_case("requirements.edit_requirement", permission=may_change, label=_("Change a requirement"))
def edit_requirement(actor: Any, requirement: Requirement, *, note: str = "", **values: Any) -> Requirement:
    """Change the text. Once others have seen it, the change is the next version: earlier texts stay readable, and the
    signature and the fit answer are asked for again. `note`: why it changes."""
    requirement = locked(requirement)
    _not_withdrawn(requirement)
    before = requirement.signed_content()
    was_signed = notices.signers(requirement)
    for name, value in values.items():
        setattr(requirement, name, value)
    requirement.department = requirement.department if requirement.department_id else requirement.process.department
    _same_project(requirement.project, requirement.process)
    if requirement.signed_content() == before:
        return requirement
    if is_kept(requirement):
        requirement.version += 1
    requirement.changed_at = clock.now()
    requirement.save()
    if requirement.state == State.IN_REVIEW:
        keep(actor, requirement, note)
        notices.changed_after_signature(requirement, [p for p in was_signed if p != actor])
    return requirement


@use_case("requirements.trace_objective", permission=may_trace, label=_("Link to an objective"))
def trace_objective(actor: Any, requirement: Requirement, *, objective: str) -> Requirement:
    """Say which objective the requirement serves, by the objective's number; "" for none. The trail keeps the number
    only, because the vendor reads the requirement's history and must not read the objective."""
    requirement = locked(requirement)
    found = Objective.objects.filter(project=requirement.project, code=objective).first() if objective else None
    if objective and found is None:
        raise Refused("objective_unknown", _("There is no objective %(code)s in this project."), code=objective)
    requirement.objective = found
    requirement.save(update_fields=["objective"])
    return requirement


def _same_project(project: Project, process: Process) -> None:
    if process.project_id != project.pk:
        raise Refused("process_elsewhere", _("Choose a process of this project."))


def _not_withdrawn(requirement: Requirement) -> None:
    if requirement.state == State.WITHDRAWN:
        raise Refused(
            "withdrawn", _("%(code)s was withdrawn and stays as it was. Write a new one."), code=requirement.code
        )
