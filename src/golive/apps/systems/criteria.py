"""The go-live gate asks for a system that stands and a backup that has been restored."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from golive.apps.governance.criteria import Measured, Missing, criterion
from golive.apps.systems import queries
from golive.apps.systems.models import Drill, Environment
from golive.foundation import clock
from golive.foundation.words import words

RECENT = timedelta(days=30)


def _page(project) -> str:
    return reverse("systems:environments", kwargs={"project": project.code})


@criterion("environment_ready", phases=("implementation",), label=_("ERP installed and checked"))
def an_environment_is_ready(project) -> Measured:
    rows = list(Environment.objects.filter(project=project))
    green = [e for e in rows if e.installed_at and queries.is_green(e)]
    value = words("%(green)s of %(all)s environments green", green=len(green), all=len(rows))
    missing = [Missing(words("%(name)s is not green", name=e.name), _page(project)) for e in rows if e not in green]
    if not rows:
        missing = [Missing(words("An environment of the ERP"), _page(project))]
    return Measured(
        bool(green) and len(green) == len(rows), value, missing, _page(project), f"{len(green)} / {len(rows)}"
    )


@criterion("backup_restorable", phases=("implementation",), label=_("Backup proved by a restore drill"))
def a_backup_is_restorable(project) -> Measured:
    last = Drill.objects.filter(project=project).select_related("backup").first()
    if last is None:
        return Measured(
            False, words("no drill yet"), [Missing(words("A restore drill"), _page(project))], _page(project), "—"
        )
    fresh = last.at >= clock.now() - RECENT
    value = words("restored in %(seconds)s s", seconds=last.seconds) if last.ok else words("the last drill failed")
    missing = [] if last.ok and fresh else [Missing(words("A good restore drill of the last 30 days"), _page(project))]
    return Measured(not missing, value, missing, _page(project), f"{last.seconds:.0f} s" if last.ok else "")
