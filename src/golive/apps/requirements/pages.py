"""What stands on the pages of the registers beyond their rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from golive.apps.requirements import queries
from golive.apps.requirements.comparison import changes
from golive.apps.requirements.models import Process, Requirement, RequirementVersion
from golive.apps.requirements.permissions import may_see_objectives
from golive.foundation.accounts.models import Project
from golive.foundation.signatures import services as signatures
from golive.foundation.use_cases import may


def overview(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The figures above the list; each opens its rows."""
    state = queries.progress(project)
    here = reverse("requirements:requirements", args=[project.code])
    share = f"{state.signed / state.total:.0%}" if state.total else ""
    stale, waiting = state.statuses["stale"], state.unanswered
    gone = _("%(n)s withdrawn") % {"n": state.withdrawn} if state.withdrawn else ""
    return {
        "kpis": [
            {"name": _("Requirements"), "value": state.total, "note": gone, "url": here},
            {"name": _("Signed"), "value": state.signed, "note": share, "url": f"{here}?status=signed"},
            {
                "name": _("Waiting for signature"),
                "value": state.statuses["in_review"],
                "url": f"{here}?status=in_review",
            },
            {
                "name": _("Signature out of date"),
                "value": stale,
                "tone": "warn" if stale else "",
                "url": f"{here}?status=stale",
            },
            {
                "name": _("Waiting for the vendor"),
                "value": waiting,
                "tone": "warn" if waiting else "",
                "url": f"{here}?to_answer=on",
            },
            {"name": _("Gap: not offered"), "value": state.fits["gap"], "url": f"{here}?fit=gap"},
            {"name": _("Effort (person-days)"), "value": f"{state.effort:f}", "url": here},
        ]
    }


def process(request: HttpRequest, record: Process) -> dict[str, Any]:
    rows = queries.visible_requirements(request.user).filter(process=record)
    return {
        "requirements": rows.order_by("code"),
        "children": record.children.order_by("code"),
        "objectives": record.objectives.all() if may_see_objectives(request.user, record.project) else [],
    }


def requirement(request: HttpRequest, record: Requirement) -> dict[str, Any]:
    """Answers, versions with what changed, and the signature box for who may sign what stands there."""
    actor = request.user
    answers = list(record.fit_answers.select_related("by", "version"))
    in_review = record.state == Requirement.State.IN_REVIEW
    signed_by_me = signatures.valid(record, "confirmed").filter(signer=actor.pk).exists()
    return {
        "answers": [{"row": a, "valid": a.version.number == record.version} for a in answers],
        "versions": _versions(record),
        "may_sign": in_review and not signed_by_me and may("requirements.sign", actor, record),
        "unanswered": record.fit in ("unanswered", "outdated"),
        "objective": record.objective if may_see_objectives(actor, record.project) else None,
        "sees_objectives": may_see_objectives(actor, record.project),
    }


def _versions(record: Requirement) -> list[dict[str, Any]]:
    """Newest first; beside each what it changed, and who signed it."""
    rows: list[RequirementVersion] = list(
        record.versions.select_related("by", "process", "department", "requirement").order_by("number")
    )
    signers: dict[str, list[str]] = {}
    for s in signatures.all_for(record):
        signers.setdefault(s.content_hash, []).append(str(s.signer))
    lines = [
        {
            "row": row,
            "changes": changes(before, row) if before else [],
            "signers": "、".join(signers.get(row.content_hash, [])),
        }
        for before, row in zip([None, *rows], rows, strict=False)
    ]
    return lines[::-1]
