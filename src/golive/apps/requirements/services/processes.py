from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.governance.models import Objective
from golive.apps.requirements.models import Process
from golive.apps.requirements.numbering import next_code
from golive.apps.requirements.permissions import may_link_process, may_write
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.use_cases import use_case


@use_case("requirements.add_process", permission=may_write, label=_("Add a process"))
def add_process(
    actor: Any,
    project: Project,
    *,
    name: str,
    department: Any,
    code: str = "",
    parent: Process | None = None,
    description: str = "",
) -> Process:
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)  # two writers must not take one number
    code = code or next_code(Process.objects.filter(project=project), "P", 2)
    _free(project, code, parent)
    return Process.objects.create(
        project=project, code=code, name=name, department=department, parent=parent, description=description
    )


@use_case("requirements.edit_process", permission=may_write, label=_("Change a process"))
def edit_process(actor: Any, process: Process, **values: Any) -> Process:
    for name, value in values.items():
        if name != "code" or value:  # a number once given is never emptied
            setattr(process, name, value)
    _free(process.project, process.code, process.parent, process)
    process.save()
    return process


@use_case("requirements.serve_objectives", permission=may_link_process, label=_("Link to objectives"))
def serve_objectives(actor: Any, process: Process, *, objectives: list[str]) -> Process:
    """Which objectives the process serves, by their numbers: the trail is read by people who may not read objectives."""
    found = list(Objective.objects.filter(project=process.project, code__in=objectives))
    if unknown := set(objectives) - {o.code for o in found}:
        text = _("There is no objective %(code)s in this project.")
        raise Refused("objective_unknown", text, code=", ".join(sorted(unknown)))
    process.objectives.set(found)
    return process


def _free(project: Project, code: str, parent: Process | None, process: Process | None = None) -> None:
    """The number is free, and the process does not lie inside itself."""
    taken = Process.objects.filter(project=project, code=code)
    if taken.exclude(pk=process.pk if process else None).exists():
        raise Refused("code_taken", _("The number %(code)s is taken in this project."), code=code)
    if parent is not None and parent.project_id != project.pk:
        raise Refused("parent_elsewhere", _("A process can only be part of a process of the same project."))
    above = parent
    while above is not None and process is not None:
        if above.pk == process.pk:
            raise Refused(
                "process_inside_itself",
                _("%(process)s would be a part of itself. Nothing was changed; choose another process above it."),
                process=str(process),
            )
        above = above.parent
