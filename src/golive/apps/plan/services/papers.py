from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from golive.apps.plan.models import Paper, Task
from golive.apps.plan.permissions import may_print
from golive.foundation import clock
from golive.foundation.accounts.models import Project
from golive.foundation.errors import Refused
from golive.foundation.files import storage
from golive.foundation.files.models import Attachment
from golive.foundation.jobs.models import Job
from golive.foundation.jobs.queue import enqueue
from golive.foundation.use_cases import use_case


@use_case("plan.ask_paper", permission=may_print, label=_("Make the PDF of the plan"))
def ask_paper(actor: Any, project: Project) -> Job:
    """In the background, in the language of whoever asks."""
    if not Task.objects.filter(project=project, early_start__isnull=False).exists():
        raise Refused("plan_empty", _("There is no plan yet, so there is nothing to print."))
    return enqueue(actor, "plan.paper", project, language=get_language() or "en", person=actor.pk)


@use_case("plan.keep_paper", permission=may_print, label=_("Keep the PDF of the plan"), secret=("content",))
def keep_paper(actor: Any, project: Project, *, content: bytes) -> Paper:
    """The former one of the same person goes: paper is made anew, not collected."""
    now = clock.now()
    old = Paper.objects.filter(project=project, made_by=actor)
    Attachment.objects.filter(pk__in=old.values("file"), removed_at=None).update(removed_at=now)
    old.delete()
    count = Task.objects.filter(project=project).count()
    row = Paper.objects.create(project=project, made_by=actor, made_at=now, tasks=count)
    row.file = storage.store(project, actor, f"{project.code}-gantt.pdf", content, subject=row, evidence=False)
    row.save(update_fields=["file"])
    return row
