"""Who writes, answers and signs requirements. Every member reads them: the vendor could not answer otherwise."""

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import INSIDE, Party

AUTHORS = (Party.BUSINESS, Party.CONSULTANT, Party.PM)


def may_write(actor: Any, subject: Any) -> bool:
    """Processes, and new requirements. Subject: the project or a process."""
    return access.stands_for(actor, getattr(subject, "project", subject), *AUTHORS)


def may_change(actor: Any, requirement: Any) -> bool:
    """The author, the department it is for, the consultant and the project manager."""
    project = requirement.project
    if actor.pk == requirement.author_id and access.is_member(actor, project):
        return True
    return speaks_for(actor, requirement) or access.stands_for(actor, project, Party.CONSULTANT, Party.PM)


def may_decide(actor: Any, requirement: Any) -> bool:
    """Return or withdraw: the department it is for, and the project manager."""
    return speaks_for(actor, requirement) or access.stands_for(actor, requirement.project, Party.PM)


def may_sign(actor: Any, requirement: Any) -> bool:
    """Only a key user of the department that needs it: nobody signs for another department."""
    return speaks_for(actor, requirement)


def speaks_for(actor: Any, requirement: Any) -> bool:
    places = access.memberships(actor, requirement.project)
    return any(m.party == Party.BUSINESS and m.department_id == requirement.department_id for m in places)


def may_answer_fit(actor: Any, requirement: Any) -> bool:
    return access.stands_for(actor, requirement.project, Party.VENDOR)


def may_see_objectives(actor: Any, project: Any) -> bool:
    """Objectives are the client's own business."""
    return access.stands_for(actor, project, *INSIDE)


def may_link_process(actor: Any, process: Any) -> bool:
    """Whoever may read the objectives and writes processes; the sponsor too."""
    inside = may_see_objectives(actor, process.project)
    return inside and (may_write(actor, process) or access.stands_for(actor, process.project, Party.SPONSOR))


def may_trace(actor: Any, requirement: Any) -> bool:
    inside = may_see_objectives(actor, requirement.project)
    return inside and (may_change(actor, requirement) or access.stands_for(actor, requirement.project, Party.SPONSOR))
