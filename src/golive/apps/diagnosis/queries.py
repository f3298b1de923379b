"""Reads: what the reader may see of logs, findings, designs and evaluations."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from golive.apps.diagnosis.models import Analysis, Design, Evaluation, FieldNote, Finding, ProcessLog
from golive.apps.diagnosis.permissions import SEES
from golive.foundation.accounts import access

MEANING = "approved"  # what a signature under a design stands for


def visible_logs(actor: Any) -> QuerySet[ProcessLog]:
    return ProcessLog.objects.filter(project__in=access.projects_as(actor, *SEES))


def visible_findings(actor: Any) -> QuerySet[Finding]:
    return Finding.objects.filter(log__project__in=access.projects_as(actor, *SEES))


def visible_notes(actor: Any) -> QuerySet[FieldNote]:
    return FieldNote.objects.filter(project__in=access.projects_as(actor, *SEES))


def visible_designs(actor: Any) -> QuerySet[Design]:
    return Design.objects.filter(project__in=access.projects_as(actor, *SEES))


def visible_evaluations(actor: Any) -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(project__in=access.projects_as(actor, *SEES))


def logs_with_counts(actor: Any, project: Any) -> QuerySet[ProcessLog]:
    """The logs of a project, each with its findings that still stand (`found`) and those without an answer (`waiting`)."""
    standing = Q(findings__state__in=[Finding.State.OPEN, Finding.State.FOLLOWED])
    return (
        visible_logs(actor)
        .filter(project=project)
        .select_related("added_by", "file")
        .annotate(
            found=Count("findings", filter=standing, distinct=True),
            waiting=Count("findings", filter=Q(findings__state=Finding.State.OPEN), distinct=True),
        )
        .order_by("process", "moment", "-id")
    )


def findings_of(log: ProcessLog, part: Analysis | None) -> list[Finding]:
    """Those of the whole log; or those that a part's cases alone show, as rows that are not kept, whose `ref` opens their
    cases and whose `known` is the same finding of the whole log, if it has it."""
    if part is None or not part.steps:
        return list(standing_findings(log))
    known = {f.key: f for f in standing_findings(log)}
    out = []
    for each in part.findings:
        row = Finding(log=log, **{name: value for name, value in each.items() if name != "ref"})
        row.ref, row.known = each["ref"], known.get(row.key)
        out.append(row)
    return out


def standing_findings(log: ProcessLog) -> QuerySet[Finding]:
    return log.findings.exclude(state=Finding.State.GONE).order_by("rank")
