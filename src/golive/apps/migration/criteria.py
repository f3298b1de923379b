"""What the migration asks of the go-live gate."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.migration import queries
from golive.apps.migration.standing import what_is_missing
from golive.foundation.words import words


@criterion("migration_reconciled", phases=("implementation",), label=_("All legacy data is migrated and reconciled"))
def migration_reconciled(project: Any) -> Measured:
    """A certificate that still describes what the ERP holds."""
    here = reverse("migration:objects", kwargs={"project": project.code})
    certificate = queries.standing_certificate(project)
    if certificate is not None:
        value = words("Certificate of %(cycle)s holds", cycle=certificate.cycle.system)
        return Measured(True, value, [], certificate.get_absolute_url(), figure="✓")
    objects = queries.objects(project)
    cycle = queries.latest_cycle(project)
    done = len(queries.statements(cycle)) if cycle is not None else 0
    value = words("%(done)s of %(all)s objects reconciled", done=done, all=len(objects))
    missing = [Missing(text, here) for text in what_is_missing(project)]
    return Measured(False, value, missing, here, figure=f"{done} / {len(objects)}")
