"""Decisions to be verified by somebody who does not trust this installation."""

from __future__ import annotations

from typing import Any

from golive.apps.governance.models import Decision
from golive.engines.evidence.decisions import FORMAT
from golive.foundation.accounts.models import Project, User
from golive.foundation.audit.services import export, subject_key


def sealed_file(project: Project) -> dict[str, Any]:
    """What was decided with what was known, and the whole audit trail, whose lines carry the code of each decision."""
    decided = Decision.objects.filter(project=project, state=Decision.State.DECIDED).order_by("number")
    return {
        "format": FORMAT,
        "version": 1,
        "project": {"code": project.code, "name": project.name},
        "people": {str(p.pk): str(p) for p in User.objects.filter(pk__in=_people(decided))},
        "decisions": [{"code": d.code, "subject": subject_key(d), "facts": d.facts()} for d in decided],
        "audit": export(project),
    }


def _people(decisions: Any) -> set[int]:
    return {pk for pair in decisions.values_list("asked_by", "decider") for pk in pair}
