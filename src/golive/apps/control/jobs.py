"""What happens by itself: issues that nobody answers rise."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from golive.apps.control import aging, services
from golive.apps.control.models import Issue
from golive.apps.control.registers import ISSUES
from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party, Project
from golive.foundation.jobs.registry import job, periodic
from golive.foundation.notify.sending import send
from golive.foundation.words import words

TOLD = {Issue.Level.MANAGER: (Party.PM,), Issue.Level.SPONSOR: (Party.SPONSOR, Party.PM)}


@periodic("35 8-18 * * *")
@job("control.escalate", label=_("Escalate issues that nobody answers"), single=True)
def escalate(ctx: Any) -> dict[str, int]:
    """Every working hour. Whoever it is put before is told once, and so is its owner."""
    running = (Project.State.PREPARING, Project.State.RUNNING, Project.State.IN_CARE)
    projects = list(Project.objects.filter(state__in=running).order_by("id"))
    risen = 0
    for n, project in enumerate(projects, 1):
        for issue, level in list(aging.rising(project)):
            services.escalate_issue(ctx.actor, issue, level=level)
            _tell(project, issue)
            risen += 1
        ctx.progress(n, len(projects), project.name)
    return {"risen": risen}


def _tell(project: Project, issue: Issue) -> None:
    people = [*access.people_as(project, *TOLD[Issue.Level(issue.level)]), issue.owner]
    text = words("Nobody has answered %(issue)s in time; it has been escalated.", issue=str(issue))
    for person in {p.pk: p for p in people}.values():
        once = f"issue:{issue.pk}:{issue.level}"
        send(
            person, kind="control.issue", text=text, url=ISSUES.address(issue), project=project, level="bad", once=once
        )
