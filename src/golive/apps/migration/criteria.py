"""What the migration asks of the go-live gate."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.migration import queries
from golive.apps.migration.models import Run
from golive.apps.migration.standing import what_is_missing
from golive.foundation.words import Words, words


@criterion("migration_reconciled", phases=("implementation",), label=_("All legacy data is migrated and reconciled"))
def migration_reconciled(project: Any) -> Measured:
    """A certificate that still describes what the ERP holds."""
    here = reverse("migration:objects", kwargs={"project": project.code})
    certificate = queries.standing_certificate(project)
    if certificate is not None:
        value = words("Certificate of %(cycle)s holds", cycle=certificate.cycle.system)
        return Measured(True, value, [], certificate.get_absolute_url(), figure="✓")
    objects = queries.bare_objects(project)
    cycle = queries.latest_cycle(project)
    done = len(queries.statements(cycle)) if cycle is not None else 0
    value = words("%(done)s of %(all)s objects reconciled", done=done, all=len(objects))
    missing = [Missing(text, here) for text in what_is_missing(project)]
    return Measured(False, value, missing, here, figure=f"{done} / {len(objects)}")


@criterion("migration_at_rest", phases=("implementation",), label=_("No load is under way"))
def nothing_is_loading(project: Any) -> Measured:
    """While a load, an undo or a reconciliation runs, what the gate says of the data is not yet true."""
    here = reverse("migration:objects", kwargs={"project": project.code})
    rows = Run.objects.filter(cycle__project=project, state=Run.State.RUNNING).exclude(kind=Run.Kind.SIMULATE)
    active = [r for r in rows.select_related("job", "cycle__project") if r.job is not None and r.job.active]
    missing = [
        Missing(words("The end of “%(run)s”", run=Words.of(Run.Kind(r.kind).label)), r.get_absolute_url())
        for r in active
    ]
    value = words("%(n)s under way", n=len(active)) if active else words("nothing is running")
    return Measured(not active, value, missing, here)
