"""The ERP: backups taken and restored in the period."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import WITHIN, Sentence, sentence
from golive.apps.systems.models import Backup, Drill, Environment
from golive.foundation.words import words


@sentence("systems", section="systems", order=20, kinds=WITHIN)
def backups(project: Any, period: Period) -> list[Sentence]:
    if not Environment.objects.filter(project=project, made_at__lte=period.until).exists():
        return []
    taken = Backup.objects.filter(project=project, taken_at__gte=period.begin, taken_at__lte=period.until).count()
    drills = list(Drill.objects.filter(project=project, at__gte=period.begin, at__lte=period.until))
    failed = sum(not d.ok for d in drills)
    text = words(
        "Backups %(this)s: %(n)s, restore drills: %(drills)s, failed: %(failed)s.",
        this=period.said.this,
        n=taken,
        drills=len(drills),
        failed=failed,
    )
    url = reverse("systems:environments", kwargs={"project": project.code})
    return [Sentence(text, url, tone="bad" if failed else "" if taken else "warn")]
