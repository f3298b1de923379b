"""What proves diagnosis (C1), solution design (C2), optimised processes (B5) and effect evaluation (C5)."""

from __future__ import annotations

from typing import Any

from golive.apps.diagnosis.models import TRIAL, Design, Evaluation, Finding, ProcessLog
from golive.apps.diagnosis.queries import MEANING
from golive.foundation.audit.services import subject_key
from golive.foundation.duties.registry import Evidence, Fact, Missing, department, evidence, words
from golive.foundation.signatures import services as signatures


@evidence("C1")
def diagnosis_is_backed_by_data(project: Any) -> Evidence:
    """流程诊断: a log that was read, with findings that its records prove, and every finding answered."""
    logs = list(ProcessLog.objects.filter(project=project, moment=ProcessLog.Moment.BEFORE).select_related("project"))
    waiting: dict[int, int] = {}
    found: dict[int, int] = {}
    rows = Finding.objects.filter(log__in=logs).exclude(state=Finding.State.GONE).values_list("log_id", "state")
    for log_id, state in rows:
        found[log_id] = found.get(log_id, 0) + 1
        if state == Finding.State.OPEN:
            waiting[log_id] = waiting.get(log_id, 0) + 1
    facts, missing = [], []
    for log in logs:
        url = log.get_absolute_url()
        if not log.is_ready or log.read_at is None:
            missing.append(Missing(words("The log “%(name)s” to be read", name=log.name), url=url))
            continue
        label = words("Diagnosis of “%(name)s”: %(n)s findings", name=log.name, n=found.get(log.pk, 0))
        facts.append(Fact(log.read_at, log.added_by_id, label, url, key=subject_key(log)))
        if waiting.get(log.pk):
            text = words("Answers to %(n)s findings of “%(name)s”", n=waiting[log.pk], name=log.name)
            missing.append(Missing(text, url=url))
    if not logs:
        missing.append(Missing(words("An event log of a present process")))
    return Evidence(facts=facts, missing=missing)


def _designs(project: Any) -> list[tuple[Design, list[Any]]]:
    """Designs that are not withdrawn, each with its valid approvals."""
    rows = list(
        Design.objects.filter(project=project)
        .exclude(state=Design.State.WITHDRAWN)
        .select_related("project", "department")
    )
    names = signatures.under(rows, MEANING)
    return [(row, names[row.pk]) for row in rows]


@evidence("C2", watches=("signatures.",))
def designs_are_approved(project: Any) -> Evidence:
    """方案设计: each to-be process has its simulated gain and the approval of the process owner."""
    facts, missing = [], []
    for row, names in _designs(project):
        url = row.get_absolute_url()
        if not row.is_simulated:
            missing.append(Missing(words("The simulated gain of %(code)s", code=row.code), url=url))
        elif not names:
            missing.append(Missing(words("The process owner's approval of %(code)s", code=row.code), url=url))
        else:
            facts.append(
                Fact(names[0].at, row.author_id, words("%(code)s approved", code=row.code), url, key=subject_key(row))
            )
    if not facts and not missing:
        missing.append(Missing(words("A to-be process with its simulated gain")))
    return Evidence(facts=facts, missing=missing)


@evidence("B5", watches=("signatures.",))
def owners_approve_their_processes(project: Any) -> Evidence:
    """流程优化: the department that owns a process signs how it shall run."""
    facts, missing = [], []
    for row, names in _designs(project):
        place, url = department(row.department_id), row.get_absolute_url()
        if names:
            label = words("%(code)s approved", code=row.code)
            facts.append(Fact(names[0].at, names[0].signer_id, label, url, place, key=subject_key(row)))
        elif row.state == Design.State.SUBMITTED:
            missing.append(Missing(words("Your approval of %(code)s", code=row.code), place, url))
    return Evidence(facts=facts, missing=missing)


@evidence("C5")
def effects_are_evaluated(project: Any) -> Evidence:
    """效果评估: an evaluation issued for each of 30, 90, 180, 365 days after go-live, whatever its verdict. The comparison of
    a trial run is none of them."""
    rows = Evaluation.objects.filter(project=project, state=Evaluation.State.ISSUED).exclude(horizon=TRIAL)
    rows = rows.select_related("project")
    return Evidence(
        facts=[
            Fact(
                row.issued_at,  # type: ignore[arg-type]
                row.issued_by_id,
                words("Evaluation after %(n)s days", n=row.horizon),
                row.get_absolute_url(),
                period=f"D{row.horizon}",
                key=subject_key(row),
            )
            for row in rows
        ]
    )
