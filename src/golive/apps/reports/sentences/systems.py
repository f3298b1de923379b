"""The ERP: backups taken and restored in the week."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.reports.sentences.registry import Sentence, sentence
from golive.apps.reports.week import Week
from golive.apps.systems.models import Backup, Drill, Environment
from golive.foundation.words import words


@sentence("systems", section="systems", order=20)
def backups(project: Any, week: Week) -> list[Sentence]:
    if not Environment.objects.filter(project=project, made_at__lte=week.until).exists():
        return []
    taken = Backup.objects.filter(project=project, taken_at__gte=week.begin, taken_at__lte=week.until).count()
    drills = list(Drill.objects.filter(project=project, at__gte=week.begin, at__lte=week.until))
    failed = sum(not d.ok for d in drills)
    text = words(
        "Backups this week: %(n)s, restore drills: %(drills)s, failed: %(failed)s.",
        n=taken,
        drills=len(drills),
        failed=failed,
    )
    url = reverse("systems:environments", kwargs={"project": project.code})
    return [Sentence(text, url, tone="bad" if failed else "" if taken else "warn")]
