"""The legacy data: what is still wrong with it, and whether what was loaded balances."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse

from golive.apps.migration.models import Certificate, DataObject, Finding, Reconciliation
from golive.apps.reports.period import Period
from golive.apps.reports.sentences.registry import Row, Sentence, sentence
from golive.foundation.words import Words, words


def _page(project: Any) -> str:
    return reverse("migration:objects", kwargs={"project": project.code})


@sentence("data_quality", section="systems", order=10)
def quality(project: Any, period: Period) -> list[Sentence]:
    objects = DataObject.objects.filter(project=project, lines_of=None).count()
    if not objects:
        return []
    found = Finding.objects.filter(data_object__project=project, severity="error", found_at__lte=period.until)
    still = found.filter(Q(settled_at__isnull=True) | Q(settled_at__gt=period.until)).count()
    settled = found.filter(settled_at__gte=period.begin, settled_at__lte=period.until).count()
    text = words(
        "Data objects: %(n)s; errors in the data still open: %(open)s, settled %(this)s: %(settled)s.",
        this=period.said.this,
        n=objects,
        open=still,
        settled=settled,
    )
    figure = (words("Errors in the data"), str(still))
    return [Sentence(text, _page(project), tone="warn" if still else "", figure=figure)]


@sentence("reconciled", section="systems", order=15)
def reconciled(project: Any, period: Period) -> list[Sentence]:
    """The newest statement of each object, as of the end of the period."""
    rows = Reconciliation.objects.filter(cycle__project=project, at__lte=period.until).select_related("data_object")
    newest = {r.data_object_id: r for r in rows.order_by("at", "id")}
    if not newest:
        return []
    balanced = sum(r.balanced for r in newest.values())
    text = words(
        "Loaded data that balances with the source: %(balanced)s of %(n)s objects.", balanced=balanced, n=len(newest)
    )
    links = [
        Row(Words.of(r.data_object.label), reverse("migration:statement", args=[project.code, r.pk]))
        for r in newest.values()
    ]
    said = [Sentence(text, _page(project), links, "ok" if balanced == len(newest) else "bad")]
    issued = Certificate.objects.filter(
        cycle__project=project, issued_at__gte=period.begin, issued_at__lte=period.until
    )
    if issued.exists():
        said.append(
            Sentence(
                words("The certificate of the migration was issued %(this)s.", this=period.said.this),
                _page(project),
                tone="ok",
            )
        )
    return said
