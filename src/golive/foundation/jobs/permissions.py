"""Who may stop a job or try it again: its starter, the project manager, IT; without a project, the administrator."""

from __future__ import annotations

from typing import Any

from golive.foundation.accounts import access
from golive.foundation.accounts.models import Party
from golive.foundation.accounts.permissions import may_administer
from golive.foundation.jobs.models import Job


def may_steer(actor: Any, job: Job) -> bool:
    if job.project is None:
        return bool(may_administer(actor) or (actor.is_authenticated and actor.pk == job.actor_id))
    if not access.is_member(actor, job.project):
        return False
    return actor.pk == job.actor_id or access.stands_for(actor, job.project, Party.PM, Party.IT)
